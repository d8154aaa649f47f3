"""Matrices as heat maps with named rows and columns: attention, weights, a confusion matrix."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes

from ..errors import CourseError, number, one_of
from . import style
from .examples import number_text, two_digits
from .picture import Picture
from .room import room_of
from .scales import SEQUENTIAL, UNKNOWN, ink_on, largest_magnitude, numbers_in
from .style import look, new_figure

MatrixScale = Literal["sequential", "diverging", "counts"]
MATRIX_SCALES = ("sequential", "diverging", "counts")
WIDTH, CELL, LETTER = 600, 44, 7  # CSS pixels: of the picture, at most of a cell, about of a letter
TALLEST = 460  # CSS pixels, of the cells together


@look()
def matrix(
    values: Any,
    row_names: Sequence[str] = (),
    column_names: Sequence[str] = (),
    *,
    scale: MatrixScale = "sequential",
    limit: float | None = None,
    row_title: str = "",
    column_title: str = "",
    title: str | None = None,
) -> Picture:
    """Show a matrix as a heat map, with its values written in the cells where they fit.

    Args:
        values: shape (rows, columns); a value that is not finite is gray.
        row_names: what each row is called; by default its place.
        column_names: what each column is called; by default its place.
        scale: "sequential" for magnitudes from 0, such as attention; "diverging" for signed values, such as
            weights: blue below 0, orange above; "counts" for whole numbers, such as a confusion matrix.
        limit: the magnitude that has the strongest color; by default the largest there is.
        row_title: what the rows are.
        column_title: what the columns are.
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: for another shape, names that do not match, or values that do not suit the scale.
    """
    read = matrix_values(values, scale)
    rows, columns = matrix_names(read, row_names, column_names)
    names = LETTER * max(map(len, rows)) + 40
    cell = min(CELL, (WIDTH - names - 80) / read.shape[1], TALLEST / read.shape[0])
    figure = new_figure(
        max(320, names + cell * read.shape[1] + 110),
        max(160, 90 + max(cell, 4) * read.shape[0] + (LETTER * max(map(len, columns)) if cell < CELL else 0)),
    )
    axes = figure.subplots()
    draw_matrix(axes, read, rows, columns, scale=scale, limit=limit,
                row_title=row_title, column_title=column_title)  # fmt: skip
    axes.set_title(title or "Matrix")
    return Picture(figure, describe_matrix(read, rows, columns, scale, row_title, column_title))


def draw_matrix(
    axes: Axes,
    values: Any,
    row_names: Sequence[str] = (),
    column_names: Sequence[str] = (),
    *,
    scale: MatrixScale = "sequential",
    limit: float | None = None,
    row_title: str = "",
    column_title: str = "",
) -> None:
    """Draw what `matrix` shows into given axes, with a bar that says what the colors mean.

    Raises:
        CourseError: as `matrix` does.
    """
    values = matrix_values(values, scale)
    rows, columns = matrix_names(values, row_names, column_names)
    low, high = matrix_range(values, scale, limit)
    # Beside the cells stand the rows' names and title, and the bar with its numbers.
    beside = LETTER * max(map(len, rows)) + 18 * bool(row_title) + 60
    width, height = room_of(axes)
    cell = max(1.0, (width - beside) / values.shape[1])
    colors = (style.DIVERGING if scale == "diverging" else SEQUENTIAL).with_extremes(bad=UNKNOWN)
    shown = np.ma.masked_invalid(values)
    image = axes.imshow(shown, cmap=colors, vmin=low, vmax=high, interpolation="nearest", aspect="auto")
    _name_sides(axes, rows, columns, cell, row_title, column_title)
    if height / values.shape[0] > 20:
        _write_values(axes, values, colors, low, high, scale, cell)
    bar = axes.get_figure(root=True).colorbar(image, cax=axes.inset_axes((1.02, 0, 0.03, 1)))
    bar.set_ticks([low, 0, high] if low < 0 else [low, high])
    bar.ax.yaxis.set_major_formatter(lambda value, _: number_text(value))
    bar.ax.tick_params(labelsize=9, length=0, colors=style.SOFT)
    bar.outline.set_visible(False)


def matrix_values(values: Any, scale: str) -> np.ndarray:
    """The values as floats of shape (rows, columns).

    Raises:
        CourseError: for another shape, an unknown scale, or counts that are no whole numbers ≥ 0.
    """
    one_of("scale", scale, MATRIX_SCALES)
    read = numbers_in("values", values, dimensions=(2,), shapes="of shape (rows, columns)")
    if scale == "counts" and not ((read >= 0) & (read == np.round(read))).all():
        wrong = read[~((read >= 0) & (read == np.round(read)))][0]
        raise CourseError(f"values must be whole numbers ≥ 0 for the scale 'counts', got {wrong:g}")
    return read


def matrix_names(
    values: np.ndarray, row_names: Sequence[str], column_names: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Names of all rows and columns: the given ones, or their places 0, 1, …"""
    named = []
    for what, names, count in zip(
        ("row_names", "column_names"), (row_names, column_names), values.shape, strict=True
    ):
        if len(names) not in (0, count):
            raise CourseError(f"{what} must hold {count} texts, got {len(names)}")
        named.append([str(name) for name in names] or [str(place) for place in range(count)])
    return named[0], named[1]


