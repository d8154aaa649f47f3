"""Controls: an ordinary ipywidget for each live setting, with the setting's own name and range."""

from __future__ import annotations

import math
from typing import Any

import ipywidgets

from .steppable import Setting

TICKS = (1, 2, 3, 5)  # where a logarithmic slider that begins at zero stops in each decade


def control_for(setting: Setting) -> Any:
    """An ipywidgets slider for `setting`, at its present value and wide enough to hold it."""
    value = setting.read()
    if setting.scale == "log":
        low, high = min(setting.low, value), max(setting.high, value)
        return _named(
            ipywidgets.FloatLogSlider, setting,
            value=value, min=math.log10(low), max=math.log10(high), step=0.1, readout_format=".3g",
        )  # fmt: skip
    low, high = min(setting.low, value), max(setting.high, value)
    if setting.scale == "log from zero":
        options = _stops(setting.low, high, value)
        return _named(ipywidgets.SelectionSlider, setting, options=options, value=value)
    return _named(
        ipywidgets.FloatSlider, setting,
        value=value, min=low, max=high, step=(setting.high - setting.low) / 100, readout_format=".2f",
    )  # fmt: skip


def widen(control: Any, value: float) -> None:
    """Give a linear slider room for `value`, which training has moved beyond its ends."""
    control.max = max(control.max, value)
    control.min = min(control.min, value)


def _named(kind: type, setting: Setting, **more: Any) -> Any:
    # ipywidgets 7 calls the help text description_tooltip, version 8 tooltip.
    tooltip = "tooltip" if "tooltip" in kind.class_trait_names() else "description_tooltip"
    return kind(description=setting.name, **{tooltip: setting.help}, **more)


def _stops(low: float, high: float, value: float) -> list[tuple[str, float]]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = {float(f"{tick}e{decade}") for decade in decades for tick in TICKS}
    chosen = sorted({0.0, value, *(step for step in steps if low <= step <= high)})
    return [(f"{number:.3g}", number) for number in chosen]
