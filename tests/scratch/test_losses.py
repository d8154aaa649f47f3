"""Losses against Keras, their gradients against measured slopes, at random and at extreme numbers."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dlcourse.errors import CourseError
from dlcourse.scratch import losses
from dlcourse.scratch.network import numeric_gradient

RANDOM = np.random.default_rng(4)
NUMBERS = RANDOM.normal(scale=3, size=(2, 40))
LABELS, LOGITS = (RANDOM.random(40) < 0.3).astype(float), RANDOM.normal(scale=4, size=40)
CLASSES, SCORES = RANDOM.integers(0, 5, 30), RANDOM.normal(scale=4, size=(30, 5))
SHARES = RANDOM.dirichlet(np.ones(5), size=(2, 30))
finite = st.floats(-1e4, 1e4)

PAIRS = {  # a loss, its gradient, and targets and answers to try them on
    "squared": (losses.mean_squared_error, losses.mean_squared_error_gradient, NUMBERS),
    "absolute": (losses.mean_absolute_error, losses.mean_absolute_error_gradient, NUMBERS),
    "Huber": (partial(losses.huber, delta=1.5), partial(losses.huber_gradient, delta=1.5), NUMBERS),
    "quantile": (
        partial(losses.quantile_loss, quantile=0.9), partial(losses.quantile_loss_gradient, quantile=0.9),
        NUMBERS,
    ),
    "binary": (losses.binary_cross_entropy, losses.binary_cross_entropy_gradient, (LABELS, LOGITS)),
    "binary, shares": (
        losses.binary_cross_entropy, losses.binary_cross_entropy_gradient, (RANDOM.random(40), LOGITS),
    ),
    "weighted": (
        partial(losses.weighted_binary_cross_entropy, positive_weight=7.0),
        partial(losses.weighted_binary_cross_entropy_gradient, positive_weight=7.0), (LABELS, LOGITS),
    ),
    "focal": (
        partial(losses.focal_loss, gamma=2.0), partial(losses.focal_loss_gradient, gamma=2.0),
        (LABELS, LOGITS),
    ),
    "categorical": (
        losses.categorical_cross_entropy, losses.categorical_cross_entropy_gradient, (CLASSES, SCORES),
    ),
    "categorical, shares": (
        losses.categorical_cross_entropy, losses.categorical_cross_entropy_gradient, (SHARES[0], SCORES),
    ),
}  # fmt: skip
every_pair = pytest.mark.parametrize("name", PAIRS)


def by_keras(loss, y, answers, **settings):
    import keras

    made = getattr(keras.losses, loss)(dtype="float64", **settings)
    return float(made(np.asarray(y, dtype=float), np.asarray(answers, dtype=float)))


@every_pair
def test_the_gradient_is_the_measured_slope(name):
    loss, gradient, (y, answers) = PAIRS[name]
    measured = numeric_gradient(lambda a: loss(y, a), answers, 1e-5)
    assert gradient(y, answers).shape == answers.shape
    np.testing.assert_allclose(gradient(y, answers), measured, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("ours", "keras_loss", "options"),
    [
        (losses.mean_squared_error, "MeanSquaredError", {}),
        (losses.mean_absolute_error, "MeanAbsoluteError", {}),
        (partial(losses.huber, delta=0.7), "Huber", {"delta": 0.7}),
    ],
)
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e6])
def test_losses_of_numbers_equal_keras(ours, keras_loss, options, scale):
    y, answers = scale * NUMBERS
    np.testing.assert_allclose(ours(y, answers), by_keras(keras_loss, y, answers, **options), rtol=1e-9)


@pytest.mark.parametrize("scale", [1.0, 30.0, 2500.0])
def test_cross_entropies_from_logits_equal_keras(scale):
    binary = by_keras("BinaryCrossentropy", LABELS, scale * LOGITS, from_logits=True)
    np.testing.assert_allclose(losses.binary_cross_entropy(LABELS, scale * LOGITS), binary, rtol=1e-6)
    sparse = by_keras("SparseCategoricalCrossentropy", CLASSES, scale * SCORES, from_logits=True)
    np.testing.assert_allclose(losses.categorical_cross_entropy(CLASSES, scale * SCORES), sparse, rtol=1e-6)
    shares = by_keras("CategoricalCrossentropy", SHARES[0], scale * SCORES, from_logits=True)
    np.testing.assert_allclose(losses.categorical_cross_entropy(SHARES[0], scale * SCORES), shares, rtol=1e-6)


def test_extreme_logits_give_exact_finite_losses_and_gradients():
    y, z = np.array([0.0, 0.0, 1.0, 1.0]), np.array([-1e4, 1e4, -1e4, 1e4])
    with np.errstate(all="raise", under="ignore"):
        assert losses.binary_cross_entropy(y, z) == 1e4 / 2
        assert losses.focal_loss(y, z) == 1e4 / 2
        assert losses.weighted_binary_cross_entropy(y, z, 3.0) == 1e4
        assert losses.binary_cross_entropy_gradient(y, z).tolist() == [0, 0.25, -0.25, 0]
        assert losses.focal_loss_gradient(y, z).tolist() == [0, 0.25, -0.25, 0]
        assert losses.categorical_cross_entropy([0, 1], [[1e4, -1e4], [1e4, -1e4]]) == 1e4
        gradient = losses.categorical_cross_entropy_gradient([0, 1], [[1e4, -1e4], [1e4, -1e4]])
    assert gradient.tolist() == [[0, 0], [0.5, -0.5]]


def test_probabilities_0_and_1_count_as_in_keras():
    y, p = np.array([0.0, 0.0, 1.0, 1.0, 0.3]), np.array([0.0, 1.0, 0.0, 1.0, 1.0])
    np.testing.assert_allclose(
        losses.binary_cross_entropy_of_probabilities(y, p), by_keras("BinaryCrossentropy", y, p), rtol=1e-6
    )
    q = 1 / (1 + np.exp(-LOGITS))
    np.testing.assert_allclose(
        losses.binary_cross_entropy_of_probabilities(LABELS, q),
        losses.binary_cross_entropy(LABELS, LOGITS), rtol=1e-9,
    )  # fmt: skip


def test_focal_loss_equals_keras_where_keras_does_not_clip():
    for gamma in (0.0, 1.0, 2.0, 3.5):
        theirs = by_keras("BinaryFocalCrossentropy", LABELS, LOGITS, from_logits=True, gamma=gamma)
        np.testing.assert_allclose(losses.focal_loss(LABELS, LOGITS, gamma), theirs, rtol=1e-5)
    assert losses.focal_loss(LABELS, LOGITS, 0.0) == pytest.approx(
        losses.binary_cross_entropy(LABELS, LOGITS)
    )


def test_a_weight_is_as_good_as_so_many_copies():
    repeats = np.where(LABELS == 1, 3, 1)
    copies = losses.binary_cross_entropy(np.repeat(LABELS, repeats), np.repeat(LOGITS, repeats))
    weighted = losses.weighted_binary_cross_entropy(LABELS, LOGITS, 3.0)
    assert weighted * len(LABELS) == pytest.approx(copies * repeats.sum())


def test_kl_divergence_equals_keras_and_is_cross_entropy_less_entropy():
    p, q = SHARES
    np.testing.assert_allclose(losses.kl_divergence(p, q), by_keras("KLDivergence", p, q), rtol=1e-5)
    entropy = -np.mean(np.sum(p * np.log(p), axis=1))
    cross = losses.categorical_cross_entropy(p, np.log(q))
    assert losses.kl_divergence(p, q) == pytest.approx(cross - entropy)
    assert losses.kl_divergence([0, 1, 0], [0.25, 0.5, 0.25]) == pytest.approx(np.log(2))
    assert np.isfinite(losses.kl_divergence([0.5, 0.5], [1.0, 0.0]))


@settings(max_examples=30, deadline=None)
@given(y=arrays(float, 31, elements=finite), tau=st.sampled_from([0.1, 0.5, 0.9]), other=finite)
def test_the_quantile_is_the_best_constant(y, tau, other):
    best = np.sort(y)[int(np.ceil(tau * 31)) - 1]
    loss = partial(losses.quantile_loss, y, quantile=tau)
    assert loss(np.full(31, best)) <= loss(np.full(31, other)) + 1e-9


@settings(max_examples=30, deadline=None)
@given(
    y=arrays(float, 9, elements=finite), answers=arrays(float, 9, elements=finite), delta=st.floats(0.01, 1e5)
)
def test_huber_lies_below_the_square_and_below_the_line(y, answers, delta):
    loss = losses.huber(y, answers, delta)
    assert 0 <= loss <= losses.mean_squared_error(y, answers) / 2 * (1 + 1e-9)
    assert loss <= delta * losses.mean_absolute_error(y, answers) * (1 + 1e-9)


@settings(max_examples=30, deadline=None)
@given(
    p=arrays(float, (3, 4), elements=st.floats(0.01, 1)), q=arrays(float, (3, 4), elements=st.floats(0.01, 1))
)
def test_kl_divergence_is_never_negative_and_0_for_equals(p, q):
    p, q = (each / each.sum(axis=1, keepdims=True) for each in (p, q))
    assert losses.kl_divergence(p, q) >= -1e-12
    assert losses.kl_divergence(p, p) == pytest.approx(0, abs=1e-12)


def test_half_the_absolute_error_is_the_quantile_loss_of_the_median():
    assert losses.quantile_loss(*NUMBERS, 0.5) == pytest.approx(losses.mean_absolute_error(*NUMBERS) / 2)


@every_pair
def test_an_empty_batch_and_other_shapes_are_told(name):
    loss, gradient, (y, answers) = PAIRS[name]
    for function in (loss, gradient):
        with pytest.raises(CourseError, match="at least one example"):
            function(y[:0], answers[:0])
        with pytest.raises(CourseError, match="shape"):
            function(y[:-1], answers)
        with pytest.raises(CourseError, match="shape"):
            function(y, answers[None])
        with pytest.raises(CourseError, match="finite numbers"):
            function(y, answers + np.nan)
        with pytest.raises(CourseError, match="finite numbers"):
            function(["a"] * len(y), answers)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: losses.mean_squared_error(np.ones(3), np.ones((3, 1))), "got (3,) and (3, 1)"),
        (lambda: losses.huber([1.0], [2.0], delta=0), "delta must be a number > 0, got 0"),
        (lambda: losses.quantile_loss([1.0], [2.0], 1), "quantile must be a number between 0 and 1"),
        (lambda: losses.quantile_loss([1.0], [2.0], 0.0), "quantile must be a number > 0"),
        (lambda: losses.binary_cross_entropy([-1, 1], [0.0, 0.0]), "y must hold numbers between 0 and 1"),
        (lambda: losses.binary_cross_entropy_of_probabilities([1], [1.5]), "p must hold numbers between"),
        (lambda: losses.focal_loss([0.5], [0.0]), "y must hold labels 0 and 1, got [0.5]"),
        (lambda: losses.focal_loss([1], [0.0], gamma=-1), "gamma must be a number ≥ 0, got -1"),
        (
            lambda: losses.weighted_binary_cross_entropy([1], [0.0], -2),
            "positive_weight must be a number > 0",
        ),
        (lambda: losses.categorical_cross_entropy([3], [[0.0, 1.0]]), "class indices 0 to 1, got [3"),
        (lambda: losses.categorical_cross_entropy([0], [0.0, 1.0]), "scores must have shape (n, classes)"),
        (lambda: losses.kl_divergence([0.5, 0.6], [0.5, 0.5]), "p must hold rows of probabilities"),
        (lambda: losses.kl_divergence([0.5, 0.5], [1.5, -0.5]), "q must hold numbers between 0 and 1"),
    ],
)
def test_what_is_not_allowed_is_said(call, words):
    with pytest.raises(CourseError) as raised:
        call()
    assert words in str(raised.value)
