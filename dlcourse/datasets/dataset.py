"""The record that every data set of the course comes in: its splits, its names, where it is from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from ..errors import CourseError

# Class and feature names that take more than so many characters of the repr are cut short and counted.
SHOWN_CHARACTERS = 80


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Dataset:
    """Examples in three parts, with what a reader should know about them.

    The x arrays have shape (examples, …) and type float32. For classification the y arrays have shape
    (examples,) and type int32 and hold class indices into `class_names`; for regression they have shape
    (examples,) and type float32, and `class_names` is empty. For detection y holds the boxes in each scene,
    shape (examples, most boxes, 5), for segmentation a class for each pixel, shape (examples, rows, columns).
    A part without examples has length 0.
    """

    name: str
    title: str
    task: str  # "classification", "regression", "detection" or "segmentation"
    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    feature_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    source: str
    licence: str
    settings: dict[str, Any] = field(default_factory=dict)
    # Makes the set again with changed settings; `load` puts it here.
    make_again: Callable[..., Dataset] | None = None

    @property
    def x(self) -> np.ndarray:
        """The inputs of all parts: train, then validation, then test."""
        return np.concatenate([self.x_train, self.x_validation, self.x_test])

    @property
    def y(self) -> np.ndarray:
        """The targets of all parts, in the order of `x`."""
        return np.concatenate([self.y_train, self.y_validation, self.y_test])

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one input, as `keras.Input(shape=data.input_shape)` takes it."""
        return self.x_train.shape[1:]

    @property
    def number_of_classes(self) -> int:
        """How many classes there are; 0 for regression."""
        return len(self.class_names)

    def with_settings(self, **changes: Any) -> Dataset:
        """The same recipe with other settings, such as `data.with_settings(noise=0.3)`.

        With the same seed, another noise moves the same points: the shapes and y stay as they are.

        Raises:
            CourseError: if a setting is unknown to this data set, its value is not allowed, or the data set
                was not made by `load`.
        """
        if self.make_again is None:
            raise CourseError(f"{self.name} has no settings to change: only data sets from load(…) have")
        return self.make_again(**changes)

    def standardized(self) -> Dataset:
        """The same examples with every feature scaled to mean 0 and standard deviation 1 over the train part.

        Images are scaled by one mean and one deviation per channel. Only the train part is measured, so that
        nothing about the test part leaks into training. A feature that never changes becomes 0.
        """
        axes = tuple(range(self.x_train.ndim - 1))
        mean = self.x_train.mean(axis=axes, dtype=np.float64)
        deviation = self.x_train.std(axis=axes, dtype=np.float64)
        # A constant column may show a deviation of rounding errors only; dividing by it would blow them up.
        constant = deviation <= 1e-7 * np.maximum(1.0, np.abs(mean))
        deviation = np.where(constant, 1.0, deviation)

        def scale(x: np.ndarray) -> np.ndarray:
            return ((x - mean) / deviation).astype(np.float32)

        again = self.make_again
        return replace(
            self,
            title=self.title if self.title.endswith(STANDARDIZED) else self.title + STANDARDIZED,
            x_train=scale(self.x_train),
            x_validation=scale(self.x_validation),
            x_test=scale(self.x_test),
            feature_names=tuple(without_unit(name) for name in self.feature_names),
            make_again=None if again is None else partial(_made_and_standardized, again),
        )

    def __repr__(self) -> str:
        rows = [("task", self._task_line()), ("input", self._input_line())]
        for part in ("train", "validation", "test"):
            rows.append((part, self._part_line(part)))
        rows.append(("settings", ", ".join(f"{k}={_short(v)}" for k, v in self.settings.items())))
        rows += [("source", self.source), ("licence", self.licence)]
        return "\n".join(
            [f"{self.name}: {self.title}"] + [f"  {key:<12}{text}" for key, text in rows if text]
        )

    def _task_line(self) -> str:
        if self.task != "classification":
            return self.task
        count = self.number_of_classes
        return f"classification into {_counted(count, 'class', 'classes')}: {_listed(self.class_names)}"

    def _input_line(self) -> str:
        if len(self.input_shape) == 1:
            return f"{_counted(self.input_shape[0], 'number', 'numbers')}: {_listed(self.feature_names)}"
        height, width = self.input_shape[:2]
        return f"image of {height} × {width} pixels, values 0 (background) to 1 (ink)"

    def _part_line(self, part: str) -> str:
        x, y = getattr(self, f"x_{part}"), getattr(self, f"y_{part}")
        if len(y) == 0:
            return "none"
        return f"{_counted(len(y), 'example', 'examples')}, x {x.shape} {x.dtype}, y {y.shape} {y.dtype}"


STANDARDIZED = ", standardized"


def without_unit(name: str) -> str:
    """A feature's name without the unit in brackets at its end: "petal length (cm)" → "petal length"."""
    return re.sub(r"\s*\([^()]*\)$", "", name)


def _made_and_standardized(make_again: Callable[..., Dataset], **changes: Any) -> Dataset:
    return make_again(**changes).standardized()


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _listed(names: tuple[str, ...]) -> str:
    listed = ", ".join(names)
    if len(listed) <= SHOWN_CHARACTERS:
        return listed
    return f"{listed[:SHOWN_CHARACTERS].rpartition(', ')[0]}, … ({len(names)} in all)"


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else repr(value)
