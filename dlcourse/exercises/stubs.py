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
    lines, docstring = _lines_and_docstring(exercise)
    return "\n".join([*lines[: docstring.end_lineno], " " * docstring.col_offset + "..."]) + "\n"


def code_of(exercise: Exercise) -> str:
    """The solution's source without the docstring, which the stub has shown already."""
    lines, docstring = _lines_and_docstring(exercise)
    return "\n".join([*lines[: docstring.lineno - 1], *lines[docstring.end_lineno :]]) + "\n"


def _lines_and_docstring(exercise: Exercise) -> tuple[list[str], ast.stmt]:
    source = textwrap.dedent(inspect.getsource(exercise.solution))
    return source.splitlines(), ast.parse(source).body[0].body[0]
