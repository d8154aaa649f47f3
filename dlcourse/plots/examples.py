"""The examples of a picture of the plane: two features and class indices, read from whatever holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import CourseError


@dataclass(frozen=True)
class Examples:
    """Points of two features with their classes: x of shape (n, 2), y of class indices of shape (n,)."""

    x: np.ndarray
    y: np.ndarray
    class_names: tuple[str, ...]  # one for each class, at least two
    feature_names: tuple[str, str]
    is_generated: bool  # by one of the course's recipes, so that its window is a square around the origin


def read_examples(data: Any) -> Examples:
    """The train part of a Dataset, or a pair (x, y).

    Labels may be class indices, −1 and 1, True and False, or one-hot rows.

    Raises:
        CourseError: if data is neither, holds no examples, or has other than two features and some classes.
    """
    if hasattr(data, "x_train") and hasattr(data, "y_train"):
        x, y = data.x_train, data.y_train
    elif isinstance(data, tuple | list) and len(data) == 2:
        x, y = data
    else:
        raise CourseError(
            f"data must be a Dataset from dl.datasets.load(…) or a pair (x, y), got {type(data).__name__}"
        )
    x = finite_numbers("x", x)
    if x.ndim != 2 or x.shape[1] != 2:
        raise CourseError(
            "data must have two features, because a picture of the plane has two axes; "
            f"got x of shape {x.shape}"
        )
    if len(x) == 0:
        raise CourseError("data must hold at least one example, got none")
    y = class_indices(y, len(x))
    names = tuple(getattr(data, "class_names", ()) or ())
    numbered = tuple(f"class {index}" for index in range(len(names), max(2, int(y.max()) + 1)))
    features = tuple(getattr(data, "feature_names", ()) or ())
    return Examples(
        x, y, names + numbered,
        (features[0], features[1]) if len(features) == 2 else ("x1", "x2"),
        "noise" in getattr(data, "settings", {}),
    )  # fmt: skip


def say_their_numbers(class_names: Sequence[str], ends: Sequence[str]) -> bool:
    """Whether classes are called by the very numbers at the ends of a scale, which need not be said again."""
    return tuple(class_names) == tuple(f"class {end}" for end in ends)


def class_indices(y: Any, count: int) -> np.ndarray:
    """Labels as class indices 0, 1, …, shape (count,).

    Raises:
        CourseError: if there are not `count` labels, or they are no labels of classes.
    """
    y = finite_numbers("y", y)
    if len(y.shape) == 2 and y.shape[1] > 1:
        y = y.argmax(axis=1)
    if y.shape not in ((count,), (count, 1)):
        raise CourseError(f"y must have {count} labels, one for each row of x; got shape {y.shape}")
    y = y.reshape(-1)
    if set(np.unique(y)) == {-1, 1}:
        return (y > 0).astype(int)
    if (y < 0).any() or (y != np.round(y)).any():
        raise CourseError(
            "y must hold classes, as the whole numbers 0, 1, … or as −1 and 1; "
            f"got {', '.join(f'{value:.3g}' for value in np.unique(y)[:4])}, …"
        )
    return y.astype(int)


def finite_numbers(name: str, values: Any) -> np.ndarray:
    """`values` as an array of float64.

    Raises:
        CourseError: if they are no numbers, or one of them is infinite or missing.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different length
        raise CourseError(
            f"{name} must hold numbers in rows of the same length, got {values!r:.80}"
        ) from error
    if array.dtype.kind not in "buif" or array.ndim == 0:
        raise CourseError(f"{name} must be an array of numbers, got {values!r:.80}")
    if not np.isfinite(array).all():
        raise CourseError(
            f"{name} must hold finite numbers, got {int((~np.isfinite(array)).sum())} that are not"
        )
    return array.astype(float)


def number_text(value: float) -> str:
    """A number as pictures write it: three digits, and a true minus sign."""
    # What rounding leaves of a sum of 0 reads as 0; just below 0 it stays, because the step tells them apart.
    return f"{value:.3g}".replace("-", "−") if abs(value) > 1e-12 or value < 0 else "0"


def two_digits(value: float) -> str:
    """A number in two digits: in alt texts, few enough to hold when a notebook runs on another machine."""
    return number_text(float(f"{value:.2g}"))


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 point", "1,250 points"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
