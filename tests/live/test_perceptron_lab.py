"""The perceptron's lab: the chapter's rule, one mistake at a time, and weights set by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError


@pytest.fixture
def separable():
    generator = np.random.default_rng(3)
    x = generator.normal(size=(80, 2)).astype("float32")
    score = x @ np.array([1.5, -1.0]) + 0.3
    keep = np.abs(score) > 0.3
    return x[keep], (score[keep] > 0).astype("int32")


def test_each_step_corrects_one_mistake_by_the_rule(separable):
    x, y = separable
    trainer = live.PerceptronTrainer(separable, learning_rate=0.5)
    corrected = 0
    while not trainer.finished:
        corrected += 1
        before, bias = trainer.weights.copy(), trainer.bias
        wrong = (x @ before + bias >= 0).astype(int) != y
        trainer.step()
        moved = (trainer.weights - before) / 0.5
        sign = np.sign(trainer.bias - bias)
        at = int(np.argmin(np.abs(x * sign - moved).sum(axis=1)))
        assert np.allclose(x[at] * sign, moved, atol=1e-6)
        assert wrong[at] and sign == (1 if y[at] == 1 else -1)
    assert corrected == trainer.snapshot()["step"] > 1


def test_separable_points_are_separated_and_then_nothing_changes(separable):
    x, y = separable
    trainer = live.PerceptronTrainer(separable)
    trainer.step(10_000)
    snapshot = trainer.snapshot()
    assert trainer.finished and snapshot["errors"] == 0 and not snapshot["wrong"].any()
    assert ((x @ trainer.weights + trainer.bias >= 0).astype(int) == y).all()
    corrections = snapshot["step"]
    trainer.step(5)
    assert trainer.snapshot()["step"] == corrections < 10_000
    assert "every point is on its side" in trainer.note


def test_xor_is_never_finished():
    trainer = live.PerceptronTrainer(datasets.load("xor", n=100, noise=0.0))
    for _ in range(30):
        trainer.step(20)
        assert not trainer.finished
    assert trainer.snapshot()["step"] == 600


def test_sliders_set_the_weights_and_follow_the_rule(separable):
    lab = live.perceptron(separable, headless=False)
    lab.controls["w1"].value, lab.controls["w2"].value, lab.controls["b"].value = 1.5, -1.0, 0.3
    assert lab.steppable.finished and "wrong 0 of" in lab.status
    lab.reset()
    assert [lab.controls[name].value for name in ("w1", "w2", "b")] == [0, 0, 0]
    for _ in range(3):
        lab.step()
    weights = [lab.controls[name].value for name in ("w1", "w2", "b")]
    assert weights == pytest.approx([*lab.steppable.weights, lab.steppable.bias])


def test_weights_beyond_the_sliders_ends_widen_them(separable):
    x, y = separable
    lab = live.perceptron((x * 50, y), headless=False, learning_rate=5.0)
    lab.step(10_000)
    assert lab.steppable.finished
    assert lab.controls["w1"].value == pytest.approx(lab.steppable.weights[0])


@pytest.mark.parametrize("scale", [1, 50])
def test_zero_is_a_stop_of_every_slider_also_of_one_that_was_widened(separable, scale):
    x, y = separable
    lab = live.perceptron((x * scale * 0.837, y), headless=False, learning_rate=5.0)
    ends = [(slider.min, slider.max) for slider in lab.controls.values()]
    lab.step(10_000)
    assert [(slider.min, slider.max) for slider in lab.controls.values()] != ends
    for slider in lab.controls.values():
        stops = -slider.min / slider.step
        assert stops == pytest.approx(round(stops)) and slider.min <= slider.value <= slider.max, slider


def test_new_seed_goes_through_the_points_in_another_order(separable):
    trainer = live.PerceptronTrainer(separable)
    trainer.step(2)
    first = trainer.weights.copy()
    trainer.reset()
    trainer.step(2)
    assert (trainer.weights == first).all()
    trainer.reset(same_seed=False)
    trainer.step(2)
    assert (trainer.weights != first).any()


def test_field_and_line_agree(separable):
    trainer = live.PerceptronTrainer(separable)
    trainer.step(7)
    snapshot = trainer.snapshot()
    w1, w2, b = snapshot["line"]
    left, right, bottom, top = trainer.extent
    for row, column in [(0, 0), (10, 40), (49, 49)]:
        x1 = left + (column + 0.5) / 50 * (right - left)
        x2 = top - (row + 0.5) / 50 * (top - bottom)
        assert snapshot["field"][row, column] == float(w1 * x1 + w2 * x2 + b >= 0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ((np.zeros((4, 3)), np.array([0, 1, 0, 1])), "two features per example, got x of shape"),
        ((np.zeros((3, 2)), np.array([0, 1, 2])), "classes 0 and 1"),
        ((np.zeros((0, 2)), np.zeros(0)), "zero points"),
    ],
)
def test_bad_points(data, words):
    with pytest.raises(CourseError, match=words):
        live.perceptron(data)


@pytest.mark.parametrize("rate", [0, -1, "fast"])
def test_bad_learning_rate(separable, rate):
    with pytest.raises(CourseError, match="learning_rate must be a number > 0"):
        live.perceptron(separable, learning_rate=rate)


def test_what_the_page_rounds_to_its_grid_does_not_change_what_was_learned(separable):
    lab = live.perceptron(separable, headless=False, learning_rate=0.123)
    lab.step()
    learned = lab.steppable.weights.copy()
    slider = lab.controls["w1"]
    on_the_grid = round(learned[0] / slider.step) * slider.step
    assert on_the_grid != learned[0]
    slider.value = on_the_grid  # what ipywidgets 8 sends back
    assert (lab.steppable.weights == learned).all()
    slider.value = on_the_grid + slider.step  # one press of an arrow key
    assert lab.steppable.weights[0] == pytest.approx(on_the_grid + slider.step)


def test_a_late_echo_does_not_take_a_correction_back(separable):
    lab = live.perceptron(separable, headless=False, learning_rate=0.7)
    lab.step()
    told = lab.controls["w1"].value
    lab.step()
    learned = lab.steppable.weights.copy()
    assert abs(learned[0] - told) > 2 * lab.controls["w1"].step
    lab.controls["w1"].value = told + 1e-9  # the page's answer to the first value
    assert (lab.steppable.weights == learned).all()
