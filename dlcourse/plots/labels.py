"""Names written beside what they name, moved apart where they would overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform

from . import style

_GAP = 5  # points between a line's end and its name


class EndLabels(Artist):
    """Names to the right of the ends of lines, placed anew at each drawing, when the axes' size is known."""

    def __init__(self, ends: Sequence[tuple[str, float, float, Any]]):
        super().__init__()
        self._ends = [(x, y) for _, x, y, _ in ends]
        self._texts = [
            Text(0, 0, name, color=style.text_color(color), fontsize=10, va="center", parse_math=False)
            for name, _, _, color in ends
        ]

    def get_children(self) -> list[Artist]:
        """The names, as matplotlib texts."""
        return list(self._texts)

    def set_figure(self, figure: Any) -> None:
        """Called by the axes that this is added to."""
        super().set_figure(figure)
        for text in self._texts:
            text.set_figure(figure)
            text.set_transform(IdentityTransform())

    def get_window_extent(self, renderer: Any = None) -> Bbox:
        """The box around all names, in pixels: constrained layout leaves room for it."""
        renderer = renderer or self.get_figure(root=True).canvas.get_renderer()
        self._place(renderer)
        return Bbox.union([text.get_window_extent(renderer) for text in self._texts])

    def get_tightbbox(self, renderer: Any = None) -> Bbox:
        """The same box: nothing clips the names."""
        return self.get_window_extent(renderer)

    def draw(self, renderer: Any) -> None:
        """Place the names and draw them."""
        self._place(renderer)
        for text in self._texts:
            text.draw(renderer)

    def _place(self, renderer: Any) -> None:
        corners = self.axes.transData.transform(self._ends)
        heights = [text.get_window_extent(renderer).height for text in self._texts]
        box = self.axes.get_window_extent(renderer)
        middles = spread(corners[:, 1], 1.05 * max(heights), low=box.y0, high=box.y1)
        gap = renderer.points_to_pixels(_GAP)
        # One column for all names, so that two lines of different length do not get names inside the picture.
        for text, middle in zip(self._texts, middles, strict=True):
            text.set_position((corners[:, 0].max() + gap, middle))


def label_ends(axes: Axes, ends: Sequence[tuple[str, float, float, Any]]) -> None:
    """Write each name of (name, x, y, color) to the right of the point (x, y) of the data."""
    if ends:
        axes.add_artist(EndLabels(ends)).set_clip_on(False)


def spread(wanted: Any, gap: float, *, low: float = -np.inf, high: float = np.inf) -> np.ndarray:
    """The places nearest to `wanted` that keep their order and stand at least `gap` apart.

    They stay within [low, high] where there is room for all of them.
    """
    wanted = np.asarray(wanted, dtype=float)
    order = np.argsort(wanted, kind="stable")
    # Subtracting k·gap turns "at least gap apart" into "never falling": isotonic regression by pooling.
    pools: list[list[float]] = []
    for rank, value in enumerate(wanted[order]):
        pools.append([value - rank * gap, 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, first_size), (second, second_size) = pools[-2:]
            size = first_size + second_size
            pools[-2:] = [[(first * first_size + second * second_size) / size, size]]
    placed = np.concatenate([np.full(int(size), value) for value, size in pools] or [np.zeros(0)])
    ranks = np.arange(len(wanted))
    if high - low >= gap * max(len(wanted) - 1, 0):
        placed = np.clip(placed, low, high - gap * max(len(wanted) - 1, 0))
    result = np.empty(len(wanted))
    result[order] = placed + ranks * gap
    return result
