"""The rules of Glorot, He and LeCun are those of Keras' initializers, and keep what they promise to keep."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse.errors import CourseError
from dlcourse.scratch.initialization import draw, through_layers, variance_of

RANDOM = np.random.default_rng(5)


@pytest.mark.parametrize(
    ("rule", "name"),
    [("glorot", "GlorotUniform"), ("glorot", "GlorotNormal"), ("he", "HeNormal"), ("lecun", "LecunUniform")],
)
def test_the_variances_are_those_of_keras_initializers(rule, name):
    import keras

    weights = keras.ops.convert_to_numpy(getattr(keras.initializers, name)(seed=1)((300, 200)))
    assert weights.var() == pytest.approx(variance_of(rule, 300, 200), rel=0.05)


@pytest.mark.parametrize("shape", ["normal", "uniform"])
def test_weights_are_drawn_with_the_variance_asked_for(shape):
    weights = draw(300, 200, 0.04, RANDOM, shape)
    assert weights.shape == (300, 200)
    assert weights.mean() == pytest.approx(0, abs=0.005) and weights.var() == pytest.approx(0.04, rel=0.03)
    bound = (3 * 0.04) ** 0.5
    assert (np.abs(weights).max() <= bound) == (shape == "uniform")


def mean_squares(rule, activation, layers=10):
    x = RANDOM.normal(size=(200, 200))
    answers = through_layers(x, layers, variance_of(rule, 200, 200), activation, RANDOM)
    return np.array([np.square(a).mean() for a in answers])


def relu(z):
    return np.maximum(z, 0)


def test_he_keeps_the_size_through_relu_and_glorot_loses_half_in_each_layer():
    kept, lost = mean_squares("he", relu), mean_squares("glorot", relu)
    assert 0.4 < kept[-1] / kept[0] < 2.5
    assert 0.35 < (lost[-1] / lost[0]) ** 0.1 < 0.65


def test_without_an_activation_lecun_and_glorot_keep_it_and_he_doubles_it():
    assert 0.5 < mean_squares("lecun", lambda z: z)[-1] < 2
    assert 0.5 < mean_squares("glorot", lambda z: z)[-1] < 2
    assert mean_squares("he", lambda z: z)[-1] > 200


def test_each_layer_has_its_own_weights():
    _, one, other = through_layers(np.eye(3), 2, 1.0, lambda z: z, RANDOM)
    assert not np.allclose(one @ one, other)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: variance_of("xavier", 3, 4), "rule must be one of glorot, he, lecun, got 'xavier'"),
        (lambda: variance_of("he", 0, 4), "inputs must be a whole number ≥ 1"),
        (lambda: draw(3, 4, -1, RANDOM), "variance must be a number ≥ 0"),
        (lambda: draw(3, 4, 1, RANDOM, "round"), "shape must be one of normal, uniform"),
        (lambda: through_layers(np.ones(3), 2, 1.0, relu, RANDOM), "x must be finite numbers of shape"),
        (lambda: through_layers(np.eye(3), -1, 1.0, relu, RANDOM), "layers must be a whole number ≥ 0"),
    ],
)
def test_what_is_not_allowed_is_said(call, words):
    with pytest.raises(CourseError) as raised:
        call()
    assert words in str(raised.value)
