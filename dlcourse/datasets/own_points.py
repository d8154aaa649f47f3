"""A data set made of points that the reader drew or brought along."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from ..errors import CourseError, number, whole_number
from .dataset import Dataset
from .points import COLOR_NAMES
from .recipe import follow
from .splits import part_sizes, split

USUAL_TEST_SHARE = 0.3


def from_points(
    x: Any,
    y: Any,
    class_names: Sequence[str] = COLOR_NAMES[:2],
    *,
    feature_names: Sequence[str] = ("x1", "x2"),
    noise: float = 0.0,
    seed: int = 1,
    test_share: float | None = None,
    validation_share: float = 0.0,
) -> Dataset:
    """Make a Dataset of points in the plane, with each class spread over the parts in proportion.

    Every class that has points has some in the train part: of a class with a single one, none is for testing.
    Like a set from `load`, it can be made again `with_settings(noise=0.1)`.

    Args:
        x: the points, shape (n, 2).
        y: the class of each, whole numbers from 0 on, shape (n,).
        class_names: one name for each class; a class need not have points.
        feature_names: names of the two coordinates.
        noise: the standard deviation of Gaussian noise added to each coordinate.
        seed: draws the noise and which points are for testing.
        test_share: the share of the points kept for testing; 0.3 unless said otherwise.
        validation_share: the share kept for validation.

    Raises:
        CourseError: if the arrays do not fit, fewer than two classes have points, or a setting has a value
            that is not allowed.
    """
    x, y = checked_points(x, y, class_names)
    present = np.unique(y)
    if len(present) < 2:
        some = f"{len(y)} of {class_names[present[0]]}" if len(present) else "no points"
        raise CourseError(
            f"points must be of at least two classes to learn from, got {some}: add another class"
        )
    return follow(
        "own points",
        partial(_split_up, x, y, (tuple(class_names), tuple(feature_names))),
        noise=noise,
        seed=seed,
        test_share=test_share,
        validation_share=validation_share,
    )


def checked_points(x: Any, y: Any, class_names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The points as float32 (n, 2) and their classes as int32 (n,).

    Raises:
        CourseError: if they have other shapes or lengths, are not finite, or a class has no name.
    """
    try:
        x, y = np.asarray(x, dtype=np.float32), np.asarray(y)
    except (TypeError, ValueError) as error:
        raise CourseError(f"points must be numbers of shape (n, 2), got {x!r:.80}") from error
    if x.size == 0 and y.size == 0:
        return np.zeros((0, 2), np.float32), np.zeros(0, np.int32)
    if x.ndim != 2 or x.shape[1] != 2 or not np.isfinite(x).all():
        raise CourseError(f"points must be finite numbers of shape (n, 2), got shape {x.shape}")
    if y.shape != (len(x),):
        raise CourseError(
            f"points and classes must be of the same length, got {len(x)} points and y of shape {y.shape}"
        )
    if y.dtype.kind not in "bui" or y.min() < 0 or y.max() >= len(class_names):
        raise CourseError(
            f"classes must be whole numbers from 0 to {len(class_names) - 1}, one for each of "
            f"{', '.join(class_names)}; got {np.unique(y)[:8].tolist()}"
        )
    return x.copy(), y.astype(np.int32)


def _split_up(
    x: np.ndarray, y: np.ndarray, names: tuple[tuple[str, ...], ...], *,
    noise: Any, seed: Any, test_share: Any, validation_share: Any,
) -> Dataset:  # fmt: skip
    noise, seed = number("noise", noise, at_least=0), whole_number("seed", seed, at_least=0)
    sizes = part_sizes(
        len(y), test_share=test_share, validation_share=validation_share, usual_test_share=USUAL_TEST_SHARE
    )
    for_noise, for_split = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(2))
    moved = (x + noise * for_noise.standard_normal(x.shape)).astype(np.float32)
    train, *others = split(y, sizes, for_split)
    only = np.flatnonzero(~np.isin(y, y[train]))
    parts = [np.concatenate([train, only]), *(part[~np.isin(part, only)] for part in others)]
    arrays = {}
    for name, chosen in zip(("train", "validation", "test"), parts, strict=True):
        arrays |= {f"x_{name}": moved[chosen], f"y_{name}": y[chosen]}
    return Dataset(
        name="own points",
        title=f"{len(y)} points of your own",
        task="classification",
        class_names=names[0],
        feature_names=names[1],
        source="drawn by hand, or passed as arrays",
        licence="yours",
        settings={
            "noise": noise,
            "seed": seed,
            "test_share": USUAL_TEST_SHARE if test_share is None else float(test_share),
            "validation_share": float(validation_share),
        },
        **arrays,
    )
