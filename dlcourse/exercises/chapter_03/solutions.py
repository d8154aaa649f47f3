"""The functions that chapter 03 asks for, as they should read; gradients have the shape of their owners."""

import numpy as np


def slopes_of_neuron(x, w, b, y):
    """How fast the loss L = (tanh(w·x + b) − y)² grows with the weight and with the bias.

    x, w, b, y: numbers.
    Returns (slope_w, slope_b): the derivatives of L with respect to w and to b.
    """
    a = np.tanh(w * x + b)
    slope_z = 2 * (a - y) * (1 - a**2)  # from L back to a, from a back to z
    return slope_z * x, slope_z * 1


def divide(numerator, denominator):
    """What a division needs to become an operation of the engine.

    numerator, denominator: numbers; the denominator is not 0.
    Returns (value, slope_numerator, slope_denominator): the quotient, and how fast it
    grows with each of the two.
    """
    value = numerator / denominator
    return value, 1 / denominator, -numerator / denominator**2


def gradients_from_tape(count, tape):
    """The gradient of the last node with respect to every node of a recorded graph.

    count: how many nodes there are, numbered from 0; the last one is the result.
    tape: a list with a row (node, made_of, slope) for each arrow, in the order in which
    the nodes were computed: node was made of made_of, and grows slope times as fast.
    Returns an array of shape (count,).
    """
    gradients = np.zeros(count)
    gradients[count - 1] = 1.0
    for node, made_of, slope in reversed(tape):
        gradients[made_of] += slope * gradients[node]
    return gradients


def layer_backward(inputs, weights, delta):
    """From the gradient of a layer's sums back to its weights, its bias and its inputs.

    The layer computes z = inputs @ weights + bias, all examples at once.
    inputs: shape (n, features). weights: shape (features, units).
    delta: the gradient of the loss with respect to z, shape (n, units).
    Returns (weights_gradient, bias_gradient, inputs_gradient), in the shapes of weights,
    bias, which is (units,), and inputs.
    """
    return inputs.T @ delta, delta.sum(axis=0), delta @ weights.T


def measured_gradient(function, x, h):
    """The gradient of a function of an array, measured by nudging one entry at a time.

    function: takes an array of the shape of x, returns a number.
    x: an array of any shape. h: how far each entry is nudged, up and down.
    Returns (f(x + h) − f(x − h)) / 2h for each entry, an array of the shape of x.
    """
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = h
        slopes[place] = (function(x + nudge) - function(x - nudge)) / (2 * h)
    return slopes
