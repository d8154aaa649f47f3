"""Digits out of pixels, each time turned, slanted, bent and inked anew: from fonts, and real handwriting.

The handwriting is scikit-learn's, of 8 × 8 pixels: enlarged smoothly, then inked again where it is darker
than some level, which gives pens of many widths.
"""

from __future__ import annotations

import numpy as np

from ..datasets import fonts
from ..datasets.handwriting import FAINTEST, INK_SIDE, SIDE

CANVAS = 44  # rows and columns on which a digit is bent before it is scaled and centered
INK = 28  # pixels of it that an unbent digit is high
CHUNK = 256  # digits bent at once: few enough for the processor's cache
KNOTS = 4  # of displacement per side


def font_digits(faces: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Every digit in every face: uint8 of shape (n, 64, 64), and which digit each is."""
    drawn = fonts.templates("0123456789", faces)
    return drawn.reshape(-1, *drawn.shape[2:]), np.tile(np.arange(10), len(faces))


def small_digits(images: np.ndarray) -> np.ndarray:
    """Handwriting of 8 × 8 pixels in [0, 1] as templates, uint8 of shape (n, 64, 64)."""
    from scipy.ndimage import zoom

    padded = np.pad(images.reshape(-1, 8, 8), ((0, 0), (2, 2), (2, 2)))
    large = np.stack([zoom(image, 64 / 12, order=3, mode="nearest", grid_mode=True) for image in padded])
    return np.round(255 * np.clip(large, 0, 1)).astype(np.uint8)


def redrawn(templates: np.ndarray, chosen: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw templates anew, each with chances of its own.

    Args:
        templates: uint8, shape (m, 64, 64).
        chosen: which of them to draw, shape (n,).
        random: where chance comes from.

    Returns:
        float32, shape (n, 28, 28), in [0, 1], scaled and centered as MNIST's digits are.
    """
    parts = [chosen[first : first + CHUNK] for first in range(0, len(chosen), CHUNK)]
    return np.concatenate(
        [_centered(_inked(_bent(templates[part], random), random), random) for part in parts]
    )


def _bent(templates: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The templates turned, slanted, narrowed and bent, float32 of shape (n, CANVAS, CANVAS)."""
    count = len(templates)
    angle, slant = random.normal(0, 0.14, count), random.normal(0, 0.2, count)
    narrow = np.exp(random.normal(-0.08, 0.18, count))
    cosine, sine = np.cos(angle), np.sin(angle)
    turned = np.stack([cosine, -sine, sine, cosine], axis=1).reshape(-1, 2, 2)
    shaped = np.zeros((count, 2, 2))
    shaped[:, 0, 0], shaped[:, 1, 1], shaped[:, 1, 0] = 1 / narrow, narrow, slant
    size = templates.shape[1]
    matrices = shaped @ turned * (0.85 * size / CANVAS)
    along = (np.arange(CANVAS) - (CANVAS - 1) / 2).astype(np.float32)
    grid = np.stack(np.meshgrid(along, along, indexing="ij")).reshape(2, -1)
    moves = random.normal(0, 0.03 * size, (count, 2, KNOTS**2)).astype(np.float32)
    positions = matrices.astype(np.float32) @ grid + moves @ _influence(grid) + (size - 1) / 2
    return _read(templates, positions).reshape(count, CANVAS, CANVAS)


def _influence(grid: np.ndarray) -> np.ndarray:
    """How much each knot of a coarse lattice moves each pixel: Gaussian weights that add up to 1."""
    along = np.linspace(grid.min(), grid.max(), KNOTS, dtype=np.float32)
    knots = np.stack(np.meshgrid(along, along, indexing="ij")).reshape(2, -1)
    distances = ((knots[:, :, None] - grid[:, None, :]) ** 2).sum(axis=0)
    weights = np.exp(-distances / (2 * (0.6 * (along[1] - along[0])) ** 2))
    return weights / weights.sum(axis=0)


def _inked(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Ink where an image is brighter than a level of chance, with an edge that is sharp or soft."""
    count = len(images)
    images = images / np.maximum(images.max(axis=(1, 2), keepdims=True), 1)
    level, soft = random.uniform(0.22, 0.65, (count, 1, 1)), random.uniform(0.25, 1.1, (count, 1, 1))
    return np.clip((images - level) / soft + 0.5, 0, 1) * (images > 0.04)


def _centered(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """`center_as_mnist` for many images, with the size and the middle left a little to chance."""
    count = len(images)
    ink = images >= FAINTEST * images.max(axis=(1, 2), keepdims=True)
    extents = []
    for axis in (1, 2):
        there = ink.any(axis=3 - axis)
        extents.append(there.shape[1] - there[:, ::-1].argmax(axis=1) - there.argmax(axis=1))
    scale = INK_SIDE * random.uniform(0.9, 1.03, count) / np.maximum(np.maximum(*extents), 4)
    mass = images.sum(axis=(1, 2)) + 1e-6
    along = np.arange(images.shape[1])
    middle = np.stack([(images.sum(axis=2) @ along) / mass, (images.sum(axis=1) @ along) / mass], axis=1)
    middle += random.normal(0, 0.5, (count, 2)) / scale[:, None]
    pixels = np.arange(SIDE) - (SIDE - 1) / 2
    rows, columns = (middle[:, axis, None] + pixels / scale[:, None] for axis in (0, 1))
    return _clipped(
        _tents(rows, images.shape[1]) @ images @ _tents(columns, images.shape[2]).transpose(0, 2, 1)
    )


def _tents(places: np.ndarray, size: int) -> np.ndarray:
    """Weights of linear interpolation between `size` pixels at places (n, m): shape (n, m, size)."""
    return np.maximum(0, 1 - np.abs(places[:, :, None] - np.arange(size))).astype(np.float32)


def _clipped(images: np.ndarray) -> np.ndarray:
    return np.clip(images, 0, 1).astype(np.float32)


def _read(templates: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Read templates (n, size, size) at positions (n, 2, m), between four pixels each."""
    size = templates.shape[1]
    positions = np.clip(positions, 0, size - 1.001)
    whole = positions.astype(np.int32)
    down, right = (positions - whole).transpose(1, 0, 2)
    at = np.arange(len(templates), dtype=np.int32)[:, None] * size**2 + whole[:, 0] * size + whole[:, 1]
    flat = templates.reshape(-1)
    upper = flat[at] * (1 - right) + flat[at + 1] * right
    lower = flat[at + size] * (1 - right) + flat[at + size + 1] * right
    return upper * (1 - down) + lower * down
