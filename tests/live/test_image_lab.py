"""The lab on a classifier of images: what it shows of the model, and which examples stay out of sight."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits", n=300, classes=(0, 1, 7), validation_share=0.3)


@pytest.fixture
def model():
    import keras

    keras.utils.set_random_seed(3)
    network = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(3, activation="softmax")]
    )
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return network


def test_it_shows_what_the_model_says_about_validation_images_of_every_class(model, digits):
    trainer = live.ImageTrainer(model, digits, most=9)
    trainer.step(30)
    snapshot = trainer.snapshot()
    assert snapshot["labels"].tolist() == [0, 1, 2] * 3
    known = {image.tobytes() for image in digits.x_validation}
    assert all(image.tobytes() in known for image in snapshot["images"])
    said = model.predict(snapshot["images"], verbose=0).argmax(axis=1)
    assert (snapshot["predicted"] == said).all()


def test_the_test_part_stays_out_of_sight(model, digits):
    trainer = live.ImageTrainer(model, digits)
    trainer.step(10)
    loss = model.evaluate(digits.x_validation, digits.y_validation, verbose=0)[0]
    assert trainer.snapshot()["val_loss"] == pytest.approx(loss, rel=1e-4)


def test_without_a_validation_part_the_test_part_is_new(model, digits):
    plain = datasets.load("digits", n=300, classes=(0, 1, 7))
    points = live.ImageTrainer(model, plain).trainer.points
    assert np.array_equal(points.x_new, plain.x_test) and np.array_equal(points.y_new, plain.y_test)


def test_a_moment_can_be_had_back(model, digits):
    trainer = live.ImageTrainer(model, digits)
    trainer.step(5)
    memory, then = trainer.memory(), trainer.snapshot()
    trainer.step(60)
    assert trainer.snapshot()["loss"] < then["loss"]
    trainer.restore(memory)
    now = trainer.snapshot()
    assert now["step"] == 5 and now["loss"] == pytest.approx(then["loss"], rel=1e-4)
    assert (now["predicted"] == then["predicted"]).all()


def test_the_lab_learns_and_tells_it_in_words(model, digits):
    lab = live.train_on_images(model, digits, steps=200, most=6, headless=True)
    assert "step 200" in lab.status and "on new images" in lab.status and "right" in lab.status
    assert lab.history["val_accuracy"][-1] > 0.9 > lab.history["val_accuracy"][0]
    assert lab.steppable.note == "" and "keras.Sequential" in lab.steppable.code()
    assert "6 images of 8×8 pixels" in lab.still().alt


def test_the_learning_rate_has_a_slider(model, digits):
    lab = live.train_on_images(model, digits, controls=("learning rate",), headless=False)
    assert list(lab.controls) == ["learning rate"]
    lab.steppable.settings["learning rate"] = 0.02
    assert float(model.optimizer.learning_rate) == pytest.approx(0.02)


def test_without_a_metric_the_curves_are_losses(model, digits):
    model.compile("adam", "sparse_categorical_crossentropy")
    lab = live.train_on_images(model, digits, steps=3, headless=True)
    assert "right" not in lab.status and "Loss, step by step" in [panel.title for panel in lab.panels]


def test_what_does_not_fit_is_said(model, digits):
    with pytest.raises(CourseError, match="must have new examples"):
        live.ImageTrainer(model, (digits.x_train, digits.y_train))
    with pytest.raises(CourseError, match="the last layer needs 10 units"):
        live.ImageTrainer(model, datasets.load("digits", n=200))
    with pytest.raises(CourseError, match="images of shape"):
        live.ImageTrainer(model, datasets.load("iris"))
    with pytest.raises(CourseError, match="momentum"):
        live.train_on_images(model, digits, controls=("momentum",), headless=True)


def test_another_seed_gives_other_weights(model, digits):
    trainer = live.ImageTrainer(model, digits)
    before = np.array(model.get_weights()[0])
    trainer.reset(same_seed=False)
    assert not np.allclose(before, model.get_weights()[0])
