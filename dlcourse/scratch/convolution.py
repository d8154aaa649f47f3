"""Convolution and pooling in NumPy, by loops and vectorized, and the receptive field of a stack of layers.

As in every deep-learning library the kernel is laid on as it is, without turning it round: to a mathematician
this is a cross-correlation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..errors import CourseError, one_of, whole_number

Padding = Literal["valid", "same"] | int


def output_size(
    size: int, kernel: int, *, stride: int = 1, padding: Padding = "valid", dilation: int = 1
) -> int:
    """How many places a kernel has along one side of a picture.

    Args:
        size: pixels along that side.
        kernel: numbers of the kernel along it.
        stride: from how many places one is taken.
        padding: "valid" for none, "same" for as much as keeps ceil(size / stride) places, or how many pixels
            are added at each end.
        dilation: the distance between neighboring numbers of the kernel, in pixels.

    Raises:
        CourseError: for numbers that are not allowed, or where the kernel has no place.
    """
    before, after = padding_of(size, kernel, stride=stride, padding=padding, dilation=dilation)
    reach = dilation * (kernel - 1) + 1
    if size + before + after < reach:
        raise CourseError(
            f"the kernel reaches over {reach} pixels, and the picture, with its padding, has only "
            f"{size + before + after}"
        )
    return (size + before + after - reach) // stride + 1


def padding_of(
    size: int, kernel: int, *, stride: int = 1, padding: Padding = "valid", dilation: int = 1
) -> tuple[int, int]:
    """How many pixels "same" and the other words for padding add before and after one side of a picture.

    Raises:
        CourseError: for numbers that are not allowed.
    """
    size, kernel, stride, dilation = (
        whole_number(name, value, at_least=1)
        for name, value in (("size", size), ("kernel", kernel), ("stride", stride), ("dilation", dilation))
    )
    if not isinstance(padding, str):
        around = whole_number("padding", padding, at_least=0)
        return around, around
    if one_of("padding", padding, ("valid", "same")) == "valid":
        return 0, 0
    places = -(-size // stride)  # rounded up
    missing = max(0, (places - 1) * stride + dilation * (kernel - 1) + 1 - size)
    return missing // 2, missing - missing // 2


def convolve_by_loops(
    x: Any,
    kernels: Any,
    bias: Any = None,
    *,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
    groups: int = 1,
) -> np.ndarray:
    """`convolve`, one number after the other: to be read, not to be waited for.

    Raises:
        CourseError: as `convolve` does.
    """
    x, kernels, bias = _checked(x, kernels, bias, groups)
    x, (rows, columns) = _padded(x, kernels.shape[:2], stride, padding, dilation, fill=0.0)
    height, width, inputs, filters = kernels.shape
    z = np.zeros((len(x), rows, columns, filters))
    for image, row, column, f in np.ndindex(z.shape):
        first = inputs * (f // (filters // groups))  # channel of this filter's group
        total = bias[f]
        for i, j, channel in np.ndindex(height, width, inputs):
            pixel = x[image, row * stride + i * dilation, column * stride + j * dilation, first + channel]
            total += pixel * kernels[i, j, channel, f]
        z[image, row, column, f] = total
    return z


def convolve(
    x: Any,
    kernels: Any,
    bias: Any = None,
    *,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
    groups: int = 1,
) -> np.ndarray:
    """Lay every kernel on every place of every picture: multiply pair by pair, add up, add the bias.

    Args:
        x: pictures, shape (n, height, width, channels).
        kernels: shape (height, width, channels / groups, filters).
        bias: one number for each filter, shape (filters,); none is 0.
        stride: of so many places, rows as well as columns, one is taken.
        padding: "valid" for none, "same" for zeros all around so that a stride of 1 keeps the size, or how
            many rows and columns of zeros are added at each side.
        dilation: the distance between neighboring numbers of a kernel, in pixels.
        groups: into how many groups the channels fall; each filter sees those of its own group only.

    Returns:
        the weighted sums z, shape (n, rows, columns, filters).

    Raises:
        CourseError: for other shapes, or numbers that are not allowed.
    """
    x, kernels, bias = _checked(x, kernels, bias, groups)
    x, _ = _padded(x, kernels.shape[:2], stride, padding, dilation, fill=0.0)
    windows = _windows(x, kernels.shape[:2], stride, dilation)  # (n, rows, columns, channels, height, width)
    parts = zip(np.split(windows, groups, axis=3), np.split(kernels, groups, axis=3), strict=True)
    return np.concatenate([np.einsum("nrcihw,hwif->nrcf", *part, optimize=True) for part in parts], -1) + bias


def max_pool(x: Any, size: int = 2, *, stride: int | None = None, padding: Padding = "valid") -> np.ndarray:
    """The largest number in each window, channel by channel.

    Args:
        x: shape (n, height, width, channels).
        size: rows and columns of a window.
        stride: from one window to the next; by default `size`, so that none overlap.
        padding: as in `convolve`; what is added never wins.

    Returns:
        shape (n, rows, columns, channels).

    Raises:
        CourseError: for another shape, or numbers that are not allowed.
    """
    x, stride = _pictures(x), size if stride is None else stride
    x, _ = _padded(x, (size, size), stride, padding, 1, fill=-np.inf)
    return _windows(x, (size, size), stride, 1).max(axis=(-2, -1))


def average_pool(
    x: Any, size: int = 2, *, stride: int | None = None, padding: Padding = "valid"
) -> np.ndarray:
    """The mean of each window, channel by channel; of a window at the rim, that of the pixels there are.

    Arguments, shapes and errors are those of `max_pool`.
    """
    x, stride = _pictures(x), size if stride is None else stride
    there = np.ones((1, *x.shape[1:3], 1))
    sums, counts = (
        _windows(_padded(each, (size, size), stride, padding, 1, fill=0.0)[0], (size, size), stride, 1).sum(
            (-2, -1)
        )
        for each in (x, there)
    )
    return sums / counts


class Field(NamedTuple):
    """What one number of a layer sees: a square of `size` pixels; the next one's begins `step` pixels on."""

    size: int
    step: int


