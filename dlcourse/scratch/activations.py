"""Activation functions in NumPy, each with its derivative, as chapter 02 derives them; and softmax.

All of them take numbers of any shape and give as many, element by element, and stay finite and exact however
large the numbers are: exp is only ever taken of what is not positive.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import CourseError, number, one_of

_erfc = np.vectorize(math.erfc, otypes=[float])


def linear(z: Any) -> np.ndarray:
    """z itself: no activation at all."""
    return _numbers(z)


def linear_derivative(z: Any) -> np.ndarray:
    """1 everywhere."""
    return np.ones_like(_numbers(z))


def step(z: Any) -> np.ndarray:
    """1 where z ≥ 0, else 0, as the perceptron of chapter 01 decides."""
    return (_numbers(z) >= 0).astype(float)


def step_derivative(z: Any) -> np.ndarray:
    """0: the step is flat on both sides, and at 0, where it jumps, it has no derivative."""
    return np.zeros_like(_numbers(z))


def sigmoid(z: Any, steepness: float = 1.0) -> np.ndarray:
    """1 / (1 + e^(−βz)), with β the steepness: a smooth step from 0 to 1.

    Raises:
        CourseError: if z holds no finite numbers, or the steepness is not > 0.
    """
    z = _scaled(z, steepness)
    small = np.exp(-np.abs(z))  # never more than 1, whatever z is
    return np.where(z >= 0, 1.0, small) / (1 + small)


def sigmoid_derivative(z: Any, steepness: float = 1.0) -> np.ndarray:
    """β·σ(βz)·(1 − σ(βz)): β/4 at 0, and next to nothing far from it."""
    small = np.exp(-np.abs(_scaled(z, steepness)))
    return steepness * small / (1 + small) ** 2


def tanh(z: Any, steepness: float = 1.0) -> np.ndarray:
    """tanh(βz), with β the steepness: a smooth step from −1 to 1, and a sigmoid that was stretched.

    Raises:
        CourseError: if z holds no finite numbers, or the steepness is not > 0.
    """
    return np.tanh(_scaled(z, steepness))


def tanh_derivative(z: Any, steepness: float = 1.0) -> np.ndarray:
    """β·(1 − tanh²(βz)): β at 0, and next to nothing far from it."""
    small = np.exp(-2 * np.abs(_scaled(z, steepness)))  # 1 − tanh² itself would lose all digits far from 0
    return steepness * 4 * small / (1 + small) ** 2


def softplus(z: Any, steepness: float = 1.0) -> np.ndarray:
    """log(1 + e^(βz)) / β, with β the steepness: a ReLU with a round corner.

    Source: Dugas et al. (2001), Incorporating second-order functional knowledge for better option pricing,
    Advances in Neural Information Processing Systems 13.

    Raises:
        CourseError: if z holds no finite numbers, or the steepness is not > 0.
    """
    return np.logaddexp(0.0, _scaled(z, steepness)) / steepness


def softplus_derivative(z: Any, steepness: float = 1.0) -> np.ndarray:
    """σ(βz): the smooth step is the slope of the round corner."""
    return sigmoid(z, steepness)


def relu(z: Any) -> np.ndarray:
    """The larger of z and 0, the *rectified linear unit*.

    Source: Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann machines, ICML.
    """
    return np.maximum(_numbers(z), 0.0)


def relu_derivative(z: Any) -> np.ndarray:
    """1 where z > 0, else 0: also at 0, where there is none and TensorFlow takes 0."""
    return (_numbers(z) > 0).astype(float)


def leaky_relu(z: Any, slope: float = 0.2) -> np.ndarray:
    """z where z > 0, else slope·z (Maas, Hannun and Ng 2013).

    Source: Rectifier nonlinearities improve neural network acoustic models, ICML workshop on deep learning
    for audio, speech and language processing.
    """
    z, slope = _numbers(z), number("slope", slope)
    return np.where(z > 0, z, slope * z)


def leaky_relu_derivative(z: Any, slope: float = 0.2) -> np.ndarray:
    """1 where z > 0, else the slope."""
    return np.where(_numbers(z) > 0, 1.0, number("slope", slope))


def elu(z: Any, alpha: float = 1.0) -> np.ndarray:
    """z where z > 0, else α·(e^z − 1), which levels off at −α (Clevert et al. 2015, arXiv:1511.07289)."""
    z, alpha = _numbers(z), number("alpha", alpha)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0.0)))


def elu_derivative(z: Any, alpha: float = 1.0) -> np.ndarray:
    """1 where z > 0, else α·e^z."""
    z, alpha = _numbers(z), number("alpha", alpha)
    return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0.0)))


def gelu(z: Any) -> np.ndarray:
    """z·Φ(z), with Φ(z) the share of a standard normal distribution below z.

    Source: Hendrycks and Gimpel (2016), Gaussian error linear units, arXiv:1606.08415.
    """
    z = _numbers(z)
    return z * _below(z)


def gelu_derivative(z: Any) -> np.ndarray:
    """Φ(z) + z·φ(z), with φ the bell curve; it dips below 0 and rises above 1."""
    z = _numbers(z)
    return _below(z) + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def silu(z: Any, steepness: float = 1.0) -> np.ndarray:
    """z·σ(βz), with β the steepness, also known as Swish.

    Source: Hendrycks and Gimpel (2016), arXiv:1606.08415; Ramachandran et al. (2017), arXiv:1710.05941.

    Raises:
        CourseError: if z holds no finite numbers, or the steepness is not > 0.
    """
    return _numbers(z) * sigmoid(z, steepness)


def silu_derivative(z: Any, steepness: float = 1.0) -> np.ndarray:
    """σ(βz) + z·β·σ(βz)·(1 − σ(βz)), by the product rule."""
    return sigmoid(z, steepness) + _numbers(z) * sigmoid_derivative(z, steepness)


def softmax(z: Any, temperature: float = 1.0) -> np.ndarray:
    """e^(z/T) divided by its sum over the last axis: probabilities, one for each of the scores z.

    Arguments:
        z: scores, shape (…, classes).
        temperature: T > 0; the hotter, the more alike the probabilities.

    Returns:
        probabilities in the shape of z; those of one example add up to 1.

    Raises:
        CourseError: if z holds no finite numbers or has no axis, or the temperature is not > 0.
    """
    z = _scores(z) / number("temperature", temperature, above=0)
    # The largest score of each example becomes 0: that changes no probability, and no power can overflow.
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def softmax_derivative(z: Any, temperature: float = 1.0) -> np.ndarray:
    """How each probability moves with each score, shape (…, classes, classes).

    The entry (i, j) is pᵢ·((1 if i is j, else 0) − pⱼ) / T: a score that rises takes from all others.
    """
    p = softmax(z, temperature)
    return (p[..., :, None] * (np.eye(p.shape[-1]) - p[..., None, :])) / temperature


@dataclass(frozen=True)
class Parameter:
    """The number that an activation has beside z: its name, its usual value, and the range worth a look."""

    name: str
    usual: float
    low: float
    high: float


@dataclass(frozen=True)
class Activation:
    """An activation function by name.

    Attributes:
        name: what it is called.
        keras: what Keras calls it, in `Dense(units, activation=…)`; "" where Keras has none.
        formula, slope: the function and its derivative in a line of text.
        function, derivative: of z, and of the parameter by its name where there is one.
        parameter: the number beside z; None where there is none.
    """

    name: str
    keras: str
    formula: str
    slope: str
    function: Callable[..., np.ndarray]
    derivative: Callable[..., np.ndarray]
    parameter: Parameter | None = None


_STEEPNESS = Parameter("steepness", 1.0, 0.1, 5.0)
_ALL = (
    Activation("linear", "linear", "z", "1", linear, linear_derivative),
    Activation("step", "", "1 where z ≥ 0, else 0", "0", step, step_derivative),
    Activation(
        "sigmoid", "sigmoid", "1 / (1 + e⁻ᶻ)", "σ(z)·(1 − σ(z))", sigmoid, sigmoid_derivative, _STEEPNESS
    ),
    Activation("tanh", "tanh", "tanh z", "1 − tanh² z", tanh, tanh_derivative, _STEEPNESS),
    Activation("ReLU", "relu", "max(z, 0)", "1 where z > 0, else 0", relu, relu_derivative),
    Activation(
        "leaky ReLU", "leaky_relu", "z where z > 0, else slope·z", "1 where z > 0, else slope", leaky_relu,
        leaky_relu_derivative, Parameter("slope", 0.2, 0.0, 1.0),
    ),
    Activation(
        "ELU", "elu", "z where z > 0, else α·(eᶻ − 1)", "1 where z > 0, else α·eᶻ", elu, elu_derivative,
        Parameter("alpha", 1.0, 0.0, 2.0),
    ),
    Activation("softplus", "softplus", "log(1 + eᶻ)", "σ(z)", softplus, softplus_derivative, _STEEPNESS),
    Activation("GELU", "gelu", "z·Φ(z)", "Φ(z) + z·φ(z)", gelu, gelu_derivative),
    Activation(
        "SiLU", "silu", "z·σ(z)", "σ(z) + z·σ(z)·(1 − σ(z))", silu, silu_derivative, _STEEPNESS
    ),
)  # fmt: skip
ACTIVATIONS = {each.name: each for each in _ALL}


def activation(name: str) -> Activation:
    """The activation function called "linear", "step", "sigmoid", "tanh", "ReLU", "leaky ReLU" and so on.

    Raises:
        CourseError: for another name; the message lists all.
    """
    return ACTIVATIONS[one_of("activation", name, ACTIVATIONS)]


def _below(z: np.ndarray) -> np.ndarray:
    """Φ(z); by erfc, because 1 + erf would lose all digits where z is far below 0."""
    return _erfc(-z / math.sqrt(2)) / 2 if z.size else z


def _scaled(z: Any, steepness: float) -> np.ndarray:
    return _numbers(z) * number("steepness", steepness, above=0)


def _scores(z: Any) -> np.ndarray:
    z = _numbers(z)
    if z.ndim == 0 or z.shape[-1] == 0:
        raise CourseError(f"z must hold a score for each class, shape (…, classes), got shape {z.shape}")
    return z


def _numbers(z: Any) -> np.ndarray:
    try:
        array = np.asarray(z)
    except ValueError as error:  # NumPy's words for rows of different length
        raise CourseError(f"z must hold rows of the same length, got {z!r:.80}") from error
    if array.dtype.kind not in "buif" or not np.isfinite(array).all():
        raise CourseError(f"z must hold finite numbers, got {z!r:.80}")
    return array.astype(float)
