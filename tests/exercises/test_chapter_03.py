"""Chapter 03: solutions pass, stubs wait, and every wrong answer is told which rule it breaks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exercises.judging import assert_breaks, says


def neuron(slope_z, times=lambda x: (x, 1)):
    """Slopes from that of z, slope_z(a, y, z)."""

    def slopes(x, w, b, y):
        z = w * x + b
        return tuple(slope_z(np.tanh(z), y, z) * factor for factor in times(x))

    return slopes


def right_z(a, y, z):
    return 2 * (a - y) * (1 - a**2)


def backward(update, order=reversed, start=1.0):
    """A loop over the tape with another line in its body: update(gradients, node, made_of, slope)."""

    def gradients_from_tape(count, tape):
        gradients = np.zeros(count)
        gradients[-1] = start
        for node, made_of, slope in order(tape):
            update(gradients, node, made_of, slope)
        return gradients

    return gradients_from_tape


def overwriting(gradients, node, made_of, slope):
    gradients[made_of] = slope * gradients[node]


def adding(gradients, node, made_of, slope):
    gradients[made_of] += slope * gradients[node]


def adding_slopes(gradients, node, made_of, slope):
    gradients[made_of] += slope + gradients[node]


def adding_slopes_only(gradients, node, made_of, slope):
    gradients[made_of] += slope


def adding_gradients_only(gradients, node, made_of, slope):
    gradients[made_of] += gradients[node]


def the_other_way(gradients, node, made_of, slope):
    gradients[node] += slope * gradients[made_of]


def for_six_nodes(count, tape):
    gradients = [0.0] * 5 + [1.0]
    for node, made_of, slope in reversed(tape):
        gradients[made_of] += slope * gradients[node]
    return gradients


def entry_by_entry(slope):
    def measured_gradient(function, x, h):
        slopes = np.zeros(x.shape)
        for place in np.ndindex(x.shape):
            up, down = x.copy(), x.copy()
            up[place] += h
            down[place] -= h
            slopes[place] = slope(function, x, up, down, h)
        return slopes

    return measured_gradient


def central(function, x, up, down, h):
    return (function(up) - function(down)) / (2 * h)


def left_behind(function, x, h):
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        x[place] += h
        up = function(x)
        x[place] -= 2 * h
        slopes[place] = (up - function(x)) / (2 * h)
    return slopes


def for_one_axis(function, x, h):
    slopes = np.zeros(len(x))
    for i in range(len(x)):
        nudge = np.zeros(len(x))
        nudge[i] = h
        slopes[i] = (function(x + nudge) - function(x - nudge)) / (2 * h)
    return slopes


def without_any_copy(function, x, h):
    slopes = np.empty_like(x)
    for place in np.ndindex(x.shape):
        before = x[place]
        x[place] = before + h
        up = function(x)
        x[place] = before - h
        slopes[place] = (up - function(x)) / (2 * h)
        x[place] = before
    return slopes


WRONG = [
    ("3.1", neuron(lambda a, y, z: 2 * (a - y)), "the slope of tanh is missing"),
    ("3.1", neuron(lambda a, y, z: (a - y) * (1 - a**2)), "the 2 is missing"),
    ("3.1", neuron(lambda a, y, z: 2 * (y - a) * (1 - a**2)), "the wrong way round"),
    ("3.1", neuron(lambda a, y, z: 2 * (a - y) * (1 - z**2)), "not 1 − z²"),
    ("3.1", neuron(lambda a, y, z: 2 * (a - y) * (1 - a)), "1 − a², not 1 − a"),
    ("3.1", neuron(lambda a, y, z: 2 * (a - y) * a * (1 - a)), "is that of the sigmoid"),
    ("3.1", neuron(lambda a, y, z: (a - y) ** 2 * (1 - a**2)), "differentiated too little"),
    ("3.1", neuron(right_z, lambda x: (1, 1)), "this factor x is missing in slope_w"),
    ("3.1", neuron(right_z, lambda x: (x, x)), "slope_b must not have the factor x"),
    ("3.1", neuron(right_z, lambda x: (1, x)), "slope_w first and slope_b second"),
    ("3.1", lambda x, w, b, y: tuple(f * right_z(np.tanh(w * x + b), y, 0) for f in (w, 1)),
     "with respect to x"),
    ("3.1", lambda x, w, b, y: right_z(np.tanh(w * x + b), y, 0) * x,
     "must return 2 things, (slope_w, slope_b)"),
    ("3.1", lambda x, w, b, y: (1.0, 2.0), "`slopes_of_neuron` must give"),
    ("3.1", lambda x, w, b, y: (float("nan"), 1.0), "`slope_w` must be one number, and finite"),
    ("3.2", lambda n, d: (n / d, 1 / d, n / d**2), "has a minus sign"),
    ("3.2", lambda n, d: (n / d, 1 / d, -n / d), "denominator squared"),
    ("3.2", lambda n, d: (n / d, 1 / d, -1 / d**2), "still has the numerator in it"),
    ("3.2", lambda n, d: (n / d, -n / d**2, 1 / d), "in the wrong order"),
    ("3.2", lambda n, d: (n / d, d, n), "slopes of a product"),
    ("3.2", lambda n, d: n / d, "must return 3 things"),
    ("3.2", lambda n, d: (n / d, (1 / d, -n / d**2)), "must return 3 things"),
    ("3.2", lambda n, d: (d / n, 1 / d, -n / d**2), "raised ZeroDivisionError"),
    ("3.2", lambda n, d: (1.5, 0.5, -0.75),
     "numerator = 1, denominator = 4, `divide` must give (0.25, 0.25, −0.0625)"),
    ("3.3", backward(overwriting), "add with `+=`"),
    ("3.3", backward(adding, order=list), "from the last to the first"),
    ("3.3", backward(adding, start=0.0), "the result's own gradient is 1"),
    ("3.3", backward(adding_slopes), "multiplied, not added"),
    ("3.3", backward(adding_slopes_only), "the gradient of the node is ignored"),
    ("3.3", backward(adding_gradients_only), "the slope is ignored"),
    ("3.3", backward(the_other_way), "gradients go from node back to made_of"),
    ("3.3", for_six_nodes, "one gradient per node, shape (2,)"),
    ("3.3", lambda count, tape: np.ones((count, 1)), "one gradient per node, shape (2,)"),
    ("3.3", lambda count, tape: [1.0] * count, "`gradients_from_tape` must give"),
    ("3.3", lambda count, tape: {"a": 1}, "got a dict"),
    ("3.3", lambda count, tape: tape[count], "raised IndexError"),
    ("3.4", lambda x, w, d: (x.T @ d, d.mean(axis=0), d @ w.T), "bias' gradient is a sum over the examples"),
    ("3.4", lambda x, w, d: (x.T @ d / len(x), d.sum(axis=0), d @ w.T), "weights' gradient is a sum"),
    ("3.4", lambda x, w, d: (x.T @ d / len(x), d.mean(axis=0), d @ w.T), "divided by n once too often"),
    ("3.4", lambda x, w, d: (-x.T @ d, -d.sum(axis=0), -d @ w.T), "the wrong sign"),
    ("3.4", lambda x, w, d: (x.T @ d, d.sum(axis=1), d @ w.T),
     "`bias_gradient` must be numbers of the shape of bias, (1,)"),
    ("3.4", lambda x, w, d: (x.T @ d, d.sum(axis=0, keepdims=True), d @ w.T),
     "`bias_gradient` must be numbers of the shape"),
    ("3.4", lambda x, w, d: (x.T @ d, d, d @ w.T), "`bias_gradient` must be numbers of the shape of bias"),
    ("3.4", lambda x, w, d: (d.T @ x, d.sum(axis=0), d @ w.T),
     "`weights_gradient` must be numbers of the shape of weights, (3, 1)"),
    ("3.4", lambda x, w, d: (x.T @ d, d.sum(axis=0), d @ w), "raised ValueError"),
    ("3.4", lambda x, w, d: (x.T @ d, d[0], d @ w.T), "of one example only"),
    ("3.4", lambda x, w, d: (x.T @ d, d.sum(axis=0), d @ w.T * (1 - x**2)), "must not have a tanh in it"),
    ("3.4", lambda x, w, d: (x.T @ d, d @ w.T, d.sum(axis=0)), "`bias_gradient` must be"),
    ("3.4", lambda x, w, d: (x.T @ d, d.sum(axis=0)), "must return 3 things"),
    ("3.4", lambda x, w, d: (x.T @ d, d.sum(axis=0), 0 * x), "`layer_backward` must give"),
    ("3.5", entry_by_entry(lambda f, x, up, down, h: (f(up) - f(x)) / h), "nudge both ways"),
    ("3.5", entry_by_entry(lambda f, x, up, down, h: (f(x) - f(down)) / h), "nudge both ways"),
    ("3.5", entry_by_entry(lambda f, x, up, down, h: (f(up) - f(down)) / h), "divide by 2h, not by h"),
    ("3.5", entry_by_entry(lambda f, x, up, down, h: (f(up) - f(down)) / 2 * h), "set brackets"),
    ("3.5", entry_by_entry(lambda f, x, up, down, h: f(up) - f(down)), "the division by 2h is missing"),
    ("3.5", entry_by_entry(lambda f, x, up, down, h: (f(down) - f(up)) / (2 * h)), "the wrong sign"),
    ("3.5", lambda f, x, h: entry_by_entry(central)(f, x, 1e-5),
     "the h that it is given"),
    ("3.5", left_behind, "must be put back"),
    ("3.5", lambda f, x, h: np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h)), "one entry at a time"),
    ("3.5", lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h),
     "one slope per entry of x, shape (1,), got the number"),
    ("3.5", for_one_axis, "raised ValueError"),
    ("3.5", lambda f, x, h: np.zeros(x.shape), "`measured_gradient` must give"),
    ("3.5", lambda f, x, h: np.zeros(x.shape, dtype=int) + f(x + h) * np.nan, "and finite"),
]  # fmt: skip


@pytest.mark.parametrize(("exercise_id", "answer", "rule"), WRONG)
def test_wrong_answers_hear_the_rule_they_break(exercise_id, answer, rule):
    assert_breaks(exercise_id, answer, rule)


def with_the_engine(x, w, b, y):
    from dlcourse.scratch.autodiff import Value, tanh

    weight, bias = Value(w), Value(b)
    ((tanh(weight * x + bias) - y) ** 2).backward()
    return weight.gradient, bias.gradient


def in_float32(inputs, weights, delta):
    x, w, d = (array.astype("float32") for array in (inputs, weights, delta))
    return np.einsum("nf,nu->fu", x, d), np.ones(len(d), "float32") @ d, np.einsum("nu,fu->nf", d, w)


def with_tensorflow(inputs, weights, delta):
    tensorflow = pytest.importorskip("tensorflow")
    x, w, d = (tensorflow.constant(array) for array in (inputs, weights, delta))
    return tensorflow.transpose(x) @ d, tensorflow.reduce_sum(d, axis=0), d @ tensorflow.transpose(w)


def example_by_example(inputs, weights, delta):
    weights_gradient = sum(np.outer(x, d) for x, d in zip(inputs, delta, strict=True))
    return [weights_gradient, sum(delta), [(weights @ d).tolist() for d in delta]]


def recursively(count, tape):
    """The gradient of a node is the sum over the rows in which it was used."""

    def gradient(place):
        if place == count - 1:
            return 1.0
        return sum(slope * gradient(node) for node, made_of, slope in tape if made_of == place)

    return [gradient(place) for place in range(count)]


RIGHT = [
    ("3.1", neuron(right_z)),
    ("3.1", with_the_engine),
    ("3.1",
     lambda x, w, b, y: list(2 * (np.tanh(w * x + b) - y) / np.cosh(w * x + b) ** 2 * np.array([x, 1]))),
    ("3.2", lambda n, d: [n * d**-1, d**-1, -n * d**-2]),
    ("3.2", lambda n, d: np.array([n / d, 1 / d, -(n / d) / d])),
    ("3.3", backward(adding)),
    ("3.3", backward(adding, order=lambda tape: tape[::-1])),
    ("3.3", recursively),
    ("3.4", in_float32),
    ("3.4", with_tensorflow),
    ("3.4", example_by_example),
    ("3.5", entry_by_entry(central)),
    ("3.5", entry_by_entry(lambda f, x, up, down, h: (f(up) - f(down)) / 2 / h)),
    ("3.5", without_any_copy),
    ("3.5", lambda f, x, h: entry_by_entry(central)(f, x, h).tolist()),
]  # fmt: skip


@pytest.mark.parametrize(("exercise_id", "answer"), RIGHT)
def test_other_right_answers_pass_too(exercise_id, answer):
    assert says(exercise_id, answer).startswith("✓")


@settings(max_examples=30, deadline=None)
@given(number=st.floats(-3, 3))
def test_constants_never_pass(number):
    assert says("3.1", lambda x, w, b, y: (number, number)).startswith("✗")
    assert says("3.2", lambda n, d: (number, number, number)).startswith("✗")
    assert says("3.3", lambda count, tape: np.full(count, number)).startswith("✗")
    assert says("3.5", lambda f, x, h: np.full(x.shape, number)).startswith("✗")
    assert says(
        "3.4",
        lambda x, w, d: (np.full(w.shape, number), np.full(w.shape[1], number), number + 0 * x),
    ).startswith("✗")
