"""draw_points and pad: what they give to the notebook, what they tell, and what stays without a browser."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError

SEVEN = [[(0.25, 0.2), (0.75, 0.2), (0.4, 0.85)]]


class Page:
    """The page's end of the wire: speaks as the panel does, keeps the frames that come back."""

    def __init__(self, sketch):
        self.sketch, self.frames, self.serial = sketch, [], 0
        sketch._bar.send = lambda content, buffers=None: self.frames.append(content)

    def send(self, kind, **more):
        self.serial += 1
        message = {"kind": kind, "page": "page", "serial": self.serial, **more}
        self.sketch.panels[0]._handle_custom_msg(message, [])
        return self.frames[-1]

    def look(self):
        self.sketch._bar._handle_custom_msg({"kind": "look"}, [])
        return self.frames[-1]


@pytest.fixture
def drawing():
    return live.draw_points(("cats", "dogs"), headless=False)


@pytest.fixture
def page(drawing):
    return Page(drawing)


@pytest.fixture
def shown(monkeypatch):
    """A function of a sketch: what a notebook stores of it."""
    seen = []
    display = "IPython.display.DisplayHandle.display"
    monkeypatch.setattr(display, lambda _, data, **options: seen.append(data))
    monkeypatch.setattr("IPython.display.display", lambda data, **options: seen.append(data))

    def shown(sketch):
        seen.clear()
        sketch._ipython_display_()
        return list(seen)

    return shown


def test_points_of_two_classes_become_a_dataset(drawing, page):
    page.send("add", label=0, places=[[i / 20, 0.1] for i in range(10)])
    page.send("add", label=1, places=[[i / 20, 0.9] for i in range(20)])
    data = drawing.data
    assert data.task == "classification" and data.class_names == ("cats", "dogs")
    assert (len(data.y_train), len(data.y_test)) == (21, 9) and np.bincount(data.y_test).tolist() == [3, 6]
    assert sorted(map(tuple, data.x.tolist())) == sorted(map(tuple, drawing.x.tolist()))
    assert len(drawing.dataset(test_share=0.5).y_test) == 15
    assert not np.array_equal(drawing.dataset(seed=2).x_test, data.x_test)


def test_a_model_learns_from_drawn_points(drawing, page, make_model):
    page.send("add", label=0, places=[[0.2, i / 20] for i in range(20)])
    page.send("add", label=1, places=[[0.8, i / 20] for i in range(20)])
    lab = live.train(make_model(), drawing.data, headless=False)
    lab.step(200)
    assert lab.steppable.snapshot()["val_accuracy"] == 1


def test_one_class_is_not_enough(drawing, page):
    with pytest.raises(CourseError, match="at least two classes to learn from, got no points"):
        drawing.data  # noqa: B018
    page.send("add", label=1, places=[[0.5, 0.5]])
    with pytest.raises(CourseError, match="got 1 of dogs"):
        drawing.dataset()


def test_every_message_is_answered_with_a_frame(drawing, page):
    frame = page.look()
    assert (
        frame["status"] == [("cats", "0"), ("dogs", "0")]
        and frame["note"] == "set points of at least two classes"
    )
    frame = page.send("add", label=0, places=[[0.5, 0.5]])
    assert frame["status"][0] == ("cats", "1") and frame["panels"]["own-points"]["heard"] == {"page": 1}
    frame = page.send("add", label=5, places=[[0.5, 0.5]])
    assert "label must be" in frame["problem"] and frame["panels"]["own-points"]["heard"] == {"page": 2}
    assert page.look()["problem"] == frame["problem"], "a page that comes does not take the words away"
    frame = page.send("add", label=1, places=[[0.5, 0.1]])
    assert frame["problem"] == "" and frame["note"] == "" and drawing.status == "cats 1 · dogs 1"


def test_changes_are_told_and_what_goes_wrong_is_said(page):
    told = []
    drawing = live.draw_points(
        points=([[0, 0], [1, 1]], [0, 1]), on_change=lambda it: told.append(len(it.data.y))
    )
    page = Page(drawing)
    page.send("add", label=0, places=[[0.5, 0.5]])
    assert told == [3]
    drawing.on_change(lambda it: 1 / 0)
    frame = page.send("clear")
    assert "to learn from, got no points" in frame["problem"], (
        "the first function's CourseError, in its words"
    )
    page.send("undo")
    assert page.frames[-1]["problem"].startswith("ZeroDivisionError") and isinstance(
        drawing.error, ZeroDivisionError
    )
    assert len(drawing.y) == 3, "the points are what they are"


def test_what_cannot_be_called():
    with pytest.raises(CourseError, match="on_change must be a function"):
        live.draw_points(on_change=3)
    with pytest.raises(CourseError, match="on_draw must be a function"):
        live.pad("model")


def test_on_draw_gets_the_image_and_its_answer_is_shown():
    seen = []

    def look_at(image):
        seen.append(image)
        return f"ink {image.sum():.0f}"

    sketch = live.pad(look_at, headless=False)
    page = Page(sketch)
    assert page.look()["note"] == "draw with the mouse, a finger or a pen"
    frame = page.send("stroke", name="a", places=SEVEN[0])
    assert len(seen) == 1 and np.array_equal(seen[0], sketch.image) and sketch.image.shape == (28, 28)
    assert frame["note"] == sketch.answer == f"ink {seen[0].sum():.0f}"
    frame = page.send("clear")
    assert len(seen) == 1 and not sketch.image.any() and sketch.answer is None, (
        "an empty pad is not looked at"
    )
    assert frame["note"].startswith("draw with")


def test_the_image_cannot_be_changed_from_outside():
    seen = []
    sketch = live.pad(seen.append, strokes=SEVEN, headless=False)
    before = sketch.image.sum()
    seen[0][:] = 0
    sketch.image[:] = 0
    assert sketch.image.sum() == before > 0


def test_what_on_draw_raises_is_said_and_the_pad_goes_on():
    sketch = live.pad(lambda image: image.nonsense, headless=False)
    page = Page(sketch)
    frame = page.send("stroke", name="a", places=SEVEN[0])
    assert frame["problem"].startswith("AttributeError: ") and isinstance(sketch.error, AttributeError)
    assert sketch.image.any()
    assert page.send("clear")["problem"] == ""


def test_without_a_browser_a_picture_of_what_was_passed_is_left(shown):
    points = ([[0.5, 1.5], [1, -1], [0, 0]], [0, 1, 1])
    (data,) = shown(live.draw_points(points=points))
    assert set(data) == {"image/png", "text/plain"} and "blue 1 · orange 2" in data["text/plain"]
    sketch = live.pad(lambda image: "a seven", strokes=SEVEN)
    (data,) = shown(sketch)
    assert set(data) == {"image/png", "text/plain"} and data["text/plain"].endswith("strokes 1 · a seven")
    assert "1 stroke; the network sees" in sketch.still().alt
    assert "1 blue and 2 orange points" in live.draw_points(points=points).still().alt


def test_with_a_browser_widget_and_picture_are_shown(shown, drawing):
    data, still = shown(drawing)
    if drawing.comm is not None:  # ipywidgets 7 has none without a kernel
        assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == drawing.model_id
    assert f"dlc-still-{drawing._bar.lab_id}" in still["text/html"]
    assert {"dlc-lab", "dlc-sketch"} <= set(drawing._dom_classes)


def test_closing_lets_go_of_every_widget(drawing):
    parts = [drawing, *drawing.children, *drawing.panels]
    drawing.close()
    assert all(part.comm is None for part in parts)
