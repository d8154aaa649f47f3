"""The reading pad as its page meets it: strokes are read, mistakes taught, what was taught is forgotten."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import datasets, live
from dlcourse.errors import CourseError

UPRIGHT = [(0.5, 0.15), (0.5, 0.85)]


@pytest.fixture(scope="module")
def untrained():
    """A network of three classes that has learned nothing."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(5)
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 5, strides=2, activation="relu"),
            layers.Conv2D(6, 3, strides=2, activation="relu"),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    )


@pytest.fixture(scope="module")
def letters():
    return datasets.load("glyphs", n=300, characters="ACX", seed=2)


@pytest.fixture
def pad(untrained, letters):
    before = untrained.get_weights()
    yield live.reading_pad(untrained, data=letters, strokes=[], rate=2e-3, headless=False)
    untrained.set_weights(before)


class Page:
    """The page's end of the wire: draws, presses, and keeps the frames that come back."""

    def __init__(self, pad):
        self.pad, self.frames = pad, []
        pad._bar.send = lambda content, buffers=None: self.frames.append(content)
        _, school, _, _ = pad.children
        _, self.menu, self.teach, self.forget = school.children

    def send(self, kind, **more):
        message = {"kind": kind, "page": "page", "serial": len(self.frames) + 1, **more}
        self.pad.panels[0]._handle_custom_msg(message, [])
        return self.frames[-1]

    def press(self, button):
        button.click()
        return self.frames[-1]


@pytest.fixture
def page(pad):
    return Page(pad)


def test_a_stroke_is_read_at_once_and_shown_in_every_panel(pad, page):
    assert page.send("clear")["status"] == [
        (f"right of {len(pad.reader._kept_aside[1])} others", page.frames[-1]["status"][0][1])
    ]
    assert pad.answer is None and page.frames[-1]["note"].startswith("draw with")
    frame = page.send("stroke", name="a", places=UPRIGHT)
    assert pad.answer in "ACX" and frame["status"][0] == ("reads", pad.answer)
    assert np.allclose(pad.reading.probabilities, pad.reader.read(pad.image).probabilities)
    assert set(frame["panels"]) == {"pad", "bars", "images-0", "images-1", "images-2"}
    shapes = [
        frame["panels"][name]["arrays"]["pixels"]["shape"] for name in ("images-0", "images-1", "images-2")
    ]
    assert shapes == [[2, 56, 56, 3], [4, 12, 12], [6, 5, 5]]
    first, second = (pad.class_names[each] for each in pad.reading.classes)
    assert frame["panels"]["images-0"]["labels"] == [f"for {first}", f"for {second}"]
    assert "nothing" not in str(frame["note"])


def test_an_empty_pad_has_empty_pictures(pad, page):
    page.send("stroke", name="a", places=UPRIGHT)
    page.send("clear")
    shown = pad._snapshot()
    assert not shown["probabilities"].any() and not shown["cam"].any() and not shown["maps0"].any()
    assert shown["maps0"].shape == (4, 12, 12) and pad.reading is None


def test_a_correction_is_learned_said_and_forgotten(pad, page):
    page.send("stroke", name="a", places=UPRIGHT)
    was, before = pad.answer, pad.reading.probabilities
    wanted = next(name for name in pad.class_names if name != was)
    page.menu.value = wanted
    for _ in range(6):
        frame = page.press(page.teach)
        if pad.answer == wanted:
            break
    assert pad.answer == wanted and frame["status"][0] == ("reads", wanted)
    assert f"it reads {wanted}; of the 60 others, " in frame["note"] and "right" in frame["note"]
    assert ("taught", str(pad.taught)) in frame["status"] and pad.taught >= 1
    assert frame["panels"]["bars"]["beside"] == "before it was taught"
    assert "it is learning …" in [each["note"] for each in page.frames], "said before it takes its time"
    frame = page.press(page.forget)
    assert pad.answer == was and np.allclose(pad.reading.probabilities, before, atol=1e-5) and pad.taught == 0
    assert frame["note"] == "all that it was taught is forgotten" and frame["panels"]["bars"]["beside"] == ""


def test_the_marks_of_before_go_with_the_next_stroke(pad, page):
    page.send("stroke", name="a", places=UPRIGHT)
    page.press(page.teach)
    frame = page.send("stroke", name="b", places=[(0.2, 0.5), (0.8, 0.5)])
    assert frame["panels"]["bars"]["beside"] == "" and frame["note"] == ""


def test_what_cannot_be_taught_is_said(pad, page, untrained):
    frame = page.press(page.teach)
    assert frame["problem"].startswith("draw something first") and pad.taught == 0
    assert page.send("stroke", name="a", places=UPRIGHT)["problem"] == ""
    with pytest.raises(CourseError, match="name must be one of A, C, X"):
        pad.teach("B")
    without = live.reading_pad(untrained, class_names="pqr", headless=False)
    page = Page(without)
    assert "pass data=" in page.press(page.teach)["problem"]
    assert without.status.startswith("reads ") and "others" not in without.status


def test_without_a_browser_a_picture_says_what_is_read(untrained, letters):
    pad = live.reading_pad(untrained, data=letters, headless=True)
    picture = pad.still()
    assert pad.answer is not None and picture.alt.startswith(f"A lab at reads {pad.answer} · sure 0.")
    assert "pad with 2 strokes" in picture.alt and "6 images of 5×5" in picture.alt


def test_what_does_not_fit_is_said(untrained, letters):
    for wrong, words in (
        (lambda: live.reading_pad(untrained), "class_names must name the 3 classes"),
        (lambda: live.reading_pad(untrained, class_names="ab"), "class_names must be 3 different names"),
        (lambda: live.reading_pad(untrained, class_names="aab"), "class_names must be 3 different names"),
        (lambda: live.reading_pad(untrained, data=(letters.x, letters.y)), "data must be a Dataset"),
        (lambda: live.reading_pad(untrained, data=datasets.load("glyphs", n=50)), "class_names must be 3"),
        (lambda: live.reading_pad(len), "model must be|class_names must name"),
        (lambda: live.reading_pad(untrained, data=letters, strokes=[[(2, 2)]]), "places from 0 to 1"),
    ):
        with pytest.raises(CourseError, match=words):
            wrong()
