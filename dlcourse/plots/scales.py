"""From numbers to colors: which value has which end of a map, and which ink reads on a color."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from ..errors import CourseError, number
from . import style

# Magnitudes from nearly white to dark blue, in equal steps of lightness (CIE L* from 96.5 down to 21.5).
SEQUENTIAL = LinearSegmentedColormap.from_list(
    "dlcourse magnitudes", ("#f5f5f5", "#b4d7e7", "#75b8d7", "#2698c7", "#0077b4", "#00558f", "#003660")
)
UNKNOWN = "#c9cfd5"  # where there is no finite number


def largest_magnitude(values: Any) -> float:
    """The largest |value| among the finite ones; 1 where there is none but 0."""
    values = np.abs(np.asarray(values, dtype=float))
    largest = float(np.max(values, where=np.isfinite(values), initial=0.0))
    return largest if largest > 0 else 1.0


def signed_limit(limit: float | None, values: Any) -> float:
    """The magnitude at the ends of a diverging map: `limit`, or the largest among `values`.

    Raises:
        CourseError: if limit is neither None nor a number > 0.
    """
    return largest_magnitude(values) if limit is None else number("limit", limit, above=0)


def numbers_in(name: str, values: Any, *, dimensions: tuple[int, ...], shapes: str) -> np.ndarray:
    """`values` as an array of floats, which may hold values that are not finite.

    Raises:
        CourseError: if they are no numbers, or have another number of dimensions; `shapes` says which.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different length
        raise CourseError(f"{name} must be an array {shapes}, got rows of different length") from error
    if array.dtype.kind not in "buif" or array.ndim not in dimensions or 0 in array.shape:
        got = f"shape {array.shape}" if array.dtype.kind in "buif" else repr(values)[:60]
        raise CourseError(f"{name} must be an array of numbers {shapes}, got {got}")
    return array.astype(float)


def ink_on(color: Any) -> str:
    """Black or white, whichever reads better on `color` (WCAG 2.1's contrast)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (luminance + 0.05) ** 2 > 0.05 * 1.05 else style.PAPER
