"""How far `fit` is, and how long it will take: a smoothed estimate, silent until it knows enough."""

from __future__ import annotations

import time
from collections.abc import Callable

EARLY = 2.0  # seconds of training before which no time is named
FEWEST = 3  # batches before which no time is named
NEWEST = 0.3  # weight of the newest epoch in the smoothed time of one
HOLD = 1.0  # seconds for which a time, once said, stays


class Pace:
    """Counts epochs and batches, and from their times tells how long the rest will take.

    The first batch is left out of the estimate, as is the first of several validations: both compile.

    Arguments:
        epochs: how many epochs there will be.
        steps: batches in an epoch; None where it is not known before the first one has ended.
        clock: the time in seconds.
    """

    def __init__(self, epochs: int, steps: int | None, clock: Callable[[], float] = time.monotonic):
        self.epochs, self.steps, self._clock = epochs, steps, clock
        self._ended = 0  # epochs
        self._done = 0  # batches of this epoch
        self._skipped = 1  # batches of this epoch that lie before the mark
        self._began = self._mark = self._newest = clock()
        self._training: float | None = None  # seconds of an epoch's batches, smoothed
        self._validations: list[float] = []
        self._said, self._said_at = "", float("-inf")

    def epoch_begins(self) -> None:
        """Another epoch begins; `epoch_ends` has told that the last one is over."""
        self._done = 0
        if self._ended:
            self._skipped = 0
            self._mark = self._newest = self._clock()

    def batch_ends(self, batches: int) -> None:
        """So many batches of this epoch are done."""
        self._newest = self._clock()
        if self._ended == 0 and self._done == 0:
            self._skipped = batches
            self._began = self._mark = self._newest
        self._done = batches

    def epoch_ends(self) -> None:
        """The epoch is over, its validation included."""
        self.steps = self._done
        counted = self._done - self._skipped
        if counted > 0:
            seconds = (self._newest - self._mark) * self.steps / counted
            smoothed = seconds if self._training is None else self._training
            self._training = smoothed + NEWEST * (seconds - smoothed)
        self._validations = [*self._validations, self._clock() - self._newest][-10:]
        self._ended += 1
        self._done = 0

    @property
    def done(self) -> float:
        """The share of all batches that is done, 0 to 1; of epochs while their batches are uncounted."""
        here = min(1.0, self._done / self.steps) if self.steps else 0.0
        return min(1.0, (self._ended + here) / self.epochs) if self.epochs else 0.0

    def remaining(self) -> float | None:
        """Seconds that the rest will take; None while that would be a guess."""
        training = self._epoch_seconds()
        if training is None or not self.steps or self._clock() - self._began < EARLY:
            return None
        measured = self._validations[1:] or self._validations
        between = sum(measured) / len(measured) if measured else 0.0
        epochs = self.epochs - self._ended
        return max(0.0, epochs * (training + between) - training * min(1.0, self._done / self.steps))

    def words(self) -> str:
        """The rest in words for the status line; they change at most once a second."""
        now = self._clock()
        if now - self._said_at >= HOLD:
            seconds = self.remaining()
            if seconds is not None:
                self._said, self._said_at = f"about {in_words(seconds)} to go", now
            elif self.steps is None:
                self._said = "counting the batches of the first epoch"
        return self._said

    def _epoch_seconds(self) -> float | None:
        """The time of an epoch's batches: that of earlier epochs, the more this one's the further it is."""
        counted = self._done - self._skipped
        if not self.steps or counted < FEWEST:
            return self._training
        present = (self._newest - self._mark) * self.steps / counted
        earlier = present if self._training is None else self._training
        return earlier + (present - earlier) * min(1.0, self._done / self.steps)


def in_words(seconds: float) -> str:
    """A time as one says it: `7 s`, `45 s`, `3 min`, `1 h 20 min`. No finer than an estimate can be."""
    if seconds < 10:
        return f"{max(1, round(seconds))} s"
    if seconds < 100:
        return f"{5 * round(seconds / 5)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(5 * round(minutes / 5), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
