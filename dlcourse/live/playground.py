"""A network that can be changed in every way: what needs another model is rebuilt, the rest acts at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ..datasets import load
from ..errors import CourseError, one_of
from .keras_code import data_code, epochs_for
from .plan import ACTIVATIONS, BATCH_SIZES, LOSSES, OPTIMIZERS, Plan
from .steppable import Choice, Setting, Settings
from .trainer import Trainer
from .weights import Memory

DATASETS = ("circles", "xor", "spirals", "moons", "blobs", "ring")
TEST_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
OWN = "my own"  # the data set that the reader drew or brought


class Playground:
    """A steppable around the trainer of the network that `plan` describes.

    Settings that act at once go to the present model and into the plan, so that the next model has them too.
    Choices change only the plan: then `pending` is true until `rebuild` makes the model anew.

    Arguments:
        plan: the network to begin with.
        data: a Dataset of points in the plane.
        live: settings that change while it trains without compiling anew.
        look: what a snapshot holds, see `Trainer`.

    Attributes:
        plan: the network as it is wanted.
        trainer: that of the present network.
    """

    def __init__(self, plan: Plan, data: Any, *, live: Sequence[str], look: Sequence[str]):
        self._lock = threading.RLock()
        self._live, self._look = tuple(live), tuple(look)
        self._own = None if _is_a_set(data) else data
        self.plan = replace(plan, classes=max(2, data.number_of_classes))
        self._data = data
        self._make()
        self.settings = Settings([*(self._setting(*each) for each in NUMBERS), self._noise()])
        self.choices = {choice.name: choice for choice in self._choices()}

    # What a lab calls

    @property
    def model(self) -> Any:
        """The present Keras model."""
        return self.trainer.model

    def step(self, k: int = 1) -> None:
        """Take `k` steps with the present network."""
        self.trainer.step(k)

    def advance(self, k: int = 1) -> dict[str, Any]:
        """`step(k)` and `snapshot()` in one."""
        return self.trainer.advance(k)

    def snapshot(self) -> dict[str, Any]:
        """Where training stands; see `Trainer.snapshot`."""
        return self.trainer.snapshot()

    def glance(self) -> dict[str, Any]:
        """The same without waiting for a compilation; see `Trainer.glance`."""
        return self.trainer.glance()

    def reset(self, same_seed: bool = True) -> None:
        """Back to step 0, with the same initial weights or with others."""
        with self._lock:
            self.trainer.reset(same_seed)
            # What else is wanted stays wanted: it may have been chosen just before.
            self.plan = replace(self.plan, seed=self.trainer.seed)
            self._built = replace(self._built, seed=self.trainer.seed)

    def memory(self) -> Memory:
        """What it takes to return to the present step of the present network."""
        return self.trainer.memory()

    def restore(self, memory: Memory) -> None:
        """Return to the step of `memory`; see `Trainer.restore`."""
        with self._lock:
            self.trainer.restore(memory)
            # What else is wanted stays wanted: it may have been chosen just before.
            self.plan = replace(self.plan, seed=self.trainer.seed)
            self._built = replace(self._built, seed=self.trainer.seed)

    @property
    def note(self) -> str:
        """What the trainer has to say."""
        return "rebuilding the network" if self.pending else self.trainer.note

    @property
    def pending(self) -> bool:
        """Whether the plan or the data differ from what the present network was made of."""
        return self.plan != self._built or self._data is not self._built_on

    def rebuild(self) -> None:
        """Make the network that the plan describes."""
        with self._lock:
            try:
                self._make()
            except CourseError:
                self.plan, self._data = self._built, self._built_on
                raise

    # What panels change

    def change(self, change: Callable[[Plan], Plan]) -> None:
        """Let the plan be what `change` makes of it."""
        with self._lock:
            self.plan = change(self.plan)

    def learn_from(self, data: Any) -> None:
        """Let the next network learn from `data`, a Dataset of the reader's own points."""
        with self._lock:
            self._own = data
            self._use(data)

    def set_parameter(self, layer: int, unit: int, source: int | None, value: float) -> None:
        """Set one weight of the present network by hand, or a bias where `source` is None."""
        self.trainer.set_parameter(layer, unit, source, value)

    def code(self) -> str:
        """The program for the present network, in plain Keras; see `Plan.code`."""
        trainer, plan = self.trainer, self._built
        epochs = epochs_for(trainer.snapshot()["step"], plan.batch_size, trainer.points.size)
        return plan.code(data_code(trainer.data), epochs=epochs)

    @property
    def words(self) -> str:
        """What tells this run from others."""
        return self._built.words

    # Building

    def _make(self) -> None:
        plan = self.plan
        self.trainer = Trainer(
            plan.build(), self._data, batch_size=plan.batch_size, seed=plan.seed, live=self._live,
            features=plan.features, look=self._look,
        )  # fmt: skip
        self._built, self._built_on = plan, self._data

    def _use(self, data: Any) -> None:
        self._data = data
        self.plan = replace(self.plan, classes=max(2, data.number_of_classes))

    # Settings: what acts at once

    def _setting(self, name: str, field: str, scale: str, low: float, high: float, words: str) -> Setting:
        def there() -> bool:
            return name in self.trainer.settings

        def read() -> float:
            return self.trainer.settings[name] if there() else float(getattr(self.plan, field) or 0.0)

        def write(value: float) -> None:
            with self._lock:
                if there():
                    self.trainer.settings[name] = value
                # The present network has the new number already: only what else is wanted stays pending.
                self.plan = replace(self.plan, **{field: value})
                self._built = replace(self._built, **{field: value})

        limits = LIMITS.get(name, {"minimum": 0.0})
        return Setting(
            name, read, write, low=low, high=high, scale=scale, help=words, available=there, **limits
        )

    def _noise(self) -> Setting:
        def write(value: float) -> None:
            with self._lock:
                self.trainer.settings["noise"] = value
                waiting = self._data is not self._built_on
                self._built_on = self.trainer.data
                self._data = self._data.with_settings(noise=value) if waiting else self._built_on

        return Setting(
            "noise", lambda: self.trainer.settings["noise"], write, low=0.0, high=1.0, minimum=0.0,
            help="how far the points are scattered",
        )  # fmt: skip

    # Choices: what needs another model

    def _choices(self) -> list[Choice]:
        def of_plan(name: str, field: str, options: tuple[Any, ...], words: str) -> Choice:
            def write(value: Any) -> None:
                self.change(lambda plan: replace(plan, **{field: value}))

            return Choice(name, options, lambda: getattr(self.plan, field), write, words)

        return [
            Choice("dataset", self._datasets(), self._dataset, self._load, "the points to learn"),
            of_plan(
                "activation", "activation", ACTIVATIONS, "what each hidden unit does with its weighted sum"
            ),
            of_plan("optimizer", "optimizer", OPTIMIZERS, "how steps are made of gradients"),
            of_plan("loss", "loss", LOSSES, "what training makes small"),
            of_plan("batch size", "batch_size", BATCH_SIZES, "examples per step"),
            Choice("test share", TEST_SHARES, self._test_share, self._split, "the share of points kept back"),
        ]

    def _datasets(self) -> tuple[str, ...]:
        return DATASETS if self._own is None else (*DATASETS, OWN)

    def _dataset(self) -> str:
        return self._data.name if _is_a_set(self._data) else OWN

    def _load(self, name: str) -> None:
        with self._lock:
            if one_of("dataset", name, self._datasets()) == OWN:
                self._use(self._own)
                return
            settings = {key: self._data.settings[key] for key in ("noise", "seed", "test_share")}
            self._use(load(name, **settings))

    def _test_share(self) -> float:
        return float(self._data.settings["test_share"])

    def _split(self, share: float) -> None:
        with self._lock:
            self._use(self._data.with_settings(test_share=share))


# Name, the plan's field, scale and ends of the slider, and what it does.
NUMBERS = (
    ("learning rate", "learning_rate", "log", 1e-5, 10.0, "how far one step goes"),
    ("momentum", "momentum", "linear", 0.0, 0.99, "how much of the last step goes into the next (SGD)"),
    ("L1", "l1", "log from zero", 1e-5, 0.3, "the penalty on the size of weights"),
    ("L2", "l2", "log from zero", 1e-5, 0.3, "the penalty on the square of weights"),
    ("dropout", "dropout", "linear", 0.0, 0.9, "the share of units left out at random in each step"),
)
LIMITS = {
    "learning rate": {"above": 0.0},
    "momentum": {"minimum": 0.0, "maximum": 1.0},
    "dropout": {"minimum": 0.0, "maximum": 0.95},
}
SETTINGS = (*(each[0] for each in NUMBERS), "noise")
CHOICES = ("dataset", "activation", "optimizer", "loss", "batch size", "test share")


def _is_a_set(data: Any) -> bool:
    return getattr(data, "name", None) in DATASETS and data.make_again is not None
