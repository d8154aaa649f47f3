"""Dropout keeps the mean, its way back is that of finite differences, and votes add up as they should."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.errors import CourseError
from dlcourse.scratch.dropout import draw_mask, dropout, dropout_backward, entropy, monte_carlo, vote
from dlcourse.scratch.network import numeric_gradient


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 0.9])
def test_a_mask_has_the_mean_one_and_leaves_out_its_share(rate):
    mask = draw_mask((400, 500), rate, rng())
    assert mask.mean() == pytest.approx(1.0, abs=0.02)
    assert np.mean(mask == 0) == pytest.approx(rate, abs=0.005)
    assert set(np.round(np.unique(mask), 6)) <= {0.0, round(1 / (1 - rate), 6)}


def test_what_stays_is_as_large_as_with_keras():
    import keras

    a = rng().normal(size=(6, 50)).astype("float32") + 3
    ours, mask = dropout(a, 0.4, rng())
    theirs = keras.ops.convert_to_numpy(keras.layers.Dropout(0.4, seed=1)(a, training=True))
    for answers in (ours, theirs):
        kept = answers != 0
        np.testing.assert_allclose(answers[kept], a[kept] / 0.6, rtol=1e-5)
    assert ((ours != 0) == (mask != 0)).all() and 0.2 < (ours == 0).mean() < 0.6


def test_places_are_left_out_one_by_one_and_not_by_unit():
    mask = draw_mask((200, 3), 0.5, rng())
    assert (mask == 0).mean(axis=0).min() > 0.3 and (mask != mask[:1]).any()


def test_the_way_back_is_the_slope_of_the_way_forward():
    a, weights = rng().normal(size=(3, 4)), rng(2).normal(size=(3, 4))
    _, mask = dropout(a, 0.5, rng(3))
    measured = numeric_gradient(lambda one: float((dropout(one, 0.5, rng(3))[0] * weights).sum()), a)
    np.testing.assert_allclose(dropout_backward(weights, mask), measured, atol=1e-8)


def test_two_that_agree_have_entropy_and_no_disagreement():
    votes = vote([[[0.5, 0.5]], [[0.5, 0.5]]])
    assert votes.entropy[0] == pytest.approx(np.log(2)) and votes.disagreement[0] == pytest.approx(0)


def test_two_sure_ones_that_contradict_each_other_disagree_fully():
    votes = vote([[[1.0, 0.0], [1.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]]])
    np.testing.assert_allclose(votes.probabilities, [[0.5, 0.5], [1.0, 0.0]])
    np.testing.assert_allclose(votes.disagreement, [np.log(2), 0.0], atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), networks=st.integers(1, 6), classes=st.integers(2, 5))
def test_disagreement_lies_between_nothing_and_the_entropy(seed, networks, classes):
    p = rng(seed).dirichlet(np.full(classes, 0.4), size=(networks, 7))
    votes = vote(p)
    assert (votes.disagreement >= 0).all() and (votes.disagreement <= votes.entropy + 1e-9).all()
    assert (votes.entropy <= np.log(classes) + 1e-9).all()
    np.testing.assert_allclose(votes.probabilities.sum(axis=1), 1)


def test_monte_carlo_asks_as_often_as_told():
    asked = []
    votes = monte_carlo(lambda: asked.append(1) or [[0.25, 0.75]], draws=7)
    assert len(asked) == 7
    np.testing.assert_allclose(votes.probabilities, [[0.25, 0.75]])


def test_the_entropy_of_certainty_is_nothing():
    np.testing.assert_allclose(entropy([[1.0, 0.0], [0.5, 0.5]]), [0, np.log(2)])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: draw_mask((2, 2), 1.0, rng()), "rate must be a number ≥ 0 and < 1, got 1"),
        (lambda: dropout([1.0], -0.1, rng()), "rate must be a number ≥ 0"),
        (lambda: dropout("abc", 0.1, rng()), "a must hold numbers"),
        (lambda: dropout_backward(np.ones((2, 2)), np.ones((3, 2))), "the mask's shape (3, 2)"),
        (lambda: vote(np.ones((2, 3))), "answers must have shape (networks, n, classes), got (2, 3)"),
        (lambda: vote([[[0.5, 0.6]]]), "answers must be probabilities"),
        (lambda: vote([[[0.5, 0.5]], [[0.5]]]), "answers must have shape"),
        (lambda: monte_carlo(lambda: [[1.0]], draws=0), "draws must be a whole number ≥ 1"),
    ],
)
def test_what_is_not_allowed_is_said(call, words):
    with pytest.raises(CourseError) as raised:
        call()
    assert words in str(raised.value)
