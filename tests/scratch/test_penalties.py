"""Penalties are those of Keras, shrinking minimizes what it should, and decay is that of AdamW."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.errors import CourseError
from dlcourse.scratch.network import numeric_gradient
from dlcourse.scratch.penalties import decay, penalty, penalty_gradient, share_near_zero, shrink

W = np.array([[0.5, -2.0, 0.001], [-0.3, 1.5, -0.7]])


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.3), (0.2, 0.0), (0.4, 0.05)])
def test_a_penalty_is_that_of_keras_and_its_gradient_is_its_slope(l1, l2):
    import keras

    theirs = keras.regularizers.L1L2(l1, l2)(keras.ops.convert_to_tensor(W.astype("float32")))
    assert penalty(W, l1, l2) == pytest.approx(float(theirs), rel=1e-6)
    measured = numeric_gradient(lambda w: penalty(w, l1, l2), W, h=1e-6)
    np.testing.assert_allclose(penalty_gradient(W, l1, l2), measured, atol=1e-6)


def test_at_zero_the_first_penalty_has_no_slope():
    assert penalty_gradient([0.0, 3.0], l1=1.0).tolist() == [0.0, 1.0]


@settings(max_examples=60, deadline=None)
@given(w=st.floats(-3, 3), by=st.floats(0, 2))
def test_shrinking_minimizes_half_the_square_to_w_plus_the_penalty(w, by):
    def cost(v):
        return 0.5 * (v - w) ** 2 + by * np.abs(v)

    best = float(shrink(w, by))
    others = np.append(np.linspace(-4, 4, 801), [0.0, w])
    assert cost(best) <= cost(others).min() + 1e-9
    assert abs(best) <= abs(w) and best * w >= 0


def test_shrinking_makes_small_weights_exactly_zero():
    np.testing.assert_allclose(shrink(W, 0.5), [[0.0, -1.5, 0.0], [0.0, 1.0, -0.2]])
    assert np.count_nonzero(shrink(W, 0.5)) == 3


def test_decay_is_what_adamw_does_to_a_weight_without_gradient():
    import keras

    variable = keras.Variable(W.astype("float32"))
    optimizer = keras.optimizers.AdamW(0.1, weight_decay=0.2)
    optimizer.build([variable])
    optimizer.apply([keras.ops.zeros(W.shape)], [variable])
    np.testing.assert_allclose(decay(W, 0.1, 0.2), keras.ops.convert_to_numpy(variable.value), rtol=1e-6)


def test_with_plain_descent_l2_is_decay_of_twice_the_strength():
    gradient, rate, l2 = np.cos(W), 0.1, 0.3
    by_penalty = W - rate * (gradient + penalty_gradient(W, l2=l2))
    np.testing.assert_allclose(by_penalty, decay(W, rate, 2 * l2) - rate * gradient)


def test_the_share_near_zero_is_counted():
    assert share_near_zero(W) == pytest.approx(1 / 6)
    assert share_near_zero(W, within=0.6) == pytest.approx(3 / 6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: penalty("abc"), "w must hold finite numbers, got 'abc'"),
        (lambda: penalty([1.0, np.nan]), "w must hold finite numbers"),
        (lambda: penalty(W, l1=-1), "l1 must be a number ≥ 0"),
        (lambda: penalty_gradient(W, l2=-0.1), "l2 must be a number ≥ 0"),
        (lambda: shrink(W, -1), "by must be a number ≥ 0"),
        (lambda: decay(W, 0, 0.1), "rate must be a number > 0"),
        (lambda: decay(W, 0.1, -1), "strength must be a number ≥ 0"),
        (lambda: share_near_zero([]), "at least one weight"),
        (lambda: share_near_zero(W, 0), "within must be a number > 0"),
    ],
)
def test_what_is_not_allowed_is_said(call, words):
    with pytest.raises(CourseError) as raised:
        call()
    assert words in str(raised.value)
