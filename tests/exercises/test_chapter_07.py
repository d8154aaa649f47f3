"""The exercises of chapter 07: frequent mistakes hear the rule that they break, other right answers pass."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from tests.exercises.judging import assert_breaks, says


def over_places(picture, kernel, of=lambda window, kernel: (window * kernel).sum(), less=0):
    height, width = kernel.shape
    rows, columns = picture.shape[0] - height + 1 - less, picture.shape[1] - width + 1 - less
    return np.array(
        [[of(picture[i : i + height, j : j + width], kernel) for j in range(columns)] for i in range(rows)]
    )


def with_zeros_around(picture, kernel):
    added = [(k // 2, k - 1 - k // 2) for k in kernel.shape]
    return over_places(np.pad(picture, added), kernel)


def into_its_own_picture(picture, kernel):
    result = picture
    sums = over_places(picture.copy(), kernel)
    result[: sums.shape[0], : sums.shape[1]] = sums
    return result[: sums.shape[0], : sums.shape[1]]


def square_by_square(maps, size, best=lambda square: square.max(axis=(0, 1)), up=False):
    rows, columns = (-(-n // size) if up else n // size for n in maps.shape[:2])
    return np.array([
        [best(maps[i * size : (i + 1) * size, j * size : (j + 1) * size]) for j in range(columns)]
        for i in range(rows)
    ])  # fmt: skip


def from_zero(square):
    best = np.zeros(square.shape[2])
    for row in square:
        for pixel in row:
            best = np.maximum(best, pixel)
    return best


def with_reshape_alone(maps, size):
    rows, columns, channels = maps.shape
    return maps.reshape(rows // size, size, columns // size, size, channels).max(axis=(1, 3))


def field(layers, before=1, grow=lambda kernel, stride, step: (kernel - 1) * step):
    total, step = before, 1
    for kernel, stride in layers:
        total += grow(kernel, stride, step)
        step *= stride
    return total


def forgetful(layers):
    total, step = 1, 1
    for kernel, stride in layers:
        total += (kernel - 1) * step
        step = stride
    return total


def iou(a, b, side=lambda low, high: max(0, high - low), union=lambda a, b, s: a + b - s, extra=0):
    width = side(max(a[0], b[0]), min(a[2], b[2]) + extra)
    height = side(max(a[1], b[1]), min(a[3], b[3]) + extra)
    areas = [(box[2] - box[0] + extra) * (box[3] - box[1] + extra) for box in (a, b)]
    return width * height / union(*areas, width * height)


def shared_alone(a, b):
    return max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))


def as_sizes(box):
    return np.concatenate([box[:2], box[:2] + box[2:]])


def weighed(maps, gradients, weigh=lambda mean: mean, last=lambda total: np.maximum(0, total)):
    return last(maps @ weigh(gradients.mean(axis=(0, 1))))


WRONG = [
    ("7.1", lambda p, k: over_places(p, k[::-1, ::-1]), "the kernel was turned round"),
    ("7.1", lambda p, k: over_places(p, k, lambda w, k: (w * k).mean()), "added up, not averaged"),
    ("7.1", lambda p, k: over_places(p, k, lambda w, k: w.sum()), "the kernel's numbers were not used"),
    ("7.1", lambda p, k: over_places(p, k, lambda w, k: w[0, 0] * k[0, 0]), "`convolve` must give"),
    ("7.1", lambda p, k: np.maximum(over_places(p, k), 0), "a ReLU is a step of its own"),
    ("7.1", with_zeros_around, "without padding"),
    ("7.1", lambda p, k: over_places(p, k, less=1), "range stops before its end"),
    ("7.1", lambda p, k: over_places(p, k).ravel(), "must be numbers of shape"),
    ("7.1", lambda p, k: float(over_places(p, k).sum()), "must be numbers of shape"),
    ("7.1", lambda p, k: over_places(p, k, lambda w, k: (w @ k.T).sum()), "`convolve` must give"),
    ("7.1", lambda p, k: over_places(p, np.ones((3, 3))), "`convolve`"),
    ("7.2", lambda n, k, s, p: (n + 2 * p - k) // s, "one place more than moves"),
    ("7.2", lambda n, k, s, p: (n + p - k) // s + 1, "it counts twice"),
    ("7.2", lambda n, k, s, p: (n - k) // s + 1, "the padding is missing"),
    ("7.2", lambda n, k, s, p: n + 2 * p - k + 1, "the stride is missing"),
    ("7.2", lambda n, k, s, p: (n + 2 * p - k) / s + 1, "a number of places is whole"),
    ("7.2", lambda n, k, s, p: math.ceil((n + 2 * p - k) / s) + 1, "round down"),
    ("7.2", lambda n, k, s, p: (n + 2 * p - k + 1) // s, "added after the division"),
    ("7.2", lambda n, k, s, p: math.ceil(n / s), "\"same\" padding"),
    ("7.2", lambda n, k, s, p: 3, "`output_size` must give"),
    ("7.2", lambda n, k, s, p: [n - k + 1], "must be one whole number"),
    ("7.3", lambda m, s: square_by_square(m, s, lambda q: q.mean(axis=(0, 1))), "this is the mean"),
    ("7.3", lambda m, s: square_by_square(m, s, lambda q: q.max()), "keeps the channels"),
    ("7.3", lambda m, s: square_by_square(m, s, up=True), "what is left over"),
    ("7.3", lambda m, s: square_by_square(m, s, from_zero), "not with 0"),
    ("7.3", lambda m, s: square_by_square(m, s, lambda q: np.abs(q).max(axis=(0, 1))), "largest magnitude"),
    ("7.3", lambda m, s: m[: m.shape[0] // s * s : s, : m.shape[1] // s * s : s], "upper left number"),
    ("7.3", lambda m, s: sliding_window_view(m, (s, s), axis=(0, 1)).max((-1, -2)), "squares do not overlap"),
    ("7.3", with_reshape_alone, "ValueError"),
    ("7.3", lambda m, s: square_by_square(m, 2), "`max_pool`"),
    ("7.4", lambda layers: field(layers, grow=lambda k, s, step: k - 1), "the strides are missing"),
    ("7.4", lambda layers: field(layers, grow=lambda k, s, step: (k - 1) * step * s), "let `step` grow last"),
    ("7.4", lambda layers: field(layers, grow=lambda k, s, step: k * step), "kernel − 1 steps"),
    ("7.4", lambda layers: field(layers, before=0), "sees 1, not 0"),
    ("7.4", forgetful, "only that of the layer before"),
    ("7.4", lambda layers: math.prod(k for k, _ in layers), "fields do not multiply"),
    ("7.4", lambda layers: math.prod(s for _, s in layers), "this is the step"),
    ("7.4", lambda layers: sum(k for k, _ in layers), "`receptive_field` must give"),
    ("7.4", lambda layers: (field(layers), 1), "must be one whole number"),
    ("7.4", lambda layers: 18, "`receptive_field` must give"),
    ("7.5", lambda a, b: iou(a, b, side=lambda low, high: high - low), "minus times minus is plus"),
    ("7.5", lambda a, b: iou(a, b, side=lambda low, high: abs(high - low)), "a gap is no overlap"),
    ("7.5", lambda a, b: iou(a, b, union=lambda a, b, s: a + b), "counts twice in their sum"),
    ("7.5", lambda a, b: iou(a, b, union=lambda a, b, s: min(a, b)), "not by that of the smaller one"),
    ("7.5", lambda a, b: iou(a, b, union=lambda a, b, s: a), "not by that of the first one"),
    ("7.5", lambda a, b: iou(a, b, extra=1), "without + 1"),
    ("7.5", lambda a, b: iou(as_sizes(a), as_sizes(b)), "taken for width and height"),
    ("7.5", shared_alone, "the shared area alone"),
    ("7.5", lambda a, b: [iou(a, b)], "must be one number"),
    ("7.5", lambda a, b: float(np.array_equal(a, b)), "`overlap` must give"),
    ("7.6", lambda m, g: weighed(m, g, last=lambda z: z), "speaks against the class: set it to 0"),
    ("7.6", lambda m, g: weighed(m, g, last=np.abs), "with abs it would count"),
    ("7.6", lambda m, g: np.maximum(0, m @ g.sum(axis=(0, 1))), "and this is their sum"),
    ("7.6", lambda m, g: np.maximum(0, (m * g).sum(axis=-1)), "gradient times activation"),
    ("7.6", lambda m, g: np.maximum(0, (m * g.mean()).sum(axis=-1)), "here it is over everything"),
    ("7.6", lambda m, g: weighed(m, g, weigh=lambda w: np.maximum(w, 0)), "not its weight"),
    ("7.6", lambda m, g: weighed(m, g) / m.shape[2], "here their mean is taken"),
    ("7.6", lambda m, g: np.maximum(0, m * g.mean(axis=(0, 1))), "no axis of features any more"),
    ("7.6", lambda m, g: g.mean(axis=(0, 1)), "one for each; multiply the maps"),
    ("7.6", lambda m, g: weighed(g, m), "have changed places"),
    ("7.6", lambda m, g: weighed(m, g)[None], "must be an array of shape"),
    ("7.6", lambda m, g: weighed(m, g) + 1, "`class_map` must give"),
    ("7.6", lambda m, g: "map", "the text"),
]  # fmt: skip


@pytest.mark.parametrize(("exercise_id", "answer", "rule"), WRONG)
def test_wrong_answers_hear_the_rule_they_break(exercise_id, answer, rule):
    assert_breaks(exercise_id, answer, rule)


def by_windows(picture, kernel):
    return np.einsum("rcij,ij->rc", sliding_window_view(picture, kernel.shape), kernel)


def from_the_last_layer(layers):
    total = 1
    for kernel, stride in reversed(layers):
        total = (total - 1) * stride + kernel
    return total


def by_corners(a, b):
    sides = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None)
    return sides.prod() / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - sides.prod())


def map_by_map(maps, gradients):
    total = np.zeros(maps.shape[:2])
    for k in range(maps.shape[2]):
        total += gradients[:, :, k].mean() * maps[:, :, k]
    return np.where(total > 0, total, 0)


RIGHT = [
    ("7.1", over_places),
    ("7.1", by_windows),
    ("7.1", into_its_own_picture),
    ("7.1", lambda p, k: over_places(p, k).tolist()),
    ("7.2", lambda n, k, s, p: len(range(0, n + 2 * p - k + 1, s))),
    ("7.2", lambda n, k, s, p: np.int64((n + 2 * p - k) / s + 1)),
    ("7.2", lambda n, k, s, p: 1.0 + (n + 2 * p - k) // s),
    ("7.3", square_by_square),
    ("7.3", lambda m, s: square_by_square(m, s, lambda q: np.max(np.max(q, axis=0), axis=0)).tolist()),
    ("7.4", from_the_last_layer),
    ("7.4", lambda layers: np.array(field(layers))),
    ("7.5", lambda a, b: np.float32(iou(a, b))),
    ("7.5", lambda a, b: iou(list(a), tuple(b))),
    ("7.5", by_corners),
    ("7.6", map_by_map),
    ("7.6", lambda m, g: map_by_map(m, g).tolist()),
    ("7.6", lambda m, g: np.einsum("ijk,k->ij", m, g.mean((0, 1))).clip(0)),
]


@pytest.mark.parametrize(("exercise_id", "answer"), RIGHT)
def test_other_right_answers_pass_too(exercise_id, answer):
    assert says(exercise_id, answer).startswith("✓")


def test_an_answer_by_keras_passes():
    import keras

    def by_keras(picture, kernel):
        return keras.ops.conv(picture[None, :, :, None], kernel[:, :, None, None], padding="valid")[
            0, :, :, 0
        ]

    by_keras(
        np.ones((4, 4)), np.ones((2, 2))
    )  # the first call takes its time, which is not the check's matter
    assert says("7.1", by_keras).startswith("✓")


def test_the_solutions_agree_with_the_courses_own():
    from dlcourse.exercises.chapter_07 import solutions
    from dlcourse.scratch import boxes, convolution

    random = np.random.default_rng(1)
    picture, kernel, maps = (
        random.normal(size=(7, 9)),
        random.normal(size=(3, 2)),
        random.normal(size=(5, 7, 3)),
    )
    ours = convolution.convolve(picture[None, :, :, None], kernel[:, :, None, None])[0, :, :, 0]
    np.testing.assert_allclose(solutions.convolve(picture, kernel), ours)
    np.testing.assert_allclose(solutions.max_pool(maps, 2), convolution.max_pool(maps[None], 2)[0])
    assert solutions.output_size(28, 5, 2, 1) == convolution.output_size(28, 5, stride=2, padding=1)
    layers = [(3, 1), (2, 2), (5, 2)]
    one, other = np.array([10.0, 20, 30, 26]), np.array([14.0, 23, 50, 60])
    assert solutions.overlap(one, other) == pytest.approx(boxes.iou([one], [other])[0, 0])
    assert solutions.receptive_field(layers) == convolution.receptive_fields(layers)[-1].size
