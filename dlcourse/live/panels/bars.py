"""Named bars: probabilities of classes, or signed values around zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import number, one_of
from ...plots.bars import (
    BAR_SCALES,
    EMPHASES,
    BarScale,
    Emphasis,
    bar_marks,
    bar_names,
    bar_range,
    bar_values,
    describe_bars,
    draw_bars,
    longest,
)
from ..page_widget import script
from .base import Panel, View


class Bars(Panel):
    """Named values as bars, each with its value at the end, and a second series as a mark in each row.

    Arguments:
        values: the snapshot's name for the values, shape (n,).
        names: the snapshot's name for what they are called, n texts; where it is missing, `class_names` are.
        class_names: names that stay the same; without any, the values are called 0, 1, …
        beside: the snapshot's name for a second series of n values to compare with; may be missing.
        beside_name: what the second series is called, for the legend.
        scale: "share" for an axis from 0 to 1, as probabilities have; "signed" for values around 0, blue
            below and orange above.
        emphasis: "largest" makes all bars but the longest pale.
        limit: the end of the axis; by default 1 for shares, else the largest magnitude in each snapshot.
        title: the heading.

    Raises:
        CourseError: for an unknown scale or emphasis, or a limit that is not > 0.
    """

    _script = script("shared.js", "scales.js", "bars.js")

    def __init__(
        self,
        values: str = "probabilities",
        *,
        names: str = "names",
        class_names: Sequence[str] = (),
        beside: str = "true",
        beside_name: str = "true",
        scale: BarScale = "share",
        emphasis: Emphasis = "none",
        limit: float | None = None,
        title: str = "Probability of each class",
    ):
        super().__init__(kind="bars", panel_id="bars", title=title)
        self.values, self.names, self.beside, self.beside_name = values, names, beside, beside_name
        self.class_names = tuple(class_names)
        self.scale = one_of("scale", scale, BAR_SCALES)
        self.emphasis = one_of("emphasis", emphasis, EMPHASES)
        self.limit = None if limit is None else number("limit", limit, above=0)

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The values, and those of the second series where there is one, as float32 of shape (n,)."""
        values, names, beside = self._shown(view)
        plain: dict[str, Any] = {"alt": self.describe(view), "scale": self.scale, "names": names}
        if values is None:
            return plain, {}
        other = None if beside is None else beside[1]
        low, high = bar_range(self.scale, self.limit, values, other)
        plain |= {"low": low, "high": high, "beside": self.beside_name if beside else ""}
        plain["emphasized"] = longest(values) if self.emphasis == "largest" else None
        arrays = {"values": values.astype("float32")}
        return plain, arrays if other is None else arrays | {"other": bar_marks(other).astype("float32")}

    def draw(self, axes: Any, view: View) -> None:
        """The same bars with matplotlib."""
        values, names, beside = self._shown(view)
        if values is None:
            axes.set_axis_off()
            return
        draw_bars(
            axes, values, names, scale=self.scale, beside=beside, emphasis=self.emphasis, limit=self.limit
        )

    def describe(self, view: View) -> str:
        """The longest bars by name, and where the second series differs most."""
        values, names, beside = self._shown(view)
        if values is None:
            return "No bars yet."
        return describe_bars(values, names, scale=self.scale, beside=beside)

    def _shown(self, view: View) -> tuple[np.ndarray | None, list[str], tuple[str, np.ndarray] | None]:
        """Values, names and the second series; None for what is not there."""
        given = view.snapshot.get(self.values)
        if given is None or np.size(given) == 0:
            return None, [], None
        values = bar_values(self.values, np.asarray(given))
        names = bar_names(view.snapshot.get(self.names, self.class_names), len(values))
        other = view.snapshot.get(self.beside)
        if other is None:
            return values, names, None
        return values, names, (self.beside_name, bar_values(self.beside, np.asarray(other)))
