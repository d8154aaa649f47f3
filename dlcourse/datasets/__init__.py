"""What chapters learn from: every data set by name, as one kind of record, offline unless said otherwise."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..errors import one_of
from .dataset import Dataset
from .glyphs import load_glyphs
from .handwriting import center_as_mnist, draw_strokes
from .images import COLLECTIONS, load_images
from .own_points import from_points
from .photographs import photograph
from .points import POINT_SETS, load_blobs, load_points
from .recipe import Recipe, follow
from .scattered import neat_digits, scattered_digits
from .scenes import load_digit_scenes, load_letter_scenes
from .tables import TABLES, load_digits, load_table

__all__ = [
    "Dataset", "center_as_mnist", "draw_strokes", "from_points", "load", "names", "neat_digits", "photograph",
    "scattered_digits",
]  # fmt: skip

CATALOGUE: dict[str, Recipe] = {
    **{name: partial(load_points, name) for name in ("circles", "xor")},
    "blobs": load_blobs,
    **{name: partial(load_points, name) for name in POINT_SETS if name not in ("circles", "xor")},
    **{name: partial(load_table, name) for name in TABLES if name != "digits"},
    "digits": load_digits,
    "glyphs": load_glyphs,
    "digit_scenes": load_digit_scenes,
    "letter_scenes": load_letter_scenes,
    **{name: partial(load_images, name) for name in COLLECTIONS},
}


def names() -> tuple[str, ...]:
    """The names that `load` knows."""
    return tuple(CATALOGUE)


def load(
    name: str,
    *,
    n: int | None = None,
    noise: float | None = None,
    seed: int = 1,
    test_share: float | None = None,
    validation_share: float = 0.0,
    **settings: Any,
) -> Dataset:
    """Load a data set.

    >>> load("circles", n=400, noise=0.2, seed=3)
    >>> load("iris", features=("petal length", "petal width"), classes=("setosa", "versicolor"))

    Args:
        name: one of `names()`.
        n: how many examples, all parts together. None: what is usual for the set (for tables, all).
        noise: standard deviation of the noise, for sets that are drawn: points (in units of x1 and x2),
            glyphs and scenes. None: what is usual for the set.
        seed: a whole number ≥ 0; the same seed gives the same data.
        test_share: the share of the examples kept for testing, in [0, 1). None: what is usual for the set.
        validation_share: the share of the examples kept for validation, in [0, 1).
        **settings: what only some sets have: `centers` (blobs), `features` (tables), `classes` (tables and
            digits), `characters` (glyphs).

    Raises:
        CourseError: if the name is unknown, the set has no such setting, or a value is not allowed.
    """
    recipe = CATALOGUE[one_of("name", name, names())]
    optional = {"n": n, "noise": noise, "test_share": test_share, **settings}
    given = {key: value for key, value in optional.items() if value is not None}
    return follow(name, recipe, seed=seed, validation_share=validation_share, **given)
