"""The nodes of a graph of operations: read from a snapshot, laid out in CSS pixels, and put into words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import CourseError, one_of, whole_number
from .examples import counted
from .layers import in_layers

PHASES = ("forward", "backward")
# CSS pixels: the box of a node, half the badge with its operation, and from one box to the next.
BOX_WIDTH, BOX_HEIGHT = 102.0, 60.0
BADGE, WIDE_BADGE = 12.0, 20.0
COLUMN, ROW = 154.0, 74.0
MARGIN = 16.0
TWO_SIDED = {
    "+": "plus", "−": "minus", "-": "minus", "×": "times", "*": "times", "·": "times", "÷": "divided by",
    "/": "divided by", "^": "to the power of", "**": "to the power of", "@": "matrix-times",
}  # fmt: skip
ONE_SIDED = {"−": "minus", "-": "minus"}


@dataclass(frozen=True)
class Node:
    """One value of a graph: what it is called, which operation on which earlier nodes gives it, and numbers.

    `operation` is "" for an input; value and gradient are None where they are not computed yet.
    """

    name: str
    operation: str = ""
    inputs: tuple[int, ...] = ()
    value: float | None = None
    gradient: float | None = None


@dataclass(frozen=True)
class Drawn:
    """A graph laid out: the middle of each node's box, shape (n, 2), edges as points, and the whole size.

    CSS pixels from the upper left corner. An edge is (from, to, points): points 2k and 2k + 1 are joined by
    a curve that begins and ends level, points 2k + 1 and 2k + 2 by a straight line through a column.
    """

    middles: np.ndarray
    edges: tuple[tuple[int, int, np.ndarray], ...]
    width: float
    height: float


def read_nodes(nodes: Any) -> list[Node]:
    """`nodes` as a list of Node, from Nodes or mappings with the same names.

    Raises:
        CourseError: if there are none, one has no name, or has an input that is no earlier node.
    """
    if isinstance(nodes, str | Mapping) or not isinstance(nodes, Sequence) or not nodes:
        raise CourseError(f"nodes must be a list with at least one node, got {nodes!r:.60}")
    return [_read(place, node) for place, node in enumerate(nodes)]


def read_place(at: Any, phase: Any, count: int) -> tuple[int | None, str]:
    """The node visited just now, or None, and the phase.

    Raises:
        CourseError: if `at` is no node, or the phase neither "forward" nor "backward".
    """
    place = None if at is None or at == -1 else whole_number("at", at, at_least=0, at_most=count - 1)
    return place, one_of("phase", phase, PHASES)


def lay_out(nodes: Sequence[Node]) -> Drawn:
    """Where each node and each edge of the graph stands."""
    layers = in_layers(tuple(node.inputs for node in nodes))
    left, top = MARGIN + BOX_WIDTH / 2, MARGIN + BOX_HEIGHT / 2
    middles = np.column_stack(
        [left + COLUMN * np.array(layers.columns, dtype=float), top + ROW * np.array(layers.rows)]
    ).round(1)
    edges = []
    for route in layers.routes:
        points = [middles[route.start] + (BOX_WIDTH / 2, 0)]
        for column, row in route.passes:
            x, y = left + COLUMN * column, top + ROW * row
            points += [np.array([x - BOX_WIDTH / 2, y]), np.array([x + BOX_WIDTH / 2, y])]
        points.append(middles[route.end] - (BOX_WIDTH / 2 + badge(nodes[route.end]), 0))
        edges.append((route.start, route.end, np.array(points).round(1)))
    columns, rows = layers.size
    width = 2 * MARGIN + BOX_WIDTH + COLUMN * (columns - 1)
    return Drawn(middles, tuple(edges), width, 2 * MARGIN + BOX_HEIGHT + ROW * (rows - 1))


def badge(node: Node) -> float:
    """Half the width of the badge with the node's operation, CSS pixels: a sign needs less than a word."""
    return BADGE if len(node.operation) == 1 else WIDE_BADGE


def node_text(value: float | None) -> str:
    """A value as it stands in a node, in four digits; "" where there is none yet."""
    if value is None:
        return ""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size != 0 and not 1e-3 <= size < 1e5:
        digits, power = f"{value:.1e}".split("e")
        return f"{digits.removesuffix('.0')}e{int(power)}".replace("-", "−")
    return f"{value:.{4 if size >= 0.01 else 3}g}".replace("-", "−")


def spoken(nodes: Sequence[Node], place: int) -> str:
    """One node in words: "d = a times b, value 6, gradient 2"."""
    node = nodes[place]
    parts = [f"{node.name} = {_expression(nodes, place)}" if node.operation else node.name]
    parts.append(f"value {node_text(node.value) or 'not yet computed'}")
    if node.gradient is not None:
        parts.append(f"gradient {node_text(node.gradient)}")
    return ", ".join(parts)


def in_words(nodes: Sequence[Node], at: int | None, phase: str) -> str:
    """The whole graph in one or two sentences: how large it is, how far it is computed, what was visited."""
    operations = sum(bool(node.operation) for node in nodes)
    size = f"{counted(operations, 'operation')} on {counted(len(nodes) - operations, 'input')}"
    values = sum(node.value is not None for node in nodes)
    gradients = sum(node.gradient is not None for node in nodes)
    known = f"{values} of {len(nodes)} values and {gradients} gradients are computed"
    visited = "" if at is None else f" Visited last, going {phase}: {spoken(nodes, at)}."
    return f"A graph of {size}: {known}.{visited}"


def _expression(nodes: Sequence[Node], place: int) -> str:
    node = nodes[place]
    names = [nodes[i].name for i in node.inputs]
    if len(names) == 2 and node.operation in TWO_SIDED:
        return f"{names[0]} {TWO_SIDED[node.operation]} {names[1]}"
    if len(names) > 2 and node.operation in ("+", "×"):
        return f" {TWO_SIDED[node.operation]} ".join(names)
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    if node.operation in ONE_SIDED:
        return f"{ONE_SIDED[node.operation]} {listed}"
    return f"{node.operation} of {listed}"


def _read(place: int, given: Any) -> Node:
    if isinstance(given, Node):
        node = given
    elif isinstance(given, Mapping) and "name" in given:
        node = Node(**{name: given[name] for name in Node.__dataclass_fields__ if name in given})
    else:
        raise CourseError(f"node {place} must be a dict with a name, got {given!r:.60}")
    inputs = tuple(
        whole_number(f"an input of node {place}", i, at_least=0, at_most=place - 1) for i in _indices(node)
    )
    if bool(node.operation) != bool(inputs):
        raise CourseError(
            f"node {place} must have an operation and inputs, or neither of them; got {node.operation!r} and "
            f"{list(inputs)}"
        )
    value, gradient = _number(place, "value", node.value), _number(place, "gradient", node.gradient)
    return Node(str(node.name) or f"node {place}", str(node.operation), inputs, value, gradient)


def _indices(node: Node) -> tuple[Any, ...]:
    return () if node.inputs is None else tuple(node.inputs)


def _number(place: int, name: str, value: Any) -> float | None:
    if value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise CourseError(
            f"the {name} of node {place} must be a number or None, got {value!r:.40}"
        ) from error
