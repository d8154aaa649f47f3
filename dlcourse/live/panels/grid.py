"""A grid of lines in the plane that layers move, bend and fold, and examples that move along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...plots.arrows import read_extent
from ...plots.grid import describe_spread, draw_grid, read_grid
from ..page_widget import script
from .base import Panel, View

FAR = 3.0  # widths of the window: what is further away goes to the page as if it were there


class Grid(Panel):
    """Lines of a grid and examples, wherever they have been moved to.

    The snapshot holds lines of shape (2, lines, samples, 2), the once upright ones first, see
    `plots.grid_lines`. It may hold points of shape (n, 2) with their labels, and two axes' names.

    Arguments:
        extent: the window (x1 from, x1 to, x2 from, x2 to).
        lines, points, labels, names: the snapshot's names for these.
        title: the heading.

    Raises:
        CourseError: for an extent whose ends do not rise.
    """

    _script = script("shared.js", "shapes.js", "scales.js", "lines.js", "plane.js", "grid.js")
    still_width = 1.0

    def __init__(
        self,
        extent: tuple[float, float, float, float],
        *,
        lines: str = "lines",
        points: str = "points",
        labels: str = "labels",
        names: str = "axes",
        title: str = "The plane after the layers",
    ):
        super().__init__(kind="grid", panel_id="grid", title=title)
        self.extent = read_extent(extent)
        self.lines, self.points, self.labels, self.names = lines, points, labels, names

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The lines and the points, float32, none of them very far from the window."""
        lines, points, labels, names = self._shown(view)
        plain = {"alt": self.describe(view), "extent": list(self.extent), "axes": list(names)}
        return plain, {
            "lines": self._near(lines).astype("float32"),
            "points": self._near(points).astype("float32"),
            "labels": labels.astype("uint8"),
        }

    def draw(self, axes: Any, view: View) -> None:
        """The same with matplotlib."""
        lines, points, labels, names = self._shown(view)
        draw_grid(axes, lines, self.extent, points=points, labels=labels, names=names)

    def describe(self, view: View) -> str:
        """Between which numbers the grid lies."""
        lines, points, _, _ = self._shown(view)
        beside = f", with {len(points)} examples on it" if len(points) else ""
        return f"A grid of {2 * lines.shape[1]} lines{beside}; it lies at {describe_spread(lines)}."

    def _near(self, places: np.ndarray) -> np.ndarray:
        left, right, bottom, top = self.extent
        across, up = FAR * (right - left), FAR * (top - bottom)
        return np.clip(places, [left - across, bottom - up], [right + across, top + up])

    def _shown(self, view: View) -> tuple[np.ndarray, np.ndarray, np.ndarray, Sequence[str]]:
        given = view.snapshot
        points = np.asarray(given.get(self.points, np.zeros((0, 2))), dtype=float)
        labels = np.asarray(given.get(self.labels, np.zeros(len(points))), dtype=int)
        return read_grid(given[self.lines]), points, labels, given.get(self.names, ("x1", "x2"))
