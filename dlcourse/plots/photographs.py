"""Gray pictures large enough to be looked at, side by side, each with what black and white mean in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..errors import CourseError
from . import style
from .examples import counted, number_text, two_digits
from .picture import Picture
from .scales import numbers_in
from .style import look, new_figure

WIDTH, SIDE = 600, 150  # CSS pixels: of a row, and of a picture at most
FRAME = style.OKABE_ITO[1]


@look()
def photographs(
    pictures: Mapping[str, Any], *, span: tuple[float, float] | None = (0.0, 1.0), title: str | None = None
) -> Picture:
    """Show gray pictures in a row, each under its name.

    Args:
        pictures: {"name": picture} of shape (rows, columns) each, one to four of them.
        span: the values shown black and white; None for the least and the largest of each picture.
        title: the question that the pictures answer, or its answer.

    Raises:
        CourseError: for another shape or number of pictures, or a span that does not rise.
    """
    if not isinstance(pictures, Mapping) or not 1 <= len(pictures) <= 4:
        raise CourseError(
            f'pictures must be a dict such as {{"name": picture}} of 1 to 4, got {pictures!r:.60}'
        )
    read = {name: picture_values(name, picture) for name, picture in pictures.items()}
    side = min(SIDE, WIDTH / len(read) - 12)
    figure = new_figure(
        max(320, len(read) * (side + 14)), side * max(p.shape[0] / p.shape[1] for p in read.values()) + 74
    )
    for axes, (name, picture) in zip(
        figure.subplots(1, len(read), squeeze=False)[0], read.items(), strict=True
    ):
        draw_photograph(axes, picture, own_span(picture) if span is None else span)
        axes.set_title(name, fontsize=10, parse_math=False)
    if title:
        figure.suptitle(title, fontsize=12)
    words = "; ".join(f"{name}, {describe_photograph(picture)}" for name, picture in read.items())
    return Picture(figure, f"{counted(len(read), 'picture')}: {words}.")


def draw_photograph(
    axes: Axes, picture: Any, span: Sequence[float] = (0.0, 1.0), *, window: Sequence[int] | None = None
) -> None:
    """Draw a gray picture, with a frame around a window of it where one is given as (row, column, size).

    Raises:
        CourseError: for another shape, or a span that does not rise.
    """
    picture = picture_values("picture", picture)
    low, high = span
    if not high > low:
        raise CourseError(f"span must rise, got {span!r}")
    axes.imshow(picture, cmap="gray", vmin=low, vmax=high, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.set_xlabel(span_text(span), color=style.SOFT, fontsize=9)
    for spine in axes.spines.values():
        spine.set(visible=True, color=style.LINE, linewidth=0.8)
    if window is not None:
        row, column, size = window
        place = (column - 0.5, row - 0.5)
        for color, width in (("white", 3.4), (FRAME, 1.8)):  # seen on dark ground and on light
            axes.add_patch(Rectangle(place, size, size, fill=False, edgecolor=color, linewidth=width))


def picture_values(name: str, picture: Any) -> np.ndarray:
    """The picture as floats of shape (rows, columns).

    Raises:
        CourseError: for another shape.
    """
    return numbers_in(name, picture, dimensions=(2,), shapes="of shape (rows, columns)")


def own_span(picture: np.ndarray) -> tuple[float, float]:
    """The least and the largest value, which differ in any case."""
    low, high = float(np.nanmin(picture)), float(np.nanmax(picture))
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def span_text(span: Sequence[float]) -> str:
    """What black and white mean."""
    return f"black {number_text(span[0])}, white {number_text(span[1])}"


def describe_photograph(picture: np.ndarray) -> str:
    """Its size, its mean brightness and how far it goes."""
    rows, columns = picture.shape
    parts = (picture.mean(), picture.min(), picture.max())
    mean, low, high = (two_digits(float(part)) for part in parts)
    return f"{rows}×{columns} pixels from {low} to {high}, mean {mean}"
