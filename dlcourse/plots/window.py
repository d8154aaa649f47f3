"""The plane of two features: the window that is shown of it, and the grid on which answers are looked at."""

from __future__ import annotations

import numpy as np

from .axes import Extent


def window_around(x: np.ndarray, *, is_generated: bool) -> Extent:
    """A window around the points x, shape (n, 2): (x1 from, x1 to, x2 from, x2 to).

    Generated points get a square around the origin with room for more noise; a table's columns, which have
    units of their own, a margin of a tenth on each side.
    """
    if is_generated:
        half = max(1.25 * float(np.abs(x).max()), 1e-6)
        return -half, half, -half, half
    low, high = x.min(axis=0), x.max(axis=0)
    # A column that never changes still needs a window of some width.
    margin = np.where(high > low, (high - low) * 0.1, 0.5)
    (left, bottom), (right, top) = low - margin, high + margin
    return float(left), float(right), float(bottom), float(top)


def grid_over(extent: Extent, cells: int) -> np.ndarray:
    """The centers of cells × cells cells over the window, row by row from the top, shape (cells², 2)."""
    left, right, bottom, top = extent
    centers = (np.arange(cells, dtype=np.float32) + 0.5) / cells
    x1, x2 = np.meshgrid(left + centers * (right - left), top - centers * (top - bottom))
    return np.stack([x1.ravel(), x2.ravel()], axis=1).astype("float32")
