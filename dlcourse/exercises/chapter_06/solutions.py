"""Solutions to the exercises of chapter 06, as they should read; the learner's stubs are made from them."""

import numpy as np


def penalized_gradient(w, g, l1, l2):
    """The gradient of loss + l1 · Σ|w| + l2 · Σw².

    w: weights, and g: the gradient of the loss alone, arrays of one shape.
    l1, l2: the strengths of the two penalties, numbers ≥ 0.
    Returns an array in that shape. Where a weight is 0, |w| counts as having the slope 0.
    """
    return g + l1 * np.sign(w) + 2 * l2 * w


def leave_out(a, rate, numbers, training):
    """Dropout of activations, in training and later.

    a: activations, shape (n, units). rate: the share to be left out, 0 ≤ rate < 1.
    numbers: as many random numbers, evenly spread between 0 and 1: an activation is
    left out where its number is below the rate. training: True or False.
    Returns an array of shape (n, units) whose mean over many draws is a.
    """
    if not training:
        return a
    kept = numbers >= rate
    return a * kept / (1 - rate)


def batch_norm(z, gamma, beta, mean, variance, training):
    """Batch normalization of weighted sums, in training and later, with ε = 0.001.

    z: shape (n, units). gamma, beta: what is learned, shape (units,).
    mean, variance: the running ones, shape (units,). training: True or False.
    Returns an array of shape (n, units): in training by the batch's own mean and
    variance, later by the running ones.
    """
    if training:
        mean, variance = z.mean(axis=0), z.var(axis=0)
    return gamma * (z - mean) / np.sqrt(variance + 0.001) + beta


def stop_early(losses, patience):
    """Where early stopping stops, and what it gives back.

    losses: the loss on validation examples after epoch 0, 1, 2, …, a list.
    patience: a whole number ≥ 1. Training stops after the first epoch that is the
    patience-th in a row without a new lowest loss; otherwise after the last epoch.
    Returns (stopped, best): the last epoch that was run, and the epoch with the lowest
    loss among those that were run (the first of them, where several are equal).
    """
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch, best
    return len(losses) - 1, best
