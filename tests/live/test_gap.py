"""The lab on overfitting: what it learns from, the gap it tells, and what its cures do to both."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError
from tests.live.lab_page import LabPage


@pytest.fixture(scope="module")
def moons():
    return datasets.load("moons", n=600, noise=0.25)


def new_network(inputs=2, classes=1):
    import keras

    keras.utils.set_random_seed(3)
    last = (
        ("sigmoid", "binary_crossentropy") if classes == 1 else ("softmax", "sparse_categorical_crossentropy")
    )
    network = keras.Sequential(
        [
            keras.Input((inputs,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(classes, activation=last[0]),
        ]
    )
    network.compile(keras.optimizers.Adam(0.01), last[1], metrics=["accuracy"])
    return network


@pytest.fixture
def trainer(moons):
    return live.GapTrainer(new_network(), moons, examples=40, wrong_labels=0.15)


def learned_from(trainer):
    """The distinct rows that training draws from, sorted."""
    return np.unique(trainer.points.x, axis=0)


def test_it_learns_from_so_many_examples_of_which_the_share_is_wrong(trainer, moons):
    snapshot = trainer.snapshot()
    assert len(snapshot["points"]) == len(snapshot["labels"]) == len(snapshot["wrong"]) == 40
    assert snapshot["wrong"].sum() == 6
    truth = {tuple(point): label for point, label in zip(moons.x_train, moons.y_train, strict=True)}
    right = np.array([truth[tuple(point)] for point in snapshot["points"]])
    assert ((snapshot["labels"] != right) == snapshot["wrong"]).all()
    np.testing.assert_array_equal(learned_from(trainer), np.unique(snapshot["points"], axis=0))
    assert trainer.points.y_new.tolist() == moons.y_test.tolist()


def test_the_gap_opens_and_the_histogram_widens(trainer):
    first = trainer.snapshot()
    trainer.step(800)
    last = trainer.snapshot()
    for snapshot in (first, last):
        assert snapshot["gap"] == pytest.approx(snapshot["val_loss"] - snapshot["loss"])
    assert last["gap"] > 1 > abs(first["gap"])
    assert last["accuracy"] > 0.9 > last["val_accuracy"]
    np.testing.assert_array_equal(first["functions"]["now"], first["functions"]["at the start"])
    np.testing.assert_array_equal(last["functions"]["at the start"], first["functions"]["now"])
    assert np.abs(last["functions"]["now"] - first["functions"]["now"]).sum() > 0.2
    for shares in last["functions"].values():
        assert shares.sum() == pytest.approx(1)


def gap_after(trainer, steps=800, **settings):
    for name, value in settings.items():
        trainer.settings[name] = value
    trainer.reset()
    return trainer.advance(steps)["gap"]


@pytest.mark.parametrize(
    "cure", [{"L2": 0.01}, {"L1": 0.003}, {"augmentation": 0.5}, {"examples": 300}], ids=str
)
def test_a_cure_closes_the_gap(trainer, cure):
    assert gap_after(trainer, **cure) < 0.5 * gap_after(trainer, L2=0, L1=0, augmentation=0, examples=40)


def test_more_examples_hold_the_fewer_and_all_are_distinct(trainer):
    few = {tuple(point) for point in trainer.snapshot()["points"]}
    trainer.settings["examples"] = 100
    many = {tuple(point) for point in trainer.snapshot()["points"]}
    assert few < many and len(many) == 100 and trainer.snapshot()["wrong"].sum() == 15


def test_more_wrong_labels_hold_the_fewer(trainer):
    few = trainer.snapshot()["wrong"]
    trainer.settings["wrong labels"] = 0.5
    many = trainer.snapshot()["wrong"]
    assert many.sum() == 20 and many[few].all()
    trainer.settings["wrong labels"] = 0.0
    assert not trainer.snapshot()["wrong"].any()


def test_augmentation_moves_the_copies_and_not_the_examples(trainer):
    before = trainer.snapshot()["points"]
    trainer.settings["augmentation"] = 0.3
    assert len(learned_from(trainer)) == len(trainer.points.x) > 900
    np.testing.assert_array_equal(trainer.snapshot()["points"], before)
    copies = trainer.points.x - np.resize(before, trainer.points.x.shape)
    assert copies.std() == pytest.approx(0.3, rel=0.05) and abs(copies.mean()) < 0.03
    trainer.settings["augmentation"] = 0.0
    np.testing.assert_array_equal(learned_from(trainer), np.unique(before, axis=0))


def test_another_seed_draws_other_examples_and_a_moment_can_be_had_back(trainer):
    trainer.step(5)
    memory, then = trainer.memory(), trainer.snapshot()
    trainer.reset(same_seed=False)
    other = trainer.snapshot()
    assert not np.array_equal(other["points"], then["points"]) and other["step"] == 0
    trainer.restore(memory)
    now = trainer.snapshot()
    np.testing.assert_array_equal(now["points"], then["points"])
    np.testing.assert_array_equal(now["labels"], then["labels"])
    assert now["loss"] == pytest.approx(then["loss"], rel=1e-5)


def test_dropout_begins_at_nothing_and_can_be_raised(trainer):
    assert trainer.settings["dropout"] == 0
    trainer.step(3)
    weights = trainer.model.get_weights()[2]
    trainer.reset()
    trainer.settings["dropout"] = 0.9
    trainer.step(3)
    assert np.abs(trainer.model.get_weights()[2] - weights).max() > 1e-4


def test_a_run_is_told_by_what_was_set(trainer):
    assert trainer.words == "40 examples, 15 % wrong labels"
    trainer.settings["L2"] = 0.01
    assert trainer.words == "40 examples, 15 % wrong labels, L2 0.01"
    assert trainer.code is None


def test_several_classes_and_no_plane_do_as_well():
    digits = datasets.load("digits", n=400)
    flat = tuple((part.reshape(-1, 64), y) for part, y in
                 ((digits.x_train, digits.y_train), (digits.x_test, digits.y_test)))  # fmt: skip
    lab = live.gap(new_network(64, 10), flat, examples=60, wrong_labels=0.25, steps=30, headless=True)
    snapshot = lab.steppable.snapshot()
    assert snapshot["wrong"].sum() == 15 and "points" not in snapshot and len(lab.panels) == 3
    labels = lab.steppable.points.y
    assert labels.min() >= 0 and labels.max() <= 9


def test_the_lab_tells_the_gap_in_words_and_in_a_picture(moons):
    lab = live.gap(new_network(), moons, examples=40, wrong_labels=0.15, steps=400, headless=True)
    assert list(lab.controls) == ["examples", "wrong labels", "L1", "L2", "dropout", "augmentation"]
    assert "gap" in lab.status and "right" in lab.status and "step 400" in lab.status
    assert lab.history["gap"][-1] > lab.history["gap"][0]
    alt = lab.still().alt
    assert "40 training points; 6 of them" in alt and "weight" in alt and "new examples" in alt


def test_without_dropout_layers_there_is_no_slider_for_it(moons):
    import keras

    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    network.compile("adam", "binary_crossentropy")
    lab = live.gap(network, moons, steps=0, headless=True)
    assert "dropout" not in lab.controls and "right" not in lab.status
    with pytest.raises(CourseError, match="setting must be one of"):
        live.gap(network, moons, controls=["dropout"], headless=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"examples": 9}, "examples must be a whole number ≥ 10"),
        ({"examples": 301}, "≤ 300"),
        ({"wrong_labels": 1.5}, "wrong_labels must be a number ≥ 0 and ≤ 1"),
        ({"data": (np.ones((20, 2)), np.arange(20) % 2)}, "data must have new examples"),
        ({"data": ((np.ones((20, 2)), np.ones(20)),) * 2}, "y must hold class indices"),
        ({"data": ((np.ones((5, 2)), np.arange(5) % 2),) * 2, "examples": 10}, "at least 10 examples"),
    ],
)
def test_what_is_not_allowed_is_said(moons, change, words):
    with pytest.raises(CourseError) as raised:
        live.GapTrainer(new_network(), **{"data": moons, **change})
    assert words in str(raised.value)


def test_no_gap_is_minus_nothing_and_classes_without_names_are_numbered_once(moons, monkeypatch):
    monkeypatch.setattr(
        live.GapTrainer, "snapshot", lambda self, look=live.GapTrainer.snapshot: look(self) | {"gap": -0.0009}
    )
    page = LabPage(live.gap(new_network(), moons, examples=40, headless=False))
    assert page.status["gap"] == "0.00"
    assert page.frame["panels"]["field"]["ends"] == ["class 0 ●", "▲ class 1"]
