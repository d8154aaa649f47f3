"""Curves y = f(x) with their names, an x where their values are read, and points beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes

from ..errors import CourseError, number, one_of
from . import style
from .axes import line_look, name_axes
from .examples import counted, number_text
from .labels import label_ends
from .scales import numbers_in

YScale = Literal["linear", "log"]
Y_SCALES = ("linear", "log")
# A jump is this share of the whole range between two of many neighboring x: the line is left open there.
JUMP, MANY = 0.25, 50


def draw_functions(
    axes: Axes,
    x: Any,
    functions: Mapping[str, Any],
    *,
    mark: float | None = None,
    points: Any = None,
    limits: tuple[float, float] | None = None,
    y_scale: YScale = "linear",
    x_label: str = "x",
    y_label: str = "y",
) -> None:
    """Draw functions of one variable, each named at its end, in its own color and line style.

    A jump, as in the step function, is left open: the function has no values in between. So is a value that
    is not finite, and on a logarithmic axis one that is not > 0.

    Args:
        axes: where to draw.
        x: where the functions were evaluated, in rising order, shape (n,).
        functions: the values of each function, {"label": y} with y of shape (n,).
        mark: a value of x; a dot shows the value of each function there, and its name is followed by it.
        points: points beside the functions, shape (m, 2).
        limits: the ends of the vertical axis; by default all there is to see fits.
        y_scale: "linear" or "log".
        x_label: name of the horizontal axis, with its unit.
        y_label: name of the vertical axis, with its unit.

    Raises:
        CourseError: if shapes do not match, or x does not rise.
    """
    x, lines = read_functions(x, functions)
    points = read_points(points)
    low, high = y_range(lines, points, limits, y_scale)
    axes.set_yscale(one_of("y_scale", y_scale, Y_SCALES))
    if y_scale == "linear":
        axes.axhline(0, color=style.LINE, linewidth=1, zorder=0)
    if x[0] < 0 < x[-1]:
        axes.axvline(0, color=style.LINE, linewidth=1, zorder=0)
    ends = []
    for place, (name, y) in enumerate(lines.items()):
        color, line_style = line_look(place)
        axes.plot(*_with_jumps_open(x, y), color=color, linestyle=line_style, label=name, zorder=2)
        seen = np.flatnonzero(np.isfinite(y))
        last = int(seen[-1]) if len(seen) else 0
        height = float(np.clip(y[last], low, high)) if len(seen) else low
        ends.append((f"{name} {reading(x, y, mark)}".strip(), x[-1], height, color))
        if mark is not None:
            axes.plot(mark, value_at(x, y, mark), "o", color=color, markeredgecolor="white", zorder=3)
    if mark is not None:
        axes.axvline(mark, color=style.SOFT, linewidth=0.9, linestyle=":", zorder=1)
    if len(points):
        axes.plot(*points.T, "o", markersize=7, color=style.INK, markeredgecolor="white", zorder=4)
    name_axes(axes, x_label, y_label) if y_scale == "linear" else _name_log_axes(axes, x_label, y_label)
    axes.set(xlim=(x[0], x[-1]), ylim=(low, high))
    label_ends(axes, ends)


def read_functions(x: Any, functions: Any) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """x of shape (n,) and the values of each function there; what is not finite becomes not-a-number.

    Raises:
        CourseError: if x does not rise, there is no function, or one has not n values.
    """
    x = numbers_in("x", x, dimensions=(1,), shapes="of shape (n,)")
    if len(x) < 2 or not (np.diff(x) > 0).all():
        values = ", ".join(map(number_text, x[:6])) + ", …" * (len(x) > 6)
        raise CourseError(f"x must hold at least two numbers in rising order, got [{values}]")
    if not isinstance(functions, Mapping) or not functions:
        raise CourseError(
            f'functions must be a dict such as {{"label": values}} with an entry, got {functions!r:.60}'
        )
    return x, {str(name): _values(str(name), y, len(x)) for name, y in functions.items()}


def read_points(points: Any) -> np.ndarray:
    """Points as an array of shape (m, 2), with m = 0 for None."""
    if points is None or np.size(points) == 0:
        return np.zeros((0, 2))
    points = numbers_in("points", points, dimensions=(2,), shapes="of shape (m, 2)")
    if points.shape[1] != 2:
        raise CourseError(f"points must have shape (m, 2), got {points.shape}")
    return points


def y_range(
    lines: Mapping[str, np.ndarray], points: np.ndarray, limits: Any, y_scale: str
) -> tuple[float, float]:
    """The ends of the vertical axis: `limits`, or what there is to see and a margin.

    Raises:
        CourseError: if limits are not two rising numbers, on a logarithmic axis > 0.
    """
    above = 0.0 if y_scale == "log" else None
    if limits is not None:
        low, high = (number("limits", limit, above=above) for limit in limits)
        if not low < high:
            raise CourseError(f"limits must be two rising numbers, got {tuple(limits)!r}")
        return low, high
    values = np.concatenate([*lines.values(), points[:, 1]])
    values = values[np.isfinite(values)]
    if y_scale == "log":
        values = np.log10(values[values > 0])
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    margin = 0.08 * (high - low) or 0.5
    low, high = low - margin, high + margin
    return (10**low, 10**high) if y_scale == "log" else (low, high)


def breaks_in(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Before which of the values of y, shape (n,), the line is left open because the function jumps."""
    opened = np.zeros(len(y), dtype=bool)
    finite = y[np.isfinite(y)]
    if len(x) >= MANY and len(finite) and np.ptp(finite) > 0:
        with np.errstate(invalid="ignore"):
            opened[1:] = np.abs(np.diff(y)) > JUMP * np.ptp(finite)
    return opened


