"""Arrows, paths and a surface in the plane: what goes to the page, the still and the words; a start."""

from __future__ import annotations

import base64
import math

import numpy as np
import pytest

from dlcourse import live, plots
from dlcourse.errors import CourseError
from dlcourse.live.history import History

EXTENT = (-2.0, 2.0, -1.0, 3.0)


def view(**snapshot):
    return live.View({"step": 0, **snapshot}, History())


def heights(ground):
    """The ground as the page reads it."""
    return np.frombuffer(base64.b64decode(ground["base64"]), dtype="<u2").reshape(ground["shape"])


def test_a_frame_holds_arrows_and_the_ends_of_paths():
    panel = live.Arrows(EXTENT, names=("w1", "w2"))
    arrows = [[0, 0, 1, 0.5], [1, 1, -1, 0], [np.nan, 0, 1, 1]]
    paths = {"Adam": [[0, 0], [1, 1]], "momentum": [[0, 0], [0.5, 2], [1.5, 2.5]]}
    plain, arrays = panel.frame(
        view(arrows=arrows, magnitudes=[1, 4, 9], paths=paths, stopped=["Adam"], start=(-1, 0))
    )
    assert arrays["arrows"].tolist() == arrows[:2], "an arrow that points nowhere is left out"
    assert arrays["shares"].tolist() == [64, 255]
    assert plain["names"] == ["Adam", "momentum"] and plain["stopped"] == [True, False]
    assert arrays["lengths"].tolist() == [2, 3]
    assert arrays["points"].tolist() == [*paths["Adam"], *paths["momentum"]]
    assert plain["start"] == [-1, 0] and plain["extent"] == list(EXTENT) and not plain["asks"]
    assert plain["alt"] == (
        "The plane of w1 and w2 (−2, 2, −1, 3) with 2 arrows; Adam stopped at (1, 1); "
        "momentum is at (1.5, 2.5)."
    )


def test_the_surface_goes_to_the_page_once_until_it_changes():
    panel = live.Arrows(EXTENT)
    sent = []
    panel.observe(lambda change: sent.append(change["new"]), "ground")
    field = np.arange(12.0).reshape(3, 4)
    for _ in range(3):
        plain, arrays = panel.frame(view(field=field))
    assert len(sent) == 1 and "field" not in arrays
    np.testing.assert_allclose(heights(panel.ground) / 65534, field / 11, atol=1e-4)
    assert panel.ground["ends"] == ["loss 0", "11"]
    assert "heights from 0 to 11" in plain["alt"]
    field[0, 0] = 22
    panel.frame(view(field=field))
    assert len(sent) == 2 and heights(panel.ground)[0, 0] == 65534
    panel.frame(view())
    assert panel.ground == {}


def test_a_logarithmic_spread_tells_low_heights_apart():
    field = np.array([[0.0, 1.0, 10.0, 1000.0]])
    even, log = live.Arrows(EXTENT), live.Arrows(EXTENT, spread="log")
    for panel in (even, log):
        panel.frame(view(field=field))
    assert heights(even.ground)[0, 1] < 100
    assert (np.diff(heights(log.ground)[0].astype(int)) > 5000).all()


def test_heights_that_are_not_finite_are_marked_as_missing():
    panel = live.Arrows(EXTENT)
    plain, _ = panel.frame(view(field=[[0, np.nan], [np.inf, 2]]))
    assert heights(panel.ground).tolist() == [[0, 65535], [65535, 65534]]
    assert "heights from 0 to 2" in plain["alt"]
    panel.frame(view(field=[[np.nan, np.nan]]))
    assert heights(panel.ground).tolist() == [[65535, 65535]]


def test_long_paths_are_thinned_to_points_that_stay_and_the_last():
    panel = live.Arrows(EXTENT)
    walk = np.random.default_rng(0).normal(size=(5000, 2)).cumsum(axis=0) / 50
    _, arrays = panel.frame(view(paths={"walk": walk}))
    _, later = panel.frame(view(paths={"walk": np.vstack([walk, [[1.0, 1.0]]])}))
    assert arrays["lengths"][0] <= 161 and arrays["points"].nbytes < 1500
    np.testing.assert_allclose(arrays["points"][-1], walk[-1], rtol=1e-5)
    np.testing.assert_array_equal(arrays["points"][:-1], later["points"][: len(arrays["points"]) - 1])
    assert later["points"][-1].tolist() == [1, 1]


def test_what_is_drawn_of_a_path_stays_while_it_grows():
    panel = live.Arrows((0, 3000, -1, 1))

    def kept(length):
        way = np.column_stack([np.arange(length), np.zeros(length)])
        return panel.frame(view(paths={"way": way}))[1]["points"][:, 0].tolist()

    before = kept(300)
    for length in range(350, 3000, 50):
        now = kept(length)
        assert len(now) <= 161 and now[-1] == length - 1
        seen = set(now[:-1])
        assert {place for place in seen if place < before[-1]} <= set(before), "no point comes later"
        before = now


def test_a_path_ends_before_what_is_not_finite_and_stays_near_the_window():
    panel = live.Arrows(EXTENT)
    _, arrays = panel.frame(view(paths={"wild": [[0, 0], [1e300, 5], [np.inf, 0], [0, 0]]}))
    assert arrays["points"].tolist() == [[0, 0], [14, 5]]
    _, arrays = panel.frame(view(paths={"lost": [[np.nan, 0]], "found": [[1, 1]]}))
    assert arrays["lengths"].tolist() == [0, 1]


