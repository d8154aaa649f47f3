"""The controls of a lab: what a reader turns reaches the steppable, and what training moves is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import ipywidgets

from ..errors import CourseError, number
from .controls import Echoes, control_for, in_words, menu_for, widen
from .steppable import Choice, Steppable

FOLLOW = 0.2  # seconds between two looks of the sliders at settings that training itself moves
WHILE_IT_TRAINS, NEW_START = "Changes while it trains", "Begins anew"


class Steering:
    """A slider for each setting and a menu for each choice of a steppable.

    Arguments:
        steppable: whose settings and choices they are.
        names: which of them.
        lock: the lab's; what the page says of a control is taken over under it.
        change: runs a function under the lab's lock, says what it objects to, and lets the page know.
        turned: called in `change` after a setting was written.
        heading: what stands above the sliders.

    Attributes:
        controls: the ipywidgets, by name.
    """

    def __init__(
        self,
        steppable: Steppable,
        names: Sequence[str],
        *,
        lock: AbstractContextManager[Any],
        change: Callable[[Callable[[], None]], None],
        turned: Callable[[], None],
        heading: str,
    ):
        self._steppable, self._change, self._turned = steppable, change, turned
        self._heading = heading
        self._choices = getattr(steppable, "choices", {})
        self.controls = {
            name: menu_for(self._choices[name], lock)
            if name in self._choices
            else control_for(steppable.settings.describe(name), lock)
            for name in names
        }
        self._following, self._echoes, self._followed = False, Echoes(), 0.0
        for name, control in self.controls.items():
            act = self._choose if name in self._choices else self._turn
            control.observe(lambda change, name=name, act=act: act(name, change["new"]), "value")
        self.show()

    def follow(self, *, at_once: bool = False) -> None:
        """Let the sliders show what training has made of settings that it moves itself, such as weights."""
        if not at_once and time.monotonic() - self._followed < FOLLOW:
            return
        self._followed = time.monotonic()
        self._following = True
        try:
            for name, control in self.controls.items():
                if isinstance(control, ipywidgets.FloatSlider) and control.value != (
                    value := number(name, self._steppable.settings[name])
                ):
                    widen(control, value)
                    self._echoes.told(name, value)
                    control.value = value
        finally:
            self._following = False

    def show(self) -> None:
        """Let all controls show what is in force, and those that do nothing at present be faint."""
        self._following = True
        try:
            for name, control in self.controls.items():
                if name in self._choices:
                    self._show_choice(control, self._choices[name])
                else:
                    control.disabled = not self._steppable.settings.describe(name).available()
        finally:
            self._following = False

    def _show_choice(self, control: Any, choice: Choice) -> None:
        chosen = choice.read()
        if chosen not in [value for _, value in control.options]:  # the reader brought something of their own
            control.options = [*control.options, (in_words(chosen), chosen)]
        control.value = chosen

    def box(self) -> ipywidgets.Box:
        """All controls below each other: first what acts at once, then what needs a new start."""
        groups = {
            self._heading: [c for name, c in self.controls.items() if name not in self._choices],
            NEW_START: [c for name, c in self.controls.items() if name in self._choices],
        }
        rows: list[Any] = []
        for heading, controls in groups.items():
            if controls:
                rows += [ipywidgets.HTML(f"<div class='dlc-heading'>{heading}</div>"), *controls]
        box = ipywidgets.VBox(children=rows)
        box.add_class("dlc-settings")
        return box

    def _turn(self, name: str, value: float) -> None:
        settings = self._steppable.settings
        if self._following or self._echoes.is_echo(name, self.controls[name], value, settings[name]):
            return

        def write() -> None:
            settings[name] = value
            self._turned()

        self._change(write)

    def _choose(self, name: str, value: Any) -> None:
        choice = self._choices[name]
        if self._following or choice.read() == value:
            return

        def write() -> None:
            try:
                choice.write(value)
            except CourseError:
                self.show()
                raise

        self._change(write)
