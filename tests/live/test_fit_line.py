"""The lab of lines: what each loss's line does when a point is dragged, or pulled away step by step."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError

X = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
Y = 0.5 * X + np.array([0.1, -0.1, 0.05, 0.0, -0.05, 0.1, 0.0])


@pytest.fixture
def fits():
    return live.LineFits(X, Y, delta=0.3)


def test_pulling_turns_the_squared_line_most_and_ends_at_the_top(fits):
    first = fits.snapshot()
    fits.step(20)
    half = fits.snapshot()
    fits.step(100)
    last = fits.snapshot()
    assert first["squared"] + 0.1 < half["squared"] and half["squared"] + 0.1 < last["squared"]
    for name in ("absolute", "Huber"):
        assert abs(last[name] - half[name]) < 1e-3 and abs(last[name] - first[name]) < 0.1
    assert fits.finished and last["points"][6].tolist() == [6.0, fits.top]
    fits.step()
    assert fits.snapshot()["step"] == last["step"]


def test_the_lines_drawn_are_those_of_the_slopes(fits):
    snapshot = fits.snapshot()
    for name, (slope, intercept) in fits.lines().items():
        assert snapshot[name] == slope
        np.testing.assert_allclose(snapshot["functions"][name], slope * snapshot["x"] + intercept)
    assert list(snapshot["functions"]) == ["squared", "absolute", "Huber"]


def test_the_slopes_by_height_are_those_of_the_lines_with_the_point_there(fits):
    snapshot = fits.snapshot()
    heights, slopes = snapshot["heights"], snapshot["slopes"]
    assert (np.diff(heights) > 0).all() and snapshot["height"] in heights
    for place in (0, 10, 24):
        fits.settings["height"] = heights[place]
        assert (np.diff(fits.snapshot()["heights"]) > 0).all()
        for name, (slope, _) in fits.lines().items():
            assert slopes[name][place] == pytest.approx(slope)


def test_the_slopes_by_height_follow_other_points_and_delta(fits):
    def lowest():  # the slope with the pulled point at the lower end, where it is not
        return fits.snapshot()["slopes"]["Huber"][0]

    before = lowest()
    fits.move(0, 0.0, 3.0)
    moved = lowest()
    fits.settings["delta"] = 2.0
    assert abs(moved - before) > 1e-3 and abs(lowest() - moved) > 1e-3


def test_a_dragged_point_moves_and_reset_puts_all_back(fits):
    fits.move(0, 0.5, 4.0)
    assert fits.snapshot()["points"][0].tolist() == [0.5, 4.0]
    assert fits.snapshot()["squared"] < 0.4
    fits.step(3)
    fits.reset()
    np.testing.assert_array_equal(fits.snapshot()["points"], np.column_stack([X, Y]))
    assert fits.snapshot()["step"] == 0 and X[0] == 0.0, "the arrays passed in stay as they are"
    fits.move(1, 1.0, 4.0)
    fits.reset()
    np.testing.assert_array_equal(fits.snapshot()["points"], np.column_stack([X, Y]))


def test_another_seed_pulls_another_point(fits):
    assert fits.point == 6
    fits.reset(same_seed=False)
    assert fits.point != 6
    chosen = fits.point
    fits.step(5)
    assert np.flatnonzero(fits.snapshot()["points"][:, 1] != Y).tolist() == [chosen]
    assert f"point {chosen + 1} pulled" in fits.note


def test_knobs_set_the_height_and_hubers_delta(fits):
    fits.settings["height"] = 5.0
    assert fits.snapshot()["points"][6, 1] == 5.0
    fits.settings["delta"] = 100.0
    snapshot = fits.snapshot()
    assert snapshot["Huber"] == pytest.approx(snapshot["squared"])


def test_the_lab_shows_slopes_and_leaves_a_still_without_a_browser():
    lab = live.fit_line(X, Y, delta=0.3, x_label="seconds", y_label="km", steps=12, headless=True)
    assert lab.steppable.steps == 12 and lab.history["squared"][-1] > lab.history["squared"][0]
    assert "slope squared" in lab.status and "point 7 pulled" in lab.status
    alt = lab.still().alt
    assert "squared" in alt and "seconds" in alt and "slope" in alt


def test_dragging_in_the_panel_reaches_the_points():
    lab = live.fit_line(X, Y, headless=False)
    lab.panels[0].act({"kind": "drag", "point": 2, "x": 2.5, "y": 3.0})
    assert lab.steppable.snapshot()["points"][2].tolist() == [2.5, 3.0]


def test_without_huber_there_is_no_delta_to_turn():
    lab = live.fit_line(X, Y, losses=("squared", "absolute"), headless=False)
    assert list(lab.controls) == ["height"] and list(lab.steppable.lines()) == ["squared", "absolute"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"x": X[:2], "y": Y[:2]}, "3 to 60, got 2 and 2"),
        ({"y": Y[:-1]}, "the same length"),
        ({"x": np.arange(61.0), "y": np.arange(61.0)}, "3 to 60, got 61"),
        ({"x": np.ones(7)}, "x must not be the same for all points"),
        ({"y": [np.nan] * 7}, "y must be a row of finite numbers"),
        ({"x": "abc"}, "x must be a row of finite numbers, got 'abc'"),
        ({"losses": ("squared", "cubic")}, "each of losses must be one of squared, absolute, Huber"),
        ({"losses": ()}, "at least one"),
        ({"losses": ("Huber", "Huber")}, "different losses"),
        ({"delta": 0}, "delta must be a number > 0"),
        ({"point": 7}, "point must be a whole number"),
        ({"top": 0.0}, "top must be a number >"),
    ],
)
def test_what_is_not_allowed_is_said(change, words):
    with pytest.raises(CourseError) as raised:
        live.LineFits(**{"x": X, "y": Y, **change})
    assert words in str(raised.value)


def test_points_that_would_all_stand_above_each_other_are_refused():
    fits = live.LineFits([0.0, 0.0, 1.0], [0.0, 1.0, 2.0])
    with pytest.raises(CourseError, match="above each other"):
        fits.move(2, 0.0, 2.0)
    assert fits.x.tolist() == [0, 0, 1]
