"""A stack of layers of two units as a steppable: a grid of the plane passes through, bit by bit; its lab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import CourseError, number, one_of, whole_number
from ...plots.grid import WINDOW, grid_lines
from ...plots.scales import numbers_in
from ...scratch.activations import ACTIVATIONS, activation
from ..lab import Lab
from ..learning_set import as_learning_set
from ..panels import Curves
from ..panels.grid import Grid
from ..steppable import Choice, Setting, Settings

STAGES = 20  # steps for each layer: half of them for the weighted sums, half for the activation
DEPTHS = (1, 2, 4, 8, 16)
MOST_POINTS = 120  # of the examples, so that the grid is seen between them
Layer = tuple[np.ndarray, np.ndarray]


class LayerGrid:
    """A grid of lines, and examples, that pass through layers of two units each; a step is a bit of a layer.

    Of the twenty steps for each layer, ten go gradually from its inputs to the weighted sums x·W + b and ten
    from there to their activations. After the last layer nothing moves any more.

    Arguments:
        name: of the activation function, see `scratch.activations.ACTIVATIONS`.
        depth: how many layers are drawn at random, a whole number ≥ 1.
        weight_size: what all weights are multiplied by, > 0.
        data: examples of two features to move along, a Dataset or a pair (x, y); None for none.
        layers: pairs (weights, bias) of shapes (2, 2) and (2,) in place of random ones.
        seed: draws the layers.

    Raises:
        CourseError: for an unknown activation, other shapes, or a number that is not allowed.
    """

    def __init__(
        self,
        name: str = "tanh",
        *,
        depth: int = 4,
        weight_size: float = 1.2,
        data: Any = None,
        layers: Sequence[tuple[Any, Any]] | None = None,
        seed: int = 1,
    ):
        self.activation = activation(name)
        self._wanted = self.activation.name
        self.weight_size = number("weight_size", weight_size, above=0)
        self._given = None if layers is None else _read_layers(layers)
        self.depth = self._wanted_depth = (
            whole_number("depth", depth, at_least=1) if layers is None else len(layers)
        )
        self.seed, self.steps = whole_number("seed", seed, at_least=0), 0
        self._lines, (self._points, self._labels) = grid_lines(), _examples(data)
        self._draw_layers()
        self.settings = Settings([self._size()])
        self.choices = {choice.name: choice for choice in self._choices()}

    def step(self, k: int = 1) -> None:
        """Go `k` steps further through the layers."""
        self.steps = min(self.steps + whole_number("k", k, at_least=0), self.depth * STAGES)

    def snapshot(self) -> dict[str, Any]:
        """Where "lines" and "points" are now, with the "labels", and the mean "stretch" of the lines."""
        lines = self.through(self._lines)
        layer, stage = divmod(self.steps, STAGES)
        letter = "x" if self.steps == 0 else "z" if 0 < stage <= STAGES // 2 else "a"
        return {
            "step": self.steps, "lines": lines, "points": self.through(self._points), "labels": self._labels,
            "stretch": _length(lines) / _length(self._lines), "axes": (f"{letter}1", f"{letter}2"),
            "layer": min(layer + (stage > 0), self.depth), "letter": letter,
        }  # fmt: skip

    def reset(self, same_seed: bool = True) -> None:
        """Back before the first layer; with other layers, where they are random, drawn by the next seed."""
        if not same_seed:
            self.seed += 1
            self._draw_layers()
        self.steps = 0

    def through(self, places: np.ndarray) -> np.ndarray:
        """Where points of shape (…, 2) are after as many steps as were taken."""
        done, stage = divmod(self.steps, STAGES)
        for weights, bias in self.layers[:done]:
            places = self.activation.function(places @ weights * self.weight_size + bias)
        if stage == 0:
            return places
        weights, bias = self.layers[done]
        sums = places @ weights * self.weight_size + bias
        way = stage / (STAGES // 2)
        if way <= 1:
            return (1 - way) * places + way * sums
        return (2 - way) * sums + (way - 1) * self.activation.function(sums)

    @property
    def finished(self) -> bool:
        """Whether the grid has passed through all layers."""
        return self.steps == self.depth * STAGES

    @property
    def note(self) -> str:
        """That there is no further layer."""
        return "through all layers; Reset begins again" if self.finished else ""

    @property
    def pending(self) -> bool:
        """Whether another stack is wanted than the one there is."""
        return (self._wanted, self._wanted_depth) != (self.activation.name, self.depth)

    def rebuild(self) -> None:
        """Use the activation and the number of layers that are wanted; the first layers stay as they are."""
        self.activation, self.depth = activation(self._wanted), self._wanted_depth
        self._draw_layers()
        self.steps = 0

    @property
    def words(self) -> str:
        """What tells this run from others."""
        return f"{self.activation.name}, weight size {self.weight_size:.2g}"

    def _draw_layers(self) -> None:
        if self._given is not None:
            self.layers = self._given
            return
        # A layer at a time, so that a deeper stack begins with the same layers.
        self.layers = [
            _random_layer(np.random.default_rng([self.seed, place])) for place in range(self.depth)
        ]

    def _size(self) -> Setting:
        def write(value: float) -> None:
            self.weight_size = value

        return Setting(
            "weight size", lambda: self.weight_size, write, low=0.2, high=3, above=0,
            help="what all weights are multiplied by",
        )  # fmt: skip

    def _choices(self) -> list[Choice]:
        def write_name(name: str) -> None:
            self._wanted = one_of("activation", name, ACTIVATIONS)

        def write_depth(depth: int) -> None:
            self._wanted_depth = whole_number("layers", depth, at_least=1)

        named = Choice(
            "activation", tuple(ACTIVATIONS), lambda: self._wanted, write_name, "of all layers"
        )  # fmt: skip
        depths = Choice("layers", DEPTHS, lambda: self._wanted_depth, write_depth, "one after the other")
        return [named] if self._given is not None else [named, depths]


def layer_grid(
    name: str = "tanh",
    *,
    depth: int = 4,
    weight_size: float = 1.2,
    data: Any = None,
    layers: Sequence[tuple[Any, Any]] | None = None,
    steps: int | None = None,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab on a stack of layers of two units: watch what it does to the plane, layer by layer.

    Arguments:
        name: of the activation function, such as "linear", "tanh" or "ReLU".
        depth: how many layers are drawn at random.
        weight_size: what all weights are multiplied by, > 0.
        data: examples of two features to move along, a Dataset or a pair (x, y).
        layers: pairs (weights, bias) of shapes (2, 2) and (2,) in place of random ones.
        steps: where no browser is attached, twenty for each layer; by default through all layers.
        seed: draws the layers.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: for an unknown activation, other shapes, or a number that is not allowed.
    """
    stack = LayerGrid(name, depth=depth, weight_size=weight_size, data=data, layers=layers, seed=seed)
    panels = [
        Grid(WINDOW, title="The plane, layer by layer"),
        Curves({"stretch": "length"}, title="How long the grid's lines are", quantity="× at the start"),
    ]
    lab = Lab(
        stack, panels, controls=[*stack.choices, *stack.settings],
        steps=stack.depth * STAGES if steps is None else steps, headless=headless,
        describe=lambda snapshot: _describe(stack, snapshot), speed=0,
    )  # fmt: skip
    if lab.headless:
        lab.run_headless()
    return lab


