"""The panels of a lab on an ordinary `model.fit(callbacks=[dl.live.Callback()])`."""

from __future__ import annotations

import time
import uuid
from typing import Any

import anywidget
import ipywidgets
import keras
import numpy as np
import traitlets

from ..plots.answers import read_answer
from ..plots.window import window_around
from .history import History
from .lab import describe_losses, is_headless
from .learning_set import as_learning_set
from .panels import Curves, Field, Panel, View, compose, static
from .plane import field_probe
from .still import bundle, draw_still, show

FASTEST = 0.05  # seconds between two frames: at most twenty a second
SHARE = 0.03  # of the training time that frames may take
LONG_EPOCH = 1.0  # seconds after which an epoch's numbers are worth a record before it ends


class Progress(anywidget.AnyWidget):
    """How far `fit` is, and a button that ends it at the next batch."""

    _esm = static("shared.js", "bar.js", "progress.js")
    _css = static("lab.css")
    lab_id = traitlets.Unicode().tag(sync=True)


class Callback(keras.callbacks.Callback):
    """Shows the loss, and for a model of two inputs its answers over the plane, while `model.fit` runs.

    What the page shows is always the newest state; frames that there is no time for are left out, so that
    watching costs a few hundredths of the training time. The button Stop ends training at the next batch.

    Arguments:
        data: what the model learns from, to draw it in the plane of two inputs: a Dataset or a pair (x, y).
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.
    """

    def __init__(self, data: Any = None, *, headless: bool | None = None):
        super().__init__()
        self._data = None if data is None else as_learning_set(data)
        self._headless = is_headless() if headless is None else bool(headless)
        self._record = History()

    @property
    def history(self) -> dict[str, list[float]]:
        """The record of the run: "step" and each number, as lists."""
        return self._record.as_dict()

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Show empty panels and begin to count."""
        self._record.clear()
        self._step, self._last, self._cost, self._running = 0, 0.0, 0.0, True
        self._began = self._epoch_began = time.monotonic()
        self._probe: Any = None
        self._panels: list[Panel] = [Curves({"loss": "training", "val_loss": "new points"})]
        if self._data is not None:
            self._add_field(self._data)
        self._view = View({"step": 0, **self._seen()}, self._record)
        if not self._headless:
            self._build()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Take the time."""
        self._epoch_began = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Count, and now and then show a frame."""
        self._step += 1
        now = time.monotonic()
        if now - self._last >= max(FASTEST, self._cost / SHARE):
            self._frame(logs or {})
            self._cost, self._last = time.monotonic() - now, time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Record the epoch's numbers, those on new examples included."""
        self._record.add(self._step, {name: float(value) for name, value in (logs or {}).items()})
        self._view = View(self._view.snapshot | {"step": self._step, **(logs or {})}, self._record)

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Show where training ended, and leave a still picture in the notebook."""
        self._running = False
        self._frame({})
        if len(self._record) == 0:
            return  # not one batch: there is nothing to draw
        picture = draw_still(self._panels, self._view, self._status())
        text = f"Training at step {self._step}: {', '.join(panel.title for panel in self._panels)}"
        if self._headless:
            show(picture, text, None)
        else:
            data, metadata = bundle(picture, text, self._lab)
            self._shown.update(data, metadata=metadata, raw=True)

    def _add_field(self, data: Any) -> None:
        if getattr(data.x, "shape", ())[1:] != (2,):
            return
        units = self.model.output_shape[-1]
        answer = read_answer(self.model, data.y, units)
        extent = window_around(data.x, is_generated=False)
        self._probe = field_probe(answer, extent)
        names = data.feature_names or ("x1", "x2")
        self._panels.append(Field(extent, answer, data.class_names, names))

    def _build(self) -> None:
        lab_id = uuid.uuid4().hex
        for panel in self._panels:
            panel.lab_id = lab_id
        self._progress = Progress(lab_id=lab_id)
        self._progress.on_msg(self._hear)
        panels = ipywidgets.Box(children=self._panels)
        panels.add_class("dlc-panels")
        self._lab = ipywidgets.VBox(children=[self._progress, panels])
        self._lab.add_class("dlc-lab")
        self._shown = show(None, self._status(), self._lab)

    def _hear(self, _: Any, message: dict[str, Any], __: Any) -> None:
        if message.get("kind") == "stop":
            self.model.stop_training = True
        else:
            self._send()

    def _frame(self, logs: dict[str, float]) -> None:
        numbers = {name: float(value) for name, value in logs.items()}
        # Keras' numbers are means since the epoch began: after a few batches they jump, and are not drawn.
        if "loss" in numbers and time.monotonic() - self._epoch_began > LONG_EPOCH:
            self._record.add(self._step, numbers)
        snapshot = self._view.snapshot | {"step": self._step, **numbers, **self._seen()}
        self._view = View(snapshot, self._record)
        if not self._headless:
            self._send()

    def _seen(self) -> dict[str, Any]:
        if self._probe is None:
            return {}
        field = np.asarray(keras.ops.convert_to_numpy(self._probe.of(self.model, self._probe.inputs)))
        return {"field": field, "points": self._data.x, "labels": self._data.y}

    def _send(self) -> None:
        described, buffers = compose(self._panels, self._view)
        done = self._done()
        frame = {
            "kind": "frame", "running": self._running, "done": done, "status": self._parts(),
            "note": self._remaining(done) if self._running else "", "panels": described,
        }  # fmt: skip
        self._progress.send(frame, buffers)

    def _done(self) -> float:
        total = (self.params or {}).get("steps"), (self.params or {}).get("epochs")
        return min(1.0, self._step / (total[0] * total[1])) if all(total) else 0.0

    def _remaining(self, done: float) -> str:
        if done <= 0:
            return "counting the steps of the first epoch"
        seconds = (time.monotonic() - self._began) * (1 - done) / done
        return f"about {seconds:.0f} s to go"

    def _parts(self) -> list[tuple[str, str]]:
        return [("step", str(self._step)), *describe_losses(self._view.snapshot)]

    def _status(self) -> str:
        return " · ".join(f"{name} {value}" for name, value in self._parts())
