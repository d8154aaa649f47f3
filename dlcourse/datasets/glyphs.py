"""Letters and digits at 28 × 28 pixels, drawn from fonts and distorted: real images that need no download.

Affine and elastic distortion of characters after P. Simard, D. Steinkraus, J. Platt, "Best practices for
convolutional neural networks applied to visual document analysis" (2003), doi:10.1109/ICDAR.2003.1227801.
"""

from __future__ import annotations

import string
from typing import Any

import numpy as np

from ..errors import CourseError, number, whole_number
from . import cache, fonts
from .dataset import Dataset
from .splits import Sizes, part_sizes

SIDE = 28  # rows and columns of a glyph
MOST_GLYPHS = 100_000
USUAL_TEST_SHARE = 0.2
NAMED_CHARACTERS = {"digits": string.digits, "letters": string.ascii_uppercase}
ALL_CHARACTERS = string.digits + string.ascii_letters

# Changes to the recipe get a new number, so that glyphs kept on disk by an older one are not taken for new.
RECIPE = 1
TURN = np.radians(15)  # the affine part: most turning, slanting, narrowing (as a logarithm)
SLANT = 0.25
NARROW = 0.12
GROWTH = (0.7, 1.1)  # a glyph is between so many times as large as its template
BEND = 0.9  # the elastic part: standard deviation of the displacement at each knot, in pixels
LARGEST_GLYPH = 22.0  # pixels, before growing
KNOTS = 4  # knots of displacement per side
FAINTEST = 0.7  # ink is between this and 1
FRACTION = 256  # positions are rounded to 1/256 of a template pixel
CHUNK = 512  # glyphs drawn at once: few enough for the processor's cache


def load_glyphs(
    *,
    n: int = 15_000,
    noise: float = 0.05,
    seed: int = 1,
    test_share: float | None = None,
    validation_share: float = 0.0,
    characters: str = "digits",
) -> Dataset:
    """Draw `n` glyphs: characters in many fonts, turned, slanted, bent, in ink of changing strength.

    Each part has typefaces of its own (`fonts.FACES`), so that the test part tells how well a network reads
    typefaces it never saw. Inputs have shape (28, 28, 1), as a convolution takes them, and values in [0, 1].

    Args:
        n: the number of glyphs, all parts together; every character comes equally often.
        noise: the standard deviation of the Gaussian noise added to every pixel; values stay in [0, 1].
        seed: the same seed gives the same glyphs on any machine; another noise falls on these same glyphs.
        test_share: the share of the glyphs kept for testing; a fifth unless said otherwise.
        validation_share: the share kept for validation.
        characters: "digits", "letters" (A to Z), or the characters themselves, such as "ACHKSX" or "abcABC".

    Raises:
        CourseError: if an argument has a value that is not allowed, or matplotlib's fonts are missing.
    """
    n = whole_number("n", n, at_least=1, at_most=MOST_GLYPHS)
    noise = number("noise", noise, at_least=0)
    seed = whole_number("seed", seed, at_least=0)
    chosen = _characters(characters)
    sizes = part_sizes(
        n, test_share=test_share, validation_share=validation_share, usual_test_share=USUAL_TEST_SHARE
    )
    kept = cache.remembered(
        "glyphs", f"{RECIPE} {chosen} {sizes} {seed}", lambda: _all_parts(chosen, sizes, seed)
    )
    arrays: dict[str, Any] = {f"y_{part}": kept[f"y_{part}"].astype(np.int32) for part in fonts.FACES}
    streams = np.random.SeedSequence(entropy=seed, spawn_key=(1,)).spawn(len(fonts.FACES))
    for part, stream in zip(fonts.FACES, streams, strict=True):
        arrays[f"x_{part}"] = _with_noise(kept[f"x_{part}"], noise, np.random.default_rng(stream))
    return Dataset(
        name="glyphs",
        title=f"{characters if characters in NAMED_CHARACTERS else 'characters'} drawn from fonts, distorted",
        task="classification",
        class_names=tuple(chosen),
        source="drawn by dlcourse from the fonts in matplotlib: DejaVu, STIX, Computer Modern; "
        f"{len(fonts.FACES['test'])} of {sum(map(len, fonts.FACES.values()))} faces only in the test part",
        licence="none needed: made on your machine; the fonts are free (Bitstream Vera, OFL 1.1, BaKoMa)",
        settings={
            "n": n,
            "noise": noise,
            "seed": seed,
            "characters": characters,
            "test_share": USUAL_TEST_SHARE if test_share is None else float(test_share),
            "validation_share": float(validation_share),
        },
        **arrays,
    )


def _characters(characters: Any) -> str:
    chosen = NAMED_CHARACTERS.get(characters, characters) if isinstance(characters, str) else None
    if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(ALL_CHARACTERS):
        raise CourseError(
            'characters must be "digits", "letters", or a string of different digits and letters without '
            f'accents, such as "ACHKSX", got {characters!r}'
        )
    return chosen


def _all_parts(characters: str, sizes: Sizes, seed: int) -> dict[str, np.ndarray]:
    arrays = {}
    streams = np.random.SeedSequence(entropy=seed, spawn_key=(0,)).spawn(len(fonts.FACES))
    for (part, faces), stream in zip(fonts.FACES.items(), streams, strict=True):
        count, random = getattr(sizes, part), np.random.default_rng(stream)
        labels = random.permutation(np.arange(count) % len(characters)).astype(np.uint8)
        arrays[f"y_{part}"] = labels
        arrays[f"x_{part}"] = (
            draw(fonts.templates(characters, faces), labels, random)
            if count
            else np.zeros((0, SIDE, SIDE), np.uint8)
        )
    return arrays


