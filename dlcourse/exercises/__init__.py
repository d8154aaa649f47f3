"""Exercises, hints, solutions, quizzes and the checks on them; each chapter's content is a package here.

Without IPython everything here still works: what a notebook would display is printed as text.
"""

from __future__ import annotations

from typing import Any

from . import page, registry
from .checking import examine
from .claims import expect
from .handouts import hint_pages, solution_page
from .quiz_still import as_text
from .stubs import stub

__all__ = ["check", "expect", "hint", "quiz", "solution", "stub"]

_hints_given: dict[str, int] = {}


def check(exercise_id: str, answer: Any) -> None:
    """Say in one line whether the answer to an exercise is right, or which rule it breaks.

    Args:
        exercise_id: chapter and number, such as "1.2".
        answer: the learner's function, without parentheses; or the value, where it takes no arguments.

    Raises:
        CourseError: if there is no such exercise.
    """
    verdict = examine(registry.exercise(exercise_id), answer)
    page.show(verdict.text, page.line(verdict.mark, verdict.text))


def hint(exercise_id: str) -> None:
    """Show the first hint of an exercise, folded; each further call adds the next one.

    Raises:
        CourseError: if there is no such exercise.
    """
    exercise = registry.exercise(exercise_id)
    asked = _hints_given[exercise.id] = _hints_given.get(exercise.id, 0) + 1
    page.show(*hint_pages(exercise, asked))


def solution(exercise_id: str) -> None:
    """Show a solution of an exercise and why it works, folded.

    Raises:
        CourseError: if there is no such exercise.
    """
    page.show(*solution_page(registry.exercise(exercise_id)))


def quiz(chapter: str) -> None:
    """Ask the questions of a chapter, such as "1", one below the other, with an explanation for every option.

    With DLCOURSE_HEADLESS=1, or without IPython, the questions appear with their answers folded.

    Raises:
        CourseError: if there is no such chapter.
    """
    questions = registry.questions(chapter)
    if not page.in_ipython():
        page.say(as_text(chapter, questions))
        return
    from IPython.display import display

    from .quiz_widget import Quiz

    display(Quiz(chapter, questions))
