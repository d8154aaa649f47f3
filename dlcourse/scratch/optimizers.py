"""Optimizers in plain NumPy: each remembers what it needs of past gradients and says where to go next.

All have `update(weights, gradient)`, which returns the new weights and leaves the old as they are, and a
`learning_rate` that may be changed at any time. The formulas are those of Keras, whose optimizers are the
tests' reference; η is the learning rate, g the gradient, and t counts the updates from 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import CourseError, number


class GradientDescent:
    """w ← w − η·g (Cauchy 1847).

    Arguments:
        learning_rate: η, > 0.

    Raises:
        CourseError: if the learning rate is not > 0.
    """

    def __init__(self, learning_rate: float = 0.01):
        self.learning_rate = number("learning_rate", learning_rate, above=0)

    def update(self, weights: Any, gradient: Any) -> np.ndarray:
        """The weights after one step against the gradient, an array of the same shape."""
        weights, gradient = _pair(weights, gradient)
        return weights - self.learning_rate * gradient


class Momentum:
    """v ← μ·v − η·g and w ← w + v: a ball that rolls (Polyak 1964, doi:10.1016/0041-5553(64)90137-5).

    Arguments:
        learning_rate: η, > 0.
        momentum: μ, the share of its velocity that the ball keeps, in [0, 1).

    Raises:
        CourseError: if a number is out of its bounds.
    """

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.9):
        self.learning_rate = number("learning_rate", learning_rate, above=0)
        self.momentum = _share("momentum", momentum)
        self.velocity: Any = 0.0

    def update(self, weights: Any, gradient: Any) -> np.ndarray:
        """The weights after one step."""
        weights, gradient = _pair(weights, gradient)
        self.velocity = self.momentum * self.velocity - self.learning_rate * gradient
        return weights + self.velocity


class Nesterov(Momentum):
    """v ← μ·v − η·g and w ← w + μ·v − η·g: one look ahead along the velocity.

    Source: Nesterov (1983), A method of solving a convex programming problem with convergence rate O(1/k²),
    Soviet Mathematics Doklady 27, 372-376; in this form, with the gradient taken where the weights are,
    Sutskever et al. (2013), On the importance of initialization and momentum in deep learning, ICML.

    Arguments and errors: as of `Momentum`.
    """

    def update(self, weights: Any, gradient: Any) -> np.ndarray:
        """The weights after one step."""
        weights, gradient = _pair(weights, gradient)
        self.velocity = self.momentum * self.velocity - self.learning_rate * gradient
        return weights + self.momentum * self.velocity - self.learning_rate * gradient


class RMSprop:
    """s ← ρ·s + (1 − ρ)·g² and w ← w − η·g / √(s + ε): each weight has a step of its own length.

    Source: Tieleman and Hinton (2012), Lecture 6.5, COURSERA: Neural networks for machine learning.

    Arguments:
        learning_rate: η, > 0.
        rho: ρ, the share of the past in the mean of squared gradients, in [0, 1).
        epsilon: ε, > 0, keeps the divisor from 0.

    Raises:
        CourseError: if a number is out of its bounds.
    """

    def __init__(self, learning_rate: float = 0.001, rho: float = 0.9, epsilon: float = 1e-7):
        self.learning_rate = number("learning_rate", learning_rate, above=0)
        self.rho, self.epsilon = _share("rho", rho), number("epsilon", epsilon, above=0)
        self.mean_square: Any = 0.0

    def update(self, weights: Any, gradient: Any) -> np.ndarray:
        """The weights after one step."""
        weights, gradient = _pair(weights, gradient)
        self.mean_square = self.rho * self.mean_square + (1 - self.rho) * gradient**2
        return weights - self.learning_rate * gradient / np.sqrt(self.mean_square + self.epsilon)


class Adam:
    """Momentum and RMSprop in one, both corrected for their start at 0 (Kingma and Ba 2015, arXiv:1412.6980).

    m ← β₁·m + (1 − β₁)·g, s ← β₂·s + (1 − β₂)·g² and w ← w − η·√(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√s + ε), the
    form at the end of section 2 of the paper.

    Arguments:
        learning_rate: η, > 0.
        beta_1: β₁, the share of the past in the mean of gradients, in [0, 1).
        beta_2: β₂, the share of the past in the mean of squared gradients, in [0, 1).
        epsilon: ε, > 0, keeps the divisor from 0.

    Raises:
        CourseError: if a number is out of its bounds.
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
    ):
        self.learning_rate = number("learning_rate", learning_rate, above=0)
        self.beta_1, self.beta_2 = _share("beta_1", beta_1), _share("beta_2", beta_2)
        self.epsilon = number("epsilon", epsilon, above=0)
        self.mean: Any = 0.0
        self.mean_square: Any = 0.0
        self.updates = 0

    def update(self, weights: Any, gradient: Any) -> np.ndarray:
        """The weights after one step."""
        weights, gradient = _pair(weights, gradient)
        self.updates += 1
        self.mean = self.beta_1 * self.mean + (1 - self.beta_1) * gradient
        self.mean_square = self.beta_2 * self.mean_square + (1 - self.beta_2) * gradient**2
        corrected = np.sqrt(1 - self.beta_2**self.updates) / (1 - self.beta_1**self.updates)
        return weights - self.learning_rate * corrected * self.mean / (
            np.sqrt(self.mean_square) + self.epsilon
        )


class AdamW(Adam):
    """Adam after w ← w − η·λ·w: weight decay apart from the gradient (Loshchilov and Hutter 2019).

    Source: Decoupled weight decay regularization, ICLR, arXiv:1711.05101.

    Arguments:
        learning_rate, beta_1, beta_2, epsilon: as of `Adam`.
        weight_decay: λ, ≥ 0.

    Raises:
        CourseError: if a number is out of its bounds.
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
    ):
        super().__init__(learning_rate, beta_1, beta_2, epsilon)
        self.weight_decay = number("weight_decay", weight_decay, at_least=0)

    def update(self, weights: Any, gradient: Any) -> np.ndarray:
        """The weights after one step."""
        weights, gradient = _pair(weights, gradient)
        return super().update(weights - self.learning_rate * self.weight_decay * weights, gradient)


def _pair(weights: Any, gradient: Any) -> tuple[np.ndarray, np.ndarray]:
    weights, gradient = np.asarray(weights, dtype=float), np.asarray(gradient, dtype=float)
    if weights.shape != gradient.shape:
        raise CourseError(
            f"gradient must have the shape of the weights, {weights.shape}, got {gradient.shape}"
        )
    return weights, gradient


def _share(name: str, value: Any) -> float:
    share = number(name, value, at_least=0, at_most=1)
    if share == 1:
        raise CourseError(f"{name} must be a number ≥ 0 and < 1, got {value!r}")
    return share