def draw(templates: np.ndarray, labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw one distorted glyph per label, in a face chosen at random.

    Args:
        templates: uint8, shape (faces, characters, fonts.SIZE, fonts.SIZE).
        labels: the index of the character for each glyph, shape (n,).
        random: where chance comes from.

    Returns:
        uint8, shape (n, 28, 28): 0 is background, 255 full ink.
    """
    count = len(labels)
    faces = random.integers(len(templates), size=count)
    growth = np.exp(random.uniform(*np.log(GROWTH), count))
    matrices = _affine(random.uniform(-1, 1, (count, 3)), growth)
    moves = matrices @ _moves(random.uniform(-1, 1, (count, 2, 1)), growth)
    bends = random.normal(0, BEND, (count, 2, KNOTS**2))
    ink = np.round(random.uniform(FAINTEST, 1, count) * 256).astype(np.int32)

    grid = np.stack(np.mgrid[:SIDE, :SIDE]).reshape(2, -1) - (SIDE - 1) / 2  # (row, column) from the middle
    knots = _influence_of_knots(grid)  # (KNOTS², SIDE²)
    pixels = templates.reshape(-1)
    starts = (faces * templates.shape[1] + labels) * fonts.SIZE**2
    images = np.empty((count, SIDE * SIDE), np.uint8)
    for first in range(0, count, CHUNK):
        some = slice(first, first + CHUNK)
        positions = matrices[some] @ grid - moves[some] + bends[some] @ knots
        images[some] = _sampled(pixels, starts[some], positions, ink[some])
    return images.reshape(count, SIDE, SIDE)


def _affine(chance: np.ndarray, growth: np.ndarray) -> np.ndarray:
    """Matrices from glyph pixels to template places, from three numbers in [-1, 1] each; shape (n, 2, 2)."""
    angle, slant = TURN * chance[:, 0], SLANT * chance[:, 1]
    narrowing = np.exp(NARROW * chance[:, 2])  # width against height
    cosine, sine = np.cos(angle), np.sin(angle)
    turned = np.stack([cosine, -sine, sine, cosine], axis=1).reshape(-1, 2, 2)
    slanted = np.zeros_like(turned)
    slanted[:, 0, 0] = 1 / narrowing
    slanted[:, 1, 0] = slant
    slanted[:, 1, 1] = narrowing
    return slanted @ turned / growth[:, None, None]


def _moves(chance: np.ndarray, growth: np.ndarray) -> np.ndarray:
    """How far the glyphs are from the middle, in pixels: the smaller they are, the more room they have."""
    most = np.maximum(1.0, 0.4 * (SIDE - LARGEST_GLYPH * growth))
    return most[:, None, None] * chance


def _influence_of_knots(grid: np.ndarray) -> np.ndarray:
    """How much each knot of a coarse lattice moves each pixel: Gaussian weights that add up to 1."""
    along = np.linspace(-(SIDE - 1) / 2, (SIDE - 1) / 2, KNOTS)
    spacing = along[1] - along[0]
    knots = np.stack(np.meshgrid(along, along, indexing="ij")).reshape(2, -1)
    distances = ((knots[:, :, None] - grid[:, None, :]) ** 2).sum(axis=0)
    weights = np.exp(-distances / (2 * (0.6 * spacing) ** 2))
    return weights / weights.sum(axis=0)


def _sampled(pixels: np.ndarray, starts: np.ndarray, positions: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """Read the templates at `positions` (n, 2, pixels), between four template pixels each.

    Positions are rounded once, and all that follows is arithmetic in whole numbers: the last digits in which
    processors differ do not reach the images.
    """
    scale = fonts.SIZE // (SIDE + 4)  # template pixels per glyph pixel: a template shows 32 × 32 glyph pixels
    fixed = np.rint((positions * scale + (fonts.SIZE - 1) / 2) * FRACTION).astype(np.int32)
    np.clip(fixed, 0, (fonts.SIZE - 1) * FRACTION - 1, out=fixed)
    whole, part = fixed >> 8, fixed & (FRACTION - 1)
    at = starts[:, None] + whole[:, 0] * fonts.SIZE + whole[:, 1]
    down, right = part[:, 0], part[:, 1]
    upper = _between(pixels[at], pixels[at + 1], right)
    lower = _between(pixels[at + fonts.SIZE], pixels[at + fonts.SIZE + 1], right)
    value = (upper * FRACTION + (lower - upper) * down) >> 16
    return ((value * ink[:, None]) >> 8).astype(np.uint8)


def _between(left: np.ndarray, right: np.ndarray, part: np.ndarray) -> np.ndarray:
    left = left.astype(np.int32)
    return left * FRACTION + (right - left) * part


def _with_noise(images: np.ndarray, noise: float, random: np.random.Generator) -> np.ndarray:
    x = images[..., None].astype(np.float32) / 255
    if noise > 0:
        x += np.float32(noise) * random.standard_normal(x.shape, dtype=np.float32)
        np.clip(x, 0, 1, out=x)
    return x
