"""Scenes composed of glyphs: digits to find among scraps, and letters to tell apart pixel by pixel.

As with glyphs, each part of a set has typefaces of its own (`fonts.FACES`), and a seed gives the same scenes
on every machine. How a scene is put together stands in `composing`.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import number, whole_number
from . import cache, composing, fonts, glyphs
from .dataset import Dataset
from .splits import Sizes, part_sizes

MOST_SCENES = 40_000
USUAL_TEST_SHARE = 0.1
# Changes to a recipe get a new number, so that scenes kept on disk by an older one are not taken for new.
RECIPE = 1

BACKGROUND = "background"  # class 0 of a pixel


def load_digit_scenes(
    *,
    n: int = 8_000,
    noise: float = 0.1,
    seed: int = 1,
    test_share: float | None = None,
    validation_share: float = 0.0,
) -> Dataset:
    """Draw `n` scenes of 64 × 64 pixels with one to four digits, scraps of digits, and noise.

    y has shape (scenes, 4, 5): a row (left, top, right, bottom, class) for each digit, edges in pixels from
    the top left corner of the scene; rows that are left over hold zeros and the class −1. No two boxes
    overlap.

    Args:
        n: the number of scenes, all parts together.
        noise: the standard deviation of the noise in a scene of middling noise; scenes have between none and
            twice as much. Values stay in [0, 1].
        seed: the same seed gives the same scenes on any machine.
        test_share: the share of the scenes kept for testing, in typefaces of their own; a tenth unless said
            otherwise.
        validation_share: the share kept for validation.

    Raises:
        CourseError: if an argument has a value that is not allowed, or matplotlib's fonts are missing.
    """
    return _load(
        "digit_scenes",
        "one to four digits in a scene; y has a row for each: left, top, right, bottom, class (−1: no digit)",
        "detection",
        composing.digit_scenes,
        tuple(string.digits),
        n, noise, seed, test_share, validation_share,
    )  # fmt: skip


def load_letter_scenes(
    *,
    n: int = 6_000,
    noise: float = 0.06,
    seed: int = 1,
    test_share: float | None = None,
    validation_share: float = 0.0,
) -> Dataset:
    """Draw `n` scenes of 40 × 40 pixels with one or two letters, which may overlap, lines across, and noise.

    y has shape (scenes, 40, 40) and holds a class for each pixel: 0 for the background with its lines,
    then A, C, H, K, S and X. Where two letters overlap, the pixel belongs to the one on top.

    Args:
        n: the number of scenes, all parts together.
        noise: as in `load_digit_scenes`.
        seed: the same seed gives the same scenes on any machine.
        test_share: the share of the scenes kept for testing, in typefaces of their own; a tenth unless said
            otherwise.
        validation_share: the share kept for validation.

    Raises:
        CourseError: if an argument has a value that is not allowed, or matplotlib's fonts are missing.
    """
    return _load(
        "letter_scenes",
        "one or two letters under lines and noise; y has a class for each pixel",
        "segmentation",
        composing.letter_scenes,
        (BACKGROUND, *composing.LETTERS),
        n, noise, seed, test_share, validation_share,
    )  # fmt: skip


def _load(
    name: str,
    title: str,
    task: str,
    compose: Callable[[tuple[str, ...], int, np.random.Generator], tuple[np.ndarray, np.ndarray]],
    class_names: tuple[str, ...],
    n: Any,
    noise: Any,
    seed: Any,
    test_share: Any,
    validation_share: Any,
) -> Dataset:
    n = whole_number("n", n, at_least=1, at_most=MOST_SCENES)
    noise = number("noise", noise, at_least=0)
    seed = whole_number("seed", seed, at_least=0)
    sizes = part_sizes(
        n, test_share=test_share, validation_share=validation_share, usual_test_share=USUAL_TEST_SHARE
    )
    kept = cache.remembered(
        "scenes", f"{name} {RECIPE} {glyphs.RECIPE} {sizes} {seed}", lambda: _all_parts(compose, sizes, seed)
    )
    streams = np.random.SeedSequence(entropy=seed, spawn_key=(3,)).spawn(len(fonts.FACES))
    arrays: dict[str, Any] = {}
    for part, stream in zip(fonts.FACES, streams, strict=True):
        arrays[f"x_{part}"] = _with_noise(kept[f"x_{part}"], noise, np.random.default_rng(stream))
        arrays[f"y_{part}"] = kept[f"y_{part}"].astype(np.int32)
    return Dataset(
        name=name,
        title=title,
        task=task,
        class_names=class_names,
        source=f"composed by dlcourse of glyphs from matplotlib's fonts; {len(fonts.FACES['test'])} of "
        f"{sum(map(len, fonts.FACES.values()))} faces only in the test part",
        licence="none needed: made on your machine; the fonts are free (Bitstream Vera, OFL 1.1, BaKoMa)",
        settings={
            "n": n,
            "noise": noise,
            "seed": seed,
            "test_share": USUAL_TEST_SHARE if test_share is None else float(test_share),
            "validation_share": float(validation_share),
        },
        **arrays,
    )


def _all_parts(
    compose: Callable[..., tuple[np.ndarray, np.ndarray]], sizes: Sizes, seed: int
) -> dict[str, np.ndarray]:
    arrays = {}
    streams = np.random.SeedSequence(entropy=seed, spawn_key=(2,)).spawn(len(fonts.FACES))
    for (part, faces), stream in zip(fonts.FACES.items(), streams, strict=True):
        random = np.random.default_rng(stream)
        arrays[f"x_{part}"], arrays[f"y_{part}"] = compose(faces, getattr(sizes, part), random)
    return arrays


def _with_noise(images: np.ndarray, noise: float, random: np.random.Generator) -> np.ndarray:
    """The images in [0, 1], each with noise of a strength of its own, up to twice `noise`."""
    x = images[..., None].astype(np.float32) / 255
    strength = (2 * noise * random.random((len(x), 1, 1, 1))).astype(np.float32)
    x += strength * random.standard_normal(x.shape, dtype=np.float32)
    return np.clip(x, 0, 1, out=x)
