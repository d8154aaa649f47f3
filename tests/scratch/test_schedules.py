"""Schedules of the learning rate are those of Keras, and begin, peak and end where they should."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.errors import CourseError
from dlcourse.scratch.schedules import cosine, warm_up_cosine


@pytest.mark.parametrize(("warm_up", "steps"), [(0, 50), (10, 50), (1, 7)])
def test_a_schedule_is_that_of_keras(warm_up, steps):
    import keras

    theirs = (
        keras.optimizers.schedules.CosineDecay(0.0, steps - warm_up, warmup_target=0.3, warmup_steps=warm_up)
        if warm_up
        else keras.optimizers.schedules.CosineDecay(0.3, steps)
    )
    at = np.arange(0, steps + 5)
    wanted = [float(theirs(step)) for step in at]
    np.testing.assert_allclose(warm_up_cosine(at, 0.3, warm_up, steps), wanted, atol=1e-6)
    if warm_up == 0:
        np.testing.assert_allclose(cosine(at, 0.3, steps), wanted, atol=1e-6)


@settings(max_examples=50, deadline=None)
@given(peak=st.floats(1e-4, 10), warm_up=st.integers(0, 40), fall=st.integers(1, 60))
def test_it_rises_to_the_peak_and_falls_to_nothing(peak, warm_up, fall):
    steps = warm_up + fall
    rates = warm_up_cosine(np.arange(steps + 3), peak, warm_up, steps)
    assert rates[warm_up] == pytest.approx(peak) == rates.max()
    assert (np.diff(rates[: warm_up + 1]) > 0).all() and (np.diff(rates[warm_up:]) <= 1e-12 * peak).all()
    np.testing.assert_allclose(rates[steps:], 0, atol=1e-12 * peak)
    assert warm_up == 0 or rates[0] == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: cosine(-1, 0.1, 10), "step must hold finite numbers ≥ 0"),
        (lambda: cosine(1, 0, 10), "peak must be a number > 0, got 0"),
        (lambda: cosine(1, 0.1, 0), "steps must be"),
        (lambda: warm_up_cosine(1, 0.1, 10, 10), "warm_up must be less than steps, 10, got 10"),
        (lambda: warm_up_cosine(1, 0.1, -1, 10), "warm_up must be"),
    ],
)
def test_what_is_out_of_bounds_is_said_in_words(call, words):
    with pytest.raises(CourseError, match=words):
        call()
