"""Optimizers racing on a surface: the steps, a diverging run, other starts, and the lab without a browser."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.scratch import optimizers
from dlcourse.scratch.surfaces import SURFACES, Surface

ALL = ("gradient descent", "momentum", "Nesterov", "RMSprop", "Adam", "AdamW")


def test_each_takes_the_steps_of_its_optimizer():
    race = live.Race("Rosenbrock", ["momentum", "Adam"], learning_rates={"Adam": 0.02})
    race.step(50)
    surface = SURFACES["Rosenbrock"]
    for name, optimizer in (("momentum", optimizers.Momentum(0.0002)), ("Adam", optimizers.Adam(0.02))):
        weights = np.array(surface.start)
        way = [weights]
        for _ in range(50):
            weights = optimizer.update(weights, surface.gradient(weights))
            way.append(weights)
        np.testing.assert_allclose(race.snapshot()["paths"][name], way)
        assert race.snapshot()[f"loss of {name}"] == pytest.approx(float(surface.loss(weights)))
    assert list(race.snapshot()["paths"]) == ["momentum", "Adam"] and race.snapshot()["step"] == 50


@pytest.mark.parametrize("surface", SURFACES)
def test_at_the_usual_rates_all_come_down_and_none_diverges(surface):
    race = live.Race(surface)
    race.step(600)
    snapshot = race.snapshot()
    assert snapshot["stopped"] == [] and race.note == "" and not race.finished
    begin = race.surface.loss(race.surface.start) - race.surface.lowest
    for name in ALL:
        assert snapshot["functions"][name][-1] < 0.8 * begin


def test_curves_hold_the_distance_from_the_minimum():
    race = live.Race("saddle", ["gradient descent"])
    assert race.snapshot()["functions"] == {}, "one point is no curve"
    race.step(3)
    snapshot = race.snapshot()
    losses = race.surface.loss(snapshot["paths"]["gradient descent"])
    assert snapshot["x"].tolist() == [0, 1, 2, 3]
    np.testing.assert_allclose(snapshot["functions"]["gradient descent"], losses + 1)


def test_who_diverges_stops_and_it_is_said_in_words():
    race = live.Race("ravine", ["gradient descent", "Adam"], learning_rates={"gradient descent": 1.5})
    race.step(100)
    snapshot = race.snapshot()
    assert snapshot["stopped"] == ["gradient descent"]
    assert race.note.startswith("gradient descent diverged at step ") and "learning rate of 1.5" in race.note
    assert not race.finished
    way = snapshot["paths"]["gradient descent"]
    (ended,) = np.unique(np.isnan(way).any(axis=1).argmax())
    assert 1 < ended < 100 and np.isnan(way[ended:]).all() and np.isfinite(way[:ended]).all()
    assert np.abs(way[:ended]).max() <= 2 * 20, "at the latest two widths of the window away"
    stopped, note = race.weights["gradient descent"].tolist(), race.note
    race.step(10)
    assert race.weights["gradient descent"].tolist() == stopped and race.note == note
    assert np.isfinite(snapshot["functions"]["Adam"]).all()
    race.settings["learning rate of gradient descent"] = 0.1
    race.reset()
    race.step(100)
    assert race.note == "" and race.snapshot()["stopped"] == []


def test_when_all_have_diverged_nothing_is_left_to_do():
    race = live.Race("Rosenbrock", ["gradient descent"], learning_rates={"gradient descent": 1.0})
    race.step(50)
    assert race.finished


def test_a_learning_rate_acts_at_once_and_stays_after_a_reset():
    race, slow = live.Race("ravine", ["Adam"]), live.Race("ravine", ["Adam"])
    for each in (race, slow):
        each.step(5)
    slow.settings["learning rate of Adam"] = 0.001
    before = slow.weights["Adam"]
    for each in (race, slow):
        each.step(1)
    assert np.abs(slow.weights["Adam"] - before).max() < 0.01 < np.abs(race.weights["Adam"] - before).max()
    slow.reset()
    assert slow.settings["learning rate of Adam"] == 0.001 == slow.racers["Adam"].learning_rate
    assert list(race.settings) == ["learning rate of Adam"]


def test_resets_begin_at_the_same_start_and_new_seeds_at_others():
    race = live.Race("Beale")
    race.step(20)
    way = race.snapshot()["paths"]["Adam"]
    race.reset()
    assert race.snapshot()["step"] == 0 and race.snapshot()["start"] == (1.0, 1.5)
    race.step(20)
    np.testing.assert_array_equal(race.snapshot()["paths"]["Adam"], way)
    race.reset(same_seed=False)
    drawn = race.snapshot()["start"]
    assert drawn != (1.0, 1.5) and all(-4.5 < part < 4.5 for part in drawn)
    race.reset(same_seed=False)
    assert race.snapshot()["start"] != drawn
    other = live.Race("Beale")
    other.reset(same_seed=False)
    assert other.snapshot()["start"] == drawn, "drawn by the seed"


def test_memory_stays_bounded_in_a_long_race():
    race = live.Race("ravine", ["Adam"])
    sizes = []
    for _ in range(8):
        race.step(1000)
        snapshot = race.snapshot()
        sizes.append(len(snapshot["x"]))
        assert snapshot["x"][0] == 0 and snapshot["x"][-1] == race.steps
        assert (np.diff(snapshot["x"]) > 0).all()
        np.testing.assert_array_equal(snapshot["paths"]["Adam"][-1], race.weights["Adam"])
    assert max(sizes) <= 402 and min(sizes) > 150


def test_a_click_into_the_plane_begins_the_race_there():
    lab = live.race("saddle", headless=False)
    frames = []
    lab.transport.send = lambda content, buffers=None: frames.append(content)
    lab.step(30)
    lab.panels[0]._handle_custom_msg({"kind": "point", "x": 1.0, "y": -0.5}, [])
    frame = frames[-1]
    assert dict(frame["status"])["step"] == "0" and frame["panels"]["arrows"]["start"] == [1.0, -0.5]
    assert lab.steppable.weights["Adam"].tolist() == [1.0, -0.5]
    lab.step(1)
    assert lab.steppable.snapshot()["paths"]["Adam"][0].tolist() == [1.0, -0.5]


def test_the_lab_has_a_slider_for_each_rate_and_says_who_leads():
    lab = live.race("ravine", ["gradient descent", "Adam"], headless=False)
    assert list(lab.controls) == ["learning rate of gradient descent", "learning rate of Adam"]
    assert isinstance(lab.steppable, live.Steppable)
    lab.controls["learning rate of Adam"].value = 1.0
    assert lab.steppable.racers["Adam"].learning_rate == 1.0
    lab.step(40)
    losses = {name: lab.steppable.snapshot()[f"loss of {name}"] for name in ("gradient descent", "Adam")}
    assert f"lowest {min(losses, key=losses.get)} · loss" in lab.status
    assert lab.history["loss of Adam"][-1] == losses["Adam"]


def test_a_diverged_run_is_said_in_the_status_line():
    lab = live.race("ravine", learning_rates={"gradient descent": 1.5}, headless=False)
    lab.step(60)
    assert "gradient descent diverged at step" in lab.status and "lower the rate" in lab.status
    assert "lowest gradient descent" not in lab.status


def test_without_a_browser_the_race_is_run_and_leaves_a_picture():
    lab = live.race("Beale", steps=120, headless=True)
    assert lab.steppable.steps == 120
    picture = lab.still()
    plane, curves = picture.figure.axes
    assert {line.get_label() for line in plane.get_lines()} >= set(ALL)
    assert {line.get_label() for line in curves.get_lines()} >= set(ALL) and curves.get_yscale() == "log"
    assert (
        "Adam is at (" in picture.alt and "loss above the minimum against steps from 0 to 120" in picture.alt
    )


def test_a_surface_of_ones_own_is_raced_on():
    bowl = Surface(
        "bowl", "w1² + w2²", lambda w: np.asarray(w)[..., 0] ** 2 + np.asarray(w)[..., 1] ** 2,
        lambda w: 2 * np.asarray(w), (-1, 1, -1, 1), (0.5, 0.5), 0.0, ((0.0, 0.0),),
    )  # fmt: skip
    race = live.Race(bowl, ["Nesterov"], start=(-0.5, 0.25))
    race.step(200)
    assert np.abs(race.weights["Nesterov"]).max() < 1e-2 and race.snapshot()["start"] == (-0.5, 0.25)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: live.race("valley"), "surface must be one of ravine, saddle, Rosenbrock, Beale"),
        (lambda: live.Race(names=["adam"]), "names must be one of .* did you mean 'Adam'"),
        (lambda: live.Race(names=[]), "names must hold at least one"),
        (lambda: live.Race(learning_rates={"Adam": 0}), "rate of Adam must be a number > 0"),
        (
            lambda: live.Race(names=["Adam"], learning_rates={"AdamW": 1}),
            "learning_rates must be one of Adam",
        ),
        (lambda: live.Race(start=(1, 2, 3)), "start must be a point"),
    ],
)
def test_what_cannot_race_is_refused_in_words(make, words):
    with pytest.raises(CourseError, match=words):
        make()
