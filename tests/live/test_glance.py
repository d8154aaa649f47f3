"""A first look at a new network, before anything is compiled for it."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import dlcourse as dl
from dlcourse import live


def network(data, units, **layer):
    """A small classifier of points, with the metrics that labs show."""
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(units, activation="tanh", **layer),
            keras.layers.Dense(data.number_of_classes, activation="softmax"),
        ]
    )
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def test_it_shows_what_the_compiled_program_shows():
    data = dl.datasets.load("blobs", n=60, seed=2, centers=3)
    trainer = live.Trainer(network(data, 7, kernel_regularizer="l2"), data, look=("field", "network"))
    glance = trainer.glance()
    assert trainer._engine is None, "nothing was compiled for it"
    snapshot = trainer.snapshot()
    assert list(glance) == list(snapshot)
    for name, value in snapshot.items():
        np.testing.assert_allclose(glance[name], value, rtol=1e-4, atol=1e-5, err_msg=name)
    assert "val_accuracy" in glance and glance["field"].shape == (3, 50, 50)


def test_it_leaves_no_trace_in_what_training_learns():
    data = dl.datasets.load("circles", n=60, seed=2)
    plain, looked_at = (live.Trainer(network(data, 9), data) for _ in range(2))
    looked_at.glance()
    for trainer in (plain, looked_at):
        trainer.step(20)
    for own, theirs in zip(plain.model.get_weights(), looked_at.model.get_weights(), strict=True):
        np.testing.assert_array_equal(own, theirs)
    assert plain.snapshot()["loss"] == looked_at.snapshot()["loss"]


def test_a_network_like_an_earlier_one_needs_no_such_look(monkeypatch):
    data = dl.datasets.load("circles", n=60, seed=2)
    live.Trainer(network(data, 9), data).step(1)
    monkeypatch.setattr("dlcourse.live.trainer.look_at_once", lambda *_: pytest.fail("it is compiled"))
    assert live.Trainer(network(data, 9), data).glance()["step"] == 0


def test_where_nothing_is_compiled_it_is_a_snapshot():
    data = dl.datasets.load("circles", n=60, seed=2)
    trainer = live.Trainer(network(data, 5), data, engine="train_on_batch")
    assert trainer.glance()["loss"] == trainer.snapshot()["loss"]
