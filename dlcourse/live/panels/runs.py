"""The runs of a lab beside each other: their settings, and where each has ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import traitlets

from ...errors import one_of
from ..page_widget import script, static
from ..runs import Run, Runs
from .base import Panel, View


class EarlierRuns(Panel):
    """This run and the earlier ones: of each its line in the curves, its settings, and its last number.

    Reads the record of the run, and the runs it is made with.

    Arguments:
        runs: the earlier runs.
        names: the curves' numbers, as those of `Curves`; the last that was recorded is told.
        quantity: what the numbers are.
        words: returns what tells the present run from others.
    """

    _script = script("shared.js", "lines.js", "runs.js")
    _css = static("runs.css")
    earlier = traitlets.List().tag(sync=True)

    def __init__(
        self,
        runs: Runs,
        names: dict[str, str],
        quantity: str,
        *,
        words: Callable[[], str],
        title: str = "Earlier runs",
    ):
        super().__init__(kind="runs", panel_id="runs", title=title)
        self.runs, self.names, self.quantity = runs, names, quantity
        self._words = words
        self.show_runs()

    def show_runs(self) -> None:
        """Tell the page which earlier runs there are."""
        self.earlier = [
            {"run": run.number, "words": run.words, "last": self._last(run), "kept": run.is_kept}
            for run in self.runs.earlier
        ]

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The present run in words; the earlier ones travel when they change."""
        told = [name for name in self.names if name in view.history.names]
        last = view.history.last(told[-1]) if told else np.nan
        return {
            "run": self.runs.number, "words": self._words(), "last": _short(last),
            "measure": f"last {self.quantity}, {self.names[told[-1]]}" if told else "",
            "alt": self.describe(view),
        }, {}  # fmt: skip

    def still_height(self, view: View) -> float:
        """As high as it takes to list all runs."""
        from ...plots.runs import lines_of_runs

        words = [f"now · {self._words()}", *(run["words"] for run in self.earlier)]
        return 0.2 + 0.07 * lines_of_runs(words)

    def draw(self, axes: Any, view: View) -> None:
        """The same list with matplotlib."""
        from ...plots import draw_runs

        present, _ = self.frame(view)
        draw_runs(axes, (present["words"], present["last"]), [(r["words"], r["last"]) for r in self.earlier])

    def describe(self, view: View) -> str:
        """How many runs there are, and their settings."""
        earlier = "; ".join(f"{run['words'] or run['run']}: {run['last']}" for run in reversed(self.earlier))
        return f"This run: {self._words() or self.runs.number}. Earlier runs: {earlier or 'none'}."

    def act(self, message: dict[str, Any]) -> None:
        """Keep one run, or let go of it; or clear those that are not kept."""
        if one_of("kind", message.get("kind"), ("keep", "clear")) == "keep":
            self.runs.keep(message.get("run"))
        else:
            self.runs.clear()

    def _last(self, run: Run) -> str:
        told = [name for name in self.names if name in run.history]
        return _short(run.last(told[-1]) if told else np.nan)


def _short(value: float) -> str:
    return f"{value:.3f}".replace("-", "−") if np.isfinite(value) else "not a number"
