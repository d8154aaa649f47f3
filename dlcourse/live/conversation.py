"""The conversation of a lab with its page: each message is acted on and answered with a frame."""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import traitlets

from ..errors import CourseError, one_of
from .between import Between, can_spread
from .page_widget import PageWidget, script, static
from .panels import Panel, compose
from .steering import Steering
from .training import Training
from .turns import Turns

MOST_FRAMES = 8  # that one tick may ask for
# Seconds after whose passing a tick is answered for good, however many frames it asked for: where messages
# are heard between two frames, and where they must wait.
LENT, QUICK = 0.25, 0.04
PRESSES = ("train", "step", "pause", "reset", "seed")  # of the transport's buttons
KINDS = ("tick", "look", "rebuild", *PRESSES)  # of its messages


class Transport(PageWidget):
    """The buttons, the speed and the status line; sends ticks and shows what comes back."""

    _script = script("shared.js", "bar.js", "transport.js")
    _css = static("lab.css")
    lab_id = traitlets.Unicode().tag(sync=True)
    speed = traitlets.Int(2).tag(sync=True)


class Conversation:
    """Hears what the page asks of a lab, and answers it.

    Arguments:
        training: what trains.
        panels: what a frame shows.
        aside: those of them whose input leaves training as it is.
        speed: place of the speed slider at the start.
        on_rebuild: called after the steppable has been rebuilt.

    Attributes:
        lock: held from a message's arrival until its frame is sent.
        transport: the widget that frames go to.
        steering: the controls, which follow what training moves; set once they are there.
        error: the last unexpected exception; None where there was none.
    """

    steering: Steering

    def __init__(
        self,
        training: Training,
        panels: Sequence[Panel],
        *,
        aside: Sequence[Panel] = (),
        speed: int,
        on_rebuild: Callable[[], None],
    ):
        self.training, self._panels, self._aside = training, panels, aside
        self._on_rebuild = on_rebuild
        self.lock = Turns()
        self.error: Exception | None = None
        self._presses = 0  # of buttons, so far
        self._between = Between(on_interrupt=lambda: self.do(_be_interrupted))
        self.transport = Transport(lab_id=uuid.uuid4().hex, speed=speed)
        self.transport.on_msg(self._receive)
        for place, panel in enumerate(panels):
            panel.lab_id = self.transport.lab_id
            if any(panel.panel_id == other.panel_id for other in panels[:place]):
                # Two of one kind, each with its own part of a frame.
                panel.panel_id = f"{panel.panel_id} {place}"
            panel.on_msg(lambda _, message, __, panel=panel: self.do(lambda: self._act_in(panel, message)))

    def do(
        self, act: Callable[[], None], serial: int = 0, goes_on: Callable[[], bool] = lambda: False
    ) -> bool:
        """Act on a message and answer it with one frame; the lock covers act, look and sending.

        Returns:
            whether the page was told that one more frame follows: training is on, and `goes_on()`.
        """
        with self.lock:
            training = self.training
            try:
                act()
            except CourseError as error:
                training.problem, training.is_stopped = str(error), True
            except KeyboardInterrupt:  # the kernel's interrupt, where messages arrive on the main thread
                training.problem, training.is_stopped = "interrupted; press Train to go on", True
            except Exception as error:  # shown in the status line and kept in `error`: the lab stays usable
                self.error, training.is_stopped = error, True
                training.problem = f"training stopped: {type(error).__name__}: {error}"
            more = goes_on() and not (training.is_stopped or training.is_pending)
            self._answer(serial, more=more)
            return more

    def change(self, act: Callable[[], None]) -> None:
        """Do what a control asks for, while training goes on, and show what came of it."""
        with self.lock:
            self.training.problem = ""
            try:
                act()
            except CourseError as error:
                self.training.problem = str(error)
            self._answer(0)

    def advance(self, k: int) -> None:
        """Take `k` steps, and let the sliders follow."""
        self.training.advance(k)
        self.steering.follow(at_once=self.training.is_stopped or k == 1)

    def reset(self, same_seed: bool) -> None:
        """Back to step 0."""
        self.training.reset(same_seed)
        self.steering.follow(at_once=True)

    def go_on_from_here(self) -> None:
        """Back to the moment that is looked at."""
        self.training.go_on_from_here()
        self.steering.follow(at_once=True)

    def show(self, panel: Panel) -> None:
        """Let frames hold `panel` from now on; what it is told leaves training as it is."""
        panel.lab_id = self.transport.lab_id
        panel.on_msg(lambda _, message, __: self.do(lambda: self._act_in(panel, message)))
        self._panels, self._aside = [*self._panels, panel], [*self._aside, panel]

    def hide(self, panel: Panel) -> None:
        """Let frames no longer hold `panel`."""
        self._panels = [each for each in self._panels if each is not panel]

    def _receive(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Answer with one frame; with more to a tick that asks for them, and to what makes a new network.

        Several frames to a tick spare messages: a page spends more on a message, and on the kernel's becoming
        busy and idle around it, than on drawing a frame. They are made one by one between other messages, so
        that what the reader does meanwhile need not wait for all of them. A new network is shown first and
        compiled then.
        """
        serial, kind = int(message.get("serial", 0)), message.get("kind")
        if kind == "tick":
            if can_spread():
                self._between.spread(self._frames(message, self._presses, LENT))
            else:
                deque(self._frames(message, self._presses, QUICK), maxlen=0)
            return
        if kind in PRESSES:
            self._presses += 1
        if kind == "train":
            self._between.forget_interrupts()
        if self.do(lambda: self._act(message), serial, lambda: kind == "rebuild"):
            self.do(self.training.look, serial)

    def _frames(self, message: dict[str, Any], presses: int, seconds: float) -> Iterator[None]:
        """Make the frames that a tick asks for, one at each `next`; a button pressed meanwhile ends them.

        Arguments:
            message: the tick.
            presses: of buttons, when the tick came.
            seconds: after which no further frame is begun.
        """
        asked, made = min(int(message.get("frames", 1)), MOST_FRAMES), 0
        until, more = time.monotonic() + seconds, True

        def act() -> None:
            if presses == self._presses:
                self._act(message)

        def goes_on() -> bool:
            is_wanted = presses == self._presses and message.get("run") == self.training.run
            return is_wanted and made < asked and time.monotonic() < until

        while more:
            made += 1
            more = self.do(act, int(message.get("serial", 0)), goes_on)
            yield

    def _act_in(self, panel: Panel, message: dict[str, Any]) -> None:
        panel.act(message)
        if panel not in self._aside:
            self.training.settings_changed()
            self.training.look()

    def _act(self, message: dict[str, Any]) -> None:
        training = self.training
        kind = one_of("kind", message.get("kind"), KINDS)
        if kind in ("reset", "seed"):
            self.reset(same_seed=kind == "reset")
        elif kind == "rebuild":
            self._rebuild()
        elif kind == "pause":
            self.steering.follow(at_once=True)
        elif kind == "look" or (kind == "tick" and message.get("run") != training.run):
            # The frame alone is the answer. A tick from before the last reset trains nothing; a press of
            # Step or Train is meant, though the page may not know of the reset's new run yet.
            return
        elif training.is_pending or (kind == "tick" and training.is_stopped):
            return  # a new network is about to come; or the tick was on its way when training stopped
        else:
            training.go_on()
            self.advance(1 if kind == "step" else training.steps_that_fit(message.get("cap", 0)))

    def _rebuild(self) -> None:
        if not self.training.is_pending:
            return  # another page, or an earlier message, was faster
        try:
            self.training.rebuild()
        finally:
            self.steering.show()
        self._on_rebuild()

    def _answer(self, serial: int, *, more: bool = False) -> None:
        training = self.training
        described, buffers = compose(self._panels, training.view)
        frame = {
            "kind": "frame", "serial": serial, "more": more, "run": training.run, "stop": training.is_stopped,
            "pending": training.is_pending,
            "status": training.parts, "problem": training.problem, "note": training.note,
            "moments": self._moments(), "panels": described,
        }  # fmt: skip
        self.transport.send(frame, buffers)

    def _moments(self) -> dict[str, Any] | None:
        """Which moments there are to look back at, and which one is looked at."""
        training = self.training
        if training.moments is None:
            return None
        at = training.looking_at
        return {
            "steps": training.moments.steps, "now": training.now, "at": None if at is None else at.step,
            "back": at is not None and at.memory is not None,
        }  # fmt: skip


def _be_interrupted() -> None:
    raise KeyboardInterrupt
