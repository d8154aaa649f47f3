"""Named bars: the probabilities of classes, or signed values to both sides of zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from ..errors import CourseError, number, one_of
from . import style
from .examples import counted, number_text, two_digits
from .picture import Picture
from .scales import numbers_in, signed_limit
from .style import look, new_figure

BarScale = Literal["share", "signed"]
Emphasis = Literal["largest", "none"]
BAR_SCALES, EMPHASES = ("share", "signed"), ("largest", "none")
WIDTH, ROW = 600, 26  # CSS pixels
PALE = 0.62  # of white in bars that are not emphasized
Beside = tuple[str, Any]  # (its name, values)


@look()
def bars(
    values: Mapping[str, float] | Any,
    names: Sequence[str] = (),
    *,
    scale: BarScale = "share",
    beside: Beside | None = None,
    emphasis: Emphasis = "none",
    limit: float | None = None,
    title: str | None = None,
    x_label: str = "",
) -> Picture:
    """Show named values as bars, each with its value at the end.

    Args:
        values: {"name": value}, or n values.
        names: what each value is called, n texts; by default their places 0, 1, …
        scale: "share" for an axis from 0 to 1, as probabilities have; "signed" for values around 0.
        beside: a second series to compare with, such as ("true", values): a mark in each row.
        emphasis: "largest" makes all bars but the longest pale.
        limit: the end of the axis; by default 1 for shares, else the largest magnitude.
        title: the question that the picture answers, or its answer.
        x_label: what the values are, with their unit.

    Raises:
        CourseError: for another shape, a number of names other than n, or an unknown scale or emphasis.
    """
    if isinstance(values, Mapping):
        names, values = [str(name) for name in values], list(values.values())
    read = bar_values("values", values)
    named = bar_names(names, len(read))
    figure = new_figure(WIDTH, 72 + ROW * len(read) + 24 * (beside is not None) + 18 * bool(x_label))
    axes = figure.subplots()
    draw_bars(axes, read, named, scale=scale, beside=beside, emphasis=emphasis, limit=limit)
    axes.set_xlabel(x_label, color=style.SOFT, parse_math=False)
    axes.set_title(title or (f"{x_label[:1].upper()}{x_label[1:]}" if x_label else "Values by name"))
    return Picture(figure, describe_bars(read, named, scale=scale, beside=beside, quantity=x_label))


def draw_bars(
    axes: Axes,
    values: Any,
    names: Sequence[str] = (),
    *,
    scale: BarScale = "share",
    beside: Beside | None = None,
    emphasis: Emphasis = "none",
    limit: float | None = None,
) -> None:
    """Draw what `bars` shows into given axes, the first value on top.

    Raises:
        CourseError: as `bars` does.
    """
    values = bar_values("values", values)
    names = bar_names(names, len(values))
    other = None if beside is None else _second(beside, len(values))
    low, high = bar_range(scale, limit, values, other)
    other = None if other is None else bar_marks(other)
    known = np.where(np.isfinite(values), values, 0.0)
    rows = np.arange(len(values))
    largest = longest(values) if one_of("emphasis", emphasis, EMPHASES) == "largest" else None
    colors = [_color(value, scale, pale=largest is not None and row != largest)
               for row, value in enumerate(known)]  # fmt: skip
    axes.barh(rows, np.clip(known, low, high), height=0.66, color=colors, zorder=2)
    axes.axvline(0, color=style.SOFT, linewidth=1, zorder=3)
    reach = (high - low) * 0.015
    for row, value in enumerate(values):
        end = float(np.clip(known[row], low, high))
        way = -1 if end < 0 else 1
        # Past the mark of the second series where that would stand in the value's way.
        ahead = np.nan if other is None else (float(other[row]) - end) * way
        start = ahead + reach if -reach < ahead < 9 * reach else 0.0
        axes.text(
            end + way * (start + reach), row, value_text(value, scale, high), va="center",
            ha="right" if way < 0 else "left", color=style.INK, fontsize=9, zorder=5,
            fontweight="bold" if row == largest else "normal",
        )  # fmt: skip
    if other is not None:
        axes.plot(
            other, rows, linestyle="none", marker="d", markersize=7, color=style.INK,
            markeredgecolor="white", zorder=4, label=beside[0], clip_on=False,
        )  # fmt: skip
        axes.annotate(
            f"◆ {beside[0]}", (1, 1), xytext=(0, 3), xycoords="axes fraction", textcoords="offset points",
            ha="right", va="bottom", color=style.INK, fontsize=9, parse_math=False, family="DejaVu Sans",
        )  # fmt: skip
    _frame(axes, names, low, high, scale)


def bar_values(name: str, values: Any) -> np.ndarray:
    """The values as floats of shape (n,), which need not be finite."""
    return numbers_in(name, values, dimensions=(1,), shapes="of shape (n,)")


def bar_marks(other: np.ndarray) -> np.ndarray:
    """Where a second series has marks, NaN where it has none: a one-hot series has one mark, at its one."""
    is_one_hot = np.isin(other, (0, 1)).all() and np.sum(other) == 1
    return np.where(other == 0, np.nan, other) if is_one_hot else other


def bar_names(names: Sequence[str], count: int) -> list[str]:
    """A name for each of `count` values: the given ones, or 0, 1, …

    Raises:
        CourseError: if names are given, but not as many.
    """
    if len(names) not in (0, count):
        raise CourseError(f"names must hold {count} texts, one for each value, got {len(names)}")
    return [str(name) for name in names] or [str(place) for place in range(count)]


def bar_range(
    scale: str, limit: float | None, values: np.ndarray, other: np.ndarray | None = None
) -> tuple[float, float]:
    """Where the axis begins and ends. Raises CourseError for an unknown scale or a limit that is not > 0."""
    if one_of("scale", scale, BAR_SCALES) == "share":
        return 0.0, 1.0 if limit is None else number("limit", limit, above=0)
    both = values if other is None else np.concatenate([values, other])
    end = signed_limit(limit, both)
    known = both[np.isfinite(both)]
    return (-end if (known < 0).any() else 0.0), (end if (known > 0).any() or not (known < 0).any() else 0.0)


def longest(values: np.ndarray) -> int | None:
    """The place of the largest magnitude among the finite values; None where there is none."""
    known = np.where(np.isfinite(values), np.abs(values), -1.0)
    return int(known.argmax()) if known.max() >= 0 else None


def value_text(value: float, scale: str = "signed", high: float = 1.0) -> str:
    """A value as it stands at the end of its bar: shares in hundredths."""
    if np.isnan(value):
        return "not a number"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:.2f}" if scale == "share" and high >= 0.5 else number_text(value)


def describe_bars(
    values: np.ndarray,
    names: Sequence[str],
    *,
    scale: str = "share",
    beside: Beside | None = None,
    quantity: str = "",
) -> str:
    """The longest bars by name, and how the second series differs most."""
    order = np.argsort(-np.where(np.isfinite(values), np.abs(values), -1.0), kind="stable")[:4]
    told = [f"{names[i]} {two_digits(values[i]) if np.isfinite(values[i]) else value_text(values[i])}"
            for i in order]  # fmt: skip
    longest_ones = ", ".join(told) + (", …" if len(values) > len(order) else "")
    sentence = (
        f"{counted(len(values), 'bar')}{f' of {quantity}' if quantity else ''}, longest first: {longest_ones}"
    )
    if beside is None:
        return f"{sentence}."
    name, other = beside[0], _second(beside, len(values))
    gaps = np.abs(np.where(np.isfinite(values), values, 0.0) - np.where(np.isfinite(other), other, 0.0))
    at = int(gaps.argmax())
    return f"{sentence}; {name} differs most at {names[at]}, where it is {two_digits(other[at])}."


def _second(beside: Beside, count: int) -> np.ndarray:
    if not isinstance(beside, tuple) or len(beside) != 2:
        raise CourseError(f"beside must be a pair (name, values), got {beside!r:.60}")
    other = bar_values("the values of beside", beside[1])
    if len(other) != count:
        raise CourseError(f"beside must hold {count} values, as many as there are bars, got {len(other)}")
    return other


def _color(value: float, scale: str, *, pale: bool) -> str:
    color = style.OKABE_ITO[1] if scale == "signed" and value > 0 else style.OKABE_ITO[0]
    return to_hex([c + (1 - c) * PALE for c in to_rgb(color)]) if pale else color


def _frame(axes: Axes, names: Sequence[str], low: float, high: float, scale: str) -> None:
    # Room beyond the ends, so that the values there stand inside of the picture.
    room = 0.16 * (high - low)
    axes.set(xlim=(low - (room if low < 0 else 0), high + room), ylim=(len(names) - 0.4, -0.6))
    axes.set_yticks(range(len(names)), names)
    axes.set_xticks(np.linspace(low, high, 3 if low < 0 < high or scale == "signed" else 5))
    axes.xaxis.set_major_formatter(lambda value, _: number_text(value))
    for label in axes.get_yticklabels():
        label.set(color=style.INK, fontsize=10 if len(names) <= 12 else 8, parse_math=False)
    axes.tick_params(axis="x", colors=style.SOFT, labelsize=9, length=0)
    axes.tick_params(axis="y", length=0, pad=8)  # a mark at 0 stands half outside
    axes.grid(axis="x", color=style.LINE, linewidth=0.8, zorder=0)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
