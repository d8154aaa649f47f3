"""The lab of one number: a threshold set by hand or found by trying, and what its panels show of it."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError


@pytest.fixture
def measured():
    """Images of which only the ink counts: 20 of class 0 with less, 20 of class 1 with more, four astray."""
    values = np.linspace(0, 1, 40)
    labels = (np.arange(40) >= 20).astype(int)
    labels[[17, 18, 21, 22]] = 1 - labels[[17, 18, 21, 22]]
    images = np.ones((40, 8, 8, 1)) * values[:, None, None, None]
    order = np.random.default_rng(2).permutation(40)
    return images[order], values[order], labels[order]


def test_wrong_counts_what_lies_on_the_other_side(measured):
    trainer = live.ThresholdTrainer(*measured)
    for threshold in (-1.0, 0.0, 0.3, 0.5, 0.99, 2.0):
        answers = (measured[1] > threshold).astype(int)
        trainer.settings["threshold"] = threshold
        assert trainer.snapshot()["wrong"] == trainer.wrong_at(threshold) == (answers != measured[2]).sum()


def test_trying_finds_the_best_threshold_and_then_stops(measured):
    trainer = live.ThresholdTrainer(*measured)
    counts = [trainer.snapshot()["wrong"]]
    while not trainer.finished and trainer.steps < 2000:
        trainer.step()
        counts.append(trainer.snapshot()["wrong"])
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 20 - 1 and counts[-1] == min(trainer.wrong_at(t) for t in np.linspace(0, 1, 401))
    assert "nothing better" in trainer.note


def test_reset_tries_the_same_moves_and_another_seed_others(measured):
    trainer = live.ThresholdTrainer(*measured)
    trainer.step(8)
    first = trainer.threshold
    trainer.reset()
    assert trainer.threshold == trainer.low and trainer.snapshot()["step"] == 0
    trainer.step(8)
    assert trainer.threshold == first
    trainer.reset(same_seed=False)
    trainer.step(8)
    assert trainer.threshold != first


def test_the_pictures_go_from_the_lowest_value_to_the_highest(measured):
    trainer = live.ThresholdTrainer(*measured, class_names=("pale", "dark"))
    trainer.settings["threshold"] = 0.5
    snapshot = trainer.snapshot()
    brightness = snapshot["images"][:, 0, 0, 0]
    assert len(brightness) == 15 and (np.diff(brightness) > 0).all()
    assert (snapshot["predicted"] == (brightness > 0.5)).all()
    counts = snapshot["functions"]
    assert list(counts) == ["label pale:", "label dark:"]
    assert [line.sum() for line in counts.values()] == [20, 20]
    assert snapshot["x"][0] == trainer.low and snapshot["x"][-1] == trainer.high
    assert counts["label pale:"][:8].sum() > counts["label dark:"][:8].sum() == 0


def test_the_slider_sets_the_threshold_and_follows_training(measured):
    lab = live.threshold(*measured, headless=False)
    lab.controls["threshold"].value = 0.5
    assert lab.steppable.threshold == 0.5 and "wrong 4 of 40" in lab.status
    lab.reset()
    assert lab.controls["threshold"].value == pytest.approx(0)
    for _ in range(20):
        lab.step()
    assert (
        lab.controls["threshold"].value == pytest.approx(lab.steppable.threshold)
        and lab.steppable.threshold > 0
    )


def test_a_lab_without_a_browser_takes_its_steps_and_leaves_a_picture(measured):
    lab = live.threshold(*measured, steps=25, quantity="ink", headless=True)
    assert lab.steppable.steps == 25
    alt = lab.still().alt
    assert "ink" in alt and "15 images" in alt and "wrong" in alt


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda images, values, labels: (images, values[:-1], labels), "values and labels shape (n,)"),
        (lambda images, values, labels: (images[:, 0, 0, 0], values, labels), "images must have shape"),
        (lambda images, values, labels: (images, values, labels + 1), "labels must be 0 and 1, got [1, 2]"),
        (lambda images, values, labels: (images, 0 * values, labels), "not all the same"),
    ],
)
def test_what_does_not_fit_is_said(measured, change, words):
    with pytest.raises(CourseError) as raised:
        live.ThresholdTrainer(*change(*measured))
    assert words in str(raised.value)


def test_two_names_are_needed(measured):
    with pytest.raises(CourseError, match="two different names"):
        live.threshold(*measured, class_names=("a", "a"), headless=True)
