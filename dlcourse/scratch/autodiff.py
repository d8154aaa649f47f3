"""Automatic differentiation of numbers, as chapter 03 builds it: each value remembers what it was made of.

An operation computes its value and, beside it, its slopes: how fast the value grows with each of its inputs.
`Value.backward` visits the operations from the last to the first and multiplies and adds these slopes, which
is the chain rule (reverse mode; S. Linnainmaa (1976), Taylor expansion of the accumulated rounding error, BIT
16, 146-160, doi:10.1007/BF01931367).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..errors import CourseError, number


class Value:
    """A number that remembers the operation and the values it was made of.

    >>> w, x = Value(0.5), Value(3)
    >>> loss = (w * x - 2) ** 2
    >>> loss.backward()
    >>> w.gradient  # how fast the loss grows with w
    -3.0

    Args:
        value: the number itself.
        operation: the sign or name of the operation that gave it; "" for an input.
        inputs: the values that went into that operation.
        slopes: how fast the value grows with each of them, as numbers.

    Attributes:
        gradient: how fast the result grows with this value, after the result's `backward()`.

    Raises:
        CourseError: if value is no finite number.
    """

    def __init__(
        self,
        value: float,
        operation: str = "",
        inputs: tuple[Value, ...] = (),
        slopes: tuple[float, ...] = (),
    ):
        self.value = float(value) if operation else number("value", value)
        self.gradient = 0.0
        self.operation, self.inputs, self.slopes = operation, inputs, slopes

    def pass_back(self) -> None:
        """Add to the gradient of each input this value's own gradient, times the slope."""
        for node, slope in zip(self.inputs, self.slopes, strict=True):
            node.gradient += slope * self.gradient

    def backward(self) -> None:
        """Compute how fast this value grows with each value it was made of, and put it into `gradient`."""
        nodes = in_order(self)
        for node in nodes:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(nodes):
            node.pass_back()

    def __add__(self, other: Any) -> Value:
        return _two(add, self, other)

    def __radd__(self, other: Any) -> Value:
        return _two(add, other, self)

    def __sub__(self, other: Any) -> Value:
        return _two(subtract, self, other)

    def __rsub__(self, other: Any) -> Value:
        return _two(subtract, other, self)

    def __mul__(self, other: Any) -> Value:
        return _two(multiply, self, other)

    def __rmul__(self, other: Any) -> Value:
        return _two(multiply, other, self)

    def __truediv__(self, other: Any) -> Value:
        return _two(divide, self, other)

    def __rtruediv__(self, other: Any) -> Value:
        return _two(divide, other, self)

    def __neg__(self) -> Value:
        return Value(-self.value, "−", (self,), (-1.0,))

    def __pow__(self, exponent: float) -> Value:
        return power(self, exponent)

    def __repr__(self) -> str:
        return f"Value({self.value:.4g}, gradient {self.gradient:.4g})"


def add(a: Value, b: Value) -> Value:
    """a + b: grows as fast as either of them."""
    return Value(a.value + b.value, "+", (a, b), (1.0, 1.0))


def subtract(a: Value, b: Value) -> Value:
    """a − b: grows as a grows and falls as b grows."""
    return Value(a.value - b.value, "−", (a, b), (1.0, -1.0))


def multiply(a: Value, b: Value) -> Value:
    """a · b: grows b times as fast as a, and a times as fast as b."""
    return Value(a.value * b.value, "×", (a, b), (b.value, a.value))


def divide(a: Value, b: Value) -> Value:
    """a / b.

    Raises:
        CourseError: if b is 0.
    """
    if b.value == 0:
        raise CourseError(f"the divisor must not be 0, got {a.value:g} / {b.value:g}")
    quotient = a.value / b.value
    return Value(quotient, "/", (a, b), (1 / b.value, -quotient / b.value))


def power(a: Value, exponent: float) -> Value:
    """a to the power of a plain number.

    Raises:
        CourseError: if the exponent is a Value, or the power or its slope is no real number.
    """
    if isinstance(exponent, Value):
        raise CourseError(
            "exponent must be a plain number, got a Value: write exp(exponent * log(a)) instead"
        )
    exponent = number("exponent", exponent)
    try:
        value = a.value**exponent
        slope = 0.0 if exponent == 0 else exponent * a.value ** (exponent - 1)
    except (ZeroDivisionError, OverflowError):
        value = slope = complex("nan")
    if isinstance(value, complex) or isinstance(slope, complex):
        raise CourseError(f"a power and its slope must be real numbers, got {a.value:g} ** {exponent:g}")
    return Value(value, f"^{exponent:g}", (a,), (slope,))


def tanh(a: Value) -> Value:
    """The hyperbolic tangent, with the slope 1 − tanh²."""
    value = math.tanh(a.value)
    return Value(value, "tanh", (a,), (1 - value**2,))


def relu(a: Value) -> Value:
    """a where it is positive, else 0; the slope at exactly 0 counts as 0, as in TensorFlow."""
    return Value(max(a.value, 0.0), "relu", (a,), (1.0 if a.value > 0 else 0.0,))


def exp(a: Value) -> Value:
    """The exponential function, which is its own slope.

    Raises:
        CourseError: if the value would be too large for a float.
    """
    try:
        value = math.exp(a.value)
    except OverflowError as error:
        raise CourseError(f"the argument of exp must be a number ≤ 709, got {a.value:g}") from error
    return Value(value, "exp", (a,), (value,))


def log(a: Value) -> Value:
    """The natural logarithm.

    Raises:
        CourseError: if a is not > 0.
    """
    if not a.value > 0:
        raise CourseError(f"the argument of log must be a number > 0, got {a.value:g}")
    return Value(math.log(a.value), "log", (a,), (1 / a.value,))


def in_order(result: Any) -> list[Any]:
    """All values that a result was made of, each one after its inputs, and the result last."""
    ordered, seen = [], set()
    waiting = [(result, False)]  # a list instead of recursion: sums of a thousand terms are deep
    while waiting:
        node, inputs_are_in = waiting.pop()
        if inputs_are_in:
            ordered.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            waiting.append((node, True))
            waiting += [(each, False) for each in reversed(node.inputs)]
    return ordered


def slope_forward(result: Value, start: Value) -> float:
    """How fast a result grows with one of its values, found from that value forward (forward mode).

    One pass over all operations answers for one start; `backward` answers for all of them in one pass.
    """
    slopes: dict[int, float] = {}
    for node in in_order(result):
        from_inputs = (slope * slopes[id(each)] for each, slope in zip(node.inputs, node.slopes, strict=True))
        slopes[id(node)] = 1.0 if node is start else sum(from_inputs)
    return slopes[id(result)]


def products_in_a_pass(result: Value) -> int:
    """How many products of a slope and a gradient one pass over the graph takes, forward or backward."""
    return sum(len(node.inputs) for node in in_order(result))


def _two(operation: Callable[[Value, Value], Value], a: Any, b: Any) -> Value:
    return operation(*(each if isinstance(each, Value) else Value(each) for each in (a, b)))
