"""The lab of transfer learning: what labels, unfrozen layers and the start do, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits", n=900, test_share=0.4)


@pytest.fixture(scope="module")
def backbone(digits):
    """A small network that has learned to tell the digits 0 to 4 apart."""
    import keras

    keras.utils.set_random_seed(3)
    network = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(24, activation="relu"),
            keras.layers.LayerNormalization(),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(5, activation="softmax"),
        ]
    )
    network.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    known = digits.y_train < 5
    live.Trainer(network, (digits.x_train[known], digits.y_train[known]), batch_size=32).step(150)
    return network


@pytest.fixture
def trainer(backbone, digits):
    return live.TransferTrainer(backbone, digits, labels=5, learning_rate=0.01)


def kernels(trainer):
    return [np.array(weights) for weights in trainer.model.get_weights()]


def test_with_all_frozen_only_the_head_learns(trainer, backbone):
    before = kernels(trainer)
    for ours, theirs in zip(before[:-2], backbone.get_weights()[:-2], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    trainer.step(40)
    after = kernels(trainer)
    assert all((one == other).all() for one, other in zip(before[:-2], after[:-2], strict=True))
    assert np.abs(before[-2] - after[-2]).max() > 0.01
    assert trainer.learns == "head" and trainer.words == "5 per class · head"


def test_a_layer_unfrozen_while_it_trains_goes_on_from_there(trainer):
    trainer.step(30)
    before = kernels(trainer)
    trainer.settings["unfrozen layers"] = 1
    assert trainer.snapshot()["step"] == 30, "it waits for the next step"
    trainer.step(1)
    after = kernels(trainer)
    assert trainer.snapshot()["step"] == 31 and trainer.learns == "head + 1 layer"
    changed = [bool(np.abs(one - other).max() > 0) for one, other in zip(before, after, strict=True)]
    assert changed == [False] * 4 + [True] * 4  # the first Dense and its normalization rest
    assert np.abs(before[-2] - after[-2]).max() < 0.1, "the head is not begun anew"
    trainer.settings["unfrozen layers"] = 2
    trainer.step(5)
    assert trainer.learns == "everything" and trainer.snapshot()["step"] == 36


def test_what_it_tells_is_measured_on_test_images(trainer, digits):
    trainer.step(60)
    snapshot = trainer.snapshot()
    images, labels = trainer._new
    said = trainer.model.predict(images, verbose=0).argmax(axis=1)
    assert snapshot["val_accuracy"] == pytest.approx(np.mean(said == labels), abs=0.005)
    assert snapshot["accuracy"] > 0.7 and snapshot["labels in all"] == 50
    known = {image.tobytes() for image in digits.x_test}
    assert all(image.tobytes() in known for image in snapshot["images"])
    assert sorted(np.unique(snapshot["labels"])) == list(range(10))
    assert (snapshot["predicted"] == said[: len(snapshot["predicted"])]).all()


def test_other_labels_begin_anew_with_as_many_images(trainer):
    trainer.step(20)
    start = kernels(trainer)
    trainer.settings["labels per class"] = 20
    assert trainer.snapshot()["step"] == 0 and trainer.snapshot()["labels in all"] == 200
    assert len(np.unique(trainer._trainer.points.x.reshape(500, -1), axis=0)) == 200
    assert np.abs(start[-2] - kernels(trainer)[-2]).max() > 0


def test_reset_begins_alike_and_a_new_seed_with_other_images(trainer):
    trainer.step(25)
    after = kernels(trainer)
    trainer.reset()
    assert trainer.snapshot()["step"] == 0
    trainer.step(25)
    for one, other in zip(after, kernels(trainer), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)
    images = {image.tobytes() for image in trainer._examples[0]}
    trainer.reset(same_seed=False)
    assert images != {image.tobytes() for image in trainer._examples[0]}


def test_a_reset_after_unfreezing_begins_with_the_backbones_own_weights(trainer, backbone):
    trainer.settings["unfrozen layers"] = 2
    trainer.step(30)
    trainer.reset()
    for ours, theirs in zip(kernels(trainer)[:-2], backbone.get_weights()[:-2], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    trainer.step(3)
    assert np.abs(kernels(trainer)[0] - backbone.get_weights()[0]).max() > 0


def test_a_random_start_is_another_choice(trainer, backbone):
    trainer.choices["start"].write("random")
    assert trainer.pending
    trainer.rebuild()
    assert not trainer.pending and trainer.words == "5 per class · head · random start"
    assert np.abs(kernels(trainer)[0] - backbone.get_weights()[0]).max() > 0.1


def test_the_backbone_itself_stays_as_it_is(backbone, digits):
    before = [np.array(each) for each in backbone.get_weights()]
    trainer = live.TransferTrainer(backbone, digits, unfrozen=2)
    trainer.step(20)
    assert all(
        (one == np.array(other)).all() for one, other in zip(before, backbone.get_weights(), strict=True)
    )
    assert all(layer.trainable for layer in backbone.layers)


def test_the_lab_has_a_control_for_each_and_tells_it_in_words(backbone, digits):
    lab = live.transfer(backbone, digits, headless=False)
    assert list(lab.controls) == ["labels per class", "unfrozen layers", "learning rate", "start"]
    assert isinstance(lab.steppable, live.Steppable)
    lab.step(10)
    assert (
        "step 10 · labels 50 · learns head · right of these" in lab.status and "of test images" in lab.status
    )
    lab.controls["unfrozen layers"].value = 2
    lab.step(10)
    assert "step 20 · labels 50 · learns everything" in lab.status
    lab.controls["labels per class"].value = 20
    assert "step 0 · labels 200" in lab.status
    assert [run.words for run in lab.runs] == ["5 per class · everything", "20 per class · everything"]


def test_without_a_browser_both_ways_are_run_and_compared(backbone, digits):
    lab = live.transfer(backbone, digits, steps=60, headless=True)
    assert [run.words for run in lab.runs] == ["5 per class · head", "5 per class · everything"]
    assert [run.history["step"][-1] for run in lab.runs] == [60, 60]
    assert "learns everything" in lab.still().alt and "16 images" in lab.still().alt


def test_what_does_not_fit_is_said(backbone, digits):
    import keras

    with pytest.raises(CourseError, match="labels must be a whole number ≥ 1 and ≤ 50"):
        live.TransferTrainer(backbone, digits, labels=51)
    with pytest.raises(CourseError, match="unfrozen must be a whole number ≥ 0 and ≤ 2"):
        live.TransferTrainer(backbone, digits, unfrozen=3)
    with pytest.raises(CourseError, match="start must be one of pretrained, random"):
        live.TransferTrainer(backbone, digits, start="imagenet")
    with pytest.raises(CourseError, match=r"the shape that the backbone takes, \(8, 8, 1\)"):
        live.TransferTrainer(backbone, datasets.load("iris"))
    with pytest.raises(CourseError, match="with classes and a test part"):
        live.TransferTrainer(backbone, replace(digits, x_test=digits.x_test[:0], y_test=digits.y_test[:0]))
    with pytest.raises(CourseError, match=r"built keras\.Sequential"):
        live.TransferTrainer("letters", digits)
    with pytest.raises(CourseError, match="must end in a Dense layer"):
        live.TransferTrainer(keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten()]), digits)
