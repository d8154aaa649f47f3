"""Sets of points in the plane, drawn by a rule and moved by noise: what networks small enough to watch learn.

Each layout function takes the number of points and a random generator and returns points without noise, shape
(n, 2), all within ±2, and their classes, shape (n,). Classes take turns, so that they are balanced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from ..errors import CourseError, number, whole_number
from .dataset import Dataset
from .splits import part_sizes, split

# In the order of the course's colors, so that the class named "blue" is drawn blue.
COLOR_NAMES = ("blue", "orange", "green", "pink", "yellow", "sky", "amber", "black")
MOST_POINTS = 1_000_000
# Half the points are new ones, as in TensorFlow Playground: with few points the two losses differ visibly.
USUAL_TEST_SHARE = 0.5

Layout = Callable[[int, np.random.Generator], tuple[np.ndarray, np.ndarray]]


def circles(n: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A disc of radius 0.9 (class 0), and around it, after a gap, a ring of radius 1.5 to 2 (class 1)."""
    labels = np.arange(n) % 2
    inner, outer = np.where(labels == 0, 0.0, 1.5), np.where(labels == 0, 0.9, 2.0)
    # Uniform over the area: the square of the radius is what is evenly spread.
    radius = np.sqrt(random.uniform(inner**2, outer**2))
    return _polar(radius, random.uniform(0, 2 * np.pi, n)), labels


