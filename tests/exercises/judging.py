"""What the check of an exercise says to an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dlcourse.exercises.checking import examine
from dlcourse.exercises.registry import exercise


def says(exercise_id: str, answer: Callable[..., Any]) -> str:
    """The text in which the check of the exercise answers to a learner's function."""
    return examine(exercise(exercise_id), answer).text


def assert_breaks(exercise_id: str, answer: Callable[..., Any], rule: str) -> None:
    """The answer fails, and its one short line names the rule."""
    text = says(exercise_id, answer)
    assert text.startswith(f"✗ Exercise {exercise_id}: ")
    assert rule in text
    assert "\n" not in text and len(text) < 400
