"""Lines that make a loss smallest: no other line does better, and wild points pull as far as they may."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.errors import CourseError
from dlcourse.scratch import line_fits, losses

DELTA = 0.5
FITS = {
    "squared": (line_fits.squared_error_line, losses.mean_squared_error),
    "absolute": (line_fits.absolute_error_line, losses.mean_absolute_error),
    "Huber": (lambda x, y: line_fits.huber_line(x, y, DELTA), lambda y, a: losses.huber(y, a, DELTA)),
    "quantile": (
        lambda x, y: line_fits.quantile_line(x, y, 0.8), lambda y, a: losses.quantile_loss(y, a, 0.8),
    ),
}  # fmt: skip
every_fit = pytest.mark.parametrize("name", FITS)


def points(seed, n=15):
    random = np.random.default_rng(seed)
    x = random.uniform(-3, 3, n)
    return x, 0.5 * x + 1 + random.laplace(scale=0.7, size=n)


@every_fit
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), tilt=st.floats(-0.5, 0.5), shift=st.floats(-0.5, 0.5))
def test_no_other_line_has_a_smaller_loss(name, seed, tilt, shift):
    fit, loss = FITS[name]
    x, y = points(seed)
    slope, intercept = fit(x, y)
    best = loss(y, slope * x + intercept)
    assert best <= loss(y, (slope + tilt) * x + intercept + shift) * (1 + 1e-7)


@every_fit
def test_points_on_a_line_give_that_line(name):
    x = np.array([0.0, 1.0, 1.0, 4.0])
    assert FITS[name][0](x, 2 * x - 3) == pytest.approx((2, -3))


def test_the_squared_line_is_numpys():
    x, y = points(3)
    assert line_fits.squared_error_line(x, y) == pytest.approx(np.polyfit(x, y, 1))


def test_only_the_squared_line_follows_a_wild_point_without_end():
    x, y = points(5)
    near, far = y.copy(), y.copy()
    near[4], far[4] = 50, 5000
    moved = {name: np.abs(np.subtract(fit(x, far), fit(x, near))).max() for name, (fit, _) in FITS.items()}
    assert moved["squared"] > 100
    assert max(moved["absolute"], moved["Huber"], moved["quantile"]) < 1e-6


def test_a_wide_delta_makes_hubers_line_the_squared_one_and_a_narrow_one_the_absolute_one():
    x, y = points(7)
    assert line_fits.huber_line(x, y, 100) == pytest.approx(line_fits.squared_error_line(x, y))
    narrow = np.dot(line_fits.huber_line(x, y, 0.001), (1, 0))
    assert narrow == pytest.approx(line_fits.absolute_error_line(x, y)[0], abs=0.02)


def test_a_share_of_the_points_lies_below_a_quantile_line():
    x, y = points(9, n=100)
    slope, intercept = line_fits.quantile_line(x, y, 0.9)
    below = slope * x + intercept - y
    assert np.mean(below > 1e-9) <= 0.9 <= np.mean(below > -1e-9)  # two points lie on the line


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1.0], [1.0], "at least 2"),
        ([1.0, 2.0], [1.0], "same length"),
        ([1.0, 1.0], [1.0, 2.0], "x must not be the same"),
        ([1.0, np.nan], [1.0, 2.0], "finite numbers"),
        (np.arange(301), np.arange(301), "at most 300 points"),
    ],
)
def test_what_cannot_be_fitted_is_said(x, y, words):
    with pytest.raises(CourseError, match=words):
        line_fits.absolute_error_line(x, y)


def test_a_delta_or_a_quantile_out_of_bounds_is_said():
    with pytest.raises(CourseError, match="delta must be a number > 0"):
        line_fits.huber_line([0, 1], [0, 1], 0)
    for quantile in (0, 1, 1.2):
        with pytest.raises(CourseError, match="quantile must be"):
            line_fits.quantile_line([0, 1], [0, 1], quantile)
