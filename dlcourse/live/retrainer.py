"""A trainer for many short trainings of one network: compiled once, whatever examples they bring."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import CourseError, whole_number
from .learning_set import LearningSet, as_learning_set
from .trainer import Trainer


class Retrainer(Trainer):
    """A `Trainer` that begins again and again, from given weights and on other examples.

    A compiled program knows how many examples there are. So this one always trains on the same number of
    rows: where fewer examples are given, they are repeated until the rows are full, each about equally often.

    Arguments:
        model: a compiled `keras.Model`; its weights at this moment are what trainings begin with.
        data: a pair (x, y), or two pairs ((x, y), (x_new, y_new)), as the first trainings' examples.
        rows: how many rows there are.
        batch_size: rows per optimizer step.
        seed: draws the order of the rows.

    Raises:
        CourseError: if the model is not compiled, or model and data do not fit each other.
    """

    def __init__(self, model: Any, data: Any, *, rows: int = 500, batch_size: int = 32, seed: int = 1):
        self.rows = whole_number("rows", rows, at_least=1)
        super().__init__(model, data, batch_size=batch_size, seed=seed)
        self._first_weights = model.get_weights()

    def begin(self, x: Any, y: Any, *, weights: Any = None, seed: int = 1) -> None:
        """Return to step 0: to the first weights or to `weights`, with a fresh optimizer and these examples.

        Arguments:
            x: examples, shape (n, …), n at most the number of rows.
            y: their targets, shape (n, …).
            weights: as `model.get_weights()` gives them; by default those that the model had at first.
            seed: draws the order of the rows.

        Raises:
            CourseError: if there are no examples, more than rows, or examples of another shape.
        """
        with self._lock:
            before = self._learning_set
            new = before.x_new, before.y_new
            self._change_data((x, y) if before.y_new is None else ((x, y), new))
            self._start.restore()
            self.model.set_weights(self._first_weights if weights is None else weights)
            self.seed, self._steps = whole_number("seed", seed, at_least=0), 0
            self._order.restart(self.seed)

    @property
    def steps(self) -> int:
        """How many steps the present training has taken."""
        return self._steps

    def train(self, x: Any, y: Any, steps: int, *, weights: Any = None, seed: int = 1) -> None:
        """`begin` and then `step(steps)`: one whole training."""
        self.begin(x, y, weights=weights, seed=seed)
        self.step(steps)

    def _read(self, data: Any) -> LearningSet:
        """The examples, repeated until the rows are full."""
        given = as_learning_set(data)
        if isinstance(given.x, dict | list):
            raise CourseError("a model that is trained again and again must have one input, got several")
        before = getattr(self, "_learning_set", None)
        if given.size > self.rows:
            raise CourseError(
                f"there must be at most {self.rows} examples, the number of rows, got {given.size}"
            )
        if before is not None and before.x.shape[1:] != given.x.shape[1:]:
            raise CourseError(
                f"x must have the shape {before.x.shape[1:]} per example, as before, got {given.x.shape[1:]}"
            )
        places = np.resize(np.arange(given.size), self.rows)
        return LearningSet(given.x[places], given.y[places], given.x_new, given.y_new, given.class_names)
