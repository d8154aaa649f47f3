"""The rules that answers to the exercises of chapter 07 must keep, and sentences for frequent mistakes."""

from __future__ import annotations

import math

import numpy as np

from ..rules import RuleBroken, compare, kind, numbers
from .solutions import convolve, max_pool, output_size, receptive_field


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
        ("the strides are missing: behind a stride of 2, neighbours are two pixels apart, so a kernel of 3 "
         "there reaches over 4 pixels more, not 2", walk(lambda k, s, step: k - 1)),
        ("a layer's own stride spreads the layers after it, not its own kernel: let `step` grow last",
         walk(lambda k, s, step: (k - 1) * step * s)),
        ("a layer adds kernel − 1 steps, for the first pixel is there already",
         walk(lambda k, s, step: k * step)),
        ("a layer adds kernel − 1 steps, for the first pixel is there already",
         walk(lambda k, s, step: k * step, first=0)),
        ("begin with a single pixel: before the first layer a number sees 1, not 0",
         walk(lambda k, s, step: (k - 1) * step, first=0)),
        ("strides multiply: two layers of stride 2 make neighbours four pixels apart; here the step is only "
         "that of the layer before", walk(lambda k, s, step: (k - 1) * step, after=lambda step, s: s)),
        ("strides multiply, they do not add up",
         walk(lambda k, s, step: (k - 1) * step, after=lambda step, s: step + s)),
        ("fields do not multiply: each layer adds (kernel − 1) · step pixels",
         lambda layers: math.prod(k for k, _ in layers)),
        ("(field − 1) · stride + kernel is right from the last layer to the first; here it is used from the "
         "first to the last", backward_formula_forward),
        ("this is the step, how far two neighbours are apart; the field is how far each of them reaches",
         lambda layers: math.prod(s for _, s in layers)),
        ("all layers count, not only the last", lambda layers: layers[-1][0]),
    )  # fmt: skip
    compare(answer, receptive_field, cases, read, mistakes)
