"""The plane for one's own points: what a page asks for, what comes back, and what cannot be asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.live.history import History
from dlcourse.plots import look, new_figure

VIEW = live.View({"step": 0}, History())


class Page:
    """One page's end of the wire: numbers its messages as the page does."""

    def __init__(self, panel, name="page"):
        self.panel, self.name, self.serial = panel, name, 0

    def send(self, kind, **more):
        self.serial += 1
        self.panel.act({"kind": kind, "page": self.name, "serial": self.serial, **more})

    def add(self, *places, label=0):
        self.send("add", label=label, places=[list(place) for place in places])


@pytest.fixture
def panel():
    return live.OwnPoints(("red", "green", "blue"), extent=(0, 10, -1, 1))


@pytest.fixture
def page(panel):
    return Page(panel)


def test_a_stroke_arrives_in_the_units_of_the_plane(panel, page):
    page.add((0, 0), (0.5, 0.25), label=2)
    page.add((1, 1), label=1)
    assert panel.x.tolist() == [[0, -1], [5, -0.5], [10, 1]] and panel.x.dtype == np.float32
    assert panel.y.tolist() == [2, 2, 1] and panel.y.dtype == np.int32
    assert panel.counts == {"red": 0, "green": 1, "blue": 2}


def test_the_frame_carries_every_point_and_what_was_heard(panel, page):
    page.add((0, 0), (0.5, 0.25), label=2)
    Page(panel, "other").add((1, 1), label=1)
    plain, arrays = panel.frame(VIEW)
    assert arrays["places"].dtype == np.uint16
    assert arrays["places"] / 65535 == pytest.approx(np.array([[0, 0], [0.5, 0.25], [1, 1]]), abs=1e-4)
    assert arrays["labels"].tolist() == [2, 2, 1] and arrays["labels"].dtype == np.uint8
    assert plain["heard"] == {"page": 1, "other": 1}
    assert plain["names"] == ["red", "green", "blue"] and plain["extent"] == [0, 10, -1, 1]


def test_remove_clears_what_is_within_reach_of_the_path(panel, page):
    page.add((0.1, 0.1), (0.5, 0.5), (0.5, 0.54), (0.9, 0.9))
    page.send("remove", places=[[0.49, 0.49], [0.9, 0.93]], reach=0.035)
    assert panel.x[:, 0] == pytest.approx([1, 5]) and panel.x[1, 1] == pytest.approx(0.08)


def test_nearest_removes_one_point(panel, page):
    page.add((0.1, 0.1), (0.5, 0.5), (0.9, 0.9))
    page.send("nearest", places=[[0.6, 0.6]])
    assert panel.x[:, 0] == pytest.approx([1, 9])
    for _ in range(3):  # the last one finds nothing
        page.send("nearest", places=[[0.6, 0.6]])
    assert len(panel.y) == 0


def test_undo_takes_back_one_message_at_a_time(panel, page):
    page.add((0.1, 0.1), (0.2, 0.2))
    page.add((0.5, 0.5), label=1)
    page.send("clear")
    page.send("clear")  # changes nothing, so nothing to take back
    assert len(panel.y) == 0
    counts = []
    for _ in range(4):
        page.send("undo")
        counts.append(len(panel.y))
    assert counts == [3, 2, 0, 0]


def test_a_thousand_points_are_the_most(panel, page):
    page.add(*[(i / 700, 0.5) for i in range(700)])
    page.add(*[(i / 700, 0.2) for i in range(700)], label=1)
    assert panel.counts == {"red": 700, "green": 300, "blue": 0}
    page.add((0.5, 0.5), label=1)
    assert len(panel.y) == panel.frame(VIEW)[0]["most"] == 1000
    page.send("undo")
    assert panel.counts["red"] == 700 and panel.counts["green"] == 0


def test_each_change_is_told_once_and_no_change_not_at_all(panel, page):
    told = []
    panel.on_change = lambda: told.append(len(panel.y))
    page.add((0.1, 0.1))
    page.send("remove", places=[[0.9, 0.9]], reach=0.05)  # nothing there
    page.send("clear")
    page.send("undo")
    page.send("undo")
    page.send("undo")
    assert told == [1, 0, 1, 0]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"kind": "paint"}, "kind must be one of"),
        ({"kind": "add", "label": 3, "places": [[0, 0]]}, "label must be a whole number"),
        ({"kind": "add", "label": "0", "places": [[0, 0]]}, "label must be a whole number"),
        ({"kind": "add", "label": 0, "places": [[0, 1.5]]}, "numbers from 0 to 1"),
        ({"kind": "add", "label": 0, "places": [[0, float("nan")]]}, "numbers from 0 to 1"),
        ({"kind": "add", "label": 0, "places": [["a", 0]]}, "numbers from 0 to 1"),
        ({"kind": "add", "label": 0, "places": []}, "1 to 2000 pairs"),
        ({"kind": "add", "label": 0, "places": [[0, 0]] * 2001}, "1 to 2000 pairs"),
        ({"kind": "add", "label": 0}, "places must be"),
        ({"kind": "remove", "places": [[0, 0]], "reach": 0.5}, "reach must be a number"),
        ({"kind": "remove", "places": [[0, 0]]}, "reach must be a number"),
    ],
)
def test_what_cannot_be_asked_is_refused_but_heard(panel, page, message, words):
    page.add((0.5, 0.5))
    with pytest.raises(CourseError, match=words):
        panel.act({"page": "page", "serial": 7, **message})
    assert len(panel.y) == 1
    assert panel.frame(VIEW)[0]["heard"] == {"page": 7}


