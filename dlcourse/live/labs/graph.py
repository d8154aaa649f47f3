"""A computation as a graph that is visited node by node: values forward, then gradients backward."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from ...errors import CourseError, number, one_of, whole_number
from ...plots.graph_nodes import node_text
from ...scratch.autodiff import Value, in_order
from ..lab import Lab
from ..panels import Operations
from ..steppable import Setting, Settings

Begin = Literal["inputs", "values", "gradients"]
MOST_NODES = 60  # more cannot be read in a picture
REACH = 3.0  # the sliders' ends, unless an input lies beyond them
NEEDED = ("value", "gradient", "operation", "inputs", "pass_back")


class Graph:
    """A function of named numbers, computed by an engine whose values remember what they were made of.

    One step is one visit. The first visits show what each operation computes, in order. Then the result's
    gradient becomes 1, and each visit calls the `pass_back` of one operation, from the last to the first. So
    the numbers are the engine's own, right or wrong.

    Arguments:
        function: takes one value per input, by name, and returns the value that they lead to.
        inputs: the input numbers, {"name of a parameter": number}.
        engine: makes an input of a number: `scratch.autodiff.Value`, or a class of your own. Its values
            have `value`, `gradient`, `operation` ("" for an input), `inputs` and `pass_back()`.
        names: what the operations' values are called, in the order in which they are computed; by default
            v1, v2, …
        seed: draws other inputs.

    Raises:
        CourseError: if function and inputs do not fit, the engine's values lack something, the graph is too
            large to be read, or there are not as many names as operations.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        inputs: Mapping[str, float],
        engine: Callable[[float], Any] = Value,
        *,
        names: Sequence[str] | None = None,
        seed: int = 1,
    ):
        self.function, self.engine = function, engine
        self.inputs = {name: number(name, value) for name, value in _named(inputs).items()}
        _insist_on_parameters(function, self.inputs)
        self.seed = whole_number("seed", seed, at_least=0)
        self.visits = 0
        self._given_names = None if names is None else [str(name) for name in names]
        self._compute(self.inputs)
        self.settings = Settings([self._knob(name) for name in self.inputs])

    def step(self, k: int = 1) -> None:
        """Visit the next `k` nodes; where all are visited, nothing changes."""
        self.visits = min(self.visits + whole_number("k", k, at_least=0), 2 * len(self._operations))

    def reset(self, same_seed: bool = True) -> None:
        """Back to the inputs, with their present numbers or with others that the next seed draws."""
        if not same_seed:
            self.seed += 1
            drawn = np.random.default_rng(self.seed).uniform(-2, 2, len(self.inputs)).round(1)
            self._compute(dict(zip(self.inputs, drawn.tolist(), strict=True)))
        self.visits = 0

    def change(self, node: int, value: float) -> None:
        """Give the input at a place of the graph another number; all that was computed follows.

        Raises:
            CourseError: if the node is a constant of the function, or the function has no value there.
        """
        node = whole_number("node", node, at_least=0, at_most=len(self._nodes) - 1)
        if node >= len(self.inputs):
            raise CourseError(
                f"node must be one of the inputs {', '.join(self.inputs)}, got {self._name(node)}, which the "
                "function itself makes"
            )
        self.set_input(list(self.inputs)[node], value)

    def set_input(self, name: str, value: float) -> None:
        """Give the input with this name another number.

        Raises:
            CourseError: if there is no such input, or the function has no value there.
        """
        name = one_of("name", name, self.inputs)
        self._compute({**self.inputs, name: number(name, value)})

    def snapshot(self) -> dict[str, Any]:
        """The "nodes" with what is known of them so far, the one visited last "at", and the "phase"."""
        forward = min(self.visits, len(self._operations))
        backward = self.visits - forward
        known = {id(node) for node in self._operations[:forward]}
        gradients = self._gradients(backward)
        at = None
        if self.visits:
            at = self._operations[-backward] if backward else self._operations[forward - 1]
        places = {id(node): place for place, node in enumerate(self._nodes)}
        return {
            "step": self.visits,
            "nodes": [
                {
                    "name": self._name(place), "operation": str(node.operation),
                    "inputs": tuple(places[id(each)] for each in node.inputs),
                    "value": float(node.value) if not node.operation or id(node) in known else None,
                    "gradient": gradients.get(id(node)),
                }
                for place, node in enumerate(self._nodes)
            ],
            "at": None if at is None else places[id(at)],
            "phase": "backward" if backward else "forward",
        }  # fmt: skip

    @property
    def operations(self) -> int:
        """How many operations there are: as many visits forward, and as many backward."""
        return len(self._operations)

    @property
    def finished(self) -> bool:
        """Whether every operation has been visited in both directions."""
        return self.visits == 2 * len(self._operations)

    @property
    def note(self) -> str:
        """What the last visit did, with its numbers."""
        snapshot = self.snapshot()
        if snapshot["at"] is None:
            return ""
        nodes, node = snapshot["nodes"], snapshot["nodes"][snapshot["at"]]
        if snapshot["phase"] == "forward":
            return f"forward: {node['name']} = {node_text(node['value'])}"
        reached = [nodes[i] for i in dict.fromkeys(node["inputs"])]
        told = ", ".join(f"{each['name']} ← {node_text(each['gradient'])}" for each in reached)
        return f"back from {node['name']}: {told}"

    def _compute(self, inputs: dict[str, float]) -> None:
        """Run the function on these numbers, and keep them if it has a value there."""
        made = {name: self.engine(value) for name, value in inputs.items()}
        result = self.function(**made)
        for node in (*made.values(), result):
            missing = [name for name in NEEDED if not hasattr(node, name)]
            if missing:
                raise CourseError(
                    f"the engine's values must have {', '.join(NEEDED)}, and a {type(node).__name__} has no "
                    f"{' and no '.join(missing)}"
                )
        ordered = in_order(result)
        own = {id(node) for node in made.values()}
        constants = [node for node in ordered if not node.operation and id(node) not in own]
        operations = [node for node in ordered if node.operation]
        if not operations:
            raise CourseError("function must compute something: its result is an input as it is")
        if len(ordered) > MOST_NODES:
            raise CourseError(
                f"function must take at most {MOST_NODES} nodes to be drawn, got {len(ordered)}"
            )
        names = self._given_names
        if names is not None and len(names) != len(operations):
            raise CourseError(
                f"names must name the {len(operations)} operations, got {len(names)}: {', '.join(names)}"
            )
        self.inputs, self._operations = inputs, operations
        self._nodes = [*made.values(), *constants, *operations]

    def _gradients(self, visits: int) -> dict[int, float]:
        """What each node's gradient is after so many visits backward, for the nodes that were reached."""
        if visits == 0:
            return {}
        for node in self._nodes:
            node.gradient = 0.0
        result = self._operations[-1]
        result.gradient = 1.0
        reached = [result]
        for node in self._operations[::-1][:visits]:
            node.pass_back()
            reached += node.inputs
        return {id(node): float(node.gradient) for node in reached}

    def _name(self, place: int) -> str:
        if place < len(self.inputs):
            return list(self.inputs)[place]
        first = len(self._nodes) - len(self._operations)
        if place < first:
            return node_text(float(self._nodes[place].value))
        return self._given_names[place - first] if self._given_names else f"v{place - first + 1}"

    def _knob(self, name: str) -> Setting:
        return Setting(
            name, lambda: self.inputs[name], lambda value: self.set_input(name, value),
            low=-REACH, high=REACH, help=f"the input {name}",
        )  # fmt: skip


