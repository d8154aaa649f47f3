"""Arrows and paths in the plane, over a surface, and a start that is set by a click or by keys."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import traitlets

from ...errors import CourseError, number, one_of
from ...plots.arrows import (
    SPREADS,
    Spread,
    describe_arrows,
    heights_in_shades,
    read_arrows,
    read_extent,
    read_field,
    read_magnitudes,
    read_paths,
    read_start,
)
from ..frames import quantize
from ..page_widget import script, static
from .base import Panel, View

MOST_POINTS = 160  # of a path that go to the page; of more, as many are chosen evenly
MISSING = 65535  # in the ground: where there is no finite height

OnPoint = Callable[[float, float], None]


class Arrows(Panel):
    """Arrows in the plane, a surface with contour lines below them, and paths with their names.

    The snapshot may hold arrows, rows (x1, x2, dx1, dx2) of shape (n, 4), and n magnitudes that color them;
    a field of heights, shape (rows, columns), the top row first; paths, {"name": points} with points of shape
    (k, 2), and the names of those that have stopped; and a start, (x1, x2), which a cross marks.

    Arguments:
        extent: the window (x1 from, x1 to, x2 from, x2 to).
        arrows, magnitudes, field, paths, stopped, start: the snapshot's names for these.
        names: names of the two axes.
        spread: how heights become colors and lines, in "even" or in "log" steps above the lowest.
        height_name: what the heights are, for the legend.
        on_point: called with x1 and x2 when the reader clicks into the plane, or moves a cross there with the
            arrow keys and presses Enter.
        title: the heading.

    Raises:
        CourseError: for an extent whose ends do not rise, or an unknown spread.
    """

    _script = script(
        "shared.js", "shapes.js", "scales.js", "lines.js", "plane.js", "ground.js", "paths.js", "arrows.js"
    )
    _css = static("arrows.css")
    still_width = 1.0

    # The surface goes to the page by itself, when it has changed: it is larger than a frame should be.
    ground = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        extent: tuple[float, float, float, float],
        *,
        arrows: str = "arrows",
        magnitudes: str = "magnitudes",
        field: str = "field",
        paths: str = "paths",
        stopped: str = "stopped",
        start: str = "start",
        names: Sequence[str] = ("x1", "x2"),
        spread: Spread = "even",
        height_name: str = "loss",
        on_point: OnPoint | None = None,
        title: str = "Where it goes",
    ):
        super().__init__(kind="arrows", panel_id="arrows", title=title)
        self.extent, self.names = read_extent(extent), tuple(str(name) for name in names)
        self.arrows, self.magnitudes, self.field = arrows, magnitudes, field
        self.paths, self.stopped, self.start = paths, stopped, start
        self.spread = one_of("spread", spread, SPREADS)
        self.height_name, self.on_point = height_name, on_point
        self._field: np.ndarray | None = None

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Arrows and paths as they are now; the surface goes apart, in `ground`, when it is another one."""
        snapshot = view.snapshot
        self._follow_ground(snapshot.get(self.field))
        arrows, paths = read_arrows(snapshot.get(self.arrows)), read_paths(snapshot.get(self.paths))
        shown = [self._shown(points) for points in paths.values()]
        start = snapshot.get(self.start)
        stopped = set(snapshot.get(self.stopped, ()))
        plain: dict[str, Any] = {
            "alt": self.describe(view), "extent": list(self.extent), "axes": list(self.names[:2]),
            "names": list(paths), "stopped": [name in stopped for name in paths],
            "start": None if start is None else list(read_start(start)), "asks": self.on_point is not None,
        }  # fmt: skip
        arrays = {
            "arrows": arrows.astype("float32"),
            "lengths": np.array([len(points) for points in shown], dtype="uint16"),
            "points": np.concatenate([np.zeros((0, 2)), *shown]).astype("float32"),
        }
        shares = read_magnitudes(snapshot.get(self.magnitudes), snapshot.get(self.arrows))
        return plain, arrays if shares is None else arrays | {"shares": quantize(shares, 0, 1)}

    def draw(self, axes: Any, view: View) -> None:
        """The same with matplotlib."""
        from ...plots.arrows import draw_arrows

        given = view.snapshot.get
        draw_arrows(
            axes, self.extent, arrows=given(self.arrows), magnitudes=given(self.magnitudes),
            field=given(self.field), paths=given(self.paths), stopped=given(self.stopped, ()),
            start=given(self.start), names=self.names, spread=self.spread,
        )  # fmt: skip

    def describe(self, view: View) -> str:
        """How many arrows there are, between which heights the surface lies, and where each path stands."""
        snapshot = view.snapshot
        arrows, paths = read_arrows(snapshot.get(self.arrows)), read_paths(snapshot.get(self.paths))
        stopped = snapshot.get(self.stopped, ())
        return describe_arrows(self.extent, arrows, snapshot.get(self.field), paths, stopped, self.names)

    def act(self, message: dict[str, Any]) -> None:
        """Set a point: {"kind": "point", "x": a number, "y": a number}, within the window."""
        one_of("kind", message.get("kind"), ["point"])
        if self.on_point is None:
            raise CourseError("no point can be set in this plane")
        left, right, bottom, top = self.extent
        x = number("x", message.get("x"), at_least=left, at_most=right)
        self.on_point(x, number("y", message.get("y"), at_least=bottom, at_most=top))

    def _follow_ground(self, field: Any) -> None:
        if field is None:
            self._field, self.ground = None, {}
            return
        field = read_field(field)
        if self._field is not None and np.array_equal(field, self._field, equal_nan=True):
            return
        self._field = field
        shades = heights_in_shades(field, self.spread)
        packed = np.where(np.isfinite(shades), np.round(np.nan_to_num(shades) * (MISSING - 1)), MISSING)
        known = field[np.isfinite(field)]
        low, high = (_height_text(known.min()), _height_text(known.max())) if len(known) else ("", "")
        self.ground = {
            "shape": list(field.shape),
            "base64": base64.b64encode(packed.astype("<u2").tobytes()).decode("ascii"),
            "ends": [f"{self.height_name} {low}", high],
        }

    def _shown(self, points: np.ndarray) -> np.ndarray:
        """At most 160 points of a path, the last among them, none of them very far from the window."""
        every = 1
        while len(points) > MOST_POINTS * every:  # doubled, so that what is drawn stays while a path grows
            every *= 2
        kept = np.concatenate([points[:-1:every], points[-1:]])
        left, right, bottom, top = self.extent
        across, up = 3 * (right - left), 3 * (top - bottom)
        return np.clip(kept, [left - across, bottom - up], [right + across, top + up])


def _height_text(height: float) -> str:
    """A height in two digits, written out where it can be."""
    return f"{float(f'{height:.2g}'):,g}".replace("-", "−")
