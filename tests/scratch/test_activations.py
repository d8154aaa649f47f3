"""Activation functions in NumPy: against Keras, TensorFlow's gradients, and the laws the chapter states."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.errors import CourseError
from dlcourse.scratch.activations import (
    ACTIVATIONS,
    activation,
    sigmoid,
    softmax,
    softmax_derivative,
    tanh,
)

KNOWN_TO_KERAS = [each for each in ACTIVATIONS.values() if each.keras]
NUMBERS = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=30)
every = pytest.mark.parametrize("each", ACTIVATIONS.values(), ids=lambda each: each.name)
of_keras = pytest.mark.parametrize("each", KNOWN_TO_KERAS, ids=lambda each: each.name)


@pytest.fixture(autouse=True)
def no_warnings_of_numpy():
    """Overflow, division by 0 and 0 / 0 are errors in all tests here."""
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        yield


def in_tensorflow(each, z):
    """The values and the slopes that Keras and TensorFlow give, in double precision."""
    import keras
    import tensorflow as tf

    tensor = tf.constant(z, dtype="float64")
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        values = keras.activations.get(each.keras)(tensor)
    return values.numpy(), tape.gradient(values, tensor).numpy()


@of_keras
@settings(max_examples=25, deadline=None)
@given(z=NUMBERS)
def test_values_and_slopes_are_those_of_keras_and_tensorflow(each, z):
    z = np.array(z)
    z[np.abs(z) < 1e-6] = 0.5  # at the corner of a ramp the two may choose different slopes
    values, slopes = in_tensorflow(each, z)
    np.testing.assert_allclose(each.function(z), values, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(each.derivative(z), slopes, rtol=1e-5, atol=1e-6)


def test_the_step_is_that_of_the_perceptron():
    from dlcourse.scratch.perceptron import step_function

    z = np.linspace(-2, 2, 41)
    np.testing.assert_array_equal(activation("step").function(z), step_function(z))
    assert activation("step").function([0.0]) == [1]
    assert not activation("step").derivative(z).any()


@every
@settings(max_examples=50, deadline=None)
@given(z=st.floats(-30, 30), share=st.floats(0, 1))
def test_the_derivative_is_the_slope_of_a_short_piece(each, z, share):
    if each.name == "step" or abs(z) < 1e-3:
        return
    own = each.parameter
    given_parameter = {} if own is None else {own.name: own.low + share * (own.high - own.low)}
    tiny = 1e-5
    after, before = (each.function(z + side * tiny, **given_parameter) for side in (1, -1))
    slope = float(after - before) / (2 * tiny)
    assert float(each.derivative(z, **given_parameter)) == pytest.approx(slope, abs=2e-5)


@every
def test_far_out_all_stay_finite_and_keep_their_shape(each):
    far = np.array([[-1e4, -800.0, -40.0], [40.0, 800.0, 1e4]])
    for function in (each.function, each.derivative):
        values = function(far)
        assert values.shape == (2, 3) and values.dtype == float and np.isfinite(values).all()
        assert np.shape(function(2.0)) == () and np.shape(function([1, 2])) == (2,)
        assert function(np.zeros((0, 3))).shape == (0, 3)


@every
def test_what_is_passed_in_stays_as_it_is(each):
    z = np.array([-2.0, 0.0, 3.0])
    each.function(z)
    each.derivative(z)
    assert z.tolist() == [-2.0, 0.0, 3.0]
    assert not np.shares_memory(each.function(z), z)


def test_far_out_small_values_keep_their_digits():
    assert sigmoid(-50.0) == pytest.approx(np.exp(-50.0), rel=1e-12)
    assert activation("sigmoid").derivative(50.0) == pytest.approx(np.exp(-50.0), rel=1e-12)
    assert activation("tanh").derivative(-30.0) == pytest.approx(4 * np.exp(-60.0), rel=1e-12)
    assert activation("softplus").function(-50.0) == pytest.approx(np.exp(-50.0), rel=1e-12)
    assert -1e-6 < activation("GELU").function(-6.0) < 0


@given(z=st.floats(-1e4, 1e4), steepness=st.floats(0.1, 5))
def test_laws_of_the_smooth_steps(z, steepness):
    assert sigmoid(z, steepness) + sigmoid(-z, steepness) == pytest.approx(1)
    assert tanh(z, steepness) == pytest.approx(2 * sigmoid(2 * z, steepness) - 1, abs=1e-12)
    assert 0 <= activation("sigmoid").derivative(z, steepness) <= steepness / 4 * (1 + 1e-12)
    assert 0 <= activation("tanh").derivative(z, steepness) <= steepness * (1 + 1e-12)


@pytest.mark.parametrize(
    ("name", "parameter", "z", "value", "slope"),
    [
        ("leaky ReLU", {"slope": 0.5}, -2.0, -1.0, 0.5),
        ("leaky ReLU", {"slope": 3.0}, -2.0, -6.0, 3.0),
        ("ELU", {"alpha": 2.0}, -1.0, 2 * np.expm1(-1), 2 * np.exp(-1)),
        ("sigmoid", {"steepness": 2.0}, 0.0, 0.5, 0.5),
        ("SiLU", {"steepness": 1e3}, -1.0, 0.0, 0.0),  # a steep SiLU is a ReLU
        ("softplus", {"steepness": 1e3}, 2.0, 2.0, 1.0),
    ],
)
def test_parameters_do_what_they_are_called(name, parameter, z, value, slope):
    assert activation(name).function(z, **parameter) == pytest.approx(value, abs=1e-9)
    assert activation(name).derivative(z, **parameter) == pytest.approx(slope, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.lists(st.floats(-1e4, 1e4), min_size=4, max_size=4), min_size=1, max_size=6))
def test_softmax_is_that_of_keras(rows):
    import keras

    ours = softmax(rows)
    theirs = keras.ops.convert_to_numpy(keras.ops.softmax(np.array(rows), axis=-1))
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(ours.sum(axis=-1), 1)


@given(
    scores=st.lists(st.floats(-50, 50), min_size=2, max_size=6),
    more=st.floats(-1e4, 1e4),
    temperature=st.floats(0.05, 20),
)
def test_laws_of_softmax(scores, more, temperature):
    shares = softmax(scores, temperature)
    np.testing.assert_allclose(softmax(np.array(scores) + more, temperature), shares, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(softmax(np.array(scores) / temperature), shares, rtol=1e-9, atol=1e-12)
    assert shares[np.argmax(scores)] == shares.max()
    hotter = softmax(scores, 2 * temperature)
    assert hotter.max() <= shares.max() + 1e-12


def test_softmax_in_cold_heat_and_along_the_last_axis():
    np.testing.assert_allclose(softmax([3.0, 1.0, 2.0], 1e-3), [1, 0, 0])
    np.testing.assert_allclose(softmax([3.0, 1.0, 2.0], 1e6), [1 / 3] * 3, atol=1e-5)
    assert softmax(np.zeros((2, 3, 5))).shape == (2, 3, 5)
    np.testing.assert_allclose(softmax([[0.0, 0.0], [0.0, np.log(3.0)]]), [[0.5, 0.5], [0.25, 0.75]])


@settings(max_examples=20, deadline=None)
@given(scores=st.lists(st.floats(-5, 5), min_size=2, max_size=5), temperature=st.floats(0.3, 5))
def test_the_derivative_of_softmax_is_tensorflows(scores, temperature):
    import tensorflow as tf

    z = tf.constant(scores, dtype="float64")
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(z)
        shares = tf.unstack(tf.nn.softmax(z / temperature))
    theirs = [tape.gradient(share, z).numpy() for share in shares]
    np.testing.assert_allclose(softmax_derivative(scores, temperature), theirs, atol=1e-6)


def test_the_derivative_of_softmax_for_several_examples():
    scores = np.random.default_rng(1).normal(size=(3, 4))
    tables = softmax_derivative(scores, 0.7)
    assert tables.shape == (3, 4, 4)
    for table, row in zip(tables, scores, strict=True):
        np.testing.assert_allclose(table, softmax_derivative(row, 0.7))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: sigmoid("one"), "z must hold finite numbers, got 'one'"),
        (lambda: sigmoid([1.0, np.nan]), "z must hold finite numbers"),
        (lambda: sigmoid([[1.0], [1.0, 2.0]]), "z must hold rows of the same length"),
        (lambda: sigmoid(1.0, 0), "steepness must be a number > 0, got 0"),
        (lambda: tanh(1.0, -1.0), "steepness must be a number > 0, got -1.0"),
        (lambda: activation("leaky ReLU").function(1.0, "a"), "slope must be a number, got 'a'"),
        (lambda: activation("ELU").function(1.0, np.inf), "alpha must be a number, got inf"),
        (lambda: softmax([1.0, 2.0], 0.0), "temperature must be a number > 0, got 0.0"),
        (lambda: softmax(3.0), r"z must hold a score for each class, shape \(…, classes\), got shape \(\)"),
        (lambda: softmax(np.zeros((2, 0))), r"got shape \(2, 0\)"),
        (lambda: activation("relu"), "activation must be one of linear, step, .*, got 'relu'"),
    ],
)
def test_what_does_not_fit_is_said_in_words(call, said):
    with pytest.raises(CourseError, match=said):
        call()
