"""What a lab asks a model of two inputs: its answers on a grid over the plane."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..plots.answers import Answer
from .programs import Probe

GRID = 50  # cells along each axis


def field_probe(answer: Answer, inputs: np.ndarray) -> Probe:
    """The model's answers on a grid over the plane, where it is given `inputs`, (50², inputs).

    Its tensor has the shape (50, 50), or (classes, 50, 50); the first row lies at the largest x2.
    """

    def field(model: Any, grid: Any) -> Any:
        import keras

        answers = answer.of(model(grid, training=False))
        if answer.kind != "classes":
            return keras.ops.reshape(answers, (GRID, GRID))
        return keras.ops.reshape(keras.ops.transpose(answers), (-1, GRID, GRID))

    return Probe(("field", answer), inputs, field)
