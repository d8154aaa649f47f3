"""The straight line through points that makes a loss smallest: squared, absolute, Huber's or quantile loss.

Each function takes x and y of shape (n,) and returns (slope, intercept).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import CourseError, number

MOST_POINTS = 300  # of lines through two points: all pairs are tried
HUBER_STEPS = 500


def squared_error_line(x: Any, y: Any) -> tuple[float, float]:
    """The line of least squares.

    Raises:
        CourseError: if x and y are no rows of finite numbers of the same length, or all x are equal.
    """
    x, y = _points(x, y)
    slope = float(np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2))
    return slope, float(y.mean() - slope * x.mean())


def absolute_error_line(x: Any, y: Any) -> tuple[float, float]:
    """The line of least absolute misses; one of the best where there are several.

    Raises:
        CourseError: as in `squared_error_line`, or for more than 300 points.
    """
    return quantile_line(x, y, 0.5)


def quantile_line(x: Any, y: Any, quantile: float) -> tuple[float, float]:
    """The line of least quantile loss: about a share `quantile` of the points lies below it.

    One of the best lines always passes through two of the points (Koenker and Bassett 1978,
    doi:10.2307/1913643), so all pairs are tried.

    Raises:
        CourseError: as in `squared_error_line`, for more than 300 points, or a quantile outside of (0, 1).
    """
    x, y = _points(x, y)
    if len(x) > MOST_POINTS:
        raise CourseError(
            f"x must hold at most {MOST_POINTS} points, because all pairs are tried, got {len(x)}"
        )
    tau = number("quantile", quantile, above=0)
    if tau >= 1:
        raise CourseError(f"quantile must be a number between 0 and 1, both excluded, got {quantile!r}")
    first, second = np.triu_indices(len(x), 1)
    upright = x[first] == x[second]
    first, second = first[~upright], second[~upright]
    slopes = (y[second] - y[first]) / (x[second] - x[first])
    intercepts = y[first] - slopes * x[first]
    below = y - (np.outer(slopes, x) + intercepts[:, None])  # (lines, n)
    best = int(np.argmin(np.maximum(tau * below, (tau - 1) * below).sum(axis=1)))
    return float(slopes[best]), float(intercepts[best])


def huber_line(x: Any, y: Any, delta: float) -> tuple[float, float]:
    """The line of least Huber loss, found by squares in which a miss beyond δ weighs δ / |miss|.

    Repeated, these weighted squares come to rest at the best line (P. J. Huber 1964,
    doi:10.1214/aoms/1177703732).

    Raises:
        CourseError: as in `squared_error_line`, or if δ is not > 0.
    """
    x, y = _points(x, y)
    delta = number("delta", delta, above=0)
    slope, intercept = squared_error_line(x, y)
    for _ in range(HUBER_STEPS):
        before = slope, intercept
        miss = np.abs(slope * x + intercept - y)
        weights = np.minimum(1.0, delta / np.maximum(miss, 1e-300))
        slope, intercept = _weighted_line(x, y, weights / weights.sum())
        if abs(slope - before[0]) * np.ptp(x) + abs(intercept - before[1]) < 1e-10 * (np.ptp(y) + 1e-12):
            break
    return slope, intercept


def _weighted_line(x: np.ndarray, y: np.ndarray, shares: np.ndarray) -> tuple[float, float]:
    middle_x, middle_y = shares @ x, shares @ y
    slope = float(shares @ ((x - middle_x) * (y - middle_y)) / (shares @ (x - middle_x) ** 2))
    return slope, float(middle_y - slope * middle_x)


def _points(x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or len(x) < 2:
        raise CourseError(f"x and y must be rows of the same length, at least 2, got {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise CourseError("x and y must hold finite numbers")
    if np.ptp(x) == 0:
        raise CourseError("x must not be the same for all points: there is no best slope then")
    return x, y