def receptive_fields(layers: Sequence[Sequence[int]]) -> list[Field]:
    """The receptive field after each layer, along one side of the picture.

    Args:
        layers: (kernel, stride) or (kernel, stride, dilation) of each layer, pooling included; from the first
            one on.

    Raises:
        CourseError: if there is no layer, or one is no such tuple of whole numbers ≥ 1.
    """
    size, step, fields = 1, 1, []
    for place, layer in enumerate(layers):
        if not 2 <= len(layer) <= 3:
            raise CourseError(
                f"layer {place} must be (kernel, stride) or (kernel, stride, dilation), got {layer!r}"
            )
        kernel, stride, dilation = (
            whole_number(f"each number of layer {place}", each, at_least=1) for each in (*layer, 1)[:3]
        )
        size += (kernel - 1) * dilation * step  # neighbors here are `step` pixels apart
        step *= stride
        fields.append(Field(size, step))
    if not fields:
        raise CourseError("layers must hold at least one layer, got none")
    return fields


def strongest_patches(images: Any, maps: Any, field: Field, *, most: int = 6) -> np.ndarray:
    """The parts of images to which one filter answers most strongly, each as large as the filter's field.

    At most one part of each image; where a field stands out of the image, zeros stand. For layers without
    padding, whose field begins at the place itself times the step.

    Args:
        images: shape (n, height, width).
        maps: what the filter answers to them, shape (n, rows, columns).
        field: of the filter's layer, see `receptive_fields`.
        most: how many parts.

    Returns:
        shape (most, size, size), the strongest answer first.

    Raises:
        CourseError: if images and maps are not as many, or have another number of dimensions.
    """
    images, maps = np.asarray(images, dtype=float), np.asarray(maps, dtype=float)
    if images.ndim != 3 or maps.ndim != 3 or len(images) != len(maps):
        raise CourseError(
            f"images and maps must have shape (n, height, width) with the same n, "
            f"got {images.shape} and {maps.shape}"
        )
    best = maps.reshape(len(maps), -1).argmax(axis=1)
    chosen = np.argsort(-maps.reshape(len(maps), -1).max(axis=1), kind="stable")[:most]
    parts = np.zeros((len(chosen), field.size, field.size))
    for part, image in zip(parts, chosen, strict=True):
        row, column = (int(at) * field.step for at in np.unravel_index(best[image], maps.shape[1:]))
        seen = images[image, row : row + field.size, column : column + field.size]
        part[: seen.shape[0], : seen.shape[1]] = seen
    return parts


def _pictures(x: Any) -> np.ndarray:
    x = np.asarray(x, dtype=float)
    if x.ndim != 4 or 0 in x.shape:
        raise CourseError(f"x must have shape (n, height, width, channels), got {x.shape}")
    return x


def _checked(x: Any, kernels: Any, bias: Any, groups: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, kernels = _pictures(x), np.asarray(kernels, dtype=float)
    groups = whole_number("groups", groups, at_least=1)
    if kernels.ndim != 4 or 0 in kernels.shape:
        raise CourseError(f"kernels must have shape (height, width, channels, filters), got {kernels.shape}")
    if x.shape[3] != kernels.shape[2] * groups or kernels.shape[3] % groups:
        raise CourseError(
            f"{x.shape[3]} channels and {kernels.shape[3]} filters do not fall into {groups} groups of "
            f"kernels with {kernels.shape[2]} channels each"
        )
    bias = np.zeros(kernels.shape[3]) if bias is None else np.asarray(bias, dtype=float)
    if bias.shape != kernels.shape[3:]:
        raise CourseError(
            f"bias must have shape ({kernels.shape[3]},), one for each filter, got {bias.shape}"
        )
    return x, kernels, bias


def _padded(
    x: np.ndarray, kernel: tuple[int, int], stride: int, padding: Padding, dilation: int, *, fill: float
) -> tuple[np.ndarray, tuple[int, int]]:
    """The pictures with what padding adds, and how many places there are, rows and columns."""
    how = {"stride": stride, "padding": padding, "dilation": dilation}
    sides = list(zip(x.shape[1:3], kernel, strict=True))
    places = tuple(output_size(size, k, **how) for size, k in sides)
    added = [padding_of(size, k, **how) for size, k in sides]
    return np.pad(x, [(0, 0), *added, (0, 0)], constant_values=fill), places


def _windows(x: np.ndarray, kernel: tuple[int, int], stride: int, dilation: int) -> np.ndarray:
    """All windows without copying one: shape (n, rows, columns, channels, kernel height, kernel width)."""
    reach = tuple(dilation * (k - 1) + 1 for k in kernel)
    windows = sliding_window_view(x, reach, axis=(1, 2))
    return windows[:, ::stride, ::stride, :, ::dilation, ::dilation]
