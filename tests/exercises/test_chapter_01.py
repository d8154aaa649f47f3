"""Chapter 01: solutions pass, stubs wait, and every wrong answer is told which rule it breaks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exercises.judging import assert_breaks, says

HALVES = st.integers(-6, 6).map(lambda number: number / 2)


def gates(**triples):
    right = {"and": (1, 1, -1.5), "or": (1, 1, -0.5), "nand": (-1, -1, 1.5)}
    return lambda name: {**right, **triples}[name]


def in_steps(x, weights, bias):
    return np.array([1 if sum(point * weights) + bias >= 0 else 0 for point in x])


def moved(change, weights_too=1, bias_too=1):
    """A rule that changes weights and bias by change(z, y, learning_rate)."""

    def rule(weights, bias, x, y, learning_rate):
        step = change(np.dot(weights, x) + bias, y, learning_rate)
        return weights + weights_too * step * x, bias + bias_too * step

    return rule


def network(hidden_weights, hidden_bias=(-0.5, 1.5), output_weights=(1, 1), output_bias=-1.5):
    return hidden_weights, hidden_bias, output_weights, output_bias


def signed(x, y, weights, bias):
    return np.where(y == 1, 1, -1) * (x @ weights + bias)


WRONG = [
    ("1.1", lambda x, w, b: (x @ w + b > 0).astype(int), "exactly 0 counts as 1"),
    ("1.1", lambda x, w, b: (x @ w >= 0).astype(int), "must add the bias"),
    ("1.1", lambda x, w, b: (x @ w >= b).astype(int), "must add the bias, not subtract it"),
    ("1.1", lambda x, w, b: (x @ w + b < 0).astype(int), "the other way round"),
    ("1.1", lambda x, w, b: np.where(x @ w + b >= 0, 1, -1), "0 and 1 here, not −1 and 1"),
    ("1.1", lambda x, w, b: x @ w + b, "the step function is missing"),
    ("1.1", lambda x, w, b: x @ w + b >= 0, "got True and False"),
    (
        "1.1",
        lambda x, w, b: np.array([int(w @ column + b >= 0) for column in x.T[: len(w)]]),
        "raised ValueError",
    ),
    ("1.1", lambda x, w, b: (x.sum(axis=0) * w + b >= 0).astype(int), "one label per point"),
    ("1.1", lambda x, w, b: int(x[0] @ w + b >= 0), "one label per point, shape (1,), got the number"),
    ("1.1", lambda x, w, b: np.ones(len(x)), "`decide` must give"),
    ("1.1", lambda x, w, b: ["yes"] * len(x), "one label per point"),
    ("1.1", lambda x, w, b: (label for label in x), "got a generator"),
    ("1.1", lambda x, w, b: np.full(len(x), np.nan), "and finite"),
    ("1.2", gates(nand=(1, 1, -1.5)), "NAND of (0, 0) is 1"),
    ("1.2", gates(**{"and": (1, 1, -0.5)}), "AND of (0, 1) is 0, and with the sum 1·0 + 1·1 + (−0.5) = 0.5"),
    ("1.2", lambda name: (1, 1, -0.5), "AND of (0, 1) is 0"),
    ("1.2", gates(**{"and": (1, 1, -1), "or": (1, 1, 0), "nand": (-1, -1, 2)}), "only if it counted as 0"),
    (
        "1.2",
        lambda name: {"and": (-1.5, 1, 1), "or": (-0.5, 1, 1), "nand": (1.5, -1, -1)}[name],
        "in this order, and it returns the bias first",
    ),
    ("1.2", lambda name: ((1, 1), -1.5), "must return 3 things, (w1, w2, b), got 2"),
    ("1.2", lambda name: 1, "must return 3 things, (w1, w2, b), got the number 1"),
    ("1.2", lambda name: "abc", "got the text 'abc'"),
    ("1.2", lambda name: {"and": (1, 1, -1.5)}[name], "raised KeyError: 'or'"),
    ("1.2", gates(**{"or": (1, 1, float("inf"))}), 'b of `gate("or")` must be one number, and finite'),
    ("1.3", moved(lambda z, y, rate: rate * ((z >= 0) - y)), "the wrong way"),
    ("1.3", moved(lambda z, y, rate: rate * (y - (z >= 0)), bias_too=0), "the bias learns too"),
    ("1.3", moved(lambda z, y, rate: rate * (y - (z >= 0)), bias_too=-1), "the bias must move the same way"),
    ("1.3", moved(lambda z, y, rate: rate * (y - (z >= 0)), weights_too=0), "the weights must change too"),
    ("1.3", moved(lambda z, y, rate: y - int(z >= 0)), "the learning rate is ignored"),
    ("1.3", moved(lambda z, y, rate: rate * y), "multiply by y − prediction, not by y"),
    ("1.3", moved(lambda z, y, rate: rate * (2 * y - 1)), "they move on every example"),
    ("1.3", moved(lambda z, y, rate: rate * (y - (z > 0))), "exactly 0 counts as the prediction 1"),
    ("1.3", moved(lambda z, y, rate: rate * (y - np.where(z >= 0, 1, -1))), "not −1 or 1"),
    ("1.3", moved(lambda z, y, rate: rate * ((2 * y - 1) - np.where(z >= 0, 1, -1))), "twice as large"),
    ("1.3", moved(lambda z, y, rate: rate * (y - z)), "not the weighted sum itself"),
    (
        "1.3",
        lambda w, b, x, y, rate: (w + rate * (y - (w @ x >= 0)) * x, b + rate * (y - (w @ x >= 0))),
        "must use the bias too",
    ),
    ("1.3", lambda w, b, x, y, rate: w + rate * (y - (w @ x + b >= 0)) * x, "must return 2 things"),
    ("1.3", lambda w, b, x, y, rate: (w, b), "weights and bias must change"),
    ("1.3", lambda w, b, x, y, rate: (w + rate * x, b + rate), "`learn_from_mistake` must give (0, −4), got"),
    (
        "1.3",
        moved(lambda z, y, rate: 3 * rate * (y - (z >= 0))),
        "x = (2,), y = 1, learning_rate = 0.5, `learn_",
    ),
    (
        "1.3",
        lambda w, b, x, y, rate: (w @ x, b),
        "the new weights must be numbers of shape (3,), got the number",
    ),
    ("1.4", network([[1, 1], [-1, -1]]), "hidden_weights is transposed"),
    ("1.4", network([[1, 1], [1, 1]], (-0.5, -0.5)), "must draw different lines"),
    ("1.4", network([[1, -1], [1, -1]], (-0.5, 0.4)), "must draw different lines"),
    (
        "1.4",
        network([[1, 1], [1, 1]], (-0.5, 5)),
        "hidden unit 1 must tell some corners from others, and it says 1",
    ),
    ("1.4", network([[1, -1], [1, -1]], output_bias=-0.5), "XOR of (0, 0) is 0, and this network says 1"),
    ("1.4", network([[1, -1], [1, -1]], (0, 2), (1, 1), -1), "only if it counted as 0"),
    (
        "1.4",
        network([[1, -1], [1, -1]], output_weights=[[1], [1]]),
        "`output_weights` must be numbers of shape (2,)",
    ),
    ("1.4", [[1, -1], [1, -1]], "must return 4 things"),
    ("1.5", lambda x, y, w, b: signed(x, y, w, b).min(), "must divide by the length of the weights"),
    (
        "1.5",
        lambda x, y, w, b: np.abs(x @ w + b).min() / np.linalg.norm(w),
        "takes the size of every distance",
    ),
    ("1.5", lambda x, y, w, b: (x @ w + b).min() / np.linalg.norm(w), "must turn the sign of its distance"),
    ("1.5", lambda x, y, w, b: (y * (x @ w + b)).min() / np.linalg.norm(w), "label 0 must count as −1"),
    ("1.5", lambda x, y, w, b: -signed(x, y, w, b).max() / np.linalg.norm(w), "the other way round"),
    ("1.5", lambda x, y, w, b: signed(x, y, w, b).mean() / np.linalg.norm(w), "not the mean"),
    ("1.5", lambda x, y, w, b: signed(x, y, w, b).max() / np.linalg.norm(w), "not the largest"),
    ("1.5", lambda x, y, w, b: signed(x, y, w, 0).min() / np.linalg.norm(w), "must add the bias"),
    (
        "1.5",
        lambda x, y, w, b: signed(x, y, w, b).min() / np.linalg.norm([*w, b]),
        "no part of the weights' length",
    ),
    ("1.5", lambda x, y, w, b: signed(x, y, w, b).min() / (w**2).sum(), "not by its square"),
    ("1.5", lambda x, y, w, b: signed(x, y, w, b).min() / np.abs(w).sum(), "not the sum of their sizes"),
    ("1.5", lambda x, y, w, b: signed(x, y, w, b) / np.linalg.norm(w), "must be one number, got an array"),
    ("1.5", lambda x, y, w, b: 1.0, "`margin` must give"),
]


@pytest.mark.parametrize(("exercise_id", "answer", "rule"), WRONG)
def test_wrong_answers_hear_the_rule_they_break(exercise_id, answer, rule):
    assert_breaks(exercise_id, answer, rule)


RIGHT = [
    ("1.1", in_steps),
    ("1.1", lambda x, w, b: np.where(x @ w + b < 0, 0.0, 1.0)),
    ("1.1", lambda x, w, b: np.heaviside(x @ w + b, 1)),
    ("1.1", lambda x, w, b: [int(sum(p * q for p, q in zip(point, w, strict=True)) + b >= 0) for point in x]),
    ("1.2", gates(**{"or": [2, 2, -2], "and": np.array([3.0, 2.0, -4.0])})),
    ("1.3", moved(lambda z, y, rate: 0 if (z >= 0) == y else rate if y else -rate)),
    ("1.4", network([[1, -1], [1, -1]])),
    ("1.4", network([[1, -1], [-1, 1]], (-0.5, -0.5), (1, 1), -0.5)),
    ("1.4", lambda: network(np.array([[1, 1], [1, 1]]), (-0.5, -1.5), (1, -1), -0.5)),
    (
        "1.5",
        lambda x, y, w, b: min(
            (1 if c else -1) * (p @ w + b) / (w @ w) ** 0.5 for p, c in zip(x, y, strict=True)
        ),
    ),
]


@pytest.mark.parametrize(("exercise_id", "answer"), RIGHT)
def test_other_right_answers_pass_too(exercise_id, answer):
    assert says(exercise_id, answer).startswith("✓")


@settings(max_examples=200, deadline=None)
@given(w1=HALVES, w2=HALVES, b=HALVES)
def test_a_gate_passes_exactly_when_its_truth_table_is_right(w1, w2, b):
    table = [w1 * x1 + w2 * x2 + b >= 0 for x1 in (0, 1) for x2 in (0, 1)]
    assert says("1.2", gates(**{"or": (w1, w2, b)})).startswith("✓") == (table == [False, True, True, True])


@settings(max_examples=200, deadline=None)
@given(numbers=st.lists(HALVES, min_size=9, max_size=9))
def test_a_network_passes_exactly_when_it_computes_xor(numbers):
    a, b, c, d, p, q, v, w, r = numbers
    said = [
        v * (a * x1 + c * x2 + p >= 0) + w * (b * x1 + d * x2 + q >= 0) + r >= 0
        for x1 in (0, 1)
        for x2 in (0, 1)
    ]
    answer = network([[a, b], [c, d]], (p, q), (v, w), r)
    assert says("1.4", answer).startswith("✓") == (said == [False, True, True, False])


@settings(max_examples=50, deadline=None)
@given(label=st.integers(-2, 2), number=st.floats(-3, 3))
def test_constants_never_pass(label, number):
    assert says("1.1", lambda x, w, b: np.full(len(x), label)).startswith("✗")
    assert says("1.2", lambda name: (number, number, number)).startswith("✗")
    assert says("1.3", lambda w, b, x, y, rate: (np.full(w.shape, number), number)).startswith("✗")
    assert says("1.5", lambda x, y, w, b: number).startswith("✗")
