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
    """Lay a kernel on every place of a grey picture where it fits, and add up the products.

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

    maps: shape (rows, columns, channels), any numbers. size: rows and columns of a square.
    Returns shape (rows // size, columns // size, channels): each channel by itself. What
    is left over at the lower and at the right end, less than a square, is dropped.
    """
    rows, columns, channels = maps.shape[0] // size, maps.shape[1] // size, maps.shape[2]
    whole = maps[: rows * size, : columns * size]
    squares = whole.reshape(rows, size, columns, size, channels)
    return squares.max(axis=(1, 3))


def receptive_field(layers):
    """How many pixels along one side a number of the last layer depends on.

    layers: a list of (kernel, stride) from the first layer to the last, convolutions and
    pooling alike.
    Returns a whole number.
    """
    field, step = 1, 1  # step: how many pixels two neighbours of this layer are apart
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field
