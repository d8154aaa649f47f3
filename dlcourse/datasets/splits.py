"""How examples are shared out between train, validation and test."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..errors import CourseError, number


class Sizes(NamedTuple):
    """How many examples each part gets."""

    train: int
    validation: int
    test: int


def checked_share(name: str, value: Any) -> float:
    """Return `value` as a share of the examples, or say which shares there are.

    Raises:
        CourseError: if value is no number in [0, 1).
    """
    try:
        value = number(name, value, at_least=0)
    except CourseError as error:
        raise CourseError(f"{name} must be a number ≥ 0 and < 1, got {value!r}") from error
    if value >= 1:
        raise CourseError(f"{name} must be a number ≥ 0 and < 1, got {value:g}")
    return value


def part_sizes(n: int, *, test_share: Any, validation_share: Any, usual_test_share: float) -> Sizes:
    """How many of `n` examples go to train, validation and test.

    A `test_share` of None means the usual one, as far as n reaches: a single example is for training.

    Raises:
        CourseError: if a share lies outside [0, 1), if the shares leave nothing to train on, or if n is too
            small to give an example to each part that was asked for.
    """
    validation_share = checked_share("validation_share", validation_share)
    asked = test_share is not None
    test_share = checked_share("test_share", test_share) if asked else usual_test_share
    if test_share + validation_share >= 1:
        raise CourseError(
            f"test_share + validation_share must be < 1, so that something is left to train on, "
            f"got {test_share:g} + {validation_share:g}"
        )
    sizes = _sizes(n, test_share, validation_share)
    if not asked:
        test = min(sizes.test, max(0, n - sizes.validation - 1))
        sizes = Sizes(n - sizes.validation - test, sizes.validation, test)
    if not _is_filled(sizes, test_share if asked else 0, validation_share):
        raise CourseError(
            f"n must be {_least_n(test_share, validation_share)} for test_share = {test_share:g} and "
            f"validation_share = {validation_share:g}, so that no part is empty, got {n}"
        )
    return sizes


def _sizes(n: int, test_share: float, validation_share: float) -> Sizes:
    test, validation = int(n * test_share + 0.5), int(n * validation_share + 0.5)
    return Sizes(n - test - validation, validation, test)


def _is_filled(sizes: Sizes, test_share: float, validation_share: float) -> bool:
    asked = ((sizes.test, test_share), (sizes.validation, validation_share))
    return sizes.train > 0 and all(size > 0 for size, share in asked if share > 0)


def _least_n(test_share: float, validation_share: float) -> str:
    for n in range(1, 10_001):
        if _is_filled(_sizes(n, test_share, validation_share), test_share, validation_share):
            return f"≥ {n}"
    return "> 10000"


def stratified_order(labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """An order of the examples of which every beginning has the classes in about their own proportions.

    Each class is shuffled and its examples are spread evenly over (0, 1); reading all of them from left to
    right takes the classes by turns.
    """
    place = np.empty(len(labels))
    for label in np.unique(labels):
        members = random.permutation(np.flatnonzero(labels == label))
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    return np.lexsort((random.random(len(labels)), place))


def split(labels: np.ndarray, sizes: Sizes, random: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Indices of the train, validation and test examples, each class spread over them in proportion.

    labels: what to spread evenly, shape (n,); give zeros where there are no classes.
    """
    order = stratified_order(labels, random)
    parts = np.split(order, [sizes.test, sizes.test + sizes.validation])
    test, validation, train = map(random.permutation, parts)
    return train, validation, test
