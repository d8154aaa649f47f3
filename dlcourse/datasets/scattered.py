"""The handwritten digits of scikit-learn at 28 × 28 pixels: scattered as on paper, or neatly centered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import number, whole_number
from . import fonts, glyphs
from .dataset import Dataset
from .handwriting import center_as_mnist
from .tables import load_digits

PARTS = ("train", "validation", "test")
HEIGHT = 44  # template pixels of a digit's longer side: about a printed capital's
USUAL_TEST_SHARE = 0.4


def scattered_digits(
    *,
    n: int | None = None,
    noise: float = 0.05,
    seed: int = 1,
    test_share: float = USUAL_TEST_SHARE,
    validation_share: float = 0.0,
) -> Dataset:
    """Real handwritten digits that nobody cut out neatly: off the middle, turned, slanted, large or small.

    Each of scikit-learn's 1,797 digits is enlarged and drawn once as a glyph is (`load("glyphs")`): with the
    same distortions, in ink of changing strength, with noise.

    Args:
        n: take so many of the digits; all unless said otherwise.
        noise: standard deviation of the noise on every pixel; values stay in [0, 1].
        seed: which digits are for training, and how they are scattered.
        test_share: the share kept for testing.
        validation_share: the share kept for validation.

    Raises:
        CourseError: if an argument has a value that is not allowed.
    """
    noise, seed = number("noise", noise, at_least=0), whole_number("seed", seed, at_least=0)
    small = load_digits(n=n, seed=seed, test_share=test_share, validation_share=validation_share)
    streams = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(len(PARTS)))
    drawn = {
        f"x_{part}": _scattered(getattr(small, f"x_{part}"), noise, random)
        for part, random in zip(PARTS, streams, strict=True)
    }
    return _named(small, "scattered digits", "handwritten digits, scattered over 28 × 28 pixels", drawn)


def neat_digits(
    *,
    n: int | None = None,
    seed: int = 1,
    test_share: float = USUAL_TEST_SHARE,
    validation_share: float = 0.0,
) -> Dataset:
    """The same digits in the same parts, cropped, scaled and centered as MNIST's are.

    The arguments are those of `scattered_digits`, but for `noise`.

    Raises:
        CourseError: if an argument has a value that is not allowed.
    """
    small = load_digits(n=n, seed=seed, test_share=test_share, validation_share=validation_share)
    centered = {f"x_{part}": _centered(getattr(small, f"x_{part}")) for part in PARTS}
    return _named(small, "neat digits", "handwritten digits, centered in 28 × 28 pixels", centered)


def _named(small: Dataset, name: str, title: str, images: dict[str, np.ndarray]) -> Dataset:
    return replace(small, name=name, title=title, feature_names=(), make_again=None, **images)


def _scattered(images: np.ndarray, noise: float, random: np.random.Generator) -> np.ndarray:
    if not len(images):
        return np.zeros((0, glyphs.SIDE, glyphs.SIDE, 1), np.float32)
    drawn = glyphs.draw(_templates(images)[np.newaxis], np.arange(len(images)), random)
    noisy = drawn[..., np.newaxis] / 255 + random.normal(0, noise, (*drawn.shape, 1))
    return np.clip(noisy, 0, 1).astype(np.float32)


def _templates(images: np.ndarray) -> np.ndarray:
    """Images of shape (n, 8, 8, 1) as templates that glyphs are drawn from, uint8 of shape (n, 64, 64)."""
    side = images.shape[1]
    places = (np.arange(HEIGHT) + 0.5) * side / HEIGHT - 0.5
    nearness = np.maximum(0, 1 - np.abs(places[:, np.newaxis] - np.arange(side)))  # linear between pixels
    large = nearness @ images[..., 0].astype(np.float64) @ nearness.T
    large /= np.maximum(large.max(axis=(1, 2), keepdims=True), 1e-9)
    margin = (fonts.SIZE - HEIGHT) // 2
    framed = np.pad(large, ((0, 0), (margin, margin), (margin, margin)))
    return np.round(255 * framed).astype(np.uint8)


def _centered(images: np.ndarray) -> np.ndarray:
    if not len(images):
        return np.zeros((0, glyphs.SIDE, glyphs.SIDE, 1), np.float32)
    return np.stack([center_as_mnist(image[..., 0]) for image in images])[..., np.newaxis]
