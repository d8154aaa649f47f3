"""A small model to write, and a card for it."""

from __future__ import annotations

import hashlib

import pytest

from dlcourse.pretrained.card import Card
from dlcourse.pretrained.weights import write


@pytest.fixture(scope="session")
def small_model():
    import keras
    from keras import layers

    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((4, 4, 1)),
            layers.Conv2D(2, 3, name="stem"),
            layers.BatchNormalization(name="norm"),
            layers.Dropout(0.5, name="dropout"),
            keras.Sequential([layers.Flatten(), layers.Dense(3, name="answers")], name="head"),
        ],
        name="small",
    )


@pytest.fixture
def written(small_model, tmp_path):
    """The card of the small model, and its file."""
    path = write(small_model, "small", dtype="float32", folder=tmp_path / "data" / "weights")
    content = path.read_bytes()
    about = Card(
        name="small", title="is small", input_shape=(4, 4, 1), class_names=("a", "b", "c"),
        trained_on="nothing", score="none", seed=3,
        size=len(content), checksum=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    return about, path