def graph(
    function: Callable[..., Any],
    inputs: Mapping[str, float],
    engine: Callable[[float], Any] = Value,
    *,
    names: Sequence[str] | None = None,
    controls: Sequence[str] = (),
    begin: Begin = "inputs",
    steps: int | None = None,
    seed: int = 1,
    title: str = "Values forward, gradients backward",
    headless: bool | None = None,
) -> Lab:
    """A lab on a computation: Step visits one operation, first forward, then backward; inputs can be changed.

    Arguments:
        function: takes one value per input, by name, and returns the value that they lead to.
        inputs: the input numbers, {"name of a parameter": number}.
        engine: makes an input of a number; a class of your own, or `scratch.autodiff.Value`. See `Graph`.
        names: what the operations' values are called, in the order in which they are computed.
        controls: the inputs that get a slider; all of them have a field to type in.
        begin: what is computed when the lab appears, only the "inputs", all "values" or all "gradients".
        steps: visits, after those, where no browser is attached; by default all there are.
        seed: draws other inputs when New seed is pressed.
        title: the heading of the graph.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: if function, inputs, engine and names do not fit each other.
    """
    computed = Graph(function, inputs, engine, names=names, seed=seed)
    visits = {"inputs": 0, "values": computed.operations, "gradients": 2 * computed.operations}
    computed.step(visits[one_of("begin", begin, visits)])
    lab = Lab(
        computed, [Operations(on_value=computed.change, title=title)],
        controls=[one_of("controls", name, computed.inputs) for name in controls],
        steps=2 * computed.operations if steps is None else steps,
        headless=headless, describe=lambda snapshot: _describe(computed, snapshot), speed=0,
        heading="Inputs",
    )  # fmt: skip
    if lab.headless:
        lab.run_headless()
    return lab


def _describe(computed: Graph, snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    """The result, once the last operation has been visited."""
    last = snapshot["nodes"][-1]
    return [] if last["value"] is None else [(last["name"], node_text(last["value"]))]


def _named(inputs: Any) -> Mapping[str, float]:
    if not isinstance(inputs, Mapping) or not inputs:
        raise CourseError(f'inputs must be a dict such as {{"x": 1.5}} with an entry, got {inputs!r:.60}')
    return inputs


def _insist_on_parameters(function: Any, inputs: Mapping[str, float]) -> None:
    if not callable(function):
        raise CourseError(f"function must be a function of {', '.join(inputs)}, got {function!r:.60}")
    try:
        inspect.signature(function).bind(**inputs)
    except TypeError:
        wanted = ", ".join(inspect.signature(function).parameters)
        raise CourseError(
            f"function must take the inputs {', '.join(inputs)} by name, and it takes ({wanted})"
        ) from None
