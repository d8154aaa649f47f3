"""Boxes around things: their overlap, one box out of many, what a grid of cells answers, and how good it is.

A box is (left, top, right, bottom): its edges in pixels, from the left top corner of the picture. Boxes of
shape (n, 4); scores and classes of shape (n,).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import CourseError, number
from .loss_inputs import finite_array

LOGIT, SIDES, CLASSES = 0, slice(1, 5), slice(5, None)  # what a cell answers, in this order


def iou(a: Any, b: Any) -> np.ndarray:
    """Intersection over union: the area that two boxes share, divided by the area that they cover together.

    Args:
        a: boxes, shape (n, 4).
        b: boxes, shape (m, 4).

    Returns:
        For each box of a with each of b, a number in [0, 1]; shape (n, m). Two boxes without area have 0.

    Raises:
        CourseError: if a or b are no boxes with left ≤ right and top ≤ bottom.
    """
    a, b = checked_boxes("a", a), checked_boxes("b", b)
    low = np.maximum(a[:, None, :2], b[:, :2])  # (n, m, 2)
    high = np.minimum(a[:, None, 2:], b[:, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=2)
    together = area(a)[:, None] + area(b) - shared
    return np.divide(shared, together, out=np.zeros_like(shared), where=together > 0)


def area(boxes: Any) -> np.ndarray:
    """Width times height of each box, shape (n,)."""
    boxes = checked_boxes("boxes", boxes)
    return np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)


def suppress(boxes: Any, scores: Any, limit: float = 0.5) -> np.ndarray:
    """Non-maximum suppression: keep the best box, drop all that overlap it much, and go on with the rest.

    Args:
        boxes: shape (n, 4).
        scores: the higher, the better; shape (n,). Among equal ones the first comes first.
        limit: a box goes if its intersection over union with a kept one is larger; in [0, 1].

    Returns:
        The indices of the boxes that are kept, the best first.

    Raises:
        CourseError: if the boxes are none, or the scores do not match them.
    """
    boxes = checked_boxes("boxes", boxes)
    scores = _one_each("scores", scores, len(boxes))
    limit = number("limit", limit, at_least=0, at_most=1)
    overlap = iou(boxes, boxes)
    left, kept = np.argsort(-scores, kind="stable"), []
    while len(left):
        best, rest = left[0], left[1:]
        kept.append(best)
        left = rest[overlap[best, rest] <= limit]
    return np.array(kept, dtype=int)


def encode(boxes: Any, classes: Any, grid: tuple[int, int], cell: float, reach: float = 0.75) -> np.ndarray:
    """What the cells of a grid should answer: which thing is theirs, and how far its edges are from them.

    A cell answers for a thing whose middle is less than `reach` cells away from its own, along both axes; for
    the nearest if there are several. With reach > 0.5 each thing has at least one cell. Distances to the four
    edges as in FCOS (Z. Tian et al. 2019, arXiv:1904.01355).

    Args:
        boxes: shape (n, 4).
        classes: class indices, shape (n,).
        grid: rows and columns of cells.
        cell: the side of a cell, in pixels.
        reach: in cells.

    Returns:
        Shape (rows, columns, 6): 1 or 0 for yes or no; how far it is from the middle of the cell to the left,
        top, right and bottom edge, in cells; the class. Zeros where the answer is no.

    Raises:
        CourseError: if the boxes are none, or the classes do not match them.
    """
    boxes = checked_boxes("boxes", boxes)
    classes = _one_each("classes", classes, len(boxes))
    target = np.zeros((*grid, 6))
    middles = cell_middles(grid, cell)  # (rows, columns, 2)
    if len(boxes) == 0:
        return target
    things = (boxes[:, :2] + boxes[:, 2:]) / 2
    away = np.abs(middles[:, :, None] - things).max(axis=-1)  # (rows, columns, n)
    nearest = away.argmin(axis=-1)
    yes = away.min(axis=-1) < reach * cell
    target[yes, 0] = 1
    target[yes, 1:5] = _distances(boxes[nearest[yes]], middles[yes]) / cell
    target[yes, 5] = classes[nearest[yes]]
    return target


def decode(answers: Any, cell: float, at_least: float = 0.05) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The boxes that a grid of cells answers with, before any of them is suppressed.

    Args:
        answers: shape (rows, columns, 5 + classes): the logit of "something is here"; from the middle of the
            cell to the left, top, right and bottom edge, in cells; a logit for each class.
        cell: the side of a cell, in pixels.
        at_least: the score from which a cell counts.

    Returns:
        boxes (n, 4), scores (n,), classes (n,), the best first. A score is the probability that something is
        here, times the probability of the likeliest class.

    Raises:
        CourseError: if the answers have another shape.
    """
    answers = finite_array("answers", answers)
    if answers.ndim != 3 or answers.shape[-1] < 6:
        raise CourseError(f"answers must have shape (rows, columns, 5 + classes), got {answers.shape}")
    logits = answers[..., CLASSES]
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    likeliest = shares.max(axis=-1) / shares.sum(axis=-1)
    scores = likeliest / (1 + np.exp(-np.clip(answers[..., LOGIT], -50, 50)))
    yes = scores >= at_least
    middles = cell_middles(answers.shape[:2], cell)[yes]
    before, behind = answers[yes, 1:3] * cell, answers[yes, 3:5] * cell
    # A cell may put the left edge to the right of the right one: such a box gets no area, so no overlap.
    low, high = middles - before, middles + behind
    boxes = np.concatenate([low, np.maximum(low, high)], axis=1)
    order = np.argsort(-scores[yes], kind="stable")
    return boxes[order], scores[yes][order], logits.argmax(axis=-1)[yes][order]


