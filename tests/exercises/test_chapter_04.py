"""Chapter 04: solutions pass, stubs wait, and every wrong answer is told which rule it breaks."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exercises.judging import assert_breaks, says


def pieces(near=lambda m, d: m**2 / 2, far=lambda m, d: d * (m - d / 2), end=np.mean, size=np.abs):
    def huber(y, answers, delta):
        miss = size(answers - y)
        return end(np.where(miss <= delta, near(miss, delta), far(miss, delta)))

    return huber


def with_an_if(y, answers, delta):
    miss = np.mean(np.abs(answers - y))
    return miss**2 / 2 if miss <= delta else delta * (miss - delta / 2)


def if_of_an_array(y, answers, delta):
    miss = np.abs(answers - y)
    return np.mean(miss**2 / 2) if miss <= delta else 0.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def naive(y, z):
    p = sigmoid(z)
    return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))


def without_a_warning(y, z):
    with np.errstate(all="ignore"):
        return naive(y, z)


def clipped(y, z):
    with np.errstate(over="ignore"):
        p = np.clip(sigmoid(z), 1e-7, 1 - 1e-7)
    return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))


def divergence(term, end=lambda terms: terms.sum(axis=1)):
    return lambda p, q: end(term(np.maximum(p, 1e-300), q))


def pinball(low=lambda t: t, high=lambda t: 1 - t, end=np.mean, size=lambda m: m):
    def quantile_loss(y, answers, quantiles):
        below = y[:, None] - answers
        return end(np.where(below > 0, low(quantiles), high(quantiles)) * size(np.abs(below)))

    return quantile_loss


def times_log(p, q):
    return p * np.log(p / q)


WRONG = [
    ("4.1", pieces(end=np.sum), "here they are added up"),
    ("4.1", pieces(near=lambda m, d: m**2), "the ½ is missing"),
    ("4.1", pieces(far=lambda m, d: d * m), "the loss jumps"),
    ("4.1", pieces(far=lambda m, d: m - d / 2), "the factor delta is missing"),
    ("4.1", pieces(far=lambda m, d: d * (m - d)), "it must meet the square"),
    ("4.1", pieces(near=lambda m, d: d * (m - d / 2), far=lambda m, d: m**2 / 2), "the wrong way round"),
    ("4.1", pieces(size=lambda m: m), "to both sides"),
    ("4.1", pieces(far=lambda m, d: d**2 / 2), "must not be cut off"),
    ("4.1", pieces(far=lambda m, d: m**2 / 2), "half the squared error"),
    ("4.1", pieces(near=lambda m, d: m**2, far=lambda m, d: m**2), "must"),
    ("4.1", pieces(near=lambda m, d: m, far=lambda m, d: m), "this is the absolute error"),
    ("4.1", with_an_if, "by its own miss"),
    ("4.1", if_of_an_array, "raised ValueError"),
    ("4.1", pieces(end=lambda each: each), "must be one number"),
    ("4.1", lambda y, answers, delta: pieces()(y, answers, 1.0), "`huber` must give"),
    ("4.1", lambda y, answers, delta: "much", "got the text 'much'"),
    ("4.2", naive, "a power of e overflows, or a logarithm meets 0, for z = 50"),
    (
        "4.2",
        lambda y, z: np.mean(np.log(1 + np.exp(z)) - y * z),
        "overflows, or a logarithm meets 0, for z = 1",
    ),
    ("4.2", without_a_warning, "must be finite for every logit, and for z = 50 it is not"),
    ("4.2", clipped, "hides how wrong a sure answer is"),
    ("4.2", lambda y, z: np.sum(np.logaddexp(0, z) - y * z), "here they are added up"),
    ("4.2", lambda y, z: np.mean(y * z - np.logaddexp(0, z)), "a loss is −log of a probability"),
    ("4.2", lambda y, z: np.mean(np.logaddexp(0, z) - (1 - y) * z), "labels are the wrong way round"),
    ("4.2", lambda y, z: np.mean(y * np.logaddexp(0, -z)), "only the examples with y = 1"),
    ("4.2", lambda y, z: np.mean((1 - y) * np.logaddexp(0, z)), "only the examples with y = 0"),
    ("4.2", lambda y, z: np.mean(np.logaddexp(0, z)), "the term − y·z is missing"),
    ("4.2", lambda y, z: np.mean(np.maximum(z, 0) - y * z), "the term log(1 + e^−|z|) is missing"),
    ("4.2", lambda y, z: np.logaddexp(0, z) - y * z, "must be one number"),
    ("4.2", lambda y, z: [1.0, 2.0], "must be one number"),
    ("4.2", lambda y, z: np.mean((sigmoid(z) - y) ** 2), "`cross_entropy` must give"),
    ("4.3", divergence(lambda p, q: q * np.log(q / p)), "p and q are the wrong way round"),
    ("4.3", divergence(lambda p, q: p * np.log(q / p)), "the sign is the wrong way round"),
    ("4.3", divergence(lambda p, q: -p * np.log(q)), "this is the cross-entropy"),
    ("4.3", divergence(lambda p, q: np.log(p / q)), "the weights p are missing"),
    ("4.3", divergence(lambda p, q: q * np.log(p / q)), "p times log(p / q), not q times"),
    ("4.3", divergence(times_log, lambda terms: terms.mean(axis=1)), "added up, not averaged"),
    ("4.3", divergence(lambda p, q: p * np.log2(p / q)), "natural one"),
    ("4.3", divergence(lambda p, q: np.abs(times_log(p, q))), "both signs"),
    ("4.3", divergence(times_log, np.sum), "one number per row, shape (1,), got the number"),
    ("4.3", divergence(times_log, lambda terms: terms.sum(axis=0)), "one number per row"),
    ("4.3", lambda p, q: np.sum(p * np.log(p / q), axis=1), "0 · log 0 makes it nan"),
    ("4.3", lambda p, q: None if len(p) > 1 else [0.1438], "must return a value on every path"),
    ("4.4", pinball(low=lambda t: 1 - t, high=lambda t: t), "the two sides are exchanged"),
    ("4.4", pinball(end=np.sum), "here they are added up"),
    ("4.4", pinball(end=lambda each: each.sum(axis=1).mean()), "the columns are added up"),
    ("4.4", pinball(high=lambda t: 0 * t), "too high must count"),
    ("4.4", pinball(low=lambda t: 0 * t), "too low must count"),
    ("4.4", pinball(high=lambda t: t - 1), "larger, not smaller"),
    ("4.4", pinball(high=lambda t: t), "both sides count quantile times"),
    ("4.4", pinball(low=lambda t: 0.5, high=lambda t: 0.5), "half the absolute error"),
    ("4.4", pinball(low=lambda t: 1.0, high=lambda t: 1.0), "this is the absolute error"),
    ("4.4", pinball(size=np.square), "not its square"),
    ("4.4", lambda y, a, t: pinball()(y, a[:, :1], t[:1]), "only the first does"),
    ("4.4", lambda y, a, t: np.mean(np.maximum(t * (y - a), (t - 1) * (y - a))), "raised ValueError"),
    ("4.4", pinball(end=lambda each: each.mean(axis=0)), "must be one number"),
    ("4.4", lambda y, a, t: 0.9, "`quantile_loss` must give"),
]


@pytest.mark.parametrize(("exercise_id", "answer", "rule"), WRONG)
def test_wrong_answers_hear_the_rule_they_break(exercise_id, answer, rule):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's, of the learner's own formula
        assert_breaks(exercise_id, answer, rule)


def example_by_example(y, answers, delta):
    misses = [abs(one - other) for one, other in zip(answers, y, strict=True)]
    return sum(m * m / 2 if m <= delta else delta * m - delta**2 / 2 for m in misses) / len(misses)


def with_a_held_back_miss(y, answers, delta):
    miss = np.abs(answers - y)
    held = np.minimum(miss, delta)
    return np.mean(held * (miss - held / 2))


def one_logit_at_a_time(y, z):
    pairs = zip(y.tolist(), z.tolist(), strict=True)
    return np.mean([max(a, 0) - a * label + np.log1p(np.exp(-abs(a))) for label, a in pairs])


def in_two_cases(y, z):
    small, large = np.minimum(z, 0), np.maximum(z, 0)
    both = np.where(z > 0, z + np.log1p(np.exp(-large)), np.log1p(np.exp(small)))
    return float(np.mean(both - y * z))


def with_tensorflow(y, z):
    import tensorflow

    return tensorflow.reduce_mean(tensorflow.nn.sigmoid_cross_entropy_with_logits(y, z))


def with_scipy_like_terms(p, q):
    p, q = p.astype("float32"), q.astype("float32")
    terms = np.zeros(p.shape, "float32")
    there = p > 0
    terms[there] = p[there] * (np.log(p[there]) - np.log(q[there]))
    return terms.sum(axis=-1)


def row_by_row(p, q):
    return [
        sum(a * np.log(a / b) for a, b in zip(*rows, strict=True) if a) for rows in zip(p, q, strict=True)
    ]


def column_by_column(y, answers, quantiles):
    losses = []
    for column, tau in zip(answers.T, quantiles, strict=True):
        losses += [max(tau * (t - a), (tau - 1) * (t - a)) for t, a in zip(y, column, strict=True)]
    return sum(losses) / len(losses)


RIGHT = [
    ("4.1", example_by_example),
    ("4.1", with_a_held_back_miss),
    ("4.1", lambda y, a, d: pieces()(y.astype("float32"), a.astype("float32"), d)),
    ("4.2", lambda y, z: np.mean(np.logaddexp(0, z) - y * z)),
    ("4.2", in_two_cases),
    ("4.2", with_tensorflow),
    ("4.2", one_logit_at_a_time),
    ("4.3", with_scipy_like_terms),
    ("4.3", row_by_row),
    ("4.4", column_by_column),
    ("4.4", lambda y, a, t: np.array(pinball()(y, a, t))),
    ("4.4", lambda y, a, t: np.mean((t - (y[:, None] < a)) * (y.reshape(-1, 1) - a))),
]  # fmt: skip


@pytest.mark.parametrize(("exercise_id", "answer"), RIGHT)
def test_other_right_answers_pass_too(exercise_id, answer):
    if answer is with_tensorflow:  # its import may take longer than an answer may
        pytest.importorskip("tensorflow")
    assert says(exercise_id, answer).startswith("✓")


@settings(max_examples=30, deadline=None)
@given(number=st.floats(-3, 3))
def test_constants_never_pass(number):
    assert says("4.1", lambda y, answers, delta: number).startswith("✗")
    assert says("4.2", lambda y, z: number).startswith("✗")
    assert says("4.3", lambda p, q: np.full(len(p), number)).startswith("✗")
    assert says("4.4", lambda y, answers, quantiles: number).startswith("✗")
