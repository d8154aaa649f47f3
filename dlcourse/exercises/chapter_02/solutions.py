"""Solutions to the exercises of chapter 02, as they should read; the learner's stubs are made from them."""

import numpy as np


def sigmoid(z):
    """The sigmoid 1 / (1 + e^(−z)), without an overflow for any z.

    z: an array of any shape, with numbers between −10,000 and 10,000.
    Returns an array of the same shape. No power of e may overflow on the way: NumPy's
    warnings count as errors here.
    """
    small = np.exp(-np.abs(z))  # e to a number ≤ 0: never more than 1
    return np.where(z >= 0, 1, small) / (1 + small)


def leaky_relu(z, slope):
    """The leaky ReLU and its derivative.

    z: an array of any shape. slope: the slope where z is negative, a number.
    Returns (a, derivative), two arrays in the shape of z: a is z where z > 0, and
    slope · z elsewhere. (At z = 0 exactly, both 1 and the slope pass as derivative.)
    """
    a = np.where(z > 0, z, slope * z)
    derivative = np.where(z > 0, 1.0, slope)
    return a, derivative


def collapse(layers):
    """One linear layer that does what a stack of linear layers does.

    layers: a list of pairs (weights, bias), the first layer first; weights of shape
    (inputs, units), bias of shape (units,). A layer computes x @ weights + bias.
    Returns (weights, bias) of the one layer.
    """
    weights, bias = layers[0]
    for next_weights, next_bias in layers[1:]:
        weights = weights @ next_weights
        bias = bias @ next_weights + next_bias
    return weights, bias


def dead_units(hidden):
    """How many units of a ReLU layer are dead on these examples.

    hidden: what the layer answers, all numbers ≥ 0, shape (n, units).
    Returns a whole number: a unit is dead where it answers 0 to every example.
    """
    silent = (hidden == 0).all(axis=0)  # one truth value for each unit
    return int(silent.sum())


def softmax(scores, temperature):
    """Probabilities from scores, for any number of examples.

    scores: shape (n, classes), with numbers between −10,000 and 10,000.
    temperature: a number > 0 that divides all scores.
    Returns probabilities, shape (n, classes); each row adds up to 1. No power of e may
    overflow on the way, and no row may become 0 / 0.
    """
    scores = scores / temperature
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
