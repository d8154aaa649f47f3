"""A network as a graph whose nodes are pictures: what each unit answers over the plane of the inputs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from . import style

TILE = 0.62  # of the distance between two rows


def draw_network_tiles(
    axes: Axes, tiles: Sequence[np.ndarray], kernels: Sequence[np.ndarray], inputs: Sequence[str]
) -> None:
    """Draw inputs and hidden units as small fields, and weights as lines between them.

    A line is the wider the larger its weight; orange is positive and blue negative.

    Args:
        axes: where to draw; its frame is taken away.
        tiles: for the inputs and each hidden layer, answers over the plane in [-1, 1], (units, cells, cells),
            the first row at the largest x2.
        kernels: one more than there are hidden layers, each (units before, units).
        inputs: a name for each input.
    """
    rows = max(len(layer) for layer in tiles)
    columns = len(tiles)
    # As wide, for its height, as its place in a still picture; never narrower than lines need.
    step = max(1.5, (1.9 * rows - 1) / columns)
    places = [[(column * step, (len(layer) - 1) / 2 - row) for row in range(len(layer))]
              for column, layer in enumerate(tiles)]  # fmt: skip
    ends = kernels[-1].shape[1]
    places.append([(columns * step, (ends - 1) / 2 - row) for row in range(ends)])
    largest = max((float(np.abs(kernel).max()) for kernel in kernels if kernel.size), default=1.0) or 1.0
    half = TILE / 2
    for column, kernel in enumerate(kernels):
        for (source, unit), weight in np.ndenumerate(np.nan_to_num(kernel)):
            _curve(axes, places[column][source], places[column + 1][unit], half, weight, weight / largest)
    for layer, centers in zip(tiles, places, strict=False):
        for picture, (x, y) in zip(layer, centers, strict=True):
            extent = (x - half, x + half, y - half, y + half)
            axes.imshow(
                picture, style.DIVERGING, vmin=-1, vmax=1, extent=extent, interpolation="bilinear", zorder=3
            )
            frame = Rectangle((x - half, y - half), TILE, TILE, fill=False, ec=style.LINE, lw=0.8, zorder=4)
            axes.add_patch(frame)
    for name, (x, y) in zip(inputs, places[0], strict=True):
        axes.text(x - half - 0.08, y, name, ha="right", va="center", fontsize=9, color=style.SOFT)
    for place, (x, y) in enumerate(places[-1]):
        name = "answer" if ends == 1 else f"class {place}"
        axes.text(x + 0.06, y, name, ha="left", va="center", fontsize=9, color=style.SOFT)
    axes.set_xlim(-half - 0.5, columns * step + 0.75)
    axes.set_ylim(-(rows - 1) / 2 - half - 0.1, (rows - 1) / 2 + half + 0.1)
    axes.set_aspect("equal")
    axes.axis("off")


def _curve(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], half: float, weight: float, share: float
) -> None:
    (x1, y1), (x2, y2) = start, end
    bend = (x2 - x1) * 0.4
    points = [(x1 + half, y1), (x1 + half + bend, y1), (x2 - half - bend, y2), (x2 - half, y2)]
    path = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    color = style.OKABE_ITO[1] if weight > 0 else style.OKABE_ITO[0]
    strength = abs(share)
    axes.add_patch(
        PathPatch(path, fill=False, ec=color, lw=0.4 + 3 * strength, alpha=0.35 + 0.5 * strength, zorder=2)
    )
