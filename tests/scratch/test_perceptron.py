"""The perceptron in NumPy: against scikit-learn's and Keras', and the laws that the chapter states."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.errors import CourseError
from dlcourse.scratch.perceptron import (
    forward,
    predict,
    step_function,
    train,
    update,
    weighted_sum,
)

XOR = [(np.array([[1, -1], [1, -1]]), np.array([-0.5, 1.5])), (np.array([[1], [1]]), np.array([-1.5]))]
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def some_points(seed, count=60, features=2):
    return np.random.default_rng(seed).normal(size=(count, features))


def separable(seed, count=60, features=2, gap=0.1):
    """Points, none nearer than `gap` to a plane through some place, labeled by its sides; and that plane."""
    generator = np.random.default_rng(seed)
    weights, bias = generator.normal(size=features), 0.3 * generator.normal()
    length = np.linalg.norm(weights)
    x = generator.normal(size=(4 * count, features))
    distance = (x @ weights + bias) / length
    kept = np.abs(distance) > gap
    return x[kept][:count], (distance[kept][:count] > 0).astype(int), weights / length, bias / length


def test_a_sum_of_zero_counts_as_one():
    assert step_function([-1e-9, 0.0, -0.0, 2.0]).tolist() == [0, 1, 1, 1]
    assert predict([[1.0, 1.0]], [1, 1], -2) == [1]


def test_predict_gives_whole_numbers_one_for_each_example():
    answers = predict(some_points(0), [0.5, -1.0], 0.2)
    assert answers.shape == (60,)
    assert answers.dtype.kind == "i"
    assert set(answers) == {0, 1}


def test_a_single_example_gets_a_single_answer():
    assert predict([2.0, 1.0], [1.0, -1.0], 0.0) == 1
    assert weighted_sum([2.0, 1.0], [1.0, -1.0], 0.5) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("x", "y", "weights", "bias"),
    [
        ([1.0, 2.0], 1, [1.5, 1.0], 1.0),  # said 0, should have said 1: towards the example
        ([-1.0, 1.0], 0, [0.5, -1.0], 0.0),  # right already
        ([2.0, -1.0], 0, [-1.5, 0.0], -1.0),  # said 1, should have said 0: away from it
    ],
)
def test_the_rule_moves_only_at_a_mistake(x, y, weights, bias):
    start = np.array([0.5, -1.0])
    moved, moved_bias = update(start, 0.0, x, y, 1.0)
    assert moved.tolist() == weights
    assert moved_bias == bias
    assert start.tolist() == [0.5, -1.0]  # what was passed in stays as it is


def test_the_learning_rate_scales_the_step():
    weights, bias = update([0.0, 0.0], -1.0, [1.0, 2.0], 1, 0.25)
    assert weights.tolist() == [0.25, 0.5]
    assert bias == -0.75


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("learning_rate", [1.0, 0.3])
def test_training_equals_scikit_learns(seed, learning_rate):
    from sklearn.linear_model import Perceptron

    x = some_points(seed, features=3)
    y = (x[:, 0] - x[:, 1] + 0.5 * np.random.default_rng(seed + 100).normal(size=60) > 0).astype(int)
    # scikit-learn counts a sum of exactly 0 as a mistake for either class, so start where none is 0.
    start, start_bias = np.array([0.11, -0.23, 0.37]), 0.07
    oracle = Perceptron(shuffle=False, tol=None, max_iter=7, eta0=learning_rate)
    # The copy, because scikit-learn trains the very array that it is given.
    oracle.fit(x, y, coef_init=start.copy().reshape(1, -1), intercept_init=np.array([start_bias]))
    ours = train(x, y, learning_rate, 7, weights=start, bias=start_bias)
    assert len(ours.mistakes) == 7
    np.testing.assert_allclose(ours.weights, oracle.coef_[0], rtol=1e-10)
    np.testing.assert_allclose(ours.bias, oracle.intercept_[0], rtol=1e-10)
    np.testing.assert_array_equal(predict(x, ours.weights, ours.bias), oracle.predict(x))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000), features=st.integers(1, 4), learning_rate=st.sampled_from([0.1, 1.0, 7.0])
)
def test_mistakes_stay_below_novikoffs_bound(seed, features, learning_rate):
    x, y, weights, bias = separable(seed, features=features)
    # With the bias as one more weight, on an input that is always 1.
    x_and_one = np.column_stack([x, np.ones(len(x))])
    plane = np.append(weights, bias) / np.linalg.norm(np.append(weights, bias))
    margin = ((2 * y - 1) * (x_and_one @ plane)).min()
    bound = (np.linalg.norm(x_and_one, axis=1).max() / margin) ** 2
    found = train(x, y, learning_rate, epochs=int(bound) + 2)
    assert sum(found.mistakes) <= bound
    assert found.converged
    np.testing.assert_array_equal(predict(x, found.weights, found.bias), y)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), power=st.integers(-6, 6))
def test_from_zero_the_learning_rate_scales_the_weights_and_changes_no_answer(seed, power):
    x = some_points(seed)
    y = (np.random.default_rng(seed + 1).random(60) < 0.5).astype(int)
    # Powers of two, so that scaling is exact in floating point.
    one, other = train(x, y, 1.0, 5), train(x, y, 2.0**power, 5)
    np.testing.assert_array_equal(other.weights, one.weights * 2.0**power)
    assert other.bias == one.bias * 2.0**power
    assert other.mistakes == one.mistakes
    np.testing.assert_array_equal(predict(x, other.weights, other.bias), predict(x, one.weights, one.bias))


def test_training_stops_after_the_first_epoch_without_a_mistake():
    found = train(CORNERS, [0, 0, 0, 1], epochs=100)
    assert found.mistakes[-1] == 0
    assert 0 not in found.mistakes[:-1]
    assert len(found.mistakes) < 100


def test_on_xor_it_never_comes_to_rest():
    found = train(CORNERS, [0, 1, 1, 0], epochs=50)
    assert len(found.mistakes) == 50
    assert min(found.mistakes) > 0
    assert not found.converged


def test_two_layers_compute_xor():
    assert forward(CORNERS, XOR).tolist() == [[0], [1], [1], [0]]
    assert forward(CORNERS, XOR[:1]).tolist() == [[0, 1], [1, 1], [1, 1], [1, 0]]  # OR and NAND
    assert forward([1, 0], XOR).tolist() == [1]


def test_forward_equals_keras_dense_layers_with_a_step():
    import keras

    generator = np.random.default_rng(4)
    sizes = [3, 5, 4, 2]
    layers = [(generator.normal(size=(n, m)), generator.normal(size=m)) for n, m in pairwise(sizes)]
    step = lambda z: keras.ops.cast(z >= 0, "float32")  # noqa: E731 - an activation
    model = keras.Sequential(
        [keras.Input((3,)), *(keras.layers.Dense(m, activation=step) for m in sizes[1:])]
    )
    for layer, (weights, bias) in zip(model.layers, layers, strict=True):
        layer.set_weights([weights, bias])
    x = generator.normal(size=(200, 3))
    expected = keras.ops.convert_to_numpy(model(x.astype("float32")))
    assert 0 < expected.mean() < 1
    np.testing.assert_array_equal(forward(x, layers), expected)


def test_one_layer_of_one_unit_is_a_perceptron():
    x = some_points(2)
    np.testing.assert_array_equal(forward(x, [([1.0, -2.0], 0.3)])[:, 0], predict(x, [1.0, -2.0], 0.3))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: predict([[1, 2, 3]], [1, 2], 0), r"x must have shape \(n, 2\).* got \(1, 3\)"),
        (lambda: predict([[1, 2]], [[1, 2]], 0), r"weights must have shape \(features,\), got \(1, 2\)"),
        (lambda: predict([[1, 2]], [1, 2], "b"), "bias must be a number, got 'b'"),
        (lambda: predict([["a", "b"]], [1, 2], 0), "x must hold finite numbers"),
        (lambda: predict([[1, np.nan]], [1, 2], 0), "x must hold finite numbers"),
        (lambda: predict([[1, 2], [3]], [1, 2], 0), "x must hold rows of the same length"),
        (lambda: update([1, 2], 0, [[1, 2]], 1), r"x must be one example .* got shape \(1, 2\)"),
        (lambda: update([1, 2], 0, [1, 2], -1), "y must be 0 or 1, got -1"),
        (lambda: update([1, 2], 0, [1, 2], 1, 0), "learning_rate must be a number > 0, got 0"),
        (lambda: train([[1, 2]], [1, 0]), r"y must have shape \(1,\).* got \(2,\)"),
        (lambda: train([[1, 2], [3, 4]], [-1, 1]), r"y must hold labels 0 and 1, got \[-1, 1\]"),
        (lambda: train(np.zeros((0, 2)), []), r"at least one example, got \(0, 2\)"),
        (lambda: train([[1, 2]], [1], epochs=0), "epochs must be a whole number ≥ 1, got 0"),
        (lambda: train([[1, 2]], [1], learning_rate=-0.1), "learning_rate must be a number > 0, got -0.1"),
        (lambda: train([[1, 2]], [1], weights=[1, 2, 3]), r"x must have shape"),
        (lambda: forward([[1, 2, 3]], XOR), r"layer 1 must have weights of shape \(3, units\)"),
        (lambda: forward([[1, 2]], [XOR[0], XOR[0], (np.ones((3, 1)), [0])]), r"layer 3 .* \(2, units\)"),
        (lambda: forward([[1, 2]], [(np.ones((2, 3)), [0, 0])]), r"layer 1 must have a bias of shape \(3,\)"),
        (lambda: forward(1.0, XOR), r"x must have shape \(n, features\)"),
    ],
)
def test_what_does_not_fit_is_said_in_words(call, said):
    with pytest.raises(CourseError, match=said):
        call()
