"""The program written from a model: run as it is, it makes the same architecture, compilation and data."""

from __future__ import annotations

import random

import keras
import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.live.keras_code import program_for
from dlcourse.live.learning_set import as_learning_set


def run(code):
    """The names that the program defines; the program itself is what is tested."""
    names = {}
    exec(compile(code, "program", "exec"), names)
    return names


def anonymous(config):
    """A configuration without the names that Keras gives one after the other."""
    if isinstance(config, dict):
        return {
            key: anonymous(value) for key, value in config.items() if key not in ("name", "shared_object_id")
        }
    if isinstance(config, list | tuple):
        return [anonymous(value) for value in config]
    return float(f"{config:.6g}") if isinstance(config, float) else config


def assert_same(one, other):
    assert anonymous(one.get_config()["layers"]) == anonymous(other.get_config()["layers"])
    assert anonymous(one.get_compile_config()) == anonymous(other.get_compile_config())


CIRCLES = ("circles", {"n": 60})
LAYERS = keras.layers
MODELS = {
    "plain": (CIRCLES, [LAYERS.Dense(4, "tanh"), LAYERS.Dense(1, "sigmoid")], "sgd", "binary_crossentropy"),
    "regularized": (
        CIRCLES,
        [
            LAYERS.Dense(6, "relu", kernel_regularizer=keras.regularizers.L1L2(0.001, 0.01), name="first"),
            LAYERS.Dropout(0.25),
            LAYERS.BatchNormalization(momentum=0.9),
            LAYERS.LeakyReLU(0.3),
            LAYERS.Dense(1, kernel_initializer=keras.initializers.HeNormal(seed=3), use_bias=False),
        ],
        keras.optimizers.SGD(0.07, momentum=0.9, nesterov=True),
        keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1),
    ),
    "with a schedule": (
        CIRCLES,
        [LAYERS.Dense(1, "sigmoid")],
        keras.optimizers.AdamW(keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9), weight_decay=0.01),
        keras.losses.mean_squared_error,
    ),
    "of images": (
        ("digits", {}),
        [
            LAYERS.Reshape((8, 8, 1)),
            LAYERS.Conv2D(4, 3, padding="same", activation="relu"),
            LAYERS.MaxPooling2D(2),
            LAYERS.Flatten(),
            LAYERS.Dense(10, "softmax"),
        ],
        keras.optimizers.Adam(0.003, beta_1=0.8, clipnorm=1.0),
        "sparse_categorical_crossentropy",
    ),
    "recurrent": (
        ("digits", {}),
        [
            LAYERS.Reshape((8, 8)),
            LAYERS.Bidirectional(LAYERS.LSTM(3, dropout=0.1)),
            LAYERS.Dense(10, "softmax"),
        ],
        keras.optimizers.RMSprop(0.01),
        "sparse_categorical_crossentropy",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_the_program_of_ones_own_model_makes_that_model_and_its_data(name):
    (data_name, settings), layers, optimizer, loss = MODELS[name]
    data = datasets.load(data_name, **settings)
    copies = [type(layer).from_config(layer.get_config()) for layer in layers]
    model = keras.Sequential([keras.Input(data.input_shape), *copies])
    model.compile(optimizer, loss, metrics=["accuracy"])
    code = program_for(model, data, as_learning_set(data), 20, lambda: 10)()
    made = run(code)
    assert_same(made["model"], model)
    assert made["model"].input_shape == model.input_shape
    for part in ("x_train", "y_train", "x_test", "y_test"):
        assert np.array_equal(made[part], getattr(data, part))
    assert "batch_size=20" in code and len(made["history"].epoch) >= 1


def test_the_program_is_short_and_says_only_what_is_unusual(make_model):
    model = make_model(lambda: keras.layers.Dropout(0.5))
    lab = live.train(model, datasets.load("xor", n=40), headless=False)
    code = lab.steppable.code()
    assert '    keras.layers.Dense(8, activation="tanh"),' in code.splitlines()
    assert "    keras.layers.Dropout(0.5)," in code.splitlines()
    assert "    optimizer=keras.optimizers.SGD(learning_rate=0.1)," in code.splitlines()
    assert max(map(len, code.splitlines())) < 110


def test_the_program_follows_the_sliders(make_model):
    lab = live.train(make_model(), datasets.load("xor", n=40), headless=False)
    lab.steppable.settings["learning rate"] = 0.3
    lab.steppable.settings["L2"] = 0.01
    lab.steppable.settings["noise"] = 0.4
    lab.steppable.step(5)  # the program trains for as many
    code = lab.steppable.code()
    assert "learning_rate=0.3" in code and "noise=0.4" in code
    assert code.count("kernel_regularizer=keras.regularizers.L2(l2=0.01)") == 2
    made = run(code)
    assert_same(made["model"], lab.steppable.model)
    assert np.array_equal(made["x_train"], lab.steppable.points.x)


class Doubled(keras.layers.Dense):
    """A layer of the learner's own."""


def own_loss(wanted, answer):
    """A loss of the learner's own."""
    return keras.ops.mean((wanted - answer) ** 2)


def test_of_what_is_the_learners_own_there_is_no_program(points, subclassed_model, make_model):
    own_layer = keras.Sequential([keras.Input((2,)), Doubled(1)])
    own_layer.compile("sgd", "mse")
    own_activation = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, lambda x: 2 * x)])
    own_activation.compile("sgd", "mse")
    models = [subclassed_model, own_layer, own_activation, make_model(loss=own_loss, metrics=None)]
    for model in models:
        assert live.Trainer(model, points).code is None
    assert live.Trainer(make_model(), points).code is not None


def test_writing_leaves_random_numbers_and_names_to_the_learner(make_model, points):
    trainer = live.Trainer(make_model(lambda: keras.layers.Dropout(0.5)), points)
    keras.utils.set_random_seed(5)
    next_name = keras.layers.Dense(1).name
    expected = random.random()
    keras.utils.set_random_seed(5)
    before = int(keras.layers.Dense(1).name.split("_")[-1])
    assert trainer.code()
    assert random.random() == expected
    assert int(keras.layers.Dense(1).name.split("_")[-1]) == before + 1, next_name


def test_arrays_of_ones_own_are_named_and_not_made_up(make_model, points):
    code = live.Trainer(make_model(), points).code()
    assert "# x_train and y_train" in code and "validation_data" not in code
