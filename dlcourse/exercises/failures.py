"""Takes a condition that does not hold apart: which comparison in it fails, and by which numbers."""

from __future__ import annotations

import ast
import builtins
import operator
from collections.abc import Iterator
from types import FrameType
from typing import Any

import numpy as np

ORDERS = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
# Reading these once more changes nothing, so a failed condition may be taken apart after the fact.
HARMLESS_NODES = (
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Slice,
    ast.Constant,
    ast.BinOp,
    ast.UnaryOp,
    ast.Tuple,
    ast.operator,
    ast.unaryop,
    ast.expr_context,
)
HARMLESS_CALLS = ("abs", "len", "min", "max", "float", "round")
UNKNOWN = object()  # a value that cannot be read without running something again


def failures(condition: ast.expr, source: str, frame: FrameType) -> Iterator[str]:
    """Sentences such as "accuracy > 0.95 is not so: accuracy is 0.5", one for each comparison that decided.

    Args:
        condition: the condition, known not to hold, as it stands in source.
        source: the whole text that the condition was parsed from.
        frame: where its names have their values.
    """
    if isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.Or):
        for part in condition.values:
            yield from failures(part, source, frame)
        return
    if isinstance(condition, ast.BoolOp):
        for part in condition.values:
            if _holds(part, frame) is False:
                yield from failures(part, source, frame)
                return
    if isinstance(condition, ast.Compare):
        for left, sign, right in _links(condition):
            values = _value(left, frame), _value(right, frame)
            if len(condition.ops) == 1 or _follows(sign, *values) is False:
                link = condition if len(condition.ops) == 1 else ast.Compare(left, [sign], [right])
                told = "" if _follows(sign, *values) is True else _numbers((left, right), values, source)
                yield f"{_text(link, source)} is not so{told}"
                return
    yield f"{_text(condition, source)} is not so"


def _links(condition: ast.Compare) -> Iterator[tuple[ast.expr, ast.cmpop, ast.expr]]:
    return zip([condition.left, *condition.comparators], condition.ops, condition.comparators, strict=False)


def _holds(condition: ast.expr, frame: FrameType) -> Any:
    """True or False where that can be read once more, otherwise UNKNOWN."""
    if isinstance(condition, ast.BoolOp):
        parts = [_holds(part, frame) for part in condition.values]
        decisive = isinstance(condition.op, ast.Or)
        return decisive if decisive in parts else UNKNOWN if UNKNOWN in parts else not decisive
    if isinstance(condition, ast.Compare):
        links = [_follows(sign, _value(a, frame), _value(b, frame)) for a, sign, b in _links(condition)]
        return False if False in links else UNKNOWN if UNKNOWN in links else True
    value = _value(condition, frame)
    return bool(value) if isinstance(value, (bool, np.bool_)) else UNKNOWN


def _follows(sign: ast.cmpop, left: Any, right: Any) -> Any:
    """Whether a comparison holds: True, False or UNKNOWN."""
    if left is UNKNOWN or right is UNKNOWN or type(sign) not in ORDERS:
        return UNKNOWN
    try:
        return bool(ORDERS[type(sign)](left, right))
    except Exception:  # any class may define comparisons; the failed claim must be reported all the same
        return UNKNOWN


def _value(node: ast.expr, frame: FrameType) -> Any:
    """An operand's value, read once more; UNKNOWN where reading it could do something or fails."""
    names = {**vars(builtins), **frame.f_globals, **frame.f_locals}
    if not _is_harmless(node, names):
        return UNKNOWN
    code = compile(ast.Expression(node), "<the condition of expect>", "eval")
    try:
        return eval(code, {"__builtins__": {}}, names)
    except Exception:  # any class may define arithmetic; the failed claim must be reported all the same
        return UNKNOWN


def _is_harmless(node: ast.AST, names: dict[str, Any]) -> bool:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", None)
        is_builtin = name in HARMLESS_CALLS and names[name] is getattr(builtins, name)
        return is_builtin and not node.keywords and all(_is_harmless(each, names) for each in node.args)
    return isinstance(node, HARMLESS_NODES) and all(
        _is_harmless(each, names) for each in ast.iter_child_nodes(node)
    )


def _numbers(nodes: tuple[ast.expr, ...], values: tuple[Any, ...], source: str) -> str:
    """ ": a is 1, b is 2", without what the source shows already."""
    digits = 4
    differ = _follows(ast.NotEq(), *values) is True
    while differ and digits < 17 and _spelled(values[0], digits) == _spelled(values[1], digits):
        digits += 1  # two numbers that differ should not look alike
    told = [
        f"{_text(node, source)} is {_spelled(value, digits)}"
        for node, value in zip(nodes, values, strict=True)
        if value is not UNKNOWN and not _is_literal(node)
    ]
    return f": {', '.join(told)}" if told else ""


def _is_literal(node: ast.expr) -> bool:
    return all(isinstance(part, (ast.Constant, ast.UnaryOp, ast.unaryop)) for part in ast.walk(node))


def _spelled(value: Any, digits: int) -> str:
    if not isinstance(value, (str, bool, int, np.bool_, np.integer)):
        try:
            return f"{float(value):.{digits}g}"
        except (TypeError, ValueError):  # no number: its repr will do
            pass
    text = str(value) if isinstance(value, (np.bool_, np.integer)) else " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _text(node: ast.expr, source: str) -> str:
    segment = ast.get_source_segment(source, node) if hasattr(node, "end_lineno") else None
    return segment if segment and "\n" not in segment else ast.unparse(node)
