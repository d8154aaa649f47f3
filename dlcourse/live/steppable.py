"""What a lab can watch and steer: the steppable protocol, and the settings that change while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from ..errors import number, one_of

Scale = Literal["linear", "whole", "log", "log from zero"]


@runtime_checkable
class Steppable(Protocol):
    """Anything that a lab can train: a Keras model, a NumPy perceptron, optimizers racing on a surface.

    Synchronous, without threads of its own. `snapshot` returns plain numbers and NumPy arrays by name;
    it must hold "step", the number of steps since the start. The other names are what panels look for;
    a "loss" that is no finite number stops the lab.

    More may be there: `note`, a text for the status line; `finished`, whether there is nothing left to do;
    `choices`, by name, which take effect at the price of a new start, with `pending` and `rebuild()`; and
    `advance(k)`, which does `step(k)` and returns `snapshot()` where the two cost less in one. A lab also
    uses `words`, what tells one run from another; `memory()` and `restore(memory)`, to go on from an earlier
    moment; `code()`, the program of what trains; and `learn_from(dataset)`, for points of the reader's own.
    """

    settings: Settings

    def step(self, k: int = 1) -> None:
        """Take `k` steps."""

    def snapshot(self) -> dict[str, Any]:
        """The present state in numbers and arrays."""

    def reset(self, same_seed: bool = True) -> None:
        """Return to step 0: to the same start, or to another one drawn with the next seed."""


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Setting:
    """One knob that acts while training goes on: how to read it, how to turn it, and how far it goes.

    `low` and `high` bound a lab's slider, and `scale` tells where it stops ("whole": at whole numbers);
    `minimum`, `maximum` and `above` bound what is accepted at all; `available` tells whether it does anything
    at present.
    """

    name: str
    read: Callable[[], float]
    write: Callable[[float], None]
    low: float
    high: float
    scale: Scale = "linear"
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    help: str = ""
    available: Callable[[], bool] = _always


@dataclass(frozen=True)
class Choice:
    """Something of several that needs a new start, such as another optimizer: how to read and to change it.

    A change only notes what is wanted: the steppable is `pending` until its `rebuild` is called.
    """

    name: str
    options: tuple[Any, ...]
    read: Callable[[], Any]
    write: Callable[[Any], None]
    help: str = ""


class Settings(MutableMapping[str, float]):
    """Live settings by name: reading asks the model, writing acts at once.

    Names are the words beside the sliders; `learning_rate` is understood as "learning rate".

    >>> trainer.settings["learning rate"] = 0.1   # the next optimizer step uses it
    """

    def __init__(self, settings: list[Setting]):
        self._settings = {setting.name: setting for setting in settings}

    def describe(self, name: str) -> Setting:
        """The knob called `name`, with its range. Raises CourseError for a name that there is not."""
        return self._settings[one_of("setting", self._spoken(name), self._settings)]

    def __getitem__(self, name: str) -> float:
        if self._spoken(name) not in self._settings:
            raise KeyError(name)
        return float(self._settings[self._spoken(name)].read())

    def __setitem__(self, name: str, value: float) -> None:
        setting = self.describe(name)
        setting.write(
            number(name, value, at_least=setting.minimum, at_most=setting.maximum, above=setting.above)
        )

    def __delitem__(self, name: str) -> None:
        raise TypeError("a live setting cannot be removed")

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)

    def _spoken(self, name: str) -> str:
        """The setting's own name for `name`, whose spelling may be that of a Python argument."""
        plain = str(name).replace("_", " ").lower()
        return next((own for own in self._settings if own.lower() == plain), name)

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{name!r}: {value:.6g}" for name, value in self.items()) + "}"
