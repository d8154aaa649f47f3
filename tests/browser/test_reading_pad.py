"""The reading pad in a real page: ten digits drawn with the mouse are read; it is corrected, and forgets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until
from .sketches_on_page import clear

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CELL = """
import dlcourse as dl
pad = dl.live.reading_pad(strokes=[], headless=False)
pad
"""


def arc(x: float, y: float, across: float, down: float, start: float, end: float, places: int = 14):
    """Places on an ellipse around (x, y), from one angle to another in degrees; 0 is right, 90 is down."""
    angles = np.radians(np.linspace(start, end, places))
    return [(x + across * np.cos(angle), y + down * np.sin(angle)) for angle in angles]


# As somebody draws them who has not seen what the model learned from; shares of the pad's side.
DIGITS = {
    "0": [arc(0.5, 0.5, 0.2, 0.3, -80, 285)],
    "1": [[(0.4, 0.32), (0.53, 0.2), (0.53, 0.8)]],
    "2": [[*arc(0.49, 0.36, 0.17, 0.16, -170, 30), (0.34, 0.78), (0.7, 0.77)]],
    "3": [[*arc(0.48, 0.34, 0.16, 0.14, -150, 90), *arc(0.48, 0.63, 0.18, 0.16, -85, 140)]],
    "4": [[(0.42, 0.2), (0.3, 0.56), (0.72, 0.55)], [(0.6, 0.36), (0.57, 0.82)]],
    "5": [[(0.67, 0.22), (0.4, 0.22), (0.38, 0.47), *arc(0.48, 0.61, 0.18, 0.17, -110, 140)]],
    "6": [[(0.6, 0.18), (0.42, 0.36), *arc(0.5, 0.64, 0.16, 0.17, 180, -180)]],
    "7": [[(0.3, 0.22), (0.7, 0.21), (0.46, 0.82)], [(0.4, 0.52), (0.68, 0.5)]],
    "8": [
        [
            *arc(0.5, 0.34, 0.14, 0.14, -40, -270),
            *arc(0.5, 0.65, 0.17, 0.17, -90, 270),
            *arc(0.5, 0.34, 0.14, 0.14, 90, -40),
        ]
    ],
    "9": [[*arc(0.48, 0.36, 0.15, 0.15, -10, -350), (0.63, 0.4), (0.6, 0.62), (0.54, 0.83)]],
}
# A circle with a stroke down from its middle: neither this digit nor that.
BALLOON = [arc(0.5, 0.38, 0.2, 0.2, 90, 450), [(0.5, 0.58), (0.5, 0.85)]]


class ReadingPadOnPage(LabOnPage):
    """The pad, in shares of its side."""

    @property
    def canvas(self):
        return self.root.locator("canvas.dlc-pad")

    def draw(self, *strokes) -> None:
        """Draw strokes with the mouse, each through its places."""
        self.canvas.scroll_into_view_if_needed()
        box = self.canvas.bounding_box()
        for stroke in strokes:
            places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
            self.page.mouse.move(*places[0])
            self.page.mouse.down()
            for place in places[1:]:
                self.page.mouse.move(*place, steps=3)
            self.page.mouse.up()

    def answer_to(self, notebook: NotebookPage, *strokes) -> str:
        """What it reads when these strokes are drawn on the empty pad."""
        self.clear(notebook)
        self.draw(*strokes)
        wait_until(lambda: has_all(notebook, strokes), "the kernel has the strokes to their ends")
        read = notebook.evaluate("pad.answer")
        wait_until(
            lambda: self.status.startswith(f"reads {read} · sure "), f"it says {read}: {self.status!r}"
        )
        return read

    def clear(self, notebook: NotebookPage) -> None:
        clear(self, lambda: notebook.evaluate("len(pad.strokes)"))

    def pixels(self, panel: str) -> int:
        """A number that changes with any pixel of the pictures of a panel, counted from 0 among the grids."""
        canvases = self.root.locator(".dlc-panel-images").nth(int(panel)).locator("canvas")
        return canvases.evaluate_all(
            """(all) => all.reduce((sum, canvas) => {
                const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                return data.reduce((a, b) => (Math.imul(a, 31) + b) | 0, sum);
            }, 0)"""
        )

    def say(self, name: str) -> None:
        """Choose in the menu what the drawing is."""
        self.root.get_by_role("combobox", name="it is").select_option(name)


def has_all(notebook: NotebookPage, strokes) -> bool:
    """Whether the kernel has as many strokes, and the last one to its end."""
    ends = notebook.evaluate("[stroke[-1].tolist() for stroke in pad.strokes]")
    return len(ends) == len(strokes) and np.hypot(*np.subtract(ends[-1], strokes[-1][-1])) < 0.03


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "reading-pad", [CELL])
    notebook.run_all()
    notebook.lab().get_by_role("button", name="Teach").wait_for()
    yield notebook
    notebook.close()


@pytest.fixture
def pad(notebook) -> ReadingPadOnPage:
    return ReadingPadOnPage(notebook.lab())


def test_ten_digits_drawn_with_the_mouse_are_read(notebook, pad):
    read = {digit: pad.answer_to(notebook, *strokes) for digit, strokes in DIGITS.items()}
    right = [digit for digit, answer in read.items() if answer == digit]
    print(f"right: {len(right)} of 10")
    assert len(right) >= 9, read


def test_every_stroke_changes_all_pictures(notebook, pad):
    pad.answer_to(notebook, *DIGITS["1"])
    bars, before = pad.colors("bars")["fingerprint"], [pad.pixels(panel) for panel in "012"]
    pad.draw([(0.3, 0.8), (0.75, 0.8)])
    wait_until(lambda: notebook.evaluate("len(pad.strokes)") == 2, "the second stroke")
    wait_until(lambda: pad.colors("bars")["fingerprint"] != bars, "the bars follow")
    for panel, pixels in zip("012", before, strict=True):
        wait_until(lambda panel=panel, pixels=pixels: pad.pixels(panel) != pixels, f"pictures {panel} follow")
    pad.clear(notebook)
    wait_until(lambda: "draw with the mouse" in pad.status, "an empty pad is read no more")


def test_a_wrong_answer_is_corrected_and_forgotten(notebook, pad):
    was = pad.answer_to(notebook, *BALLOON)
    wanted = "4" if was != "4" else "6"
    pad.say(wanted)
    for _ in range(4):
        taught = notebook.evaluate("pad.taught")
        pad.press("Teach")
        wait_until(lambda taught=taught: notebook.evaluate("pad.taught") > taught, "it has been taught", 60)
        if notebook.evaluate("pad.answer") == wanted:
            break
    wait_until(lambda: pad.status.startswith(f"reads {wanted} · "), f"it reads {wanted}: {pad.status!r}")
    wait_until(lambda: f"it reads {wanted}; of the 359 others" in pad.status, "it says what that cost")
    assert pad.number("taught") >= 1
    pad.press("Forget")
    wait_until(lambda: pad.status.startswith(f"reads {was} · "), "as it was before")
    wait_until(lambda: "all that it was taught is forgotten" in pad.status, "and it says so")


def test_an_empty_pad_cannot_be_taught(notebook, pad):
    pad.clear(notebook)
    pad.press("Teach")
    wait_until(lambda: "draw something first" in pad.status, "it is said")
    assert notebook.output(0).get_by_text("Traceback").count() == 0