def xor(n: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Four squares, one per quadrant; class 1 where exactly one of x1 and x2 is positive, else class 0."""
    quadrant = np.arange(n) % 4
    signs = np.stack([np.where(quadrant % 2, 1, -1), np.where(quadrant // 2, 1, -1)], axis=1)
    points = signs * random.uniform(0.15, 1.8, (n, 2))  # the gap of 0.3 between squares keeps classes apart
    return points, (signs[:, 0] != signs[:, 1]).astype(int)


def spirals(n: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two arms that wind around each other one and a half times, from radius 0.2 to 2, half a turn apart."""
    labels = np.arange(n) % 2
    along = random.random(n) ** 0.75  # a little denser outside, where an arm is longer
    radius = 0.2 + 1.8 * along
    return _polar(radius, 2 * np.pi * (1.5 * along + 0.5 * labels)), labels


def moons(n: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two half circles that reach into each other: an arch (class 0) and a bowl (class 1)."""
    labels = np.arange(n) % 2
    angle = random.uniform(0, np.pi, n)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    return 1.3 * np.where(labels[:, None] == 0, upper, -upper), labels


def ring(n: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Eight places on a circle of radius 1.5, one class each; noise alone makes each of them a Gaussian."""
    labels = np.arange(n) % 8
    return _polar(np.full(n, 1.5), 2 * np.pi * labels / 8), labels


def blobs_around(centers: np.ndarray, n: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A round cloud about each of the `centers`, shape (classes, 2), one class each.

    The clouds are Gaussian with standard deviation 0.3 but end at radius 0.6, so that two clouds whose
    centers are more than 1.2 apart can be separated with certainty as long as there is no noise.
    """
    labels = np.arange(n) % len(centers)
    deviation, end = 0.3, 0.6
    # The distance of a Gaussian point from its center, by inverting its distribution, cut off at `end`.
    within = 1 - np.exp(-(end**2) / (2 * deviation**2))
    radius = deviation * np.sqrt(-2 * np.log1p(-within * random.random(n)))
    return centers[labels] + _polar(radius, random.uniform(0, 2 * np.pi, n)), labels


def _polar(radius: np.ndarray, angle: np.ndarray) -> np.ndarray:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


class PointSet(NamedTuple):
    """A layout with its title, its number of classes, and the noise that shows it well."""

    layout: Layout
    title: str
    number_of_classes: int
    usual_noise: float = 0.1


POINT_SETS = {
    "circles": PointSet(circles, "a disc of points inside a ring of points", 2),
    "xor": PointSet(xor, "four squares of points, like classes diagonally opposite", 2),
    "spirals": PointSet(spirals, "two spiral arms of points", 2, usual_noise=0.05),
    "moons": PointSet(moons, "two half moons of points that reach into each other", 2),
    "ring": PointSet(ring, "eight small clouds of points on a circle", 8),
}


def load_points(
    name: str,
    *,
    n: int = 500,
    noise: float | None = None,
    seed: int = 1,
    test_share: float | None = None,
    validation_share: float = 0.0,
) -> Dataset:
    """Draw the point set `name`, one of `POINT_SETS`.

    Args:
        name: which layout.
        n: the number of points, all parts together.
        noise: the standard deviation of the Gaussian noise added to each coordinate, in units of x1 and x2;
            0.1 unless said otherwise (spirals: 0.05).
        seed: with the same seed come the same points, and another noise moves these same points.
        test_share: the share of the points kept for testing; half unless said otherwise.
        validation_share: the share kept for validation.

    Raises:
        CourseError: if an argument has a value that is not allowed.
    """
    point_set = POINT_SETS[name]
    settings = {"n": n, "noise": point_set.usual_noise if noise is None else noise, "seed": seed}
    return _drawn(name, point_set, settings, test_share=test_share, validation_share=validation_share)


def load_blobs(
    *,
    n: int = 500,
    noise: float = 0.1,
    seed: int = 1,
    test_share: float | None = None,
    validation_share: float = 0.0,
    centers: int | Sequence[Sequence[float]] = 2,
) -> Dataset:
    """Draw round clouds of points.

    Args:
        centers: how many clouds, 1 to 8, placed evenly on a circle of radius 1.3 (up to six do not touch each
            other without noise); or the places themselves, as a list of 1 to 8 pairs (x1, x2).

    The other arguments are those of `load_points`.

    Raises:
        CourseError: if an argument has a value that is not allowed.
    """
    places = _centers(centers)
    shown = centers if isinstance(centers, int) else tuple(tuple(map(float, place)) for place in places)
    count = len(places)
    title = f"{count} round clouds of points" if count > 1 else "one round cloud of points"
    point_set = PointSet(partial(blobs_around, places), title, count)
    settings = {"n": n, "noise": noise, "seed": seed, "centers": shown}
    return _drawn("blobs", point_set, settings, test_share=test_share, validation_share=validation_share)


def _centers(centers: Any) -> np.ndarray:
    most = len(COLOR_NAMES)
    if not isinstance(centers, Sequence | np.ndarray) or isinstance(centers, str):
        count = whole_number("centers", centers, at_least=1, at_most=most)
        return _polar(np.full(count, 1.3), np.pi / 4 + 2 * np.pi * np.arange(count) / count)
    sentence = f"centers must be 1 to {most} pairs of numbers (x1, x2), got {centers!r}"
    try:
        places = np.array(centers, dtype=float)
    except (TypeError, ValueError) as error:
        raise CourseError(sentence) from error
    pairs = places.ndim == 2 and places.shape[1] == 2 and 1 <= len(places) <= most
    if not pairs or not np.isfinite(places).all():
        raise CourseError(sentence)
    return places


def _drawn(
    name: str, point_set: PointSet, settings: dict[str, Any], *, test_share: Any, validation_share: Any
) -> Dataset:
    n = whole_number("n", settings["n"], at_least=1, at_most=MOST_POINTS)
    noise = number("noise", settings["noise"], at_least=0)
    seed = whole_number("seed", settings["seed"], at_least=0)
    sizes = part_sizes(
        n, test_share=test_share, validation_share=validation_share, usual_test_share=USUAL_TEST_SHARE
    )
    # Three streams: the places, the noise and the split do not depend on how much the others draw.
    for_places, for_noise, for_split = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(3))
    places, labels = point_set.layout(n, for_places)
    x = (places + noise * for_noise.standard_normal((n, 2))).astype(np.float32)
    y = labels.astype(np.int32)
    train, validation, test = split(labels, sizes, for_split)
    return Dataset(
        name=name,
        title=point_set.title,
        task="classification",
        x_train=x[train],
        y_train=y[train],
        x_validation=x[validation],
        y_validation=y[validation],
        x_test=x[test],
        y_test=y[test],
        feature_names=("x1", "x2"),
        class_names=COLOR_NAMES[: point_set.number_of_classes],
        source="drawn by dlcourse from the settings above",
        licence="none needed: made on your machine",
        settings={
            **settings,
            "n": n,
            "noise": noise,
            "seed": seed,
            "test_share": USUAL_TEST_SHARE if test_share is None else float(test_share),
            "validation_share": float(validation_share),
        },
    )
