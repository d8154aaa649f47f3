"""A class for every pixel: how well two such pictures agree, and a loss that asks for agreement."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import CourseError, whole_number
from .loss_inputs import finite_array, insist_on_shares, same_shape

EPSILON = 1e-7  # as Keras has it, against a division by 0


def confusion(truth: Any, answer: Any, classes: int) -> np.ndarray:
    """How many pixels of each true class (row) were given each class (column); shape (classes, classes).

    Args:
        truth: class indices of any shape, such as (n, height, width).
        answer: class indices of the same shape.
        classes: how many classes there are.

    Raises:
        CourseError: if truth and answer differ in shape or hold something other than class indices.
    """
    classes = whole_number("classes", classes, at_least=1)
    truth, answer = same_shape(truth, answer, ("truth", "answer"))
    for name, values in (("truth", truth), ("answer", answer)):
        if not np.isin(values, np.arange(classes)).all():
            raise CourseError(
                f"{name} must hold class indices 0 to {classes - 1}, got {values.min():g} to {values.max():g}"
            )
    pairs = truth.astype(int) * classes + answer.astype(int)
    return np.bincount(pairs.reshape(-1), minlength=classes**2).reshape(classes, classes)


def iou_per_class(truth: Any, answer: Any, classes: int) -> np.ndarray:
    """Intersection over union of each class: the pixels that have it in both, divided by those in either.

    Returns:
        Shape (classes,); NaN for a class that is in neither.

    Raises:
        CourseError: as `confusion` does.
    """
    table = confusion(truth, answer, classes)
    both = np.diag(table)
    either = table.sum(axis=0) + table.sum(axis=1) - both
    return np.divide(both, either, out=np.full(classes, np.nan), where=either > 0)


def mean_iou(truth: Any, answer: Any, classes: int) -> float:
    """The mean of `iou_per_class` over the classes that are in truth or answer.

    Raises:
        CourseError: as `confusion` does.
    """
    return float(np.nanmean(iou_per_class(truth, answer, classes)))


def dice_loss(y: Any, probabilities: Any) -> float:
    """1 − 2·Σ y·p / (Σ y + Σ p) for each class, and the mean over the classes; 0 for perfect agreement.

    Each class counts alike, however few pixels it has (F. Milletari, N. Navab, S.-A. Ahmadi 2016,
    arXiv:1606.04797, with sums in place of sums of squares, as Keras has it).

    Args:
        y: 1 for the true class of a pixel and 0 for the others, shape (…, classes).
        probabilities: of the same shape, in [0, 1].

    Raises:
        CourseError: if the shapes differ or a value lies outside of [0, 1].
    """
    y, p = same_shape(y, probabilities, ("y", "probabilities"))
    insist_on_shares("y", y)
    insist_on_shares("probabilities", p)
    axes = tuple(range(y.ndim - 1))
    overlap = 2 * (y * p).sum(axis=axes) / (y.sum(axis=axes) + p.sum(axis=axes) + EPSILON)
    return float(np.mean(1 - overlap))


def one_hot(classes_of_pixels: Any, classes: int) -> np.ndarray:
    """Class indices of shape (…) as zeros with a single 1, shape (…, classes).

    Raises:
        CourseError: if there is something other than class indices.
    """
    indices = finite_array("classes_of_pixels", classes_of_pixels)
    if not np.isin(indices, np.arange(classes)).all():
        raise CourseError(f"classes_of_pixels must hold class indices 0 to {classes - 1}")
    return np.eye(classes)[indices.astype(int)]
