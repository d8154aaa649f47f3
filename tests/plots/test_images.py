"""Images in a grid: what is drawn is what was given, and mistakes are told by more than a color."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from dlcourse import plots
from dlcourse.errors import CourseError
from dlcourse.plots.style import OKABE_ITO


@pytest.fixture
def eight():
    """Eight images of 3×5 pixels, each of one brightness: 0, 1/7, …, 1."""
    return np.broadcast_to(np.linspace(0, 1, 8)[:, None, None], (8, 3, 5))


def drawn(picture):
    """The drawn images, in the order in which they stand on the page."""
    return [np.asarray(image.get_array()) for image in picture.figure.axes[0].images]


def words(picture):
    return [text.get_text() for text in picture.figure.axes[0].texts]


def test_gray_images_run_from_black_to_white_and_stay_sharp(eight):
    picture = plots.images(eight)
    assert [int(image[0, 0, 0]) for image in drawn(picture)] == [0, 36, 73, 109, 146, 182, 219, 255]
    for image in picture.figure.axes[0].images:
        assert image.get_interpolation() == "nearest"
    assert drawn(picture)[0].shape == (3, 5, 3)


def test_the_range_may_be_another_and_what_lies_outside_is_clipped(eight):
    picture = plots.images(eight[..., None] * 16, low=8, high=16)
    assert [int(image[0, 0, 0]) for image in drawn(picture)][3:6] == [0, 36, 109]


def test_colors_are_shown_as_they_are():
    red = np.zeros((1, 2, 2, 3))
    red[..., 0] = 1
    (image,) = drawn(plots.images(red))
    assert image[0, 0].tolist() == [255, 0, 0]


def test_signed_values_are_blue_below_zero_and_orange_above_with_one_limit_for_all():
    filters = np.array([[[-2.0, 0.0]], [[1.0, 2.0]]])
    first, second = drawn(plots.images(filters, scale="diverging"))
    assert first[0, 0].tolist() == [round(255 * channel) for channel in to_rgb(OKABE_ITO[0])]
    assert second[0, 1].tolist() == [round(255 * channel) for channel in to_rgb(OKABE_ITO[1])]
    assert first[0, 1].min() >= 244  # nearly white
    assert second[0, 0].tolist() != second[0, 1].tolist() and second[0, 0].min() < 200
    assert "blue −2 · white 0 · orange 2" in words(plots.images(filters, scale="diverging"))


def test_a_wrong_prediction_has_a_cross_and_a_frame_and_is_told(eight):
    picture = plots.images(eight[:3], [0, 1, 2], [0, 2, 2], class_names=("sock", "shoe", "coat"))
    assert words(picture) == ["sock", "✓ sock", "shoe", "✗ coat", "coat", "✓ coat"]
    frames = [patch for patch in picture.figure.axes[0].patches if isinstance(patch, Rectangle)]
    assert [frame.get_linewidth() > 1 for frame in frames] == [False, True, False]
    assert "1 of them told wrong by the model: shoe taken for coat." in picture.alt


def test_predictions_alone_are_neither_right_nor_wrong(eight):
    picture = plots.images(eight[:2], predicted=["a", "b"])
    assert words(picture) == ["a", "b"]
    assert "the model says a, b" in picture.alt


@pytest.mark.parametrize("names", [("0", "1"), ("a rather long name of a class", "another long one")])
def test_nothing_overlaps(eight, names, overlaps):
    labels = [0, 1, 0, 1, 1, 0, 0, 1]
    picture = plots.images(eight, labels, labels[::-1], class_names=names, title="Which are wrong?")
    assert overlaps(picture) == []


def test_what_is_no_number_is_drawn_all_the_same():
    image = np.full((1, 2, 2), np.nan)
    image[0, 0, 0] = 1
    (shown,) = drawn(plots.images(image))
    assert shown[0, 0].tolist() == [255, 255, 255]
    assert shown[1, 1].tolist() == [201, 207, 213]


def test_images_fill_the_axes_of_a_still(eight):
    figure = plots.new_figure(330, 290)
    axes = figure.subplots()
    plots.draw_images(axes, eight, range(8))
    places = {image.get_extent()[0] for image in axes.images}
    assert 2 <= len(places) <= 4  # columns
    figure.draw_without_rendering()
    width = axes.images[0].get_window_extent().width
    assert width / figure.dpi * 96 > 50


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda x: plots.images(x[0]), r"images must be an array of numbers of shape .*, got shape \(3, 5\)"),
        (lambda x: plots.images(np.zeros((2, 3, 3, 2))), r"got shape \(2, 3, 3, 2\)"),
        (lambda x: plots.images([["a"]]), "images must be an array of numbers"),
        (lambda x: plots.images(x, [1, 2]), "labels must hold 8 labels, one for each image, got 2"),
        (lambda x: plots.images(x, range(8), class_names=("a", "b")), "of the 2 class_names, got 0 to 7"),
        (lambda x: plots.images(x, scale="red"), "scale must be one of gray, diverging, got 'red'"),
        (lambda x: plots.images(x, low=1), "high must be above low"),
        (lambda x: plots.images(np.zeros((1, 2, 2, 3)), scale="diverging"), "need one channel"),
        (lambda x: plots.images(x, scale="diverging", limit=0), "limit must be a number > 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_said_in_words(eight, call, said):
    with pytest.raises(CourseError, match=said):
        call(eight)
