"""Controls: an ordinary ipywidget for each live setting, with the setting's own name and range."""

from __future__ import annotations

import math
from typing import Any

import ipywidgets

from .steppable import Setting

TICKS = (1, 2, 3, 5)  # where a logarithmic slider stops in each decade


def control_for(setting: Setting) -> Any:
    """An ipywidgets slider for `setting`, at its present value and wide enough to hold it.

    Logarithmic settings get stops at round numbers, and one at the present value, whatever that is: a
    FloatLogSlider would show, and set, the nearest power instead.
    """
    value = setting.read()
    low, high = min(setting.low, value), max(setting.high, value)
    if setting.scale == "linear":
        step = 10 ** math.floor(math.log10((setting.high - setting.low) / 100))
        return _named(
            ipywidgets.FloatSlider, setting, value=value, min=low, max=high, step=step, readout_format=".2f"
        )
    stops = _stops(setting.low, high, value) if value == 0 else _stops(low, high, value)
    if setting.scale == "log from zero":
        stops = sorted({0.0, *stops})
    options = [(f"{number:.3g}", number) for number in stops]
    return _named(ipywidgets.SelectionSlider, setting, options=options, value=value)


def is_echo(control: Any, value: float, present: float) -> bool:
    """Whether `value` is only `present` rounded to the slider's grid, and not the reader's doing.

    ipywidgets 8 sends the rounded value back for each value that the kernel sets between two grid points. A
    reader moves the handle by a whole grid step at least.
    """
    return isinstance(control, ipywidgets.FloatSlider) and abs(value - present) < 0.51 * control.step


def widen(control: Any, value: float) -> None:
    """Give a linear slider room for `value`, which training has moved beyond its ends."""
    control.max = max(control.max, value)
    control.min = min(control.min, value)


def _named(kind: type, setting: Setting, **more: Any) -> Any:
    # ipywidgets 7 calls the help text description_tooltip, version 8 tooltip.
    tooltip = "tooltip" if "tooltip" in kind.class_trait_names() else "description_tooltip"
    return kind(description=setting.name, **{tooltip: setting.help}, **more)


def _stops(low: float, high: float, value: float) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    round_numbers = {float(f"{tick}e{decade}") for decade in decades for tick in TICKS}
    return sorted({value, *(number for number in round_numbers if low <= number <= high)})
