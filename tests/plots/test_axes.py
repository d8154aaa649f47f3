"""What stills and pictures are made of: the artists hold the data that they were given."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from dlcourse.errors import CourseError
from dlcourse.plots import draw_curves, draw_field, draw_line, draw_points, new_figure, style
from dlcourse.plots.labels import EndLabels, spread

WINDOW = (-2.0, 3.0, -1.0, 4.0)


@pytest.fixture
def axes():
    return new_figure(400, 300).subplots()


def labels_of(axes):
    (labels,) = [artist for artist in axes.get_children() if isinstance(artist, EndLabels)]
    return labels.get_children()


def test_a_field_shows_its_values_first_row_on_top(axes):
    values = np.linspace(-0.2, 0.6, 12).reshape(3, 4)
    draw_field(axes, values, WINDOW, names=("length", "width"))
    (image,) = axes.get_images()
    np.testing.assert_array_equal(image.get_array(), values)
    assert image.origin == "upper"
    assert tuple(image.get_extent()) == WINDOW
    assert (axes.get_xlim(), axes.get_ylim()) == (WINDOW[:2], WINDOW[2:])
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("length", "width")
    # −1 is the first class's color, +1 the second's, whatever values the field has.
    assert image.to_rgba(np.array([[-1.0]]))[0, 0, :3] == pytest.approx(to_rgb(style.OKABE_ITO[0]))
    assert image.to_rgba(np.array([[0.0]]))[0, 0, :3] == pytest.approx(to_rgb(style.MIDDLE), abs=0.01)
    assert image.to_rgba(np.array([[1.0]]))[0, 0, :3] == pytest.approx(to_rgb(style.OKABE_ITO[1]))


def test_a_field_of_classes_has_the_likeliest_ones_color_paler_the_less_sure(axes):
    probabilities = np.array([[[1.0, 0.4]], [[0.0, 0.35]], [[0.0, 0.25]]])
    draw_field(axes, probabilities, WINDOW)
    sure, unsure = axes.get_images()[0].get_array()[0]
    first, middle = np.array(to_rgb(style.OKABE_ITO[0])), np.array(to_rgb(style.MIDDLE))
    np.testing.assert_allclose(sure, first)
    weight = (unsure - middle) / (first - middle)
    assert np.ptp(weight) < 1e-9
    assert 0.1 < weight[0] < 0.4


def test_points_differ_by_marker_and_color(axes):
    points, labels = np.arange(12.0).reshape(6, 2), np.array([0, 1, 2, 0, 1, 0])
    draw_points(axes, points, labels, shade=0)
    groups = axes.collections
    assert [len(group.get_offsets()) for group in groups] == [3, 2, 1]
    for index, group in enumerate(groups):
        np.testing.assert_array_equal(group.get_offsets(), points[labels == index])
        assert group.get_facecolor()[0, :3] == pytest.approx(to_rgb(style.OKABE_ITO[index]))
    outlines = {group.get_paths()[0].vertices.tobytes() for group in groups}
    assert len(outlines) == 3


def test_rings_stand_around_the_wrong_points_only(axes):
    points, wrong = np.arange(8.0).reshape(4, 2), np.array([False, True, False, True])
    draw_points(axes, points, [0, 0, 0, 0], wrong=wrong)
    for ring in axes.collections[1:]:
        np.testing.assert_array_equal(ring.get_offsets(), points[wrong])
        assert len(ring.get_facecolor()) == 0
    assert len(axes.collections) == 3


def test_nothing_is_ringed_where_nothing_is_wrong(axes):
    draw_points(axes, [[0, 0]], [1], wrong=[False])
    assert len(axes.collections) == 1


@pytest.mark.parametrize("line", [(1.0, 0.5, 0.3), (-2.0, 0.1, 1.0), (0.0, 1.0, -1.5), (1.0, 0.0, -0.5)])
def test_the_line_is_where_the_sum_is_zero_and_the_arrow_points_to_where_it_is_positive(axes, line):
    draw_field(axes, np.zeros((2, 2)), WINDOW)
    draw_line(axes, line, WINDOW)
    left, right, bottom, top = WINDOW

    def sums(fractions):
        x1 = left + np.asarray(fractions)[..., 0] * (right - left)
        x2 = bottom + np.asarray(fractions)[..., 1] * (top - bottom)
        return line[0] * x1 + line[1] * x2 + line[2]

    for drawn in axes.get_lines():
        assert drawn.get_transform() == axes.transAxes
        np.testing.assert_allclose(sums(drawn.get_xydata()), 0, atol=1e-9)
    (arrow,) = axes.texts
    assert sums([arrow.xyann])[0] == pytest.approx(0, abs=1e-9)
    assert sums([arrow.xy])[0] > 0
    assert axes.get_xlim() == WINDOW[:2]


def test_a_line_without_weights_is_not_drawn(axes):
    draw_line(axes, (0, 0, 1), WINDOW)
    assert not axes.get_lines()
    assert not axes.texts


def test_a_line_far_from_the_window_brings_no_arrow_into_it(axes):
    draw_line(axes, (1, 1, 100), WINDOW)
    assert not axes.texts


def test_curves_show_their_values_and_leave_gaps(axes):
    draw_curves(axes, {"training": ([0, 10, 20], [1, np.inf, 0.5]), "new points": ([0, 20], [1.5, 0.7])})
    first, second = axes.get_lines()
    np.testing.assert_array_equal(first.get_ydata(), [1, np.nan, 0.5])
    np.testing.assert_array_equal(second.get_xydata(), [[0, 1.5], [20, 0.7]])
    assert first.get_color() != second.get_color()
    assert first.get_linestyle() != second.get_linestyle()
    assert axes.get_ylim()[0] == 0
    assert axes.get_ylim()[1] > 1.5
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("steps", "loss")


def test_earlier_runs_are_faint_and_without_a_name(axes):
    draw_curves(axes, {"now": ([0, 1], [1, 0])}, earlier=[([0, 1], [2, np.nan]), ([0, 1], [3, 2])])
    *earlier, now = axes.get_lines()
    assert [line.get_color() for line in earlier] == [style.FAINT] * 2
    np.testing.assert_array_equal(earlier[0].get_ydata(), [2, np.nan])
    assert now.get_color() != style.FAINT
    assert [text.get_text() for text in labels_of(axes)] == ["now"]


def test_the_axis_goes_below_zero_only_where_a_value_does(axes):
    draw_curves(axes, {"score": ([0, 1], [-1, 2])})
    assert axes.get_ylim()[0] < -1


@pytest.mark.parametrize(
    "curves",
    [{}, {"a": ([], [])}, {"a": ([0, 1], [np.nan, np.nan])}, {"a": ([3], [0.5])}, {"a": ([0, 1], [0, 0])}],
)
def test_a_run_that_has_hardly_begun_can_be_drawn(axes, curves, recwarn):
    draw_curves(axes, curves)
    axes.figure.canvas.draw()
    assert len(axes.get_lines()) == len(curves)
    assert not recwarn.list


def test_names_stand_at_the_lines_ends_in_their_order_and_apart(axes):
    ends = {"lowest": 0.50, "second": 0.501, "third": 0.502, "highest": 0.9}
    draw_curves(axes, {name: ([0, 1], [1, end]) for name, end in reversed(ends.items())})
    axes.figure.canvas.draw()
    boxes = {text.get_text(): text.get_window_extent() for text in labels_of(axes)}
    ordered = [boxes[name] for name in ends]
    assert all(below.y1 <= above.y0 for below, above in pairwise(ordered))
    end = axes.transData.transform((1, 0.9))
    assert boxes["highest"].y0 < end[1] < boxes["highest"].y1
    assert all(box.x0 > end[0] for box in ordered)
    assert all(box.x1 < axes.figure.bbox.x1 for box in ordered)  # layout left room for them


@given(st.lists(st.floats(-100, 100), max_size=12), st.floats(0.1, 20))
def test_spread_keeps_order_and_distance(wanted, gap):
    placed = spread(wanted, gap)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(placed[order]) >= gap - 1e-9).all()
    if len(wanted):
        assert placed.mean() == pytest.approx(np.mean(wanted))  # no drift to one side


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_spread_stays_within_its_room(wanted):
    placed = spread(wanted, 10, low=0, high=100)
    assert placed.min() >= -1e-9
    assert placed.max() <= 100 + 1e-9


def test_spread_leaves_alone_what_stands_apart():
    np.testing.assert_allclose(spread([30, 0, 14], 10), [30, 0, 14])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda axes: draw_field(axes, np.zeros(3), WINDOW), r"values must have shape .* got \(3,\)"),
        (lambda axes: draw_field(axes, np.zeros((1, 3, 3)), WINDOW), r"got \(1, 3, 3\)"),
        (lambda axes: draw_points(axes, np.zeros((3, 2)), [0, 1]), "got 3 points and 2 labels"),
        (lambda axes: draw_points(axes, np.zeros((2, 2)), [0, 1], wrong=[True]), "2 labels, 1 in wrong"),
    ],
)
def test_what_does_not_match_is_said_in_words(axes, call, said):
    with pytest.raises(CourseError, match=said):
        call(axes)