def matrix_range(values: np.ndarray, scale: str, limit: float | None) -> tuple[float, float]:
    """The values at the two ends of the colors."""
    end = largest_magnitude(values) if limit is None else number("limit", limit, above=0)
    return (-end if scale == "diverging" else 0.0), end


def describe_matrix(
    values: np.ndarray,
    row_names: Sequence[str],
    column_names: Sequence[str],
    scale: str = "sequential",
    row_title: str = "",
    column_title: str = "",
) -> str:
    """How large it is, where the largest magnitude stands; of counts, how many stand on the diagonal."""
    row, column = row_title or "row", column_title or "column"
    sentence = f"A matrix of {values.shape[0]} by {values.shape[1]}, {row} by {column}"
    known = np.where(np.isfinite(values), np.abs(values), -1.0)
    if known.max() < 0:
        return f"{sentence}, without a finite value."
    if scale == "counts" and values.shape[0] == values.shape[1]:
        sentence += f": {int(np.trace(values))} of {int(values.sum())} on the diagonal"
        known = np.where(np.eye(len(values), dtype=bool), -1.0, known)
        if known.max() <= 0:
            return f"{sentence}."
        sentence += "; the largest off it is"
    else:
        sentence += "; the largest magnitude is" if scale == "diverging" else "; the largest is"
    i, j = np.unravel_index(int(known.argmax()), known.shape)
    value = f"{values[i, j]:.0f}" if scale == "counts" else two_digits(values[i, j])
    return f"{sentence} {value}, at {row} {row_names[i]} and {column} {column_names[j]}."


def _name_sides(
    axes: Axes, rows: Sequence[str], columns: Sequence[str], cell: float, row_title: str, column_title: str
) -> None:
    """Names at the left and on top, upright where they do not fit beside each other, not all where many."""
    thin = max(1, int(np.ceil(14 / max(cell, 1))))
    fits = max(map(len, columns)) * LETTER + 4 <= cell * thin
    axes.set_xticks(range(0, len(columns), thin), columns[::thin], rotation=0 if fits else 90)
    thin = max(1, int(np.ceil(len(rows) / 28)))
    axes.set_yticks(range(0, len(rows), thin), rows[::thin])
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(length=0, labelsize=9, colors=style.INK)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_parse_math(False)
    axes.set_xlabel(column_title, color=style.SOFT, fontsize=10, parse_math=False)
    axes.set_ylabel(row_title, color=style.SOFT, fontsize=10, parse_math=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _write_values(
    axes: Axes, values: np.ndarray, colors: Any, low: float, high: float, scale: str, cell: float
) -> None:
    """The values in their cells, in black or white, if the longest fits; else only × for no number."""
    texts = np.vectorize(lambda value: _cell_text(value, scale, high), otypes=[object])(values)
    fit = max(map(len, texts.flat)) * LETTER + 4 <= cell
    for (i, j), text in np.ndenumerate(texts):
        if fit or (text == "×" and cell >= 12):
            share = (values[i, j] - low) / (high - low)
            color = ink_on(colors(share)) if np.isfinite(share) else style.INK
            axes.text(j, i, text, ha="center", va="center", color=color, fontsize=9)


def _cell_text(value: float, scale: str, high: float) -> str:
    """A value as it is written in a cell: in hundredths where the strongest color is 1."""
    if not np.isfinite(value):
        return "×"
    if scale == "counts":
        return f"{value:.0f}"
    text = f"{value:.{min(6, max(0, 2 - math.ceil(math.log10(high))))}f}"
    return (text if text.strip("-0.") else text.lstrip("-")).replace("-", "−")
