"""A rule with one number in it, as a steppable: a threshold set by hand, or found by trying small moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import CourseError, whole_number
from ...plots.examples import number_text
from ..lab import Lab
from ..panels import Functions, Images
from ..steppable import Setting, Settings

BINS = 24  # of the curves that show how many pictures have which value
SHOWN = 15  # pictures, from the one with the lowest value to the one with the highest
MOVE = 0.08  # standard deviation of a trial move, in shares of the whole range
FLAT = 60  # trials in a row that find nothing better, after which the search is over


class ThresholdTrainer:
    """Tells two classes of images apart by one measured value: class 1 where it is above the threshold.

    One step tries one small move of the threshold, drawn at random, and keeps it where not more images are
    told wrong.

    Arguments:
        images: shape (n, height, width) or (n, height, width, 1), values in [0, 1].
        values: what was measured on each image, shape (n,).
        labels: the class of each, 0 or 1, shape (n,).
        class_names: names of the two classes.
        seed: draws the moves.

    Raises:
        CourseError: for other shapes or labels, or values that are all the same.
    """

    def __init__(
        self,
        images: Any,
        values: Any,
        labels: Any,
        *,
        class_names: Sequence[str] = ("class 0", "class 1"),
        seed: int = 1,
    ):
        self.images = np.asarray(images, dtype=np.float32)
        self.values = np.asarray(values, dtype=float)
        self.labels = np.asarray(labels).astype(int)
        self.class_names = tuple(str(name) for name in class_names)
        self._check()
        self.low, self.high = float(self.values.min()), float(self.values.max())
        self.seed = whole_number("seed", seed, at_least=0)
        self._shown = np.argsort(self.values, kind="stable")[
            np.linspace(0, len(self.values) - 1, min(SHOWN, len(self.values))).round().astype(int)
        ]
        self.settings = Settings([self._threshold()])
        self.reset()

    def step(self, k: int = 1) -> None:
        """Try `k` moves."""
        for _ in range(whole_number("k", k, at_least=0)):
            self.steps += 1
            move = MOVE * (self.high - self.low) * self._random.standard_normal()
            tried = float(np.clip(self.threshold + move, self.low, self.high))
            before, after = self.wrong_at(self.threshold), self.wrong_at(tried)
            self._without_gain = 0 if after < before else self._without_gain + 1
            if after <= before:
                self.threshold = tried

    def wrong_at(self, threshold: float) -> int:
        """How many images a threshold tells wrong."""
        return int(((self.values > threshold) != self.labels).sum())

    def snapshot(self) -> dict[str, Any]:
        """Where it stands: how many are told "wrong" of all "pictures", and what the two panels show."""
        wrong = self.wrong_at(self.threshold)
        middles = np.linspace(self.low, self.high, BINS)
        half = (middles[1] - middles[0]) / 2
        edges = np.append(middles - half, self.high + half)
        counts = {f"label {name}:": np.histogram(self.values[self.labels == label], edges)[0].astype(float)
                  for label, name in enumerate(self.class_names)}  # fmt: skip
        return {
            "step": self.steps, "wrong": wrong, "pictures": len(self.labels),
            "x": middles, "functions": counts, "mark": self.threshold,
            "images": self.images[self._shown], "labels": self.labels[self._shown],
            "predicted": (self.values[self._shown] > self.threshold).astype(int),
        }  # fmt: skip

    def reset(self, same_seed: bool = True) -> None:
        """The threshold back to the lowest value, and the same moves or those of the next seed ahead."""
        self.seed += 0 if same_seed else 1
        self._random = np.random.default_rng(self.seed)
        self.threshold, self.steps, self._without_gain = self.low, 0, 0

    @property
    def finished(self) -> bool:
        """Whether so many moves in a row found nothing better that it is time to stop."""
        return self._without_gain >= FLAT

    @property
    def note(self) -> str:
        """What to say when the search is over."""
        return f"{FLAT} moves in a row found nothing better" if self.finished else ""

    def _check(self) -> None:
        count = len(self.images) if self.images.ndim in (3, 4) else -1
        if self.values.shape != (count,) or self.labels.shape != (count,):
            raise CourseError(
                "images must have shape (n, height, width), values and labels shape (n,); got "
                f"{self.images.shape}, {self.values.shape} and {self.labels.shape}"
            )
        if not set(np.unique(self.labels)) <= {0, 1}:
            raise CourseError(f"labels must be 0 and 1, got {np.unique(self.labels)[:5].tolist()}")
        if len(set(self.class_names)) != 2:
            raise CourseError(f"class_names must hold two different names, got {self.class_names!r}")
        if not np.isfinite(self.values).all() or np.ptp(self.values) == 0:
            raise CourseError("values must be finite numbers that are not all the same")

    def _threshold(self) -> Setting:
        def write(value: float) -> None:
            self.threshold, self._without_gain = value, 0

        return Setting(
            "threshold", lambda: self.threshold, write, low=self.low, high=self.high,
            help="above it the answer is class 1",
        )  # fmt: skip


def threshold(
    images: Any,
    values: Any,
    labels: Any,
    *,
    class_names: Sequence[str] = ("class 0", "class 1"),
    quantity: str = "value",
    steps: int = 40,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab on the smallest rule there is: one measured value, and one threshold to set or to let be found.

    Arguments:
        images: shape (n, height, width) or (n, height, width, 1), values in [0, 1].
        values: what was measured on each image, shape (n,).
        labels: the class of each, 0 or 1, shape (n,).
        class_names: names of the two classes.
        quantity: what was measured, for the axis.
        steps: moves that are tried where no browser is attached.
        seed: draws the moves.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: if images, values and labels do not match, or the labels are not 0 and 1.
    """
    trainer = ThresholdTrainer(images, values, labels, class_names=class_names, seed=seed)
    panels = [
        Functions(
            x_label=quantity, y_label="pictures", limits=_room_for(trainer),
            title="How many pictures have which value?",
        ),
        Images(class_names=trainer.class_names, title="From the lowest value to the highest", side=44),
    ]  # fmt: skip
    lab = Lab(
        trainer, panels, controls=["threshold"], steps=steps, headless=headless, describe=_describe, speed=0
    )
    if lab.headless:
        lab.run_headless()
    return lab


def _room_for(trainer: ThresholdTrainer) -> tuple[float, float]:
    """The ends of the axis of counts, which begins at 0."""
    most = max(counts.max() for counts in trainer.snapshot()["functions"].values())
    return 0.0, 1.1 * float(most)


def _describe(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("threshold", number_text(round(snapshot["mark"], 2))),
        ("wrong", f"{snapshot['wrong']} of {snapshot['pictures']}"),
    ]