def cell_middles(grid: Sequence[int], cell: float) -> np.ndarray:
    """The middle (x, y) of each cell of a grid, in pixels; shape (rows, columns, 2)."""
    rows, columns = grid
    return np.stack(np.meshgrid(np.arange(columns) + 0.5, np.arange(rows) + 0.5), axis=-1) * cell


def hits(boxes: Any, scores: Any, truth: Any, at: float = 0.5) -> np.ndarray:
    """Which boxes find a thing, taken from the best score to the worst.

    A box finds the thing that it overlaps most among those not found yet, if their intersection over union is
    at least `at`: so a second box for the same thing is a miss.

    Args:
        boxes: what was answered, shape (n, 4).
        scores: shape (n,).
        truth: boxes of the things that are there, shape (m, 4).
        at: in (0, 1].

    Returns:
        True for a hit, in the order of `boxes`; shape (n,).

    Raises:
        CourseError: if boxes or truth are no boxes, or the scores do not match.
    """
    boxes, truth = checked_boxes("boxes", boxes), checked_boxes("truth", truth)
    scores = _one_each("scores", scores, len(boxes))
    at = number("at", at, above=0, at_most=1)
    overlap = iou(boxes, truth)
    found = np.zeros(len(boxes), dtype=bool)
    if overlap.shape[1] == 0:
        return found
    for index in np.argsort(-scores, kind="stable"):
        best = overlap[index].argmax()
        if overlap[index, best] >= at:
            found[index] = True
            overlap[:, best] = -1
    return found


def precision_recall(found: Any, scores: Any, things: int) -> tuple[np.ndarray, np.ndarray]:
    """Precision and recall of the best box, the two best, …: shape (n,) each.

    Args:
        found: which boxes are hits, shape (n,).
        scores: shape (n,).
        things: how many there are to be found.

    Raises:
        CourseError: if found and scores do not match, or there are more hits than things.
    """
    scores = _one_each("scores", scores, np.size(scores))
    found = _one_each("found", found, len(scores))
    if found.sum() > things:
        raise CourseError(
            f"things must be at least the number of hits, got {things} for {found.sum():g} hits"
        )
    true = np.cumsum(found[np.argsort(-scores, kind="stable")])
    return true / np.arange(1, len(true) + 1), true / max(things, 1)


