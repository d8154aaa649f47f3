"""Bars and matrices: lengths, colors and written numbers are those of the values."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import rgb_to_hsv, to_hex, to_rgb

from dlcourse import plots
from dlcourse.errors import CourseError
from dlcourse.plots.scales import SEQUENTIAL, ink_on
from dlcourse.plots.style import OKABE_ITO


def lengths(picture):
    return [round(float(bar.get_width()), 6) for bar in picture.figure.axes[0].patches]


def words(picture):
    return [text.get_text() for text in picture.figure.axes[0].texts]


def luminance(color):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_bars_are_as_long_as_their_values_and_say_them():
    picture = plots.bars({"cat": 0.7, "dog": 0.3})
    axes = picture.figure.axes[0]
    assert lengths(picture) == [0.7, 0.3]
    assert words(picture) == ["0.70", "0.30"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["cat", "dog"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first on top
    assert picture.alt == "2 bars, longest first: cat 0.7, dog 0.3."


def test_shares_have_an_axis_to_one_whatever_they_are():
    assert plots.bars([0.1, 0.05]).figure.axes[0].get_xticks().tolist() == [0, 0.25, 0.5, 0.75, 1]


def test_signed_bars_go_to_both_sides_in_two_colors():
    picture = plots.bars([-2.0, 1.0], ["a", "b"], scale="signed")
    assert lengths(picture) == [-2, 1]
    colors = [to_hex(bar.get_facecolor()) for bar in picture.figure.axes[0].patches]
    assert colors == list(OKABE_ITO[:2])
    assert words(picture) == ["−2", "1"]
    low, high = picture.figure.axes[0].get_xlim()
    assert low < -2 and high > 2


def test_the_largest_is_emphasized_by_weight_and_color():
    picture = plots.bars([0.2, 0.5, 0.3], emphasis="largest")
    axes = picture.figure.axes[0]
    assert [text.get_fontweight() for text in axes.texts] == ["normal", "bold", "normal"]
    saturation = [rgb_to_hsv(to_rgb(bar.get_facecolor()))[1] for bar in axes.patches]
    assert saturation[1] > 1.5 * max(saturation[0], saturation[2])


def test_a_second_series_is_a_mark_in_each_row_and_never_under_a_number(overlaps):
    picture = plots.bars([0.5, 0.45, 0.05], beside=("true", [0.52, 0.4, 0.08]), x_label="probability")
    axes = picture.figure.axes[0]
    (marks,) = [line for line in axes.lines if line.get_label() == "true"]
    assert marks.get_xdata().tolist() == [0.52, 0.4, 0.08]
    assert any("true" in word for word in words(picture))
    assert "true differs most at 1, where it is 0.4" in picture.alt
    places = [text.get_position()[0] for text in axes.texts[:3]]
    assert places[0] > 0.52 and 0.45 < places[1] < 0.5 and places[2] > 0.08
    assert overlaps(picture) == []


def test_a_value_that_is_no_number_is_said_and_has_no_bar():
    picture = plots.bars([np.nan, 0.5, np.inf], scale="signed")
    assert words(picture) == ["not a number", "0.5", "∞"]
    assert lengths(picture)[0] == 0


def test_a_matrix_has_its_values_in_the_cells_in_an_ink_that_reads():
    picture = plots.matrix([[9, 0], [2, 5]], ["a", "b"], ["c", "d"], scale="counts")
    axes = picture.figure.axes[0]
    assert words(picture) == ["9", "0", "2", "5"]
    for text, value in zip(axes.texts, (9, 0, 2, 5), strict=True):
        ground, ink = luminance(SEQUENTIAL(value / 9)), luminance(text.get_color())
        assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 4.5
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["c", "d"]
    assert "14 of 16 on the diagonal; the largest off it is 2, at row b and column c." in picture.alt


@pytest.mark.parametrize("value", np.linspace(0, 1, 21))
def test_ink_reads_on_every_color_of_both_maps(value):
    for colors in (SEQUENTIAL, plots.style.DIVERGING):
        ground, ink = luminance(colors(value)), luminance(ink_on(colors(value)))
        assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 4.5


def test_magnitudes_darken_in_even_steps():
    y = np.array([luminance(SEQUENTIAL(value)) for value in np.linspace(0, 1, 33)])
    lightness = 116 * np.where(y > 216 / 24389, np.cbrt(y), (24389 / 27 * y + 16) / 116) - 16
    steps = -np.diff(lightness)
    assert steps.min() > 0.7 * steps.mean() and steps.max() < 1.3 * steps.mean()


def test_signed_values_have_the_same_limit_on_both_sides():
    picture = plots.matrix([[-1.0, 3.0]], scale="diverging")
    image = picture.figure.axes[0].images[0]
    assert image.get_clim() == (-3, 3)
    assert plots.matrix([[-1.0, 3.0]], scale="diverging", limit=5).figure.axes[0].images[0].get_clim() == (
        -5,
        5,
    )


def test_cells_have_as_many_digits_as_tell_the_colors_apart():
    assert words(plots.matrix([[1.0, 0.256], [-0.001, 0.5]], limit=1)) == ["1.00", "0.26", "0.00", "0.50"]
    assert words(plots.matrix([[-31.24, 7.0]], scale="diverging")) == ["−31", "7"]
    assert words(plots.matrix([[0.0123, 0.02]])) == ["0.012", "0.020"]


def test_where_values_do_not_fit_only_unknown_ones_are_marked():
    values = np.full((20, 20), 1234.5)
    values[3, 4] = np.nan
    assert words(plots.matrix(values)) == ["×"]
    assert words(plots.matrix([[np.nan, 2.0]])) == ["×", "2.0"]


def test_what_is_no_number_is_gray():
    image = plots.matrix([[np.nan, 1.0]]).figure.axes[0].images[0]
    assert to_hex(image.to_rgba(image.get_array())[0, 0]) == "#c9cfd5"
    assert "without a finite value" in plots.matrix([[np.nan]]).alt


@pytest.mark.parametrize("shape", [(3, 3), (10, 10), (40, 30), (2, 60)])
def test_nothing_overlaps(shape, overlaps):
    values = np.random.default_rng(0).normal(size=shape)
    rows, columns = (
        [f"{what} {i}" for i in range(n)] for what, n in zip(("word", "token"), shape, strict=True)
    )
    picture = plots.matrix(
        values, rows, columns, scale="diverging", row_title="words", column_title="tokens", title="Weights"
    )
    assert overlaps(picture) == []


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: plots.bars([[1, 2]]), r"values must be .* of shape \(n,\), got shape \(1, 2\)"),
        (lambda: plots.bars([0.5], ["a", "b"]), "names must hold 1 texts, one for each value, got 2"),
        (lambda: plots.bars([0.5], scale="log"), "scale must be one of share, signed, got 'log'"),
        (lambda: plots.bars([0.5], emphasis="top"), "emphasis must be one of largest, none"),
        (lambda: plots.bars([0.5], beside=("true", [1, 2])), "beside must hold 1 values"),
        (lambda: plots.bars([0.5], beside=[1]), r"beside must be a pair \(name, values\)"),
        (lambda: plots.matrix([1, 2]), r"values must be an array of numbers of shape \(rows, columns\)"),
        (lambda: plots.matrix([[1, 2], [3]]), "got rows of different length"),
        (lambda: plots.matrix([[0.5]], scale="counts"), "whole numbers ≥ 0 for the scale 'counts', got 0.5"),
        (lambda: plots.matrix([[1.0]], ["a", "b"]), "row_names must hold 1 texts, got 2"),
        (lambda: plots.matrix([[1.0]], scale="seq"), "scale must be one of sequential, diverging, counts"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_said_in_words(call, said):
    with pytest.raises(CourseError, match=said):
        call()