def test_pages_that_come_and_go_do_not_fill_the_frame(panel):
    for i in range(50):
        Page(panel, f"page {i}").add((0.5, 0.5))
    heard = panel.frame(VIEW)[0]["heard"]
    assert len(heard) <= 8 and heard["page 49"] == 1


def test_points_to_begin_with_are_copied_and_make_their_window():
    x = np.array([[4.0, 0.1], [8.0, 2.5]])
    panel = live.OwnPoints(points=(x, [0, 1]))
    x[:] = 0
    assert panel.x.tolist() == [[4, np.float32(0.1)], [8, 2.5]]
    left, right, bottom, top = panel.extent
    assert 3 < left < 4 and 8 < right < 9 and -1 < bottom < 0.1 and 2.5 < top < 3
    assert live.OwnPoints(points=([[1, 1], [-1.5, 2]], [0, 1])).extent == (-2, 2, -2, 2)
    panel.x[:] = 7
    assert panel.x[0, 0] == 4


@given(st.lists(st.tuples(st.floats(-2, 2, width=32), st.floats(-2, 2, width=32)), min_size=1, max_size=30))
def test_points_reach_the_page_where_they_are(places):
    panel = live.OwnPoints(points=(places, np.zeros(len(places), int)))
    shares = panel.frame(VIEW)[1]["places"] / 65535
    assert shares * 4 - 2 == pytest.approx(np.array(places), abs=1e-4)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"class_names": ("one",)}, "classes must be 2 to 5 different names"),
        ({"class_names": "ab"}, "classes must be 2 to 5 different names"),
        ({"class_names": ("a", "a")}, "classes must be 2 to 5 different names"),
        ({"class_names": ("a", " ")}, "classes must be 2 to 5 different names"),
        ({"class_names": tuple("abcdef")}, "classes must be 2 to 5 different names"),
        ({"points": 3}, "points must be a pair"),
        ({"points": ([[0, 0]], [2])}, "classes must be whole numbers from 0 to 1"),
        ({"points": (np.zeros((1001, 2)), np.zeros(1001, int))}, "points must be at most 1,000, got 1,001"),
        ({"points": ([[0, 5]], [1]), "extent": (-2, 2, -2, 2)}, "extent must contain all points"),
        ({"extent": (2, -2, -2, 2)}, "from a smaller to a larger"),
        ({"extent": (1, 2)}, "extent must be"),
        ({"extent": (0, 1, 0, np.inf)}, "extent must be a number"),
    ],
)
def test_bad_planes(options, words):
    with pytest.raises(CourseError, match=words):
        live.OwnPoints(**options)


def test_described_in_words(panel, page):
    plane = "An empty plane, x1 from 0 to 10 and x2 from −1 to 1,"
    assert panel.describe(VIEW) == f"{plane} to set points of the classes red, green and blue on."
    page.add((0, 0), (0.5, 0.25), label=2)
    assert panel.describe(VIEW).endswith("with 0 red, 0 green and 2 blue points.")


def test_the_still_shows_each_class_in_its_place_and_marker(panel, page):
    page.add((0, 0), (0.5, 0.25), label=2)
    page.add((1, 1), label=1)
    figure = new_figure(300, 300)
    axes = figure.subplots()
    with look():
        panel.draw(axes, VIEW)
    drawn = [collection.get_offsets().tolist() for collection in axes.collections]
    assert drawn == [[[10, 1]], [[0, -1], [5, -0.5]]]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["red", "green", "blue"]
    assert axes.get_xlim() == (0, 10) and axes.get_ylim() == (-1, 1)


def test_an_empty_plane_is_drawn():
    axes = new_figure(300, 300).subplots()
    live.OwnPoints().draw(axes, VIEW)
    assert axes.get_xlabel() == "x1" and not axes.collections


class Counter:
    """The least that a lab can step."""

    settings = live.Settings([])

    def __init__(self):
        self.count = 0

    def step(self, k=1):
        self.count += k

    def snapshot(self):
        return {"step": self.count}

    def reset(self, same_seed=True):
        self.count = 0


def test_a_plane_in_a_lab_is_answered_with_the_labs_frame():
    panel = live.OwnPoints()
    lab = live.Lab(Counter(), [panel], headless=False)
    frames = []
    lab.transport.send = lambda content, buffers=None: frames.append((content, buffers))
    message = {"kind": "add", "page": "page", "serial": 1, "label": 1, "places": [[0.5, 0.75]]}
    panel._handle_custom_msg(message, [])
    (content, buffers) = frames[-1]
    part = content["panels"]["own-points"]
    assert part["heard"] == {"page": 1} and part["arrays"]["labels"]["shape"] == [1]
    assert bytes(buffers[part["arrays"]["labels"]["at"]]) == b"\x01"
    assert panel.x.tolist() == [[0, 1]]
    panel._handle_custom_msg({**message, "serial": 2, "label": 9}, [])
    assert "label must be" in lab.status and "1 orange" in lab.still().alt
