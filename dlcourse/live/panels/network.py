"""A network of dense layers: what each unit answers over the plane, and every weight as a line."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from ...errors import CourseError, one_of, whole_number
from ..frames import quantize
from ..page_widget import script, static
from .base import Panel, View

BOUNDED = ("tanh", "sigmoid", "hard_sigmoid", "softsign", "softmax")  # activations that stay within ±1


class Network(Panel):
    """The graph of a stack of dense layers, with weights and biases that can be read and set by hand.

    The snapshot must hold "units" and "weights" as `Trainer.snapshot` does where it looks at the network.

    Arguments:
        inputs: the name of each input.
        tiles: what each input is over the plane, (inputs, cells, cells), its first row at the largest x2.
        units: of each layer, the output's last.
        activation: of the hidden layers.
        on_parameter: sets a parameter: (layer, unit, source, value), source None for a bias.
        on_change: changes the network: ("units", layer, ±1), ("layers", ±1) or ("feature", name); None where
            it cannot be changed.
        offered: names of all inputs that can be switched on; only with `on_change`.
    """

    _script = script("shared.js", "network_plan.js", "network.js")
    _css = static("network.css")
    still_width = 1.4

    def __init__(
        self,
        inputs: tuple[str, ...],
        tiles: np.ndarray,
        units: tuple[int, ...],
        activation: str,
        *,
        on_parameter: Callable[[int, int, int | None, float], None],
        on_change: Callable[..., None] | None = None,
        offered: tuple[str, ...] = (),
        title: str = "The network: each square is one neuron's answer over the plane",
    ):
        super().__init__(kind="network", panel_id="network", title=title)
        self.on_parameter, self.on_change = on_parameter, on_change
        self.show(inputs, tiles, units, activation, offered)

    def show(
        self,
        inputs: tuple[str, ...],
        tiles: np.ndarray,
        units: tuple[int, ...],
        activation: str,
        offered: tuple[str, ...] = (),
    ) -> None:
        """Show another network from now on; the arguments are those of the panel itself."""
        self.inputs, self.units, self.activation = tuple(inputs), tuple(units), activation
        self.offered = tuple(offered) or self.inputs
        self._tiles = quantize(_within(np.asarray(tiles), axis=(1, 2)), -1, 1)

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """All weights and biases, and a small picture of each input and hidden unit."""
        plain = {
            "inputs": list(self.inputs), "offered": list(self.offered), "units": list(self.units),
            "changeable": self.on_change is not None, "alt": self.describe(view),
        }  # fmt: skip
        answers = np.asarray(view.snapshot["units"], dtype="float32")
        return plain, {
            "tiles": self._tiles,
            "answers": quantize(self._on_scale(answers), -1, 1),
            "weights": np.asarray(view.snapshot["weights"], dtype="float32"),
        }

    def draw(self, axes: Any, view: View) -> None:
        """The same graph with matplotlib."""
        from ...plots.network_tiles import draw_network_tiles

        kernels, _ = self._parameters(view)
        tiles = [self._tiles / 127.5 - 1]
        answers = self._on_scale(np.asarray(view.snapshot["units"], dtype="float32"))
        places = np.cumsum([0, *self.units[:-1]])
        tiles += [answers[a:b] for a, b in itertools.pairwise(places)]
        draw_network_tiles(axes, tiles, kernels, self.inputs)

    def describe(self, view: View) -> str:
        """The network's shape and its largest weight."""
        kernels, _ = self._parameters(view)
        shape = " → ".join(str(n) for n in (len(self.inputs), *self.units))
        layer = int(np.argmax([np.abs(kernel).max() if kernel.size else 0 for kernel in kernels]))
        kernel = kernels[layer]
        source, unit = np.unravel_index(np.argmax(np.abs(kernel)), kernel.shape)
        start = self.inputs[source] if layer == 0 else f"unit {source + 1} of layer {layer}"
        end = "the output" if layer == len(self.units) - 1 else f"unit {unit + 1} of layer {layer + 1}"
        largest = f"{kernel[source, unit]:.2f}".replace("-", "−")
        return (
            f"A network of {shape} units, {self.activation} in between; "
            f"its largest weight, {largest}, leads from {start} to {end}."
        )

    def act(self, message: dict[str, Any]) -> None:
        """Set a parameter, or change the network."""
        kind = one_of("kind", message.get("kind"), ("parameter", "units", "layers", "feature"))
        if kind == "parameter":
            self.on_parameter(
                message.get("layer"), message.get("unit"), message.get("source"), message.get("value")
            )
        elif self.on_change is None:
            raise CourseError("this network cannot be changed here: dl.live.playground() has one that can")
        elif kind == "units":
            layer = whole_number("layer", message.get("layer"), at_least=0, at_most=len(self.units) - 2)
            self.on_change(kind, layer, _one_up_or_down(message.get("change")))
        elif kind == "layers":
            self.on_change(kind, _one_up_or_down(message.get("change")))
        else:
            self.on_change(kind, one_of("feature", message.get("name"), self.offered))

    def _on_scale(self, answers: np.ndarray) -> np.ndarray:
        """Hidden answers within [-1, 1]: bounded ones as they are, others divided by their largest."""
        if not len(answers):
            return answers
        return answers if self.activation in BOUNDED else _within(answers, axis=(1, 2))

    def _parameters(self, view: View) -> tuple[list[np.ndarray], list[np.ndarray]]:
        flat = np.asarray(view.snapshot["weights"], dtype=float)
        kernels, biases, place, before = [], [], 0, len(self.inputs)
        for units in self.units:
            kernels.append(flat[place : place + before * units].reshape(before, units))
            place += before * units
            biases.append(flat[place : place + units])
            place, before = place + units, units
        return kernels, biases


def _within(values: np.ndarray, axis: tuple[int, ...]) -> np.ndarray:
    largest = np.abs(np.nan_to_num(values)).max(axis=axis, keepdims=True)
    return values / np.where(largest > 0, largest, 1)


def _one_up_or_down(change: Any) -> int:
    return 1 if whole_number("change", change, at_least=-1, at_most=1) > 0 else -1
