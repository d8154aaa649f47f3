"""Numbers along an axis over several seeds: the line of means, the band around it, words, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import plots
from dlcourse.errors import CourseError

VALUES = np.array([[1.0, 10.0, 100.0], [3.0, 1000.0, 400.0]])


def test_the_line_is_the_mean_and_the_band_holds_all_seeds(stored):
    picture = plots.over_seeds([1, 2, 3], {"one": VALUES}, title="T", x_label="layer", y_label="size")
    (axes,) = picture.figure.axes
    (line,) = [line for line in axes.get_lines() if line.get_label() == "one"]
    np.testing.assert_allclose(line.get_ydata(), VALUES.mean(axis=0))
    (band,) = axes.collections
    height = band.get_paths()[0].vertices[:, 1]
    assert height.min() == 1.0 and height.max() == 1000.0
    assert picture.alt == "Means and spread over 2 seeds, size against layer from 1 to 3: one from 2 to 250."
    assert axes.get_title(loc="left") == "T" and stored(picture)[1].width > 400


def test_on_a_logarithmic_axis_the_mean_is_that_of_the_logarithms():
    picture = plots.over_seeds([1, 2, 3], {"one": VALUES * 1e-6}, y_scale="log")
    (axes,) = picture.figure.axes
    (line,) = [line for line in axes.get_lines() if line.get_label() == "one"]
    np.testing.assert_allclose(line.get_ydata(), np.sqrt(VALUES[0] * VALUES[1]) * 1e-6)
    assert axes.get_yscale() == "log" and "one from 2e−6 to 2e−4" in picture.alt


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: plots.over_seeds([1, 2], {}), "results must be a dict"),
        (lambda: plots.over_seeds([1, 2], {"a": VALUES}), r"'a' must have shape \(seeds, 2\)"),
        (lambda: plots.over_seeds([1, 2, 3], {"a": VALUES[0]}), r"'a' must be an array of numbers of shape"),
        (lambda: plots.over_seeds([1, 2, 3], {"a": 0 * VALUES}, y_scale="log"), "finite numbers > 0"),
        (lambda: plots.over_seeds([1, 2, 3], {"a": VALUES * np.nan}), "'a' must hold finite numbers"),
        (lambda: plots.over_seeds([3, 2, 1], {"a": VALUES}), "x must hold at least two numbers in rising"),
    ],
)
def test_what_does_not_fit_is_said_in_words(make, words):
    with pytest.raises(CourseError, match=words):
        make()
