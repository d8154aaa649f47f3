"""A grid of lines in the plane, and what functions of the plane make of it: moved, bent, folded, squeezed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from ..errors import CourseError, number, whole_number
from . import style
from .axes import Extent, draw_points, frame_plane
from .examples import counted, two_digits
from .picture import Picture
from .scales import numbers_in
from .style import look, new_figure

# Lines that were upright, and lines that were level: green and purple, as no class of two has them.
COLORS = (style.OKABE_ITO[2], style.OKABE_ITO[3])
TILE = 214  # CSS pixels of each plane beside others
WINDOW: Extent = (-2.0, 2.0, -2.0, 2.0)


def grid_lines(reach: float = 1.5, lines: int = 9, samples: int = 61) -> np.ndarray:
    """Lines of a square grid around the origin, upright ones first: shape (2, lines, samples, 2).

    Arguments:
        reach: how far the grid goes to each side, > 0.
        lines: in each of the two directions, ≥ 2.
        samples: points on each line, ≥ 2.

    Raises:
        CourseError: if a number is not allowed.
    """
    reach = number("reach", reach, above=0)
    places = np.linspace(-reach, reach, whole_number("lines", lines, at_least=2))
    along = np.linspace(-reach, reach, whole_number("samples", samples, at_least=2))
    first, second = np.meshgrid(places, along, indexing="ij")  # (lines, samples)
    return np.stack([np.stack([first, second], axis=-1), np.stack([second, first], axis=-1)])


@look()
def grids(grids: Mapping[str, Any], *, extent: Extent = WINDOW, title: str | None = None) -> Picture:
    """Show grids beside each other, such as one and the same before and after a layer.

    Args:
        grids: {"label": lines} with lines of shape (2, lines, samples, 2), as `grid_lines` makes them.
        extent: the window on all of them (x1 from, x1 to, x2 from, x2 to).
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: if there is no grid, or one has another shape.
    """
    if not isinstance(grids, Mapping) or not grids:
        raise CourseError(f'grids must be a dict such as {{"label": lines}} with an entry, got {grids!r:.60}')
    read = {str(name): read_grid(lines) for name, lines in grids.items()}
    columns = min(4, len(read))
    rows = -(-len(read) // columns)
    figure = new_figure(TILE * columns, (TILE + 26) * rows + 30)
    places = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in places[len(read) :]:
        axes.set_axis_off()
    for axes, (name, lines) in zip(places, read.items(), strict=False):
        draw_grid(axes, lines, extent, names=("", ""))
        axes.set_title(name, fontsize=10)
    figure.suptitle(title or "What becomes of a grid", fontsize=12)
    spoken = [f"{name}: {describe_spread(lines)}" for name, lines in read.items()]
    return Picture(figure, f"{counted(len(read), 'grid')} of lines in the plane. {'; '.join(spoken)}.")


def draw_grid(
    axes: Axes,
    lines: Any,
    extent: Extent,
    *,
    points: Any = None,
    labels: Any = None,
    names: Sequence[str] = ("x1", "x2"),
) -> None:
    """Draw the lines of a grid, the once upright ones green and the once level ones purple, and examples.

    Args:
        axes: where to draw.
        lines: shape (2, lines, samples, 2).
        extent: the window (x1 from, x1 to, x2 from, x2 to).
        points: examples that were moved along with the grid, shape (n, 2).
        labels: their classes, shape (n,).
        names: names of the two axes.

    Raises:
        CourseError: if lines, points or labels have another shape.
    """
    for direction, color in zip(read_grid(lines), COLORS, strict=True):
        axes.add_collection(LineCollection(list(direction), colors=color, linewidths=1.1, zorder=1))
    if points is not None and len(points):
        draw_points(axes, points, labels, shade=0.15)
    frame_plane(axes, extent, names)
    axes.set_facecolor(style.MIDDLE)


def read_grid(lines: Any) -> np.ndarray:
    """The lines of a grid as floats of shape (2, lines, samples, 2).

    Raises:
        CourseError: if they have another shape.
    """
    lines = numbers_in("lines", lines, dimensions=(4,), shapes="of shape (2, lines, samples, 2)")
    if lines.shape[0] != 2 or lines.shape[-1] != 2:
        raise CourseError(f"lines must have shape (2, lines, samples, 2), got {lines.shape}")
    return lines


def describe_spread(lines: np.ndarray) -> str:
    """Between which numbers a grid lies, along both axes."""
    flat = lines.reshape(-1, 2)
    low, high = flat.min(axis=0), flat.max(axis=0)
    return " and ".join(
        f"{axis} from {two_digits(low[i])} to {two_digits(high[i])}" for i, axis in enumerate(("x1", "x2"))
    )
