"""The lab on overfitting: a network learns from few examples with wrong labels, and the cures are at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import CourseError, number, whole_number
from ...plots.examples import number_text
from ..lab import Lab
from ..learning_set import LearningSet, as_learning_set
from ..panels import Curves, Field, Functions, Panel
from ..steppable import Setting, Settings
from ..trainer import Trainer
from ..twins import dropouts, kernel_of, penalized
from ..weights import Memory
from .keras_lab import field_parts

POOL = 1000  # rows that training draws from, whatever the number of examples: so nothing is compiled anew
FEWEST = 10
BINS = 45  # of the histogram of weights
CURES = ("L1", "L2", "dropout", "augmentation")
FIELD = "Its answer; a ring: a wrong label"
CONTROLS = ("examples", "wrong labels", *CURES)


class GapTrainer(Trainer):
    """A `Trainer` that learns from a few of the examples, some with wrong labels, and tells the gap.

    Its settings are those of `Trainer`, and "examples", how many it learns from; "wrong labels", the share of
    these that has the label of another class; "augmentation", how far each copy of an example is moved at
    random, as a standard deviation in the unit of x. New examples keep their right labels.

    A snapshot holds what that of `Trainer` does, and "gap", the loss on new examples less that on those it
    learns from; "functions" over "x", the histogram of the weights now and at the start; "wrong", a mask of
    the examples whose label is wrong.

    Arguments:
        model: a compiled classifier; its Dropout layers, if any, begin with rate 0.
        data: a Dataset, or two pairs ((x, y), (x_new, y_new)), with class indices for y.
        examples: how many of the examples to learn from, at least 10.
        wrong_labels: the share of them that is labeled wrongly, in [0, 1].
        batch_size, live, look: as for `Trainer`.
        seed: draws which examples, which labels are wrong, the order, and the weights of later runs.

    Raises:
        CourseError: if there are no new examples, fewer than 10 others, or y is no class index.
    """

    def __init__(
        self,
        model: Any,
        data: Any,
        *,
        examples: int = 40,
        wrong_labels: float = 0.0,
        batch_size: int = 20,
        seed: int = 1,
        live: Sequence[str] = ("L1", "L2", "dropout"),
        look: Sequence[str] = ("field",),
    ):
        self._all = as_learning_set(data)
        self._classes = _number_of_classes(self._all)
        size = self._all.size
        self._examples = whole_number("examples", examples, at_least=FEWEST, at_most=size)
        self._wrong_labels = number("wrong_labels", wrong_labels, at_least=0, at_most=1)
        self._augmentation = 0.0
        # All examples at first, so that the window over the plane is wide enough for each of them.
        rows = np.resize(np.arange(size), max(POOL, size))
        pool = (self._all.x[rows], self._all.y[rows]), (self._all.x_new, self._all.y_new)
        super().__init__(
            model, pool, batch_size=batch_size, seed=seed, live=live, look=look, engine=_engine(model)
        )
        self._rows = len(rows)
        self._edges = _edges(model)
        self._draw()
        if "dropout" in self.settings:
            self.settings["dropout"] = 0.0
        self._at_start = self._histogram()

    def advance(self, k: int = 1) -> dict[str, Any]:
        """`step(k)` and then `snapshot()`."""
        with self._lock:
            seen = super().advance(k)
            seen |= {"gap": seen["val_loss"] - seen["loss"], "wrong": self._is_wrong}
            if "points" in seen:
                chosen = self._chosen()
                seen |= {"points": self._all.x[chosen], "labels": self._labels}
            middles = (self._edges[1:] + self._edges[:-1]) / 2
            shares = {"now": self._histogram(), "at the start": self._at_start}
            return seen | {"x": middles, "functions": shares}

    def reset(self, same_seed: bool = True) -> None:
        """Back to step 0; with another seed to other weights, other examples and other wrong labels."""
        with self._lock:
            super().reset(same_seed)
            if not same_seed:
                self._draw()
            self._at_start = self._histogram()

    def restore(self, memory: Memory) -> None:
        """Return to the step of `memory`, and to the examples of its seed; see `Trainer.restore`."""
        with self._lock:
            super().restore(memory)
            self._draw()

    @property
    def words(self) -> str:
        """What tells this run from others."""
        cures = [f"{name} {number_text(self.settings[name])}" for name in CURES if self.settings.get(name)]
        wrong = f"{100 * self._wrong_labels:.0f} % wrong labels"
        return ", ".join([f"{self._examples} examples", wrong, *cures])

    @property
    def code(self) -> None:
        """No program: the examples were drawn here."""
        return None

    def _find_settings(self) -> Settings:
        found = super()._find_settings()
        own = [
            Setting(
                "examples", lambda: self._examples, self._set_examples, low=FEWEST, high=self._all.size,
                scale="log", minimum=FEWEST, maximum=self._all.size, help="how many it learns from",
            ),
            Setting(
                "wrong labels", lambda: self._wrong_labels, self._set_wrong_labels, low=0.0, high=0.5,
                minimum=0.0, maximum=1.0, help="the share of the examples whose label is wrong",
            ),
            Setting(
                "augmentation", lambda: self._augmentation, self._set_augmentation, low=0.0, high=1.0,
                minimum=0.0, help="how far copies of an example are moved at random",
            ),
        ]  # fmt: skip
        return Settings([*own, *(found.describe(name) for name in found)])

    def _set_examples(self, value: float) -> None:
        self._examples = round(value)
        self._draw()

    def _set_wrong_labels(self, value: float) -> None:
        self._wrong_labels = value
        self._draw()

    def _set_augmentation(self, value: float) -> None:
        self._augmentation = value
        self._draw()

    def _draw(self) -> None:
        """Learn from the examples that seed and settings choose; fewer are always among the more."""
        with self._lock:
            random = np.random.default_rng([self.seed, 6])
            self._ranking = random.permutation(self._all.size)
            chosen = self._chosen()
            labels = self._all.y[chosen].reshape(-1).astype(int)
            # Those with the lowest numbers are wrong: they stay wrong when the share grows.
            ranks = np.argsort(np.argsort(random.random(self._all.size)[: len(chosen)]))
            self._is_wrong = ranks < round(self._wrong_labels * len(chosen))
            other = random.integers(1, self._classes, self._all.size)[: len(chosen)]
            self._labels = np.where(self._is_wrong, (labels + other) % self._classes, labels)
            copies = np.resize(np.arange(len(chosen)), self._rows)
            x = self._all.x[chosen][copies]
            moved = x + self._augmentation * random.standard_normal(x.shape)
            y = self._labels[copies].reshape(self._rows, *self._all.y.shape[1:]).astype(self._all.y.dtype)
            self._change_data(((moved, y), (self._all.x_new, self._all.y_new)))

    def _chosen(self) -> np.ndarray:
        return self._ranking[: self._examples]

    def _histogram(self) -> np.ndarray:
        """The share of the weights in each bin, shape (BINS,); the last ones hold all beyond."""
        weights = _weights(self.model)
        inside = np.clip(weights, self._edges[0], self._edges[-1])
        return np.histogram(inside, self._edges)[0] / weights.size


def gap(
    model: Any,
    data: Any,
    *,
    examples: int = 40,
    wrong_labels: float = 0.0,
    batch_size: int = 20,
    controls: Sequence[str] | None = None,
    steps: int = 2000,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab on overfitting: the gap between few examples, some labeled wrongly, and new ones; and its cures.

    All cures begin at 0. With a browser the lab waits for Train or Step. Without one it takes `steps` steps
    and shows one picture.

    Arguments:
        model: a compiled Keras classifier, best a large one; with Dropout layers for that cure.
        data: a Dataset, or two pairs ((x, y), (x_new, y_new)), with class indices for y.
        examples: how many of the examples to learn from at first, at least 10.
        wrong_labels: the share of them that is labeled wrongly at first, in [0, 1].
        batch_size: examples per optimizer step.
        controls: which of "examples", "wrong labels", "L1", "L2", "dropout" and "augmentation" get a slider,
            and of the settings of `Trainer`; by default all of these six that the model has.
        steps: optimizer steps where no browser is attached.
        seed: draws which examples, which labels are wrong, the order, and the weights of later runs.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: if model, data and what is asked for do not fit each other.
    """
    trainer = GapTrainer(
        model, data, examples=examples, wrong_labels=wrong_labels, batch_size=batch_size, seed=seed
    )
    names = [name for name in CONTROLS if name in trainer.settings] if controls is None else list(controls)
    for name in names:
        trainer.settings.describe(name)
    lab = Lab(trainer, _panels(trainer), controls=names, steps=steps, headless=headless, describe=_describe)
    if lab.headless:
        lab.run_headless()
    else:
        _compile_ahead(trainer)
    return lab


