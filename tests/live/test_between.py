"""Frames made between messages: none waits for all of a tick's, a button ends them, an interrupt is heard."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import types

import pytest

from dlcourse.live import between, conversation
from tests.live.lab_page import counting


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr(conversation, "LENT", 1e6)  # however busy the machine is
    return counting()


@pytest.fixture
def idle_kernel(monkeypatch):
    """Interrupts are ignored, as kernels do between messages; and are so afterwards, the test may check."""
    monkeypatch.setattr(between, "LINGER", 0.0)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield lambda: signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    signal.signal(signal.SIGINT, before)


def heard_on_a_loop(page, *happenings):
    """Let a loop hear messages, or call functions, one after the other; all is over when this returns.

    Returns:
        the serials of the frames that came, in their order.
    """
    before = len(page.frames)

    async def hear():
        for happening in happenings:
            if callable(happening):
                happening()
            else:
                message = {"run": page.run, "cap": 5, **happening}
                page.lab.transport._handle_custom_msg(message, [])
                await asyncio.sleep(0)  # a bit of what it asked for may be done
        while len(asyncio.all_tasks()) > 1:
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)

    asyncio.run(hear())
    return [frame["serial"] for frame, _ in page.frames[before:]]


TICK = {"kind": "tick", "serial": 7, "frames": 4}


def test_on_a_loop_a_tick_brings_all_its_frames(page):
    assert heard_on_a_loop(page, TICK) == [7, 7, 7, 7]
    assert page.step == 20
    assert [frame["more"] for frame, _ in page.frames[-4:]] == [True, True, True, False]


def test_a_message_does_not_wait_for_all_frames_of_a_tick(page):
    assert heard_on_a_loop(page, TICK, {"kind": "look", "serial": 8}) == [7, 8, 7, 7, 7]
    assert page.step == 20


def test_a_control_is_turned_between_two_frames(page):
    slider = page.lab.controls["pace"]

    def turn():
        slider.value = 0.0

    assert heard_on_a_loop(page, TICK, turn) == [7, 0, 7, 7, 7]
    assert page.step == 20 and page.lab.steppable.loss == pytest.approx(95), "three frames without a pace"


@pytest.mark.parametrize("kind, steps", [("pause", 5), ("step", 6), ("reset", 0), ("seed", 0), ("train", 10)])
def test_a_button_ends_the_frames_that_were_asked_for_before(page, kind, steps):
    serials = heard_on_a_loop(page, TICK, {"kind": kind, "serial": 8})
    assert serials == [7, 8, 7], "the last tells the page that none will follow"
    assert not page.frame["more"] and page.step == steps


def test_a_button_pressed_right_after_a_tick_ends_it_before_its_first_step(page):
    def both():
        for message in (TICK, {"kind": "pause", "serial": 8}):
            page.lab.transport._handle_custom_msg({"run": page.run, "cap": 5, **message}, [])

    assert heard_on_a_loop(page, both) == [8, 7]
    assert page.step == 0


def test_a_run_begun_anew_ends_the_frames_of_the_earlier_one(page):
    assert heard_on_a_loop(page, TICK, page.lab.reset) == [7, 7], "the second tells the page of the new run"
    assert not page.frame["more"] and page.step == 0


def test_two_ticks_take_turns(page):
    serials = heard_on_a_loop(page, TICK, {**TICK, "serial": 8})
    assert serials[:4] == [7, 7, 8, 7] or serials[:4] == [7, 8, 7, 8], serials
    assert page.step == 40


def test_frames_that_take_long_are_not_lent_many(page, monkeypatch):
    monkeypatch.setattr(conversation, "LENT", 0.0)
    assert heard_on_a_loop(page, TICK) == [7]
    assert not page.frame["more"]


def test_on_colab_all_frames_come_within_the_message(page, monkeypatch):
    monkeypatch.setattr(conversation, "QUICK", 1e6)
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    assert heard_on_a_loop(page, TICK, {"kind": "look", "serial": 8}) == [7, 7, 7, 7, 8]


def test_an_interrupt_between_messages_stops_training_and_says_so(page, idle_kernel):
    before = page.lab.steppable.steps
    heard_on_a_loop(page, TICK, lambda: os.kill(os.getpid(), signal.SIGINT))
    assert page.frame["stop"] and "interrupted" in page.frame["problem"]
    assert page.lab.steppable.steps < before + 20
    assert idle_kernel(), "afterwards the kernel ignores interrupts as before"


def test_an_interrupt_between_two_ticks_is_heard_by_the_second(page, idle_kernel, monkeypatch):
    monkeypatch.setattr(between, "LINGER", 100.0)
    heard_on_a_loop(page, TICK)
    assert page.step == 20 and not page.frame["stop"]
    os.kill(os.getpid(), signal.SIGINT)
    heard_on_a_loop(page, TICK)
    assert page.step == 20 and "interrupted" in page.frame["problem"]


def test_after_an_interrupt_train_goes_on(page, idle_kernel):
    heard_on_a_loop(page, TICK, lambda: os.kill(os.getpid(), signal.SIGINT))
    step = page.step
    heard_on_a_loop(page, {"kind": "train", "serial": 8}, TICK)
    assert page.step == step + 25 and not page.frame["problem"]


def test_an_interrupt_while_the_lab_rests_does_not_stop_its_next_training(page, idle_kernel, monkeypatch):
    monkeypatch.setattr(between, "LINGER", 100.0)
    heard_on_a_loop(page, TICK, {"kind": "pause", "serial": 8})
    step = page.step
    os.kill(os.getpid(), signal.SIGINT)
    heard_on_a_loop(page, {"kind": "train", "serial": 9}, TICK)
    assert page.step == step + 25 and not page.frame["problem"]


def test_without_an_interrupt_none_is_taken_over_for_good(page, idle_kernel):
    heard_on_a_loop(page, TICK, TICK)
    assert idle_kernel()


def test_who_handles_interrupts_keeps_them(page):
    """A cell that awaits something, for example: the kernel's interrupt ends the cell then."""
    caught = []
    before = signal.signal(signal.SIGINT, lambda *_: caught.append(1))
    try:
        heard_on_a_loop(page, TICK, lambda: os.kill(os.getpid(), signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, before)
    assert caught == [1] and not page.frame["stop"] and page.step == 20


def test_on_another_thread_interrupts_stay_as_they_are(page, idle_kernel):
    seen = []

    def hear():
        heard_on_a_loop(page, TICK, lambda: seen.append(idle_kernel()))

    thread = threading.Thread(target=hear)
    thread.start()
    thread.join()
    assert seen == [True] and page.step == 20


def test_without_a_loop_nothing_can_be_spread():
    assert not between.can_spread()
