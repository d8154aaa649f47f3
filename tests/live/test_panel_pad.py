"""The pad: strokes as they come from the page, and the image that a network sees of them."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live
from dlcourse.datasets import center_as_mnist, draw_strokes
from dlcourse.errors import CourseError
from dlcourse.live.history import History
from dlcourse.plots import look, new_figure

VIEW = live.View({"step": 0}, History())
ONE = [[0.5, 0.2], [0.5, 0.8]]
BAR = [[0.3, 0.5], [0.7, 0.5]]


@pytest.fixture
def panel():
    return live.Pad()


@pytest.fixture
def send(panel):
    serial = iter(range(1, 1000))

    def send(kind, **more):
        panel.act({"kind": kind, "page": "page", "serial": next(serial), **more})

    return send


def test_the_image_is_what_the_strokes_make(panel, send):
    send("stroke", name="a", places=ONE)
    send("stroke", name="b", places=BAR)
    expected = center_as_mnist(draw_strokes(np.array([ONE, BAR], dtype="float32"), panel.width))
    assert np.array_equal(panel.image, expected) and panel.image.max() > 0.9
    assert np.array(panel.strokes) == pytest.approx(np.array([ONE, BAR]))


def test_the_frame_carries_strokes_and_image(panel, send):
    send("stroke", name="a", places=ONE)
    send("stroke", name="b", places=[*BAR, [0.7, 0.6]])
    plain, arrays = panel.frame(VIEW)
    assert arrays["lengths"].tolist() == [2, 3] and arrays["lengths"].dtype == np.int32
    assert arrays["places"] / 65535 == pytest.approx(np.array([*ONE, *BAR, [0.7, 0.6]]), abs=1e-4)
    assert arrays["image"].dtype == np.uint8 and arrays["image"].shape == (28, 28)
    assert arrays["image"] / 255 == pytest.approx(panel.image, abs=0.003)
    assert plain["newest"] == "b" and plain["heard"] == {"page": 2} and plain["width"] == 0.09


def test_a_stroke_that_grows_stays_one_stroke(panel, send):
    send("stroke", name="a", places=ONE[:1])
    send("stroke", name="a", places=ONE)
    send("stroke", name="a", places=[*ONE, [0.6, 0.8]])
    assert [len(stroke) for stroke in panel.strokes] == [3]
    send("undo")
    assert panel.strokes == []


def test_undo_takes_back_a_stroke_and_a_clear(panel, send):
    send("stroke", name="a", places=ONE)
    one = panel.image
    send("stroke", name="b", places=BAR)
    send("clear")
    assert not panel.image.any() and panel.strokes == []
    send("undo")
    assert len(panel.strokes) == 2
    send("undo")
    assert np.array_equal(panel.image, one)


def test_the_pen_draws_all_strokes_anew_and_undo_leaves_it(panel, send):
    send("stroke", name="a", places=[*ONE, [0.8, 0.8]])
    thin = panel.image.sum()
    send("pen", width=0.15)
    assert panel.width == 0.15 and panel.image.sum() > 1.2 * thin
    send("stroke", name="b", places=BAR)
    send("pen", width=0.05)
    send("undo")
    assert panel.width == 0.05 and len(panel.strokes) == 1


def test_each_change_is_told(panel, send):
    told = []
    panel.on_change = lambda: told.append((len(panel.strokes), float(panel.image.sum()) > 0))
    send("undo")
    send("clear")
    send("stroke", name="a", places=ONE)
    send("pen", width=0.1)
    send("clear")
    assert told == [(1, True), (1, True), (0, False)]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"kind": "stroke", "places": [[0.5, -0.1]]}, "numbers from 0 to 1"),
        ({"kind": "stroke", "places": "ab"}, "numbers from 0 to 1"),
        ({"kind": "pen", "width": 0.5}, "width must be a number"),
        ({"kind": "pen"}, "width must be a number"),
        ({"kind": "draw"}, "kind must be one of"),
    ],
)
def test_what_cannot_be_asked_is_refused_but_heard(panel, send, message, words):
    send("stroke", name="a", places=ONE)
    with pytest.raises(CourseError, match=words):
        panel.act({"page": "page", "serial": 7, **message})
    assert len(panel.strokes) == 1 and panel.frame(VIEW)[0]["heard"] == {"page": 7}


def test_a_full_pad_says_so(panel, send):
    for i in range(60):
        send("stroke", name=str(i), places=ONE)
    with pytest.raises(CourseError, match="60 strokes"):
        send("stroke", name="60", places=ONE)
    send("clear")
    send("stroke", name="long", places=[[i / 2000, 0.5] for i in range(2000)])
    send("stroke", name="longer", places=[[i / 2000, 0.4] for i in range(2000)])
    with pytest.raises(CourseError, match="4,000 places"):
        send("stroke", name="dot", places=[[0.5, 0.5]])
    assert len(panel.strokes) == 2


def test_strokes_to_begin_with():
    panel = live.Pad([ONE, BAR], width=0.1)
    assert len(panel.strokes) == 2 and panel.image.max() > 0.9


@pytest.mark.parametrize(
    ("strokes", "width", "words"),
    [
        ([[(0.5, 1.2)]], 0.09, "from 0 to 1"),
        ([(0.5, 0.5)], 0.09, "shape"),
        (7, 0.09, "strokes must be a list"),
        ([ONE], 0.5, "width must be a number ≥ 0.04 and ≤ 0.16"),
    ],
)
def test_bad_pads(strokes, width, words):
    with pytest.raises(CourseError, match=words):
        live.Pad(strokes, width=width)


def test_described_in_words(panel, send):
    assert panel.describe(VIEW) == "An empty pad to draw a digit or a letter on."
    send("stroke", name="a", places=ONE)
    words = panel.describe(VIEW)
    rows, columns = (np.flatnonzero((panel.image >= 0.1).any(axis=axis)) for axis in (1, 0))
    assert (
        f"1 stroke; the network sees them {np.ptp(columns) + 1} pixels wide and {np.ptp(rows) + 1} high"
        in words
    )


def test_the_still_shows_pad_and_image(panel, send):
    send("stroke", name="a", places=ONE)
    figure = new_figure(300, 200)
    axes = figure.subplots()
    with look():
        panel.draw(axes, VIEW)
    ink, seen = axes.images
    left, right, bottom, top = ink.get_extent()
    half = panel.width / 2
    assert [left, right, bottom, top] == pytest.approx(
        [0.5 - half, 0.5 + half, 0.8 + half, 0.2 - half], abs=1e-5
    )
    assert ink.get_array().min() == 0 and ink.get_array().max() == 1
    assert np.array_equal(seen.get_array(), panel.image) and seen.get_interpolation() == "nearest"
    assert seen.get_extent()[0] > 1 and "28 × 28" in axes.texts[0].get_text()


def test_an_empty_pad_is_drawn(panel):
    axes = new_figure(300, 200).subplots()
    panel.draw(axes, VIEW)
    assert len(axes.images) == 1 and not axes.images[0].get_array().any()
