"""Models of one architecture share what was compiled and nothing else; live numbers do what Keras' own do."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError


def program(trainer):
    """What was compiled for `trainer`."""
    trainer.snapshot()
    return trainer._engine._program


def farthest(model, other):
    return max(np.abs(a - b).max() for a, b in zip(model.get_weights(), other.get_weights(), strict=True))


def network(*layers, optimizer=None, loss="binary_crossentropy", metrics=()):
    model = keras.Sequential([keras.Input((2,)), *layers, keras.layers.Dense(1, "sigmoid")])
    model.compile(optimizer or keras.optimizers.SGD(0.1), loss, metrics=list(metrics))
    return model


def test_an_equal_model_compiles_nothing_and_the_two_stay_apart(make_model, points):
    first, second = make_model(), make_model()
    trainers = [live.Trainer(first, points), live.Trainer(second, points)]
    assert program(trainers[0]) is program(trainers[1])
    second.set_weights([0.5 * weight for weight in second.get_weights()])
    alone = make_model(units=8)
    alone.set_weights(second.get_weights())
    live.Trainer(alone, points, engine="graph").step(40)
    for _ in range(4):
        trainers[0].step(25)
        trainers[1].step(10)
    assert farthest(first, second) > 0.01
    assert farthest(second, alone) < 1e-5
    assert int(second.optimizer.iterations) == 40 and int(first.optimizer.iterations) == 100


@pytest.mark.parametrize(
    "other",
    [
        lambda: network(keras.layers.Dense(5, "tanh")),
        lambda: network(keras.layers.Dense(4, "relu")),
        lambda: network(keras.layers.Dense(4, "tanh"), loss="mse"),
        lambda: network(keras.layers.Dense(4, "tanh"), optimizer="adam"),
        lambda: network(keras.layers.Dense(4, "tanh"), metrics=["accuracy"]),
        lambda: network(keras.layers.Dense(4, "tanh", kernel_regularizer="l2")),
        lambda: network(keras.layers.Dense(4, "tanh", trainable=False)),
    ],
)
def test_models_that_differ_share_nothing(points, other):
    plain = program(live.Trainer(network(keras.layers.Dense(4, "tanh")), points))
    assert program(live.Trainer(other(), points)) is not plain


def test_a_learners_own_function_is_never_taken_for_keras_own(points):
    x, y = points

    def mean_squared_error(truth, answers):
        return 3 * keras.ops.mean(keras.ops.abs(keras.ops.cast(truth, "float32") - answers[:, 0]))

    def tanh(values):
        return keras.ops.sin(values)

    live.Trainer(network(keras.layers.Dense(4, "tanh"), loss="mean_squared_error"), points).step(1)
    own_loss = network(keras.layers.Dense(4, "tanh"), loss=mean_squared_error)
    own_layer = network(keras.layers.Dense(4, tanh))
    for model in (own_loss, own_layer):
        seen = live.Trainer(model, points).snapshot()
        assert seen["loss"] == pytest.approx(model.evaluate(x, y, batch_size=250, verbose=0), rel=1e-4)


def test_what_a_normalization_has_learned_is_not_shared(points):
    x, y = points
    models = []
    for data in (x, 5 + 3 * x):
        layer = keras.layers.Normalization()
        layer.adapt(data)
        models.append(network(layer, keras.layers.Dense(4, "tanh")))
    for model in models:
        seen = live.Trainer(model, points).snapshot()
        assert seen["loss"] == pytest.approx(model.evaluate(x, y, batch_size=250, verbose=0), rel=1e-4)


def trained_by_keras(model, points, steps):
    x, y = points
    for step in range(steps):
        batch = np.arange(step * 10, step * 10 + 10) % len(y)
        model.train_on_batch(x[batch], y[batch])
    return model


@pytest.mark.parametrize("changed_while_live", [False, True])
def test_momentum_is_that_of_keras(make_model, points, changed_while_live):
    ours = make_model(optimizer=keras.optimizers.SGD(0.05, momentum=0.9))
    theirs = make_model(optimizer=keras.optimizers.SGD(0.05, momentum=0.5))
    trainer = live.Trainer(ours, points, shuffle=False, live=["momentum"] if changed_while_live else [])
    before = program(trainer)
    trainer.settings["momentum"] = 0.5
    trainer.step(30)
    assert (program(trainer) is before) == changed_while_live
    assert ours.optimizer.momentum == 0.5
    assert farthest(ours, trained_by_keras(theirs, points, 30)) < 2e-6


@pytest.mark.parametrize(
    ("name", "regularizer"), [("L1", keras.regularizers.L1), ("L2", keras.regularizers.L2)]
)
def test_a_live_penalty_is_that_of_keras(points, name, regularizer):
    def make(penalty):
        keras.utils.set_random_seed(3)
        layers = [
            keras.layers.Dense(n, a, kernel_regularizer=penalty) for n, a in ((6, "tanh"), (1, "sigmoid"))
        ]
        model = keras.Sequential([keras.Input((2,)), *layers])
        model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
        return model

    ours, theirs = make(None), make(regularizer(0.03))
    trainer = live.Trainer(ours, points, shuffle=False, live=["L1", "L2"])
    before = program(trainer)
    trainer.settings[name] = 0.03
    trainer.step(30)
    assert program(trainer) is before, "nothing is compiled anew"
    assert farthest(ours, trained_by_keras(theirs, points, 30)) < 2e-6
    assert ours.layers[0].kernel_regularizer.get_config() == regularizer(0.03).get_config()


def test_one_penalty_turned_on_keeps_the_other(points):
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(1, kernel_regularizer=keras.regularizers.L1(0.02))]
    )
    model.compile("sgd", "mse")
    trainer = live.Trainer(model, points, live=["L2"])
    trainer.settings["L2"] = 0.05
    kernel = model.get_weights()[0]
    errors = np.mean((model.predict(points[0], verbose=0)[:, 0] - points[1]) ** 2)
    penalty = 0.02 * np.abs(kernel).sum() + 0.05 * np.square(kernel).sum()
    assert trainer.snapshot()["loss"] == pytest.approx(errors + penalty, rel=1e-4)


def test_dropout_leaves_out_the_share_that_is_set(points):
    """With every weight 1 and next to no learning, batch normalization sees how much dropout lets through."""
    dropout = keras.layers.Dropout(0.5)
    layers = [keras.layers.Dense(64, kernel_initializer="zeros", bias_initializer="ones"), dropout]
    model = network(
        *layers,
        keras.layers.Dense(1, kernel_initializer="ones"),
        keras.layers.BatchNormalization(momentum=0.9),
        optimizer=keras.optimizers.SGD(1e-12),
    )
    trainer = live.Trainer(model, points, live=["dropout"])
    before = program(trainer)
    variances = {}
    for rate in (0.0, 0.2, 0.8):
        trainer.settings["dropout"] = rate
        trainer.step(400)
        variances[rate] = float(model.layers[3].moving_variance.numpy().item())
    assert program(trainer) is before
    assert dropout.rate == 0.8
    assert variances[0.0] < 1e-6
    # A unit of 1 is kept with probability 1 − r and divided by it: variance r / (1 − r), times 64 units.
    assert variances[0.2] == pytest.approx(64 * 0.25, rel=0.4)
    assert variances[0.8] == pytest.approx(64 * 4, rel=0.4)


@pytest.mark.parametrize(
    ("name", "value"), [("momentum", 1.5), ("momentum", -0.1), ("dropout", 0.99), ("L1", -1)]
)
def test_values_out_of_range_are_refused(points, name, value):
    model = network(
        keras.layers.Dense(4), keras.layers.Dropout(0.2), optimizer=keras.optimizers.SGD(0.1, momentum=0.9)
    )
    trainer = live.Trainer(model, points)
    before = dict(trainer.settings)
    with pytest.raises(CourseError, match=f"{name} must be a number ≥ 0"):
        trainer.settings[name] = value
    assert dict(trainer.settings) == before


def test_settings_that_need_what_the_model_lacks_are_not_offered(make_model, points):
    assert not {"momentum", "dropout"} & set(live.Trainer(make_model(), points).settings)
    with pytest.raises(CourseError, match=r"momentum=0\.9"):
        live.train(make_model(), points, controls=["momentum"], headless=True)
