"""Batch and layer normalization in NumPy, forward and backward, as chapter 06 derives them.

Both take z of shape (n, units), subtract a mean, divide by a standard deviation, then multiply by γ and add
β, which are learned, shape (units,). Batch normalization takes mean and variance down the columns, over the
batch; layer normalization takes them along the rows, over the units.

Sources: S. Ioffe, C. Szegedy (2015), arXiv:1502.03167; J. L. Ba, J. R. Kiros, G. E. Hinton (2016),
arXiv:1607.06450.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..errors import CourseError, number

EPSILON = 1e-3  # Keras' own, under the root


class Normalized(NamedTuple):
    """What a normalization leaves behind for the way back.

    Attributes:
        out: γ · standardized + β, shape (n, units).
        standardized: with mean 0 and variance 1, shape (n, units).
        deviation: what was divided by, shape (1, units) or (n, 1).
        mean: what was subtracted, in the same shape.
        axis: over which both were taken: 0 for batch, 1 for layer normalization.
    """

    out: np.ndarray
    standardized: np.ndarray
    deviation: np.ndarray
    mean: np.ndarray
    axis: int


def batch_norm(z: Any, gamma: Any, beta: Any, epsilon: float = EPSILON) -> Normalized:
    """Batch normalization in training: each unit by its own mean and variance over the batch.

    Args:
        z: shape (n, units), n ≥ 1.
        gamma, beta: shape (units,).
        epsilon: added to the variance, > 0, so that nothing is divided by 0.

    Raises:
        CourseError: if the shapes do not fit each other, or epsilon is not > 0.
    """
    return _normalize(z, gamma, beta, epsilon, axis=0)


def layer_norm(z: Any, gamma: Any, beta: Any, epsilon: float = EPSILON) -> Normalized:
    """Layer normalization, the same in training and later: each example by mean and variance over its units.

    Raises:
        CourseError: as in `batch_norm`.
    """
    return _normalize(z, gamma, beta, epsilon, axis=1)


def backward(slope: Any, seen: Normalized, gamma: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients with respect to z, γ and β, from that with respect to `seen.out`.

    Mean and deviation depend on every number they were taken from, so the gradient of each is corrected by
    the mean of all, and by the part of it that would only change the deviation.

    Args:
        slope: the loss' gradient with respect to what came out, shape (n, units).
        seen: what `batch_norm` or `layer_norm` returned.
        gamma: that of the forward pass, shape (units,).

    Raises:
        CourseError: if the shapes do not fit each other.
    """
    slope = _matrix("slope", slope)
    if slope.shape != seen.out.shape:
        raise CourseError(f"slope must have shape {seen.out.shape}, that of the output, got {slope.shape}")
    gamma = _row("gamma", gamma, slope.shape[1])
    inner, x = slope * gamma, seen.standardized
    mean = {"axis": seen.axis, "keepdims": True}
    to_z = (inner - inner.mean(**mean) - x * (inner * x).mean(**mean)) / seen.deviation
    return to_z, (slope * x).sum(axis=0), slope.sum(axis=0)


def batch_norm_later(
    z: Any, gamma: Any, beta: Any, mean: Any, variance: Any, epsilon: float = EPSILON
) -> np.ndarray:
    """Batch normalization at inference: by the running mean and variance, whatever else is in the batch.

    Args:
        z: shape (n, units).
        gamma, beta: shape (units,).
        mean, variance: the running ones, shape (units,), variance ≥ 0.
        epsilon: as in training.

    Raises:
        CourseError: if the shapes do not fit each other, a variance is negative, or epsilon is not > 0.
    """
    z, epsilon = _matrix("z", z), number("epsilon", epsilon, above=0)
    given = {"gamma": gamma, "beta": beta, "mean": mean, "variance": variance}
    rows = {name: _row(name, values, z.shape[1]) for name, values in given.items()}
    if rows["variance"].min() < 0:
        raise CourseError(f"variance must not be negative, got {rows['variance'].min():g}")
    standardized = (z - rows["mean"]) / np.sqrt(rows["variance"] + epsilon)
    return rows["gamma"] * standardized + rows["beta"]


def running(old: Any, new: Any, momentum: float = 0.99) -> np.ndarray:
    """A running mean: momentum · old + (1 − momentum) · new, once for each batch.

    Raises:
        CourseError: if the momentum is not in [0, 1].
    """
    momentum = number("momentum", momentum, at_least=0, at_most=1)
    return momentum * np.asarray(old, dtype=float) + (1 - momentum) * np.asarray(new, dtype=float)


def _normalize(z: Any, gamma: Any, beta: Any, epsilon: float, axis: int) -> Normalized:
    z, epsilon = _matrix("z", z), number("epsilon", epsilon, above=0)
    gamma, beta = _row("gamma", gamma, z.shape[1]), _row("beta", beta, z.shape[1])
    mean = z.mean(axis=axis, keepdims=True)
    deviation = np.sqrt(z.var(axis=axis, keepdims=True) + epsilon)
    standardized = (z - mean) / deviation
    return Normalized(gamma * standardized + beta, standardized, deviation, mean, axis)


def _matrix(name: str, values: Any) -> np.ndarray:
    array = _finite(name, values)
    if array.ndim != 2 or 0 in array.shape:
        raise CourseError(f"{name} must have shape (n, units) with at least one example, got {array.shape}")
    return array


def _row(name: str, values: Any, units: int) -> np.ndarray:
    array = _finite(name, values)
    if array.shape != (units,):
        raise CourseError(f"{name} must have shape ({units},), one number per unit, got {array.shape}")
    return array


def _finite(name: str, values: Any) -> np.ndarray:
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        array = np.array(np.nan)
    if not np.isfinite(array).all():
        raise CourseError(f"{name} must hold finite numbers, got {values!r:.60}")
    return array
