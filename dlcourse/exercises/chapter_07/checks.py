"""The rules that answers to the exercises of chapter 07 must keep, and sentences for frequent mistakes."""

from __future__ import annotations

import math

import numpy as np

from ..rules import RuleBroken, compare, kind, numbers
from .solutions import class_map, convolve, max_pool, output_size, overlap, receptive_field


def check_output_size(answer):
    cases = [(5, 3, 1, 0), (28, 3, 1, 1), (28, 5, 2, 0), (28, 3, 2, 1), (7, 7, 1, 0), (11, 4, 3, 2)]
    cases += [(32, 1, 2, 0), (10, 3, 4, 1), (6, 2, 2, 0)]

    def read(value, *_):
        return numbers("what `output_size` returns", value, (), "one whole number")

    def rule(of):
        return lambda *case: of(*map(float, case))

    mistakes = (
        ("count again: from the first place to the last there are (size + 2·padding − kernel) // stride "
         "*moves*, and one place more than moves",
         lambda n, k, s, p: (n + 2 * p - k) // s),
        ("the padding is added at both ends, so it counts twice", lambda n, k, s, p: (n + p - k) // s + 1),
        ("the padding is missing: it makes the picture larger by 2·padding",
         lambda n, k, s, p: (n - k) // s + 1),
        ("the stride is missing: of `stride` places only one is taken", lambda n, k, s, p: n + 2 * p - k + 1),
        ("a number of places is whole: what does not suffice for one more move is dropped (//)",
         rule(lambda n, k, s, p: (n + 2 * p - k) / s + 1)),
        ("what does not suffice for one more move is dropped: round down, not up or to the nearest",
         lambda n, k, s, p: math.ceil((n + 2 * p - k) / s) + 1),
        ("what does not suffice for one more move is dropped: round down, not up or to the nearest",
         lambda n, k, s, p: round((n + 2 * p - k) / s) + 1),
        ("the 1 is added after the division: it counts the first place, which needs no move",
         lambda n, k, s, p: (n + 2 * p - k + 1) // s),
        ("the kernel must lie wholly on the picture, so it takes room itself: subtract it",
         lambda n, k, s, p: (n + 2 * p) // s),
        ("this is the size with Keras' \"same\" padding; here the padding is given as a number",
         lambda n, k, s, p: -(-n // s)),
    )  # fmt: skip
    compare(answer, output_size, cases, read, mistakes)


def check_convolve(answer):
    random = np.random.default_rng(72)
    cases = [(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[0.0, 1.0]]))]
    for shape, kernel in (
        ((4, 5), (3, 3)),
        ((6, 4), (2, 3)),
        ((3, 3), (3, 3)),
        ((5, 7), (3, 1)),
        ((2, 6), (1, 1)),
    ):
        cases.append((random.normal(size=shape), random.normal(size=kernel)))

    def read(value, picture, kernel):
        rows, columns = (size - k + 1 for size, k in zip(picture.shape, kernel.shape, strict=True))
        found = np.shape(value) if not isinstance(value, str) else ()
        if found == picture.shape != (rows, columns):
            raise RuleBroken(
                "the kernel is laid only where it fits, without padding: the result must have "
                f"{rows} × {columns} numbers for a picture of {picture.shape[0]} × {picture.shape[1]} and a "
                f"kernel of {kernel.shape[0]} × {kernel.shape[1]}, got {found[0]} × {found[1]}"
            )
        if found == (rows - 1, columns - 1) and found != (0, 0):
            raise RuleBroken(
                f"there are rows − height + 1 places from top to bottom, here {rows}, got {found[0]}: range "
                "stops before its end"
            )
        return numbers(
            "what `convolve` returns", value, (rows, columns),
            f"numbers of shape ({rows}, {columns}) for a picture of shape {picture.shape} and a kernel of "
            f"shape {kernel.shape}",
        )  # fmt: skip

    def over_windows(of):
        def mistaken(picture, kernel):
            windows = np.lib.stride_tricks.sliding_window_view(picture, kernel.shape)
            return np.array([[of(window, kernel) for window in row] for row in windows])

        return mistaken

    mistakes = (
        ("the kernel was turned round: that is convolution as mathematicians write it; here, as in Keras, it "
         "is laid on as it is", lambda picture, kernel: convolve(picture, kernel[::-1, ::-1])),
        ("the kernel was turned upside down", lambda picture, kernel: convolve(picture, kernel[::-1])),
        ("the products are added up, not averaged", over_windows(lambda w, k: (w * k).mean())),
        ("add up all products, and not only the largest of them", over_windows(lambda w, k: (w * k).max())),
        ("the kernel's numbers were not used: multiply them with the pixels",
         over_windows(lambda w, k: w.sum())),
        ("the sum may be negative: a ReLU is a step of its own", lambda p, k: np.maximum(convolve(p, k), 0)),
        ("every place has its own window: here the picture's upper left corner is used everywhere",
         lambda p, k: np.full_like(convolve(p, k), convolve(p, k)[0, 0])),
    )  # fmt: skip
    compare(answer, convolve, cases, read, mistakes)


def check_max_pool(answer):
    random = np.random.default_rng(73)
    cases = [(np.array([[[1.0], [5.0]], [[-2.0], [3.0]]]), 2)]
    for shape, size in (((4, 4, 1), 2), ((4, 6, 2), 2), ((6, 9, 2), 3), ((5, 7, 3), 2), ((3, 2, 1), 1)):
        cases.append((random.normal(size=shape) - 0.8, size))

    def read(value, maps, size):
        shape = (maps.shape[0] // size, maps.shape[1] // size, maps.shape[2])
        found = np.shape(value) if not isinstance(value, str) else ()
        for wrong, words in (
            (shape[:2], "each channel is pooled by itself: the result keeps the channels"),
            ((-(-maps.shape[0] // size), -(-maps.shape[1] // size), maps.shape[2]),
             "what is left over at the ends, less than a square, is dropped"),
            ((maps.shape[0] - size + 1, maps.shape[1] - size + 1, maps.shape[2]),
             "squares do not overlap: the next one begins `size` rows or columns further on"),
        ):  # fmt: skip
            if found == wrong != shape:
                raise RuleBroken(
                    f"{words}; for maps of shape {maps.shape} and size {size}, {shape} is expected, got "
                    f"{kind(np.zeros(found))}"
                )
        return numbers(
            "what `max_pool` returns", value, shape,
            f"numbers of shape {shape} for maps of shape {maps.shape} and size {size}",
        )  # fmt: skip

    def squares(maps, size):
        rows, columns = maps.shape[0] // size, maps.shape[1] // size
        return maps[: rows * size, : columns * size].reshape(rows, size, columns, size, -1)

    def in_wrong_order(maps, size):
        rows, columns = maps.shape[0] // size, maps.shape[1] // size
        whole = maps[: rows * size, : columns * size]
        return whole.reshape(rows, columns, size, size, -1).max(axis=(2, 3))

    mistakes = (
        ("this is the mean of each square; the largest number is asked for",
         lambda m, s: squares(m, s).mean((1, 3))),
        ("this is the smallest number of each square; the largest is asked for",
         lambda m, s: squares(m, s).min((1, 3))),
        ("this takes the upper left number of each square, not the largest",
         lambda m, s: squares(m, s)[:, 0, :, 0]),
        ("the largest number may be negative: begin with the first number or −∞, not with 0",
         lambda m, s: np.maximum(max_pool(m, s), 0)),
        ("the largest magnitude is not the largest number: −3 is less than 1",
         lambda m, s: np.abs(squares(m, s)).max((1, 3))),
        ("the axes are in a wrong order: a row of squares holds `size` rows of pixels, so reshape to "
         "(rows, size, columns, size, channels)", in_wrong_order),
        ("all channels were pooled together: each keeps its own largest number",
         lambda m, s: np.broadcast_to(max_pool(m, s).max(axis=2, keepdims=True), max_pool(m, s).shape)),
    )  # fmt: skip
    compare(answer, max_pool, cases, read, mistakes)


def check_receptive_field(answer):
    cases = [([(3, 1)],), ([(3, 1), (3, 1)],), ([(3, 1), (2, 2), (3, 1)],), ([(5, 2), (3, 1)],)]
    cases += [
        ([(3, 1), (2, 2), (3, 1), (2, 2), (3, 1)],),
        ([(7, 4), (3, 2), (3, 2), (1, 1)],),
        ([(2, 2)] * 4,),
    ]

    def read(value, *_):
        return numbers("what `receptive_field` returns", value, (), "one whole number")

    def walk(grow, after=lambda step, stride: step * stride, first=1):
        def mistaken(layers):
            field, step = first, 1
            for kernel, stride in layers:
                field += grow(kernel, stride, step)
                step = after(step, stride)
            return field

        return mistaken

    def backward_formula_forward(layers):
        field = 1
        for kernel, stride in layers:
            field = (field - 1) * stride + kernel
        return field

    mistakes = (
        ("the strides are missing: behind a stride of 2, neighbors are two pixels apart, so a kernel of 3 "
         "there reaches over 4 pixels more, not 2", walk(lambda k, s, step: k - 1)),
        ("a layer's own stride spreads the layers after it, not its own kernel: let `step` grow last",
         walk(lambda k, s, step: (k - 1) * step * s)),
        ("a layer adds kernel − 1 steps, for the first pixel is there already",
         walk(lambda k, s, step: k * step)),
        ("a layer adds kernel − 1 steps, for the first pixel is there already",
         walk(lambda k, s, step: k * step, first=0)),
        ("begin with a single pixel: before the first layer a number sees 1, not 0",
         walk(lambda k, s, step: (k - 1) * step, first=0)),
        ("strides multiply: two layers of stride 2 make neighbors four pixels apart; here the step is only "
         "that of the layer before", walk(lambda k, s, step: (k - 1) * step, after=lambda step, s: s)),
        ("strides multiply, they do not add up",
         walk(lambda k, s, step: (k - 1) * step, after=lambda step, s: step + s)),
        ("fields do not multiply: each layer adds (kernel − 1) · step pixels",
         lambda layers: math.prod(k for k, _ in layers)),
        ("(field − 1) · stride + kernel is right from the last layer to the first; here it is used from the "
         "first to the last", backward_formula_forward),
        ("this is the step, how far two neighbors are apart; the field is how far each of them reaches",
         lambda layers: math.prod(s for _, s in layers)),
        ("all layers count, not only the last", lambda layers: layers[-1][0]),
    )  # fmt: skip
    compare(answer, receptive_field, cases, read, mistakes)


def check_overlap(answer):
    cases = [
        ((0, 0, 4, 2), (2, 0, 6, 2)),  # half and half
        ((0, 0, 4, 4), (0, 0, 4, 4)),  # the same
        ((0, 0, 8, 8), (2, 3, 4, 7)),  # one inside the other
        ((0, 0, 2, 2), (5, 0, 9, 3)),  # apart along x
        ((1, 6, 3, 9), (0, 0, 4, 4)),  # apart along y
        ((0, 0, 2, 2), (7, 5, 9, 9)),  # apart along both
        ((0, 0, 3, 3), (3, 0, 6, 3)),  # side by side
        ((10, 20, 30, 26), (14, 23, 50, 60)),
        ((0.5, 1.5, 3.0, 4.0), (1.0, 1.0, 4.5, 2.5)),
    ]
    cases = [(np.array(a, dtype=float), np.array(b, dtype=float)) for a, b in cases]

    def read(value, *_):
        return numbers("what `overlap` returns", value, (), "one number")

    def rule(side=lambda low, high: max(0.0, high - low), together=lambda a, b, s: a + b - s, extra=0.0):
        def area(box):
            return (box[2] - box[0] + extra) * (box[3] - box[1] + extra)

        def mistaken(a, b):
            shared = side(max(a[0], b[0]), min(a[2], b[2]) + extra) * side(
                max(a[1], b[1]), min(a[3], b[3]) + extra
            )
            return shared / together(area(a), area(b), shared)

        return mistaken

    def shared_area(a, b):
        return np.prod(np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0))

    def around(a, b):
        return shared_area(a, b) / np.prod(np.maximum(a[2:], b[2:]) - np.minimum(a[:2], b[:2]))

    def with_sizes(a, b):
        return overlap(*(np.concatenate([box[:2], box[:2] + box[2:]]) for box in (a, b)))

    mistakes = (
        ("boxes that lie apart share nothing, and here their gap counts: a width or height below 0 must "
         "become "
         "0 before you multiply, for minus times minus is plus",
         rule(side=lambda low, high: high - low)),
        ("a gap is no overlap: with abs the distance between two boxes counts as shared; take max(0, …)",
         rule(side=lambda low, high: abs(high - low))),
        ("the shared area is in both areas, so it counts twice in their sum: subtract it once",
         rule(together=lambda a, b, s: a + b)),
        ("divide by the area that the boxes cover together, not by that of the smaller one",
         rule(together=lambda a, b, s: min(a, b))),
        ("divide by the area that the boxes cover together, not by that of the larger one",
         rule(together=lambda a, b, s: max(a, b))),
        ("divide by the area that the boxes cover together, not by that of the first one",
         rule(together=lambda a, b, s: a)),
        ("the union is what the boxes cover, not the rectangle around both", around),
        ("this is the shared area alone; divide it by the area that the boxes cover together", shared_area),
        ("the last two numbers are the right and the bottom edge, and here they are taken for width and "
         "height",
         with_sizes),
        ("edges are places and not pixels: the width is right − left, without + 1", rule(extra=1.0)),
        ("this is the dice coefficient: the intersection counts twice above; intersection over union has "
         "it once",
         rule(together=lambda a, b, s: (a + b) / 2)),
    )  # fmt: skip
    compare(answer, overlap, cases, read, mistakes)


def check_class_map(answer):
    random = np.random.default_rng(73)
    cases = [(np.array([[[1.0, 0.0], [0.0, 2.0]]]), np.array([[[1.0, -1.0], [3.0, 0.0]]]))]
    for shape in ((3, 4, 2), (4, 4, 5), (2, 2, 2), (5, 3, 7)):
        cases.append((np.maximum(random.normal(size=shape), 0) + 0.1, random.normal(size=shape)))

    def read(value, maps, _):
        rows, columns, features = maps.shape
        if not isinstance(value, str) and np.shape(value) == (rows, columns, features):
            raise RuleBroken(
                "the feature maps are added up to one map: the result has no axis of features any more, "
                "shape "
                f"({rows}, {columns}), got {np.shape(value)}"
            )
        if not isinstance(value, str) and np.shape(value) == (features,):
            raise RuleBroken(
                "these are numbers for the features, one for each; multiply the maps by them, and add the "
                "maps up"
            )
        return numbers(
            "what `class_map` returns", value, (rows, columns), f"an array of shape ({rows}, {columns})"
        )

    def rule(weigh=lambda g: g.mean(axis=(0, 1)), add=lambda m, w: m @ w, last=lambda z: np.maximum(0, z)):
        return lambda maps, gradients: last(add(maps, weigh(gradients)))

    mistakes = (
        ("what is negative speaks against the class: set it to 0 at the end", rule(last=lambda z: z)),
        ("what is negative speaks against the class and becomes 0; with abs it would count as speaking "
         "for it",
         rule(last=np.abs)),
        ("each feature is weighted by the *mean* of its gradients, and this is their sum: the map has the "
         "right "
         "form and the wrong size", rule(weigh=lambda g: g.sum(axis=(0, 1)))),
        ("each feature has one weight, the mean of its gradients; here each place has its own: that is "
         "gradient "
         "times activation", lambda m, g: np.maximum(0, (m * g).sum(axis=2))),
        ("the mean is over rows and columns, one weight for each feature; here it is over everything",
         lambda m, g: np.maximum(0, (m * g.mean()).sum(axis=2))),
        ("the maps are missing: this is only the gradients, averaged over the features",
         lambda m, g: np.maximum(0, g.mean(axis=2))),
        ("a feature whose gradients are negative on average counts against the class: what becomes 0 is "
         "the sum at "
         "the end, not its weight or its own map", rule(weigh=lambda g: np.maximum(0, g.mean(axis=(0, 1))))),
        ("a feature whose gradients are negative on average counts against the class: keep the sign of "
         "its weight",
         rule(weigh=lambda g: np.abs(g.mean(axis=(0, 1))))),
        ("the weighted maps are added up; here their mean is taken: the map has the right form and the "
         "wrong size",
         lambda m, g: np.maximum(0, (m * g.mean(axis=(0, 1))).mean(axis=2))),
        ("weights and maps have changed places: the weights are means of the gradients, and the maps are "
         "added up",
         lambda m, g: np.maximum(0, g @ m.mean(axis=(0, 1)))),
    )  # fmt: skip
    compare(answer, class_map, cases, read, mistakes)
