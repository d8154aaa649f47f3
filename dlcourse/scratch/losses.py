"""Loss functions in NumPy, each with its gradient by the answers, as chapter 04 derives them.

Each takes the targets y first and returns the mean over all examples as one number; its `…_gradient` returns
how fast that mean grows with each answer, in the answers' shape. Losses of classes take weighted sums, the
*logits*, and stay finite and exact however large these are: exp is only ever taken of what is not positive.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import CourseError, number
from .activations import sigmoid
from .loss_inputs import classes_and_scores, insist_on_shares, labels_and_logits, same_shape

SMALLEST = 1e-7  # a probability below it counts as this, as in Keras


def mean_squared_error(y: Any, answers: Any) -> float:
    """The mean of (ŷ − y)²: what to choose where misses are normally distributed.

    Arguments:
        y, answers: numbers of the same shape, at least one.

    Raises:
        CourseError: for other shapes, no examples, or numbers that are not finite.
    """
    y, answers = same_shape(y, answers)
    return float(np.mean((answers - y) ** 2))


def mean_squared_error_gradient(y: Any, answers: Any) -> np.ndarray:
    """2·(ŷ − y) / n: the larger the miss, the harder it pulls."""
    y, answers = same_shape(y, answers)
    return 2 * (answers - y) / y.size


def mean_absolute_error(y: Any, answers: Any) -> float:
    """The mean of |ŷ − y|: every unit of a miss counts alike.

    Arguments and errors as in `mean_squared_error`.
    """
    y, answers = same_shape(y, answers)
    return float(np.mean(np.abs(answers - y)))


def mean_absolute_error_gradient(y: Any, answers: Any) -> np.ndarray:
    """±1 / n, and 0 where there is no miss: each miss pulls with the same force."""
    y, answers = same_shape(y, answers)
    return np.sign(answers - y) / y.size


def huber(y: Any, answers: Any, delta: float = 1.0) -> float:
    """Half the square of a miss up to δ, and beyond it a straight line, δ·(|ŷ − y| − δ/2); the mean of that.

    Source: P. J. Huber (1964), Robust estimation of a location parameter, Annals of Mathematical Statistics
    35(1), 73-101, doi:10.1214/aoms/1177703732.

    Arguments:
        y, answers: numbers of the same shape, at least one.
        delta: δ > 0, in the unit of y.

    Raises:
        CourseError: as in `mean_squared_error`, or if δ is not > 0.
    """
    y, answers = same_shape(y, answers)
    delta, miss = number("delta", delta, above=0), np.abs(answers - y)
    return float(np.mean(np.where(miss <= delta, miss**2 / 2, delta * (miss - delta / 2))))


def huber_gradient(y: Any, answers: Any, delta: float = 1.0) -> np.ndarray:
    """The miss itself, but never more than δ to either side, divided by n."""
    y, answers = same_shape(y, answers)
    delta = number("delta", delta, above=0)
    return np.clip(answers - y, -delta, delta) / y.size


def quantile_loss(y: Any, answers: Any, quantile: float) -> float:
    """A miss counts τ times where the answer is too low, and 1 − τ times where it is too high; the mean.

    The constant that makes it smallest is the τ-quantile of y: a share τ of all targets lies below it.

    Source: R. Koenker, G. Bassett (1978), Regression quantiles, Econometrica 46(1), 33-50,
    doi:10.2307/1913643.

    Arguments:
        y, answers: numbers of the same shape, at least one.
        quantile: τ, between 0 and 1, both excluded.

    Raises:
        CourseError: as in `mean_squared_error`, or if τ is out of bounds.
    """
    y, answers = same_shape(y, answers)
    tau, below = _quantile(quantile), y - answers
    return float(np.mean(np.maximum(tau * below, (tau - 1) * below)))


def quantile_loss_gradient(y: Any, answers: Any, quantile: float) -> np.ndarray:
    """−τ / n where the answer is too low, (1 − τ) / n where it is too high, 0 where it is right."""
    y, answers = same_shape(y, answers)
    tau = _quantile(quantile)
    return np.where(answers > y, 1 - tau, np.where(answers < y, -tau, 0.0)) / y.size


def binary_cross_entropy(y: Any, z: Any) -> float:
    """−log of the probability that σ(z) gives to the truth; the mean.

    Computed from the logits as max(z, 0) − z·y + log(1 + e^−|z|), so that nothing can overflow.

    Arguments:
        y: labels 0 and 1, or probabilities between them.
        z: logits of the same shape.

    Raises:
        CourseError: as in `mean_squared_error`, or if a label lies outside of [0, 1].
    """
    y, z = labels_and_logits(y, z)
    return float(np.mean(_surprise(y, z)))


def binary_cross_entropy_gradient(y: Any, z: Any) -> np.ndarray:
    """(σ(z) − y) / n: the mistake alone, however saturated the sigmoid is."""
    y, z = labels_and_logits(y, z)
    return (sigmoid(z) - y) / y.size


def binary_cross_entropy_of_probabilities(y: Any, p: Any) -> float:
    """The same loss where only probabilities are at hand; those nearer to 0 or 1 than 1e-7 count as 1e-7 off.

    So the loss stays below 16.2 even for a sure and wrong answer, and has no slope there: prefer logits.

    Arguments:
        y: labels 0 and 1, or probabilities between them.
        p: answers in [0, 1], of the same shape.

    Raises:
        CourseError: as in `binary_cross_entropy`, or if an answer lies outside of [0, 1].
    """
    y, p = labels_and_logits(y, p)
    insist_on_shares("p", p)
    p = np.clip(p, SMALLEST, 1 - SMALLEST)
    return float(np.mean(-y * np.log(p) - (1 - y) * np.log1p(-p)))


def weighted_binary_cross_entropy(y: Any, z: Any, positive_weight: float) -> float:
    """Binary cross-entropy in which each example of class 1 counts as many times as `positive_weight` says.

    Arguments:
        y: labels 0 and 1.
        z: logits of the same shape.
        positive_weight: a number > 0; n₀ / n₁ makes both classes count alike.

    Raises:
        CourseError: as in `binary_cross_entropy`, or if the weight is not > 0.
    """
    y, z = labels_and_logits(y, z)
    return float(np.mean(_weights(y, positive_weight) * _surprise(y, z)))


def weighted_binary_cross_entropy_gradient(y: Any, z: Any, positive_weight: float) -> np.ndarray:
    """The mistake times the weight of its class, divided by n."""
    y, z = labels_and_logits(y, z)
    return _weights(y, positive_weight) * (sigmoid(z) - y) / y.size


def focal_loss(y: Any, z: Any, gamma: float = 2.0) -> float:
    """Cross-entropy times (1 − p)^γ, where p is the probability given to the truth; the mean.

    Examples that are right already, p near 1, hardly count; with γ = 0 it is the binary cross-entropy.

    Source: T.-Y. Lin, P. Goyal, R. Girshick, K. He, P. Dollár (2017), Focal loss for dense object detection,
    arXiv:1708.02002.

    Arguments:
        y: labels 0 and 1.
        z: logits of the same shape.
        gamma: γ ≥ 0.

    Raises:
        CourseError: as in `binary_cross_entropy`, if a label is neither 0 nor 1, or if γ is below 0.
    """
    toward_truth, gamma = _toward_truth(y, z, gamma)
    return float(np.mean(sigmoid(-toward_truth) ** gamma * _surprise(1.0, toward_truth)))


def focal_loss_gradient(y: Any, z: Any, gamma: float = 2.0) -> np.ndarray:
    """(1 − p)^γ · (γ·p·log p − (1 − p)) / n, turned around for examples of class 0."""
    toward_truth, gamma = _toward_truth(y, z, gamma)
    p, missing = sigmoid(toward_truth), sigmoid(-toward_truth)
    slope = missing**gamma * (-gamma * p * _surprise(1.0, toward_truth) - missing)
    return slope * (2 * np.asarray(y, dtype=float) - 1) / toward_truth.size


def categorical_cross_entropy(y: Any, scores: Any) -> float:
    """−log of the probability that softmax gives to the true class; the mean.

    Arguments:
        y: class indices, shape (n,), or for each example the probabilities of all classes, (n, classes).
        scores: logits, shape (n, classes).

    Raises:
        CourseError: if the shapes do not fit, there are no examples, or an index is no class.
    """
    wanted, scores = classes_and_scores(y, scores)
    return float(np.mean(-(wanted * _log_softmax(scores)).sum(axis=1)))


def categorical_cross_entropy_gradient(y: Any, scores: Any) -> np.ndarray:
    """(softmax − truth) / n, shape (n, classes)."""
    wanted, scores = classes_and_scores(y, scores)
    return (np.exp(_log_softmax(scores)) - wanted) / len(scores)


def kl_divergence(p: Any, q: Any) -> float:
    """Kullback-Leibler divergence Σ p·log(p / q): the extra surprise of believing q where p holds; the mean.

    Where p is 0 it adds nothing; a q below 1e-7 counts as 1e-7, for otherwise the sum could be infinite.

    Source: S. Kullback, R. A. Leibler (1951), On information and sufficiency, Annals of Mathematical
    Statistics 22(1), 79-86, doi:10.1214/aoms/1177729694.

    Arguments:
        p, q: probabilities, shape (n, classes), each row adding up to 1; or one row, shape (classes,).

    Raises:
        CourseError: if the shapes differ, a number lies outside of [0, 1], or a row does not add up to 1.
    """
    p, q = same_shape(p, q, ("p", "q"))
    for name, shares in (("p", p), ("q", q)):
        insist_on_shares(name, shares)
        if shares.ndim not in (1, 2) or not np.allclose(shares.sum(axis=-1), 1, atol=1e-5):
            raise CourseError(f"{name} must hold rows of probabilities that add up to 1, shape (n, classes)")
    safe_p = np.where(p > 0, p, 1.0)
    return float(np.mean(np.sum(p * (np.log(safe_p) - np.log(np.maximum(q, SMALLEST))), axis=-1)))


def _surprise(y: Any, z: np.ndarray) -> np.ndarray:
    """Binary cross-entropy from logits, example by example."""
    return np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))


def _log_softmax(scores: np.ndarray) -> np.ndarray:
    shifted = scores - scores.max(axis=1, keepdims=True)  # the largest becomes 0, so that no power overflows
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _toward_truth(y: Any, z: Any, gamma: float) -> tuple[np.ndarray, float]:
    """Logits of the true class: z where y is 1, −z where y is 0."""
    y, z = labels_and_logits(y, z)
    if not np.isin(y, (0, 1)).all():
        raise CourseError(f"y must hold labels 0 and 1, got {np.unique(y)[:5].tolist()}")
    return (2 * y - 1) * z, number("gamma", gamma, at_least=0)


def _weights(y: np.ndarray, positive_weight: float) -> np.ndarray:
    return 1 + y * (number("positive_weight", positive_weight, above=0) - 1)


def _quantile(quantile: float) -> float:
    tau = number("quantile", quantile, above=0)
    if tau >= 1:
        raise CourseError(f"quantile must be a number between 0 and 1, both excluded, got {quantile!r}")
    return tau
