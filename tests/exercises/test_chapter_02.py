"""Chapter 02: solutions pass, stubs wait, and every wrong answer is told which rule it breaks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exercises.judging import assert_breaks, says


def plain_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def leaky(z, slope):
    return np.where(z > 0, z, slope * z)


def rises(z, slope):
    return np.where(z > 0, 1.0, slope)


def product(layers):
    weights = layers[0][0]
    for following, _ in layers[1:]:
        weights = weights @ following
    return weights


def one_layer(layers):
    weights, bias = layers[0]
    for following, next_bias in layers[1:]:
        weights, bias = weights @ following, bias @ following + next_bias
    return weights, bias


def reversed_product(layers):
    weights, bias = layers[0]
    for following, next_bias in layers[1:]:
        weights, bias = following @ weights, bias @ following + next_bias
    return weights, bias


def elementwise(layers):
    weights, bias = layers[0]
    for following, next_bias in layers[1:]:
        weights, bias = weights * following, bias * following + next_bias
    return weights, bias


def powers(scores, temperature):
    return np.exp(scores / temperature)


def stable(scores, temperature):
    scores = scores / temperature
    return np.exp(scores - scores.max(axis=1, keepdims=True))


def shares(powers):
    return powers / powers.sum(axis=1, keepdims=True)


def mutating_softmax(scores, temperature):
    scores /= temperature
    scores -= scores.max()
    return shares(np.exp(scores))


WRONG = [
    ("2.1", plain_sigmoid, "a power of e overflows"),
    (
        "2.1",
        lambda z: np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))),
        "take e only of numbers ≤ 0",
    ),
    ("2.1", lambda z: np.exp(z) / (1 + np.exp(z)), "a power of e overflows"),
    ("2.1", lambda z: plain_sigmoid(np.clip(z, -10, 10)), "must not clip z"),
    ("2.1", lambda z: plain_sigmoid(-np.clip(z, -500, 500)), "the sigmoid rises, from 0 to 1"),
    ("2.1", np.tanh, "and this is tanh"),
    ("2.1", lambda z: plain_sigmoid(z) * (1 - plain_sigmoid(z)), "this is the derivative of the sigmoid"),
    ("2.1", lambda z: 1 / np.exp(-z), "the 1 in 1 + e^(−z) is missing"),
    ("2.1", lambda z: np.exp(-z), "the power e^(−z) alone"),
    ("2.1", lambda z: np.exp(z) / np.exp(z).sum(), "each number of z has a sigmoid of its own"),
    ("2.1", lambda z: plain_sigmoid(z.ravel()[0]), "numbers of shape (1,), that of z, got the number"),
    ("2.1", lambda z: (z > 0).astype(float), "`sigmoid` must give"),
    ("2.1", lambda z: plain_sigmoid(z) if z >= 0 else 1 - plain_sigmoid(-z), "raised ValueError"),
    ("2.1", lambda z: [str(value) for value in z], "must be numbers of shape"),
    ("2.1", lambda z: np.round(plain_sigmoid(np.clip(z, -500, 500)), 12), "right far out too"),
    (
        "2.2",
        lambda z, slope: (np.maximum(z, slope * z), rises(z, slope)),
        "only while the slope is at most 1",
    ),
    (
        "2.2",
        lambda z, slope: (leaky(z, slope), (z > 0).astype(float)),
        "the derivative where z ≤ 0 is the slope",
    ),
    ("2.2", lambda z, slope: (leaky(z, slope), np.where(z > 0, z, slope)), "is 1, and not z"),
    ("2.2", lambda z, slope: (leaky(z, slope), np.where(z > 0, 1, slope * z)), "and not slope · z"),
    ("2.2", lambda z, slope: (np.maximum(z, 0), (z > 0) * 1.0), "this is the plain ReLU"),
    ("2.2", lambda z, slope: (np.maximum(z, 0), rises(z, slope)), "this is the plain ReLU"),
    ("2.2", lambda z, slope: (np.where(z > 0, z, slope), rises(z, slope)), "not the slope itself"),
    (
        "2.2",
        lambda z, slope: (np.where(z > 0, slope * z, z), np.where(z > 0, slope, 1)),
        "the side where z is negative",
    ),
    ("2.2", lambda z, slope: (rises(z, slope), leaky(z, slope)), "it returns the derivative first"),
    ("2.2", leaky, "must return 2 things, (a, derivative), got 3"),
    ("2.2", lambda z, slope: (leaky(z, slope), slope), "`derivative` must be numbers of shape"),
    ("2.2", lambda z, slope: (leaky(z, 0.1), rises(z, 0.1)), "`leaky_relu` must give"),
    ("2.2", lambda z, slope: (z if z > 0 else slope * z, 1 if z > 0 else slope), "raised ValueError"),
    ("2.3", reversed_product, "in the wrong order"),
    ("2.3", elementwise, "multiplied as matrices, with @"),
    ("2.3", lambda layers: (sum(w for w, _ in layers), layers[-1][1]), "this adds them"),
    ("2.3", lambda layers: layers[-1], "the weights of the last one alone"),
    ("2.3", lambda layers: layers[0], "the weights of the first one alone"),
    ("2.3", lambda layers: (product(layers), layers[-1][1]), "the earlier biases are lost"),
    ("2.3", lambda layers: (product(layers), 0 * layers[-1][1]), "the biases are lost"),
    ("2.3", lambda layers: (product(layers), one_layer(layers)[1] - layers[-1][1]), "own bias is missing"),
    ("2.3", lambda layers: (product(layers), sum(b for _, b in layers)), "could not be broadcast"),
    ("2.3", lambda layers: np.append(*one_layer(layers)), "must return 2 things, (weights, bias), got 6"),
    ("2.3", lambda layers: (product(layers), 0.0), "the bias must be numbers of shape (2,)"),
    ("2.3", lambda layers: one_layer(layers[:2]), "with 3 → 3 → 3 → 3 units they do not"),
    ("2.4", lambda hidden: (hidden == 0).all(axis=1).sum(), "a unit is a column"),
    ("2.4", lambda hidden: (hidden == 0).any(axis=0).sum(), "to *every* example"),
    ("2.4", lambda hidden: (hidden == 0).sum(), "this counts single zeros"),
    ("2.4", lambda hidden: (hidden == 0).all(axis=0).mean(), "the share of dead units"),
    ("2.4", lambda hidden: (hidden > 0).any(axis=0).sum(), "the units that are alive"),
    ("2.4", lambda hidden: (hidden > 0).all(axis=0).sum(), "that answer to every example"),
    ("2.4", lambda hidden: (hidden == 0).all(axis=0), "got truth values"),
    ("2.4", lambda hidden: np.flatnonzero((hidden == 0).all(axis=0)), "must be one number"),
    ("2.4", lambda hidden: 2, "`dead_units` must give"),
    ("2.4", lambda hidden: (hidden.mean(axis=0) < 0.1).sum(), "`dead_units` must give"),
    ("2.5", lambda scores, t: shares(powers(scores, t)), "a power of e overflows, or a row becomes 0 / 0"),
    ("2.5", mutating_softmax, "a power of e overflows, or a row becomes 0 / 0"),
    ("2.5", lambda scores, t: powers(scores, t) / powers(scores, t).sum(axis=0), "went down the examples"),
    ("2.5", lambda scores, t: powers(scores, t) / powers(scores, t).sum(), "one sum over all examples"),
    ("2.5", lambda scores, t: powers(scores, t) / powers(scores, t).sum(axis=1), "has lost its axis"),
    ("2.5", lambda scores, t: shares(stable(scores, 1 / t)), "must divide the scores, and this multiplies"),
    ("2.5", lambda scores, t: shares(stable(scores, 1)), "the temperature is ignored"),
    ("2.5", lambda scores, t: shares(stable(scores, 1)) / t, "not the probabilities after"),
    ("2.5", powers, "must be divided by their sum"),
    ("2.5", lambda scores, t: shares(scores / t), "e to the power of each score first"),
    ("2.5", lambda scores, t: shares(np.exp(np.clip(scores / t, -300, 300))), "must be right for scores"),
    ("2.5", lambda scores, t: scores.argmax(axis=1), "must be numbers of shape (3, 3)"),
    ("2.5", lambda scores, t: np.eye(scores.shape[1])[scores.argmax(axis=1)], "`softmax` must give"),
]


@pytest.mark.parametrize(("exercise_id", "answer", "rule"), WRONG)
def test_wrong_answers_hear_the_rule_they_break(exercise_id, answer, rule):
    assert_breaks(exercise_id, answer, rule)


def by_masks(z):
    z = np.asarray(z, dtype=float)
    result = np.empty_like(z)
    result[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    result[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return result


def one_by_one(z):
    small = [np.exp(-abs(value)) for value in z.ravel()]
    values = [(1 if v >= 0 else e) / (1 + e) for v, e in zip(z.ravel(), small, strict=True)]
    return np.reshape(values, z.shape).tolist()


def row_by_row(scores, temperature):
    rows = []
    for row in scores:
        up = [np.exp(float(score - max(row)) / temperature) for score in row]
        rows.append([part / sum(up) for part in up])
    return rows


RIGHT = [
    ("2.1", by_masks),
    ("2.1", one_by_one),
    ("2.1", lambda z: 0.5 * (1 + np.tanh(z / 2))),
    ("2.1", lambda z: np.exp(-np.logaddexp(0, -z))),
    ("2.1", lambda z: plain_sigmoid(np.clip(z, -500, 500))),
    ("2.2", lambda z, slope: [leaky(z, slope).tolist(), rises(z, slope).tolist()]),
    ("2.2", lambda z, slope: (z * rises(z, slope), rises(z, slope))),
    (
        "2.2",
        lambda z, slope: (np.maximum(z, 0) + slope * np.minimum(z, 0), (z > 0) + slope * (z <= 0)),
    ),
    (
        "2.3",
        lambda layers: (
            np.linalg.multi_dot([np.eye(len(layers[0][0])), *(w for w, _ in layers)]),
            one_layer(layers)[1],
        ),
    ),
    ("2.3", lambda layers: [part.tolist() for part in one_layer(layers)]),
    ("2.4", lambda hidden: (hidden.max(axis=0) == 0).sum()),
    ("2.4", lambda hidden: float(sum(not any(column) for column in hidden.T))),
    ("2.4", lambda hidden: hidden.shape[1] - np.count_nonzero(hidden.sum(axis=0))),
    ("2.5", lambda scores, t: shares(stable(scores, t))),
    ("2.5", row_by_row),
    ("2.5", lambda scores, t: shares(stable(scores.astype("float64"), t)).astype("float64").tolist()),
    (
        "2.5",
        lambda scores, t: np.exp(scores / t - np.logaddexp.reduce(scores / t, axis=1, keepdims=True)),
    ),
]


@pytest.mark.parametrize(("exercise_id", "answer"), RIGHT)
def test_other_right_answers_pass_too(exercise_id, answer):
    assert says(exercise_id, answer).startswith("✓")


def test_a_tensor_is_right_too():
    import tensorflow as tf  # first: the import takes long, and an answer's time is limited

    assert says("2.5", lambda scores, t: tf.nn.softmax(tf.constant(scores) / t)).startswith("✓")


def test_both_conventions_at_the_corner_pass():
    assert says("2.2", lambda z, slope: (leaky(z, slope), np.where(z >= 0, 1.0, slope))).startswith("✓")


@settings(max_examples=20, deadline=None)
@given(number=st.floats(-3, 3))
def test_constants_never_pass(number):
    assert says("2.1", lambda z: np.full(z.shape, number)).startswith("✗")
    assert says("2.2", lambda z, slope: (np.full(z.shape, number),) * 2).startswith("✗")
    assert says("2.4", lambda hidden: round(number)).startswith("✗")
    assert says("2.5", lambda scores, t: np.full(scores.shape, number)).startswith("✗")
