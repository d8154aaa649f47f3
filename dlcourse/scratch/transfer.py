"""Transfer learning in plain NumPy: draws of few labels, low-rank corrections, and the plane of features."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..errors import CourseError, number, whole_number


def few_labels(y: Any, per_class: int, seed: int) -> np.ndarray:
    """Draw the same number of examples of each class, none of them twice.

    With the same seed a larger draw holds the smaller ones: more labels are added, none is exchanged.

    Arguments:
        y: class indices, shape (n,).
        per_class: how many of each class.
        seed: another seed draws other examples.

    Returns:
        indices into y, class by class, shape (classes · per_class,).

    Raises:
        CourseError: if a class has fewer examples than that.
    """
    y = np.asarray(y)
    per_class = whole_number("per_class", per_class, at_least=1)
    random = np.random.default_rng(whole_number("seed", seed, at_least=0))
    if y.ndim != 1 or not len(y):
        raise CourseError(f"y must hold class indices, shape (n,), got shape {y.shape}")
    drawn = []
    for label in np.unique(y):
        members = random.permutation(np.flatnonzero(y == label))
        if len(members) < per_class:
            raise CourseError(
                f"per_class must be at most {len(members)}, the number of examples of class {label}, "
                f"got {per_class}"
            )
        drawn.append(members[:per_class])
    return np.concatenate(drawn)


def lora(x: Any, weights: Any, a: Any, b: Any, alpha: float) -> np.ndarray:
    """What a dense layer with a low-rank correction answers, before bias and activation.

    E. J. Hu et al., "LoRA: low-rank adaptation of large language models" (2022), arXiv:2106.09685.

    Arguments:
        x: inputs, shape (n, inputs).
        weights: those that stay as they are, shape (inputs, outputs).
        a, b: the factors of the correction, shapes (inputs, rank) and (rank, outputs).
        alpha: the correction is multiplied by alpha / rank.

    Returns:
        shape (n, outputs).

    Raises:
        CourseError: if the shapes do not match.
    """
    x, weights, a, b = (np.asarray(each, dtype=float) for each in (x, weights, a, b))
    alpha = number("alpha", alpha)
    rank = a.shape[-1] if a.ndim == 2 else 0
    fits = weights.ndim == 2 and rank > 0 and a.shape[0] == weights.shape[0]
    if not fits or b.shape != (rank, weights.shape[1]):
        raise CourseError(
            "weights, a and b must have the shapes (inputs, outputs), (inputs, rank) and (rank, outputs), "
            f"got {weights.shape}, {a.shape} and {b.shape}"
        )
    if x.ndim != 2 or x.shape[1] != weights.shape[0]:
        raise CourseError(f"x must have shape (n, {weights.shape[0]}), got {x.shape}")
    return x @ weights + alpha / rank * ((x @ a) @ b)


class Plane(NamedTuple):
    """The plane in which points lie most spread out: its middle, and two directions at right angles."""

    middle: np.ndarray  # (features,)
    directions: np.ndarray  # (2, features), of length 1

    def of(self, points: Any) -> np.ndarray:
        """Where points of shape (n, features) lie in the plane, shape (n, 2)."""
        return (np.asarray(points, dtype=float) - self.middle) @ self.directions.T


def principal_plane(points: Any) -> Plane:
    """The plane through the middle of the points that keeps most of their variance (PCA).

    Each direction has its largest number positive, so that two machines draw the same picture.

    Arguments:
        points: shape (n, features), n ≥ 3 and at least two features.

    Raises:
        CourseError: for another shape, or values that are not finite.
    """
    points = np.asarray(points, dtype=float)
    if points.ndim != 2 or len(points) < 3 or points.shape[1] < 2 or not np.isfinite(points).all():
        raise CourseError(
            f"points must be finite numbers of shape (n, features), n ≥ 3 and at least two features, "
            f"got shape {points.shape}"
        )
    middle = points.mean(axis=0)
    directions = np.linalg.svd(points - middle, full_matrices=False)[2][:2]
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    return Plane(middle, directions * np.where(largest < 0, -1.0, 1.0))
