"""Asking a Keras model or a function for its answers to points of the plane, on the scale of the pictures."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import CourseError
from .answers import read_answer

MOST_AT_ONCE = 10_000  # points in one call of a model, so that a wide network's layers fit into memory


@dataclass(frozen=True)
class Answers:
    """Answers to n points: `values` of shape (n,), in [-1, 1], or probabilities of shape (n, classes).

    `ends` says what −1 and 1 stand for where they stand for numbers.
    """

    values: np.ndarray
    ends: tuple[str, str] | None

    @property
    def classes(self) -> np.ndarray:
        """The class that each answer stands for, shape (n,)."""
        if self.values.ndim == 2:
            return self.values.argmax(axis=1)
        return (self.values >= 0).astype(int)


def ask(model_or_function: Any, points: np.ndarray, y: np.ndarray, number_of_classes: int) -> Answers:
    """What `model_or_function` answers to `points`, shape (n, 2).

    Args:
        model_or_function: a Keras model on any backend, or a function (n, 2) → (n,) or (n, classes).
        points: float32, shape (n, 2).
        y: targets as the model was given them, to tell what its one output means.
        number_of_classes: how many classes the examples have.

    Raises:
        CourseError: if it is neither, cannot take such points, or answers in a shape or number of classes
            that does not fit.
    """
    if _is_keras_model(model_or_function):
        answers = _ask_model(model_or_function, points, y)
    elif callable(model_or_function):
        answers = _ask_function(model_or_function, points, number_of_classes)
    else:
        raise CourseError(
            "model_or_function must be a Keras model or a function that takes points of shape (n, 2), "
            f"got {type(model_or_function).__name__}; of a scikit-learn model, give its predict"
        )
    classes = answers.values.shape[1] if answers.values.ndim == 2 else 2
    if classes < number_of_classes:
        raise CourseError(
            f"model_or_function tells {classes} classes apart, but the data have {number_of_classes}: "
            "it must answer with one probability for each class"
        )
    return answers


def _is_keras_model(candidate: Any) -> bool:
    keras = sys.modules.get("keras")  # who has a model has imported Keras
    return keras is not None and isinstance(candidate, keras.Model)


def _ask_model(model: Any, points: np.ndarray, y: np.ndarray) -> Answers:
    output = _in_parts(lambda part: _call(model, part), points)
    if output.ndim == 1:
        output = output[:, np.newaxis]
    if output.ndim != 2 or len(output) != len(points):
        raise CourseError(
            f"model must answer each point with one row of numbers, got {output.shape[1:]} for each point"
        )
    answer = read_answer(model, y, output.shape[1])
    values = answer.on_scale(_to_numpy(answer.of(output)))
    if answer.kind == "classes":
        return Answers(values, None)
    return Answers(values, (f"{answer.low:.3g}".replace("-", "−"), f"{answer.high:.3g}"))


def _call(model: Any, points: np.ndarray) -> np.ndarray:
    try:
        return _to_numpy(model(points, training=False))
    except (ValueError, TypeError) as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        reason = next((line for line in lines if "ncompatible" in line or "shape" in line), lines[0])
        raise CourseError(f"model cannot take points of two features: {_plain(reason)}") from error


def _ask_function(function: Callable[..., Any], points: np.ndarray, number_of_classes: int) -> Answers:
    output = _to_numpy(function(points))
    if output.ndim == 2 and output.shape[1] == 1:
        output = output[:, 0]
    if output.dtype.kind not in "buif" or output.ndim not in (1, 2) or len(output) != len(points):
        raise CourseError(
            f"model_or_function must answer {len(points)} points with shape ({len(points)},) or "
            f"({len(points)}, classes), got {output.dtype} of shape {output.shape}"
        )
    if not np.isfinite(output).all():
        raise CourseError("model_or_function must answer with finite numbers, got some that are not")
    if output.ndim == 2:
        return Answers(_as_probabilities(output.astype(float)), None)
    if number_of_classes > 2:
        return Answers(_as_one_of(output, number_of_classes), None)
    return _between_two(output.astype(float))


def _as_probabilities(scores: np.ndarray) -> np.ndarray:
    """Rows of probabilities stay; rows of other scores go through the softmax, which keeps their order."""
    if (scores >= 0).all() and np.allclose(scores.sum(axis=1), 1, atol=1e-3):
        return scores
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _as_one_of(classes: np.ndarray, number_of_classes: int) -> np.ndarray:
    """Class indices as probabilities 0 and 1, shape (n, classes)."""
    if not np.isin(classes, np.arange(number_of_classes)).all():
        raise CourseError(
            f"model_or_function must answer with class indices 0 to {number_of_classes - 1} or with one "
            f"probability for each class, got {', '.join(map(str, np.unique(classes)[:4].tolist()))}, …"
        )
    return np.eye(number_of_classes)[classes.astype(int)]


def _between_two(values: np.ndarray) -> Answers:
    """Answers in [0, 1] are probabilities of class 1; others are scores, with the boundary at 0."""
    if values.min() >= 0 and values.max() <= 1:
        return Answers(2 * values - 1, ("0", "1"))
    reach = np.abs(values).max()
    return Answers(values / reach, (f"−{reach:.2g}", f"+{reach:.2g}"))


def _in_parts(function: Callable[[np.ndarray], np.ndarray], points: np.ndarray) -> np.ndarray:
    parts = range(0, len(points), MOST_AT_ONCE)
    return np.concatenate([function(points[start : start + MOST_AT_ONCE]) for start in parts])


def _to_numpy(values: Any) -> np.ndarray:
    keras = sys.modules.get("keras")
    if keras is not None and keras.ops.is_tensor(values):
        return np.asarray(keras.ops.convert_to_numpy(values))  # also where the tensor is on a GPU
    return np.asarray(values)


def _plain(message: str) -> str:
    """A message without the codes that make it bold in a terminal."""
    return "".join(message.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines())[:200]