def average_precision(found: Any, scores: Any, things: int) -> float:
    """The area under the curve of precision against recall, after each dent of the curve is filled.

    The precision at a recall is the best that is reached at this recall or a higher one, as in PASCAL VOC
    since 2010 (M. Everingham et al. 2015, doi:10.1007/s11263-014-0733-5). COCO reads the same curve at 101
    places.

    Raises:
        CourseError: as `precision_recall` does.
    """
    precision, recall = precision_recall(found, scores, things)
    filled = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.diff(recall, prepend=0) * filled))


def mean_average_precision(answers: Sequence[Any], truths: Sequence[Any], at: float = 0.5) -> float:
    """The average precision of each class over all pictures, and the mean of these: mAP at a threshold.

    Args:
        answers: for each picture (boxes, scores, classes), as `decode` returns them, after suppression.
        truths: for each picture (boxes, classes).
        at: the intersection over union from which a box is a hit.

    Raises:
        CourseError: if there are not as many answers as truths, or no thing in any picture.
    """
    values = list(average_precisions(answers, truths, at).values())
    return float(np.mean(values))


def average_precisions(answers: Sequence[Any], truths: Sequence[Any], at: float = 0.5) -> dict[int, float]:
    """The average precision of each class that is in one of the pictures.

    Raises:
        CourseError: as `mean_average_precision` does.
    """
    if len(answers) != len(truths):
        raise CourseError(f"answers and truths must be as many, got {len(answers)} and {len(truths)}")
    there = np.unique(
        np.concatenate([np.zeros(0), *(np.asarray(classes).reshape(-1) for _, classes in truths)])
    )
    if len(there) == 0:
        raise CourseError(
            "truths must hold at least one thing: without any, there is no precision to average"
        )
    return {int(each): average_precision(*hits_of_class(answers, truths, each, at)) for each in there}


def hits_of_class(
    answers: Sequence[Any], truths: Sequence[Any], class_index: int, at: float = 0.5
) -> tuple[np.ndarray, np.ndarray, int]:
    """All boxes of one class in all pictures: which are hits, their scores, and how many things there are.

    The arguments are those of `mean_average_precision`; the result is what `precision_recall` takes.
    """
    found, scores, things = [np.zeros(0, dtype=bool)], [np.zeros(0)], 0
    for (boxes, given, classes), (truth, truth_classes) in zip(answers, truths, strict=True):
        mine, wanted = np.asarray(classes) == class_index, np.asarray(truth_classes) == class_index
        things += np.count_nonzero(wanted)
        if mine.any():
            scores.append(np.asarray(given)[mine])
            found.append(hits(np.asarray(boxes)[mine], scores[-1], np.asarray(truth)[wanted], at))
    return np.concatenate(found), np.concatenate(scores), things


def checked_boxes(name: str, boxes: Any) -> np.ndarray:
    """The boxes as floats of shape (n, 4); an empty list is no box.

    Raises:
        CourseError: if they have another shape, are not finite, or have an edge on the wrong side.
    """
    boxes = finite_array(name, boxes)
    if boxes.size == 0:
        boxes = boxes.reshape(-1, 4)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise CourseError(f"{name} must have shape (n, 4): left, top, right, bottom; got {boxes.shape}")
    wrong = (boxes[:, :2] > boxes[:, 2:]).any(axis=1)
    if wrong.any():
        raise CourseError(
            f"{name} must have left ≤ right and top ≤ bottom in each row, got {boxes[wrong][0].tolist()}"
        )
    return boxes


def _distances(boxes: np.ndarray, middles: np.ndarray) -> np.ndarray:
    return np.concatenate([middles - boxes[:, :2], boxes[:, 2:] - middles], axis=1)


def _one_each(name: str, values: Any, count: int) -> np.ndarray:
    values = finite_array(name, values)
    if values.shape != (count,):
        raise CourseError(f"{name} must have shape ({count},), one for each box, got {values.shape}")
    return values
