"""The panels of a lab on an ordinary `model.fit(callbacks=[dl.live.Callback()])`."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

from ..errors import CourseError
from ..plots.answers import read_answer
from ..plots.window import grid_over, window_around
from .fit_page import FitPage
from .history import History
from .interrupts import Interrupts
from .lab import describe_losses, is_headless
from .learning_set import as_learning_set
from .pace import Pace, in_words
from .panels import Curves, Field, Panel, View
from .plane import GRID, field_probe
from .still import draw_still, show

FASTEST = 0.05  # seconds between two frames: at most twenty a second
SHARE = 0.03  # of the training time that frames may take
LONG_EPOCH = 1.0  # seconds after which an epoch's numbers are worth a record before it ends
INTERRUPT = "to end it, interrupt the kernel"


class Callback(keras.callbacks.Callback):
    """Shows the loss, and for a model of two inputs its answers over the plane, while `model.fit` runs.

    What the page shows is always the newest state; frames that there is no time for are left out, so that
    watching costs a few hundredths of the training time.

    The button Stop ends training at the next batch. Where the kernel hears the page only after the cell has
    run (VS Code, Colab, JupyterLab before 4.5), the line above the panels says to interrupt the kernel
    instead. That ends training just as well: `fit` returns its history, and the model keeps its weights. A
    second interrupt, for a batch that never ends, raises KeyboardInterrupt as usual.

    Arguments:
        data: what the model learns from, to draw it in the plane of two inputs: a Dataset or a pair (x, y).
        panels: further panels. They read the snapshot, which holds "step", "epoch" (from 1), what `fit`
            reports ("loss", "val_loss", …), with two inputs "field", "points" and "labels", and what `look`
            returns.
        look: called with the model before training and at most once a frame; returns a dict of arrays and
            numbers that joins the snapshot. The longer it takes, the fewer frames there are.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: if panels are no panels, or `look` cannot be called.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        panels: Sequence[Panel] | None = None,
        look: Callable[[keras.Model], dict[str, Any]] | None = None,
        headless: bool | None = None,
    ):
        super().__init__()
        self._data = None if data is None else as_learning_set(data)
        self._more = [_as_panel(panel) for panel in panels or ()]
        if look is not None and not callable(look):
            raise CourseError(f"look must be a function of the model that returns a dict, got {look!r:.80}")
        self._look = look
        self._headless = is_headless() if headless is None else bool(headless)
        self._record = History()
        self._lock = threading.RLock()  # the page may be heard on a thread of its own

    @property
    def history(self) -> dict[str, list[float]]:
        """The record of the run: "step" and each number, as lists."""
        return self._record.as_dict()

    # What Keras calls

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Show empty panels and begin to count."""
        self._record.clear()
        self._step = self._before = self._epoch = 0
        self._last, self._cost, self._end = 0.0, 0.0, ""
        self._began = self._epoch_began = time.monotonic()
        self._pace: Pace | None = None
        self._page: FitPage | None = None
        self._probe: Any = None
        self._panels: list[Panel] = [_FitCurves({"loss": "training", "val_loss": "new points"})]
        if self._data is not None:
            self._add_field(self._data)
        self._panels += self._more
        self._view = View({**self._seen(), "step": 0, "epoch": 0}, self._record)
        self._running = True
        self._interrupts = Interrupts(self.model, lambda: self._ask_to_stop("interrupted"))
        self._interrupts.begin()
        self._watch_the_cell("register")
        if not self._headless:
            self._page = FitPage(self._panels, self._more, self._status(), self._hear)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Take the time."""
        if self._pace is None:  # `fit` may begin with a later epoch than the first
            epochs = int((self.params or {}).get("epochs") or epoch + 1)
            self._pace = Pace(epochs - epoch, (self.params or {}).get("steps"))
        self._epoch, self._epoch_began = epoch + 1, time.monotonic()
        self._pace.epoch_begins()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Count, and now and then show a frame."""
        steps = (self.params or {}).get("steps")
        # Several batches in one call (`steps_per_execution`) are counted as if the last call were full, too.
        batches = batch + 1 if steps is None else min(batch + 1, steps)
        self._step = self._before + batches
        self._pace.batch_ends(batches)
        now = time.monotonic()
        if now - self._last >= max(FASTEST, self._cost / SHARE):
            self._note_down(logs or {})
            if self._page is not None:
                self._frame()
            self._last = time.monotonic()
            self._cost = self._last - now

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Record the epoch's numbers, those on new examples included."""
        self._pace.epoch_ends()
        self._before = self._step
        numbers = {name: float(value) for name, value in (logs or {}).items()}
        with self._lock:
            self._record.add(self._step, numbers)
            self._view = View(self._view.snapshot | {**numbers, "step": self._step}, self._record)

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Show where training ended, and leave a still picture in the notebook."""
        if not self._end and self._epoch < int((self.params or {}).get("epochs") or 0):
            self._end = "ended before the last epoch"  # by EarlyStopping, say
        self._release()
        self._frame()
        self._leave_picture()

    # Frames

    def _note_down(self, logs: dict[str, float]) -> None:
        numbers = {name: float(value) for name, value in logs.items()}
        with self._lock:
            # Keras' numbers are means since the epoch began: after a few batches they jump; not drawn.
            if "loss" in numbers and time.monotonic() - self._epoch_began > LONG_EPOCH:
                self._record.add(self._step, numbers)
            self._view = View(self._view.snapshot | numbers, self._record)

    def _frame(self) -> None:
        seen = self._seen()
        with self._lock:
            now = {"step": self._step, "epoch": self._epoch}
            self._view = View(self._view.snapshot | seen | now, self._record)
        self._send()

    def _seen(self) -> dict[str, Any]:
        seen = {} if self._look is None else self._look(self.model)
        if not isinstance(seen, dict):
            raise CourseError(f"look must return a dict of arrays and numbers, got {seen!r:.80}")
        if self._probe is None:
            return seen
        field = np.asarray(keras.ops.convert_to_numpy(self._probe.of(self.model, self._probe.inputs)))
        return seen | {"field": field, "points": self._data.x, "labels": self._data.y}

    def _send(self) -> None:
        if self._page is None:
            return
        with self._lock:
            done = self._pace.done if self._pace else 0.0
            frame = {"done": done, "status": self._parts(), "note": self._note()}
            self._page.send(frame, self._view, running=self._running, ending=bool(self._end))

    def _note(self) -> str:
        if not self._running or self._end:
            return self._end
        words = self._pace.words() if self._pace else ""
        if not np.isfinite(self._view.snapshot.get("loss", 0.0)):
            words = "the loss is no longer a finite number: a smaller learning rate may help"
        return " · ".join(filter(None, [words, INTERRUPT if self._page.is_deaf else ""]))

    def _parts(self) -> list[tuple[str, str]]:
        parts = [("step", str(self._step)), *describe_losses(self._view.snapshot)]
        epochs = (self.params or {}).get("epochs")
        return [("epoch", f"{self._epoch} of {epochs}"), *parts] if epochs and self._epoch else parts

    def _status(self) -> str:
        parts = [f"{name} {value}" for name, value in self._parts()]
        return " · ".join([*parts, *filter(None, [self._end])])

    # What the page and the kernel say

    def _hear(self, kind: str) -> None:
        # While `fit` keeps its own thread busy, only a kernel that hears the page on another comes here.
        if self._running and self._page is not None:
            self._page.heard()
        if kind == "stop":
            self._ask_to_stop("stopped")
        self._send()

    def _ask_to_stop(self, why: str) -> None:
        if self._running:
            self._end = f"{why} after {in_words(time.monotonic() - self._began)}"
            self.model.stop_training = True

    def _cell_ended(self, result: Any) -> None:
        """The cell has run, and `fit` did not come to its end: an exception went through it."""
        error = result.error_in_exec or result.error_before_exec
        self._end = f"ended by {type(error).__name__}" if error else "ended by an exception"
        self._release()
        self._send()  # what was seen last: `look` may be what raised
        self._leave_picture()

    # Beginning and end

    def _add_field(self, data: Any) -> None:
        if getattr(data.x, "shape", ())[1:] != (2,):
            return
        answer = read_answer(self.model, data.y, self.model(data.x[:1], training=False).shape[-1])
        extent = window_around(data.x, is_generated=False)
        self._probe = field_probe(answer, grid_over(extent, GRID))
        names = data.feature_names or ("x1", "x2")
        self._panels.append(Field(extent, answer, data.class_names, names))

    def _release(self) -> None:
        self._running = False
        self._interrupts.end()
        self._watch_the_cell("unregister")

    def _leave_picture(self) -> None:
        if len(self._record) == 0:
            return  # not one batch: there is nothing to draw
        picture = draw_still(self._panels, self._view, self._status())
        text = f"Training at step {self._step}: {', '.join(panel.title for panel in self._panels)}"
        if self._page is None:
            show(picture, text, None)
        else:
            self._page.leave(picture, text)

    def _watch_the_cell(self, act: str) -> None:
        ipython = sys.modules.get("IPython")
        shell = ipython.get_ipython() if ipython else None
        # On another thread, `fit` may well outlast the cell.
        if shell is not None and threading.current_thread() is threading.main_thread():
            getattr(shell.events, act)("post_run_cell", self._cell_ended)


class _FitCurves(Curves):
    """Curves of a run that nobody has to start by hand."""

    def _empty(self, view: View) -> str:
        return "" if len(view.history) else "the first numbers come soon"


def _as_panel(panel: Any) -> Panel:
    if not isinstance(panel, Panel):
        raise CourseError(f"panels must be panels such as dl.live.Images(), got {panel!r:.80}")
    return panel
