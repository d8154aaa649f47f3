"""What a model answers over the plane of its two inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...plots.answers import Answer
from ...plots.examples import say_their_numbers
from ..frames import quantize
from ..page_widget import script
from .base import Panel, View

MOST_POINTS = 500  # drawn; of more, a fixed sample is drawn


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

    _script = script("shared.js", "shapes.js", "field.js")
    still_width = 0.8

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
        self.crisp = crisp
        self.show(extent, answer, class_names, feature_names)

    def show(
        self,
        extent: tuple[float, float, float, float],
        answer: Answer,
        class_names: tuple[str, ...] = (),
        feature_names: tuple[str, ...] = ("x1", "x2"),
    ) -> None:
        """Show another model's answers from now on; the arguments are those of the panel itself."""
        self.extent, self.answer = extent, answer
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
        from ...plots import draw_field, draw_line, draw_points

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
        names = self.class_names[:2] if len(self.class_names) >= 2 else ("class 0", "class 1")
        if say_their_numbers(names, (low, high)):
            return [f"{names[0]} ●", f"▲ {names[1]}"]
        return [f"{low} {names[0]} ●", f"▲ {names[1]} {high}"]


def _as_classes(labels: np.ndarray, answer: Answer) -> np.ndarray:
    """Class indices, shape (n,), from indices, one-hot rows, signs, or (for values) the nearer end."""
    labels = np.asarray(labels)
    if labels.ndim == 2 and labels.shape[1] > 1:
        return labels.argmax(axis=1)
    labels = labels.reshape(-1)
    if answer.kind == "classes":
        return labels.astype(int)
    return (labels > (answer.low + answer.high) / 2).astype(int)
