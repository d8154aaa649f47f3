"""A graph of operations: values computed forward, gradients computed backward, the node visited last."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from . import style
from .graph_nodes import (
    BADGE,
    BOX_HEIGHT,
    BOX_WIDTH,
    Node,
    badge,
    in_words,
    lay_out,
    node_text,
    read_nodes,
    read_place,
)
from .picture import Picture
from .style import look, new_figure

Phase = Literal["forward", "backward"]
FORWARD, BACKWARD = style.OKABE_ITO[0], style.text_color(style.OKABE_ITO[1])
TITLE_HEIGHT, LEGEND_HEIGHT = 30, 26  # CSS pixels


@look()
def operations(
    nodes: Any, *, at: int | None = None, phase: Phase = "forward", title: str | None = None
) -> Picture:
    """Show a graph of operations with each node's value and, where it is known, its gradient.

    Args:
        nodes: the nodes in an order in which they can be computed, each a dict with "name", "operation" (such
            as "+", "×", "tanh"; "" for an input), "inputs" (places of earlier nodes), "value" and "gradient"
            (numbers, or None while not computed).
        at: place of the node to highlight, the one visited last.
        phase: in which direction it was visited, "forward" or "backward".
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: for a node whose inputs are no earlier nodes, an `at` that is no node, or another phase.
    """
    read = read_nodes(nodes)
    drawn = lay_out(read)
    width, height = max(drawn.width, 330), drawn.height + TITLE_HEIGHT + LEGEND_HEIGHT
    figure = new_figure(width, height)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, LEGEND_HEIGHT / height, 1, drawn.height / height))
    draw_operations(axes, read, at=at, phase=phase)
    top = 1 - 0.55 * TITLE_HEIGHT / height
    figure.text(16 / width, top, title or "Values forward, gradients backward", fontsize=12, va="center")
    _write_legend(figure, width, height)
    place, phase = read_place(at, phase, len(read))
    return Picture(figure, in_words(read, place, phase))


def draw_operations(axes: Axes, nodes: Any, *, at: int | None = None, phase: Phase = "forward") -> None:
    """Draw what `operations` shows into given axes, as large as they allow; text grows with it.

    Raises:
        CourseError: as `operations` does.
    """
    nodes = read_nodes(nodes)
    at, phase = read_place(at, phase, len(nodes))
    drawn = lay_out(nodes)
    axes.set(xlim=(0, drawn.width), ylim=(drawn.height, 0), aspect="equal")
    axes.set_axis_off()
    for start, end, points in drawn.edges:
        _draw_edge(axes, points, _phase_of(start, end, at, phase))
    for place, node in enumerate(nodes):
        _draw_node(axes, drawn.middles[place], node, phase if place == at else None)


def edge_path(points: np.ndarray) -> Path:
    """An edge of `Drawn` as a path: level where it leaves and arrives, straight through columns."""
    vertices, codes = [points[0]], [Path.MOVETO]
    for k in range(1, len(points)):
        a, b = points[k - 1], points[k]
        middle = (a[0] + b[0]) / 2
        if k % 2:
            vertices += [(middle, a[1]), (middle, b[1]), b]
            codes += [Path.CURVE4] * 3
        else:
            vertices.append(b)
            codes.append(Path.LINETO)
    return Path(vertices, codes)


class ScaledText(Text):
    """A text whose size is given in units of its axes, so that it fits into a drawing of any size."""

    def __init__(self, axes: Axes, x: float, y: float, text: str, size: float, **more: Any):
        super().__init__(x, y, text, va="center_baseline", parse_math=False, **more)
        self._units = size
        axes.add_artist(self)

    def draw(self, renderer: Any) -> None:
        """Draw it at the size that the axes have by now."""
        self._fit()
        super().draw(renderer)

    def get_window_extent(self, renderer: Any = None, dpi: float | None = None) -> Bbox:
        """The box around the text at its present size, in pixels."""
        self._fit()
        return super().get_window_extent(renderer, dpi)

    def _fit(self) -> None:
        figure = self.get_figure(root=True)
        if figure is not None and self.axes is not None:
            (left, _), (right, _) = self.axes.transData.transform([(0, 0), (1, 0)])
            self.set_fontsize(max(0.1, self._units * (right - left) * 72 / figure.dpi))


def _phase_of(start: int, end: int, at: int | None, phase: str) -> str | None:
    """In which direction something went along the edge at the last visit; None for nothing."""
    return phase if end == at and start != end else None


def _draw_edge(axes: Axes, points: np.ndarray, phase: str | None) -> None:
    color = {None: style.FAINT, "forward": FORWARD, "backward": BACKWARD}[phase]
    axes.add_patch(
        PathPatch(
            edge_path(points), facecolor="none", edgecolor=color, linewidth=2.4 if phase else 1.4, zorder=1
        )
    )
    tip, way = (points[0], -1) if phase == "backward" else (points[-1], 1)
    corners = tip + np.array([(0, 0), (-9 * way, -4.5), (-9 * way, 4.5)])
    axes.add_patch(Polygon(corners, closed=True, facecolor=color, linewidth=0, zorder=2))


def _draw_node(axes: Axes, middle: np.ndarray, node: Node, phase: str | None) -> None:
    x, y = (float(part) for part in middle)
    color = {None: style.LINE, "forward": FORWARD, "backward": BACKWARD}[phase]
    axes.add_patch(
        FancyBboxPatch(
            (x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2), BOX_WIDTH, BOX_HEIGHT,
            boxstyle="round,pad=0,rounding_size=8", facecolor=style.PAPER, edgecolor=color,
            linewidth=2.6 if phase else 1.1, zorder=3,
        )
    )  # fmt: skip
    if node.operation:
        half = badge(node)
        box = FancyBboxPatch(
            (x - BOX_WIDTH / 2 - half, y - BADGE), 2 * half, 2 * BADGE,
            boxstyle=f"round,pad=0,rounding_size={BADGE}", facecolor=color if phase else "#eef1f4",
            edgecolor=color if phase else style.SOFT, linewidth=1.1, zorder=4,
        )  # fmt: skip
        axes.add_patch(box)
        size = 15 if half == BADGE else 11 if len(node.operation) <= 5 else 8
        ScaledText(
            axes, x - BOX_WIDTH / 2, y, node.operation, size, ha="center", zorder=5,
            color=style.PAPER if phase else style.INK,
        )  # fmt: skip
    left = x - BOX_WIDTH / 2 + (24 if node.operation and badge(node) > BADGE else 18)
    ScaledText(axes, left, y - 19, _short(node.name), 12, color=style.INK, weight="bold", zorder=5)
    for sign, number, dy, ink in (("→", node.value, 0, FORWARD), ("←", node.gradient, 19, BACKWARD)):
        if number is not None:
            ScaledText(axes, left, y + dy, f"{sign} {node_text(number)}", 12.5, color=ink, zorder=5)


def _short(name: str, most: int = 10) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _write_legend(figure: Any, width: float, height: float) -> None:
    y = 0.6 * LEGEND_HEIGHT / height
    figure.text(16 / width, y, "→ value, forward", color=FORWARD, fontsize=9.5, va="center")
    figure.text(150 / width, y, "← gradient, backward", color=BACKWARD, fontsize=9.5, va="center")
