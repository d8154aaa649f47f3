"""The learner's function as a check calls it: on copies, quietly, in limited time, without tracebacks."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import linecache
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

from .exercise import Exercise
from .rules import NotThereYet, RuleBroken, kind


class OutOfTime(BaseException):
    """The time limit is over. Not an Exception, so that a learner's `except Exception` lets it through."""


class Answer:
    """Calls the learner's function: it gets copies of its arguments, its prints are kept off the page.

    Raises:
        NotThereYet: if nothing was written so far.
        RuleBroken: if it is no function, takes other arguments, raises an error, or stops returning values.
    """

    def __init__(self, exercise: Exercise, given: Any) -> None:
        if given is None or given is Ellipsis:
            raise _nothing_yet(exercise, given)
        if not callable(given) and exercise.parameters:
            raise RuleBroken(
                f"`{exercise.name}` itself is expected, a function and without parentheses: "
                f'`dl.check("{exercise.id}", {exercise.name})`; got {kind(given)}'
            )
        self._exercise = exercise
        self._given = given if callable(given) else (lambda: given)
        self._has_returned = False
        _insist_on_parameters(exercise, self._given)

    def __call__(self, *arguments: Any) -> Any:
        copies = copy.deepcopy(arguments)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                value = self._given(*copies)
        except (Exception, SystemExit) as error:
            raise RuleBroken(_in_one_sentence(self._exercise.name, self._given, error)) from None
        if value is None or value is Ellipsis:
            if not self._has_returned:
                raise _nothing_yet(self._exercise, value)
            raise RuleBroken(
                f"`{self._exercise.name}` must return a value on every path, and for some arguments it "
                f"returned {'None' if value is None else '...'}: {self._exercise.returns} is expected"
            )
        self._has_returned = True
        return value


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block once its seconds are over.

    Only a main thread on a system with SIGALRM (Linux, macOS) can be stopped so. Elsewhere the block is not
    limited, and the notebook's own "interrupt" ends an endless loop. NumPy is interrupted between its calls.
    """
    possible = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not possible:
        yield
        return

    def out_of_time(*_: Any) -> None:
        raise OutOfTime

    handler_before = signal.signal(signal.SIGALRM, out_of_time)
    # The alarm repeats, in case a bare `except:` in a learner's loop swallows the first one.
    delay_before, interval_before = signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    started = time.monotonic()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler_before)
        if delay_before:  # somebody else's alarm, such as a test runner's, keeps its hour
            left = max(delay_before - (time.monotonic() - started), 1e-3)
            signal.setitimer(signal.ITIMER_REAL, left, interval_before)


def _nothing_yet(exercise: Exercise, value: Any) -> NotThereYet:
    returned = "None" if value is None else "..."
    return NotThereYet(f"`{exercise.name}` returned {returned}; {exercise.returns} is expected.")


def _insist_on_parameters(exercise: Exercise, given: Any) -> None:
    try:
        signature = inspect.signature(given)
    except (TypeError, ValueError):  # some compiled functions have none; calling them will tell
        return
    try:
        signature.bind(*exercise.parameters)
    except TypeError:
        wanted = ", ".join(exercise.parameters)
        count = len(exercise.parameters)
        raise RuleBroken(
            f"`{exercise.name}` must take {count or 'no'} argument{'' if count == 1 else 's'}"
            f"{f' ({wanted})' if wanted else ''}, and this function takes ({', '.join(signature.parameters)})"
        ) from None


def _in_one_sentence(name: str, given: Any, error: BaseException) -> str:
    """Exception type, message, and the line of the learner's own code that it came from."""
    message = " ".join(str(error).split())
    told = f"{type(error).__name__}" + (f": {message}" if message else "")
    function = inspect.unwrap(given)
    code = getattr(function, "__code__", None) or getattr(function.__call__, "__code__", None)
    line = None
    trace = error.__traceback__
    while trace is not None and code is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    if line is None:
        return f"`{name}` must run without an error, and it raised {told}"
    source = linecache.getline(code.co_filename, line).strip()
    where = f"line {line}" + (f", `{source}`" if source and "`" not in source else "")
    return f"`{name}` must run without an error, and {where}, raised {told}"
