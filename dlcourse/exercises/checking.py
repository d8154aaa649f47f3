"""Runs an exercise's check on an answer and turns whatever happens into one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .answers import Answer, OutOfTime, time_limit
from .exercise import Exercise
from .rules import NotThereYet, RuleBroken


@dataclass(frozen=True)
class Verdict:
    """What a check says: a mark (✓ right, ○ not there yet, ✗ a rule is broken) and a sentence."""

    mark: str
    sentence: str

    @property
    def text(self) -> str:
        """The line that a learner reads."""
        return f"{self.mark} {self.sentence}"


def examine(exercise: Exercise, given: Any) -> Verdict:
    """Check the learner's function (or value) against all rules of an exercise; show nothing."""
    try:
        with time_limit(exercise.time_limit):
            exercise.check(Answer(exercise, given))
    except NotThereYet as not_yet:
        return Verdict("○", f"Not there yet: {not_yet}")
    except RuleBroken as broken:
        sentence = f"Exercise {exercise.id}: {broken}"
        return Verdict("✗", sentence if sentence[-1] in ".?!" else sentence + ".")
    except OutOfTime:
        return Verdict(
            "✗",
            f"Exercise {exercise.id}: `{exercise.name}` must come to an end, and it was still running "
            f"after {exercise.time_limit:g} seconds: is there a loop that never stops?",
        )
    return Verdict("✓", f"Exercise {exercise.id}, {exercise.title}: `{exercise.name}` is right.")
