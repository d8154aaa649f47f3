"""What an exercise and a quiz question consist of; plain records that the chapters fill in."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Exercise:
    """An exercise with everything that a learner may ask for.

    Its stub is made from the solution: name, parameters and docstring. Where the solution takes no arguments,
    the learner may also answer with the bare value.

    Args:
        id: chapter and number, such as "1.2".
        title: a few words.
        solution: the function that the learner is asked to write, as it should read.
        returns: what it returns, in words that fit into "a number is expected".
        why: why the solution works, in Markdown paragraphs.
        hints: from the gentle to the plain one.
        check: called with the learner's function; raises `rules.RuleBroken` with the rule that is broken.
        time_limit: seconds after which a check is given up.
    """

    id: str
    title: str
    solution: Callable[..., Any]
    returns: str
    why: str
    hints: tuple[str, ...]
    check: Callable[[Callable[..., Any]], None]
    time_limit: float = 10.0

    @property
    def name(self) -> str:
        """The name of the function that is asked for."""
        return self.solution.__name__

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of that function's parameters."""
        return tuple(inspect.signature(self.solution).parameters)


@dataclass(frozen=True)
class Option:
    """One answer that a quiz question offers, and why it is right or wrong."""

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A quiz question; several of its options may be right. Texts of options are plain, without Markdown."""

    text: str
    options: tuple[Option, ...]

    @property
    def several(self) -> bool:
        """Whether more than one option is right."""
        return sum(option.right for option in self.options) > 1
