"""Curves in a real page: the pixels are where the values say, and points move by mouse, finger and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CELL = """
import numpy as np
from dlcourse import live

class Counter:
    def __init__(self):
        self.settings = live.Settings([])
        self.points = np.array([[-1.0, -1.0], [1.0, 1.0]])
        self.reset()

    def reset(self, same_seed=True):
        self.steps = 0

    def step(self, k=1):
        self.steps += k

    def drag(self, place, x, y):
        self.points[place] = x, y

    def snapshot(self):
        x = np.linspace(-2, 2, 81)
        functions = {"rising": x, "falling": self.steps - x}
        return {"step": self.steps, "x": x, "functions": functions, "mark": 1.0, "points": self.points}

counter = Counter()
panel = live.Functions(limits=(-3, 3), on_drag=counter.drag)
lab = live.Lab(counter, [panel], headless=False, speed=0)
lab
"""

# The rows of pixels, in CSS pixels from the top, that have a color near x, as a line may be dashed.
ROWS = """(canvas, [x, color]) => {
    const scale = canvas.width / canvas.getBoundingClientRect().width;
    const [left, width] = [Math.round((x - 5) * scale), Math.round(10 * scale)];
    const { data } = canvas.getContext("2d").getImageData(left, 0, width, canvas.height);
    const rows = [];
    for (let i = 0; i < data.length; i += 4) {
        const [r, g, b, opacity] = data.subarray(i, i + 4);
        const is = color === "blue" ? b > r + 60 : r > b + 60;
        if (opacity > 150 && is) rows.push(Math.floor(i / 4 / width) / scale);
    }
    return rows;
}"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "functions", [CELL])
    notebook.run_all()
    wait_until(lambda: LabOnPage(notebook.lab()).step == 0, "the lab shows where it stands", 60)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    notebook.execute("counter.points[:] = [[-1, -1], [1, 1]]")
    lab = LabOnPage(notebook.lab())
    lab.back_to_start()
    wait_until(lambda: handle(lab, 0).count() and "x −1, y −1" in said(lab, 0), "the points are back")
    lab.root.locator(".dlc-functions-stage").scroll_into_view_if_needed()
    return lab


def handle(lab: LabOnPage, place: int):
    return lab.root.locator(".dlc-handle").nth(place)


def said(lab: LabOnPage, place: int) -> str:
    return handle(lab, place).get_attribute("aria-label") or ""


def middle(lab: LabOnPage, place: int) -> tuple[float, float]:
    box = handle(lab, place).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def points(notebook: NotebookPage) -> list[list[float]]:
    return notebook.evaluate("counter.points.round(3).tolist()")


def test_curves_run_through_the_values_of_the_snapshot(lab):
    canvas = lab.root.locator("canvas.dlc-functions")
    at = canvas.bounding_box()
    # The two points lie at (−1, −1) and (1, 1): they say where x = 0.5 and y = ±0.5 are on the page.
    (x1, y1), (x2, y2) = middle(lab, 0), middle(lab, 1)
    x = x1 + (x2 - x1) * 0.75 - at["x"]
    for color, value in (("blue", 0.5), ("orange", -0.5)):
        expected = y1 + (y2 - y1) * (value + 1) / 2 - at["y"]
        rows = canvas.evaluate(ROWS, [x, color])
        assert rows and all(abs(row - expected) < 6 for row in rows), (color, expected, rows)
    lab.press("Step")
    wait_until(lambda: lab.step == 1, "a step")
    expected = y1 + (y2 - y1) * (0.5 + 1) / 2 - at["y"]
    assert all(abs(row - expected) < 6 for row in canvas.evaluate(ROWS, [x, "orange"]))


def test_words_tell_the_curves_and_the_points(lab):
    words = lab.root.get_by_role("img").get_attribute("aria-label")
    assert "rising from −2 to 2, 1 at 1; falling from 2 to −2, −1 at 1. 2 points" in words
    assert said(lab, 0) == "point 1, x −1, y −1: arrow keys move it"


def test_a_point_is_dragged_with_the_mouse(notebook, lab):
    mouse = lab.page.mouse
    (x, y), (x2, y2) = middle(lab, 0), middle(lab, 1)
    mouse.move(x, y)
    mouse.down()
    mouse.move((x + x2) / 2, (y + y2) / 2, steps=6)
    mouse.up()
    wait_until(lambda: points(notebook)[0] == pytest.approx([0, 0], abs=0.03), "the kernel has the point")
    assert points(notebook)[1] == [1, 1]
    wait_until(
        lambda: middle(lab, 0) == pytest.approx(((x + x2) / 2, (y + y2) / 2), abs=1), "it stays where it is"
    )
    mouse.move(x, y)
    assert points(notebook)[0] == pytest.approx([0, 0], abs=0.03), "a mouse that is up drags nothing"


def test_a_point_is_dragged_with_a_finger(notebook, lab):
    (x, y), (x2, _) = middle(lab, 1), middle(lab, 0)
    touch = lab.page.context.new_cdp_session(lab.page)
    send = lambda kind, *at: touch.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": p[0], "y": p[1]} for p in at]}
    )
    send("touchStart", (x, y))
    for share in (0.2, 0.4, 0.5):
        send("touchMove", (x + (x2 - x) * share, y))
    send("touchEnd")
    wait_until(lambda: points(notebook)[1] == pytest.approx([0, 1], abs=0.03), "the finger moved the point")


def test_a_point_leaves_the_axes_with_no_hand(notebook, lab):
    canvas = lab.root.locator("canvas.dlc-functions").bounding_box()
    x, y = middle(lab, 1)
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x, canvas["y"] - 200, steps=3)
    lab.page.mouse.up()
    wait_until(lambda: points(notebook)[1] == pytest.approx([1, 3], abs=0.03), "it stops at the upper end")


def test_arrow_keys_move_a_point_and_stay_in_the_lab(notebook, lab):
    handle(lab, 0).focus()
    lab.page.keyboard.press("ArrowRight")
    wait_until(
        lambda: points(notebook)[0] == pytest.approx([-0.92, -1], abs=1e-3),
        "two hundredths of 4 to the right",
    )
    lab.page.keyboard.press("Shift+ArrowUp")
    wait_until(lambda: points(notebook)[0] == pytest.approx([-0.92, -0.4], abs=1e-3), "a tenth of 6 up")
    assert lab.page.evaluate("document.activeElement.className") == "dlc-handle"
    assert lab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    lab.page.keyboard.press("Tab")
    assert lab.page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("point 2")


def test_it_fits_a_narrow_page(notebook, lab):
    lab.page.set_viewport_size({"width": 400, "height": 900})
    try:
        canvas = lab.root.locator("canvas.dlc-functions")
        wait_until(lambda: canvas.bounding_box()["width"] < 320, "the picture follows the page")
        assert lab.root.evaluate("(el) => el.scrollWidth <= el.clientWidth")
        box = canvas.bounding_box()
        for place in (0, 1):
            x, y = middle(lab, place)
            assert box["x"] < x < box["x"] + box["width"] and box["y"] < y < box["y"] + box["height"]
    finally:
        lab.page.set_viewport_size({"width": 1200, "height": 900})
