"""Panels: each draws one kind of thing from a snapshot, in the page and, for the still, with matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import anywidget
import numpy as np
import traitlets

from ..plots.answers import Answer
from .frames import buffers_travel, pack, quantize
from .history import History

MOST_POINTS = 500  # drawn; of more, a fixed sample is drawn


@cache
def static(*names: str) -> str:
    """The text of files in `static/`, one after the other: a panel's module with what all panels share."""
    folder = files(__package__) / "static"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


@dataclass(frozen=True)
class View:
    """What a panel may look at: the newest snapshot and the record of the run."""

    snapshot: dict[str, Any]
    history: History


class Panel(anywidget.AnyWidget):
    """One view in a lab. A subclass says what goes to the page, and draws the same with matplotlib."""

    lab_id = traitlets.Unicode().tag(sync=True)
    panel_id = traitlets.Unicode().tag(sync=True)
    kind = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """What the page needs for one frame: plain values, and arrays by name."""
        raise NotImplementedError

    def draw(self, axes: Any, view: View) -> None:
        """Draw the still picture into matplotlib `axes`."""
        raise NotImplementedError

    def describe(self, view: View) -> str:
        """One sentence for those who cannot see the panel."""
        raise NotImplementedError


def compose(panels: Sequence[Panel], view: View) -> tuple[dict[str, Any], list[memoryview]]:
    """One message's worth of all panels: what each needs, by panel id, and the buffers with their arrays."""
    binary = buffers_travel()
    described: dict[str, Any] = {}
    buffers: list[memoryview] = []
    for panel in panels:
        plain, arrays = panel.frame(view)
        packed, more = pack(arrays, binary=binary, first=len(buffers))
        described[panel.panel_id] = {**plain, "arrays": packed}
        buffers += more
    return described, buffers


