"""A multi-layer perceptron for classes in NumPy, its backward pass and the check of it, as in chapter 03.

The parameters are a list with a pair (weights, bias) per layer: weights of shape (inputs, units), bias of
shape (units,). Hidden layers answer tanh(z); the last layer gives one score per class, of which softmax
makes probabilities. The loss is the mean cross-entropy.

Source: D. E. Rumelhart, G. E. Hinton, R. J. Williams (1986), Learning representations by back-propagating
errors, Nature 323, 533-536, doi:10.1038/323533a0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ..errors import CourseError, number, whole_number

Parameters = list[tuple[np.ndarray, np.ndarray]]


def new_parameters(sizes: Sequence[int], seed: int) -> Parameters:
    """Random weights, normal with variance 1 / inputs, and biases of 0, for layers between these sizes.

    Args:
        sizes: numbers of inputs, of units in each hidden layer, and of classes, such as (64, 64, 32, 10).
        seed: a whole number ≥ 0.

    Raises:
        CourseError: if there are fewer than two sizes, or one is no whole number ≥ 1.
    """
    sizes = [whole_number("each of sizes", size, at_least=1) for size in sizes]
    if len(sizes) < 2:
        raise CourseError(f"sizes must hold at least two numbers, inputs and classes, got {sizes}")
    generator = np.random.default_rng(whole_number("seed", seed, at_least=0))
    return [
        (generator.normal(0, inputs**-0.5, size=(inputs, units)), np.zeros(units))
        for inputs, units in pairwise(sizes)
    ]


def forward(x: Any, parameters: Parameters) -> list[np.ndarray]:
    """What every layer answers: the input x first, then each hidden layer's tanh(z), the scores last.

    Args:
        x: examples, shape (n, inputs).
        parameters: a pair (weights, bias) per layer.

    Returns:
        arrays of shape (n, inputs), (n, units), …, (n, classes).

    Raises:
        CourseError: if the shapes do not fit each other.
    """
    activations = [_matrix("x", x)]
    for place, (weights, bias) in enumerate(_fitting(parameters, activations[0].shape[1]), start=1):
        z = activations[-1] @ weights + bias  # (n, units)
        activations.append(z if place == len(parameters) else np.tanh(z))
    return activations


def softmax(scores: Any) -> np.ndarray:
    """Probabilities from scores, row by row, shape (n, classes); no overflow however large the scores are."""
    scores = _matrix("scores", scores)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cross_entropy(scores: Any, y: Any) -> float:
    """The mean of −log of the probability that softmax gives to the true class.

    Args:
        scores: shape (n, classes).
        y: class indices, shape (n,).

    Raises:
        CourseError: if there is not one class index per row.
    """
    scores = _matrix("scores", scores)
    y = _labels(y, *scores.shape)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(y)), y]))


def tanh_slope(activation: np.ndarray) -> np.ndarray:
    """The slope of tanh where it answers `activation`: 1 − activation²."""
    return 1 - activation**2


def backward(
    activations: Sequence[np.ndarray],
    y: Any,
    parameters: Parameters,
    slope: Callable[[np.ndarray], Any] = tanh_slope,
) -> Parameters:
    """The gradient of the loss with respect to every weight and bias, from the last layer to the first.

    Args:
        activations: what `forward` returned.
        y: class indices, shape (n,).
        parameters: those that `forward` was called with.
        slope: the activation's slope from its answer; a wrong one makes a wrong gradient, to test a check.

    Returns:
        a pair (weights' gradient, bias' gradient) per layer, each of its parameter's shape.

    Raises:
        CourseError: if activations, y and parameters do not belong together.
    """
    parameters = _fitting(parameters, np.shape(activations[0])[1])
    if len(activations) != len(parameters) + 1:
        raise CourseError(
            f"activations must hold {len(parameters) + 1} arrays, as forward returns them; "
            f"got {len(activations)}"
        )
    n, classes = np.shape(activations[-1])
    delta = (softmax(activations[-1]) - np.eye(classes)[_labels(y, n, classes)]) / n  # (n, classes)
    gradients = []
    for place in reversed(range(len(parameters))):
        gradients.append((activations[place].T @ delta, delta.sum(axis=0)))
        if place > 0:
            delta = (delta @ parameters[place][0].T) * slope(activations[place])  # (n, units)
    return gradients[::-1]


def gradient_step(parameters: Parameters, gradients: Parameters, learning_rate: float) -> Parameters:
    """New parameters, one step of gradient descent further; the old ones stay as they are.

    Raises:
        CourseError: if a gradient has another shape than its parameter, or the rate is not > 0.
    """
    rate = number("learning_rate", learning_rate, above=0)
    for place, (layer, gradient) in enumerate(zip(parameters, gradients, strict=True), start=1):
        shapes, given = [[np.shape(part) for part in pair] for pair in (layer, gradient)]
        if shapes != given:
            raise CourseError(f"the gradients of layer {place} must have the shapes {shapes}, got {given}")
    return [
        (weights - rate * weights_gradient, bias - rate * bias_gradient)
        for (weights, bias), (weights_gradient, bias_gradient) in zip(parameters, gradients, strict=True)
    ]


def train(
    x: Any,
    y: Any,
    parameters: Parameters,
    *,
    steps: int = 1000,
    learning_rate: float = 0.3,
    batch_size: int = 32,
    seed: int = 1,
    slope: Callable[[np.ndarray], Any] = tanh_slope,
) -> Parameters:
    """Gradient descent, each step on a batch drawn at random.

    Args:
        x: examples, shape (n, inputs).
        y: class indices, shape (n,).
        parameters: where to start; they stay as they are.
        steps: how many steps, ≥ 0.
        learning_rate: η, > 0.
        batch_size: examples per step, ≥ 1.
        seed: draws the batches.
        slope: handed to `backward`.

    Returns:
        the trained parameters.

    Raises:
        CourseError: if shapes do not fit each other, or a number is out of bounds.
    """
    x = _matrix("x", x)
    y = _labels(y, len(x), len(parameters[-1][1]))
    generator = np.random.default_rng(whole_number("seed", seed, at_least=0))
    batch_size = whole_number("batch_size", batch_size, at_least=1)
    for _ in range(whole_number("steps", steps, at_least=0)):
        batch = generator.integers(0, len(x), batch_size)
        gradients = backward(forward(x[batch], parameters), y[batch], parameters, slope)
        parameters = gradient_step(parameters, gradients, learning_rate)
    return parameters


def predict(x: Any, parameters: Parameters) -> np.ndarray:
    """The class with the highest score for each example, shape (n,)."""
    return forward(x, parameters)[-1].argmax(axis=1)


def numeric_gradient(function: Callable[[np.ndarray], float], x: Any, h: float = 1e-5) -> np.ndarray:
    """The gradient of a function of an array, measured by central differences (f(x + h) − f(x − h)) / 2h.

    Args:
        function: takes an array of the shape of x, returns a number.
        x: where to measure, an array of any shape; it stays as it is.
        h: how far each entry is nudged, > 0.

    Returns:
        the slopes, in the shape of x.

    Raises:
        CourseError: if h is not > 0, or x holds other than finite numbers.
    """
    h, x = number("h", h, above=0), _numbers("x", x)
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        slopes[place] = (function(up) - function(down)) / (2 * h)
    return slopes


def relative_error(one: Any, other: Any) -> float:
    """How far two gradients are apart, as a share of the longer one's length; 0 where both are 0.

    Raises:
        CourseError: if their shapes differ.
    """
    one, other = _numbers("one", one), _numbers("other", other)
    if one.shape != other.shape:
        raise CourseError(f"both gradients must have one shape, got {one.shape} and {other.shape}")
    longer = max(np.linalg.norm(one), np.linalg.norm(other))
    return float(np.linalg.norm(one - other) / longer) if longer > 0 else 0.0


def _fitting(parameters: Any, inputs: int) -> Parameters:
    """The parameters, if each layer takes as many numbers as come in."""
    if not len(parameters):
        raise CourseError("parameters must hold a pair (weights, bias) for at least one layer, got none")
    for place, layer in enumerate(parameters, start=1):
        if len(layer) != 2:
            raise CourseError(f"layer {place} must be a pair (weights, bias), got {len(layer)} parts")
        weights, bias = map(np.shape, layer)
        if len(weights) != 2 or weights[0] != inputs:
            raise CourseError(
                f"layer {place} must have weights of shape ({inputs}, units), because {inputs} numbers come "
                f"in; got {weights}"
            )
        if bias != weights[1:]:
            raise CourseError(
                f"layer {place} must have a bias of shape {weights[1:]}, one per unit; got {bias}"
            )
        inputs = weights[1]
    return parameters


def _labels(y: Any, n: int, classes: int) -> np.ndarray:
    y = np.asarray(y)
    if y.shape != (n,):
        raise CourseError(f"y must have shape ({n},), one class index per example; got {y.shape}")
    if y.dtype.kind not in "iu" or (n and (y.min() < 0 or y.max() >= classes)):
        raise CourseError(f"y must hold class indices 0 to {classes - 1}, got {np.unique(y)[:5].tolist()}")
    return y


def _matrix(name: str, values: Any) -> np.ndarray:
    array = _numbers(name, values)
    if array.ndim != 2 or 0 in array.shape:
        columns = "inputs" if name == "x" else "classes"
        raise CourseError(
            f"{name} must have shape (n, {columns}) with at least one example, got {array.shape}"
        )
    return array


def _numbers(name: str, values: Any) -> np.ndarray:
    """`values` as an array of floats; float32 stays float32, so that its rounding can be studied."""
    try:
        array = np.asarray(values)
    except ValueError as error:  # NumPy's words for rows of different length
        raise CourseError(f"{name} must hold rows of the same length, got {values!r:.80}") from error
    if array.dtype.kind not in "buif":
        raise CourseError(f"{name} must hold numbers, got {values!r:.80}")
    return array if array.dtype.kind == "f" else array.astype(float)
