"""The lab on filters and feature maps: they are those of the learner's model, at every step."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.scratch.convolution import convolve


@pytest.fixture(scope="module")
def pictures():
    """Forty pictures of 8×8 pixels, bright at the left or at the right, and twelve new ones."""
    random = np.random.default_rng(0)
    y = np.arange(52) % 2
    x = random.uniform(0, 0.2, (52, 8, 8, 1)).astype("float32")
    x[y == 0, :, :4] += 0.7
    x[y == 1, :, 4:] += 0.7
    return (x[:40], y[:40]), (x[40:], y[40:])


def new_model(between=()):
    import keras

    model = keras.Sequential([
        keras.Input((8, 8, 1)), keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(6, 2, activation="relu"), *between, keras.layers.Flatten(),
        keras.layers.Dense(2, activation="softmax"),
    ])  # fmt: skip
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.fixture(scope="module")
def trainer(pictures):
    trainer = live.FeatureTrainer(new_model(), pictures, image=3)
    trainer.step(5)
    return trainer


def test_the_maps_are_the_layers_own(trainer, pictures):
    kernels, bias = trainer.model.layers[0].get_weights()
    image = pictures[1][0][3:4]
    wanted = np.maximum(convolve(image, kernels, bias), 0)[0]
    seen = trainer.snapshot()
    np.testing.assert_allclose(seen["maps 1"], np.moveaxis(wanted, -1, 0) / wanted.max(), atol=1e-5)
    assert seen["maps 2"].shape == (6, 2, 2) and seen["maps 2"].max() == pytest.approx(1)
    np.testing.assert_allclose(seen["filters"], kernels[:, :, 0].transpose(2, 0, 1))
    np.testing.assert_array_equal(seen["images"], image)
    assert seen["true"].tolist() == [0, 1] and seen["probabilities"].sum() == pytest.approx(1, abs=1e-5)


def test_they_move_while_it_learns_and_come_back(trainer):
    before = trainer.snapshot()
    memory = trainer.memory()
    trainer.step(3)
    after = trainer.snapshot()
    assert after["step"] == before["step"] + 3
    assert np.abs(after["filters"] - before["filters"]).max() > 1e-4
    trainer.restore(memory)
    np.testing.assert_allclose(trainer.snapshot()["filters"], before["filters"], atol=1e-7)


def test_another_image_is_looked_at_without_a_new_start(trainer, pictures):
    step = trainer.snapshot()["step"]
    trainer.settings["image"] = 6.2
    seen = trainer.snapshot()
    assert seen["step"] == step
    np.testing.assert_array_equal(seen["images"], pictures[1][0][6:7])
    with pytest.raises(CourseError, match="image must be a number ≥ 0 and ≤ 11"):
        trainer.settings["image"] = 12


def test_the_slider_of_images_stops_at_whole_numbers_and_follows_code(pictures):
    lab = live.feature_maps(new_model(), pictures, image=2, headless=False)
    slider = lab.controls["image"]
    assert (slider.value, slider.step, slider.max) == (2, 1, 11) and slider.readout_format == "d"
    lab.steppable.settings["image"] = 7
    lab.step(1)
    assert slider.value == 7
    slider.value = 4
    assert lab.steppable.image == 4


def test_a_lab_without_a_browser_shows_filters_maps_and_the_answer(pictures):
    lab = live.feature_maps(new_model(), pictures, steps=60, headless=True)
    alt = lab.still().alt
    assert [panel.title for panel in lab.panels[2:]] == [
        "The filters of the first layer", "Layer 1: 4 maps of 6×6", "Layer 2: 6 maps of 2×2",
    ]  # fmt: skip
    assert lab.steppable.snapshot()["val_accuracy"] == 1
    assert "4 filters of 3×3 pixels" in alt and "6 images of 2×2 pixels" in alt


def test_what_does_not_fit_is_said(pictures):
    import keras

    dense = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(2)])
    dense.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(CourseError, match="model must have a Conv2D layer"):
        live.FeatureTrainer(dense, pictures)
    with pytest.raises(CourseError, match="data must have new examples"):
        live.FeatureTrainer(new_model(), pictures[0])
    with pytest.raises(CourseError, match="image must be a whole number ≥ 0 and ≤ 11"):
        live.FeatureTrainer(new_model(), pictures, image=12)
