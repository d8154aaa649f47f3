"""A lab, driven as the page drives it: one frame out for each message in, sliders set by their value."""

from __future__ import annotations

import time

import keras
import numpy as np
import pytest
import traitlets

from dlcourse import datasets, live
from dlcourse.errors import CourseError


class Page:
    """The page's end of the wire: sends what transport.js sends, and keeps the frames that come back."""

    def __init__(self, lab):
        self.lab, self.frames, self.buffers, self.serial = lab, [], [], 0
        lab.transport.send = self._receive

    def _receive(self, content, buffers=None):
        self.frames.append(content)
        self.buffers.append(buffers or [])

    def send(self, kind, run=None, **more):
        self.serial += 1
        run = self.run if run is None else run
        message = {"kind": kind, "run": run, "serial": self.serial, "cap": 10, **more}
        self.lab.transport._handle_custom_msg(message, [])
        assert self.frames[-1]["serial"] == self.serial, "every message is answered"
        return self.frames[-1]

    @property
    def run(self):
        return self.frames[-1]["run"] if self.frames else 0

    @property
    def step(self):
        return int(dict(self.frames[-1]["status"])["step"])


@pytest.fixture
def lab(make_model):
    return live.train(make_model(), datasets.load("circles", n=100, seed=2), headless=False)


@pytest.fixture
def page(lab):
    return Page(lab)


def test_ticks_train_and_step_takes_exactly_one(page):
    page.send("train")
    page.send("tick")
    trained = page.step
    assert 2 <= trained <= 20
    page.send("step")
    assert page.step == trained + 1
    assert page.lab.status.startswith(f"step {trained + 1} · loss ")


def test_the_cap_is_the_most_steps_a_frame_takes(page):
    page.send("train", cap=1)
    page.send("tick", cap=1)
    assert page.step == 2
    for _ in range(40):
        page.send("tick", cap=0)
    assert page.step > 100, "without a cap a frame takes as many steps as fit"


def test_reset_returns_to_step_zero_with_the_same_weights(page):
    start = page.send("look")["status"]
    for _ in range(5):
        page.send("tick")
    assert page.frames[-1]["status"] != start
    frame = page.send("reset")
    assert frame["status"] == start
    assert frame["run"] == 1


def test_new_seed_starts_from_other_weights(page):
    start = page.send("look")["status"]
    frame = page.send("seed")
    assert dict(frame["status"])["step"] == "0"
    assert frame["status"] != start


def test_a_tick_from_before_a_reset_trains_nothing(page):
    page.send("tick")
    page.send("reset")
    page.send("tick", run=0)
    assert page.step == 0


@pytest.mark.parametrize("kind", ["step", "train"])
def test_a_button_pressed_before_the_page_has_heard_of_the_reset_counts(page, kind):
    page.send("tick")
    page.send("reset")
    page.send(kind, run=0)
    assert page.step > 0


def test_a_finished_run_stays_as_a_faint_curve(page):
    for _ in range(5):
        page.send("tick")
    losses = page.lab.history["loss"]
    page.send("reset")
    curves = page.lab.panels[0]
    assert curves.earlier[0]["values"] == pytest.approx(losses)
    assert page.lab.history["step"] == [0]
    for _ in range(8):
        page.send("tick")
        page.send("reset")
    assert len(curves.earlier) == 5, "memory stays bounded"


def test_sliders_act_at_once_on_the_learners_model(page):
    lab = page.lab
    assert list(lab.controls) == ["learning rate", "L2", "noise"]
    lab.controls["learning rate"].value = 0.5
    assert float(lab.steppable.model.optimizer.learning_rate) == pytest.approx(0.5)
    before = dict(page.frames[-1]["status"])["loss"]
    lab.controls["L2"].value = 0.1
    assert dict(page.frames[-1]["status"])["loss"] != before, "the new loss is shown while paused, too"
    points = lab.steppable.snapshot()["points"]
    lab.controls["noise"].value = 0.8
    assert np.abs(lab.steppable.snapshot()["points"] - points).max() > 0.1


def test_a_learning_rate_that_is_far_too_large_is_said_in_words_and_the_lab_goes_on(points):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1e4), "mse")
    page = Page(live.train(model, points, headless=False))
    page.send("train", cap=0)
    for _ in range(20):
        if page.frames[-1]["stop"]:
            break
        page.send("tick", cap=0)
    frame = page.frames[-1]
    assert frame["stop"]
    assert "no longer a finite number" in frame["problem"] and "1e+04" in frame["problem"]
    assert "step " in page.lab.status and "Reset" in page.lab.status
    stopped = page.step
    page.send("tick")
    assert page.step == stopped, "ticks still on their way train nothing"
    assert np.isfinite(page.lab.history["loss"][0]), "the curve up to there stays"

    page.lab.controls["learning rate"].value = 0.01
    page.send("reset")
    page.send("train")
    assert page.step > 0 and not page.frames[-1]["problem"] and not page.frames[-1]["stop"]


