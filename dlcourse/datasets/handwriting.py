"""Drawn strokes as images of 28 × 28 pixels, in the form that MNIST gave to handwritten digits.

Cropping, scaling and centering as in Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning
applied to document recognition" (1998), doi:10.1109/5.726791: the ink fits into 20 × 20 pixels with its
proportions kept, and its center of mass stands in the middle of 28 × 28.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..errors import CourseError, number, whole_number

SIDE = 28  # rows and columns of the finished image
INK_SIDE = 20  # pixels, of the longer side of what is drawn
FAINTEST = 0.1  # the share of the brightest pixel from which a pixel counts as ink when cropping
FINE = 80  # pixels of the longer side of a drawing before it is scaled: four to one


def center_as_mnist(image: Any) -> np.ndarray:
    """Crop, scale and center one drawn character as MNIST's images are.

    The ink's longer side becomes 20 pixels and its center of mass the middle of the image. A pixel of the
    result is the mean of what it covers, so that edges are smooth and nothing is lost between pixels.

    Args:
        image: ink bright on dark, shape (height, width), values ≥ 0 of any scale.

    Returns:
        float32, shape (28, 28), in [0, 1]; all zeros where there is no ink. Ink at the end of a long, thin
        stroke that the centering moves out of the image is cut off.

    Raises:
        CourseError: if image has another shape, or values that are negative or not finite.
    """
    image = _checked_image(image)
    brightest = image.max(initial=0.0)
    if brightest == 0:
        return np.zeros((SIDE, SIDE), np.float32)
    image = image / brightest
    ink = image >= FAINTEST
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    image = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = INK_SIDE / max(image.shape)
    down, across = (
        _coverage(len(mass), _center_of_mass(mass), scale) for mass in (image.sum(axis=1), image.sum(axis=0))
    )
    return np.clip(down @ image @ across.T, 0, 1).astype(np.float32)


def draw_strokes(strokes: Sequence[Any], width: float, *, side: int = FINE) -> np.ndarray:
    """Draw lines with a round pen, as large as the image and with smooth edges.

    The result does not depend on where the strokes are or in which units they are given; `center_as_mnist`
    makes MNIST's form of it.

    >>> image = center_as_mnist(draw_strokes([[(0, 0), (4, 0), (1, 9)]], width=1))  # a seven

    Args:
        strokes: each the places (x, y) that the pen passes in turn, shape (places, 2), x to the right and y
            downwards. A single place makes a dot.
        width: of the pen, in the units of the strokes.
        side: pixels of the image's longer side; 8 to 512.

    Returns:
        float32, shape (height, width), 0 for no ink to 1; the ink touches all four edges. Where there is no
        stroke, a single pixel without ink.

    Raises:
        CourseError: if a stroke has another shape or places that are not finite, or the width is not > 0.
    """
    width = number("width", width, above=0)
    side = whole_number("side", side, at_least=8, at_most=512)
    checked = checked_strokes(strokes)
    if not checked:
        return np.zeros((1, 1), np.float32)
    left, top, right, bottom = ink_box(checked, width)
    scale = side / max(right - left, bottom - top)
    shape = [max(1, round(scale * extent)) for extent in (bottom - top, right - left)]
    image = np.zeros(shape, np.float32)
    for stroke in checked:
        places = _without_crowds((stroke - (left, top)) * scale)
        for begin, end in zip(places, np.concatenate([places[1:], places[-1:]]), strict=True):
            _add_line(image, begin, end, scale * width / 2)
    return image


def ink_box(strokes: Sequence[Any], width: float) -> tuple[float, float, float, float]:
    """Where the ink of `strokes` is: left, top, right and bottom, in the units of the strokes.

    Raises:
        CourseError: if there is no stroke, or one is not as `draw_strokes` takes it.
    """
    places = np.concatenate(checked_strokes(strokes) or [np.zeros((0, 2))])
    if not len(places):
        raise CourseError("strokes must hold at least one place, got none")
    low, high = places.min(axis=0) - width / 2, places.max(axis=0) + width / 2
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def checked_strokes(strokes: Any) -> list[np.ndarray]:
    """The strokes as float64 arrays of shape (places, 2), without those that have no place.

    Raises:
        CourseError: if one has another shape or places that are not finite.
    """
    if not isinstance(strokes, Iterable) or isinstance(strokes, str):
        raise CourseError(
            f"strokes must be a list of strokes, each a list of places (x, y), got {strokes!r:.80}"
        )
    return [stroke for stroke in map(_checked_stroke, strokes) if len(stroke)]


def _checked_stroke(stroke: Any) -> np.ndarray:
    try:
        places = np.array(stroke, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise CourseError(f"a stroke must be a list of places (x, y), got {stroke!r:.80}") from error
    if places.size == 0:
        return np.zeros((0, 2))
    if places.ndim != 2 or places.shape[1] != 2 or not np.isfinite(places).all():
        raise CourseError(
            f"a stroke must be finite numbers of shape (places, 2), got {places.shape}: {stroke!r:.80}"
        )
    return places


def _checked_image(image: Any) -> np.ndarray:
    image = np.asarray(image)
    if image.ndim != 2 or image.dtype.kind not in "buif":
        raise CourseError(
            f"image must be numbers of shape (height, width), got {image.dtype} of shape {image.shape}"
        )
    image = image.astype(np.float64)
    if not np.isfinite(image).all() or image.min(initial=0.0) < 0:
        raise CourseError("image must hold finite numbers ≥ 0, bright where there is ink")
    return image


def _center_of_mass(mass: np.ndarray) -> float:
    """Where along an axis the ink has its balance, in pixels from the first pixel's edge."""
    return float((mass * (np.arange(len(mass)) + 0.5)).sum() / mass.sum())


