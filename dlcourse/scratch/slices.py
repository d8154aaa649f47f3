"""A network's loss as a function of one long list of numbers, and a plane cut through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ..errors import CourseError
from . import network
from .surfaces import Surface

Loss = Callable[[np.ndarray], float]
Gradient = Callable[[np.ndarray], np.ndarray]
MARGIN = 0.5  # of the triangle's width and height that the window shows around it
LOOK = 41  # places along each axis at which the lowest loss of the window is looked for


def flatten(parameters: network.Parameters) -> np.ndarray:
    """All weights and biases of a network, layer by layer, as one array θ of shape (parameters,)."""
    return np.concatenate([np.ravel(part) for layer in parameters for part in layer])


def unflatten(theta: Any, sizes: Sequence[int]) -> network.Parameters:
    """The pairs (weights, bias) of a network with these layer sizes, from θ; undoes `flatten`.

    Raises:
        CourseError: if θ has not as many numbers as such a network has parameters.
    """
    theta = np.asarray(theta, dtype=float)
    count = sum((inputs + 1) * units for inputs, units in pairwise(sizes))
    if theta.shape != (count,):
        raise CourseError(
            f"theta must have shape ({count},) for layers of sizes {tuple(sizes)}, got {theta.shape}"
        )
    parameters, start = [], 0
    for inputs, units in pairwise(sizes):
        end = start + inputs * units
        parameters.append((theta[start:end].reshape(inputs, units), theta[end : end + units]))
        start = end + units
    return parameters


def loss_of_network(x: Any, y: Any, sizes: Sequence[int]) -> tuple[Loss, Gradient]:
    """The cross-entropy of a network on all of these examples, as functions of θ: the loss, its gradient.

    Arguments:
        x: examples, shape (n, inputs).
        y: class indices, shape (n,).
        sizes: numbers of inputs, of units in each hidden layer (tanh), and of classes.
    """

    def loss(theta: np.ndarray) -> float:
        return network.cross_entropy(network.forward(x, unflatten(theta, sizes))[-1], y)

    def gradient(theta: np.ndarray) -> np.ndarray:
        parameters = unflatten(theta, sizes)
        return flatten(network.backward(network.forward(x, parameters), y, parameters))

    return loss, gradient


def plane_through(
    loss: Loss, gradient: Gradient, start: Any, one: Any, other: Any, *, formula: str = "a slice"
) -> Surface:
    """The plane through three places θ, as a surface of two weights.

    (0, 0) is `start`; w1 counts the way from there towards `one`, w2 the way across it towards `other`, both
    in the units of θ. The gradient is that of the loss within the plane. Planes through trained networks:
    Garipov et al. (2018), Loss surfaces, mode connectivity, and fast ensembling of DNNs, arXiv:1802.10026.

    Arguments:
        loss: from θ, shape (parameters,), to a number.
        gradient: from θ to an array of its shape.
        start, one, other: three places that do not lie on one line, shape (parameters,).
        formula: what the surface is, for titles.

    Raises:
        CourseError: if the three places lie on one line, or have different shapes.
    """
    start, one, other = (np.asarray(place, dtype=float) for place in (start, one, other))
    if not start.shape == one.shape == other.shape or start.ndim != 1:
        raise CourseError(
            f"start, one and other must have one shape (parameters,), got {start.shape}, {one.shape} and "
            f"{other.shape}"
        )
    axes = _axes(one - start, other - start)  # (2, parameters)
    corners = np.array([[0.0, 0.0], axes @ (one - start), axes @ (other - start)])
    surface_loss = _over_points(lambda w: loss(start + w @ axes), ())
    surface_gradient = _over_points(lambda w: axes @ gradient(start + w @ axes), (2,))
    extent = _window(corners)
    grid = np.stack(np.meshgrid(np.linspace(*extent[:2], LOOK), np.linspace(*extent[2:], LOOK)), axis=-1)
    lowest = min(float(surface_loss(grid).min()), *surface_loss(corners).tolist())
    minima = tuple((float(w1), float(w2)) for w1, w2 in corners[1:])
    return Surface("slice", formula, surface_loss, surface_gradient, extent, (0.0, 0.0), lowest, minima)


def _axes(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Two directions of length 1 at right angles, the first along `first`."""
    length = np.linalg.norm(first)
    along = first / length if length > 0 else first
    across = second - (second @ along) * along
    rest = np.linalg.norm(across)
    if length == 0 or rest <= 1e-9 * max(length, np.linalg.norm(second)):
        raise CourseError("start, one and other must not lie on one line: no plane is given by them")
    return np.stack([along, across / rest])


def _over_points(
    function: Callable[[np.ndarray], Any], shape: tuple[int, ...]
) -> Callable[[Any], np.ndarray]:
    """The function of one point (w1, w2), for points of any shape (…, 2)."""

    def over(weights: Any) -> np.ndarray:
        weights = np.asarray(weights, dtype=float)
        values = [function(each) for each in weights.reshape(-1, 2)]
        return np.array(values).reshape((*weights.shape[:-1], *shape))

    return over


def _window(corners: np.ndarray) -> tuple[float, float, float, float]:
    low, high = corners.min(axis=0), corners.max(axis=0)
    (left, bottom), (right, top) = low - MARGIN * (high - low), high + MARGIN * (high - low)
    return float(left), float(right), float(bottom), float(top)
