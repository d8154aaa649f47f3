"""What a lab asks a model of two inputs: its answers on a grid over the plane."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..plots.answers import Answer
from ..plots.window import grid_over

GRID = 50  # cells along each axis


def field_probe(answer: Answer, extent: tuple[float, float, float, float]) -> Callable[[Any], Any]:
    """A function of a model: its answers on the grid over `extent`.

    Returns:
        model → tensor of shape (50, 50), or (classes, 50, 50); the first row at the largest x2.
    """
    grid = grid_over(extent, GRID)

    def field(model: Any) -> Any:
        import keras

        answers = answer.of(model(grid, training=False))
        if answer.kind != "classes":
            return keras.ops.reshape(answers, (GRID, GRID))
        return keras.ops.reshape(keras.ops.transpose(answers), (-1, GRID, GRID))

    return field
