"""Draws of few labels, low-rank corrections and principal planes, against Keras and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dlcourse.errors import CourseError
from dlcourse.scratch import transfer


@given(some.integers(1, 6), some.integers(0, 50), some.integers(2, 5))
@settings(max_examples=30, deadline=None)
def test_a_draw_has_as_many_of_each_class_and_none_twice(per_class, seed, classes):
    y = np.random.default_rng(seed).permutation(np.repeat(np.arange(classes), np.arange(classes) + 6))
    drawn = transfer.few_labels(y, per_class, seed)
    assert len(set(drawn.tolist())) == len(drawn)
    assert np.bincount(y[drawn]).tolist() == [per_class] * classes
    np.testing.assert_array_equal(drawn, transfer.few_labels(y, per_class, seed))


def test_larger_draws_hold_the_smaller_ones_and_other_seeds_draw_others():
    y = np.tile(np.arange(4), 30)
    small, large = (set(transfer.few_labels(y, count, 3).tolist()) for count in (5, 20))
    assert small < large
    assert set(transfer.few_labels(y, 5, 4).tolist()) != small


@pytest.mark.parametrize("alpha", [1.0, 4.0])
def test_lora_is_what_keras_answers(alpha):
    import keras

    random = np.random.default_rng(0)
    x = random.normal(size=(5, 6)).astype("float32")
    layer = keras.layers.Dense(3, use_bias=False)
    layer.build((None, 6))
    weights = keras.ops.convert_to_numpy(layer.kernel)
    layer.enable_lora(2, lora_alpha=alpha)
    a, b = random.normal(size=(6, 2)), random.normal(size=(2, 3))
    layer.lora_kernel_a.assign(a)
    layer.lora_kernel_b.assign(b)
    theirs = keras.ops.convert_to_numpy(layer(x))
    np.testing.assert_allclose(transfer.lora(x, weights, a, b, alpha), theirs, rtol=1e-4, atol=1e-5)


def test_without_a_correction_lora_is_the_layer_itself():
    random = np.random.default_rng(1)
    x, weights, a = (random.normal(size=shape) for shape in ((4, 3), (3, 2), (3, 1)))
    np.testing.assert_allclose(transfer.lora(x, weights, a, np.zeros((1, 2)), 8.0), x @ weights)


def test_the_plane_is_that_of_scikit_learn():
    from sklearn.decomposition import PCA

    random = np.random.default_rng(2)
    points = random.normal(size=(40, 5)) @ random.normal(size=(5, 5)) + 3
    plane = transfer.principal_plane(points)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    theirs = PCA(2).fit(points)
    signs = np.sign((plane.directions * theirs.components_).sum(axis=1))
    new = random.normal(size=(7, 5))
    np.testing.assert_allclose(plane.of(new), theirs.transform(new) * signs, atol=1e-8)
    assert (plane.directions[[0, 1], np.abs(plane.directions).argmax(axis=1)] > 0).all()


def shaped(*shapes):
    return [np.ones(shape) for shape in shapes]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: transfer.few_labels([0, 0, 1], 2, 1), "at most 1, the number of examples of class 1"),
        (lambda: transfer.few_labels([0, 1], 0, 1), "per_class must be a whole number ≥ 1"),
        (lambda: transfer.few_labels([[0, 1]], 1, 1), r"y must hold class indices, shape \(n,\)"),
        (lambda: transfer.lora(*shaped((2, 3), (3, 4), (3, 2), (4, 2)), 1), "must have"),
        (lambda: transfer.lora(*shaped((2, 4), (3, 4), (3, 2), (2, 4)), 1), "x must"),
        (lambda: transfer.principal_plane(np.ones((5, 1))), "at least two features"),
        (lambda: transfer.principal_plane(np.full((5, 3), np.nan)), "finite numbers"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(call, words):
    with pytest.raises(CourseError, match=words):
        call()
