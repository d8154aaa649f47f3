"""Dropout in NumPy, forward and backward, and what many networks with dropout say together (Monte Carlo).

Source: N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov (2014), Dropout: a simple way
to prevent neural networks from overfitting, Journal of Machine Learning Research 15, 1929-1958.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..errors import CourseError, number, whole_number


def draw_mask(shape: tuple[int, ...], rate: float, random: np.random.Generator) -> np.ndarray:
    """What dropout multiplies with: 0 for a share `rate` of the places, 1 / (1 − rate) for the others.

    Its mean is 1, so that the sum in the next layer stays as large as it is without dropout.

    Raises:
        CourseError: if the rate is not in [0, 1).
    """
    rate = _rate(rate)
    return (random.random(shape) >= rate) / (1 - rate)


def dropout(a: Any, rate: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Activations with a share of them left out, as in training, and the mask, which the way back needs.

    Args:
        a: activations of any shape.
        rate: the share left out, in [0, 1).
        random: draws what is left out.

    Returns:
        (a · mask, mask), both in the shape of a.

    Raises:
        CourseError: if a holds no numbers, or the rate is not in [0, 1).
    """
    a = _numbers("a", a)
    mask = draw_mask(a.shape, rate, random)
    return a * mask, mask


def dropout_backward(slope: Any, mask: Any) -> np.ndarray:
    """The gradient with respect to what went in, from that with respect to what came out.

    Raises:
        CourseError: if the two shapes differ.
    """
    slope, mask = _numbers("slope", slope), _numbers("mask", mask)
    if slope.shape != mask.shape:
        raise CourseError(f"slope must have the mask's shape {mask.shape}, got {slope.shape}")
    return slope * mask


class Votes(NamedTuple):
    """What many networks say together about n examples.

    Attributes:
        probabilities: the mean of their probabilities, shape (n, classes).
        entropy: how undecided the mean is, shape (n,): 0 where one class has it all, log(classes) at most.
        disagreement: how much of that comes from the networks contradicting each other, shape (n,).
    """

    probabilities: np.ndarray
    entropy: np.ndarray
    disagreement: np.ndarray


def monte_carlo(answer: Callable[[], Any], draws: int = 50) -> Votes:
    """Ask a network with dropout again and again, and put together what it says.

    The entropy of the mean, less the mean of the entropies, is the mutual information between the answer and
    which network was drawn: 0 where all say the same.

    Source: Y. Gal, Z. Ghahramani (2016), Dropout as a Bayesian approximation, arXiv:1506.02142.

    Args:
        answer: returns probabilities of shape (n, classes), others each time it is called.
        draws: how often it is called, ≥ 1.

    Raises:
        CourseError: if the answers are no probabilities of one shape.
    """
    draws = whole_number("draws", draws, at_least=1)
    return vote([answer() for _ in range(draws)])


def vote(answers: Any) -> Votes:
    """What several networks say together: `answers` holds the probabilities of each, (networks, n, classes).

    Raises:
        CourseError: if the answers are no probabilities of one shape.
    """
    try:
        p = np.asarray(answers, dtype=float)
    except (TypeError, ValueError):  # NumPy's words for rows of different length
        p = np.zeros(0)
    if p.ndim != 3 or 0 in p.shape:
        raise CourseError(f"answers must have shape (networks, n, classes), got {p.shape}")
    if not np.isfinite(p).all() or p.min() < 0 or abs(p.sum(axis=-1) - 1).max() > 1e-3:
        raise CourseError("answers must be probabilities: not negative, and 1 in sum over the classes")
    mean = p.mean(axis=0)
    of_mean = entropy(mean)
    return Votes(mean, of_mean, np.maximum(of_mean - entropy(p).mean(axis=0), 0.0))


def entropy(probabilities: Any) -> np.ndarray:
    """−Σ p · log p over the last axis, with 0 · log 0 = 0."""
    p = _numbers("probabilities", probabilities)
    return -np.sum(p * np.log(np.where(p > 0, p, 1.0)), axis=-1)


def _rate(rate: Any) -> float:
    rate = number("rate", rate, at_least=0)
    if rate >= 1:
        raise CourseError(f"rate must be a number ≥ 0 and < 1, got {rate:g}: nothing would be left")
    return rate


def _numbers(name: str, values: Any) -> np.ndarray:
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise CourseError(f"{name} must hold numbers, got {values!r:.60}") from None
