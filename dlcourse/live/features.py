"""What a network is given of a point in the plane: its coordinates, and functions of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import CourseError, one_of

# Name → how it is computed, as a NumPy expression in x1 and x2: what is computed is what the code shows.
EXPRESSIONS = {
    "x1": "x1",
    "x2": "x2",
    "x1²": "x1**2",
    "x2²": "x2**2",
    "x1·x2": "x1 * x2",
    "sin x1": "np.sin(2 * x1)",
    "sin x2": "np.sin(2 * x2)",
}
_FUNCTIONS = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1²": lambda x1, x2: x1**2,
    "x2²": lambda x1, x2: x2**2,
    "x1·x2": lambda x1, x2: x1 * x2,
    "sin x1": lambda x1, x2: np.sin(2 * x1),
    "sin x2": lambda x1, x2: np.sin(2 * x2),
}
NAMES = tuple(EXPRESSIONS)
COORDINATES = ("x1", "x2")


def check_features(names: Sequence[str]) -> tuple[str, ...]:
    """The names in their usual order.

    Raises:
        CourseError: for an unknown name, or none at all.
    """
    wanted = {one_of("features", name, NAMES) for name in names}
    if not wanted:
        raise CourseError(f"features must name at least one of {', '.join(NAMES)}, got none")
    return tuple(name for name in NAMES if name in wanted)


def features_of(points: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """The features called `names` of points, shape (n, 2): float32 of shape (n, features)."""
    x1, x2 = points[:, 0], points[:, 1]
    return np.stack([_FUNCTIONS[name](x1, x2) for name in names], axis=1).astype("float32")