def test_the_still_draws_the_same():
    panel = live.Arrows(EXTENT, names=("w1", "w2"))
    field = np.add.outer(np.arange(8.0), np.arange(9.0))
    paths = {"Adam": np.array([[0, 0], [1, 1]]), "momentum": np.array([[0, 0], [9.0, 2]])}
    axes = plots.new_figure(400, 400).subplots()
    panel.draw(
        axes, view(field=field, paths=paths, arrows=[[0, 0, 1, 0]], start=(0.5, 0.25), stopped=["Adam"])
    )
    np.testing.assert_allclose(axes.images[0].get_array(), field / 15)
    drawn = {line.get_label(): line.get_xydata() for line in axes.get_lines()}
    np.testing.assert_array_equal(drawn["Adam"], paths["Adam"])
    markers = {line.get_marker(): line.get_xydata().tolist() for line in axes.get_lines()}
    assert markers["X"] == [[1, 1]] and markers["+"] == [[0.5, 0.25]]
    assert markers["^"] == [[2, 2]], "what has left the window is marked at its edge"
    names = [text.get_text() for artist in axes.artists for text in artist.get_children()]
    assert names == ["Adam", "momentum"]
    styles = {
        drawn_line.get_linestyle() for drawn_line in axes.get_lines() if drawn_line.get_label() in paths
    }
    assert len(styles) == 2, "each path has a line style of its own"
    assert axes.get_xlim() == EXTENT[:2] and axes.get_ylim() == EXTENT[2:]


def test_names_of_paths_that_meet_do_not_overlap(overlaps_in):
    ends = {f"optimizer {i}": [[0, 0], [1.0 + i / 1000, 1.0]] for i in range(6)}
    picture = plots.arrows(EXTENT, paths=ends)
    assert overlaps_in(picture, "optimizer") == []
    at_the_edge = {f"optimizer {i}": [[0, 0], [1.9, 2.99]] for i in range(6)}
    picture = plots.arrows(EXTENT, paths=at_the_edge)
    assert overlaps_in(picture, "optimizer") == []


@pytest.fixture
def overlaps_in():
    def find(picture, beginning):
        picture.figure.canvas.draw()
        (labels,) = [a for a in picture.figure.axes[0].artists if a.get_children()]
        texts = [text for text in labels.get_children() if text.get_text().startswith(beginning)]
        assert texts
        boxes = [text.get_window_extent() for text in texts]
        inside = picture.figure.axes[0].get_window_extent()
        assert all(box.x1 <= inside.x1 and box.y1 <= inside.y1 + 2 for box in boxes)
        return [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.y0 < b.y1 - 2 and b.y0 < a.y1 - 2]

    return find


def test_a_start_is_set_through_the_lab():
    class Still:
        settings = live.Settings([])
        start = (0.0, 0.0)

        def step(self, k=1): ...

        def reset(self, same_seed=True): ...

        def snapshot(self):
            return {"step": 0, "start": self.start}

        def begin_at(self, x, y):
            self.start = (x, y)

    steppable = Still()
    panel = live.Arrows(EXTENT, on_point=steppable.begin_at)
    lab = live.Lab(steppable, [panel], headless=False)
    frames = []
    lab.transport.send = lambda content, buffers=None: frames.append(content)
    panel._handle_custom_msg({"kind": "point", "x": 1.5, "y": 2}, [])
    assert steppable.start == (1.5, 2.0)
    assert frames[-1]["panels"]["arrows"]["start"] == [1.5, 2.0] and frames[-1]["panels"]["arrows"]["asks"]
    panel._handle_custom_msg({"kind": "point", "x": 1.5, "y": 4}, [])
    assert "y must be a number ≥ -1 and ≤ 3, got 4" in frames[-1]["problem"] and steppable.start == (1.5, 2.0)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"kind": "point", "x": math.nan, "y": 0}, "x must be a number"),
        ({"kind": "point", "x": 0}, "y must be a number"),
        ({"kind": "line"}, "kind must be one of point"),
    ],
)
def test_messages_that_make_no_sense_are_refused(message, words):
    with pytest.raises(CourseError, match=words):
        live.Arrows(EXTENT, on_point=lambda x, y: pytest.fail("called")).act(message)
    with pytest.raises(CourseError):
        live.Arrows(EXTENT).act({"kind": "point", "x": 0, "y": 0})


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: live.Arrows((0, 0, 1, 2)), "extent must rise"),
        (lambda: live.Arrows((0, 1)), "extent must be"),
        (lambda: live.Arrows(EXTENT, spread="wide"), "spread must be one of even, log"),
        (lambda: plots.arrows(EXTENT, arrows=[[0, 1]]), r"arrows must have shape \(n, 4\)"),
        (lambda: plots.arrows(EXTENT, paths=[[0, 1]]), "paths must be a dict"),
        (lambda: plots.arrows(EXTENT, paths={"a": [[0]]}), r"the path 'a' must have shape \(n, 2\)"),
        (lambda: plots.arrows(EXTENT, start=3), "start must be a point"),
        (lambda: plots.arrows(EXTENT, field=[1, 2]), "field must be an array of numbers"),
        (
            lambda: plots.arrows(EXTENT, arrows=[[0, 0, 1, 1]], magnitudes=[1, 2]),
            "magnitudes must hold 1 numbers, one for each arrow, got 2",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said_in_words(make, words):
    with pytest.raises(CourseError, match=words):
        make()


def test_a_plane_with_nothing_on_it_is_drawn():
    picture = plots.arrows(EXTENT)
    assert picture.alt.endswith("with nothing on it yet.") and len(picture.figure.axes) == 1
