"""The rules that answers to exercise 2.3, a stack of linear layers that becomes one, must keep."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ..rules import RuleBroken, numbers, parts
from .solutions import collapse


def check_collapse(answer):
    random = np.random.default_rng(23)

    def layer(inputs, units):
        return random.integers(-3, 4, (inputs, units)) / 1.0, random.integers(-3, 4, units) / 1.0

    def stack(*sizes):
        return [layer(*pair) for pair in pairwise(sizes)]

    # Squares first: there a product in the wrong order runs, and can be told from other mistakes.
    squares = [stack(2, 2), stack(2, 2, 2), stack(3, 3, 3, 3)]
    others = [stack(*sizes) for sizes in ((3, 2, 4), (2, 3, 3, 1), (4, 2, 5, 3, 2), (1, 1, 1))]
    _hold(answer, squares, _weights_of, MISTAKES_IN_WEIGHTS, "the weights")
    _hold(answer, squares + others, _layer_of, MISTAKES_IN_BIAS, "the bias")


def _hold(answer, stacks, read, mistakes, what):
    """Hold an answer against the right one on all stacks; name the mistake that explains all its values."""
    given = [read(answer(stack), stack) for stack in stacks]
    wrong = [
        stack
        for one, stack in zip(given, stacks, strict=True)
        if not np.allclose(one, read(collapse(stack), stack))
    ]
    if not wrong:
        return
    for sentence, mistaken in mistakes:
        if all(
            np.allclose(one, read(mistaken(stack), stack)) for one, stack in zip(given, stacks, strict=True)
        ):
            raise RuleBroken(sentence)
    sizes = [len(wrong[0][0][0]), *(len(bias) for _, bias in wrong[0])]
    raise RuleBroken(
        f"{what} of `collapse` must do what the layers do one after the other, and for layers with "
        f"{' → '.join(map(str, sizes))} units they do not: multiply the bracket out for two layers"
    )


def _weights_of(value, layers):
    weights, _ = parts("collapse", value, ("weights", "bias"))
    shape = (len(layers[0][0]), len(layers[-1][1]))
    return numbers("the weights", weights, shape, f"numbers of shape {shape}")


def _layer_of(value, layers):
    weights, units = _weights_of(value, layers), len(layers[-1][1])
    return np.append(weights, numbers("the bias", value[1], (units,), f"numbers of shape {(units,)}"))


def _products(multiply):
    """The mistake of multiplying weights in another way."""

    def mistaken(layers):
        weights = layers[0][0]
        for next_weights, _ in layers[1:]:
            weights = multiply(weights, next_weights)
        return weights, layers[-1][1]

    return mistaken


MISTAKES_IN_WEIGHTS = (
    (
        "the weights are multiplied in the wrong order: x meets the first layer first, x @ W1 @ W2, so that "
        "the first weights stand on the left",
        _products(lambda weights, following: following @ weights),
    ),
    ("the weights must be multiplied as matrices, with @, and this is `*`", _products(np.multiply)),
    ("the weights must be multiplied, and this adds them", _products(np.add)),
    ("all layers count, and these are the weights of the last one alone", lambda layers: layers[-1]),
    ("all layers count, and these are the weights of the first one alone", lambda layers: layers[0]),
)
MISTAKES_IN_BIAS = (
    (
        "the earlier biases are lost: they pass through the later weights, bias @ next_weights + next_bias",
        lambda layers: (collapse(layers)[0], layers[-1][1]),
    ),
    (
        "the biases are lost: each passes through the weights of the layers after it",
        lambda layers: (collapse(layers)[0], np.zeros_like(layers[-1][1])),
    ),
    (
        "the last layer's own bias is missing",
        lambda layers: (collapse(layers)[0], collapse(layers)[1] - layers[-1][1]),
    ),
)
