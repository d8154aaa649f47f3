"""Curves of functions: what goes to the page, to the still and into words, and points that are dragged."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dlcourse import live, plots
from dlcourse.errors import CourseError
from dlcourse.live.history import History

X = np.linspace(-2, 2, 101)


def view(**snapshot):
    return live.View({"step": 0, **snapshot}, History())


def test_a_frame_holds_the_curves_their_names_and_the_values_at_the_mark():
    panel = live.Functions(x_label="z", y_label="f(z)")
    shown = view(x=X, functions={"double": 2 * X, "square": X**2}, mark=1.0)
    plain, arrays = panel.frame(shown)
    assert plain["names"] == ["double", "square"] and plain["readings"] == ["2", "1"]
    assert (plain["left"], plain["right"], plain["mark_text"]) == (-2.0, 2.0, "z = 1")
    assert plain["low"] == pytest.approx(-4.64) and plain["high"] == pytest.approx(4.64)
    np.testing.assert_allclose(arrays["values"], [2 * X, X**2], rtol=1e-6)
    np.testing.assert_allclose(arrays["at"], [2, 1])
    assert plain["alt"] == (
        "f(z) against z from −2 to 2: double from −4 to 4, 2 at 1; square from 4 to 4, 1 at 1."
    )
    assert sum(array.nbytes for array in arrays.values()) < 5000


def test_the_still_draws_the_same_curves_mark_and_points():
    panel = live.Functions(limits=(-3, 3))
    points = np.array([[0.5, 1.0], [-1.0, -2.0]])
    shown = view(x=X, functions={"double": 2 * X, "tanh": np.tanh(X)}, mark=1.0, points=points)
    axes = plots.new_figure(400, 300).subplots()
    panel.draw(axes, shown)
    plain, arrays = panel.frame(shown)
    drawn = {line.get_label(): line.get_ydata() for line in axes.get_lines()}
    for name, values in zip(plain["names"], arrays["values"], strict=True):
        np.testing.assert_allclose(drawn[name], values, rtol=1e-6)
    dots = [line.get_xydata().tolist() for line in axes.get_lines() if line.get_marker() == "o"]
    assert points.tolist() in dots and [[1.0, 2.0]] in dots
    assert axes.get_ylim() == (-3, 3) == (plain["low"], plain["high"])
    names = [text.get_text() for artist in axes.artists for text in artist.get_children()]
    assert names == ["double 2", "tanh 0.762"]


def test_jumps_and_values_that_are_not_finite_leave_the_line_open():
    x = np.linspace(-1, 1, 200)
    functions = {"step": (x >= 0) * 1.0, "log": np.log(np.where(x > 0, x, np.nan)), "one over": 1 / x}
    _, arrays = live.Functions().frame(view(x=x, functions=functions))
    step, log, _ = arrays["breaks"]
    assert np.flatnonzero(step).tolist() == [100]
    assert not log.any() and np.isnan(arrays["values"][1, :100]).all()
    plain, arrays = live.Functions().frame(view(x=x, functions={"none": np.full(200, np.inf)}))
    assert "none without a finite value" in plain["alt"] and math.isfinite(plain["low"])


def test_a_jump_stays_where_many_values_are_thinned():
    x = np.linspace(-1, 1, 5000)
    _, arrays = live.Functions().frame(view(x=x, functions={"step": (x >= 0.3) * 1.0}))
    assert len(arrays["x"]) == 400
    (at,) = np.flatnonzero(arrays["breaks"][0])
    assert arrays["values"][0, at - 1 : at + 1].tolist() == [0.0, 1.0]


def test_a_logarithmic_axis_fits_what_is_above_zero():
    panel = live.Functions(y_scale="log")
    functions = {"loss": np.array([100.0, 1.0, 0.01]), "zero": np.array([1.0, 0.0, -1.0])}
    shown = view(x=[0, 1, 2], functions=functions)
    plain, _ = panel.frame(shown)
    assert 0.001 < plain["low"] < 0.01 and 100 < plain["high"] < 1000
    axes = plots.new_figure(400, 300).subplots()
    panel.draw(axes, shown)
    assert axes.get_yscale() == "log" and axes.get_ylim() == (plain["low"], plain["high"])


def test_a_point_is_dragged_through_the_lab():
    class Points:
        settings = live.Settings([])
        points = np.zeros((2, 2))

        def step(self, k=1): ...

        def reset(self, same_seed=True): ...

        def snapshot(self):
            return {"step": 0, "x": X, "functions": {"mean": np.full_like(X, self.points[:, 1].mean())},
                    "points": self.points}  # fmt: skip

        def drag(self, place, x, y):
            self.points[place] = x, y

    steppable = Points()
    panel = live.Functions(limits=(-3, 3), on_drag=steppable.drag)
    lab = live.Lab(steppable, [panel], headless=False)
    frames = []
    lab.transport.send = lambda content, buffers=None: frames.append((content, buffers))
    panel._handle_custom_msg({"kind": "drag", "point": 1, "x": 1.5, "y": 2.0}, [])
    assert steppable.points.tolist() == [[0, 0], [1.5, 2.0]]
    content, buffers = frames[-1]
    arrays = content["panels"]["functions"]["arrays"]
    points = np.frombuffer(buffers[arrays["points"]["at"]], dtype="float32")
    assert points.tolist() == [0, 0, 1.5, 2.0]
    assert "mean from 1 to 1" in content["panels"]["functions"]["alt"]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"kind": "drag", "point": -1, "x": 0, "y": 0}, "point must be a whole number"),
        ({"kind": "drag", "point": 0, "x": math.nan, "y": 0}, "x must be a number"),
        ({"kind": "drag", "point": 0, "x": 0}, "y must be a number"),
        ({"kind": "drop"}, "kind must be one of drag"),
    ],
)
def test_messages_that_make_no_sense_are_refused(message, words):
    moved = []
    panel = live.Functions(on_drag=lambda *point: moved.append(point))
    with pytest.raises(CourseError, match=words):
        panel.act(message)
    assert moved == []


def test_points_that_nobody_listens_to_do_not_move():
    panel = live.Functions()
    assert not panel.frame(view(x=X, functions={"x": X}, points=[[0, 0]]))[0]["draggable"]
    with pytest.raises(CourseError, match="cannot be moved"):
        panel.act({"kind": "drag", "point": 0, "x": 0, "y": 0})


def test_nothing_to_see_yet_is_no_error():
    panel = live.Functions()
    plain, arrays = panel.frame(view())
    assert plain["alt"] == "No curves yet." and arrays == {}
    axes = plots.new_figure(300, 200).subplots()
    panel.draw(axes, view())
    assert not axes.axison


@pytest.mark.parametrize(
    ("snapshot", "words"),
    [
        ({"x": [1, 0], "functions": {"a": [0, 1]}}, "x must hold at least two numbers in rising order"),
        ({"x": [0, 1], "functions": {"a": [0]}}, "'a' must have 2 values"),
        (
            {"x": [0, 1], "functions": {"a": [0, 1]}, "points": [[1, 2, 3]]},
            r"points must have shape \(m, 2\)",
        ),
        ({"x": [0, 1], "functions": {"a": [0, 1]}, "mark": "here"}, "mark must be a number"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_words(snapshot, words):
    with pytest.raises(CourseError, match=words):
        live.Functions().frame(view(**snapshot))


def test_bad_scales_and_limits_are_refused():
    with pytest.raises(CourseError, match="y_scale must be one of linear, log"):
        live.Functions(y_scale="square")
    with pytest.raises(CourseError, match="limits must be two rising numbers"):
        live.Functions(limits=(1, 0))
    with pytest.raises(CourseError, match="limits must be a number > 0"):
        live.Functions(limits=(0, 1), y_scale="log")


def test_lines_show_points_beside_the_functions():
    picture = plots.lines(X, {"x": X}, points=[[0.0, 1.0]])
    dots = [line.get_xydata().tolist() for line in picture.figure.axes[0].get_lines()]
    assert [[0.0, 1.0]] in dots and picture.alt.endswith("1 point beside them.")