def test_an_unexpected_error_is_shown_kept_and_leaves_the_lab_usable(page, monkeypatch):
    def broken(k):
        raise RuntimeError("the disk is on fire")

    with monkeypatch.context() as patch:
        patch.setattr(page.lab.steppable, "advance", broken)
        frame = page.send("train")
    assert "RuntimeError: the disk is on fire" in frame["problem"]
    assert isinstance(page.lab.error, RuntimeError)
    page.send("step")
    assert page.step == 1 and not page.frames[-1]["problem"]


def test_a_new_seed_that_cannot_be_drawn_is_said_in_the_status_line(subclassed_model, points):
    page = Page(live.train(subclassed_model, points, headless=False))
    assert "new seed needs a Sequential or functional model" in page.send("seed")["problem"]
    page.send("train")
    assert page.step > 0


def test_a_frame_is_small_and_names_what_it_carries(page):
    for _ in range(400):
        page.send("tick")
    frame, buffers = page.frames[-1], page.buffers[-1]
    assert sum(len(buffer) for buffer in buffers) < 15_000
    field = frame["panels"]["field"]
    assert field["arrays"]["values"]["shape"] == [50, 50]
    assert "training points" in field["alt"]
    assert frame["panels"]["curves"]["names"] == ["training", "new points"]
    assert "training from" in frame["panels"]["curves"]["alt"]


def test_without_binary_buffers_frames_carry_text(make_model, monkeypatch):
    import sys
    import types

    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    page = Page(live.train(make_model(), datasets.load("xor", n=20), headless=False))
    frame = page.send("look")
    assert page.buffers[-1] == []
    assert "base64" in frame["panels"]["field"]["arrays"]["values"]


def test_two_labs_do_not_disturb_each_other(make_model):
    data = datasets.load("xor", n=60)
    pages = [Page(live.train(make_model(), data, headless=False)) for _ in range(2)]
    for _ in range(4):
        for page in pages:
            page.send("tick", cap=5)
    alone = Page(live.train(make_model(), data, headless=False))
    for _ in range(4):
        alone.send("tick", cap=5)
    assert pages[0].lab.transport.lab_id != pages[1].lab.transport.lab_id
    for page in pages:
        if page.step == alone.step:
            assert page.frames[-1]["status"] == alone.frames[-1]["status"]


def test_messages_from_two_threads_are_answered_one_by_one(page):
    from concurrent.futures import ThreadPoolExecutor

    message = {"kind": "tick", "run": 0, "serial": 1, "cap": 1}
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: page.lab.transport._handle_custom_msg(message, []), range(80)))
    assert page.step == 80
    assert [int(dict(frame["status"])["step"]) for frame in page.frames] == list(range(1, 81))


def test_wild_dragging_leaves_the_last_value(page):
    slider = page.lab.controls["learning rate"]
    for turn in range(200):
        slider.index = (7 * turn) % len(slider.options)
    _, last = slider.options[(7 * 199) % len(slider.options)]
    assert float(page.lab.steppable.model.optimizer.learning_rate) == pytest.approx(last)
    page.send("train")
    assert page.step > 0


class Counter:
    """A steppable that is no model at all: it counts down."""

    def __init__(self):
        self.pace = 1.0
        setting = live.Setting("pace", lambda: self.pace, self._set_pace, low=0, high=5, minimum=0)
        self.settings = live.Settings([setting])
        self.reset()

    def _set_pace(self, value):
        self.pace = value

    def step(self, k=1):
        self.steps += k
        self.loss -= k * self.pace

    def snapshot(self):
        return {"step": self.steps, "loss": self.loss}

    def reset(self, same_seed=True):
        self.steps, self.loss = 0, 100.0

    @property
    def finished(self):
        return self.loss <= 0


def test_any_steppable_gets_a_lab():
    counter = Counter()
    assert isinstance(counter, live.Steppable)
    page = Page(live.Lab(counter, [live.Curves({"loss": "left"})], controls=["pace"], headless=False))
    page.send("train", cap=4)
    page.lab.controls["pace"].value = 3.0
    page.send("tick", cap=4)
    assert page.step <= 8 and counter.pace == 3.0
    for _ in range(300):
        page.send("tick", cap=4)
    assert page.frames[-1]["stop"], "a steppable that is finished stops the lab"


def test_the_speed_slider_has_seven_places(lab):
    lab.transport.speed = 6
    with pytest.raises((CourseError, traitlets.TraitError)):
        live.Lab(Counter(), [live.Curves({"loss": "left"})], headless=False, speed=9)


def test_training_takes_most_of_the_time_that_a_frame_may_take(page):
    page.send("train", cap=0)
    for _ in range(30):
        page.send("tick", cap=0)
    before, began = page.step, time.process_time()
    page.send("tick", cap=0)
    assert page.step - before > 20, "many steps share the cost of one frame"
    assert time.process_time() - began < 5


def test_an_interrupt_during_a_tick_stops_training_and_says_so(page, monkeypatch):
    def interrupted(k):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(page.lab.steppable, "advance", interrupted)
        frame = page.send("train")
    assert frame["stop"] and "interrupted" in frame["problem"]
    page.send("train")
    assert page.step > 0 and not page.frames[-1]["stop"]
