"""How wide initial weights must be drawn so that numbers neither fade nor explode: Glorot's rule and He's.

A weighted sum of `inputs` numbers has the variance inputs · Var(w) · mean(a²). The rules choose Var(w) so
that this equals what came in: on the way forward, on the way back, or between the two.

Sources: X. Glorot, Y. Bengio (2010), Understanding the difficulty of training deep feedforward neural
networks, PMLR 9, 249-256; K. He, X. Zhang, S. Ren, J. Sun (2015), arXiv:1502.01852.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import CourseError, number, one_of, whole_number

RULES = ("glorot", "he", "lecun")


def variance_of(rule: str, inputs: int, units: int) -> float:
    """The variance that a rule gives to the weights of a layer.

    "lecun" is 1 / inputs, which keeps a linear layer's sums as wide as its inputs; "glorot" is
    2 / (inputs + units), a compromise with the way back; "he" is 2 / inputs, as ReLU needs it.

    Raises:
        CourseError: for another rule, or if inputs or units is no whole number ≥ 1.
    """
    inputs = whole_number("inputs", inputs, at_least=1)
    units = whole_number("units", units, at_least=1)
    sides = {"glorot": (inputs + units) / 2, "he": inputs / 2, "lecun": float(inputs)}
    return 1 / sides[one_of("rule", rule, RULES)]


def draw(
    inputs: int, units: int, variance: float, random: np.random.Generator, shape: str = "normal"
) -> np.ndarray:
    """Weights with mean 0 and this variance, shape (inputs, units).

    Args:
        inputs, units: whole numbers ≥ 1.
        variance: ≥ 0.
        random: draws them.
        shape: "normal", or "uniform" between ±√(3 · variance).

    Raises:
        CourseError: if an argument is not allowed.
    """
    inputs = whole_number("inputs", inputs, at_least=1)
    units = whole_number("units", units, at_least=1)
    deviation = number("variance", variance, at_least=0) ** 0.5
    if one_of("shape", shape, ("normal", "uniform")) == "normal":
        return random.normal(0.0, deviation, (inputs, units))
    return random.uniform(-deviation * 3**0.5, deviation * 3**0.5, (inputs, units))


def through_layers(
    x: Any,
    layers: int,
    variance: float,
    activation: Callable[[np.ndarray], np.ndarray],
    random: np.random.Generator,
) -> list[np.ndarray]:
    """What each of `layers` layers answers, all as wide as x and with new weights: the input first.

    Args:
        x: examples, shape (n, units).
        layers: how many, ≥ 0.
        variance: of every layer's weights.
        activation: such as `np.tanh`.
        random: draws the weights.

    Raises:
        CourseError: if x is no matrix of finite numbers, or a number is out of bounds.
    """
    try:
        x = np.asarray(x, dtype=float)
    except (TypeError, ValueError):
        x = np.zeros(0)
    if x.ndim != 2 or 0 in x.shape or not np.isfinite(x).all():
        raise CourseError(f"x must be finite numbers of shape (n, units), got shape {x.shape}")
    answers = [x]
    for _ in range(whole_number("layers", layers, at_least=0)):
        weights = draw(x.shape[1], x.shape[1], variance, random)
        answers.append(activation(answers[-1] @ weights))
    return answers
