"""Arrows in the plane, over the heights of a surface, and the paths that optimizers have gone on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patheffects import withStroke

from ..errors import CourseError, number, one_of
from . import style
from .axes import Extent, frame_plane, line_look
from .examples import counted, number_text, two_digits
from .path_ends import label_path_ends
from .picture import Picture
from .scales import SEQUENTIAL, UNKNOWN, numbers_in
from .style import look, new_figure

Spread = Literal["even", "log"]
SPREADS = ("even", "log")
LEVELS = 12  # contour lines
FLOOR = 1e-3  # of the whole height: below it, a logarithmic map tells no differences
SIDE = 420  # CSS pixels

# The pale part of the map for magnitudes: paths in any color are seen on it.
GROUND = LinearSegmentedColormap.from_list(
    "dlcourse ground", SEQUENTIAL(np.linspace(0, 0.42, 64))
).with_extremes(bad=UNKNOWN)
CONTOUR = "#5b8aa6"


@look()
def arrows(
    extent: Extent,
    *,
    arrows: Any = None,
    magnitudes: Any = None,
    field: Any = None,
    paths: Mapping[str, Any] | None = None,
    stopped: Sequence[str] = (),
    start: Any = None,
    names: Sequence[str] = ("x1", "x2"),
    spread: Spread = "even",
    title: str | None = None,
) -> Picture:
    """Show arrows in the plane, a surface's heights with contour lines, and paths with their names.

    Args:
        extent: the window (x1 from, x1 to, x2 from, x2 to).
        arrows: points with what leads away from them, rows (x1, x2, dx1, dx2), shape (n, 4).
        magnitudes: n numbers ≥ 0 that color the arrows: the darker, the larger.
        field: heights over the window, shape (rows, columns); the first row is the top one.
        paths: the points that each path has visited, {"name": points} with points of shape (k, 2).
        stopped: names of paths that go on no more, as those that diverged: a ✖ marks their last point.
        start: a point to mark with a cross, (x1, x2).
        names: names of the two axes.
        spread: how heights become colors and lines, in "even" or in "log" steps above the lowest.
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: for other shapes, or an extent whose ends do not rise.
    """
    figure = new_figure(SIDE, SIDE)
    axes = figure.subplots()
    draw_arrows(
        axes, extent, arrows=arrows, magnitudes=magnitudes, field=field, paths=paths, stopped=stopped,
        start=start, names=names, spread=spread,
    )  # fmt: skip
    axes.set_title(title or ("The way that each has gone" if paths else "Where the arrows point"))
    drawn, ways = read_arrows(arrows), read_paths(paths)
    return Picture(figure, describe_arrows(extent, drawn, field, ways, stopped, names))


def draw_arrows(
    axes: Axes,
    extent: Extent,
    *,
    arrows: Any = None,
    magnitudes: Any = None,
    field: Any = None,
    paths: Mapping[str, Any] | None = None,
    stopped: Sequence[str] = (),
    start: Any = None,
    names: Sequence[str] = ("x1", "x2"),
    spread: Spread = "even",
) -> None:
    """Draw what `arrows` shows into given axes.

    Raises:
        CourseError: as `arrows` does.
    """
    extent = read_extent(extent)
    axes.set_facecolor(style.MIDDLE)
    if field is not None:
        _draw_ground(axes, heights_in_shades(read_field(field), spread), extent)
    _draw_arrows(axes, read_arrows(arrows), read_magnitudes(magnitudes, arrows))
    if start is not None:
        axes.plot(*read_start(start), "+", color=style.INK, markersize=13, markeredgewidth=2, zorder=3.5)
    frame_plane(axes, extent, names)
    _draw_paths(axes, read_paths(paths), stopped, extent)


def read_extent(extent: Any) -> Extent:
    """The window as four numbers. Raises CourseError if the ends do not rise."""
    if np.shape(extent) != (4,):
        raise CourseError(f"extent must be (x1 from, x1 to, x2 from, x2 to), got {extent!r:.60}")
    left, right, bottom, top = (number("extent", end) for end in extent)
    if not (left < right and bottom < top):
        raise CourseError(f"extent must rise from left to right and from bottom to top, got {extent!r:.60}")
    return left, right, bottom, top


def read_field(field: Any) -> np.ndarray:
    """Heights as floats of shape (rows, columns)."""
    return numbers_in("field", field, dimensions=(2,), shapes="of shape (rows, columns)")


def read_arrows(arrows: Any) -> np.ndarray:
    """Arrows as rows (x1, x2, dx1, dx2) that are finite, shape (n, 4); n = 0 for None."""
    read = _rows("arrows", arrows, 4)
    return read[np.isfinite(read).all(axis=1)]


def read_magnitudes(magnitudes: Any, arrows: Any) -> np.ndarray | None:
    """A share of the largest magnitude for each of the arrows that `read_arrows` keeps; None for None."""
    if magnitudes is None:
        return None
    values = numbers_in("magnitudes", magnitudes, dimensions=(1,), shapes="of shape (n,)")
    read = _rows("arrows", arrows, 4)
    if len(values) != len(read):
        raise CourseError(f"magnitudes must hold {len(read)} numbers, one for each arrow, got {len(values)}")
    values = np.nan_to_num(values[np.isfinite(read).all(axis=1)], nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(values / max(float(values.max(initial=0.0)), 1e-300), 0, 1)


def read_start(start: Any) -> tuple[float, float]:
    """A point as two numbers."""
    if np.shape(start) != (2,):
        raise CourseError(f"start must be a point (x1, x2), got {start!r:.60}")
    return number("start", float(start[0])), number("start", float(start[1]))


def read_paths(paths: Any) -> dict[str, np.ndarray]:
    """Each path's points up to the first that is not finite, shape (k, 2)."""
    if paths is None:
        return {}
    if not isinstance(paths, Mapping):
        raise CourseError(f'paths must be a dict such as {{"name": points}}, got {paths!r:.60}')
    read = {str(name): _rows(f"the path {name!r}", points, 2) for name, points in paths.items()}
    return {name: points[: _finite_rows(points)] for name, points in read.items()}


