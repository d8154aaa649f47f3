"""The functions that chapter 01 asks for, as they should read; labels are 0 and 1, a sum of 0 counts as 1."""

import numpy as np


def decide(x, weights, bias):
    """The perceptron's answer for every point.

    x: points, shape (n, features). weights: shape (features,). bias: a number.
    Returns the labels, whole numbers 0 and 1, shape (n,): 1 where the weighted
    sum plus the bias is 0 or more.
    """
    weighted_sums = x @ weights + bias  # (n,)
    return (weighted_sums >= 0).astype(int)


def gate(name):
    """Weights and bias of a perceptron that computes a logic gate of two inputs, 0 or 1.

    name: "and", "or" or "nand".
    Returns (w1, w2, b): the perceptron says 1 where w1·x1 + w2·x2 + b is 0 or more.
    """
    if name == "and":
        return 1, 1, -1.5
    if name == "or":
        return 1, 1, -0.5
    return -1, -1, 1.5


def learn_from_mistake(weights, bias, x, y, learning_rate):
    """One step of the perceptron rule on one example.

    weights: shape (features,). bias: a number. x: the example, shape (features,).
    y: its label, 0 or 1. learning_rate: a number > 0.
    Returns (weights, bias) after the step. Where the perceptron is right already,
    they stay as they are.
    """
    prediction = int(weights @ x + bias >= 0)
    error = y - prediction  # 1: a missed yes, -1: a false yes, 0: right
    return weights + learning_rate * error * x, bias + learning_rate * error


def xor_network():
    """Two hidden perceptrons and an output perceptron that together compute XOR.

    Returns (hidden_weights, hidden_bias, output_weights, output_bias): shapes (2, 2),
    (2,), (2,) and a number. hidden_weights[i, j] leads from input i to hidden unit j.
    Every unit says 1 where its sum is 0 or more.
    """
    hidden_weights = np.array([[1, -1], [1, -1]])  # columns: OR, NAND
    hidden_bias = np.array([-0.5, 1.5])
    output_weights = np.array([1, 1])  # AND of the two
    output_bias = -1.5
    return hidden_weights, hidden_bias, output_weights, output_bias


def margin(x, y, weights, bias):
    """The smallest signed distance between a point and the line weights · x + bias = 0.

    x: points, shape (n, features). y: labels 0 and 1, shape (n,).
    weights: shape (features,), not all 0. bias: a number.
    Returns a number. A point's distance is positive on the side of its label (1 where
    weights · x + bias > 0) and negative on the other.
    """
    sides = 2 * y - 1  # label 0 → -1, label 1 → +1
    distances = sides * (x @ weights + bias) / np.linalg.norm(weights)
    return distances.min()
