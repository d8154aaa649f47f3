"""The functions that chapter 00 asks for, as they should read."""

import numpy as np


def number_of_parameters(layer_sizes):
    """How many weights and biases a network of dense layers has, all together.

    layer_sizes: how many numbers go in, then the units of each layer up to the
    output, such as [64, 32, 10]. There may be any number of layers.
    Returns a whole number.
    """
    total = 0
    for place in range(1, len(layer_sizes)):
        inputs, units = layer_sizes[place - 1], layer_sizes[place]
        total += inputs * units + units  # weights and biases of one layer
    return total


def share_right(probabilities, y):
    """The accuracy: the share of examples whose likeliest class is the right one.

    probabilities: what a network answers, shape (n, classes). y: the right classes,
    whole numbers from 0, shape (n,).
    Returns a number from 0 to 1.
    """
    answers = probabilities.argmax(axis=1)  # (n,)
    return np.mean(answers == y)


def choose_and_report(validation, test):
    """Which of several networks to take, and how good to say it is.

    validation: {"name": share right on the validation part}, one entry for each network.
    test: the same networks' shares right on the test part.
    Returns (name, share): the chosen network, and the number to report for it.
    """
    chosen = max(validation, key=validation.get)
    return chosen, test[chosen]


def surest_mistake(probabilities, y):
    """Which example is told wrong with the highest probability for the wrong answer?

    probabilities: what a network answers, shape (n, classes). y: the right classes,
    whole numbers from 0, shape (n,). At least one example is told wrong.
    Returns the example's place, a whole number from 0 to n − 1.
    """
    answers = probabilities.argmax(axis=1)  # (n,)
    sureness = probabilities.max(axis=1)  # (n,)
    sureness = np.where(answers == y, 0, sureness)  # no right answer can win
    return sureness.argmax()
