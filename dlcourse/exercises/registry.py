"""Finds exercises and quizzes: each chapter is a package `chapter_NN` here, with EXERCISES and QUESTIONS."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from ..errors import CourseError, one_of
from .exercise import Exercise, Question


def exercise(exercise_id: str) -> Exercise:
    """The exercise with this id, such as "1.2".

    Raises:
        CourseError: if there is none; the message lists the ids of that chapter.
    """
    if not isinstance(exercise_id, str):
        raise CourseError(f'the exercise id must be a string such as "1.2", got {exercise_id!r}')
    known = chapters()
    chapter = exercise_id.partition(".")[0]
    if chapter not in known:
        raise CourseError(
            f"the exercise id must be a chapter with exercises ({', '.join(known)}), a dot and a number, "
            f"got {exercise_id!r}"
        )
    declared = {each.id: each for each in exercises(chapter)}
    return declared[one_of("the exercise id", exercise_id, declared)]


def exercises(chapter: str) -> tuple[Exercise, ...]:
    """All exercises of a chapter, such as "1", in their order.

    Raises:
        CourseError: if there is no such chapter; the message lists those there are.
    """
    return _content(chapter).EXERCISES


def questions(chapter: str) -> tuple[Question, ...]:
    """The quiz questions of a chapter, such as "1", in their order.

    Raises:
        CourseError: if there is no such chapter; the message lists those there are.
    """
    return _content(chapter).QUESTIONS


def chapters() -> tuple[str, ...]:
    """The numbers of the chapters that have exercises: "1", "2" and so on."""
    package = importlib.import_module(__package__)
    names = (found.name.rpartition("_") for found in pkgutil.iter_modules(package.__path__))
    found = sorted(int(number) for kind, _, number in names if kind == "chapter" and number.isdigit())
    return tuple(str(number) for number in found)


def _content(chapter: str) -> ModuleType:
    number = int(one_of("chapter", chapter, chapters()))
    return importlib.import_module(f"{__package__}.chapter_{number:02d}")
