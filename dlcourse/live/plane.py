"""The plane of two inputs: the window that is shown of it, and the grid on which answers are looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..plots.answers import Answer

GRID = 50  # cells along each axis


def window_around(x: np.ndarray, *, is_generated: bool) -> tuple[float, float, float, float]:
    """A window around the points: (x1 from, x1 to, x2 from, x2 to).

    Generated points get a square around the origin with room for more noise; a table's columns, which have
    units of their own, a margin of a tenth on each side.
    """
    if is_generated:
        half = 1.25 * float(np.abs(x).max())
        return -half, half, -half, half
    low, high = x.min(axis=0), x.max(axis=0)
    margin = np.maximum(high - low, 1e-6) * 0.1
    (left, bottom), (right, top) = low - margin, high + margin
    return float(left), float(right), float(bottom), float(top)


def grid_over(extent: tuple[float, float, float, float]) -> np.ndarray:
    """The centres of 50×50 cells over `extent`, row by row from the top, shape (2500, 2)."""
    left, right, bottom, top = extent
    centres = (np.arange(GRID, dtype=np.float32) + 0.5) / GRID
    x1, x2 = np.meshgrid(left + centres * (right - left), top - centres * (top - bottom))
    return np.stack([x1.ravel(), x2.ravel()], axis=1).astype("float32")


def field_probe(answer: Answer, extent: tuple[float, float, float, float]) -> Callable[[Any], Any]:
    """A function of a model: its answers on the grid over `extent`.

    Returns:
        model → tensor of shape (50, 50), or (classes, 50, 50); the first row at the largest x2.
    """
    grid = grid_over(extent)

    def field(model: Any) -> Any:
        import keras

        answers = answer.of(model(grid, training=False))
        if answer.kind != "classes":
            return keras.ops.reshape(answers, (GRID, GRID))
        return keras.ops.reshape(keras.ops.transpose(answers), (-1, GRID, GRID))

    return field
