"""The vocabulary in which a check says what is wrong with an answer; no exercise's content lives here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np


class RuleBroken(Exception):
    """The answer breaks a rule of its exercise; the message names the rule in one sentence."""


class NotThereYet(Exception):
    """The answer is still a stub; the message says what is expected instead."""


def compare(
    answer: Callable[..., Any],
    right: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    read: Callable[..., np.ndarray],
    mistakes: Iterable[tuple[str, Callable[..., Any]]],
) -> None:
    """Hold an answer against the right function on all cases, and name the mistake that explains its values.

    Args:
        answer: the learner's function.
        right: what it should compute.
        cases: tuples of arguments.
        read: turns (returned value, *arguments) into an array of numbers, or raises RuleBroken.
        mistakes: pairs of a sentence and a function that makes the mistake. The first whose values agree with
            the answer's on every case gives the message, so a mistake is named only if it explains all.

    Raises:
        RuleBroken: if a value differs from the right one.
    """
    given = [read(answer(*case), *case) for case in cases]
    wanted = [read(right(*case), *case) for case in cases]
    wrong = [number for number in range(len(cases)) if not _same(given[number], wanted[number])]
    if not wrong:
        return
    for sentence, mistaken in mistakes:
        if all(_same(one, read(mistaken(*case), *case)) for one, case in zip(given, cases, strict=True)):
            raise RuleBroken(sentence)
    first = min(wrong, key=lambda number: sum(map(_size, cases[number])))
    names = right.__code__.co_varnames
    where = ", ".join(f"{name} = {shown(value)}" for name, value in zip(names, cases[first], strict=False))
    raise RuleBroken(
        f"for {where}, `{right.__name__}` must give {shown(wanted[first])}, got {shown(given[first])}"
    )


def numbers(name: str, value: Any, shape: tuple[int, ...], what: str) -> np.ndarray:
    """A returned value as an array of finite numbers of the given shape.

    Raises:
        RuleBroken: if it is something else; `what` says what `name` must be.
    """
    try:
        if np.asarray(value).dtype.kind in "US":  # NumPy would take the text "3" for a number
            raise TypeError
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise RuleBroken(f"{name} must be {what}, got {kind(value)}") from None
    if array.shape != shape:
        raise RuleBroken(f"{name} must be {what}, got {kind(array)}")
    if not np.isfinite(array).all():
        raise RuleBroken(f"{name} must be {what}, and finite, got {shown(array)}")
    return array


def parts(name: str, value: Any, names: Sequence[str]) -> tuple[Any, ...]:
    """The parts of a returned tuple, as many as there are names.

    Raises:
        RuleBroken: if there are more or fewer, or if the value has no parts.
    """
    wanted = f"`{name}` must return {len(names)} things, ({', '.join(names)})"
    try:
        count = len(value)
    except TypeError:  # a number, or an array without axes
        count = None
    if count is None or isinstance(value, (str, dict, set)):
        raise RuleBroken(f"{wanted}, got {kind(value)}")
    if count != len(names):
        raise RuleBroken(f"{wanted}, got {count}")
    return tuple(value)


def kind(value: Any) -> str:
    """A few words on what a value is: "an array of shape (3,)", "the text 'abc'", "a list"."""
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float, complex)):
        return f"the number {value!r}"
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        shape = np.shape(value)
        return f"an array of shape {shape}" if shape else f"the number {shown(value)}"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def shown(value: Any) -> str:
    """A number or a small array as a learner would write it: (1, 0.5), rounded to four digits."""
    if isinstance(value, str):
        return repr(value)
    if not isinstance(value, (list, tuple)):
        array = np.asarray(value)
        if array.dtype == object:
            return repr(value)
        if array.ndim == 0:
            return f"{array[()]:.4g}".replace("-", "−") if array.dtype != bool else str(bool(array))
        value = array
    inside = ", ".join(shown(part) for part in value[:8]) + (", …" if len(value) > 8 else "")
    return f"({inside},)" if len(value) == 1 else f"({inside})"


def _size(argument: Any) -> int:
    """How many numbers there are in an argument, or in the arguments that it lists."""
    return sum(map(_size, argument)) if isinstance(argument, (list, tuple)) else np.size(argument)


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-6, atol=1e-9))
