"""A little engine of expressions, stepped forward and then backward one operation at a time; for tests."""

from __future__ import annotations

import math

from dlcourse import live

FORWARD = {"+": lambda x, y: x + y, "×": lambda x, y: x * y, "tanh": math.tanh}
SLOPES = {
    "+": lambda value, x, y: (1.0, 1.0),
    "×": lambda value, x, y: (y, x),
    "tanh": lambda value, x: (1 - value**2,),
}


class Expression:
    """L = tanh(a·b + c) as a steppable: three operations forward, then three backward."""

    def __init__(self):
        self.nodes = [
            {"name": "a", "value": 0.5},
            {"name": "b", "value": -2.0},
            {"name": "c", "value": 1.5},
            {"name": "ab", "operation": "×", "inputs": (0, 1)},
            {"name": "s", "operation": "+", "inputs": (3, 2)},
            {"name": "L", "operation": "tanh", "inputs": (4,)},
        ]
        self.operations = [3, 4, 5]
        self.settings = live.Settings([])
        self.reset()

    def reset(self, same_seed=True):
        self.steps = 0

    def step(self, k=1):
        self.steps = min(self.steps + k, 2 * len(self.operations))

    def set_value(self, node, value):
        self.nodes[node]["value"] = value

    def snapshot(self):
        values = {i: node["value"] for i, node in enumerate(self.nodes) if "value" in node}
        gradients, at = {}, None
        backward = self.steps - len(self.operations)
        for i in self.operations[: self.steps]:
            node, at = self.nodes[i], i
            values[i] = FORWARD[node["operation"]](*(values[j] for j in node["inputs"]))
        if backward > 0:
            gradients = {len(self.nodes) - 1: 1.0}
        for i in self.operations[::-1][: max(backward, 0)]:
            node, at = self.nodes[i], i
            slopes = SLOPES[node["operation"]](values[i], *(values[j] for j in node["inputs"]))
            for j, slope in zip(node["inputs"], slopes, strict=True):
                gradients[j] = gradients.get(j, 0.0) + slope * gradients[i]
        nodes = [
            {**node, "value": values.get(i), "gradient": gradients.get(i)}
            for i, node in enumerate(self.nodes)
        ]
        phase = "backward" if backward > 0 else "forward"
        return {"step": self.steps, "nodes": nodes, "at": at, "phase": phase}
