"""The table of outputs and losses: each row is a Keras layer and loss that fit, and the gradient is ŷ − y."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse.scratch.outputs import OUTPUTS, as_text

CLASSES = 4
TARGETS = {  # what the table says of y, in numbers for three examples
    "a number": [[0.3], [-2.0], [5.0]],
    "0 or 1": [[0.0], [1.0], [1.0]],
    "0, 1, … k − 1": [2, 0, 3],
    "k numbers, a 1 and zeros": np.eye(CLASSES)[[2, 0, 3]],
    "k times 0 or 1": [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], [1.0, 0.0, 1.0, 1.0]],
    "between 0 and 1": [[0.2], [0.9], [0.5]],
    "0, 1, 2, …": [[0.0], [3.0], [1.0]],
}
every_row = pytest.mark.parametrize("row", OUTPUTS, ids=lambda row: f"{row.answer}-{row.loss}")


def target_of(row):
    return np.array(TARGETS[row.target])


@every_row
def test_keras_has_the_pair_and_trains_with_it(row):
    import keras

    units = 1 if row.units == "1" else CLASSES
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units, activation=row.activation)])
    model.compile(loss=row.loss, optimizer=keras.optimizers.SGD(0.1), run_eagerly=True)
    x, y = np.random.default_rng(1).normal(size=(3, 2)), target_of(row)
    losses = [float(model.train_on_batch(x, y)) for _ in range(20)]
    assert np.isfinite(losses).all() and losses[-1] < losses[0]


@every_row
def test_the_gradient_is_the_mistake_up_to_a_constant(row):
    import keras
    import tensorflow as tf

    units, y = (1 if row.units == "1" else CLASSES), target_of(row)
    z = tf.constant(np.random.default_rng(2).normal(size=(3, units)))
    with tf.GradientTape() as tape:
        tape.watch(z)
        answer = keras.activations.get(row.activation)(z)
        loss = tf.reduce_sum(keras.losses.get(row.loss)(tf.constant(y), answer))
    # A class number stands for the row of zeros with a 1 at its place.
    wanted = np.eye(CLASSES)[y] if y.ndim == 1 else y
    ratio = tape.gradient(loss, z).numpy() / (answer.numpy() - wanted)
    assert ratio.min() > 0
    np.testing.assert_allclose(ratio, ratio.mean(), rtol=1e-4)


@pytest.mark.parametrize(
    ("activation", "loss"), [("sigmoid", "mean_squared_error"), ("relu", "mean_squared_error")]
)
def test_a_pair_that_does_not_belong_together_has_another_gradient(activation, loss):
    import keras
    import tensorflow as tf

    y, z = tf.constant([[0.0], [1.0], [0.0]]), tf.constant([[3.0], [-2.0], [-0.5]])
    with tf.GradientTape() as tape:
        tape.watch(z)
        answer = keras.activations.get(activation)(z)
        total = tf.reduce_sum(keras.losses.get(loss)(y, answer))
    gradient, mistake = tape.gradient(total, z).numpy(), (answer - y).numpy()
    ratio = gradient[:2] / mistake[:2]
    assert np.ptp(ratio) > 0.01


def test_the_text_has_a_line_for_each_row_and_columns_below_each_other():
    head, *lines = as_text().splitlines()
    assert len(lines) == len(OUTPUTS)
    places = [head.index(name) for name in ("answer", "units", "activation", "loss", "target")]
    for line, row in zip(lines, OUTPUTS, strict=True):
        parts = (row.answer, row.units, row.activation, row.loss, row.target)
        assert all(line[at:].startswith(part) for at, part in zip(places, parts, strict=True))