class Curves(Panel):
    """Numbers of the run against steps, with earlier runs faint behind them.

    Arguments:
        names: which numbers of the history to draw, and what to call each: {"loss": "training"}.
        title: the heading.
        quantity: what the numbers are, for the axis and the description.
    """

    _esm = static("shared.js", "curves.js")
    earlier = traitlets.List().tag(sync=True)

    def __init__(self, names: dict[str, str], *, title: str = "Loss, step by step", quantity: str = "loss"):
        super().__init__(kind="curves", panel_id="curves", title=title)
        self.names, self.quantity = names, quantity

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The curves that this run has, as (curves, records) values over the recorded steps."""
        shown = self._shown(view)
        values = np.stack([view.history.curve(name) for name in shown]) if shown else np.zeros((0, 0))
        return (
            {"names": [self.names[name] for name in shown], "alt": self.describe(view)},
            {"steps": view.history.steps.astype("float32"), "values": values.astype("float32")},
        )

    def remember(self, history: History) -> None:
        """Keep a finished run as a faint curve, at most 60 records of it; the last five runs stay."""
        shown = [name for name in self.names if name in history.names]
        if len(history) < 2 or not shown:
            return
        chosen = np.unique(np.linspace(0, len(history) - 1, 60).round().astype(int))
        run = {
            "steps": history.steps[chosen].tolist(),
            "values": [
                value if np.isfinite(value) else None for value in history.curve(shown[0])[chosen].tolist()
            ],
        }
        self.earlier = [*self.earlier, run][-5:]

    def draw(self, axes: Any, view: View) -> None:
        """The same curves with matplotlib."""
        from ..plots import draw_curves

        curves = {self.names[name]: view.history.points(name) for name in self._shown(view)}
        earlier = [
            (run["steps"], [np.nan if value is None else value for value in run["values"]])
            for run in self.earlier
        ]
        draw_curves(axes, curves, earlier=earlier, y_label=self.quantity)
        if len(view.history) < 2:
            axes.set(xlim=(0, 1), xticks=[0])

    def describe(self, view: View) -> str:
        """From where to where each curve goes."""
        parts = []
        for name in self._shown(view):
            _, values = view.history.points(name)
            if len(values):
                parts.append(f"{self.names[name]} from {values[0]:.3g} to {values[-1]:.3g}")
        return f"Curves of the {self.quantity} against steps: {', '.join(parts) or 'nothing recorded yet'}."

    def _shown(self, view: View) -> list[str]:
        return [name for name in self.names if name in view.history.names]


class Field(Panel):
    """What a model answers over the plane of its two inputs, with the examples it learns from.

    The snapshot must hold "field", "points" and "labels" as `Trainer.snapshot` does; it may hold "wrong",
    a mask of misclassified points, and "line", the (a, b, c) of a·x1 + b·x2 + c = 0.

    Arguments:
        extent: the window (x1 from, x1 to, x2 from, x2 to).
        answer: what the model's output means.
        class_names: names of the classes, for the legend.
        feature_names: names of the two axes.
    """

    _esm = static("shared.js", "field.js")

    def __init__(
        self,
        extent: tuple[float, float, float, float],
        answer: Answer,
        class_names: tuple[str, ...] = (),
        feature_names: tuple[str, ...] = ("x1", "x2"),
        *,
        title: str = "Its answer over the plane",
        crisp: bool = False,
    ):
        super().__init__(kind="field", panel_id="field", title=title)
        self.extent, self.answer, self.crisp = extent, answer, crisp
        self.class_names, self.feature_names = tuple(class_names), tuple(feature_names) or ("x1", "x2")

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The field as bytes, and at most 500 examples."""
        snapshot = view.snapshot
        points, labels, wrong = self._drawn(snapshot)
        line = snapshot.get("line")
        plain = {
            "extent": list(self.extent), "kind": self.answer.kind, "crisp": self.crisp,
            "names": self._names(snapshot), "ends": self._ends(), "alt": self.describe(view),
            "line": None if line is None else [float(number) for number in line],
        }  # fmt: skip
        arrays = {
            "values": quantize(snapshot["field"], self.answer.low, self.answer.high),
            "points": points.astype("float32"),
            "labels": labels.astype("uint8"),
        }
        return plain, arrays if wrong is None else arrays | {"wrong": wrong.astype("uint8")}

    def draw(self, axes: Any, view: View) -> None:
        """The same field with matplotlib."""
        from ..plots import draw_field, draw_line, draw_points

        values = self.answer.on_scale(view.snapshot["field"])
        draw_field(axes, values, self.extent, names=self.feature_names)
        if self.crisp:
            axes.images[-1].set_interpolation("nearest")
        if "line" in view.snapshot:
            draw_line(axes, view.snapshot["line"], self.extent)
        points, labels, wrong = self._drawn(view.snapshot)
        draw_points(axes, points, labels, wrong=wrong)

    def describe(self, view: View) -> str:
        """What the picture shows, and how many points are wrong where that is known."""
        snapshot = view.snapshot
        wrong = snapshot.get("wrong")
        ringed = "" if wrong is None else f"; {int(np.sum(wrong))} of them are on the wrong side"
        return (
            f"The model's answers over the plane of {self.feature_names[0]} and {self.feature_names[1]}, "
            f"with {len(snapshot['labels'])} training points{ringed}."
        )

    def _drawn(self, snapshot: dict[str, Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        points, labels = np.asarray(snapshot["points"]), _as_classes(snapshot["labels"], self.answer)
        wrong = snapshot.get("wrong")
        if len(labels) > MOST_POINTS:
            chosen = np.sort(np.random.default_rng(0).choice(len(labels), MOST_POINTS, replace=False))
            points, labels = points[chosen], labels[chosen]
            wrong = None if wrong is None else np.asarray(wrong)[chosen]
        return points, labels, wrong

    def _names(self, snapshot: dict[str, Any]) -> list[str]:
        if self.answer.kind != "classes":
            return []
        number = np.asarray(snapshot["field"]).shape[0]
        return [*self.class_names, *(f"class {i}" for i in range(len(self.class_names), number))][:number]

    def _ends(self) -> list[str]:
        low, high = f"{self.answer.low:.3g}".replace("-", "−"), f"{self.answer.high:.3g}"
        if self.answer.kind == "value":
            return [low, high]
        first, second = self.class_names[:2] if len(self.class_names) >= 2 else ("class 0", "class 1")
        return [f"{low} {first} ●", f"▲ {second} {high}"]


def _as_classes(labels: np.ndarray, answer: Answer) -> np.ndarray:
    """Class indices, shape (n,), from indices, one-hot rows, signs, or (for values) the nearer end."""
    labels = np.asarray(labels)
    if labels.ndim == 2 and labels.shape[1] > 1:
        return labels.argmax(axis=1)
    labels = labels.reshape(-1)
    if answer.kind == "classes":
        return labels.astype(int)
    return (labels > (answer.low + answer.high) / 2).astype(int)
