"""Curves y = f(x), and points beside them that can be dragged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...errors import CourseError, number, one_of, whole_number
from ...plots.examples import number_text
from ...plots.functions import (
    Y_SCALES,
    YScale,
    breaks_in,
    describe_functions,
    read_functions,
    read_points,
    reading,
    value_at,
    y_range,
)
from ..page_widget import script, static
from .base import Panel, View

MOST_X = 400  # values of a line that go to the page; of more, as many are chosen evenly
MOST_DRAGGED = 60  # points that can be dragged: each is a stop of the Tab key

OnDrag = Callable[[int, float, float], None]


class Functions(Panel):
    """Curves y = f(x) with their names at the ends, an x where their values are read, and points.

    The snapshot holds x in rising order, shape (n,), and {"name": y} with y of shape (n,). It may hold a
    mark, which is a value of x, and points of shape (m, 2).

    Arguments:
        functions: the snapshot's name for the curves.
        x: its name for the values of x.
        mark: its name for the mark.
        points: its name for the points.
        limits: the ends of the vertical axis; by default all there is to see fits.
        y_scale: "linear" or "log".
        x_label: name of the horizontal axis, with its unit.
        y_label: name of the vertical axis, with its unit.
        on_drag: called with the point's place, x and y when the reader moves a point; without it, none moves.
            A point is moved within the axes that are shown.
        title: the heading.

    Raises:
        CourseError: for an unknown scale, or limits that do not rise.
    """

    _script = script("shared.js", "scales.js", "lines.js", "functions.js")
    _css = static("functions.css")
    still_width = 1.3

    def __init__(
        self,
        functions: str = "functions",
        *,
        x: str = "x",
        mark: str = "mark",
        points: str = "points",
        limits: tuple[float, float] | None = None,
        y_scale: YScale = "linear",
        x_label: str = "x",
        y_label: str = "y",
        on_drag: OnDrag | None = None,
        title: str = "Functions of x",
    ):
        super().__init__(kind="functions", panel_id="functions", title=title)
        self.functions, self.x, self.mark, self.points = functions, x, mark, points
        self.y_scale = one_of("y_scale", y_scale, Y_SCALES)
        self.limits = None if limits is None else y_range({}, np.zeros((0, 2)), limits, y_scale)
        self.x_label, self.y_label, self.on_drag = x_label, y_label, on_drag

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The curves as (functions, n) values over x, where they are torn, the mark and the points."""
        x, lines, points, mark = self._shown(view)
        plain: dict[str, Any] = {"alt": self.describe(view), "names": list(lines)}
        if not lines:
            return plain, {}
        low, high = y_range(lines, points, self.limits, self.y_scale)
        plain |= {
            "left": float(x[0]), "right": float(x[-1]), "low": low, "high": high, "scale": self.y_scale,
            "x_label": self.x_label, "y_label": self.y_label, "draggable": self.on_drag is not None,
            "readings": [reading(x, y, mark) for y in lines.values()],
            "mark": mark, "mark_text": "" if mark is None else f"{self.x_label} = {number_text(mark)}",
        }  # fmt: skip
        kept = np.unique(np.linspace(0, len(x) - 1, MOST_X).round().astype(int))
        breaks = [
            np.logical_or.reduceat(breaks_in(x, y), np.append(0, kept[:-1] + 1)) for y in lines.values()
        ]
        at = [np.nan if mark is None else value_at(x, y, mark) for y in lines.values()]
        return plain, {
            "x": x[kept].astype("float32"),
            "values": np.stack([y[kept] for y in lines.values()]).astype("float32"),
            "breaks": np.stack(breaks).astype("uint8"),
            "at": np.array(at, dtype="float32"),
            "points": points.astype("float32"),
        }

    def draw(self, axes: Any, view: View) -> None:
        """The same curves with matplotlib."""
        from ...plots.functions import draw_functions

        x, lines, points, mark = self._shown(view)
        if not lines:
            axes.set_axis_off()
            return
        draw_functions(
            axes, x, lines, mark=mark, points=points, limits=self.limits, y_scale=self.y_scale,
            x_label=self.x_label, y_label=self.y_label,
        )  # fmt: skip

    def describe(self, view: View) -> str:
        """From where to where each curve goes, and its value at the mark."""
        x, lines, points, mark = self._shown(view)
        if not lines:
            return "No curves yet."
        return describe_functions(x, lines, points, mark, x_label=self.x_label, y_label=self.y_label)

    def act(self, message: dict[str, Any]) -> None:
        """Move a point: {"kind": "drag", "point": its place, "x": a number, "y": a number}."""
        one_of("kind", message.get("kind"), ["drag"])
        if self.on_drag is None:
            raise CourseError("the points of this picture cannot be moved")
        point = whole_number("point", message.get("point"), at_least=0, at_most=MOST_DRAGGED - 1)
        self.on_drag(point, number("x", message.get("x")), number("y", message.get("y")))

    def _shown(self, view: View) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray, float | None]:
        snapshot = view.snapshot
        if not snapshot.get(self.functions):
            return np.zeros(0), {}, np.zeros((0, 2)), None
        x, lines = read_functions(snapshot[self.x], snapshot[self.functions])
        points, mark = read_points(snapshot.get(self.points)), snapshot.get(self.mark)
        if self.on_drag is not None and len(points) > MOST_DRAGGED:
            raise CourseError(f"points must be at most {MOST_DRAGGED} where they move, got {len(points)}")
        if mark is not None:
            mark = float(np.clip(number("mark", mark), x[0], x[-1]))
        return x, lines, points, mark
