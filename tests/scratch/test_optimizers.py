"""The course's optimizers take the same steps as Keras' own, and say what they cannot do."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse.errors import CourseError
from dlcourse.scratch import optimizers
from dlcourse.scratch.surfaces import SURFACES

# All numbers are sums of few powers of two: Keras rounds them to float32 on the way, whatever it computes in.
RATE, SHARE, LONG = 1 / 64, 0.75, 0.984375
PAIRS = {
    "gradient descent": (lambda k: k.SGD(RATE), lambda: optimizers.GradientDescent(RATE)),
    "momentum": (lambda k: k.SGD(RATE, momentum=SHARE), lambda: optimizers.Momentum(RATE, SHARE)),
    "Nesterov": (
        lambda k: k.SGD(RATE, momentum=SHARE, nesterov=True), lambda: optimizers.Nesterov(RATE, SHARE)),
    "RMSprop": (lambda k: k.RMSprop(RATE, rho=LONG), lambda: optimizers.RMSprop(RATE, LONG)),
    "Adam": (
        lambda k: k.Adam(RATE, beta_1=SHARE, beta_2=LONG), lambda: optimizers.Adam(RATE, SHARE, LONG)),
    "AdamW": (
        lambda k: k.AdamW(RATE, weight_decay=0.125, beta_1=SHARE, beta_2=LONG),
        lambda: optimizers.AdamW(RATE, 0.125, SHARE, LONG)),
}  # fmt: skip


def gradient_of(w):
    """Of a bowl that is steeper in one direction, with a wave in it: the gradients change their signs."""
    return np.array([2 * w[0] + np.cos(3 * w[1]), 20 * w[1], 0.1 * w[2] + np.sin(5 * w[0])])


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_hundred_steps_are_those_of_keras(name, dtype):
    import keras

    make_keras, make = PAIRS[name]
    theirs, ours = make_keras(keras.optimizers), make()
    variable = keras.Variable(np.array([1.0, -1.0, 2.0]), dtype=dtype)
    weights = np.array([1.0, -1.0, 2.0])
    before = keras.config.floatx()
    keras.config.set_floatx(dtype)  # the type of what the optimizer remembers
    try:
        theirs.build([variable])
        for step in range(100):
            # Both follow the same gradients: in float32 two of their own would part.
            gradient = gradient_of(weights)
            theirs.apply([keras.ops.convert_to_tensor(gradient, dtype=dtype)], [variable])
            weights = ours.update(weights, gradient)
            reached = keras.ops.convert_to_numpy(variable)
            # float32 has about seven digits, and rounds a hundred times.
            close = 1e-7 if dtype == "float64" else 5e-6
            np.testing.assert_allclose(weights, reached, atol=close, err_msg=f"step {step + 1}")
    finally:
        keras.config.set_floatx(before)
    assert np.abs(weights - [1, -1, 2]).max() > 0.1


@pytest.mark.parametrize("name", PAIRS)
def test_the_weights_passed_in_stay_and_the_rate_may_change(name):
    optimizer = PAIRS[name][1]()
    weights = np.array([1.0, -2.0])
    moved = optimizer.update(weights, [0.5, 0.5])
    assert weights.tolist() == [1.0, -2.0] and (moved < weights).any()
    optimizer.learning_rate = 1e-12
    again = optimizer.update(moved, [0.5, 0.5])
    remembered = SHARE * np.abs(moved - weights).max()
    assert np.abs(again - moved).max() <= remembered + 1e-9


@pytest.mark.parametrize("name", ["momentum", "Nesterov", "RMSprop", "Adam", "AdamW"])
def test_the_ravine_is_crossed_faster_than_by_plain_descent(name):
    surface = SURFACES["ravine"]
    losses = []
    for optimizer in (optimizers.GradientDescent(0.1), {
        "momentum": optimizers.Momentum(0.1), "Nesterov": optimizers.Nesterov(0.1),
        "RMSprop": optimizers.RMSprop(0.1), "Adam": optimizers.Adam(0.3), "AdamW": optimizers.AdamW(0.3),
    }[name]):  # fmt: skip
        weights = np.array(surface.start)
        for _ in range(150):
            weights = optimizer.update(weights, surface.gradient(weights))
        losses.append(float(surface.loss(weights)))
    assert losses[1] < losses[0] / 2


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: optimizers.GradientDescent(0), "learning_rate must be a number > 0, got 0"),
        (lambda: optimizers.Momentum(momentum=1.0), "momentum must be a number ≥ 0 and < 1"),
        (lambda: optimizers.RMSprop(rho=-0.1), "rho must be a number ≥ 0"),
        (lambda: optimizers.Adam(beta_2=1.5), "beta_2 must be a number ≥ 0 and ≤ 1"),
        (lambda: optimizers.Adam(epsilon=0), "epsilon must be a number > 0"),
        (lambda: optimizers.AdamW(weight_decay=-1), "weight_decay must be a number ≥ 0"),
        (lambda: optimizers.Adam().update([1.0, 2.0], [1.0]), r"gradient must have the shape .* \(2,\)"),
    ],
)
def test_what_is_out_of_bounds_is_said_in_words(make, words):
    with pytest.raises(CourseError, match=words):
        make()
