"""The lab on a network of one's own functions: its steps, what it shows, and what it refuses in words."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError
from dlcourse.scratch import network


def gradients(x, y, parameters):
    return network.backward(network.forward(x, parameters), y, parameters)


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits", n=400)


@pytest.fixture
def own(digits):
    start = network.new_parameters((64, 16, 10), seed=2)
    return live.OwnNetwork(digits, start, network.forward, gradients, seed=3)


def test_it_takes_the_steps_of_gradient_descent(own):
    own.step(20)
    generator, parameters = np.random.default_rng(3), own.start
    for _ in range(20):
        batch = generator.integers(0, len(own.x), 32)
        parameters = network.gradient_step(parameters, gradients(own.x[batch], own.y[batch], parameters), 0.3)
    np.testing.assert_array_equal(own.parameters[0][0], parameters[0][0])
    assert own.snapshot()["step"] == 20 and isinstance(own, live.Steppable)


def test_it_learns_and_shows_the_least_sure_answers(own, digits):
    before = own.snapshot()
    own.step(300)
    after = own.snapshot()
    assert after["loss"] < 0.3 * before["loss"] and after["val_accuracy"] > 0.8 > before["val_accuracy"]
    assert after["images"].shape == (12, 8, 8, 1)
    scores = network.forward(own.new_x, own.parameters)[-1]
    gaps = np.sort(scores, axis=1)
    least = np.argmin(gaps[:, -1] - gaps[:, -2])
    assert after["labels"][0] == digits.y_test[least] and after["predicted"][0] == scores[least].argmax()


def test_resets_repeat_a_run_and_new_seeds_make_others(own):
    start = own.snapshot()["loss"]
    own.step(10)
    loss = own.snapshot()["loss"]
    own.reset()
    assert own.snapshot()["loss"] == start
    own.step(10)
    assert own.snapshot()["loss"] == loss
    own.reset(same_seed=False)
    assert own.snapshot()["loss"] != start and own.snapshot()["step"] == 0


def test_the_learning_rate_is_the_readers(digits):
    start = network.new_parameters((64, 10), seed=1)
    lab = live.own_network(digits, start, network.forward, gradients, headless=False)
    lab.controls["learning rate"].value = 0.5
    assert lab.steppable.learning_rate == 0.5
    lab.step(1)
    batch = np.random.default_rng(1).integers(0, len(lab.steppable.x), 32)
    ((change, _),) = gradients(lab.steppable.x[batch], lab.steppable.y[batch], start)
    np.testing.assert_allclose(lab.steppable.parameters[0][0], start[0][0] - 0.5 * change)
    lab.step(5)
    assert "right on new images" in lab.status and lab.history["loss"][-1] < lab.history["loss"][0]


def test_a_loss_that_is_no_number_stops_the_lab(digits):
    def too_large(x, y, parameters):
        return [(1e308 * np.ones(w.shape), 1e308 * np.ones(b.shape)) for w, b in parameters]

    start = network.new_parameters((64, 16, 10), seed=1)
    lab = live.own_network(digits, start, network.forward, too_large, learning_rate=10, headless=False)
    lab.step(3)
    assert "the loss is no longer a finite number" in lab.status


def test_without_a_browser_it_trains_and_leaves_a_picture(digits):
    start = network.new_parameters((64, 16, 10), seed=1)
    lab = live.own_network(digits, start, network.forward, gradients, steps=60, headless=True)
    assert lab.steppable.steps == 60 and len(lab.still().figure.axes) == 2


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda d: live.OwnNetwork(d, network.new_parameters((64, 7), 0), network.forward, gradients),
         r"scores of shape \(n, 10\) last.* got shape \(2, 7\)"),
        (lambda d: live.OwnNetwork(d, network.new_parameters((9, 10), 0), network.forward, gradients),
         r"layer 1 must have weights of shape \(64, units\)"),
        (lambda d: live.own_network(d, network.new_parameters((64, 10), 0), network.forward, gradients,
                                    learning_rate=0), "learning_rate must be a number > 0, got 0"),
    ],
)  # fmt: skip
def test_functions_that_do_not_fit_are_refused_in_words(digits, make, said):
    with pytest.raises(CourseError, match=said):
        make(digits)


def test_a_gradient_of_another_shape_is_named(own):
    own.gradients = lambda x, y, parameters: [(b, w) for w, b in gradients(x, y, parameters)]
    with pytest.raises(CourseError, match="gradients of layer 1 must have the shapes"):
        own.step(1)
