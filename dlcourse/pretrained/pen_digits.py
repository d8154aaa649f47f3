"""Digits as a pen writes them, without any data: control points by hand, splines, jitter, a round pen.

Everything is done to places, not to pixels, and for many digits at once; only the last step draws.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ..datasets.handwriting import INK_SIDE, SIDE

PLACES = 72  # of the pen, along all strokes of a digit
CHUNK = 256  # digits drawn at once: few enough for the processor's cache

# Ways to write each digit: strokes of control points (x to the right, y downwards, about 0 to 1). A point
# that is given twice is a corner; through the others the pen goes smoothly.
WAYS = {
    0: (
        [[(.55, 0), (.22, .1), (.05, .5), (.2, .9), (.5, 1), (.82, .88), (.95, .5), (.8, .1), (.5, .01)]],
        [[(.8, .12), (.5, 0), (.15, .2), (.05, .6), (.25, .95), (.6, 1), (.92, .75), (.92, .35), (.65, .05)]],
        [[(.35, .08), (.1, .35), (.1, .75), (.4, 1), (.8, .85), (.95, .45), (.75, .08), (.4, 0), (.3, .15)]],
    ),
    1: (
        [[(.5, 0), (.5, 1)]],
        [[(.55, 0), (.5, .5), (.5, 1)]],
        [[(.25, .25), (.55, 0), (.55, 0), (.55, 1)]],
        [[(.2, .3), (.4, .18), (.55, 0), (.55, 0), (.52, .5), (.55, 1)]],
        [[(.2, .28), (.55, 0), (.55, 0), (.55, 1)], [(.15, 1), (.9, 1)]],
    ),
    2: (
        [[(.08, .25), (.3, .03), (.65, .02), (.88, .25), (.7, .55), (.35, .8), (.05, 1), (.05, 1), (.95, 1)]],
        [[(.08, .22), (.4, 0), (.8, .12), (.8, .42), (.5, .75), (.2, .97), (.03, .9), (.15, .76), (.45, .87),
          (.7, 1), (.97, .88)]],
        [[(.08, .25), (.4, 0), (.85, .2), (.75, .5), (.1, .97), (.1, .97), (.5, .9), (.97, 1)]],
        [[(.1, .05), (.5, 0), (.85, .12), (.75, .4), (.4, .7), (.05, .95), (.05, .95), (.5, 1), (.95, .95)]],
        [[(.15, .35), (.2, .08), (.55, 0), (.85, .2), (.75, .5), (.45, .78), (.15, 1), (.3, .9), (.6, .95),
          (.95, .98)]],
        [[(.15, .3), (.3, .05), (.65, .02), (.8, .25), (.65, .6), (.4, .9), (.15, 1), (.02, .85), (.15, .68),
          (.4, .75), (.7, .95), (1.05, .85)]],
        [[(.05, .15), (.35, 0), (.75, .08), (.85, .35), (.6, .68), (.25, .95), (.1, .98), (.08, .85),
          (.25, .8), (.55, .92), (1, 1)]],
        [[(.3, .3), (.15, .2), (.35, .02), (.7, .05), (.85, .3), (.6, .6), (.1, .95), (.1, .95), (.5, .85),
          (1.05, .95)]],
        [[(.3, .2), (.5, 0), (.75, .12), (.65, .4), (.35, .7), (0, .95), (0, .95), (.5, .95), (1.2, .9)]],
        [[(.1, .2), (.45, 0), (.8, .15), (.7, .45), (.3, .8), (.1, .95), (.3, 1), (1.05, .75)]],
    ),
    3: (
        [[(.1, .15), (.4, 0), (.8, .1), (.8, .35), (.4, .48), (.4, .48), (.85, .6), (.9, .85), (.5, 1),
          (.1, .88)]],
        [[(.1, .02), (.85, 0), (.85, 0), (.4, .42), (.4, .42), (.8, .5), (.92, .78), (.5, 1), (.08, .9)]],
        [[(.1, .12), (.5, 0), (.85, .2), (.6, .44), (.4, .48), (.6, .5), (.9, .72), (.6, .98), (.08, .92)]],
        [[(.15, .1), (.55, 0), (.8, .2), (.5, .45), (.3, .5), (.35, .42), (.75, .5), (.85, .78), (.45, 1),
          (.05, .9)]],
        [[(.15, .12), (.5, .0), (.8, .12), (.7, .38), (.45, .45), (.45, .45), (.8, .55), (.85, .8), (.6, 1),
          (.3, .95), (.1, .75)]],
    ),
    4: (
        [[(.2, 0), (.05, .55), (.05, .55), (.95, .55)], [(.75, .05), (.72, 1)]],
        [[(.7, 1), (.7, 0), (.7, 0), (.02, .68), (.02, .68), (.98, .68)]],
        [[(.65, 0), (.02, .62), (.02, .62), (.95, .62)], [(.68, 0), (.68, 1)]],
        [[(.12, 0), (.08, .35), (.3, .52), (.75, .45), (.85, 0), (.85, 0), (.78, .5), (.72, 1)]],
        [[(.15, 0), (.1, .5), (.1, .5), (.88, .48)], [(.85, .0), (.8, .5), (.7, 1)]],
        [[(.6, 0), (.3, .3), (.03, .6), (.3, .62), (.95, .58)], [(.62, .3), (.58, 1)]],
    ),
    5: (
        [[(.9, 0), (.2, 0), (.2, 0), (.12, .45), (.12, .45), (.5, .35), (.9, .6), (.8, .9), (.4, 1),
          (.05, .9)]],
        [[(.2, .02), (.15, .42), (.15, .42), (.5, .36), (.88, .6), (.75, .93), (.35, 1), (.05, .88)],
         [(.2, .0), (.92, .02)]],
        [[(.9, .05), (.4, .02), (.15, .22), (.3, .43), (.7, .5), (.88, .75), (.5, 1), (.08, .92)]],
        [[(.35, .0), (.2, .45), (.2, .45), (.6, .45), (.8, .7), (.55, .95), (.1, 1)], [(.35, 0), (.95, .04)]],
        [[(.95, .0), (.4, .06), (.4, .06), (.25, .45), (.6, .5), (.75, .75), (.45, 1), (.05, .95)]],
    ),
    6: (
        [[(.75, 0), (.4, .2), (.1, .55), (.12, .85), (.45, 1), (.85, .88), (.85, .62), (.5, .5), (.18, .68)]],
        [[(.6, 0), (.2, .5), (.08, .8), (.35, 1), (.8, .9), (.8, .6), (.5, .55), (.15, .75)]],
        [[(.45, 0), (.15, .4), (.1, .8), (.3, 1), (.6, .9), (.62, .68), (.4, .6), (.12, .78)]],
        [[(.85, .12), (.6, 0), (.25, .2), (.05, .6), (.2, .95), (.6, 1), (.9, .8), (.75, .55), (.4, .52),
          (.12, .7)]],
        [[(.2, 0), (.1, .4), (.08, .8), (.4, 1), (.85, .9), (.88, .65), (.5, .55), (.12, .75)]],
        [[(.7, 0), (.3, .35), (.1, .7), (.25, .98), (.6, .95), (.65, .75), (.4, .65), (.15, .85)]],
    ),
    7: (
        [[(.05, .02), (.95, .02), (.95, .02), (.35, 1)]],
        [[(.05, .05), (.9, .02), (.9, .02), (.55, .5), (.4, 1)]],
        [[(.05, .05), (.92, .02), (.92, .02), (.6, .5), (.4, 1)], [(.3, .5), (.88, .48)]],
        [[(.08, .2), (.08, .03), (.08, .03), (.92, .03), (.92, .03), (.4, 1)]],
        [[(.02, .15), (.3, .02), (.6, .08), (.95, 0), (.95, 0), (.65, .45), (.5, 1)]],
        [[(.08, .08), (.5, .0), (.88, .08), (.82, .35), (.62, .7), (.5, 1)]],
        [[(.1, .22), (.15, .02), (.15, .02), (.9, .0), (.9, .0), (.45, 1)], [(.35, .52), (.85, .46)]],
    ),
    8: (
        [[(.8, .12), (.5, 0), (.2, .15), (.3, .4), (.7, .58), (.85, .8), (.5, 1), (.15, .8), (.3, .58),
          (.7, .4), (.82, .15), (.7, .05)]],
        [[(.5, 0), (.2, .1), (.2, .38), (.5, .48), (.8, .38), (.8, .1), (.5, 0)],
         [(.5, .47), (.12, .6), (.12, .9), (.5, 1), (.88, .9), (.88, .6), (.5, .47)]],
        [[(.5, .48), (.2, .3), (.3, .05), (.65, .0), (.85, .2), (.55, .48), (.2, .7), (.25, .95), (.6, 1),
          (.85, .8), (.75, .6), (.45, .45)]],
        [[(.95, .05), (.6, .05), (.25, .2), (.4, .45), (.75, .65), (.75, .9), (.4, 1), (.15, .85), (.4, .6),
          (.75, .3), (.9, .0)]],
        [[(.7, .05), (.35, .02), (.25, .25), (.5, .5), (.65, .8), (.45, 1), (.25, .85), (.45, .5), (.72, .2),
          (.65, .03)]],
    ),
    9: (
        [[(.85, .2), (.5, 0), (.15, .15), (.15, .4), (.45, .5), (.8, .35), (.86, .1), (.86, .1), (.8, 1)]],
        [[(.82, .15), (.45, 0), (.12, .2), (.25, .47), (.65, .45), (.85, .15), (.87, .5), (.7, .9),
          (.25, 1)]],
        [[(.85, .12), (.4, .0), (.1, .25), (.35, .48), (.75, .35), (.85, .1), (.85, .1), (.65, .55),
          (.5, 1)]],
        [[(.8, .05), (.4, .03), (.1, .25), (.3, .45), (.7, .3), (.85, .02), (.75, .5), (.72, 1)]],
        [[(.9, .3), (.75, .03), (.3, .05), (.1, .3), (.4, .52), (.8, .4), (.9, .3), (.9, .65), (.6, .97),
          (.15, .9)]],
        [[(.75, .1), (.45, 0), (.2, .2), (.3, .42), (.6, .35), (.75, .1), (.75, .1), (.72, .6), (.7, 1)]],
        [[(.8, .1), (.4, .05), (.1, .3), (.35, .5), (.75, .3), (.85, .1), (.65, .6), (.25, 1)]],
    ),
}  # fmt: skip


def pen_digits(labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Write digits, each in one of its ways, with another hand and another pen each time.

    Args:
        labels: the digits, shape (n,).
        random: where chance comes from.

    Returns:
        float32, shape (n, 28, 28), in [0, 1], scaled and centered as MNIST's digits are.
    """
    images = np.empty((len(labels), SIDE, SIDE), np.float32)
    ways = np.array([random.integers(len(WAYS[int(label)])) for label in labels])
    for label, digit in WAYS.items():
        for way, strokes in enumerate(digit):
            at = np.flatnonzero((labels == label) & (ways == way))
            for part in np.split(at, range(CHUNK, len(at), CHUNK)):
                if len(part):
                    images[part] = _drawn(
                        _by_another_hand(_written(strokes, len(part), random), random), random
                    )
    return images