def _describe(stack: LayerGrid, snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    length = ("length", f"{snapshot['stretch']:.3f}")
    if not snapshot["layer"]:
        return [("before", "the layers"), length]
    where = {"z": "weighted sums", "a": "activations"}[snapshot["letter"]]
    return [("layer", f"{snapshot['layer']} of {stack.depth}"), ("at", where), length]


def _random_layer(generator: np.random.Generator) -> Layer:
    """Two turns with a stretch between them, and a shift: no such layer flattens the plane by itself."""
    first, second = generator.uniform(-1.2, 1.2, size=2)
    stretch = np.diag(np.exp(generator.uniform(-0.25, 0.25, size=2)))
    return _turn(first) @ stretch @ _turn(second), generator.uniform(-0.3, 0.3, size=2)


def _turn(angle: float) -> np.ndarray:
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def _length(lines: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(lines, axis=-2), axis=-1).mean())


def _read_layers(layers: Sequence[tuple[Any, Any]]) -> list[Layer]:
    if len(layers) == 0 or not all(len(layer) == 2 for layer in layers):
        raise CourseError("layers must be pairs (weights, bias), at least one")
    read = []
    for place, (weights, bias) in enumerate(layers, start=1):
        weights = numbers_in(f"weights of layer {place}", weights, dimensions=(2,), shapes="of shape (2, 2)")
        bias = numbers_in(f"bias of layer {place}", bias, dimensions=(1,), shapes="of shape (2,)")
        if weights.shape != (2, 2) or bias.shape != (2,):
            raise CourseError(
                f"layer {place} must have weights of shape (2, 2) and a bias of shape (2,), got "
                f"{weights.shape} and {bias.shape}"
            )
        read.append((weights, bias))
    return read


def _examples(data: Any) -> tuple[np.ndarray, np.ndarray]:
    if data is None:
        return np.zeros((0, 2)), np.zeros(0, dtype=int)
    known = as_learning_set(data)
    if known.x.ndim != 2 or known.x.shape[1] != 2:
        raise CourseError(f"data must have two features per example, got x of shape {known.x.shape}")
    return np.asarray(known.x[:MOST_POINTS], float), known.y.reshape(-1)[:MOST_POINTS].astype(int)
