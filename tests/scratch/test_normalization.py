"""Batch and layer normalization are those of Keras, forward, backward and at inference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.errors import CourseError
from dlcourse.scratch.network import numeric_gradient
from dlcourse.scratch.normalization import backward, batch_norm, batch_norm_later, layer_norm, running

RANDOM = np.random.default_rng(4)
Z = 3 * RANDOM.normal(size=(6, 4)) + [0.0, 5.0, -2.0, 1.0]
GAMMA, BETA = RANDOM.normal(size=(2, 4)) + 1
ROWS = np.arange(1.0, 5.0)


def keras_layer(kind, weights):
    import keras

    layer = kind(keras.layers)
    layer.build((None, 4))
    layer.set_weights(weights)
    return layer


def as_numpy(tensor):
    import keras

    return keras.ops.convert_to_numpy(tensor)


def test_batch_normalization_in_training_and_later_is_that_of_keras():
    theirs = keras_layer(
        lambda layers: layers.BatchNormalization(momentum=0.9), [GAMMA, BETA, np.zeros(4), np.ones(4)]
    )
    ours = batch_norm(Z, GAMMA, BETA)
    np.testing.assert_allclose(ours.out, as_numpy(theirs(Z, training=True)), atol=1e-5)
    mean, variance = running(np.zeros(4), Z.mean(axis=0), 0.9), running(np.ones(4), Z.var(axis=0), 0.9)
    np.testing.assert_allclose(mean, as_numpy(theirs.moving_mean.value), atol=1e-6)
    np.testing.assert_allclose(variance, as_numpy(theirs.moving_variance.value), atol=1e-5)
    later = batch_norm_later(Z, GAMMA, BETA, mean, variance)
    np.testing.assert_allclose(later, as_numpy(theirs(Z, training=False)), atol=1e-5)


def test_layer_normalization_is_that_of_keras():
    theirs = keras_layer(lambda layers: layers.LayerNormalization(), [GAMMA, BETA])
    np.testing.assert_allclose(layer_norm(Z, GAMMA, BETA).out, as_numpy(theirs(Z)), atol=1e-5)


@pytest.mark.parametrize("forward", [batch_norm, layer_norm])
def test_the_way_back_is_the_slope_of_the_way_forward(forward):
    weights = RANDOM.normal(size=Z.shape)

    def loss(z, gamma, beta):
        return float((forward(z, gamma, beta).out * weights).sum())

    seen = forward(Z, GAMMA, BETA)
    found = backward(weights, seen, GAMMA)
    measured = (
        numeric_gradient(lambda z: loss(z, GAMMA, BETA), Z),
        numeric_gradient(lambda gamma: loss(Z, gamma, BETA), GAMMA),
        numeric_gradient(lambda beta: loss(Z, GAMMA, beta), BETA),
    )
    for one, other in zip(found, measured, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-7)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.floats(0.5, 100), shift=st.floats(-50, 50))
def test_columns_or_rows_come_out_standardized_whatever_their_scale(seed, scale, shift):
    z = scale * np.random.default_rng(seed).normal(size=(8, 5)) + shift
    for forward, axis in ((batch_norm, 0), (layer_norm, 1)):
        out = forward(z, np.ones(5), np.zeros(5), epsilon=1e-9).out
        np.testing.assert_allclose(out.mean(axis=axis), 0, atol=1e-6)
        np.testing.assert_allclose(out.var(axis=axis), 1, atol=1e-4)


def test_in_a_batch_of_one_only_beta_comes_out_and_nothing_goes_back():
    seen = batch_norm(Z[:1], GAMMA, BETA)
    np.testing.assert_allclose(seen.out, BETA[None])
    to_z, to_gamma, _ = backward(np.ones((1, 4)), seen, GAMMA)
    assert not to_z.any() and not to_gamma.any()
    assert np.abs(layer_norm(Z[:1], GAMMA, BETA).out - layer_norm(Z[1:2], GAMMA, BETA).out).max() > 0.1


def test_later_the_company_does_not_matter():
    alone = batch_norm_later(Z[:1], GAMMA, BETA, ROWS, ROWS)
    np.testing.assert_allclose(batch_norm_later(Z, GAMMA, BETA, ROWS, ROWS)[:1], alone)
    assert np.abs(batch_norm(Z, GAMMA, BETA).out[:1] - batch_norm(Z[:3], GAMMA, BETA).out[:1]).max() > 0.1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: batch_norm(np.ones(4), GAMMA, BETA), "z must have shape (n, units)"),
        (lambda: batch_norm(np.ones((0, 4)), GAMMA, BETA), "at least one example"),
        (lambda: batch_norm([["a"]], [1.0], [0.0]), "z must hold finite numbers"),
        (lambda: layer_norm(Z, GAMMA[:3], BETA), "gamma must have shape (4,), one number per unit, got (3,)"),
        (lambda: layer_norm(Z, GAMMA, 0.0), "beta must have shape (4,)"),
        (lambda: batch_norm(Z, GAMMA, BETA, epsilon=0), "epsilon must be a number > 0"),
        (lambda: backward(Z[:2], batch_norm(Z, GAMMA, BETA), GAMMA), "slope must have shape (6, 4)"),
        (lambda: batch_norm_later(Z, GAMMA, BETA, ROWS, -ROWS), "variance must not be negative, got -4"),
        (lambda: running(ROWS, ROWS, 1.5), "momentum must be a number ≥ 0 and ≤ 1"),
    ],
)
def test_what_is_not_allowed_is_said(call, words):
    with pytest.raises(CourseError) as raised:
        call()
    assert words in str(raised.value)
