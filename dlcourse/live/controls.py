"""Controls: an ordinary ipywidget for each setting and each choice, with its own name and range."""

from __future__ import annotations

import math
import time
from contextlib import AbstractContextManager
from typing import Any

import ipywidgets
import traitlets

from .steppable import Choice, Setting

LATE = 2.0  # seconds after which no echo of a slider is expected any more
TICKS = (1, 2, 3, 5)  # where a logarithmic slider stops in each decade


class _HeardUnderLock:
    """What the page says of a control waits until the lab is not busy.

    Messages to controls and messages to the lab may arrive on different threads: without the lock, a choice
    made while the network is rebuilt is overwritten when the controls show what has been built.
    """

    lock: AbstractContextManager[Any]

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over what the page says."""
        with self.lock:
            super().set_state(sync_data)


def _as_the_page_has_it(value: float, slider: ipywidgets.FloatSlider) -> float:
    """The stop nearest to `value`, to the last bit as the page of ipywidgets 8 computes it.

    noUiSlider takes percents of the way and rounds them to percents of a step. A slider that is told any
    other number sends this one back, and each message costs the page more than a frame.
    """
    way = slider.max - slider.min
    if int(ipywidgets.__version__.split(".")[0]) < 8 or not way:
        return value
    step = slider.step * 100 / way
    place = math.floor((value - slider.min) * 100 / way / step + 0.5) * step
    return min(100.0, place) * way / 100 + slider.min


class _Slider(_HeardUnderLock, ipywidgets.FloatSlider):
    # Here the number itself, which need not be one of the slider's stops.
    value = traitlets.CFloat().tag(sync=True, to_json=_as_the_page_has_it)


class _StopsSlider(_HeardUnderLock, ipywidgets.SelectionSlider):
    pass


class _Menu(_HeardUnderLock, ipywidgets.Dropdown):
    pass


def control_for(setting: Setting, lock: AbstractContextManager[Any]) -> Any:
    """An ipywidgets slider for `setting`, at its present value and wide enough to hold it.

    What the page says of it is taken over under `lock`.

    Logarithmic settings get stops at round numbers, and one at the present value, whatever that is: a
    FloatLogSlider would show, and set, the nearest power instead. Linear ones stop at multiples of their
    step.
    """
    value = setting.read()
    low, high = min(setting.low, value), max(setting.high, value)
    if setting.scale == "whole":
        return _named(_Slider, setting, lock, value=value, min=low, max=high, step=1, readout_format="d")
    if setting.scale == "linear":
        step = 10 ** math.floor(math.log10((setting.high - setting.low) / 100))
        low, high = _down(low, step), _up(high, step)
        if setting.minimum is not None:
            low = max(low, setting.minimum)
        if setting.maximum is not None:
            high = min(high, setting.maximum)
        return _named(_Slider, setting, lock, value=value, min=low, max=high, step=step, readout_format=".2f")
    stops = _stops(setting.low, high, value) if value == 0 else _stops(low, high, value)
    if setting.scale == "log from zero":
        stops = sorted({0.0, *stops})
    options = [(f"{number:.3g}", number) for number in stops]
    return _named(_StopsSlider, setting, lock, options=options, value=value)


def menu_for(choice: Choice, lock: AbstractContextManager[Any]) -> Any:
    """An ipywidgets menu for `choice`, at what is chosen at present.

    What the page says of it is taken over under `lock`.
    """
    options = [(in_words(option), option) for option in choice.options]
    return _named(_Menu, choice, lock, options=options, value=choice.read())


def in_words(option: Any) -> str:
    """An option as a menu names it."""
    return f"{option:g}" if isinstance(option, float) else str(option).replace("_", " ")


class Echoes:
    """What sliders were told lately, to tell a reader's move from the page's echo of it.

    A page may round what the kernel sets to the slider's grid and send it back, by when the setting may have
    moved on. A reader moves the handle by a whole grid step at least.
    """

    def __init__(self) -> None:
        self._told: dict[str, list[tuple[float, float]]] = {}

    def told(self, name: str, value: float) -> None:
        """Note that the slider `name` is being set to `value`."""
        now = time.monotonic()
        self._told[name] = [*self._recent(name, now), (now, value)]

    def is_echo(self, name: str, control: Any, value: float, present: float) -> bool:
        """Whether `value` is the setting's `present` one, or one told lately, but for rounding."""
        if not isinstance(control, ipywidgets.FloatSlider):
            return False
        known = [present, *(told for _, told in self._recent(name, time.monotonic()))]
        return any(abs(value - each) < 0.51 * control.step for each in known)

    def _recent(self, name: str, now: float) -> list[tuple[float, float]]:
        return [(when, value) for when, value in self._told.get(name, []) if now - when < LATE]


def widen(control: Any, value: float) -> None:
    """Give a linear slider room for `value`, which training has moved beyond its ends."""
    control.max = max(control.max, _up(value, control.step))
    control.min = min(control.min, _down(value, control.step))


# A page counts a slider's stops from its lower end: only from a multiple of the step is 0 one of them.
def _down(value: float, step: float) -> float:
    return math.floor(round(value / step, 6)) * step


def _up(value: float, step: float) -> float:
    return -_down(-value, step)


def _named(kind: type, setting: Setting | Choice, lock: AbstractContextManager[Any], **more: Any) -> Any:
    # ipywidgets 7 calls the help text description_tooltip, version 8 tooltip.
    tooltip = "tooltip" if "tooltip" in kind.class_trait_names() else "description_tooltip"
    control = kind(description=setting.name, **{tooltip: setting.help}, **more)
    control.lock = lock
    return control


def _stops(low: float, high: float, value: float) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    round_numbers = {float(f"{tick}e{decade}") for decade in decades for tick in TICKS}
    return sorted({value, *(number for number in round_numbers if low <= number <= high)})
