"""Stills of what a reader drew: points in the plane, and strokes on a pad."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ..datasets.handwriting import draw_strokes, ink_box
from . import style
from .axes import Extent, draw_points, frame_plane

GROUND = "#000000"  # of a pad: ink is bright on dark, as in MNIST
GAP = 0.12  # between pad and image, in sides of the pad
PREVIEW = 0.62  # the image's side, in sides of the pad


def draw_plane_of_points(
    axes: Axes,
    points: Any,
    labels: Any,
    extent: Extent,
    *,
    class_names: Sequence[str],
    feature_names: Sequence[str] = ("x1", "x2"),
) -> None:
    """Draw points of named classes on an empty plane with a grid, and name the classes beside it.

    Args:
        axes: where to draw.
        points: shape (n, 2); n may be 0.
        labels: class indices, shape (n,).
        extent: the window (x1 from, x1 to, x2 from, x2 to).
        class_names: one for each class.
        feature_names: names of the two axes.
    """
    draw_points(axes, points, labels, shade=0)
    frame_plane(axes, extent, feature_names)
    axes.grid(color=style.LINE, linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    handles = [
        Line2D(
            [], [], linestyle="none", marker=style.marker_of(index), color=style.color_of(index),
            markersize=7, markeredgecolor="white", markeredgewidth=0.7, label=name,
        )
        for index, name in enumerate(class_names)
    ]  # fmt: skip
    axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.02, 1), frameon=False, borderaxespad=0,
        handletextpad=0.2, fontsize=9, labelcolor=style.INK,
    )  # fmt: skip


def draw_pad(axes: Axes, strokes: Sequence[Any], width: float, image: Any) -> None:
    """Draw strokes as they stand on their pad, and beside it the image that a network sees of them.

    Args:
        axes: where to draw.
        strokes: places in shares of the pad's side, x to the right and y downwards, each of shape (n, 2).
        width: of the pen, in the same unit.
        image: values in [0, 1], shape (rows, columns).
    """
    axes.set(xlim=(0, 1 + GAP + PREVIEW), ylim=(1, 0), aspect="equal")
    axes.axis("off")
    axes.add_patch(Rectangle((0, 0), 1, 1, facecolor=GROUND, linewidth=0))
    pad = axes.transData
    if len(strokes):
        left, top, right, bottom = ink_box(strokes, width)
        ink = axes.imshow(
            draw_strokes(strokes, width, side=256), extent=(left, right, bottom, top), cmap="gray",
            vmin=0, vmax=1, interpolation="bilinear", zorder=2,
        )  # fmt: skip
        ink.set_clip_path(Rectangle((0, 0), 1, 1, transform=pad))
    begin = 1 + GAP
    axes.imshow(
        image, extent=(begin, begin + PREVIEW, PREVIEW, 0), cmap="gray", vmin=0, vmax=1,
        interpolation="nearest", zorder=2,
    )  # fmt: skip
    axes.set(xlim=(0, begin + PREVIEW), ylim=(1, 0))  # pictures set their own limits
    axes.text(
        begin, PREVIEW + 0.03, f"what the network sees:\n{len(image)} × {len(image[0])} pixels",
        va="top", fontsize=9, color=style.SOFT,
    )  # fmt: skip
