"""How a lab answers its page: one frame to a message, several to a tick that asks for them."""

from __future__ import annotations

import pytest

from dlcourse.errors import CourseError
from dlcourse.live import conversation
from tests.live.lab_page import counting


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr(conversation, "QUICK", 1e6)  # however busy the machine is
    return counting()


def answers(page, kind, **more):
    """The frames that answer one message of the page."""
    before = len(page.frames)
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


def test_there_is_always_a_frame_and_never_more_than_four(page):
    assert [frame["more"] for frame in answers(page, "tick")] == [False]
    assert [frame["more"] for frame in answers(page, "tick", frames=0)] == [False]
    assert [frame["more"] for frame in answers(page, "tick", frames=99)] == [True, True, True, False]


def test_slow_frames_come_one_by_one(page, monkeypatch):
    monkeypatch.setattr(conversation, "QUICK", 0.0)
    assert [frame["more"] for frame in answers(page, "tick", frames=2)] == [False]
    assert page.step == 5


def test_only_ticks_have_more_than_one_answer(page):
    for kind in ("look", "train", "step", "pause", "reset", "seed"):
        assert [frame["more"] for frame in answers(page, kind, frames=2)] == [False], kind


def test_training_that_stops_ends_the_frames_of_its_tick(page, monkeypatch):
    def fail(steps):
        raise CourseError("there is nothing left to count")

    monkeypatch.setattr(page.lab.steppable, "step", fail)
    (only,) = answers(page, "tick", frames=2)
    assert only["stop"] and not only["more"] and only["problem"] == "there is nothing left to count"
