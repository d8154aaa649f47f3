"""Softmax steered by hand: probabilities follow scores and temperature, draws follow the probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.scratch.activations import softmax

SCORES = {"cat": 2.0, "dog": 1.0, "cow": -1.0}


def test_probabilities_follow_the_scores_and_the_temperature_at_once():
    draws = live.SoftmaxDraws(SCORES)
    np.testing.assert_allclose(draws.snapshot()["probabilities"], softmax([2, 1, -1]))
    draws.settings["temperature"] = 5.0
    draws.settings["score of dog"] = 4.0
    np.testing.assert_allclose(draws.snapshot()["probabilities"], softmax([2, 4, -1], 5.0))
    assert list(draws.settings) == ["temperature", "score of cat", "score of dog", "score of cow"]


def test_draws_come_near_the_probabilities_and_are_forgotten_when_these_change():
    draws = live.SoftmaxDraws(SCORES)
    assert "drawn" not in draws.snapshot()
    draws.step(4000)
    np.testing.assert_allclose(draws.snapshot()["drawn"], softmax([2, 1, -1]), atol=0.04)
    draws.settings["temperature"] = 2.0
    assert draws.snapshot()["step"] == 0 and "drawn" not in draws.snapshot()


def test_the_same_seed_draws_the_same():
    one, other = live.SoftmaxDraws(SCORES), live.SoftmaxDraws(SCORES)
    for each in (one, other):
        each.step(50)
    assert one.counts.tolist() == other.counts.tolist()
    one.reset()
    one.step(50)
    assert one.counts.tolist() == other.counts.tolist()
    one.reset(same_seed=False)
    one.step(50)
    assert one.counts.tolist() != other.counts.tolist()


def test_the_lab_says_what_is_most_likely_and_draws_without_a_browser():
    lab = live.softmax(SCORES, steps=30, headless=True)
    assert lab.status == "step 30 · most likely cat · probability 0.71"
    assert isinstance(lab.steppable, live.Steppable)
    picture = lab.still()
    assert "share drawn differs most" in picture.alt and len(picture.figure.axes) == 2
    lab.steppable.settings["score of cow"] = 5.0
    lab.step(1)
    assert "most likely cow" in lab.status


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: live.softmax([1.0, 2.0]), "scores must be a dict"),
        (lambda: live.softmax({"one": 1.0}), "of 2 to 12 numbers"),
        (lambda: live.softmax({"one": 1.0, "two": "b"}), "score of two must be a number"),
        (lambda: live.softmax(SCORES, temperature=0), "temperature must be a number > 0"),
    ],
)
def test_what_is_not_allowed_is_said_in_words(make, words):
    with pytest.raises(CourseError, match=words):
        make()
