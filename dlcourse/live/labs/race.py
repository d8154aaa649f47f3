"""Optimizers racing on a surface: a steppable without Keras, and the lab that shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ...errors import CourseError, number, one_of, whole_number
from ...plots.arrows import read_start
from ...plots.examples import number_text
from ...scratch import optimizers
from ...scratch.surfaces import Surface, surface
from ..lab import Lab
from ..panels import Arrows, Functions
from ..steppable import Setting, Settings

OPTIMIZERS: dict[str, Callable[[float], Any]] = {
    "gradient descent": optimizers.GradientDescent,
    "momentum": optimizers.Momentum,
    "Nesterov": optimizers.Nesterov,
    "RMSprop": optimizers.RMSprop,
    "Adam": optimizers.Adam,
    "AdamW": optimizers.AdamW,
}
# Rates at which each of them, in the order above, arrives in a few hundred steps, if it does at all.
RATES = {
    "ravine": (0.1, 0.03, 0.03, 0.1, 0.3, 0.3),
    "saddle": (0.05, 0.01, 0.01, 0.02, 0.05, 0.05),
    "Rosenbrock": (0.001, 0.0002, 0.0002, 0.01, 0.05, 0.05),
    "Beale": (0.005, 0.001, 0.001, 0.01, 0.05, 0.05),
}
GRID = 72  # places along each axis at which the surface is looked at
MOST_RECORDS = 400  # of the way that each has gone; when full, every second one goes
FAR = 2.0  # widths of the window: who is further away from the origin has diverged
HIGHEST = 100.0  # times the loss at the start: what is above it is left out of the curves
LOWEST = 1e-12  # the smallest distance from the minimum that the curves show


class Race:
    """Optimizers that start at one point of a surface, each with its own learning rate.

    One step is one update of each. An optimizer whose weights get out of all bounds has diverged: it stops,
    and `note` says so.

    Arguments:
        surface: "ravine", "saddle", "Rosenbrock", "Beale", or a `scratch.surfaces.Surface` of your own.
        names: which of the optimizers take part.
        learning_rates: {"optimizer": learning rate} for those whose rate is not to be the usual one.
        start: the weights (w1, w2) at which they begin; by default the surface's own.
        seed: draws other starts.

    Raises:
        CourseError: for an unknown surface or optimizer, a rate that is not > 0, or a start that is no point.
    """

    def __init__(
        self,
        surface: str | Surface = "ravine",
        names: Sequence[str] = tuple(OPTIMIZERS),
        *,
        learning_rates: Mapping[str, float] | None = None,
        start: Any = None,
        seed: int = 1,
    ):
        self.surface = _surface(surface)
        self.names = _names(names)
        self.rates = self._usual_rates()
        for name, rate in (learning_rates or {}).items():
            self.rates[one_of("learning_rates", name, self.names)] = number(f"rate of {name}", rate, above=0)
        self.start = np.array(self.surface.start if start is None else read_start(start))
        self.seed = whole_number("seed", seed, at_least=0)
        self.settings = Settings([self._rate(name) for name in self.names])
        self.field = self.surface.loss(_grid(self.surface.extent))
        self._begin()

    def step(self, k: int = 1) -> None:
        """Each optimizer updates its weights `k` times, unless it has diverged."""
        for _ in range(whole_number("k", k, at_least=0)):
            self.steps += 1
            for name in self.names:
                if name not in self.diverged:
                    self._update(name)
            if self.steps % self._every == 0:
                self._record()

    def snapshot(self) -> dict[str, Any]:
        """Where each stands: "paths" and "stopped" on the "field", "start", and distances from the minimum.

        "functions" holds, over the steps "x", how far above the minimum each loss was; "loss of …" the
        present losses.
        """
        ways = np.array([*self._ways, self._now()])
        steps = np.array([*self._recorded, self.steps])
        if len(steps) > 1 and steps[-1] == steps[-2]:
            ways, steps = ways[:-1], steps[:-1]
        losses = {f"loss of {name}": self._loss(self.weights[name]) for name in self.names}
        return {
            "step": self.steps, "field": self.field, "start": tuple(self.start.tolist()),
            "paths": {name: ways[:, i] for i, name in enumerate(self.names)},
            "stopped": list(self.diverged), "x": steps, "functions": self._heights(ways), **losses,
        }  # fmt: skip

    def reset(self, same_seed: bool = True) -> None:
        """Back to the start, or to another one that the next seed draws."""
        if not same_seed:
            self.seed += 1
            left, right, bottom, top = self.surface.extent
            shares = np.random.default_rng(self.seed).uniform(0.1, 0.9, size=2)
            self.start = np.array([left, bottom]) + shares * [right - left, top - bottom]
        self._begin()

    def begin_at(self, w1: float, w2: float) -> None:
        """Begin again, at the weights (w1, w2)."""
        self.start = np.array([number("w1", w1), number("w2", w2)])
        self._begin()

    @property
    def finished(self) -> bool:
        """Whether all have diverged, so that nothing moves any more."""
        return len(self.diverged) == len(self.names)

    @property
    def note(self) -> str:
        """Who has diverged, and at which learning rate."""
        words = [
            f"{name} diverged at step {step}, with a learning rate of {number_text(rate)}"
            for name, (step, rate) in self.diverged.items()
        ]
        return f"{'; '.join(words)}: lower the rate and press Reset" if words else ""

    def _begin(self) -> None:
        self.racers = {name: OPTIMIZERS[name](self.rates[name]) for name in self.names}
        self.weights = {name: self.start.copy() for name in self.names}
        self.diverged: dict[str, tuple[int, float]] = {}
        self.steps, self._every = 0, 1
        self._recorded, self._ways = [0], [self._now()]

    def _update(self, name: str) -> None:
        before = self.weights[name]
        with np.errstate(over="ignore", invalid="ignore"):
            after = self.racers[name].update(before, self.surface.gradient(before))
        left, right, bottom, top = self.surface.extent
        if np.isfinite(after).all() and np.abs(after).max() <= FAR * max(right - left, top - bottom):
            self.weights[name] = after
        else:
            self.diverged[name] = (self.steps, self.rates[name])

    def _now(self) -> np.ndarray:
        """The weights of each, shape (optimizers, 2); not-a-number for who has diverged."""
        lost = np.full(2, np.nan)
        return np.array([lost if name in self.diverged else self.weights[name] for name in self.names])

    def _record(self) -> None:
        self._recorded.append(self.steps)
        self._ways.append(self._now())
        if len(self._recorded) > MOST_RECORDS:
            self._every *= 2
            kept = [i for i, step in enumerate(self._recorded) if step % self._every == 0]
            self._recorded = [self._recorded[i] for i in kept]
            self._ways = [self._ways[i] for i in kept]

    def _loss(self, weights: np.ndarray) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            return float(self.surface.loss(weights))

    def _heights(self, ways: np.ndarray) -> dict[str, np.ndarray]:
        if len(ways) < 2:
            return {}
        with np.errstate(over="ignore", invalid="ignore"):
            above = np.maximum(self.surface.loss(ways) - self.surface.lowest, LOWEST)
        above[above > HIGHEST * above[0, 0]] = np.nan
        return {name: above[:, i] for i, name in enumerate(self.names)}

    def _usual_rates(self) -> dict[str, float]:
        usual = dict(zip(OPTIMIZERS, RATES.get(self.surface.name, RATES["saddle"]), strict=True))
        return {name: usual[name] for name in self.names}

    def _rate(self, name: str) -> Setting:
        def write(value: float) -> None:
            self.rates[name] = self.racers[name].learning_rate = value

        usual = self.rates[name]
        return Setting(
            f"learning rate of {name}", lambda: self.rates[name], write, low=usual / 30, high=usual * 30,
            scale="log", above=0, help=f"how far one step of {name} goes",
        )  # fmt: skip


def race(
    surface: str | Surface = "ravine",
    names: Sequence[str] = tuple(OPTIMIZERS),
    *,
    learning_rates: Mapping[str, float] | None = None,
    start: Any = None,
    steps: int = 200,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab in which optimizers race on a surface: each with its learning rate, all from a start you may set.

    Arguments:
        surface: "ravine", "saddle", "Rosenbrock", "Beale", or a `scratch.surfaces.Surface` of your own.
        names: which of "gradient descent", "momentum", "Nesterov", "RMSprop", "Adam" and "AdamW" take part.
        learning_rates: {"optimizer": learning rate} for those whose rate is not to be the usual one.
        start: the weights (w1, w2) at which they begin; by default the surface's own.
        steps: how many each takes where no browser is attached.
        seed: draws other starts when New seed is pressed.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: for an unknown surface or optimizer, a rate that is not > 0, or a start that is no point.
    """
    racing = Race(surface, names, learning_rates=learning_rates, start=start, seed=seed)
    panels = [
        Arrows(
            racing.surface.extent, names=("w1", "w2"), spread="log", on_point=racing.begin_at,
            title=f"The surface: loss = {racing.surface.formula}",
        ),
        Functions(
            y_scale="log", x_label="steps", y_label="loss above the minimum",
            title="How fast each comes down",
        ),
    ]  # fmt: skip
    lab = Lab(
        racing, panels, controls=list(racing.settings), steps=steps, headless=headless,
        describe=lambda snapshot: _describe(racing, snapshot), speed=0,
    )  # fmt: skip
    if lab.headless:
        lab.run_headless()
    return lab


def _describe(racing: Race, snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    """Who is lowest, and the loss there."""
    losses = {name: snapshot[f"loss of {name}"] for name in racing.names if name not in racing.diverged}
    if not losses or snapshot["step"] == 0:
        return []
    first = min(losses, key=losses.__getitem__)
    return [("lowest", first), ("loss", number_text(losses[first]))]


def _surface(given: Any) -> Surface:
    return given if isinstance(given, Surface) else surface(given)


def _names(names: Any) -> list[str]:
    chosen = list(dict.fromkeys(one_of("names", name, OPTIMIZERS) for name in names))
    if not chosen:
        raise CourseError(f"names must hold at least one of {', '.join(OPTIMIZERS)}, got none")
    return chosen


def _grid(extent: tuple[float, float, float, float]) -> np.ndarray:
    """The centers of the cells over the window, row by row from the top, shape (72, 72, 2)."""
    left, right, bottom, top = extent
    centers = (np.arange(GRID) + 0.5) / GRID
    return np.stack(np.meshgrid(left + centers * (right - left), top - centers * (top - bottom)), axis=-1)
