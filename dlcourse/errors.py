"""Errors in words a learner understands, and the checks of arguments that raise them."""

from __future__ import annotations

import difflib
import math
import numbers
from collections.abc import Iterable
from typing import Any


class CourseError(ValueError):
    """A mistake that the learner can mend; the message names the argument, the value and what is allowed.

    In a notebook it shows as that one sentence instead of a traceback through the course's own code.
    """

    def _render_traceback_(self) -> list[str]:  # IPython asks the exception for its own rendering
        return [f"✗ {self}"]


def number(
    name: str,
    value: Any,
    *,
    above: float | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
) -> float:
    """Return `value` as a float, or say which numbers `name` may have.

    Raises:
        CourseError: if value is no finite real number, or lies outside the bounds.
    """
    allowed = " and ".join(
        f"{sign} {bound:g}"
        for sign, bound in ((">", above), ("≥", at_least), ("≤", at_most))
        if bound is not None
    )
    sentence = f"{name} must be a number{' ' + allowed if allowed else ''}, got {value!r}"
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not math.isfinite(value):
        raise CourseError(sentence)
    if (
        (above is not None and value <= above)
        or (at_least is not None and value < at_least)
        or (at_most is not None and value > at_most)
    ):
        raise CourseError(sentence)
    return float(value)


def whole_number(name: str, value: Any, *, at_least: int, at_most: int | None = None) -> int:
    """Return `value` as an int, or say which whole numbers `name` may have.

    Raises:
        CourseError: if value is no whole number, or lies outside the bounds.
    """
    allowed = f"≥ {at_least}" + ("" if at_most is None else f" and ≤ {at_most}")
    is_whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not is_whole or value < at_least or (at_most is not None and value > at_most):
        raise CourseError(f"{name} must be a whole number {allowed}, got {value!r}")
    return int(value)


def one_of(name: str, value: Any, allowed: Iterable[str]) -> str:
    """Return `value` if it is one of the allowed names; otherwise list them, the nearest first.

    Raises:
        CourseError: if value is not among the allowed names.
    """
    allowed = list(allowed)
    if isinstance(value, str) and value in allowed:
        return value
    near = difflib.get_close_matches(str(value), allowed, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise CourseError(f"{name} must be one of {', '.join(allowed)}, got {value!r}{meant}")
