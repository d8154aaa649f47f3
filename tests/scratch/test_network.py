"""The NumPy network: its gradients against Keras, measured slopes and the scalar engine; training; errors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.errors import CourseError
from dlcourse.scratch import network
from dlcourse.scratch.autodiff import Value, exp, log, tanh

SIZES = (5, 4, 3, 3)


def batch(seed, n=6, inputs=5, classes=3):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(n, inputs)), generator.integers(0, classes, n)


def some_parameters(sizes, seed=0):
    """Random weights and biases: biases of 0 would hide mistakes."""
    generator = np.random.default_rng(seed + 1)
    return [
        (weights, generator.normal(size=bias.shape)) for weights, bias in network.new_parameters(sizes, seed)
    ]


def loss_with(parameters, place, part, x, y):
    """The loss as a function of one array of the parameters."""

    def loss(array):
        changed = [list(layer) for layer in parameters]
        changed[place][part] = array
        return network.cross_entropy(network.forward(x, changed)[-1], y)

    return loss


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 7),
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=4),
)
def test_gradients_equal_measured_slopes(seed, n, sizes):
    x, y = batch(seed, n, sizes[0], sizes[-1])
    parameters = some_parameters(sizes, seed)
    gradients = network.backward(network.forward(x, parameters), y, parameters)
    for place, layer in enumerate(gradients):
        for part, gradient in enumerate(layer):
            measured = network.numeric_gradient(
                loss_with(parameters, place, part, x, y), parameters[place][part]
            )
            np.testing.assert_allclose(gradient, measured, rtol=1e-5, atol=1e-8)


def test_gradients_and_loss_equal_keras_and_tensorflows():
    tensorflow = pytest.importorskip("tensorflow")
    import keras

    x, y = batch(3)
    parameters = some_parameters(SIZES, 3)
    layers = [keras.layers.Dense(n, "tanh", dtype="float64") for n in SIZES[1:-1]]
    model = keras.Sequential(
        [keras.Input((5,), dtype="float64"), *layers, keras.layers.Dense(SIZES[-1], dtype="float64")]
    )
    model.set_weights([part for layer in parameters for part in layer])
    with tensorflow.GradientTape() as tape:
        losses = keras.losses.sparse_categorical_crossentropy(y, model(x), from_logits=True)
        loss = tensorflow.reduce_mean(losses)
    expected = tape.gradient(loss, [weight.value for weight in model.trainable_variables])
    activations = network.forward(x, parameters)
    assert network.cross_entropy(activations[-1], y) == pytest.approx(float(loss), rel=1e-12)
    ours = [part for layer in network.backward(activations, y, parameters) for part in layer]
    for one, other in zip(ours, expected, strict=True):
        assert network.relative_error(one, other.numpy()) < 1e-12


def test_gradients_equal_those_of_the_scalar_engine():
    x, y = batch(4, n=1)
    parameters = some_parameters(SIZES, 4)
    table = [[np.vectorize(Value, otypes=[object])(part) for part in layer] for layer in parameters]
    answers = [Value(each) for each in x[0]]
    for place, (weights, bias) in enumerate(table, start=1):
        sums = [
            sum((a * w for a, w in zip(answers, column, strict=True)), b)
            for column, b in zip(weights.T, bias, strict=True)
        ]
        answers = sums if place == len(table) else [tanh(z) for z in sums]
    loss = log(sum((exp(score) for score in answers), Value(0))) - answers[y[0]]
    loss.backward()
    for layer, ours in zip(
        table, network.backward(network.forward(x, parameters), y, parameters), strict=True
    ):
        for nodes, gradient in zip(layer, ours, strict=True):
            theirs = np.vectorize(lambda node: node.gradient, otypes=[float])(nodes)
            np.testing.assert_allclose(theirs, gradient, rtol=1e-10, atol=1e-14)


def test_a_wrong_slope_gives_a_wrong_gradient_below_the_last_layer_only():
    x, y = batch(5)
    parameters = some_parameters(SIZES, 5)
    activations = network.forward(x, parameters)
    right = network.backward(activations, y, parameters)
    wrong = network.backward(activations, y, parameters, slope=lambda a: 1.0)
    assert network.relative_error(wrong[0][0], right[0][0]) > 0.05
    np.testing.assert_array_equal(wrong[-1][0], right[-1][0])


@settings(max_examples=30, deadline=None)
@given(shift=st.floats(-500, 500), seed=st.integers(0, 1000))
def test_softmax_ignores_what_is_added_to_all_scores(shift, seed):
    scores, y = batch(seed, inputs=3)
    np.testing.assert_allclose(network.softmax(scores + shift), network.softmax(scores), rtol=1e-9)
    assert network.cross_entropy(scores + shift, y) == pytest.approx(
        network.cross_entropy(scores, y), rel=1e-8
    )
    np.testing.assert_allclose(network.softmax(scores).sum(axis=1), 1)


def test_large_scores_do_not_overflow():
    scores = np.array([[1e4, 0.0], [0.0, -1e4]])
    assert network.softmax(scores).tolist() == [[1, 0], [1, 0]]
    assert network.cross_entropy(scores, [0, 1]) == pytest.approx(5e3)


def test_training_lowers_the_loss_and_leaves_its_start_alone():
    generator = np.random.default_rng(0)
    x = generator.normal(size=(200, 2))
    y = (x[:, 0] * x[:, 1] > 0).astype(int)  # XOR
    start = network.new_parameters((2, 8, 2), seed=1)
    before = [part.copy() for layer in start for part in layer]
    trained = network.train(x, y, start, steps=1500, learning_rate=0.5)
    assert np.mean(network.predict(x, trained) == y) > 0.95 > np.mean(network.predict(x, start) == y)
    for part, old in zip((part for layer in start for part in layer), before, strict=True):
        np.testing.assert_array_equal(part, old)
    again = network.train(x, y, start, steps=1500, learning_rate=0.5)
    np.testing.assert_array_equal(again[0][0], trained[0][0])
    other = network.train(x, y, start, steps=10, seed=2)
    assert (other[0][0] != network.train(x, y, start, steps=10, seed=1)[0][0]).any()


def test_one_step_is_gradient_descent():
    x, y = batch(6)
    parameters = some_parameters(SIZES, 6)
    gradients = network.backward(network.forward(x, parameters), y, parameters)
    stepped = network.gradient_step(parameters, gradients, 0.25)
    for (weights, bias), (dw, db), (new_w, new_b) in zip(parameters, gradients, stepped, strict=True):
        np.testing.assert_array_equal(new_w, weights - 0.25 * dw)
        np.testing.assert_array_equal(new_b, bias - 0.25 * db)


def test_new_weights_have_variance_one_over_inputs():
    (weights, bias), (second, _) = network.new_parameters((400, 300, 7), seed=2)
    assert weights.shape == (400, 300) and second.shape == (300, 7) and not bias.any()
    assert weights.std() == pytest.approx(1 / 20, rel=0.02) and abs(weights.mean()) < 1e-3


def test_measured_slopes_of_a_polynomial_are_exact_to_rounding():
    x = np.arange(6, dtype=float).reshape(2, 3)
    before = x.copy()
    slopes = network.numeric_gradient(lambda array: float((array**2).sum()), x)
    np.testing.assert_allclose(slopes, 2 * x, atol=1e-8)
    np.testing.assert_array_equal(x, before)
    assert network.numeric_gradient(lambda array: float(array) ** 2, 3.0).item() == pytest.approx(6)


def test_the_relative_error_is_a_share_of_the_longer_gradient():
    assert network.relative_error([3.0, 4.0], [3.0, 4.0]) == 0
    assert network.relative_error([0.0, 0.0], [0.0, 0.0]) == 0
    assert network.relative_error([2.0], [1.0]) == network.relative_error([1.0], [2.0]) == 0.5
    assert network.relative_error([1.0], [-1.0]) == 2


PAIR = [(np.ones((2, 3)), np.ones(3)), (np.ones((3, 2)), np.ones(2))]
X = np.ones((4, 2))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: network.forward(np.ones((4, 3)), PAIR), r"layer 1 must have weights of shape \(3, units\)"),
        (lambda: network.forward(X, [PAIR[0], PAIR[0]]), r"layer 2 must have weights of shape \(3, units\)"),
        (lambda: network.forward(X, [(np.ones((2, 3)), np.ones(2))]), r"bias of shape \(3,\), one per"),
        (lambda: network.forward(X, [(np.ones((2, 3)),)]), "layer 1 must be a pair"),
        (lambda: network.forward(X, []), "at least one layer, got none"),
        (lambda: network.forward([1.0, 2.0], PAIR), r"x must have shape \(n, inputs\).* got \(2,\)"),
        (lambda: network.forward([["a", "b"]], PAIR), "x must hold numbers"),
        (lambda: network.forward([[1, 2], [3]], PAIR), "rows of the same length"),
        (lambda: network.cross_entropy(np.ones((4, 2)), [0, 1]), r"y must have shape \(4,\)"),
        (lambda: network.cross_entropy(np.ones((2, 2)), [0, 2]), r"class indices 0 to 1, got \[0, 2\]"),
        (lambda: network.cross_entropy(np.ones((2, 2)), [0.5, 1]), "class indices 0 to 1"),
        (lambda: network.backward([X, X], [0] * 4, PAIR), "activations must hold 3 arrays"),
        (lambda: network.backward(network.forward(X, PAIR), [0, 1], PAIR), r"y must have shape \(4,\)"),
        (lambda: network.gradient_step(PAIR, PAIR[::-1], 0.1), r"layer 1 must have the shapes \[\(2, 3\)"),
        (lambda: network.gradient_step(PAIR, PAIR, 0), "learning_rate must be a number > 0, got 0"),
        (lambda: network.train(X, [0] * 4, PAIR, batch_size=0), "batch_size must be .* ≥ 1, got 0"),
        (lambda: network.train(X, [0] * 4, PAIR, steps=-1), "steps must be a whole number ≥ 0, got -1"),
        (lambda: network.new_parameters((3,), 0), r"sizes must hold at least two numbers.* got \[3\]"),
        (lambda: network.new_parameters((3, 0), 0), "each of sizes must be a whole number ≥ 1, got 0"),
        (lambda: network.numeric_gradient(np.sum, X, h=0), "h must be a number > 0, got 0"),
        (lambda: network.relative_error([1.0], [1.0, 2.0]), r"one shape, got \(1,\) and \(2,\)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_words(call, said):
    with pytest.raises(CourseError, match=said):
        call()
