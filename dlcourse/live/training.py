"""Training in a lab, with or without a page: steps are taken, put on record and looked at."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..errors import CourseError, whole_number
from .history import History
from .moments import LARGEST_MEMORY, Moment, Moments
from .panels import View
from .runs import Run, Runs, record_of, words_for
from .steppable import Steppable

BUDGET = 0.012  # seconds of training per frame
FIRST, MOST_STEPS = 50, 1_000_000  # in a frame: in the first one, and at most
SHARE = 0.02  # of the time, that storing moments may take
NOTE_EVERY = 0.2  # seconds between two looks at the settings, which cost more than numbers do
WORDS = {"loss": "loss", "val_loss": "on new points"}


class Training:
    """A steppable and where its training stands.

    Arguments:
        steppable: what to train.
        describe: the numbers of the status line for a snapshot, as (name, value) pairs.
        names: settings that tell one run from another, where the steppable has no words for that.
        moments: where to store moments to look back at; None to store none.

    Attributes:
        view: what the panels look at.
        moments: those of the present run.
        looking_at: the moment that the panels look at; None where that is the present.
        record: the numbers of the present run, by step.
        runs: the earlier runs.
        words: what tells the present run from others.
        run: how often training has begun anew; messages about an earlier beginning are out of date.
        problem: what went wrong, in words; "" where nothing did.
        is_stopped: whether ticks that are still on their way train no more.
    """

    def __init__(
        self,
        steppable: Steppable,
        describe: Callable[[dict[str, Any]], list[tuple[str, str]]],
        names: Sequence[str] = (),
        moments: Moments | None = None,
    ):
        self.steppable, self._describe = steppable, describe
        self._names = [name for name in names if name in steppable.settings]
        self.record, self.run, self.runs = History(), 0, Runs()
        self._settings_noted = -NOTE_EVERY
        self.moments = moments
        self.looking_at: Moment | None = None
        self._can_go_back = hasattr(steppable, "memory")
        self._stored = self._storing = 0.0  # when the last moment was stored, and how long that took
        self.problem, self.is_stopped = "", False
        self._fitting, self._best = float(FIRST), math.inf  # steps in a frame; seconds per step
        self.look()

    def advance(self, k: int) -> None:
        """Take `k` steps, and look at where they led."""
        began = time.perf_counter()
        snapshot = self.steppable.advance(k) if hasattr(self.steppable, "advance") else None
        if snapshot is None:
            self.steppable.step(k)
        spent = time.perf_counter() - began
        if k > 0:
            self._learn_pace(k, spent)
        self.look(snapshot)

    def steps_that_fit(self, cap: Any) -> int:
        """How many steps a frame has time for: at most `cap`, where that is not 0."""
        cap = whole_number("cap", cap, at_least=0)
        return min(int(self._fitting), cap) if cap else int(self._fitting)

    def _learn_pace(self, k: int, spent: float) -> None:
        """Let the next frame have as many steps as fit, at most twice and at least half as many as now.

        A busy machine may need a frame's time for the call alone, however few its steps: so it keeps a
        quarter of the steps that would fit at the best pace that it has shown in this run.
        """
        self._best = min(self._best, max(spent / k, 1e-9))
        fitting = k * min(2.0, max(0.5, BUDGET / max(spent, 1e-9)))
        self._fitting = min(max(fitting, BUDGET / self._best / 4, 1.0), MOST_STEPS)

    def look(self, snapshot: dict[str, Any] | None = None) -> None:
        """Put the present numbers on record, and let the panels see them."""
        snapshot = self.steppable.snapshot() if snapshot is None else snapshot
        if snapshot["step"] < self.record.newest:
            self._forget()  # what the reader did in a panel has taken the steppable back
        numbers = {
            name: float(value)
            for name, value in snapshot.items()
            if name != "step" and np.ndim(value) == 0 and isinstance(value, int | float | np.number)
        }
        self.record.add(snapshot["step"], numbers)
        if not np.isfinite(numbers.get("loss", 0.0)):
            self.problem, self.is_stopped = self._diverged(), True
        elif getattr(self.steppable, "finished", False):
            self.is_stopped = True
        self.view, self.looking_at = View(snapshot, self.record), None
        self._note_settings()
        self._store_moment(snapshot)

    def look_back(self, step: Any) -> None:
        """Let the panels see the moment at `step`, or the last one before it; training rests.

        Raises:
            CourseError: if no moments are stored.
        """
        if self.moments is None:
            raise CourseError("this lab stores no moments to look back at")
        self.looking_at = self.moments.at(whole_number("step", step, at_least=0))
        self.view = View(self.looking_at.snapshot, self.record)
        self.problem, self.is_stopped = "", True

    def return_to_now(self) -> None:
        """Let the panels see the present again."""
        if self.looking_at is not None:
            self.look()

    def go_on_from_here(self) -> None:
        """Return to the moment that is looked at: training goes on from there, as another run.

        Raises:
            CourseError: if that is the present, or the steppable cannot be taken back.
        """
        moment = self.looking_at
        if moment is None or moment.memory is None:
            raise CourseError("there is no earlier moment in view that training could go on from")
        self.steppable.restore(moment.memory)
        record, moments = self.record.until(moment.step), self.moments.until(moment.step)
        self._forget()
        self.record, self.moments = record, moments
        self._go_on_anew()

    @property
    def present_run(self) -> Run:
        """The present run as it would be remembered."""
        return Run(self.runs.number, self.words, dict(self._settings), record_of(self.record))

    def reset(self, same_seed: bool) -> None:
        """Back to step 0, with the same start or with another seed."""
        self.steppable.reset(same_seed)
        self._forget()
        self._go_on_anew()

    def rebuild(self) -> None:
        """Make the network that is wanted, and begin with it; what it needs is compiled by the next look."""
        self.steppable.rebuild()
        self._forget()
        self._fitting = float(FIRST)  # another network has another pace
        self._go_on_anew(self.steppable.glance() if hasattr(self.steppable, "glance") else None)

    def go_on(self) -> None:
        """Forget what went wrong: the reader has changed something, or tries once more."""
        self.problem, self.is_stopped = "", False

    def settings_changed(self) -> None:
        """Go on with other settings."""
        self._settings_noted = -NOTE_EVERY
        self.go_on()

    @property
    def is_pending(self) -> bool:
        """Whether another network is wanted than the one that there is."""
        return bool(getattr(self.steppable, "pending", False))

    @property
    def now(self) -> int:
        """The step at which training stands."""
        return self.record.newest

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The numbers of the status line, as (name, value) pairs."""
        snapshot = self.view.snapshot
        return [("step", str(int(snapshot["step"]))), *self._describe(snapshot)]

    @property
    def note(self) -> str:
        """Which moment is looked at; or what the steppable itself has to say, such as why it is slow."""
        if self.looking_at is None:
            return getattr(self.steppable, "note", "")
        return f"looking at step {self.looking_at.step} of {self.now}; Train goes on from step {self.now}"

    @property
    def status(self) -> str:
        """The status line as text."""
        parts = [f"{name} {value}" for name, value in self.parts]
        return " · ".join([*parts, *filter(None, [self.problem or self.note])])

    def _forget(self) -> None:
        """Let the present run be an earlier one."""
        self.runs.finish(self.present_run)
        self.record = History()
        if self.moments is not None:
            self.moments = Moments()

    def _go_on_anew(self, snapshot: dict[str, Any] | None = None) -> None:
        self.run += 1
        self._best = math.inf
        self._can_go_back = hasattr(self.steppable, "memory")
        self.settings_changed()
        self.look(snapshot)

    def _store_moment(self, snapshot: dict[str, Any]) -> None:
        moments, began = self.moments, time.perf_counter()
        if moments is None or not moments.is_due(int(snapshot["step"])):
            return
        if len(moments) and began - self._stored < self._storing / SHARE:
            return
        moments.add(snapshot, self._memory())
        self._stored = time.perf_counter()
        self._storing = self._stored - began

    def _memory(self) -> Any:
        """What takes the steppable back to now; None where that would be too large to be kept."""
        memory = self.steppable.memory() if self._can_go_back else None
        if getattr(memory, "nbytes", 0) <= LARGEST_MEMORY:
            return memory
        self._can_go_back = False
        return None

    def _note_settings(self) -> None:
        """Note with which settings the run goes on: once it is over, those of the next may be in force."""
        now = time.monotonic()
        if self.is_pending or now - self._settings_noted < NOTE_EVERY:
            return
        self._settings_noted = now
        steppable = self.steppable
        chosen = {name: choice.read() for name, choice in getattr(steppable, "choices", {}).items()}
        self._settings = dict(steppable.settings) | chosen
        words = getattr(steppable, "words", None)
        self.words = words_for(steppable.settings, self._names) if words is None else words

    def _diverged(self) -> str:
        settings = self.steppable.settings
        rate = f" of {settings['learning rate']:.3g}" if "learning rate" in settings else ""
        return (
            f"the loss is no longer a finite number: a learning rate{rate} is too large here; "
            "lower it and press Reset"
        )


def describe_losses(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    """The losses that a snapshot has, and the share of right answers: on new points where there are some."""
    parts = [(words, f"{snapshot[name]:.3f}") for name, words in WORDS.items() if name in snapshot]
    accuracy = snapshot.get("val_accuracy", snapshot.get("accuracy"))
    return parts if accuracy is None else [*parts, ("right", f"{100 * accuracy:.0f} %")]
