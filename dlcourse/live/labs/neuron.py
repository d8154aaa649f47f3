"""One neuron as a steppable: its weighted sum is set by hand, or moved by gradient descent; and its lab."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import number, one_of, whole_number
from ...plots.examples import number_text
from ...scratch.activations import ACTIVATIONS, Activation, activation
from ..lab import Lab
from ..panels import Curves, Functions
from ..steppable import Choice, Setting, Settings

REACH = 6.0  # the axis goes from −6 to 6
LIMITS = (-1.4, 2.6)  # of the vertical axis: all of a sigmoid and the corner of a ReLU
STUCK = 1e-3  # a derivative this small, far from the target, and the neuron says that it hardly moves
FAR = 1e6  # a weighted sum beyond it has diverged


class Neuron:
    """A neuron's weighted sum z, its answer a(z), and gradient descent on z towards a target.

    The loss is (a(z) − target)² / 2, so that one step is z ← z − η·(a(z) − target)·a′(z): where the
    derivative a′ is small, z hardly moves, however wrong the answer is.

    Arguments:
        name: of the activation function at the start, see `scratch.activations.ACTIVATIONS`.
        z: the weighted sum at the start.
        target: what the neuron should answer.
        learning_rate: η, > 0.
        seed: draws other starts.

    Raises:
        CourseError: for an unknown activation, or a number that is not allowed.
    """

    def __init__(
        self,
        name: str = "sigmoid",
        *,
        z: float = 4.0,
        target: float = 0.0,
        learning_rate: float = 1.0,
        seed: int = 1,
    ):
        self.activation: Activation = activation(name)
        self._wanted = self.activation.name
        self.z = self.start = number("z", z)
        self.target = number("target", target)
        self.learning_rate = number("learning_rate", learning_rate, above=0)
        self.seed, self.steps = whole_number("seed", seed, at_least=0), 0
        self.parameters = {each.parameter.name: each.parameter.usual for each in _with_parameter()}
        self.settings = Settings([*self._own_settings(), *map(self._parameter, self.parameters)])
        self.choices = {"activation": self._choice()}
        self._axis = np.linspace(-REACH, REACH, 481)

    def step(self, k: int = 1) -> None:
        """Take `k` steps of gradient descent on z."""
        for _ in range(whole_number("k", k, at_least=0)):
            self.steps += 1
            if abs(self.z) < FAR:
                self.z -= self.learning_rate * self.gradient

    def snapshot(self) -> dict[str, Any]:
        """Curves of the activation, its derivative and the target over "x"; the "mark" z; loss and answer."""
        loss = (self.answer - self.target) ** 2 / 2
        within = float(np.clip(self.z, -REACH, REACH))
        axis = np.unique(np.append(self._axis, within))  # with z itself, so that its values can be read
        return {
            "step": self.steps, "loss": loss if abs(self.z) < FAR else float("inf"), "z": self.z,
            "answer": self.answer, "slope": self.slope, "x": axis, "mark": within,
            "points": [[within, self.answer]],
            "functions": {
                "answer": self._at(axis), "derivative": self._slope_at(axis),
                "target": np.full(len(axis), self.target),
            },
        }  # fmt: skip

    def reset(self, same_seed: bool = True) -> None:
        """Back to the z of the start, or to another one that the next seed draws."""
        if not same_seed:
            self.seed += 1
            self.start = float(np.random.default_rng(self.seed).uniform(-5, 5))
        self.z, self.steps = self.start, 0

    def put(self, place: int, z: float, answer: float) -> None:
        """Move the neuron along its curve to z, by hand; where that is, the curve says, not `answer`."""
        self.z = self.start = number("z", z)
        self.steps = 0

    @property
    def answer(self) -> float:
        """a(z)."""
        return float(self._at(self.z))

    @property
    def slope(self) -> float:
        """a′(z)."""
        return float(self._slope_at(self.z))

    @property
    def gradient(self) -> float:
        """The derivative of the loss by z."""
        return (self.answer - self.target) * self.slope

    @property
    def note(self) -> str:
        """Why z does not move, or hardly does, although the answer is wrong."""
        if self.pending:
            return "another activation is on its way"
        if abs(self.slope) >= STUCK or abs(self.answer - self.target) < 0.05:
            return ""
        if self.slope == 0:
            return "the derivative is 0 here: gradient descent cannot move this neuron"
        return "saturated: the derivative is nearly 0 here, so z hardly moves"

    @property
    def pending(self) -> bool:
        """Whether another activation is wanted than the one in use."""
        return self._wanted != self.activation.name

    def rebuild(self) -> None:
        """Use the activation that is wanted, from the same start."""
        self.activation = activation(self._wanted)
        self.reset()

    @property
    def words(self) -> str:
        """What tells this run from others."""
        return f"{self.activation.name}, from z = {number_text(self.start)}"

    def _at(self, z: Any) -> np.ndarray:
        return self.activation.function(z, **self._given())

    def _slope_at(self, z: Any) -> np.ndarray:
        return self.activation.derivative(z, **self._given())

    def _given(self) -> dict[str, float]:
        own = self.activation.parameter
        return {} if own is None else {own.name: self.parameters[own.name]}

    def _choice(self) -> Choice:
        def write(name: str) -> None:
            self._wanted = one_of("activation", name, ACTIVATIONS)

        return Choice("activation", tuple(ACTIVATIONS), lambda: self._wanted, write, "what is done with z")

    def _own_settings(self) -> list[Setting]:
        def write_z(value: float) -> None:
            self.z = value
            if self.steps == 0:
                self.start = value

        def write_target(value: float) -> None:
            self.target = value

        def write_rate(value: float) -> None:
            self.learning_rate = value

        return [
            Setting("z", lambda: self.z, write_z, low=-REACH, high=REACH, help="the weighted sum"),
            Setting(
                "target", lambda: self.target, write_target, low=-1, high=2, help="what it should answer"
            ),
            Setting(
                "learning rate", lambda: self.learning_rate, write_rate, low=0.01, high=10, scale="log",
                above=0, help="how far one step goes",
            ),
        ]  # fmt: skip

    def _parameter(self, name: str) -> Setting:
        known = next(each.parameter for each in _with_parameter() if each.parameter.name == name)

        def write(value: float) -> None:
            self.parameters[name] = value

        def is_used() -> bool:
            return self.activation.parameter is not None and self.activation.parameter.name == name

        return Setting(
            name, lambda: self.parameters[name], write, low=known.low, high=known.high,
            above=0 if name == "steepness" else None, help=HELP[name], available=is_used,
        )  # fmt: skip


HELP = {
    "steepness": "of sigmoid, tanh, softplus and SiLU",
    "slope": "of the leaky ReLU, below 0",
    "alpha": "where the ELU levels off, below 0",
}


def activations(
    name: str = "sigmoid",
    *,
    z: float = 4.0,
    target: float = 0.0,
    learning_rate: float = 1.0,
    steps: int = 100,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab on one neuron: its activation function, the derivative, and how fast it learns from where it is.

    Arguments:
        name: of the activation function: "linear", "step", "sigmoid", "tanh", "ReLU", "leaky ReLU", "ELU",
            "softplus", "GELU" or "SiLU".
        z: the weighted sum at the start.
        target: what the neuron should answer.
        learning_rate: of gradient descent on z.
        steps: how many it takes where no browser is attached.
        seed: draws other starts when New seed is pressed.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: for an unknown activation, or a number that is not allowed.
    """
    neuron = Neuron(name, z=z, target=target, learning_rate=learning_rate, seed=seed)
    panels = [
        Functions(
            limits=LIMITS, x_label="z", y_label="a", on_drag=neuron.put, title="The answer and its derivative"
        ),
        Curves({"loss": "loss"}, title="How wrong it still is", quantity="loss"),
    ]
    lab = Lab(
        neuron, panels, controls=["activation", *neuron.settings], steps=steps, headless=headless,
        describe=_describe, speed=0,
    )  # fmt: skip
    if lab.headless:
        lab.run_headless()
    return lab


def _with_parameter() -> list[Any]:
    return [each for each in ACTIVATIONS.values() if each.parameter is not None]


def _describe(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    parts = {"z": "z", "answer": "answer", "derivative": "slope", "loss": "loss"}
    return [(name, f"{snapshot[key]:.3f}".replace("-", "−")) for name, key in parts.items()]
