"""Pictures in few colors: a stored picture is a third as large, and looks the same."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image

from . import style

# Colors that mean something keep their exact value, however few pixels have them.
_EXACT = (
    style.PAPER,
    style.INK,
    style.SOFT,
    *style.OKABE_ITO,
    *(style.darkened(c, 0.4) for c in style.OKABE_ITO),
)
FEWEST = 8  # of other colors, also where those that mean something fill the palette


def in_few_colors(image: Image.Image, count: int) -> Image.Image:
    """The RGB `image` with about `count` colors, up to 220: a palette made for this very image."""
    red, green, blue = np.moveaxis(np.asarray(image).astype(np.int32), -1, 0)
    pixels = (red << 16 | green << 8 | blue).ravel()  # one number for each color
    # Most pixels are like the one before them: the few that are not are sorted in a fifth of the time.
    begins = np.flatnonzero(np.diff(pixels, prepend=-1))
    lengths = np.diff(begins, append=len(pixels))
    packed, of_run = np.unique(pixels[begins], return_inverse=True)
    numbers = np.bincount(of_run, weights=lengths)
    colors = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1).astype(np.float32)
    palette = _palette(colors, numbers, count)
    # The nearest in the palette: |c − p|² without |c|², which is the same for all p.
    nearest = ((palette**2).sum(axis=1) - 2 * colors @ palette.T).argmin(axis=1).astype(np.uint8)
    result = Image.fromarray(np.repeat(nearest[of_run], lengths).reshape(red.shape), mode="P")
    result.putpalette(palette.astype(np.uint8).tobytes())
    return result


def _palette(colors: np.ndarray, numbers: np.ndarray, count: int) -> np.ndarray:
    """At most `count` colors for an image that has each of `colors`, shape (n, 3), so many times."""
    exact = np.round(255 * np.array([to_rgb(color) for color in _EXACT])).astype(np.float32)
    exact = exact[[(colors == color).all(axis=1).any() for color in exact]]
    # Where a field fades from class to class, steps of its own scale instead of grayish mixtures.
    ramp = np.round(255 * style.DIVERGING(np.linspace(0, 1, 17))[:, :3]).astype(np.float32)
    ramp = ramp[[np.abs(colors - step).max(axis=1).min() <= 4 for step in ramp]]
    rest = max(FEWEST, count - len(exact) - len(ramp))
    # The square root keeps a smooth field from taking all the colors from small marks and names.
    weighted = np.repeat(colors.astype(np.uint8), np.ceil(np.sqrt(numbers)).astype(int), axis=0)
    chosen = Image.fromarray(weighted[np.newaxis]).quantize(
        rest, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    others = np.reshape(chosen.getpalette(), (-1, 3))[:rest].astype(np.float32)
    return np.concatenate([exact, ramp, others])