def _written(strokes: list[list[tuple[float, float]]], count: int, random: np.random.Generator) -> np.ndarray:
    """Places of the pen, shape (count, PLACES, 2): every control point a little elsewhere each time."""
    strength = random.uniform(0.01, 0.06, (count, 1, 1))
    lengths = np.array([sum(np.hypot(*np.diff(stroke, axis=0).T)) for stroke in strokes])
    shares = np.maximum(8, np.floor(PLACES * lengths / lengths.sum()).astype(int))
    shares[np.argmax(shares)] += PLACES - shares.sum()
    places = []
    for stroke, share in zip(strokes, shares, strict=True):
        points, matrix = _spline(stroke, int(share))
        jittered = points + strength * random.normal(0, 1, (count, *points.shape))
        lifted = 0.03 * random.normal(0, 1, (count, 1, 2)) if len(strokes) > 1 else 0.0
        places.append(matrix @ jittered + lifted)
    return np.concatenate(places, axis=1)


def _spline(stroke: list[tuple[float, float]], count: int) -> tuple[np.ndarray, np.ndarray]:
    """The control points (m, 2), and the matrix (count, m) that makes places of the pen of them.

    Catmull-Rom splines between corners, evaluated at places about equally far from each other.
    """
    points = [point for i, point in enumerate(stroke) if i == 0 or point != stroke[i - 1]]
    corners = [i for i, point in enumerate(points) if stroke.count(point) > 1 and 0 < i < len(points) - 1]
    ends = [0, *corners, len(points) - 1]
    rows = []
    for first, last in pairwise(ends):
        for i in range(first, last):
            t = np.linspace(0, 1, 16, endpoint=False)[:, None]
            row = np.zeros((16, len(points)))
            parts = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
            for j, part in zip((i - 1, i, i + 1, i + 2), parts, strict=True):
                row[:, min(max(j, first), last)] += part[:, 0] / 2
            rows.append(row)
    end = np.zeros((1, len(points)))
    end[0, -1] = 1
    fine = np.concatenate([*rows, end])
    along = np.concatenate([[0], np.hypot(*np.diff(fine @ np.array(points), axis=0).T).cumsum()])
    nearest = np.abs(along[None] - np.linspace(0, along[-1], count)[:, None]).argmin(axis=1)
    return np.array(points), fine[nearest]


