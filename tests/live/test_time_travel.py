"""Looking back at a run: every panel shows the moment, training stays where it is, memory stays bounded."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError
from dlcourse.live.moments import MOST, MOST_BYTES, Moments
from tests.live.lab_page import LabPage, counting


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """However busy the machine is, a frame has time for the steps that are asked for, and for a moment."""
    monkeypatch.setattr("dlcourse.live.training.BUDGET", 1e6)
    monkeypatch.setattr("dlcourse.live.training.SHARE", 1e6)


@pytest.fixture
def page(make_model):
    data = datasets.load("circles", n=100, seed=2)
    panels = ["network", "field", "curves"]
    return LabPage(live.train(make_model(), data, panels=panels, headless=False))


def test_every_panel_shows_the_moment_and_training_stays_where_it_is(page):
    page.train(3)
    then = {
        "status": page.frame["status"], "field": page.array("field", "values"),
        "weights": page.array("network", "weights"), "answers": page.array("network", "answers"),
    }  # fmt: skip
    page.train(10)
    weights = page.lab.steppable.model.get_weights()
    frame = page.ask("time", step=30)
    assert frame["status"] == then["status"]
    assert np.abs(page.array("field", "values").astype(int) - then["field"]).max() <= 1
    assert np.abs(page.array("network", "answers").astype(int) - then["answers"]).max() <= 1
    assert np.array_equal(page.array("network", "weights"), then["weights"]), (
        "few numbers are stored as they are"
    )
    assert frame["panels"]["curves"]["mark"] == 30 and page.array("curves", "steps")[-1] == 130
    assert frame["note"] == "looking at step 30 of 130; Train goes on from step 130"
    assert frame["moments"] == {"steps": list(range(0, 131, 10)), "now": 130, "at": 30, "back": True}
    assert frame["stop"], "the page stops asking for steps"
    assert all(map(np.array_equal, page.lab.steppable.model.get_weights(), weights))
    assert "looking at step 30 of 130" in page.lab.status


def test_ticks_on_their_way_train_nothing_and_train_goes_on_from_now(page):
    page.train(5)
    page.ask("time", step=20)
    page.send("tick")
    assert page.step == 20 and page.lab.steppable.snapshot()["step"] == 50
    page.send("train")
    assert page.step == 60 and page.frame["note"] == "" and page.frame["moments"]["at"] is None
    assert page.frame["panels"]["curves"]["mark"] is None and not page.frame["stop"]


def test_the_right_end_returns_to_now(page):
    page.train(5)
    now = page.frame["status"]
    page.ask("time", step=0)
    assert page.frame["status"] != now
    page.ask("now")
    assert page.frame["status"] == now and page.frame["note"] == ""


def test_turning_a_slider_returns_to_now(page):
    page.train(5)
    page.ask("time", step=10)
    page.lab.controls["learning rate"].value = 0.5
    assert page.step == 50 and page.frame["moments"]["at"] is None


def test_a_step_between_two_moments_shows_the_one_before(page):
    page.train(5)
    assert page.ask("time", step=29)["moments"]["at"] == 20
    assert "whole number" in page.ask("time", step=-1)["problem"]
    assert "whole number" in page.ask("time", step="soon")["problem"]


def test_going_on_from_a_moment_repeats_what_followed(page):
    page.train(3)
    page.train(4)
    losses = page.lab.history["loss"]
    page.ask("time", step=30)
    run = page.run
    page.ask("go on")
    assert page.step == 30 and page.run == run + 1 and page.frame["moments"]["now"] == 30
    assert page.lab.history["step"] == [0, 10, 20, 30]
    assert page.lab.runs[0].history["step"][-1] == 70, "the run that was stays as an earlier one"
    page.send("tick", run=run)
    assert page.step == 30, "a tick from before trains nothing"
    page.train(4)
    assert page.lab.history["loss"] == pytest.approx(losses, rel=1e-5)


def test_going_on_brings_back_what_the_optimizer_remembers(make_model):
    import keras

    data = datasets.load("xor", n=60)
    model = make_model(lambda: keras.layers.Dropout(0.3), optimizer=keras.optimizers.Adam(0.05))
    page = LabPage(live.train(model, data, headless=False))
    page.train(6)
    losses = page.lab.history["loss"]
    page.ask("time", step=20)
    page.ask("go on")
    page.train(4)
    assert page.lab.history["loss"] == pytest.approx(losses, rel=1e-5)
    assert int(model.optimizer.iterations) == 60


def test_there_is_no_going_on_from_the_present_or_without_a_memory(page):
    page.train(2)
    assert "no earlier moment in view" in page.ask("go on")["problem"]
    counted = counting()
    counted.train(3)
    assert counted.ask("time", step=10)["moments"]["back"] is False
    assert counted.step == 10
    assert "no earlier moment in view" in counted.ask("go on")["problem"]


def test_a_model_compiled_anew_cannot_be_taken_back(page):
    page.train(2)
    page.lab.steppable.model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    page.ask("time", step=10)
    assert "compiled anew" in page.ask("go on")["problem"]


def test_reset_and_rebuild_begin_with_an_empty_past(page):
    page.train(3)
    assert page.send("reset")["moments"] == {"steps": [0], "now": 0, "at": None, "back": False}


def test_a_step_back_made_in_a_panel_begins_another_run():
    page = counting()
    page.train(3)
    page.lab.steppable.reset()
    page.lab.controls["pace"].value = 2.0
    assert page.lab.history["step"] == [0] and len(page.lab.runs) == 2
    assert page.frame["moments"]["steps"] == [0]


def test_the_playgrounds_past_stays_within_eight_megabytes():
    lab = live.playground("ring", units=(16,) * 6, optimizer="Adam", headless=False)
    page = LabPage(lab)
    page.train(150, cap=2)
    assert 25 <= len(page.frame["moments"]["steps"]) <= MOST
    assert page.frame["moments"]["steps"][0] == 0
    assert 1_000_000 < lab._training.moments.nbytes <= MOST_BYTES
    assert page.ask("time", step=100)["moments"]["back"], "all of them can be returned to"


def test_moments_are_thinned_by_number_and_by_size():
    moments = Moments()
    for step in range(1000):
        if moments.is_due(step):
            moments.add({"step": step, "loss": 1.0}, None)
    gaps = np.diff(moments.steps)
    assert len(moments) <= MOST and moments.steps[0] == 0 and gaps.max() <= 2 * gaps.min()
    large = Moments()
    for step in range(40):
        if large.is_due(step):
            large.add({"step": step, "image": np.full((1000, 1000), step, "uint8")}, None)
    assert 2 <= len(large) <= 8 and large.nbytes <= MOST_BYTES


def test_what_stays_the_same_is_stored_once():
    moments, points = Moments(), np.random.default_rng(0).normal(size=(4000, 2)).astype("float32")
    for step in range(20):
        moments.add({"step": step, "points": points, "labels": np.arange(4000)}, None)
    assert moments.nbytes == 4000 * 2 * 2 + 4000 * 8


def test_what_is_stored_does_not_change_with_what_it_was_made_of():
    moments, place = Moments(), np.zeros(2)
    moments.add({"step": 0, "place": place, "paths": {"one": place}, "nodes": [{"value": place}]}, None)
    place += 1
    seen = moments.at(0).snapshot
    assert not seen["place"].any() and not seen["paths"]["one"].any() and not seen["nodes"][0]["value"].any()


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_large_arrays_keep_three_digits_whatever_their_size(scale):
    values = (np.random.default_rng(0).normal(size=400) * scale).astype("float32")
    values[:3] = np.nan, np.inf, -np.inf
    moments = Moments()
    moments.add({"step": 0, "values": values}, None)
    seen = moments.at(0).snapshot["values"]
    assert np.isnan(seen[0]) and seen[1] == np.inf and seen[2] == -np.inf
    assert np.abs(seen[3:] - values[3:]).max() < 1e-3 * np.abs(values[3:]).max()


def test_a_lab_without_a_page_stores_no_moments(make_model, points):
    lab = live.train(make_model(), points, steps=20, headless=True)
    with pytest.raises(CourseError, match="stores no moments"):
        lab._training.look_back(0)


def test_trainer_memory_returns_to_the_same_steps(make_model, points):
    trainer = live.Trainer(make_model(), points, batch_size=7)
    trainer.step(13)
    memory, here = trainer.memory(), trainer.model.get_weights()
    trainer.step(50)
    there = trainer.model.get_weights()
    trainer.restore(memory)
    assert trainer.snapshot()["step"] == 13
    assert all(map(np.array_equal, trainer.model.get_weights(), here))
    trainer.step(50)
    for one, other in zip(trainer.model.get_weights(), there, strict=True):
        assert one == pytest.approx(other, rel=1e-5)
