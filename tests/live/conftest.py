"""Small models and points for the tests of live training."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def no_loop():
    """No event loop but a test's own; where browser tests have run before, Playwright's is still running."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def points():
    """250 points in two features, labeled by the sign of their product: XOR."""
    generator = np.random.default_rng(0)
    x = generator.normal(size=(250, 2)).astype("float32")
    return x, (x[:, 0] * x[:, 1] > 0).astype("int32")


@pytest.fixture(scope="session")
def two_pairs(points):
    """The same points for training, and a hundred new ones."""
    generator = np.random.default_rng(1)
    x = generator.normal(size=(100, 2)).astype("float32")
    return points, (x, (x[:, 0] * x[:, 1] > 0).astype("int32"))


@pytest.fixture
def make_model():
    """A compiled network, the same initial weights each time."""

    def make(
        *between,
        units=8,
        optimizer=None,
        loss="binary_crossentropy",
        output=(1, "sigmoid"),
        **compile_options,
    ):
        import keras

        keras.utils.set_random_seed(3)
        layers = [layer() for layer in between]
        model = keras.Sequential(
            [
                keras.Input(shape=(2,)),
                keras.layers.Dense(units, "tanh"),
                *layers,
                keras.layers.Dense(output[0], output[1]),
            ]
        )
        compile_options.setdefault("metrics", ["accuracy"])
        model.compile(optimizer or keras.optimizers.SGD(0.1), loss, **compile_options)
        return model

    return make


@pytest.fixture
def subclassed_model():
    """A compiled model whose construction cannot be repeated from outside."""
    import keras

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, x):
            return self.dense(x)

    model = Own()
    model.compile("sgd", "mse")
    return model