def heights_in_shades(field: np.ndarray, spread: str) -> np.ndarray:
    """Heights as shades from 0 for the lowest to 1 for the highest; not-a-number stays."""
    one_of("spread", spread, SPREADS)
    field = np.where(np.isfinite(field), field, np.nan)
    if np.isnan(field).all():
        return field
    height = field - np.nanmin(field)
    top = float(np.nanmax(height))
    if top == 0:
        return height
    if spread == "even":
        return height / top
    return np.log1p(height / (FLOOR * top)) / np.log1p(1 / FLOOR)


def describe_arrows(
    extent: Extent,
    arrows: np.ndarray,
    field: Any,
    paths: Mapping[str, np.ndarray],
    stopped: Sequence[str],
    names: Sequence[str],
) -> str:
    """How many arrows there are, between which heights the surface lies, and where each path stands."""
    parts = [counted(len(arrows), "arrow")] if len(arrows) else []
    if field is not None and np.isfinite(field := read_field(field)).any():
        known = field[np.isfinite(field)]
        parts.append(f"heights from {two_digits(known.min())} to {two_digits(known.max())}")
    for name, points in paths.items():
        if len(points):
            verb = "stopped at" if name in stopped else "is at"
            place = ", ".join(two_digits(part) for part in points[-1])
            parts.append(f"{name} {verb} ({place})")
    plane = f"The plane of {names[0]} and {names[1]}"
    window = ", ".join(map(number_text, extent))
    return f"{plane} ({window}) with {'; '.join(parts) or 'nothing on it yet'}."


def _rows(name: str, values: Any, columns: int) -> np.ndarray:
    if values is None or np.size(values) == 0:
        return np.zeros((0, columns))
    read = numbers_in(name, values, dimensions=(2,), shapes=f"of shape (n, {columns})")
    if read.shape[1] != columns:
        raise CourseError(f"{name} must have shape (n, {columns}), got {read.shape}")
    return read


def _finite_rows(points: np.ndarray) -> int:
    wrong = np.flatnonzero(~np.isfinite(points).all(axis=1))
    return int(wrong[0]) if len(wrong) else len(points)


def _draw_ground(axes: Axes, shades: np.ndarray, extent: Extent) -> None:
    axes.imshow(shades, extent=extent, cmap=GROUND, vmin=0, vmax=1, interpolation="bilinear", zorder=0)
    rows, columns = shades.shape
    if min(rows, columns) < 2 or not np.isfinite(shades).any():
        return
    left, right, bottom, top = extent
    x = left + (np.arange(columns) + 0.5) / columns * (right - left)
    y = top - (np.arange(rows) + 0.5) / rows * (top - bottom)
    levels = (np.arange(LEVELS) + 0.5) / LEVELS
    with np.errstate(invalid="ignore"):
        axes.contour(x, y, shades, levels=levels, colors=CONTOUR, linewidths=0.6, alpha=0.8, zorder=1)


def _draw_arrows(axes: Axes, arrows: np.ndarray, shares: np.ndarray | None) -> None:
    if not len(arrows):
        return
    colors = style.INK if shares is None else SEQUENTIAL(0.45 + 0.55 * shares)
    axes.quiver(
        *arrows.T, color=colors, angles="xy", scale_units="xy", scale=1, width=0.006, headwidth=4,
        headlength=5, headaxislength=4.4, zorder=2,
    )  # fmt: skip


def _draw_paths(axes: Axes, paths: Mapping[str, np.ndarray], stopped: Sequence[str], extent: Extent) -> None:
    left, right, bottom, top = extent
    ends = []
    for place, (name, points) in enumerate(paths.items()):
        if not len(points):
            continue
        color, line_style = line_look(place)
        halo = [withStroke(linewidth=3.6, foreground=style.PAPER, alpha=0.85)]
        axes.plot(
            *points.T, color=color, linestyle=line_style, linewidth=1.9, label=name, zorder=4,
            path_effects=halo, scalex=False, scaley=False,
        )  # fmt: skip
        seen = (np.clip(points[-1, 0], left, right), np.clip(points[-1, 1], bottom, top))
        marker = "X" if name in stopped else style.marker_of(place) if style.marker_of(place) != "X" else "*"
        axes.plot(
            *seen, marker, color=color, markersize=9, markeredgecolor="white", zorder=5, clip_on=False,
            scalex=False, scaley=False,
        )  # fmt: skip
        ends.append((name, float(seen[0]), float(seen[1]), color))
    label_path_ends(axes, ends)
