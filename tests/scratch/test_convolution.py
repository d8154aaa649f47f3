"""Convolution and pooling in NumPy are Keras', and a receptive field is where the gradient is not 0."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.errors import CourseError
from dlcourse.scratch import convolution


def numbers(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)])
@pytest.mark.parametrize(("height", "width"), [(3, 3), (2, 4), (1, 1)])
def test_convolution_is_keras_own(padding, stride, dilation, height, width):
    import keras

    x, kernels = numbers(1, 2, 11, 10, 3), numbers(2, height, width, 3, 4)
    theirs = keras.ops.conv(x, kernels, strides=stride, padding=padding, dilation_rate=dilation)
    ours = convolution.convolve(x, kernels, stride=stride, padding=padding, dilation=dilation)
    np.testing.assert_allclose(ours, keras.ops.convert_to_numpy(theirs), atol=1e-4)


def test_a_keras_layer_with_groups_and_bias_gives_the_same():
    import keras

    layer = keras.layers.Conv2D(6, 3, strides=2, padding="same", groups=2, bias_initializer="random_normal")
    x = numbers(3, 2, 9, 8, 4).astype("float32")
    theirs = keras.ops.convert_to_numpy(layer(x))
    kernels, bias = layer.get_weights()
    ours = convolution.convolve(x, kernels, bias, stride=2, padding="same", groups=2)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize("padding", ["valid", "same", 0, 2])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("groups", [1, 2])
def test_loops_and_windows_agree(padding, stride, dilation, groups):
    x, kernels, bias = numbers(4, 2, 7, 6, 4), numbers(5, 3, 2, 4 // groups, 4), numbers(6, 4)
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    by_loops = convolution.convolve_by_loops(x, kernels, bias, **how)
    np.testing.assert_allclose(convolution.convolve(x, kernels, bias, **how), by_loops, atol=1e-12)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("size", "stride"), [(2, None), (3, 2), (2, 3), (3, 1)])
def test_pooling_is_keras_own(padding, size, stride):
    import keras

    x = numbers(7, 2, 9, 10, 3).astype("float32")
    for ours, theirs in (
        (convolution.max_pool, keras.ops.max_pool),
        (convolution.average_pool, keras.ops.average_pool),
    ):
        wanted = keras.ops.convert_to_numpy(theirs(x, size, strides=stride or size, padding=padding))
        np.testing.assert_allclose(ours(x, size, stride=stride, padding=padding), wanted, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(1, 40), kernel=st.integers(1, 7), stride=st.integers(1, 4), dilation=st.integers(1, 3),
    padding=st.sampled_from(["valid", "same", 0, 1, 3]),
)  # fmt: skip
def test_the_formula_counts_the_places(size, kernel, stride, dilation, padding):
    before, after = convolution.padding_of(size, kernel, stride=stride, padding=padding, dilation=dilation)
    reach = dilation * (kernel - 1) + 1
    places = len(range(0, size + before + after - reach + 1, stride))
    if places == 0:
        with pytest.raises(CourseError, match="the kernel reaches over"):
            convolution.output_size(size, kernel, stride=stride, padding=padding, dilation=dilation)
        return
    assert convolution.output_size(size, kernel, stride=stride, padding=padding, dilation=dilation) == places
    if padding == "same" and before + after:
        assert places == -(-size // stride) and after - before in (0, 1)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(-2, 2))
def test_convolution_is_linear_and_moves_with_the_picture(seed, factor):
    one, other, kernels = (numbers(seed + i, *s) for i, s in enumerate([(1, 8, 8, 2)] * 2 + [(3, 3, 2, 2)]))
    together = convolution.convolve(one + factor * other, kernels)
    apart = convolution.convolve(one, kernels) + factor * convolution.convolve(other, kernels)
    np.testing.assert_allclose(together, apart, atol=1e-9)
    moved = np.roll(one, (1, 2), axis=(1, 2))
    rolled = np.roll(convolution.convolve(one, kernels), (1, 2), axis=(1, 2))
    np.testing.assert_allclose(convolution.convolve(moved, kernels)[:, 1:, 2:], rolled[:, 1:, 2:], atol=1e-12)


LAYERS = [
    [(3, 1)],
    [(3, 1), (2, 2), (3, 1), (2, 2), (3, 1)],
    [(5, 2), (3, 1, 2), (3, 2)],
]


@pytest.mark.parametrize("layers", LAYERS)
def test_the_receptive_field_is_where_the_gradient_is_not_zero(layers):
    import keras
    import tensorflow as tf

    parts = [
        keras.layers.Conv2D(
            1, kernel, strides=stride, dilation_rate=(more or [1])[0], kernel_initializer="ones"
        )
        for kernel, stride, *more in layers
    ]
    model = keras.Sequential([keras.Input((45, 45, 1)), *parts])
    field = convolution.receptive_fields(layers)[-1]
    x = tf.ones((1, 45, 45, 1))
    for place in (0, 1):
        with tf.GradientTape() as tape:
            tape.watch(x)
            number = model(x)[0, 0, place, 0]
        seen = np.flatnonzero(np.abs(tape.gradient(number, x).numpy()[0, :, :, 0]).sum(axis=0))
        assert (seen.min(), seen.max() - seen.min() + 1) == (place * field.step, field.size)


def test_the_strongest_patches_are_cut_where_the_filter_answers():
    images = np.zeros((3, 8, 8))
    images[0, 2:4, 3:5], images[2, 6:8, 0:2] = 0.5, 1.0
    maps = convolution.convolve(images[..., None], np.ones((2, 2, 1, 1)))[..., 0]
    patches = convolution.strongest_patches(images, maps, convolution.Field(2, 1), most=2)
    assert patches.tolist() == [np.full((2, 2), 1.0).tolist(), np.full((2, 2), 0.5).tolist()]


def test_a_patch_that_stands_out_of_its_image_is_filled_up():
    patch = convolution.strongest_patches(
        np.ones((1, 5, 5)), np.eye(2)[None] * [[0], [1]], convolution.Field(4, 3)
    )
    assert patch.shape == (1, 4, 4) and patch.sum() == 4  # begins at row 3, column 3


def convolved(shape, kernel_shape, bias=None):
    return convolution.convolve(np.ones(shape), np.ones(kernel_shape), bias)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: convolved((4, 4), (2, 2, 1, 1)), "x must have shape (n, height,"),
        (lambda: convolved((1, 4, 4, 1), (2, 2)), "kernels must have shape"),
        (lambda: convolved((1, 4, 4, 3), (2, 2, 1, 2)), "3 channels and 2 filters"),
        (lambda: convolved((1, 4, 4, 1), (2, 2, 1, 2), [1.0]), "bias must have shape"),
        (lambda: convolved((1, 4, 4, 1), (5, 5, 1, 1)), "the kernel reaches over 5"),
        (lambda: convolution.output_size(5, 3, padding="full"), "padding must be one of valid, same"),
        (lambda: convolution.output_size(5, 3, padding=-1), "padding must be a whole number ≥ 0"),
        (lambda: convolution.output_size(5, 3, stride=0), "stride must be a whole number ≥ 1"),
        (lambda: convolution.max_pool(np.ones((4, 4))), "x must have shape"),
        (lambda: convolution.receptive_fields([]), "at least one layer"),
        (lambda: convolution.receptive_fields([(3,)]), "layer 0 must be (kernel, stride)"),
        (lambda: convolution.strongest_patches(np.ones((1, 2, 2)), np.ones((2, 2, 2)), (1, 1)), "the same n"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_said(call, words):
    with pytest.raises(CourseError) as raised:
        call()
    assert words in str(raised.value)
