"""How scenes are put together of glyphs, without noise: where digits, letters, scraps and lines lie."""

from __future__ import annotations

import string

import numpy as np

from . import fonts, glyphs

CHUNK = 512  # scenes composed at once: few enough for the processor's cache

DIGIT_SCENE = 64  # rows and columns
MOST_DIGITS = 4
BOX_NUMBERS = 5  # left, top, right, bottom, class
NO_DIGIT = -1  # the class in a row of y without a digit
INK = 64  # of 255: pixels that are at least so bright belong to a digit's box
TRIES = 24  # places tried for a digit before it is left out
SCRAPS = (2, 6)  # pieces of digits in a scene
SCRAP_SIDES = (4, 8)  # pixels
POOL = 500  # digits that scraps are cut from

LETTER_SCENE = 40
LETTERS = "ACHKSX"
COVERED = 96  # of 255: pixels that are at least so bright belong to a letter
APART = 9  # pixels between two letters, along the rows or the columns, at least
LINES = (1, 3)


def digit_scenes(
    faces: tuple[str, ...], count: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Scenes without noise, uint8 of shape (count, 64, 64), and their rows of y, int16 of (count, 4, 5)."""
    x = np.zeros((count, DIGIT_SCENE, DIGIT_SCENE), np.uint8)
    y = np.zeros((count, MOST_DIGITS, BOX_NUMBERS), np.int16)
    y[..., -1] = NO_DIGIT
    if count == 0:
        return x, y
    wanted = random.integers(1, MOST_DIGITS + 1, count)
    classes = random.integers(len(string.digits), size=(count, MOST_DIGITS))
    templates = fonts.templates(string.digits, faces)
    for place in range(MOST_DIGITS):
        here = np.flatnonzero(wanted > place)
        drawn = glyphs.draw(templates, classes[here, place], random)
        inner = _ink_boxes(drawn)
        corners, free = _free_corners(inner, y[here], random)
        drawn, inner, corners, here = drawn[free], inner[free], corners[free], here[free]
        size = inner[:, 2:] - inner[:, :2]
        y[here, place] = np.column_stack([corners, corners + size, classes[here, place]])
        _paste(x, here, drawn, corners - inner[:, :2])
    _add_scraps(x, templates, random)
    # A digit for which no free place was found leaves a gap: the rows with a digit move to the front.
    order = np.argsort(y[..., -1] == NO_DIGIT, axis=1, kind="stable")
    return x, np.take_along_axis(y, order[..., None], axis=1)


def _ink_boxes(images: np.ndarray) -> np.ndarray:
    """Left, top, right and bottom edge of the ink in each image of (n, side, side); shape (n, 4)."""
    ink = images >= INK
    side = images.shape[1]
    edges = []
    for axis in (1, 2):  # over rows: which columns have ink; over columns: which rows
        any_ink = ink.any(axis=axis)
        edges.append((any_ink.argmax(axis=1), side - any_ink[:, ::-1].argmax(axis=1)))
    (left, right), (top, bottom) = edges
    return np.stack([left, top, right, bottom], axis=1)


def _free_corners(
    inner: np.ndarray, y: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """A place (left, top) for one box in each scene that touches no box of y, and whether there was one."""
    size = inner[:, 2:] - inner[:, :2]
    room = DIGIT_SCENE - size + 1
    corners = (random.random((len(y), TRIES, 2)) * room[:, None]).astype(np.int64)
    low, high = corners[:, :, None], (corners + size[:, None])[:, :, None]  # (scenes, tries, 1, 2)
    apart = (low > y[:, None, :, 2:4]) | (high < y[:, None, :, :2])
    free = (apart.any(axis=-1) | (y[:, None, :, -1] == NO_DIGIT)).all(axis=-1)
    first = free.argmax(axis=1)
    return corners[np.arange(len(y)), first], free.any(axis=1)


def _paste(x: np.ndarray, scenes: np.ndarray, patches: np.ndarray, corners: np.ndarray) -> None:
    """Lay a patch of (n, side, side) over each of n scenes; its corner (left, top) may lie outside."""
    side = patches.shape[1]
    for first in range(0, len(scenes), CHUNK):
        some = slice(first, first + CHUNK)
        room = np.pad(x[scenes[some]], ((0, 0), (side, side), (side, side)))
        which = np.arange(len(room))[:, None, None]
        rows = corners[some, 1][:, None, None] + side + np.arange(side)[:, None]
        columns = corners[some, 0][:, None, None] + side + np.arange(side)
        room[which, rows, columns] = np.maximum(room[which, rows, columns], patches[some])
        x[scenes[some]] = room[:, side:-side, side:-side]


def _add_scraps(x: np.ndarray, templates: np.ndarray, random: np.random.Generator) -> None:
    """Lay pieces cut out of digits over the scenes: ink that is no digit."""
    pool = glyphs.draw(templates, random.integers(templates.shape[1], size=POOL), random)
    wanted = random.integers(SCRAPS[0], SCRAPS[1] + 1, len(x))
    longest = SCRAP_SIDES[1]
    along = np.arange(longest)
    for place in range(SCRAPS[1]):
        here = np.flatnonzero(wanted > place)
        which = random.integers(POOL, size=len(here))[:, None, None]
        # Around the middle of a digit there is ink nearly everywhere.
        begin = random.integers(6, glyphs.SIDE - 6 - longest, (len(here), 2))[:, :, None]
        pieces = pool[which, (begin[:, 0] + along)[:, :, None], (begin[:, 1] + along)[:, None, :]]
        size = random.integers(SCRAP_SIDES[0], longest + 1, (len(here), 2))[:, :, None] > along
        pieces = pieces * (size[:, 0][:, :, None] & size[:, 1][:, None, :])
        _paste(x, here, pieces, random.integers(0, DIGIT_SCENE - longest + 1, (len(here), 2)))


def letter_scenes(
    faces: tuple[str, ...], count: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Scenes without noise and the class of each pixel, both uint8 of shape (count, 40, 40)."""
    x = np.zeros((count, LETTER_SCENE, LETTER_SCENE), np.uint8)
    y = np.zeros_like(x)
    if count == 0:
        return x, y
    _add_lines(x, random)
    wanted = random.integers(1, 3, count)
    classes = random.integers(len(LETTERS), size=(count, 2))
    drawn = glyphs.draw(fonts.templates(LETTERS, faces), classes.reshape(-1), random)
    drawn = drawn.reshape(count, 2, glyphs.SIDE, glyphs.SIDE)
    corners = _apart(random.integers(0, LETTER_SCENE - glyphs.SIDE + 1, (count, TRIES, 2, 2)))
    along = np.arange(glyphs.SIDE)
    for place in range(2):
        here = np.flatnonzero(wanted > place)
        rows = (corners[here, place, 1][:, None] + along)[:, :, None]
        columns = (corners[here, place, 0][:, None] + along)[:, None, :]
        at = here[:, None, None], rows, columns
        ink, below = drawn[here, place].astype(np.int32), x[at].astype(np.int32)
        # What lies on top covers what is below it, and is not only added to it.
        x[at] = np.maximum(below * (255 - ink) // 255, ink)
        y[at] = np.where(ink >= COVERED, classes[here, place][:, None, None] + 1, y[at])
    return x, y


def _apart(corners: np.ndarray) -> np.ndarray:
    """The first of several pairs of places that are not too close: (n, tries, 2, 2) → (n, 2, 2)."""
    fits = (np.abs(corners[:, :, 0] - corners[:, :, 1]) >= APART).any(axis=-1)
    return corners[np.arange(len(corners)), fits.argmax(axis=1)]


def _add_lines(x: np.ndarray, random: np.random.Generator) -> None:
    """Draw straight lines from edge to edge, thin or thick, faint or as bright as letters."""
    wanted = random.integers(LINES[0], LINES[1] + 1, len(x))
    grid = np.stack(np.mgrid[:LETTER_SCENE, :LETTER_SCENE]) + 0.5
    for first in range(0, len(x), CHUNK):
        some = x[first : first + CHUNK]
        shape = (len(some), LINES[1], 1, 1)
        begin, end = random.random((2, 2, *shape)) * LETTER_SCENE  # two places that each line passes
        half_width, ink = random.uniform(0.3, 0.8, shape), random.uniform(60, 220, shape)
        way = end - begin
        across = way[0] * (grid[1] - begin[1]) - way[1] * (grid[0] - begin[0])
        distance = np.abs(across) / np.sqrt(way[0] ** 2 + way[1] ** 2 + 1e-9)
        ink = np.where(
            wanted[first : first + CHUNK, None, None, None] > np.arange(LINES[1])[:, None, None], ink, 0
        )
        lines = np.rint(ink * np.clip(half_width + 0.5 - distance, 0, 1)).astype(np.uint8)
        np.maximum(some, lines.max(axis=1), out=some)
