"""What is compiled when, and what serves a model that can only in part be compiled."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live


@pytest.fixture
def counting():
    """A model that counts how often its steps are traced; told to, it cannot be traced for a look."""
    import keras
    import tensorflow as tf

    class Counting(keras.Sequential):
        cannot_be_looked_at = False
        trained = tested = 0

        def train_step(self, data):
            self.trained += 1
            return super().train_step(data)

        def test_step(self, data):
            if not tf.executing_eagerly():
                self.tested += 1
                if self.cannot_be_looked_at and "look" in tf.compat.v1.get_default_graph().name:
                    raise NotImplementedError("not beside training")
            return super().test_step(data)

    keras.utils.set_random_seed(3)
    model = Counting([keras.Input((2,)), keras.layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
    return model


@pytest.mark.parametrize("engine", ["xla", "graph"])
def test_looking_is_compiled_when_somebody_looks(counting, points, engine):
    trainer = live.Trainer(counting, points, engine=engine)
    trainer.step(3)
    trainer.step(400)
    assert (counting.trained, counting.tested) == (1, 0)
    assert trainer.snapshot()["step"] == 403
    assert (counting.trained, counting.tested) == (2, 1)
    trainer.advance(20)
    assert (counting.trained, counting.tested) == (2, 1)


def test_what_trains_compiled_but_cannot_be_looked_at_goes_on_batch_by_batch(counting, points):
    counting.cannot_be_looked_at = True
    trainer = live.Trainer(counting, points)
    trainer.step(3)
    assert trainer.engine != "train_on_batch" and trainer.note == ""
    weights = counting.get_weights()
    assert trainer.snapshot()["step"] == 3
    assert trainer.engine == "train_on_batch" and "NotImplementedError" in trainer.note
    for before, after in zip(weights, counting.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    assert trainer.advance(2)["step"] == 5
    assert int(counting.optimizer.iterations) == 5
