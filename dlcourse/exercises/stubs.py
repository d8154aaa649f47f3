"""Stubs, made from the solutions' own source, so that the two cannot drift apart."""

from __future__ import annotations

import ast
import inspect
import textwrap

from . import registry
from .exercise import Exercise


def stub(exercise_id: str) -> str:
    """The text a learner starts from: the solution's signature and docstring, and `...` for a body.

    Raises:
        CourseError: if there is no such exercise.
    """
    return stub_of(registry.exercise(exercise_id))


def stub_of(exercise: Exercise) -> str:
    """The stub of an exercise that is at hand."""
    source = source_of(exercise)
    function = ast.parse(source).body[0]
    docstring = function.body[0]
    lines = source.splitlines()[: docstring.end_lineno]
    return "\n".join([*lines, " " * docstring.col_offset + "..."]) + "\n"


def source_of(exercise: Exercise) -> str:
    """The solution's source, as the chapter's module has it."""
    return textwrap.dedent(inspect.getsource(exercise.solution))