def value_at(x: np.ndarray, y: np.ndarray, mark: float) -> float:
    """The value at the nearest x: between two of them, across a jump, there would be none."""
    return float(y[np.abs(x - mark).argmin()])


def reading(x: np.ndarray, y: np.ndarray, mark: float | None) -> str:
    """What stands at the end of a line after its name: its value at the mark; "" where there is no mark."""
    if mark is None:
        return ""
    value = value_at(x, y, mark)
    return number_text(value) if np.isfinite(value) else "not a number"


def describe_functions(
    x: np.ndarray,
    lines: Mapping[str, np.ndarray],
    points: np.ndarray,
    mark: float | None,
    *,
    x_label: str = "x",
    y_label: str = "y",
) -> str:
    """From where to where each function goes, its value at the mark, and how many points there are."""
    parts = []
    for name, y in lines.items():
        seen = np.round(y[np.isfinite(y)], _decimals(y[np.isfinite(y)]))
        if not len(seen):
            parts.append(f"{name} without a finite value")
            continue
        at = ""
        if mark is not None and np.isfinite(value := value_at(x, np.round(y, _decimals(seen)), mark)):
            at = f", {number_text(value)} at {number_text(mark)}"
        parts.append(f"{name} from {number_text(seen[0])} to {number_text(seen[-1])}{at}")
    window = f"{number_text(x[0])} to {number_text(x[-1])}"
    beside = f" {counted(len(points), 'point')} beside them." if len(points) else ""
    return f"{y_label} against {x_label} from {window}: {'; '.join(parts)}.{beside}"


def _values(name: str, y: Any, count: int) -> np.ndarray:
    y = numbers_in(f"{name!r}", y, dimensions=(1,), shapes=f"of shape ({count},)")
    if y.shape != (count,):
        raise CourseError(f"{name!r} must have {count} values, one for each x; got shape {y.shape}")
    return np.where(np.isfinite(y), y, np.nan)


def _with_jumps_open(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    jumps = np.flatnonzero(breaks_in(x, y))
    return np.insert(x, jumps, x[jumps]), np.insert(y, jumps, np.nan)


def _name_log_axes(axes: Axes, x_label: str, y_label: str) -> None:
    """As `name_axes`, but with the powers of ten on the vertical axis."""
    ticks = axes.yaxis.get_major_locator(), axes.yaxis.get_major_formatter()
    name_axes(axes, x_label, y_label)
    axes.yaxis.set_major_locator(ticks[0])
    axes.yaxis.set_major_formatter(ticks[1])
    axes.minorticks_off()
    axes.grid(axis="y", color=style.LINE, linewidth=0.8)


def _decimals(values: np.ndarray) -> int:
    """How many decimals tell values apart that differ by a thousandth of their range."""
    return max(0, 3 - int(np.floor(np.log10((np.ptp(values) if len(values) else 1) or 1))))
