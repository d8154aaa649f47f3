"""A photograph in shades of gray, cut from one that scikit-learn carries."""

from __future__ import annotations

import numpy as np

from ..errors import CourseError, one_of, whole_number

# Both by permission of their authors (CC BY 2.0); the file, then rows and columns of a square part of it.
PHOTOGRAPHS = {
    "pagoda": ("china.jpg", slice(20, 380), slice(40, 400)),
    "dahlia": ("flower.jpg", slice(40, 400), slice(128, 488)),
}
SIDE = 360  # pixels of the square parts
LUMINANCE = (0.299, 0.587, 0.114)  # of red, green and blue (ITU-R BT.601)


def photograph(name: str = "pagoda", *, side: int = 120) -> np.ndarray:
    """A square gray photograph, values in [0, 1], shape (side, side).

    Args:
        name: "pagoda" (a tower at the Summer Palace in Beijing) or "dahlia" (a flower).
        side: rows and columns, a number that divides 360.

    Raises:
        CourseError: for another name or side.
    """
    from sklearn.datasets import load_sample_image  # costs a second: only when a photograph is wanted

    file, rows, columns = PHOTOGRAPHS[one_of("name", name, PHOTOGRAPHS)]
    side = whole_number("side", side, at_least=1, at_most=SIDE)
    if SIDE % side:
        raise CourseError(f"side must divide {SIDE}, got {side}")
    gray = load_sample_image(file)[rows, columns] @ np.array(LUMINANCE) / 255
    block = SIDE // side
    return gray.reshape(side, block, side, block).mean(axis=(1, 3)).astype(np.float32)
