"""`expect`: a claim of the text, asserted where it is made; when it fails, with the numbers it failed by."""

from __future__ import annotations

import ast
import linecache
import os
import sys
from types import FrameType
from typing import Any

import numpy as np

from ..errors import CourseError
from .failures import failures
from .page import say


def expect(condition: Any, claim: str) -> None:
    """Print "✓ claim" if the condition holds, and otherwise "✗ claim" with the numbers that are compared.

    Write the comparison into the call, as in `expect(accuracy > 0.95, "…")`: the numbers are read from there.

    Args:
        condition: one truth value: a bool, or a Boolean scalar of NumPy or of a Keras backend.
        claim: what is claimed, in words.

    Raises:
        CourseError: if condition is no single truth value, or claim no text.
        AssertionError: if the claim fails and the environment variable DLCOURSE_TESTING is 1.
    """
    if not isinstance(claim, str) or not claim.strip():
        raise CourseError(f"claim must be a sentence that says what is expected, got {claim!r}")
    if _truth(condition):
        say(f"✓ {claim}")
        return
    sentence = f"✗ {claim}{_reason(sys._getframe(1), claim)}"
    say(sentence)
    if os.environ.get("DLCOURSE_TESTING") == "1":
        raise AssertionError(sentence)


def _truth(condition: Any) -> bool:
    if isinstance(condition, (bool, np.bool_)):
        return bool(condition)
    must = "condition must be one truth value, True or False, such as accuracy > 0.95"
    shape = getattr(condition, "shape", None)
    if shape is None:
        raise CourseError(f"{must}, got {condition!r}")
    if tuple(shape):
        raise CourseError(f"{must}, got an array of shape {tuple(shape)}: ask for its .all() or .any()")
    if "bool" not in str(getattr(condition, "dtype", "")):
        raise CourseError(f"{must}, got the number {condition!r}")
    return bool(condition)


def _reason(frame: FrameType, claim: str) -> str:
    """What the claim's comparison looks like with its numbers; empty where the source cannot be read."""
    source = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    try:
        call = _call_at(frame, ast.parse(source), claim)
    except (SyntaxError, ValueError):  # no source to read, or a file that changed since it was run
        return ""
    if call is None:
        return ""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    condition = call.args[0] if call.args else keywords.get("condition")
    if condition is None or isinstance(condition, ast.Starred):
        return ""
    return ": " + " and ".join(failures(condition, source, frame))


def _call_at(frame: FrameType, tree: ast.Module, claim: str) -> ast.Call | None:
    """The call that this frame is in the middle of; None where two calls cannot be told apart."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if hasattr(frame.f_code, "co_positions"):  # Python 3.11 and newer know the very columns
        here = list(frame.f_code.co_positions())[frame.f_lasti // 2]
        return next((call for call in calls if _position(call) == here), None)
    on_line = [call for call in calls if call.lineno <= frame.f_lineno <= call.end_lineno]
    on_line = [call for call in on_line if _is_expect(call, frame)]
    if len(on_line) > 1:
        on_line = [call for call in on_line if claim in _texts(call)]
    return on_line[0] if len(on_line) == 1 else None


def _position(node: ast.expr) -> tuple[int | None, ...]:
    return node.lineno, node.end_lineno, node.col_offset, node.end_col_offset


def _is_expect(call: ast.Call, frame: FrameType) -> bool:
    if isinstance(call.func, ast.Name):
        return {**frame.f_globals, **frame.f_locals}.get(call.func.id) is expect
    return isinstance(call.func, ast.Attribute) and call.func.attr == expect.__name__


def _texts(call: ast.Call) -> list[Any]:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return [value.value for value in values if isinstance(value, ast.Constant)]
