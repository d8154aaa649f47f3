"""Names beside the present ends of paths, moved apart where they would overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from . import style
from .labels import spread

_GAP = 6  # points between a path's end and its name
End = tuple[str, float, float, Any]  # (name, x, y, color)


class PathEndLabels(Artist):
    """Names to the right of points of the data, or to the left where the axes end; placed at each drawing."""

    def __init__(self, ends: Sequence[End]):
        super().__init__()
        self._ends = [(x, y) for _, x, y, _ in ends]
        self._texts = [
            Text(0, 0, name, color=style.text_color(color), fontsize=9, va="center", parse_math=False,
                 path_effects=[withStroke(linewidth=3, foreground=style.PAPER)])
            for name, _, _, color in ends
        ]  # fmt: skip
        self.set_zorder(6)

    def get_children(self) -> list[Artist]:
        """The names, as matplotlib texts."""
        return list(self._texts)

    def set_figure(self, figure: Any) -> None:
        """Called by the axes that this is added to."""
        super().set_figure(figure)
        for text in self._texts:
            text.set_figure(figure)
            text.set_transform(IdentityTransform())

    def draw(self, renderer: Any) -> None:
        """Place the names and draw them."""
        self._place(renderer)
        for text in self._texts:
            text.draw(renderer)

    def _place(self, renderer: Any) -> None:
        corners = self.axes.transData.transform(self._ends)
        box, gap = self.axes.get_window_extent(renderer), renderer.points_to_pixels(_GAP)
        sizes = [text.get_window_extent(renderer) for text in self._texts]
        height = max(size.height for size in sizes)
        fits = np.array([x + gap + size.width <= box.x1 for (x, _), size in zip(corners, sizes, strict=True)])
        for on_right in (True, False):
            group = np.flatnonzero(fits == on_right)
            low, high = box.y0 + height / 2, box.y1 - height / 2
            middles = spread(corners[group, 1], 1.05 * height, low=low, high=high)
            for place, middle in zip(group, middles, strict=True):
                text = self._texts[place]
                text.set_horizontalalignment("left" if on_right else "right")
                text.set_position((corners[place, 0] + (gap if on_right else -gap), middle))


def label_path_ends(axes: Axes, ends: Sequence[End]) -> None:
    """Write each name of (name, x, y, color) beside the point (x, y) of the data."""
    if ends:
        axes.add_artist(PathEndLabels(ends))
