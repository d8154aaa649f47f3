"""Solutions to the exercises of chapter 07, as they should read; the learner's stubs are made from them."""

import numpy as np


def output_size(size, kernel, stride, padding):
    """How many places a kernel has along one side of a picture.

    size: pixels along that side. kernel: numbers of the kernel along it. stride: of so
    many places one is taken. padding: so many zeros are added at each of the two ends.
    Returns a whole number; the kernel must lie wholly on the padded picture.
    """
    return (size + 2 * padding - kernel) // stride + 1


def convolve(picture, kernel):
    """Lay a kernel on every place of a gray picture where it fits; add up the products.

    picture: shape (rows, columns). kernel: shape (height, width), not larger.
    Returns the sums, shape (rows − height + 1, columns − width + 1). The kernel is laid
    on as it is, not turned round.
    """
    height, width = kernel.shape
    rows, columns = picture.shape[0] - height + 1, picture.shape[1] - width + 1
    sums = np.zeros((rows, columns))
    for i in range(height):
        for j in range(width):
            sums += kernel[i, j] * picture[i : i + rows, j : j + columns]
    return sums


def max_pool(maps, size):
    """The largest number in each square of feature maps; squares do not overlap.

    maps: shape (rows, columns, channels), any numbers. size: rows and columns of a
    square. Returns shape (rows // size, columns // size, channels): each channel by
    itself. What is left over at the lower and at the right end is dropped.
    """
    rows, columns = maps.shape[0] // size, maps.shape[1] // size
    whole = maps[: rows * size, : columns * size]
    squares = whole.reshape(rows, size, columns, size, -1)
    return squares.max(axis=(1, 3))


def receptive_field(layers):
    """How many pixels along one side a number of the last layer depends on.

    layers: a list of (kernel, stride) from the first layer to the last, convolutions and
    pooling alike.
    Returns a whole number.
    """
    field, step = 1, 1  # step: so many pixels are two neighbors apart
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


def overlap(a, b):
    """The intersection over union of two boxes.

    a, b: (left, top, right, bottom), in pixels. A box may lie apart from the other.
    Returns a number from 0 to 1; 0 where they share no area.
    """
    width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    shared = width * height
    area_a = (a[2] - a[0]) * (a[3] - a[1])
    area_b = (b[2] - b[0]) * (b[3] - b[1])
    return shared / (area_a + area_b - shared)


def class_map(maps, gradients):
    """Grad-CAM of one picture.

    maps: the feature maps of a layer, shape (rows, columns, features).
    gradients: how the score of the class changes with each of their numbers, same shape.
    Returns the map, shape (rows, columns), all numbers 0 or more.
    """
    alphas = gradients.mean(axis=(0, 1))  # (features,)
    return np.maximum(0, maps @ alphas)
