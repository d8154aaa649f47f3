"""Rosenblatt's perceptron as a steppable: weights set by hand, or moved by its rule at each mistake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import CourseError, number, one_of, whole_number
from ...plots.answers import Answer
from ...plots.window import grid_over, window_around
from ..lab import Lab
from ..learning_set import as_learning_set
from ..panels import Curves, Field
from ..plane import GRID
from ..steppable import Setting, Settings

CONTROLS = ("w1", "w2", "b", "learning rate")


class PerceptronTrainer:
    """A perceptron on points of two features and classes 0 and 1; one step is one mistake corrected.

    A step goes on through the points, in an order drawn by the seed, to the next one on the wrong side and
    applies the rule to it, w ← w + η·(y − ŷ)·x and b ← b + η·(y − ŷ) (Rosenblatt 1958,
    doi:10.1037/h0042519). Where no point is on the wrong side, a step changes nothing.

    Arguments:
        data: a Dataset or a pair (x, y) with x of shape (n, 2) and y of 0 and 1.
        learning_rate: η.
        seed: draws the order of the points.

    Raises:
        CourseError: for other shapes or labels.
    """

    def __init__(self, data: Any, *, learning_rate: float = 1.0, seed: int = 1):
        points = as_learning_set(data)
        if points.x.ndim != 2 or points.x.shape[1] != 2:
            raise CourseError(f"data must have two features per example, got x of shape {points.x.shape}")
        if not set(np.unique(points.y)) <= {0, 1}:
            raise CourseError(f"data must have the classes 0 and 1, got the labels {np.unique(points.y)[:5]}")
        self.x, self.y, self.class_names = points.x, points.y.reshape(-1), points.class_names
        self.feature_names = points.feature_names or ("x1", "x2")
        self.learning_rate = number("learning_rate", learning_rate, above=0)
        self.seed = whole_number("seed", seed, at_least=0)
        self.extent = window_around(self.x, is_generated="noise" in getattr(data, "settings", {}))
        self._grid = grid_over(self.extent, GRID)
        self.settings = Settings([*self._weights_by_hand(), self._rate()])
        self.reset()

    def step(self, k: int = 1) -> None:
        """Correct the next `k` mistakes."""
        from ...scratch.perceptron import update

        for _ in range(whole_number("k", k, at_least=0)):
            at = self._next_mistake()
            if at is None:
                return
            self.weights, self.bias = update(
                self.weights, self.bias, self.x[at], int(self.y[at]), self.learning_rate
            )
            self.corrections += 1

    def snapshot(self) -> dict[str, Any]:
        """Where it stands: "step" (mistakes corrected), "wrong" (mask), "errors" (share), field, line."""
        wrong = self._wrong()
        field = self._predict(self._grid).reshape(GRID, GRID)
        return {
            "step": self.corrections, "errors": float(wrong.mean()), "wrong": wrong,
            "field": field.astype("float32"), "line": (*self.weights, self.bias),
            "points": self.x, "labels": self.y,
        }  # fmt: skip

    def reset(self, same_seed: bool = True) -> None:
        """Weights and bias to zero, the points in the same order or in that of the next seed."""
        self.seed += 0 if same_seed else 1
        self.weights, self.bias = np.zeros(2), 0.0
        self.corrections, self._place = 0, 0
        self._order = np.random.default_rng(self.seed).permutation(len(self.y))

    @property
    def finished(self) -> bool:
        """Whether every point is on its own side."""
        return not self._wrong().any()

    @property
    def note(self) -> str:
        """What to say when there is nothing left to correct."""
        return "every point is on its side of the line" if self.finished else ""

    def _next_mistake(self) -> int | None:
        wrong = self._wrong()
        if not wrong.any():
            return None
        ahead = np.roll(self._order, -self._place)
        found = int(np.argmax(wrong[ahead]))
        self._place = (self._place + found + 1) % len(self._order)
        return int(ahead[found])

    def _wrong(self) -> np.ndarray:
        return self._predict(self.x) != self.y

    def _predict(self, x: np.ndarray) -> np.ndarray:
        from ...scratch.perceptron import predict

        return np.asarray(predict(x, self.weights, self.bias))

    def _weights_by_hand(self) -> list[Setting]:
        reach = float(np.abs(self.x).max())

        def weight(i: int) -> Setting:
            def write(value: float) -> None:
                self.weights = np.where(np.arange(2) == i, value, self.weights)

            name = self.feature_names[i]
            return Setting(
                f"w{i + 1}",
                lambda: float(self.weights[i]),
                write,
                low=-3,
                high=3,
                help=f"the weight of {name}",
            )

        def write_bias(value: float) -> None:
            self.bias = value

        bias = Setting(
            "b", lambda: float(self.bias), write_bias, low=-3 * reach, high=3 * reach, help="the bias"
        )
        return [weight(0), weight(1), bias]

    def _rate(self) -> Setting:
        def write(value: float) -> None:
            self.learning_rate = value

        return Setting(
            "learning rate", lambda: self.learning_rate, write, low=0.01, high=10, scale="log", above=0,
            help="how far one correction moves the line",
        )  # fmt: skip


def perceptron(
    data: Any,
    *,
    learning_rate: float = 1.0,
    controls: Sequence[str] = ("w1", "w2", "b"),
    steps: int = 100,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab on a perceptron: set w1, w2 and b by hand, or let Step and Train correct one mistake at a time.

    Arguments:
        data: points of two features in two classes, 0 and 1: a Dataset or a pair (x, y).
        learning_rate: η of the perceptron rule.
        controls: which of "w1", "w2", "b" and "learning rate" get a slider.
        steps: mistakes corrected, at most, where no browser is attached.
        seed: draws the order of the points.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: if the data have other than two features or two classes.
    """
    trainer = PerceptronTrainer(data, learning_rate=learning_rate, seed=seed)
    names = trainer.class_names or ("class 0", "class 1")
    panels = [
        Curves({"errors": "wrong points"}, title="Share of points on the wrong side", quantity="share"),
        Field(
            trainer.extent, Answer("probability", 0.0, 1.0), names, trainer.feature_names,
            title="The line between the classes", crisp=True,
        ),
    ]  # fmt: skip
    lab = Lab(
        trainer, panels, controls=[one_of("controls", name, CONTROLS) for name in controls],
        steps=steps, headless=headless, describe=_describe, speed=0,
    )  # fmt: skip
    if lab.headless:
        lab.run_headless()
    return lab


def _describe(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    wrong = snapshot["wrong"]
    w1, w2, b = snapshot["line"]
    line = [(name, f"{value:.2f}".replace("-", "−")) for name, value in (("w1", w1), ("w2", w2), ("b", b))]
    return [("wrong", f"{int(wrong.sum())} of {len(wrong)}"), *line]
