"""A graph of operations, whose inputs can be changed by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...errors import CourseError, number, one_of, whole_number
from ...plots.graph_nodes import Node, in_words, lay_out, node_text, read_nodes, read_place, spoken
from ..page_widget import script, static
from .base import Panel, View

OnValue = Callable[[int, float], None]


class Operations(Panel):
    """A graph of operations: a value and a gradient in each node, and the node visited last.

    The snapshot holds a list of nodes in an order in which they can be computed, each a dict with "name",
    "operation" (such as "+", "×", "tanh"; "" for an input), "inputs" (places of earlier nodes), "value" and
    "gradient" (numbers, or None while not computed). It may hold "at", the place of the node visited last,
    and "phase", the direction in which it was visited, "forward" or "backward".

    Arguments:
        nodes: the snapshot's name for the list of nodes.
        at: its name for the place of the node to highlight; None or −1 there for no node.
        phase: its name for the direction.
        on_value: called with the place and the new value when the reader changes an input; without it, none
            can be changed.
        title: the heading.
    """

    _script = script("shared.js", "operations.js")
    _css = static("operations.css")
    still_width = 2.0

    def __init__(
        self,
        nodes: str = "nodes",
        *,
        at: str = "at",
        phase: str = "phase",
        on_value: OnValue | None = None,
        title: str = "Values forward, gradients backward",
    ):
        super().__init__(kind="operations", panel_id="operations", title=title)
        self.nodes, self.at, self.phase, self.on_value = nodes, at, phase, on_value
        self._inputs: frozenset[int] = frozenset()

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The nodes in texts and words, where they stand, and the edges as points in CSS pixels."""
        nodes, at, phase = self._shown(view)
        plain: dict[str, Any] = {"alt": self.describe(view), "nodes": []}
        if not nodes:
            return plain, {}
        drawn = lay_out(nodes)
        self._inputs = frozenset(place for place, node in enumerate(nodes) if not node.operation)
        plain["nodes"] = [
            {"name": node.name, "operation": node.operation, "words": spoken(nodes, place),
             "value": node_text(node.value), "gradient": node_text(node.gradient)}
            for place, node in enumerate(nodes)
        ]  # fmt: skip
        plain |= {
            "at": at, "phase": phase, "width": drawn.width, "height": drawn.height,
            "changeable": self.on_value is not None,
        }  # fmt: skip
        points = [np.zeros((0, 2)), *(edge[2] for edge in drawn.edges)]
        return plain, {
            "places": drawn.middles.astype("float32"),
            "ends": np.array([edge[:2] for edge in drawn.edges], dtype="int32").reshape(-1, 2),
            "lengths": np.array([len(edge[2]) for edge in drawn.edges], dtype="uint16"),
            "points": np.concatenate(points).astype("float32"),
        }

    def still_height(self, view: View) -> float:
        """As high as the graph is wide and flat: no empty bands above and below it."""
        nodes, _, _ = self._shown(view)
        if not nodes:
            return 0.4
        drawn = lay_out(nodes)
        return min(1.4, 0.25 + 2.2 * drawn.height / max(drawn.width, 660))

    def draw(self, axes: Any, view: View) -> None:
        """The same graph with matplotlib."""
        from ...plots.operations import draw_operations

        nodes, at, phase = self._shown(view)
        if nodes:
            draw_operations(axes, nodes, at=at, phase=phase)
        else:
            axes.set_axis_off()

    def describe(self, view: View) -> str:
        """How large the graph is, how far it is computed, and the node visited last with its numbers."""
        nodes, at, phase = self._shown(view)
        return in_words(nodes, at, phase) if nodes else "No graph of operations yet."

    def act(self, message: dict[str, Any]) -> None:
        """Give an input a value: {"kind": "value", "node": its place, "value": a number}."""
        one_of("kind", message.get("kind"), ["value"])
        if self.on_value is None:
            raise CourseError("the values of this graph cannot be changed by hand")
        node = whole_number("node", message.get("node"), at_least=0)
        if node not in self._inputs:
            raise CourseError(
                f"node must be an input of the graph, one of {sorted(self._inputs)}, got {node}"
            )
        self.on_value(node, number("value", message.get("value")))

    def _shown(self, view: View) -> tuple[list[Node], int | None, str]:
        given = view.snapshot.get(self.nodes)
        if given is None or len(given) == 0:
            return [], None, "forward"
        nodes = read_nodes(given)
        phase = view.snapshot.get(self.phase) or "forward"
        return nodes, *read_place(view.snapshot.get(self.at), phase, len(nodes))
