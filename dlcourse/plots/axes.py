"""What pictures and stills of labs are made of: fields, points, lines and curves drawn into given axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..errors import CourseError
from . import style
from .labels import label_ends

Extent = tuple[float, float, float, float]
Curve = tuple[Any, Any]  # (steps, values)

# Areas in points² at which the markers look equally large.
_AREAS = {"o": 24, "^": 30, "s": 21, "D": 18, "P": 30, "X": 30, "v": 30, "*": 48}


def draw_field(axes: Axes, values: Any, extent: Extent, *, names: Sequence[str] = ("x1", "x2")) -> None:
    """Draw a model's answers over the plane of two features as colors.

    Args:
        axes: where to draw.
        values: shape (height, width), signed, in [-1, 1], −1 for the first class; or probabilities of shape
            (classes, height, width). The first row is the top one, where the second feature is largest.
        extent: the window (x1 from, x1 to, x2 from, x2 to).
        names: names of the two features, for the axes.

    Raises:
        CourseError: if values have another shape.
    """
    values = np.asarray(values, dtype=float)
    if values.ndim not in (2, 3) or 0 in values.shape or (values.ndim == 3 and len(values) < 2):
        raise CourseError(
            f"values must have shape (height, width) or (classes, height, width), got {values.shape}"
        )
    if values.ndim == 3:
        axes.imshow(_class_colors(values), extent=extent, interpolation="bilinear", zorder=0)
    else:
        axes.imshow(
            values, extent=extent, interpolation="bilinear", cmap=style.DIVERGING, vmin=-1, vmax=1, zorder=0
        )
    frame_plane(axes, extent, names)


def draw_points(axes: Axes, points: Any, labels: Any, *, wrong: Any = None, shade: float = 0.4) -> None:
    """Draw examples of two features, each class in its own marker and color.

    Args:
        axes: where to draw.
        points: shape (n, 2).
        labels: class indices, whole numbers of shape (n,).
        wrong: which of them are misclassified, a mask of shape (n,): these get a ring.
        shade: the share of black in the markers, so that they stand out from a field of their own color.

    Raises:
        CourseError: if points, labels and wrong do not match.
    """
    points, labels = (
        np.asarray(points, dtype=float).reshape(-1, 2),
        np.asarray(labels).astype(int).reshape(-1),
    )
    if len(points) != len(labels) or (wrong is not None and np.size(wrong) != len(points)):
        raise CourseError(
            f"points, labels and wrong must be of the same length, got {len(points)} points and "
            f"{len(labels)} labels" + ("" if wrong is None else f", {np.size(wrong)} in wrong")
        )
    for index in np.unique(labels):
        chosen = points[labels == index]
        marker = style.marker_of(index)
        axes.scatter(
            chosen[:, 0], chosen[:, 1], s=_AREAS[marker], marker=marker, linewidths=0.7, edgecolors="white",
            color=style.darkened(style.color_of(index), shade), zorder=3,
        )  # fmt: skip
    if wrong is not None and np.any(wrong):
        ringed = points[np.asarray(wrong, dtype=bool).reshape(-1)]
        # A dark ring on a white one can be seen on every ground.
        for width, color in ((3.2, "white"), (1.5, "#111111")):
            axes.scatter(
                ringed[:, 0], ringed[:, 1], s=110, marker="o", facecolors="none", edgecolors=color,
                linewidths=width, zorder=4,
            )  # fmt: skip


def draw_line(axes: Axes, line: Sequence[float], extent: Extent) -> None:
    """Draw the line w1·x1 + w2·x2 + b = 0 across the window, with an arrow to the side where the sum is > 0.

    Args:
        axes: where to draw.
        line: (w1, w2, b); where w1 = w2 = 0 there is no line, and nothing is drawn.
        extent: the window (x1 from, x1 to, x2 from, x2 to).
    """
    w1, w2, b = (float(part) for part in line)
    left, right, bottom, top = extent
    # In units of the window, where the arrow stands at a right angle to the line as seen on the page.
    across = np.array([w1 * (right - left), w2 * (top - bottom)])
    offset = w1 * left + w2 * bottom + b
    length = float(np.hypot(*across))
    if not length > 0:
        return
    normal = across / length
    foot = np.array([0.5, 0.5]) - normal * (normal @ [0.5, 0.5] + offset / length)
    along = np.array([-normal[1], normal[0]]) * 2
    ends = np.stack([foot - along, foot + along])
    halo = {"color": "white", "linewidth": 4, "alpha": 0.8, "zorder": 2}
    for look in (halo, {"color": "#111111", "linewidth": 1.8, "zorder": 2.1}):
        axes.plot(*ends.T, transform=axes.transAxes, scalex=False, scaley=False, clip_on=True, **look)
    if np.all((foot >= 0) & (foot <= 1)):
        axes.annotate(
            "", foot + normal * 0.1, foot, xycoords="axes fraction", textcoords="axes fraction",
            arrowprops={
                "arrowstyle": "-|>,head_width=0.28,head_length=0.5", "color": "#111111", "linewidth": 1.8,
                "shrinkA": 0, "shrinkB": 0,
            },
            zorder=5,
        )  # fmt: skip


def draw_curves(
    axes: Axes,
    curves: Mapping[str, Curve],
    *,
    earlier: Sequence[Curve] = (),
    x_label: str = "steps",
    y_label: str = "loss",
) -> None:
    """Draw numbers of a run against steps, each named at its end, with earlier runs faint behind them.

    The vertical axis begins at 0 where no value is negative. A value that is not finite leaves a gap.

    Args:
        axes: where to draw.
        curves: a pair (steps, values) for each name.
        earlier: pairs (steps, values) of earlier runs.
        x_label: name of the horizontal axis, with its unit.
        y_label: name of the vertical axis, with its unit.
    """
    for steps, values in earlier:
        axes.plot(*_finite(steps, values), color=style.FAINT, linewidth=1.1, zorder=1)
    ends = []
    for place, (name, (steps, values)) in enumerate(curves.items()):
        steps, values = _finite(steps, values)
        color, line_style = line_look(place)
        alone = {"marker": ".", "markersize": 8} if np.isfinite(values).sum() == 1 else {}
        axes.plot(
            steps, values, color=color, linestyle=line_style, linewidth=1.8, label=name, zorder=2, **alone
        )
        if np.isfinite(values).any():
            last = np.flatnonzero(np.isfinite(values))[-1]
            ends.append((name, steps[last], values[last], color))
    name_axes(axes, x_label, y_label)
    _begin_at_zero(axes)
    axes.grid(axis="y", color=style.LINE, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0)
    axes.xaxis.set_major_locator(MaxNLocator("auto", steps=(1, 2, 5, 10), integer=True))  # no half steps
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}".replace("-", "−")))
    label_ends(axes, ends)


def line_look(place: int) -> tuple[str, Any]:
    """Color and line style of the curve at `place`: both differ from curve to curve."""
    # Yellow is left out: too pale for a line on white.
    colors = [color for color in style.OKABE_ITO if color != "#f0e442"]
    return colors[place % len(colors)], style.LINE_STYLES[place % len(style.LINE_STYLES)]


def frame_plane(axes: Axes, extent: Extent, names: Sequence[str]) -> None:
    """Make `axes` a square window on the plane of two named features."""
    axes.set(xlim=extent[:2], ylim=extent[2:], aspect="auto")
    axes.set_box_aspect(1)
    name_axes(axes, *names[:2])
    for side in axes.spines.values():
        side.set_visible(False)


def name_axes(axes: Axes, x_label: str, y_label: str) -> None:
    """Name both axes, with few quiet ticks, in the course's look whatever the learner's own settings are."""
    for axis, name in ((axes.xaxis, x_label), (axes.yaxis, y_label)):
        axis.set_label_text(name, color=style.SOFT, fontsize=10, parse_math=False)
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.tick_params(colors=style.SOFT, labelsize=9, length=3, width=0.8)
    for side, spine in axes.spines.items():
        spine.set(visible=side in ("left", "bottom"), color=style.LINE, linewidth=0.8)


def _class_colors(probabilities: np.ndarray) -> np.ndarray:
    """The likeliest class's color in each cell, the paler the less sure; shape (height, width, 3)."""
    classes = len(probabilities)
    likeliest = probabilities.argmax(axis=0)
    sure = (probabilities.max(axis=0) - 1 / classes) / (1 - 1 / classes)
    weight = (0.15 + 0.85 * np.clip(sure, 0, 1))[..., np.newaxis]
    palette = np.array([to_rgb(style.color_of(index)) for index in range(classes)])
    return (1 - weight) * np.array(to_rgb(style.MIDDLE)) + weight * palette[likeliest]


def _finite(steps: Any, values: Any) -> tuple[np.ndarray, np.ndarray]:
    values = np.asarray(values, dtype=float)
    return np.asarray(steps, dtype=float), np.where(np.isfinite(values), values, np.nan)


def _begin_at_zero(axes: Axes) -> None:
    drawn = [np.asarray(line.get_ydata(), dtype=float) for line in axes.get_lines()]
    values = np.concatenate(drawn) if drawn else np.zeros(0)
    values = values[np.isfinite(values)]
    if len(values) and values.min() >= 0:
        axes.set_ylim(0, 1.08 * values.max() if values.max() > 0 else 1)
