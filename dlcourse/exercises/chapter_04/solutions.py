"""The functions that chapter 04 asks for, as they should read; each loss is a mean over the examples."""

import numpy as np


def huber(y, answers, delta):
    """Huber's loss: half the square of a miss up to delta, a straight line beyond.

    y, answers: numbers, shape (n,). delta: a number > 0.
    Returns one number, the mean over the examples of m²/2 where the miss m = |answer − y|
    is at most delta, and of delta · (m − delta/2) elsewhere.
    """
    miss = np.abs(answers - y)
    square, line = miss**2 / 2, delta * (miss - delta / 2)
    return np.mean(np.where(miss <= delta, square, line))


def cross_entropy(y, z):
    """Binary cross-entropy from logits, safe for any of them.

    y: labels 0 and 1, shape (n,). z: logits, shape (n,), between −10,000 and 10,000.
    Returns one number, the mean of log(1 + e^z) − y·z. No power of e may overflow.
    """
    return np.mean(np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z)


def kl_divergence(p, q):
    """The Kullback-Leibler divergence of q from p, row by row.

    p, q: probabilities, shape (n, classes); each row adds up to 1. Some p may be 0,
    and add nothing; all q are positive.
    Returns the sum of p · log(p / q) over the classes, shape (n,).
    """
    without_zeros = np.where(p > 0, p, 1)
    return np.sum(p * np.log(without_zeros / q), axis=1)


def quantile_loss(y, answers, quantiles):
    """The quantile loss of several quantiles at once.

    y: targets, shape (n,). answers: shape (n, k), a column for each quantile.
    quantiles: shape (k,), numbers between 0 and 1.
    Returns one number, the mean over all n·k answers of quantile · miss where the answer
    is too low and (1 − quantile) · miss where it is too high; miss = |y − answer|.
    """
    below = y[:, None] - answers  # (n, k)
    return np.mean(np.maximum(quantiles * below, (quantiles - 1) * below))
