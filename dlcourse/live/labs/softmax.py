"""Softmax as a steppable: scores and temperature are set by hand, and each step draws once; and its lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...errors import CourseError, number, whole_number
from ...scratch.activations import softmax as probabilities_of
from ..lab import Lab
from ..panels import Bars
from ..steppable import Setting, Settings

MOST_SCORES = 12  # each has a slider and a bar


class SoftmaxDraws:
    """Scores that softmax turns into probabilities; one step draws one of the names by them.

    Arguments:
        scores: {"name": score}.
        temperature: T, > 0.
        seed: of the draws.

    Raises:
        CourseError: for fewer than two scores, or more than twelve, or one that is no finite number.
    """

    def __init__(self, scores: Mapping[str, float], *, temperature: float = 1.0, seed: int = 1):
        if not isinstance(scores, Mapping) or not 2 <= len(scores) <= MOST_SCORES:
            raise CourseError(
                f'scores must be a dict such as {{"cat": 2.0, "dog": 1.0}} of 2 to {MOST_SCORES} numbers, '
                f"got {scores!r:.60}"
            )
        self.scores = {str(name): number(f"score of {name}", value) for name, value in scores.items()}
        self.temperature = number("temperature", temperature, above=0)
        self.seed = whole_number("seed", seed, at_least=0)
        self.settings = Settings([self._heat(), *map(self._score, self.scores)])
        self.reset()

    def step(self, k: int = 1) -> None:
        """Draw `k` times."""
        k = whole_number("k", k, at_least=0)
        self.counts += self._generator.multinomial(k, self.probabilities)

    def snapshot(self) -> dict[str, Any]:
        """The "scores", the "probabilities", and the shares "drawn" so far, where there are any."""
        drawn = int(self.counts.sum())
        seen = {"step": drawn, "names": list(self.scores), "scores": np.array([*self.scores.values()])}
        seen |= {"probabilities": self.probabilities, "highest": float(self.probabilities.max())}
        return seen | ({"drawn": self.counts / drawn} if drawn else {})

    def reset(self, same_seed: bool = True) -> None:
        """Forget the draws; the next ones are the same again, or those of the next seed."""
        self.seed += 0 if same_seed else 1
        self._generator = np.random.default_rng(self.seed)
        self.counts = np.zeros(len(self.scores), dtype=int)

    @property
    def probabilities(self) -> np.ndarray:
        """Softmax of the scores at the present temperature."""
        return probabilities_of([*self.scores.values()], self.temperature)

    def _heat(self) -> Setting:
        def write(value: float) -> None:
            self.temperature = value
            self.reset()  # draws at another temperature would tell nothing about this one

        return Setting(
            "temperature", lambda: self.temperature, write, low=0.05, high=20, scale="log", above=0,
            help="divides all scores",
        )  # fmt: skip

    def _score(self, name: str) -> Setting:
        def write(value: float) -> None:
            self.scores[name] = value
            self.reset()

        return Setting(
            f"score of {name}", lambda: self.scores[name], write, low=-5, high=5, help="before softmax"
        )


def softmax(
    scores: Mapping[str, float],
    *,
    temperature: float = 1.0,
    steps: int = 200,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab on softmax: move scores and temperature, and draw by the probabilities that come out.

    Arguments:
        scores: {"name": score}, two to twelve of them.
        temperature: T, > 0, which divides all scores.
        steps: how often it draws where no browser is attached.
        seed: of the draws.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: for scores or a temperature that are not allowed.
    """
    draws = SoftmaxDraws(scores, temperature=temperature, seed=seed)
    panels = [
        Bars("scores", beside="", scale="signed", limit=5.0, title="Scores"),
        Bars("probabilities", beside="drawn", beside_name="share drawn", title="Probabilities"),
    ]
    lab = Lab(
        draws, panels, controls=list(draws.settings), steps=steps, headless=headless, describe=_describe,
        speed=0,
    )  # fmt: skip
    if lab.headless:
        lab.run_headless()
    return lab


def _describe(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    place = int(np.argmax(snapshot["probabilities"]))
    return [("most likely", snapshot["names"][place]), ("probability", f"{snapshot['highest']:.2f}")]
