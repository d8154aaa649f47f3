"""The lock of a lab: reentrant, and given in the order in which it was asked for."""

from __future__ import annotations

import threading
import time

import pytest

from dlcourse.live.turns import Turns


def test_who_waits_longest_is_next_and_the_busy_owner_comes_last():
    turns, order, threads = Turns(), [], []

    def wait_for_a_turn(name):
        with turns:
            order.append(name)

    with turns:
        for place in range(4):
            threads.append(threading.Thread(target=wait_for_a_turn, args=(place,)))
            threads[-1].start()
            while len(turns._waiting) <= place:
                time.sleep(0.001)
    with turns:  # asked for at once: with Python's own lock, the owner would have it again
        order.append("owner")
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, "owner"]


def test_only_one_thread_at_a_time_and_each_as_often_as_it_likes():
    turns, inside, most = Turns(), [], []

    def work():
        for _ in range(200):
            with turns, turns:
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1 and len(most) == 800


def test_an_exception_inside_lets_go():
    turns = Turns()
    with pytest.raises(ValueError, match="inside"), turns:
        raise ValueError("inside")
    free = threading.Thread(target=lambda: turns.__enter__())
    free.start()
    free.join(5)
    assert not free.is_alive()


def test_who_is_interrupted_while_waiting_is_not_given_the_lock(monkeypatch):
    turns = Turns()

    class Interrupted:
        """A lock whose second acquiring, the wait, is interrupted."""

        calls = 0

        def acquire(self):
            self.calls += 1
            if self.calls == 2:
                raise KeyboardInterrupt

    failed = []

    def wait():
        try:
            turns.__enter__()
        except KeyboardInterrupt:
            failed.append(True)

    waiting = threading.Thread(target=wait)  # it has locks of its own: made before they are replaced
    with turns:
        monkeypatch.setattr("dlcourse.live.turns.threading.Lock", Interrupted)
        waiting.start()
        waiting.join(5)
        monkeypatch.undo()
    assert failed == [True] and turns._owner is None and not turns._waiting
