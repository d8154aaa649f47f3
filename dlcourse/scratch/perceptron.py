"""Rosenblatt's perceptron and networks of perceptrons in NumPy, as chapter 01 derives them.

Labels are 0 and 1, and a weighted sum of exactly 0 counts as 1.

Source: F. Rosenblatt (1958), The perceptron: a probabilistic model for information storage and organization
in the brain, Psychological Review 65(6), 386-408, doi:10.1037/h0042519.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import CourseError, number, whole_number


def step_function(z: Any) -> np.ndarray:
    """1 where z ≥ 0, else 0: whole numbers in the shape of z."""
    return (np.asarray(z) >= 0).astype(int)


def weighted_sum(x: Any, weights: Any, bias: float) -> np.ndarray:
    """The sum z = x · weights + bias, before the step.

    Args:
        x: examples, shape (n, features), or a single example, shape (features,).
        weights: one weight per feature, shape (features,).
        bias: a number.

    Returns:
        one sum per example, shape (n,), or a single number for a single example.

    Raises:
        CourseError: if the shapes do not fit each other.
    """
    x, weights = _numbers("x", x), _numbers("weights", weights)
    if weights.ndim != 1:
        raise CourseError(f"weights must have shape (features,), got {weights.shape}")
    if x.ndim not in (1, 2) or x.shape[-1] != len(weights):
        raise CourseError(
            f"x must have shape (n, {len(weights)}), one column per weight, or ({len(weights)},) for one "
            f"example; got {x.shape}"
        )
    return x @ weights + number("bias", bias)


def predict(x: Any, weights: Any, bias: float) -> np.ndarray:
    """The perceptron's answers, 1 where the weighted sum is 0 or more, else 0.

    Args:
        x: examples, shape (n, features), or a single example, shape (features,).
        weights: one weight per feature, shape (features,).
        bias: a number.

    Returns:
        whole numbers 0 and 1, shape (n,), or a single one for a single example.

    Raises:
        CourseError: if the shapes do not fit each other.
    """
    return step_function(weighted_sum(x, weights, bias))


def update(weights: Any, bias: float, x: Any, y: int, learning_rate: float = 1.0) -> tuple[np.ndarray, float]:
    """One step of the perceptron rule on one example: w ← w + η·(y − ŷ)·x and b ← b + η·(y − ŷ).

    Nothing changes where the answer ŷ is right already (Rosenblatt 1958).

    Args:
        weights: one weight per feature, shape (features,).
        bias: a number.
        x: one example, shape (features,).
        y: its label, 0 or 1.
        learning_rate: η, a number > 0.

    Returns:
        the new weights and the new bias; the arrays passed in stay as they are.

    Raises:
        CourseError: if the shapes do not fit each other, the label is not 0 or 1, or η is not > 0.
    """
    x = _numbers("x", x)
    if x.ndim != 1:
        raise CourseError(f"x must be one example of shape (features,), got shape {x.shape}")
    if y not in (0, 1):
        raise CourseError(f"y must be 0 or 1, got {y!r}")
    error = int(y) - int(predict(x, weights, bias))  # 1: should have said 1; -1: should have said 0
    change = number("learning_rate", learning_rate, above=0) * error
    return _numbers("weights", weights) + change * x, float(bias) + change


@dataclass(frozen=True)
class Training:
    """What `train` found: weights of shape (features,), the bias, and the mistakes made in each epoch."""

    weights: np.ndarray
    bias: float
    mistakes: tuple[int, ...]

    @property
    def converged(self) -> bool:
        """Whether the last pass over the examples was without a mistake, so that nothing changes any more."""
        return self.mistakes[-1] == 0


def train(
    x: Any, y: Any, learning_rate: float = 1.0, epochs: int = 100, *, weights: Any = None, bias: float = 0.0
) -> Training:
    """Apply the perceptron rule to one example after the other, until an epoch passes without a mistake.

    On classes that a line separates it stops after at most (R/γ)² mistakes in all, where R is the length of
    the longest example (x, 1) and γ the margin (Novikoff 1962, On convergence proofs on perceptrons,
    Symposium on the Mathematical Theory of Automata 12, 615-622). On other classes it never comes to rest.

    Args:
        x: examples, shape (n, features), gone through in this order.
        y: labels 0 and 1, shape (n,).
        learning_rate: η, a number > 0.
        epochs: passes over the examples at most, ≥ 1.
        weights: where to start, shape (features,); zeros by default.
        bias: where to start.

    Raises:
        CourseError: if the shapes do not fit each other, a label is not 0 or 1, or a number is out of bounds.
    """
    x, y = _examples(x, y)
    learning_rate = number("learning_rate", learning_rate, above=0)
    epochs = whole_number("epochs", epochs, at_least=1)
    weights = np.zeros(x.shape[1]) if weights is None else _numbers("weights", weights)
    bias = number("bias", bias)
    mistakes: list[int] = []
    for _ in range(epochs):
        mistakes.append(0)
        for x_i, y_i in zip(x, y, strict=True):
            if predict(x_i, weights, bias) != y_i:
                weights, bias = update(weights, bias, x_i, y_i, learning_rate)
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return Training(weights, bias, tuple(mistakes))


def forward(x: Any, layers: Sequence[tuple[Any, Any]]) -> np.ndarray:
    """The answers of a multi-layer perceptron: every unit is a perceptron over the layer before it.

    Args:
        x: examples, shape (n, features), or a single example, shape (features,).
        layers: a pair (weights, bias) per layer, from the first to the last: weights of shape
            (inputs, units), where weights[i, j] leads from input i to unit j, and bias of shape (units,).

    Returns:
        the last layer's answers, whole numbers 0 and 1, shape (n, units), or (units,) for a single example.

    Raises:
        CourseError: if the shapes do not fit each other.
    """
    values = _numbers("x", x)
    if values.ndim not in (1, 2):
        raise CourseError(f"x must have shape (n, features) or (features,), got {values.shape}")
    for place, (weights, bias) in enumerate(layers, start=1):
        weights, bias = _layer(place, weights, bias, values.shape[-1])
        values = step_function(values @ weights + bias)
    return values


def _layer(place: int, weights: Any, bias: Any, inputs: int) -> tuple[np.ndarray, np.ndarray]:
    weights, bias = _numbers("weights", weights), np.atleast_1d(_numbers("bias", bias))
    if weights.ndim == 1:  # a layer of one unit may give its weights as a plain row of numbers
        weights = weights[:, np.newaxis]
    if weights.ndim != 2 or len(weights) != inputs:
        raise CourseError(
            f"layer {place} must have weights of shape ({inputs}, units), because {inputs} numbers come in; "
            f"got {weights.shape}"
        )
    if bias.shape != weights.shape[1:]:
        raise CourseError(
            f"layer {place} must have a bias of shape {weights.shape[1:]}, one per unit; got {bias.shape}"
        )
    return weights, bias


def _examples(x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    x, y = _numbers("x", x), np.asarray(y)
    if x.ndim != 2 or len(x) == 0:
        raise CourseError(f"x must have shape (n, features) with at least one example, got {x.shape}")
    if y.shape != (len(x),):
        raise CourseError(f"y must have shape ({len(x)},), one label per example; got {y.shape}")
    if not np.isin(y, (0, 1)).all():
        raise CourseError(f"y must hold labels 0 and 1, got {np.unique(y)[:5].tolist()}")
    return x, y.astype(int)


def _numbers(name: str, values: Any) -> np.ndarray:
    try:
        array = np.asarray(values)
    except ValueError as error:  # NumPy's words for rows of different length
        raise CourseError(f"{name} must hold rows of the same length, got {values!r:.80}") from error
    if array.dtype.kind not in "buif" or not np.isfinite(array).all():
        raise CourseError(f"{name} must hold finite numbers, got {values!r:.80}")
    return array.astype(float)
