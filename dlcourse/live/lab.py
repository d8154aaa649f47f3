"""The lab: transport, controls and panels around a steppable."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np

from ..errors import whole_number
from .cells import belongs_to_this_cell, descendants
from .conversation import Conversation
from .drawer import Drawer
from .footer import Footer
from .moments import Moments
from .panels import Curves, EarlierRuns, Panel, View
from .runs import Run, as_data_frame, save_csv
from .steering import WHILE_IT_TRAINS, Steering
from .steppable import Steppable
from .still import draw_still, show, show_lab
from .training import Training, describe_losses

__all__ = ["Lab", "describe_losses", "is_headless"]


class Lab(ipywidgets.VBox):
    """A steppable to watch and steer in the page, or to run for some steps without one.

    Arguments:
        steppable: what to train; see `Steppable`.
        panels: the views, in the order in which they stand.
        controls: names of the settings that get a slider, and of the choices that get a menu.
        steps: how many steps a run without a browser takes.
        headless: whether there is no browser; by default the environment's DLCOURSE_HEADLESS decides.
        describe: the parts of the status line for a snapshot, as (name, value) pairs; "step" comes first.
        on_rebuild: called after the steppable has been rebuilt, for panels that must show something else.
        speed: place of the speed slider at the start, 0 (one step a frame) to 6 (as many as fit).
        heading: what stands above the sliders.

    Attributes:
        controls: the ipywidgets slider of each setting, by name.
        history: the record of the present run, by name of the number.
        error: the last unexpected exception inside the lab; None where there was none.
    """

    def __init__(
        self,
        steppable: Steppable,
        panels: Sequence[Panel],
        *,
        controls: Sequence[str] = (),
        steps: int = 1000,
        headless: bool | None = None,
        describe: Callable[[dict[str, Any]], list[tuple[str, str]]] | None = None,
        on_rebuild: Callable[[], None] = lambda: None,
        speed: int = 2,
        heading: str = WHILE_IT_TRAINS,
    ):
        self.steppable, self.panels = steppable, list(panels)
        self.steps = whole_number("steps", steps, at_least=0)
        self.headless = is_headless() if headless is None else bool(headless)
        moments = None if self.headless else Moments()
        self._training = Training(steppable, describe or describe_losses, controls, moments)
        self._list = self._list_of_runs()
        self._conversation = Conversation(
            self._training, [*self.panels, *self._list], aside=self._list, on_rebuild=on_rebuild,
            speed=whole_number("speed", speed, at_least=0, at_most=6),
        )  # fmt: skip
        self._lock, self.transport = self._conversation.lock, self._conversation.transport
        self._steering = self._conversation.steering = Steering(
            steppable, controls, lock=self._lock, change=self._conversation.change, turned=self._turned,
            heading=heading,
        )  # fmt: skip
        self.controls = self._steering.controls
        self._drawer = (
            Drawer(self._conversation, self._steering) if hasattr(steppable, "learn_from") else None
        )
        below = [] if self.headless else [Footer(self._conversation, self._drawer)]
        drawer = [] if self._drawer is None else [self._drawer.box]
        super().__init__(children=[self.transport, self._body(), *below, *drawer])
        self.add_class("dlc-lab")
        belongs_to_this_cell(self)

    def step(self, k: int = 1) -> None:
        """Take `k` steps and record where training stands."""
        with self._lock:
            self._training.settings_changed()  # code may have changed them, and a run is told by them
            self._conversation.advance(whole_number("k", k, at_least=0))

    def reset(self, same_seed: bool = True) -> None:
        """Back to step 0, with the same start or with another seed. The run so far stays as a faint curve."""
        with self._lock:
            self._conversation.reset(same_seed)

    @property
    def history(self) -> dict[str, list[float]]:
        """The record of the present run: "step" and each number, as lists."""
        return self._training.record.as_dict()

    @property
    def runs(self) -> list[Run]:
        """The earlier runs that are still here, oldest first, and the present one last."""
        return [*self._training.runs.earlier, self._training.present_run]

    def table(self) -> Any:
        """All runs as a pandas DataFrame: run, settings, step, and a column for each number.

        Raises:
            CourseError: if pandas is not installed.
        """
        return as_data_frame(self.runs)

    def save_table(self, path: str | Path) -> None:
        """Write the table of all runs to a CSV file: run, settings, step, and a column for each number.

        Raises:
            CourseError: if the file cannot be written.
        """
        save_csv(self.runs, path)

    @property
    def status(self) -> str:
        """The status line: `step N`, the numbers, and what went wrong where something did."""
        return self._training.status

    @property
    def error(self) -> Exception | None:
        """The last unexpected exception inside the lab; None where there was none."""
        return self._conversation.error

    def run_headless(self) -> None:
        """The fixed number of steps that a lab takes where no browser is attached, looked at on the way."""
        looks = min(self.steps, 60)
        for done, until in zip(*_stages(self.steps, looks), strict=True):
            if not self._training.is_stopped:
                self.step(until - done)

    def still(self) -> Any:
        """The picture of the lab as it stands: a `plots.Picture`."""
        with self._lock:
            listed = self._list if self._training.runs.earlier else []
            return draw_still([*self.panels, *listed], self._view, self.status)

    def close(self) -> None:
        """Take the lab off the page and let go of it; the model stays trained as it is."""
        for widget in descendants(self):
            widget.close()
        super().close()

    def _ipython_display_(self, **_: Any) -> None:
        # Trained numbers differ in the last digits between machines: they stand in the picture and its alt
        # text, while the text output, which tests compare, says only what is there.
        parts = ", ".join(panel.title for panel in self.panels)
        text = f"A live lab at step {self._view.snapshot['step']}: {parts}"
        if self.headless:
            show(self.still(), text, None)
        else:
            show_lab(self.still(), text, self, self.transport.lab_id)

    @property
    def _view(self) -> View:
        return self._training.view

    def _turned(self) -> None:
        self._training.settings_changed()
        self._training.look()

    def _list_of_runs(self) -> list[EarlierRuns]:
        """The list beside the curves, where there are curves."""
        curves = [panel for panel in self.panels if isinstance(panel, Curves)]
        if not curves:
            return []
        training, first = self._training, curves[0]
        listed = EarlierRuns(training.runs, first.names, first.quantity, words=lambda: training.words)

        def show_runs() -> None:
            listed.show_runs()
            for panel in curves:
                panel.show_runs(training.runs.earlier)

        training.runs.on_change = show_runs
        return [listed]

    def _body(self) -> ipywidgets.Box:
        panels = ipywidgets.Box(children=[self._with_runs(panel) for panel in self.panels])
        panels.add_class("dlc-panels")
        if not self.controls:
            return panels
        body = ipywidgets.Box(children=[self._steering.box(), panels])
        body.add_class("dlc-body")
        return body

    def _with_runs(self, panel: Panel) -> Any:
        """The panel; the first curves with the list of runs beside them."""
        if not self._list or panel is not next(each for each in self.panels if isinstance(each, Curves)):
            return panel
        pair = ipywidgets.Box(children=[panel, *self._list])
        pair.add_class("dlc-compared")
        return pair


def is_headless() -> bool:
    """Whether the environment says that no browser is attached: DLCOURSE_HEADLESS set to anything but 0."""
    return os.environ.get("DLCOURSE_HEADLESS", "0") not in ("", "0")


def _stages(steps: int, looks: int) -> tuple[list[int], list[int]]:
    marks = np.linspace(0, steps, looks + 1).round().astype(int).tolist()
    return marks[:-1], marks[1:]
