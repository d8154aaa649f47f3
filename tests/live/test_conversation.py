"""How a lab answers its page: one frame to a message, several to a tick that asks for them."""

from __future__ import annotations

import pytest

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.live import conversation
from tests.live.lab_page import LabPage, counting


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr(conversation, "QUICK", 1e6)  # however busy the machine is
    return counting()


def answers(page, kind, told=None, **more):
    """The frames that answer one message of the page; each is `told` as it comes."""
    before = len(page.frames)
    if told is not None:
        keep = page.lab.transport.send
        page.lab.transport.send = lambda content, buffers=None: (told(content), keep(content, buffers))
    message = {"kind": kind, "run": page.run, "serial": 7, "cap": 5, **more}
    page.lab.transport._handle_custom_msg(message, [])
    return [frame for frame, _ in page.frames[before:]]


def test_a_tick_is_answered_by_as_many_frames_as_it_asks_for(page):
    first, second = answers(page, "tick", frames=2)
    assert [first["more"], second["more"]] == [True, False], (
        "the page counts the tick as answered by the last"
    )
    assert [first["serial"], second["serial"]] == [7, 7]
    assert [dict(frame["status"])["step"] for frame in (first, second)] == ["5", "10"]


def test_there_is_always_a_frame_and_never_more_than_eight(page):
    assert [frame["more"] for frame in answers(page, "tick")] == [False]
    assert [frame["more"] for frame in answers(page, "tick", frames=0)] == [False]
    assert [frame["more"] for frame in answers(page, "tick", frames=99)] == [True] * 7 + [False]


def test_slow_frames_come_one_by_one(page, monkeypatch):
    monkeypatch.setattr(conversation, "QUICK", 0.0)
    assert [frame["more"] for frame in answers(page, "tick", frames=2)] == [False]
    assert page.step == 5


def test_only_ticks_have_more_than_one_answer(page):
    for kind in ("look", "train", "step", "pause", "reset", "seed"):
        assert [frame["more"] for frame in answers(page, kind, frames=2)] == [False], kind


def test_a_new_network_is_shown_before_it_is_compiled():
    page = LabPage(live.playground("circles", units=(3,), headless=False))
    page.train(1)
    page.tell("network", "units", layer=0, change=1)
    trained, compiled = page.lab.steppable.trainer, []
    shown, ready = answers(
        page, "rebuild", told=lambda _: compiled.append(trainer_of(page)._engine is not None)
    )
    assert [shown["more"], ready["more"]] == [True, False]
    assert page.lab.steppable.trainer is not trained
    assert compiled == [False, True]
    for frame in (shown, ready):
        assert frame["status"] == ready["status"] and dict(frame["status"])["step"] == "0"
    first, second = (buffers for _, buffers in page.frames[-2:])
    assert [len(bytes(each)) for each in first] == [len(bytes(each)) for each in second]
    page.train(1)
    assert page.step > 0


def trainer_of(page):
    return page.lab.steppable.trainer


def test_training_that_stops_ends_the_frames_of_its_tick(page, monkeypatch):
    def fail(steps):
        raise CourseError("there is nothing left to count")

    monkeypatch.setattr(page.lab.steppable, "step", fail)
    (only,) = answers(page, "tick", frames=2)
    assert only["stop"] and not only["more"] and only["problem"] == "there is nothing left to count"