def _panels(trainer: GapTrainer) -> list[Panel]:
    panels: list[Panel] = [
        Curves({"loss": "training", "val_loss": "new examples"}, title="The loss, on both"),
        Curves({"gap": "gap"}, title="The gap: new less training", quantity="difference of losses"),
        Functions(
            x_label="weight", y_label="share of all weights", points="no points", mark="no mark",
            title="How large are the weights?",
        ),
    ]  # fmt: skip
    return panels if trainer.extent is None else [Field(*field_parts(trainer), title=FIELD), *panels]


def _compile_ahead(trainer: GapTrainer) -> None:
    """Compile for training with and without dropout, so that the first touch of a knob does not wait."""
    if "dropout" in trainer.settings:
        trainer.settings["dropout"] = 0.5
        trainer.step(0)
        trainer.settings["dropout"] = 0.0
    trainer.step(0)


def _describe(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    parts = [("loss", f"{snapshot['loss']:.2f}"), ("on new examples", f"{snapshot['val_loss']:.2f}")]
    gap = round(snapshot["gap"], 2) + 0.0  # no gap of −0.00
    parts.append(("gap", f"{gap:.2f}".replace("-", "−")))
    if "val_accuracy" in snapshot:
        both = (snapshot["accuracy"], snapshot["val_accuracy"])
        parts.append(("right", " and ".join(f"{100 * share:.0f} %" for share in both)))
    return parts


def _number_of_classes(data: LearningSet) -> int:
    """How many classes the labels have.

    Raises:
        CourseError: if x is no single array, y holds no class indices, or there are no new examples.
    """
    if data.y_new is None:
        raise CourseError("data must have new examples beside those to learn from: the gap is between both")
    if not isinstance(data.x, np.ndarray) or data.x.dtype.kind != "f":
        raise CourseError("x must be one array of floating-point numbers, a row for each example")
    labels = data.y.reshape(-1)
    if data.size != labels.size or data.y.dtype.kind != "i" or labels.min() < 0 or labels.max() < 1:
        raise CourseError(f"y must hold class indices of at least two classes, got {labels[:5].tolist()}, …")
    if data.size < FEWEST:
        raise CourseError(f"data must hold at least {FEWEST} examples to learn from, got {data.size}")
    return int(max(labels.max(), data.y_new.max())) + 1


def _engine(model: Any) -> str:
    """With dropout, XLA would take seconds to compile when its knob is first touched."""
    import keras

    random = isinstance(model, keras.Model) and bool(dropouts(model))
    return "graph" if random and keras.backend.backend() == "tensorflow" else "auto"


def _weights(model: Any) -> np.ndarray:
    """All weights of the model's kernels in a row; biases are not penalized, and not among them."""
    import keras

    kernels = [keras.ops.convert_to_numpy(kernel_of(layer).value) for layer in penalized(model)]
    return np.concatenate([kernel.ravel() for kernel in kernels]) if kernels else np.zeros(1)


def _edges(model: Any) -> np.ndarray:
    """The edges of the histogram's bins: four times as far as the largest weight at the start."""
    end = 4 * float(np.abs(_weights(model)).max()) or 1.0
    return np.linspace(-end, end, BINS + 1)
