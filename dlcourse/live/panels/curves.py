"""Numbers of the run against steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets

from ..page_widget import script
from ..runs import Run
from .base import Panel, View


class Curves(Panel):
    """Numbers of the run against steps, with earlier runs faint behind them.

    Arguments:
        names: which numbers of the history to draw, and what to call each: {"loss": "training"}.
        title: the heading.
        quantity: what the numbers are, for the axis and the description.
    """

    _script = script("shared.js", "lines.js", "curves.js")
    earlier = traitlets.List().tag(sync=True)

    def __init__(self, names: dict[str, str], *, title: str = "Loss, step by step", quantity: str = "loss"):
        super().__init__(kind="curves", panel_id="curves", title=title)
        self.names, self.quantity = names, quantity

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The curves that this run has, as (curves, records) values over the recorded steps."""
        shown = self._shown(view)
        values = np.stack([view.history.curve(name) for name in shown]) if shown else np.zeros((0, 0))
        return (
            {
                "names": [self.names[name] for name in shown],
                "alt": self.describe(view),
                "empty": self._empty(view),
                "mark": self._mark(view),
            },
            {"steps": view.history.steps.astype("float32"), "values": values.astype("float32")},
        )

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show these earlier runs as faint curves: of each, the first of the numbers that it has."""
        self.earlier = [
            {"run": run.number, "steps": run.history["step"], "values": _as_plain(run.history[shown[0]])}
            for run in runs
            if (shown := [name for name in self.names if name in run.history])
        ]

    def draw(self, axes: Any, view: View) -> None:
        """The same curves with matplotlib."""
        from ...plots import draw_curves

        curves = {self.names[name]: view.history.points(name) for name in self._shown(view)}
        earlier = [
            (run["steps"], [np.nan if value is None else value for value in run["values"]])
            for run in self.earlier
        ]
        draw_curves(axes, curves, earlier=earlier, y_label=self.quantity)
        if len(view.history) < 2:  # one record is a dot: the axis must have room for it, and for its name
            last = max([1.0, *view.history.steps])
            axes.set(xlim=(0, last), xticks=sorted({0.0, *view.history.steps}))
        if (mark := self._mark(view)) is not None:
            axes.axvline(mark, color=axes.xaxis.label.get_color(), linewidth=1)

    def describe(self, view: View) -> str:
        """From where to where each curve goes."""
        ends = {self.names[name]: view.history.ends(name) for name in self._shown(view)}
        parts = [f"{name} from {both[0]:.3g} to {both[1]:.3g}" for name, both in ends.items() if both]
        return f"Curves of the {self.quantity} against steps: {', '.join(parts) or 'nothing recorded yet'}."

    def _empty(self, view: View) -> str:
        """What to say where there is no curve yet."""
        return "press Train, and watch it change" if len(view.history) < 2 else ""

    def _mark(self, view: View) -> int | None:
        """The step that is looked at, where that is not the last one."""
        step = int(view.snapshot["step"])
        return step if step < view.history.newest else None

    def _shown(self, view: View) -> list[str]:
        return [name for name in self.names if name in view.history.names]


def _as_plain(values: list[float]) -> list[float | None]:
    """Numbers for the page, in as many digits as can be seen; None where there is none."""
    return [float(f"{value:.7g}") if np.isfinite(value) else None for value in values]
