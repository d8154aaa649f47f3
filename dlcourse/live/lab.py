"""The lab: transport, controls and panels around a steppable, and the loop that answers the page's ticks."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import ipywidgets
import numpy as np
import traitlets

from ..errors import CourseError, number, one_of, whole_number
from .cells import belongs_to_this_cell, descendants
from .controls import Echoes, control_for, menu_for, widen
from .history import History
from .panels import Curves, Panel, View, compose, static
from .steppable import Steppable
from .still import draw_still, show, show_lab

BUDGET = 0.012  # seconds of training per frame
FOLLOW = 0.2  # seconds between two looks of the sliders at settings that training itself moves
KINDS = ("train", "tick", "step", "pause", "reset", "seed", "look", "rebuild")  # of the page's messages
WORDS = {"loss": "loss", "val_loss": "on new points"}


class Transport(anywidget.AnyWidget):
    """The buttons, the speed and the status line; sends ticks and shows what comes back."""

    _esm = static("shared.js", "bar.js", "transport.js")
    _css = static("lab.css")
    lab_id = traitlets.Unicode().tag(sync=True)
    speed = traitlets.Int(2).tag(sync=True)


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
    ):
        self.steppable, self.panels = steppable, list(panels)
        self.steps = whole_number("steps", steps, at_least=0)
        self.headless = is_headless() if headless is None else bool(headless)
        self._describe, self._on_rebuild = describe or describe_losses, on_rebuild
        self._lock = threading.RLock()
        self._record, self._run, self._problem = History(), 0, ""
        self._stopped = False
        self._seconds_per_step = BUDGET / 50
        self._followed = 0.0
        self.error: Exception | None = None
        lab_id = uuid.uuid4().hex
        for place, panel in enumerate(self.panels):
            panel.lab_id = lab_id
            if any(panel.panel_id == other.panel_id for other in self.panels[:place]):
                panel.panel_id = (
                    f"{panel.panel_id} {place}"  # two of one kind, each with its own part of a frame
                )
            panel.on_msg(lambda _, message, __, panel=panel: self._do(lambda: self._act_in(panel, message)))
        self.transport = Transport(lab_id=lab_id, speed=whole_number("speed", speed, at_least=0, at_most=6))
        self.transport.on_msg(self._receive)
        choices = getattr(steppable, "choices", {})
        self.controls = {
            name: menu_for(choices[name])
            if name in choices
            else control_for(steppable.settings.describe(name))
            for name in controls
        }
        for name, control in self.controls.items():
            act = self._choose if name in choices else self._turn
            control.observe(lambda change, name=name, act=act: act(name, change["new"]), "value")
        self._following, self._echoes = False, Echoes()
        self._view = self._look()
        super().__init__(children=[self.transport, self._body()])
        self.add_class("dlc-lab")
        belongs_to_this_cell(self)

    # What a notebook or a test calls

    def step(self, k: int = 1) -> None:
        """Take `k` steps and record where training stands."""
        with self._lock:
            self._advance(whole_number("k", k, at_least=0))

    def reset(self, same_seed: bool = True) -> None:
        """Back to step 0, with the same start or with another seed. The run so far stays as a faint curve."""
        with self._lock:
            self.steppable.reset(same_seed)
            self._remember()
            self._run += 1
            self._problem, self._stopped = "", False
            self._view = self._look()
            self._follow_settings(at_once=True)

    @property
    def history(self) -> dict[str, list[float]]:
        """The record of the present run: "step" and each number, as lists."""
        return self._record.as_dict()

    @property
    def status(self) -> str:
        """The status line: `step N`, the numbers, and what went wrong where something did."""
        parts = [f"{name} {value}" for name, value in self._parts()]
        return " · ".join([*parts, *filter(None, [self._problem or self._note()])])

    def run_headless(self) -> None:
        """The fixed number of steps that a lab takes where no browser is attached, looked at on the way."""
        looks = min(self.steps, 60)
        for done, until in zip(*_stages(self.steps, looks), strict=True):
            if not self._stopped:
                self.step(until - done)

    def still(self) -> Any:
        """The picture of the lab as it stands: a `plots.Picture`."""
        with self._lock:
            return draw_still(self.panels, self._view, self.status)

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

    # What the page asks

    def _receive(self, _: Any, message: dict[str, Any], __: Any) -> None:
        self._do(lambda: self._act(message), serial=int(message.get("serial", 0)))

    def _do(self, act: Callable[[], None], serial: int = 0) -> None:
        """Act on one message and answer it with exactly one frame; the lock covers act, look and sending."""
        with self._lock:
            try:
                act()
            except CourseError as error:
                self._problem, self._stopped = str(error), True
            except KeyboardInterrupt:  # the kernel's interrupt, where messages arrive on the main thread
                self._problem, self._stopped = "interrupted; press Train to go on", True
            except Exception as error:  # shown in the status line and kept in `error`: the lab stays usable
                self.error, self._stopped = error, True
                self._problem = f"training stopped: {type(error).__name__}: {error}"
            self._answer(serial)

    def _act_in(self, panel: Panel, message: dict[str, Any]) -> None:
        panel.act(message)
        self._problem, self._stopped = "", False
        self._view = self._look()

    def _act(self, message: dict[str, Any]) -> None:
        kind = one_of("kind", message.get("kind"), KINDS)
        if kind in ("reset", "seed"):
            self.reset(same_seed=kind == "reset")
        elif kind == "rebuild":
            self._rebuild()
        elif kind == "pause":
            self._follow_settings(at_once=True)
        elif kind == "look" or message.get("run") != self._run:
            return  # the frame alone is the answer; a tick from before the last reset trains nothing
        elif self._is_pending() or (kind == "tick" and self._stopped):
            return  # a new network is about to come; or the tick was on its way when training stopped
        else:
            self._problem, self._stopped = "", False
            self._advance(1 if kind == "step" else self._steps_that_fit(message.get("cap", 0)))

    def _answer(self, serial: int) -> None:
        described, buffers = compose(self.panels, self._view)
        frame = {
            "kind": "frame", "serial": serial, "run": self._run, "stop": self._stopped,
            "pending": self._is_pending(),
            "status": self._parts(), "problem": self._problem, "note": self._note(), "panels": described,
        }  # fmt: skip
        self.transport.send(frame, buffers)

    # Training and looking

    def _advance(self, k: int) -> None:
        began = time.perf_counter()
        snapshot = self.steppable.advance(k) if hasattr(self.steppable, "advance") else None
        if snapshot is None:
            self.steppable.step(k)
        spent = time.perf_counter() - began
        if k > 0:
            # Half old, half new: quick to follow a changed speed, slow to believe one odd frame.
            self._seconds_per_step = (self._seconds_per_step + spent / k) / 2
        self._view = self._look(snapshot)
        self._follow_settings(at_once=self._stopped or k == 1)

    def _steps_that_fit(self, cap: Any) -> int:
        fitting = max(1, int(BUDGET / max(self._seconds_per_step, 1e-9)))
        cap = whole_number("cap", cap, at_least=0)
        return min(fitting, cap) if cap else fitting

    def _look(self, snapshot: dict[str, Any] | None = None) -> View:
        snapshot = self.steppable.snapshot() if snapshot is None else snapshot
        numbers = {
            name: float(value)
            for name, value in snapshot.items()
            if name != "step" and np.ndim(value) == 0 and isinstance(value, int | float | np.number)
        }
        self._record.add(snapshot["step"], numbers)
        if not np.isfinite(numbers.get("loss", 0.0)):
            self._problem, self._stopped = self._diverged(), True
        elif getattr(self.steppable, "finished", False):
            self._stopped = True
        return View(snapshot, self._record)

    def _diverged(self) -> str:
        settings = self.steppable.settings
        rate = f" of {settings['learning rate']:.3g}" if "learning rate" in settings else ""
        return (
            f"the loss is no longer a finite number: a learning rate{rate} is too large here; "
            "lower it and press Reset"
        )

    def _note(self) -> str:
        """What the steppable itself has to say: why it is slow, or that nothing is left to do."""
        return getattr(self.steppable, "note", "")

    def _parts(self) -> list[tuple[str, str]]:
        snapshot = self._view.snapshot
        return [("step", str(int(snapshot["step"]))), *self._describe(snapshot)]

    def _remember(self) -> None:
        for panel in self.panels:
            if isinstance(panel, Curves):
                panel.remember(self._record)
        self._record = History()

    def _is_pending(self) -> bool:
        return bool(getattr(self.steppable, "pending", False))

    def _rebuild(self) -> None:
        if not self._is_pending():
            return  # another page, or an earlier message, was faster
        try:
            self.steppable.rebuild()
        finally:
            self._show_settings()
        self._remember()
        self._run += 1
        self._problem, self._stopped = "", False
        self._on_rebuild()
        self._view = self._look()

    # Controls

    def _choose(self, name: str, value: Any) -> None:
        with self._lock:
            choice = self.steppable.choices[name]
            if self._following or choice.read() == value:
                return
            try:
                choice.write(value)
                self._problem = ""
            except CourseError as error:
                self._problem = str(error)
                self._show_settings()
            self._answer(0)

    def _turn(self, name: str, value: float) -> None:
        with self._lock:
            settings = self.steppable.settings
            if self._following or self._echoes.is_echo(name, self.controls[name], value, settings[name]):
                return
            try:
                settings[name] = value
                self._problem, self._stopped = "", False
                self._view = self._look()
            except CourseError as error:
                self._problem = str(error)
            self._answer(0)

    def _follow_settings(self, *, at_once: bool = False) -> None:
        """Let the sliders show what training has made of settings that it moves itself, such as weights."""
        if not at_once and time.monotonic() - self._followed < FOLLOW:
            return
        self._followed = time.monotonic()
        self._following = True
        try:
            for name, control in self.controls.items():
                if isinstance(control, ipywidgets.FloatSlider) and control.value != (
                    value := number(name, self.steppable.settings[name])
                ):
                    widen(control, value)
                    self._echoes.told(name, value)
                    control.value = value
        finally:
            self._following = False

    def _show_settings(self) -> None:
        """Let all controls show what is in force, and those that do nothing at present be faint."""
        self._following = True
        try:
            for name, control in self.controls.items():
                if name in getattr(self.steppable, "choices", {}):
                    control.value = self.steppable.choices[name].read()
                else:
                    control.disabled = not self.steppable.settings.describe(name).available()
        finally:
            self._following = False

    def _body(self) -> ipywidgets.Box:
        panels = ipywidgets.Box(children=self.panels)
        panels.add_class("dlc-panels")
        if not self.controls:
            return panels
        self._show_settings()
        choices = getattr(self.steppable, "choices", {})
        groups = {
            "Changes while it trains": [c for name, c in self.controls.items() if name not in choices],
            "Builds a new network": [c for name, c in self.controls.items() if name in choices],
        }
        rows: list[Any] = []
        for heading, controls in groups.items():
            if controls:
                rows += [ipywidgets.HTML(f"<div class='dlc-heading'>{heading}</div>"), *controls]
        settings = ipywidgets.VBox(children=rows)
        settings.add_class("dlc-settings")
        body = ipywidgets.Box(children=[settings, panels])
        body.add_class("dlc-body")
        return body


def is_headless() -> bool:
    """Whether the environment says that no browser is attached: DLCOURSE_HEADLESS set to anything but 0."""
    return os.environ.get("DLCOURSE_HEADLESS", "0") not in ("", "0")


def describe_losses(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    """The losses that a snapshot has, and the share of right answers: on new points where there are some."""
    parts = [(words, f"{snapshot[name]:.3f}") for name, words in WORDS.items() if name in snapshot]
    accuracy = snapshot.get("val_accuracy", snapshot.get("accuracy"))
    return parts if accuracy is None else [*parts, ("right", f"{100 * accuracy:.0f} %")]


def _stages(steps: int, looks: int) -> tuple[list[int], list[int]]:
    marks = np.linspace(0, steps, looks + 1).round().astype(int).tolist()
    return marks[:-1], marks[1:]
