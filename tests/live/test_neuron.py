"""One neuron and its lab: gradient descent on z, settings that act at once, another activation, words."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.scratch.activations import ACTIVATIONS


def loss_at(name, z, target):
    return float((ACTIVATIONS[name].function(z) - target) ** 2 / 2)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_step_goes_against_the_slope_of_the_loss(name):
    neuron = live.Neuron(name, z=0.7, target=-0.4, learning_rate=0.01)
    before = neuron.z
    tiny = 1e-5
    slope = (loss_at(name, before + tiny, -0.4) - loss_at(name, before - tiny, -0.4)) / (2 * tiny)
    neuron.step()
    assert neuron.z - before == pytest.approx(-0.01 * slope, abs=1e-8)


def test_a_sigmoid_learns_the_more_slowly_the_more_it_is_wrong():
    ended = []
    for z in (1.0, 4.0, 6.0):
        neuron = live.Neuron("sigmoid", z=z, target=0.0)
        neuron.step(60)
        ended.append(neuron.answer)
    assert ended == sorted(ended) and ended[0] < 0.15 and ended[2] > 0.9


def test_the_snapshot_shows_the_answer_the_derivative_and_the_target():
    snapshot = live.Neuron("tanh", z=0.123, target=0.5).snapshot()
    x, functions = snapshot["x"], snapshot["functions"]
    assert list(functions) == ["answer", "derivative", "target"]
    assert snapshot["mark"] in x and (np.diff(x) > 0).all()
    np.testing.assert_allclose(functions["answer"], np.tanh(x))
    np.testing.assert_allclose(functions["derivative"], 1 - np.tanh(x) ** 2, atol=1e-12)
    assert set(functions["target"]) == {0.5}
    assert snapshot["points"] == [[0.123, pytest.approx(np.tanh(0.123))]]
    assert snapshot["loss"] == pytest.approx(loss_at("tanh", 0.123, 0.5))


def test_settings_act_at_once_and_those_of_other_functions_are_faint():
    neuron = live.Neuron("leaky ReLU", z=-2.0, target=1.0)
    neuron.settings["slope"] = 0.5
    assert neuron.answer == -1.0 and neuron.slope == 0.5
    neuron.settings["z"] = 3.0
    neuron.settings["target"] = 0.0
    neuron.settings["learning rate"] = 0.5
    neuron.step()
    assert neuron.z == pytest.approx(1.5)
    available = {name: neuron.settings.describe(name).available() for name in neuron.settings}
    assert available == {
        "z": True, "target": True, "learning rate": True, "steepness": False, "slope": True, "alpha": False,
    }  # fmt: skip


def test_another_activation_begins_anew_from_the_same_start():
    neuron = live.Neuron("sigmoid", z=2.0)
    neuron.step(5)
    neuron.choices["activation"].write("ELU")
    assert neuron.pending and neuron.activation.name == "sigmoid"
    neuron.rebuild()
    assert not neuron.pending and neuron.activation.name == "ELU"
    assert neuron.z == 2.0 and neuron.steps == 0
    with pytest.raises(CourseError, match="activation must be one of"):
        neuron.choices["activation"].write("relu6")


@pytest.mark.parametrize(
    ("name", "z", "target", "words"),
    [
        ("ReLU", -2.0, 1.0, "the derivative is 0 here"),
        ("step", 3.0, 0.0, "the derivative is 0 here"),
        ("sigmoid", 9.0, 0.0, "saturated"),
        ("sigmoid", 9.0, 1.0, ""),  # flat, but right
        ("leaky ReLU", -2.0, 1.0, ""),
    ],
)
def test_why_it_does_not_move_is_said(name, z, target, words):
    note = live.Neuron(name, z=z, target=target).note
    assert (words in note) if words else note == ""


def test_a_dead_neuron_stays_and_a_leaky_one_comes_back():
    dead, leaky = (live.Neuron(name, z=-2.0, target=1.0) for name in ("ReLU", "leaky ReLU"))
    for each in (dead, leaky):
        each.step(200)
    assert dead.z == -2.0 and leaky.answer == pytest.approx(1.0, abs=1e-3)


def test_resets_return_to_the_start_and_new_seeds_draw_another():
    neuron = live.Neuron(z=3.0)
    neuron.step(10)
    neuron.reset()
    assert neuron.z == 3.0 and neuron.steps == 0
    neuron.reset(same_seed=False)
    drawn = neuron.z
    assert drawn != 3.0 and -5 <= drawn <= 5
    other = live.Neuron(z=3.0)
    other.reset(same_seed=False)
    assert other.z == drawn


def test_where_the_slider_puts_it_before_the_first_step_is_the_start():
    neuron = live.Neuron(z=3.0)
    neuron.settings["z"] = 1.0
    neuron.step(2)
    neuron.settings["z"] = 5.0
    neuron.reset()
    assert neuron.z == 1.0


def test_a_rate_that_is_too_large_stops_the_lab_in_words():
    lab = live.activations("linear", z=1.0, learning_rate=3.0, headless=False)
    lab.step(60)
    assert "no longer a finite number: a learning rate of 3" in lab.status


def test_the_dot_is_dragged_along_the_curve_and_stays_where_it_was_put():
    lab = live.activations("tanh", headless=False)
    lab.step(3)
    lab.panels[0]._handle_custom_msg({"kind": "drag", "point": 0, "x": -1.0, "y": 5.0}, [])
    assert lab.steppable.z == -1.0 and "step 0" in lab.status
    lab.step(3)
    lab.reset()
    assert lab.steppable.z == -1.0
    assert lab.controls["z"].value == pytest.approx(-1.0)


def test_without_a_browser_it_learns_and_leaves_a_picture():
    lab = live.activations("sigmoid", z=4, steps=100, headless=True)
    assert lab.steppable.steps == 100 and isinstance(lab.steppable, live.Steppable)
    picture = lab.still()
    assert len(picture.figure.axes) == 2
    assert f"z {lab.steppable.z:.3f}".replace("-", "−") in lab.status
    assert "derivative from" in picture.alt and "target" in picture.alt


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: live.activations("relu"), "activation must be one of linear, step"),
        (lambda: live.Neuron(z="2"), "z must be a number, got '2'"),
        (lambda: live.Neuron(learning_rate=0), "learning_rate must be a number > 0"),
    ],
)
def test_what_is_not_allowed_is_said_in_words(make, words):
    with pytest.raises(CourseError, match=words):
        make()