def _coverage(size: int, center: float, scale: float) -> np.ndarray:
    """How much of each of `size` pixels enters each pixel of the result, shape (28, size).

    Between the pixels' centers the image is taken to be linear; a pixel of the result is the mean of that
    over its own width. This serves enlarging and reducing alike.
    """
    edges = center + (np.arange(SIDE + 1) - SIDE / 2) / scale
    distances = edges[:, np.newaxis] - (np.arange(size) + 0.5)
    return scale * np.diff(_area_of_tent(distances), axis=0)


def _area_of_tent(until: np.ndarray) -> np.ndarray:
    """The integral from −∞ of max(0, 1 − |t|)."""
    until = np.clip(until, -1, 1)
    return np.where(until < 0, (1 + until) ** 2 / 2, 1 - (1 - until) ** 2 / 2)


def _without_crowds(places: np.ndarray) -> np.ndarray:
    """The places of a stroke without those less than half a pixel from the one before; the last one stays."""
    kept = [places[0]]
    for place in places[1:-1]:
        if np.hypot(*(place - kept[-1])) >= 0.5:
            kept.append(place)
    return np.array([*kept, *places[1:][-1:]])


def _add_line(image: np.ndarray, begin: np.ndarray, end: np.ndarray, radius: float) -> None:
    """Draw one piece of a stroke: each pixel as far as the round pen covers it on its way."""
    low = np.maximum(np.floor(np.minimum(begin, end) - radius - 1), 0).astype(int)
    high = np.ceil(np.maximum(begin, end) + radius + 1).astype(int)
    part = image[low[1] : high[1], low[0] : high[0]]
    x = np.arange(low[0], low[0] + part.shape[1]) + 0.5 - begin[0]
    y = np.arange(low[1], low[1] + part.shape[0])[:, np.newaxis] + 0.5 - begin[1]
    way = end - begin
    length = float(way @ way)
    along = np.clip((x * way[0] + y * way[1]) / length, 0, 1) if length else 0.0
    distance = np.hypot(x - along * way[0], y - along * way[1])
    np.maximum(part, np.clip(radius + 0.5 - distance, 0, 1), out=part)
