"""Strokes and images in MNIST's form: what moves, grows or is drawn finer gives the same 28 × 28 pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dlcourse.datasets import center_as_mnist, draw_strokes
from dlcourse.errors import CourseError

TURN = np.linspace(0, 2 * np.pi, 60)
EIGHT = [np.stack([np.sin(2 * TURN) * 0.5, np.cos(TURN)], axis=1)]
SEVEN = [[(0, 0), (4, 0), (1, 9)], [(0.5, 5), (3.5, 4.5)]]
DASH = [[(0, 0), (1, 0)]]

places = st.tuples(st.floats(0, 1), st.floats(0, 1))
drawings = st.lists(st.lists(places, min_size=1, max_size=12), min_size=1, max_size=4)
widths = st.floats(0.05, 0.3)


def as_mnist(strokes, width):
    return center_as_mnist(draw_strokes(strokes, width))


def center_of(image):
    along = np.arange(28) + 0.5
    return [(image.sum(axis=axis) * along).sum() / image.sum() for axis in (1, 0)]


def sides_of(image):
    """Height and width of the ink: pixels that are at least a tenth full."""
    return [np.ptp(np.flatnonzero((image >= 0.1).any(axis=axis))) + 1 for axis in (1, 0)]


@pytest.mark.parametrize("strokes", [EIGHT, SEVEN, DASH])
@given(left=st.floats(-1e3, 1e3), top=st.floats(-1e3, 1e3), growth=st.floats(0.01, 1e3))
def test_where_and_how_large_it_was_drawn_makes_no_difference(strokes, left, top, growth):
    moved = [np.array(stroke, dtype=float) * growth + (left * growth, top * growth) for stroke in strokes]
    assert np.abs(as_mnist(moved, 0.2 * growth) - as_mnist(strokes, 0.2)).max() < 0.01


@given(strokes=drawings, width=widths)
def test_any_drawing_fills_twenty_pixels_around_its_center_of_mass(strokes, width):
    drawn = draw_strokes(strokes, width)
    image = center_as_mnist(drawn)
    assert image.shape == (28, 28) and image.dtype == np.float32
    assert image.min() >= 0 and 0.3 < image.max() <= 1
    all_ink = (drawn / drawn.max()).sum() * (20 / max(drawn.shape)) ** 2
    assume(image.sum() > 0.98 * all_ink)  # of lopsided drawings, the balance moves an end out of the image
    assert center_of(image) == pytest.approx([14, 14], abs=0.5)
    assert 19 <= max(sides_of(image)) <= 21


@pytest.mark.parametrize("strokes", [EIGHT, SEVEN, DASH])
def test_proportions_are_kept(strokes):
    image = as_mnist(strokes, 0.3)
    corners = np.concatenate([np.array(stroke, dtype=float) for stroke in strokes])
    width, height = np.ptp(corners, axis=0) + 0.3
    expected = 20 * np.array([height, width]) / max(width, height)
    assert sides_of(image) == pytest.approx(expected.tolist(), abs=1.5)


def test_ink_is_where_the_strokes_are():
    image = as_mnist([[(0, 0), (0, 10), (10, 10)]], 1.0)  # an L, y downwards
    rows, columns = (np.flatnonzero((image > 0.5).any(axis=axis)) for axis in (1, 0))
    top, bottom, left, right = rows[0], rows[-1], columns[0], columns[-1]
    assert image[top + 1 : bottom, left].min() > 0.5
    assert image[bottom, left + 1 : right].min() > 0.5
    assert image[top : bottom - 4, left + 5 :].max() == 0


def test_a_wider_pen_leaves_more_ink():
    amounts = [as_mnist(EIGHT, width).sum() for width in (0.1, 0.2, 0.3)]
    assert amounts[0] < 0.7 * amounts[1] and amounts[1] < 0.9 * amounts[2]


def test_edges_are_smooth():
    drawn = draw_strokes(EIGHT, 0.2)
    shades = drawn[(drawn > 0.02) & (drawn < 0.98)]
    assert len(np.unique(shades.round(2))) > 50
    diagonal = draw_strokes([[(0, 0), (3, 1)]], 0.5, side=100)
    # The whole area, ends included: a rectangle and two half discs.
    area = (np.hypot(3, 1) * 0.5 + np.pi * 0.25**2) * (100 / 3.5) ** 2
    assert diagonal.sum() == pytest.approx(area, rel=0.01)


def test_places_close_together_are_as_good_as_few():
    few = [[(0, 0), (4, 0), (1, 9)]]
    many = [np.concatenate([np.linspace((0, 0), (4, 0), 500), np.linspace((4, 0), (1, 9), 500)])]
    assert np.abs(as_mnist(few, 1) - as_mnist(many, 1)).max() < 0.04


def test_a_drawing_touches_all_four_edges():
    image = draw_strokes(SEVEN, 0.8, side=64)
    assert max(image.shape) == 64
    assert all(edge.max() > 0.4 for edge in (image[0], image[-1], image[:, 0], image[:, -1]))


def test_no_ink_is_all_zeros():
    for image in (draw_strokes([], 1.0), draw_strokes([[]], 1.0), np.zeros((5, 9)), np.zeros((0, 3))):
        assert not center_as_mnist(image).any() and center_as_mnist(image).shape == (28, 28)


def test_one_place_is_a_dot():
    image = as_mnist([[(3, 4)]], 2.0)
    assert sides_of(image) == [20, 20] and image[14, 14] == 1 and image[4:6, 4:6].max() < 0.2


@pytest.mark.parametrize("scale", [1, 16, 255])
def test_small_images_of_any_scale_are_enlarged(scale):
    image = np.zeros((8, 8), int)
    image[1:7, 2] = image[1:7, 5] = scale  # a small "11", as scikit-learn's digits are
    result = center_as_mnist(image)
    assert sides_of(result)[0] == pytest.approx(20, abs=2)
    assert center_of(result) == pytest.approx([14, 14], abs=0.1)
    left, middle, right = result[14, :12], result[14, 13:15], result[14, 16:]
    assert 0.8 < left.max() <= 1 and 0.8 < right.max() <= 1 and not middle.any()


def test_faint_dirt_far_away_does_not_shrink_the_ink():
    image = np.zeros((100, 100))
    image[40:60, 45:55] = 200
    clean = center_as_mnist(image)
    image[2, 97] = 10
    assert np.array_equal(center_as_mnist(image), clean)


@pytest.mark.parametrize(
    "image", [np.zeros(28), np.zeros((28, 28, 1)), [["a"]], -np.ones((3, 3)), [[np.nan]]]
)
def test_bad_images(image):
    with pytest.raises(CourseError, match="image must "):
        center_as_mnist(image)


@pytest.mark.parametrize(
    ("strokes", "width", "words"),
    [
        (5, 1, "strokes must be a list"),
        ([(0, 0), (4, 0)], 1, "shape"),
        ([[(0, 0, 1)]], 1, "shape"),
        ([[(0, np.inf)]], 1, "finite"),
        ([["ab"]], 1, "a stroke must be a list of places"),
        (SEVEN, 0, "width must be a number > 0"),
        (SEVEN, "wide", "width must be a number"),
    ],
)
def test_bad_strokes(strokes, width, words):
    with pytest.raises(CourseError, match=words):
        draw_strokes(strokes, width)


@pytest.mark.parametrize("side", [7, 513, 20.5])
def test_bad_side(side):
    with pytest.raises(CourseError, match="side must be a whole number"):
        draw_strokes(SEVEN, 1, side=side)
