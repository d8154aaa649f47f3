"""Penalties on large weights in NumPy, as chapter 06 derives them: L1, L2, shrinking, and decoupled decay.

A penalty joins the loss, and its gradient joins the gradient. Shrinking and decay change the weights beside
the gradient.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import CourseError, number


def penalty(w: Any, l1: float = 0.0, l2: float = 0.0) -> float:
    """l1 · Σ|w| + l2 · Σw², as `keras.regularizers.L1L2` counts it.

    Args:
        w: weights of any shape.
        l1, l2: the strengths, ≥ 0.

    Raises:
        CourseError: if w holds no finite numbers, or a strength is negative.
    """
    w, l1, l2 = _weights(w), number("l1", l1, at_least=0), number("l2", l2, at_least=0)
    return float(l1 * np.abs(w).sum() + l2 * np.square(w).sum())


def penalty_gradient(w: Any, l1: float = 0.0, l2: float = 0.0) -> np.ndarray:
    """The gradient of `penalty`: l1 · sign(w) + 2 · l2 · w, in the shape of w; sign(0) is 0.

    Raises:
        CourseError: as in `penalty`.
    """
    w, l1, l2 = _weights(w), number("l1", l1, at_least=0), number("l2", l2, at_least=0)
    return l1 * np.sign(w) + 2 * l2 * w


def shrink(w: Any, by: float) -> np.ndarray:
    """Each weight moved towards 0 by `by`, and no further: what is nearer to 0 becomes exactly 0.

    This is the step that makes |w| smaller exactly, where the gradient of |w| would jump over 0 and back
    (I. Daubechies, M. Defrise, C. De Mol 2004, arXiv:math/0307152).

    Args:
        w: weights of any shape.
        by: how far, ≥ 0; for a penalty l1 · Σ|w| it is learning rate · l1.

    Raises:
        CourseError: if w holds no finite numbers, or `by` is negative.
    """
    w, by = _weights(w), number("by", by, at_least=0)
    return np.sign(w) * np.maximum(np.abs(w) - by, 0.0)


def decay(w: Any, rate: float, strength: float) -> np.ndarray:
    """Decoupled weight decay: w − rate · strength · w, whatever the optimizer makes of the gradient.

    Source: I. Loshchilov, F. Hutter (2019), Decoupled weight decay regularization, arXiv:1711.05101.

    Args:
        w: weights of any shape.
        rate: the learning rate, > 0.
        strength: the decay, ≥ 0.

    Raises:
        CourseError: if w holds no finite numbers, or a number is out of bounds.
    """
    w = _weights(w)
    return w - number("rate", rate, above=0) * number("strength", strength, at_least=0) * w


def share_near_zero(w: Any, within: float = 0.01) -> float:
    """The share of the weights whose size is below `within`.

    Raises:
        CourseError: if w holds no finite numbers or none at all, or `within` is not > 0.
    """
    w = _weights(w)
    if w.size == 0:
        raise CourseError("w must hold at least one weight, got none")
    return float(np.mean(np.abs(w) < number("within", within, above=0)))


def _weights(w: Any) -> np.ndarray:
    try:
        array = np.asarray(w, dtype=float)
    except (TypeError, ValueError):
        array = np.array(np.nan)
    if not np.isfinite(array).all():
        raise CourseError(f"w must hold finite numbers, got {w!r:.60}")
    return array
