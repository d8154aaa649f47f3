"""Surfaces to race optimizers on: a loss of two weights, with its gradient worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import one_of


@dataclass(frozen=True)
class Surface:
    """A loss of two weights.

    Attributes:
        name: what it is called.
        formula: how it is written, for titles.
        loss: from weights of shape (…, 2) to losses of shape (…).
        gradient: from weights of shape (…, 2) to gradients of the same shape.
        extent: the window to look at (w1 from, w1 to, w2 from, w2 to).
        start: a good place to begin, (w1, w2).
        lowest: the loss at the minimum.
        minima: where it lies, or they lie, shape (m, 2).
    """

    name: str
    formula: str
    loss: Callable[[Any], np.ndarray]
    gradient: Callable[[Any], np.ndarray]
    extent: tuple[float, float, float, float]
    start: tuple[float, float]
    lowest: float
    minima: tuple[tuple[float, float], ...]


def surface(name: str) -> Surface:
    """The surface called "ravine", "saddle", "Rosenbrock" or "Beale".

    Raises:
        CourseError: for another name.
    """
    return SURFACES[one_of("surface", name, SURFACES)]


def _split(weights: Any) -> tuple[np.ndarray, np.ndarray]:
    weights = np.asarray(weights, dtype=float)
    return weights[..., 0], weights[..., 1]


def _ravine(weights: Any) -> np.ndarray:
    w1, w2 = _split(weights)
    return 0.05 * w1**2 + w2**2


def _ravine_gradient(weights: Any) -> np.ndarray:
    w1, w2 = _split(weights)
    return np.stack([0.1 * w1, 2 * w2], axis=-1)


def _saddle(weights: Any) -> np.ndarray:
    w1, w2 = _split(weights)
    return w1**2 - w2**2 + w2**4 / 4


def _saddle_gradient(weights: Any) -> np.ndarray:
    w1, w2 = _split(weights)
    return np.stack([2 * w1, -2 * w2 + w2**3], axis=-1)


def _rosenbrock(weights: Any) -> np.ndarray:
    w1, w2 = _split(weights)
    return (1 - w1) ** 2 + 100 * (w2 - w1**2) ** 2


def _rosenbrock_gradient(weights: Any) -> np.ndarray:
    w1, w2 = _split(weights)
    off = w2 - w1**2  # how far beside the valley's floor
    return np.stack([-2 * (1 - w1) - 400 * w1 * off, 200 * off], axis=-1)


BEALE = ((1.5, 1), (2.25, 2), (2.625, 3))  # (c, p) of the terms (c − w1 + w1·w2^p)²


def _beale(weights: Any) -> np.ndarray:
    w1, w2 = _split(weights)
    return sum((c - w1 + w1 * w2**p) ** 2 for c, p in BEALE)


def _beale_gradient(weights: Any) -> np.ndarray:
    w1, w2 = _split(weights)
    terms = [(c - w1 + w1 * w2**p, p) for c, p in BEALE]
    return np.stack(
        [
            sum(2 * term * (w2**p - 1) for term, p in terms),
            sum(2 * term * w1 * p * w2 ** (p - 1) for term, p in terms),
        ],
        axis=-1,
    )


_ALL = (
    Surface(
        "ravine", "w1²/20 + w2²", _ravine, _ravine_gradient, (-10.0, 10.0, -4.0, 4.0), (-8.0, 2.5), 0.0,
        ((0.0, 0.0),),
    ),
    # A little beside the ridge: exactly on it, the gradient would lead to the saddle point and no further.
    Surface(
        "saddle", "w1² − w2² + w2⁴/4", _saddle, _saddle_gradient, (-2.2, 2.2, -2.2, 2.2), (-1.8, 0.01), -1.0,
        ((0.0, -(2.0**0.5)), (0.0, 2.0**0.5)),
    ),
    # H. H. Rosenbrock (1960), An automatic method for finding the greatest or least value of a function, The
    # Computer Journal 3(3), 175-184, doi:10.1093/comjnl/3.3.175.
    Surface(
        "Rosenbrock", "(1 − w1)² + 100·(w2 − w1²)²", _rosenbrock, _rosenbrock_gradient,
        (-2.0, 2.0, -1.0, 3.0), (-1.5, 2.0), 0.0, ((1.0, 1.0),),
    ),
    # E. M. L. Beale (1958), On an iterative method for finding a local minimum of a function of more than one
    # variable, Princeton University, Statistical Techniques Research Group, report 25.
    Surface(
        "Beale", "Σ (cₚ − w1 + w1·w2ᵖ)²", _beale, _beale_gradient, (-4.5, 4.5, -4.5, 4.5), (1.0, 1.5), 0.0,
        ((3.0, 0.5),),
    ),
)  # fmt: skip
SURFACES = {each.name: each for each in _ALL}
