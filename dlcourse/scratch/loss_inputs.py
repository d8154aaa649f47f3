"""What comes into a loss: targets and answers as fitting arrays, or a sentence on what does not fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import CourseError


def labels_and_logits(y: Any, z: Any) -> tuple[np.ndarray, np.ndarray]:
    """Labels, or shares of class 1, in [0, 1], and logits, both of the same shape."""
    y, z = same_shape(y, z, ("y", "z"))
    insist_on_shares("y", y)
    return y, z


def classes_and_scores(y: Any, scores: Any) -> tuple[np.ndarray, np.ndarray]:
    """The truth as probabilities, and the scores, both of shape (n, classes)."""
    scores, y = finite_array("scores", scores), finite_array("y", y)
    if scores.ndim != 2 or scores.size == 0:
        raise CourseError(
            f"scores must have shape (n, classes) with at least one example, got {scores.shape}"
        )
    if y.shape == scores.shape:
        insist_on_shares("y", y)
        return y, scores
    if y.shape != scores.shape[:1]:
        raise CourseError(
            f"y must have shape {scores.shape[:1]}, one class index per row of scores, or {scores.shape}; "
            f"got {y.shape}"
        )
    if not np.isin(y, np.arange(scores.shape[1])).all():
        raise CourseError(
            f"y must hold class indices 0 to {scores.shape[1] - 1}, got {np.unique(y)[:5].tolist()}"
        )
    return np.eye(scores.shape[1])[y.astype(int)], scores


def same_shape(
    y: Any, answers: Any, names: tuple[str, str] = ("y", "answers")
) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays of the same shape with at least one number each."""
    y, answers = finite_array(names[0], y), finite_array(names[1], answers)
    if y.shape != answers.shape:  # (n,) and (n, 1) would quietly become a table of n × n misses
        raise CourseError(
            f"{names[0]} and {names[1]} must have the same shape, got {y.shape} and {answers.shape}"
        )
    if y.size == 0:
        raise CourseError(f"{names[0]} must hold at least one example: the mean of none is not defined")
    return y, answers


def insist_on_shares(name: str, values: np.ndarray) -> None:
    """Raise where a number lies outside of [0, 1]."""
    if values.min() < 0 or values.max() > 1:
        raise CourseError(
            f"{name} must hold numbers between 0 and 1, got {values.min():g} to {values.max():g}"
        )


def finite_array(name: str, values: Any) -> np.ndarray:
    """The values as an array of finite floats."""
    try:
        array = np.asarray(values)
    except ValueError as error:  # NumPy's words for rows of different length
        raise CourseError(f"{name} must hold rows of the same length, got {values!r:.80}") from error
    if array.size and (array.dtype.kind not in "buif" or not np.isfinite(array).all()):
        raise CourseError(f"{name} must hold finite numbers, got {values!r:.80}")
    return array.astype(float)
