"""Numbers along an axis over several seeds: their mean as a line, in a band from the least to the largest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import CourseError
from .axes import line_look
from .examples import counted, number_text, two_digits
from .functions import YScale, draw_functions
from .picture import Picture
from .scales import numbers_in
from .style import look, new_figure

WIDTH, HEIGHT = 600, 330  # CSS pixels


@look()
def over_seeds(
    x: Any,
    results: Mapping[str, Any],
    *,
    title: str | None = None,
    x_label: str = "x",
    y_label: str = "y",
    y_scale: YScale = "linear",
) -> Picture:
    """Show numbers that were measured at each x and over several seeds: lines of means in bands of all seeds.

    On a logarithmic axis the mean is that of the logarithms, so that one large value does not hide the rest.

    Args:
        x: where they were measured, in rising order, shape (n,).
        results: {"label": values} with values of shape (seeds, n); for a logarithmic axis all > 0.
        title: the question that the picture answers, or its answer.
        x_label: name of the horizontal axis, with its unit.
        y_label: name of the vertical axis, with its unit.
        y_scale: "linear" or "log".

    Raises:
        CourseError: if there are no results, shapes do not match, or x does not rise.
    """
    if not isinstance(results, Mapping) or not results:
        raise CourseError(
            f'results must be a dict such as {{"label": values}} with an entry, got {results!r:.60}'
        )
    read = {str(name): _rows(str(name), values, len(x), y_scale) for name, values in results.items()}
    means = {name: _mean(values, y_scale) for name, values in read.items()}
    ends = np.concatenate([values.ravel() for values in read.values()])
    figure = new_figure(WIDTH, HEIGHT)
    axes = figure.subplots()
    draw_functions(
        axes, x, means, limits=_limits(ends, y_scale), y_scale=y_scale, x_label=x_label, y_label=y_label
    )
    for place, values in enumerate(read.values()):
        color = line_look(place)[0]
        axes.fill_between(
            x, values.min(axis=0), values.max(axis=0), color=color, alpha=0.18, linewidth=0, zorder=1
        )
    axes.set_title(title or f"{y_label} against {x_label}")
    seeds = len(next(iter(read.values())))
    told = "; ".join(f"{name} from {_short(mean[0])} to {_short(mean[-1])}" for name, mean in means.items())
    window = f"{number_text(x[0])} to {number_text(x[-1])}"
    words = (
        f"Means and spread over {counted(seeds, 'seed')}, {y_label} against {x_label} from {window}: {told}."
    )
    return Picture(figure, words)


def _rows(name: str, values: Any, count: int, y_scale: str) -> np.ndarray:
    values = numbers_in(f"{name!r}", values, dimensions=(2,), shapes=f"of shape (seeds, {count})")
    if values.shape[1] != count:
        raise CourseError(
            f"{name!r} must have shape (seeds, {count}), one column for each x, got {values.shape}"
        )
    if not np.isfinite(values).all() or (y_scale == "log" and not (values > 0).all()):
        allowed = "finite numbers > 0" if y_scale == "log" else "finite numbers"
        raise CourseError(f"{name!r} must hold {allowed}, got {values.ravel()[:5].tolist()}, …")
    return values


def _mean(values: np.ndarray, y_scale: str) -> np.ndarray:
    return np.exp(np.log(values).mean(axis=0)) if y_scale == "log" else values.mean(axis=0)


def _limits(values: np.ndarray, y_scale: str) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    if y_scale == "log":
        return low / 1.5, high * 1.5
    margin = 0.06 * (high - low) or 0.5
    return low - margin, high + margin


def _short(value: float) -> str:
    """A mean in two digits, as a power of ten where it is far from 1."""
    if value != 0 and not 1e-3 <= abs(value) < 1e4:
        return f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e").replace("-", "−")
    return two_digits(value)
