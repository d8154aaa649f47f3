"""Learning rates that change with the step: a warm-up, a half wave of the cosine, and both."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import CourseError, number, whole_number


def cosine(step: Any, peak: float, steps: int) -> np.ndarray:
    """From `peak` at step 0 down to 0 at step `steps`, along half a wave of the cosine; 0 afterwards.

    Source: Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts, ICLR,
    arXiv:1608.03983, without the restarts.

    Arguments:
        step: numbers ≥ 0, of any shape.
        peak: the largest rate, > 0.
        steps: the length of the way down, ≥ 1.

    Returns:
        the learning rates, in the shape of step.

    Raises:
        CourseError: if a number is out of its bounds.
    """
    step, peak = _steps(step), number("peak", peak, above=0)
    share = np.minimum(step / whole_number("steps", steps, at_least=1), 1)
    return peak * (1 + np.cos(np.pi * share)) / 2


def warm_up_cosine(step: Any, peak: float, warm_up: int, steps: int) -> np.ndarray:
    """From 0 straight up to `peak` at step `warm_up`, then along the cosine down to 0 at step `steps`.

    Arguments:
        step: numbers ≥ 0, of any shape.
        peak: the largest rate, > 0.
        warm_up: how many steps the rate rises, ≥ 0 and < steps.
        steps: all steps, the warm-up among them.

    Returns:
        the learning rates, in the shape of step.

    Raises:
        CourseError: if a number is out of its bounds.
    """
    step, warm_up = _steps(step), whole_number("warm_up", warm_up, at_least=0)
    if warm_up >= whole_number("steps", steps, at_least=1):
        raise CourseError(f"warm_up must be less than steps, {steps}, got {warm_up}")
    falling = cosine(np.maximum(step - warm_up, 0), peak, steps - warm_up)
    return np.where(step < warm_up, peak * step / max(warm_up, 1), falling)


def _steps(step: Any) -> np.ndarray:
    step = np.asarray(step, dtype=float)
    if not np.isfinite(step).all() or (step < 0).any():
        raise CourseError("step must hold finite numbers ≥ 0")
    return step