def _by_another_hand(places: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Slanted, turned, narrowed, and bent by slow waves."""
    count = len(places)
    angle, slant = random.normal(0, 0.12, count), random.normal(0.12, 0.25, count)
    narrow = np.exp(random.normal(-0.12, 0.28, count))
    x, y = (places - 0.5).transpose(2, 0, 1)
    x = narrow[:, None] * x - slant[:, None] * y
    x, y = (np.cos(angle)[:, None] * x - np.sin(angle)[:, None] * y,
            np.sin(angle)[:, None] * x + np.cos(angle)[:, None] * y)  # fmt: skip
    waves, phases = random.uniform(1, 6, (4, count, 1)), random.uniform(0, 6.3, (4, count, 1))
    sizes = random.normal(0, 0.025, (4, count, 1))
    bent_x = x + sizes[0] * np.sin(waves[0] * y + phases[0]) + sizes[1] * np.sin(waves[1] * x + phases[1])
    bent_y = y + sizes[2] * np.sin(waves[2] * x + phases[2]) + sizes[3] * np.sin(waves[3] * y + phases[3])
    return np.stack([bent_x, bent_y], axis=-1)


def _drawn(places: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The places scaled and centered as MNIST's, and drawn by pens of many widths and softnesses."""
    count = len(places)
    radius = random.uniform(0.75, 2.3, (count, 1, 1))  # in pixels of the result
    soft = random.uniform(0.8, 2.2, (count, 1, 1))
    extent = np.ptp(places, axis=1).max(axis=1)[:, None, None]
    side = INK_SIDE * random.uniform(0.9, 1.03, (count, 1, 1))
    at = places * (side - 2 * radius) / extent
    at += SIDE / 2 - at.mean(axis=1, keepdims=True) + random.normal(0, 0.5, (count, 1, 2))
    pixels = np.arange(SIDE, dtype=np.float32) + 0.5
    across, down = (((pixels - at[:, :, axis, None].astype(np.float32)) ** 2) for axis in (0, 1))
    nearest = np.full((count, SIDE, SIDE), np.inf, np.float32)
    for place in range(PLACES):
        np.minimum(nearest, down[:, place, :, None] + across[:, place, None, :], out=nearest)
    ink = np.clip((radius - np.sqrt(nearest)) / soft + 0.5, 0, 1)
    return (ink * random.uniform(0.75, 1, (count, 1, 1))).astype(np.float32)
