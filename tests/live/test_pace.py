"""How long `fit` will take, told by a clock that the test turns."""

from __future__ import annotations

import pytest

from dlcourse.live.pace import Pace, in_words


class Clock:
    """Seconds that pass only when the test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def run(pace, clock, *, epochs=1, batches=10, seconds=1.0, validation=0.0, first=None):
    """Some epochs; `first` is the time of the very first batch, which compiles."""
    for _ in range(epochs):
        pace.epoch_begins()
        for batch in range(batches):
            clock.now += seconds if first is None else first
            first = None
            pace.batch_ends(batch + 1)
        clock.now += validation
        pace.epoch_ends()


def test_a_steady_run_is_told_to_the_second(clock):
    pace = Pace(5, 10, clock)
    run(pace, clock, epochs=2)
    assert pace.remaining() == pytest.approx(30)
    assert pace.done == pytest.approx(0.4)
    pace.epoch_begins()
    for batch in range(4):
        clock.now += 1
        pace.batch_ends(batch + 1)
    assert pace.remaining() == pytest.approx(26)
    assert pace.done == pytest.approx(0.48)


def test_the_batch_that_compiles_does_not_count(clock):
    pace = Pace(5, 10, clock)
    run(pace, clock, first=60.0)
    assert pace.remaining() == pytest.approx(40)


def test_validation_counts_and_the_first_one_only_until_there_are_others(clock):
    pace = Pace(4, 10, clock)
    run(pace, clock, validation=5.0)
    assert pace.remaining() == pytest.approx(3 * 15)
    run(pace, clock, validation=2.0)
    assert pace.remaining() == pytest.approx(2 * 12)


def test_nothing_is_said_in_the_first_seconds(clock):
    pace = Pace(100, 50, clock)
    pace.epoch_begins()
    clock.now += 3  # compiling
    pace.batch_ends(1)
    clock.now += 0.5
    pace.batch_ends(2)
    assert pace.remaining() is None and pace.words() == ""
    clock.now += 2
    pace.batch_ends(3)
    assert pace.remaining() is None, "two batches beyond the first are too few"
    clock.now += 0.5
    pace.batch_ends(4)
    assert pace.remaining() == pytest.approx(5000 - 4)


def test_short_epochs_are_not_believed_before_two_seconds_have_passed(clock):
    pace = Pace(100, 5, clock)
    run(pace, clock, epochs=3, batches=5, seconds=0.1, validation=0.1)
    assert pace.remaining() is None
    run(pace, clock, epochs=2, batches=5, seconds=0.1, validation=0.1)
    assert pace.remaining() == pytest.approx(95 * 0.6)


def test_a_run_that_slows_down_is_followed_smoothly(clock):
    pace = Pace(10, 10, clock)
    run(pace, clock, epochs=2)
    run(pace, clock, seconds=2.0)
    assert 7 * 10 < pace.remaining() < 7 * 20
    told = []
    for epochs_left in (6, 5, 4):
        run(pace, clock, seconds=2.0)
        told.append(pace.remaining() / epochs_left)
    assert told == sorted(told) and told[-1] < 20


def test_batches_that_nobody_knows_beforehand_are_counted_in_the_first_epoch(clock):
    pace = Pace(3, None, clock)
    pace.epoch_begins()
    clock.now += 10
    pace.batch_ends(7)
    assert pace.words() == "counting the batches of the first epoch" and pace.done == 0
    run(pace, clock, batches=8)
    assert pace.remaining() == pytest.approx(16) and pace.done == pytest.approx(1 / 3)


def test_what_was_said_stays_for_a_second(clock):
    pace = Pace(10, 10, clock)
    run(pace, clock)
    said = pace.words()
    assert said == "about 90 s to go"
    run(pace, clock, seconds=0.09)
    assert pace.words() == said
    clock.now += 0.2
    assert pace.words() != said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 s"), (7.4, "7 s"), (9.96, "10 s"), (43, "45 s"), (99, "100 s"), (101, "2 min"),
     (3540, "59 min"), (3599, "1 h"), (4800, "1 h 20 min"), (7170, "2 h")],
)  # fmt: skip
def test_a_time_as_one_says_it(seconds, said):
    assert in_words(seconds) == said
