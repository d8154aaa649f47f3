"""The plane in a real page: pixels where the values say, a start set by click and by keys."""

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
        self.start = (-1.0, -1.0)
        self.reset()

    def reset(self, same_seed=True):
        self.steps = 0

    def step(self, k=1):
        self.steps += k

    def begin_at(self, x, y):
        self.start = (x, y)
        self.reset()

    def snapshot(self):
        ways = np.arange(self.steps + 1)[:, None] / 4
        paths = {"right": np.array(self.start) + ways * [1, 0], "up": np.array(self.start) + ways * [0, 1]}
        field = np.broadcast_to(np.linspace(0, 1, 30), (30, 30))
        shown = {"field": field, "paths": paths, "start": self.start, "arrows": [[1, 1, 0.5, 0.5]]}
        return {"step": self.steps, **shown}

counter = Counter()
panel = live.Arrows((-2, 2, -2, 2), names=("w1", "w2"), on_point=counter.begin_at)
lab = live.Lab(counter, [panel], headless=False, speed=0)
lab
"""

# The colors of the 5 × 5 pixels around a point of the plane, each as red, green, blue.
PIXELS = """(canvas, [x, y]) => {
    const target = canvas.parentElement.querySelector(".dlc-plane-target").getBoundingClientRect();
    const around = canvas.getBoundingClientRect();
    const scale = canvas.width / around.width;
    const px = (target.left - around.left + (x + 2) / 4 * target.width) * scale;
    const py = (target.top - around.top + (2 - y) / 4 * target.height) * scale;
    const { data } = canvas.getContext("2d").getImageData(Math.round(px) - 2, Math.round(py) - 2, 5, 5);
    return Array.from({ length: 25 }, (_, i) => [...data.slice(4 * i, 4 * i + 3)]);
}"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "arrows", [CELL])
    notebook.run_all()
    wait_until(lambda: LabOnPage(notebook.lab()).step == 0, "the lab shows where it stands", 60)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    notebook.execute("counter.begin_at(-1.0, -1.0)")
    lab = LabOnPage(notebook.lab())
    lab.back_to_start()
    wait_until(lambda: "right is at (−1, −1)" in words(lab), "the start is back")
    target(lab).scroll_into_view_if_needed()
    return lab


def target(lab: LabOnPage):
    return lab.root.locator(".dlc-plane-target")


def words(lab: LabOnPage) -> str:
    return lab.root.get_by_role("img").get_attribute("aria-label") or ""


def pixels(lab: LabOnPage, x: float, y: float) -> list[list[int]]:
    return lab.root.locator("canvas.dlc-plane").evaluate(PIXELS, [x, y])


def pixel(lab: LabOnPage, x: float, y: float) -> list[int]:
    """The one in the middle."""
    return pixels(lab, x, y)[12]


def take_steps(lab: LabOnPage, number: int) -> None:
    for _ in range(number):
        following = lab.step + 1
        lab.press("Step")
        wait_until(lambda following=following: lab.step == following, f"step {following}")


def test_the_ground_is_darker_where_the_surface_is_higher(lab):
    shades = [sum(pixel(lab, x, -0.53)) for x in (-1.9, -0.7, 0.7, 1.9)]
    assert shades == sorted(shades, reverse=True) and shades[0] > shades[-1] + 60
    assert lab.root.locator(".dlc-legend").inner_text().split() == ["loss", "0", "1"]


def test_paths_grow_with_the_steps(lab):
    before = pixel(lab, -0.5, -1)
    take_steps(lab, 6)
    r, g, b = pixel(lab, -0.5, -1)
    assert [r, g, b] != before and b > r + 60, "the first path is blue"
    r, g, b = pixel(lab, 0.5, -1)  # where it stands now
    assert b > r + 60
    r, g, b = pixel(lab, -1, 0.5)
    assert r > b + 60, "the end of the second is orange"
    assert "right is at (0.5, −1); up is at (−1, 0.5)" in words(lab)


def test_an_arrow_stands_where_it_should(lab):
    # Without magnitudes arrows are as dark as ink.
    darkest = {at: min(map(max, pixels(lab, at, at))) for at in (0.8, 1.2, 1.4, 1.6)}
    assert darkest[1.2] < 80 and darkest[1.4] < 80
    assert darkest[0.8] > 120 and darkest[1.6] > 120


def test_a_click_sets_the_start(notebook, lab):
    take_steps(lab, 2)
    box = target(lab).bounding_box()
    target(lab).click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.25})
    wait_until(lambda: notebook.evaluate("counter.start") == pytest.approx((1, 1), abs=0.02), "the start")
    x, y = (f"{part:.2g}" for part in notebook.evaluate("counter.start"))
    wait_until(
        lambda: lab.step == 0 and f"right is at ({x}, {y})" in words(lab), "the lab shows the new start"
    )


def test_keys_move_a_cross_and_enter_sets_the_start(notebook, lab):
    target(lab).focus()
    hint = lab.root.locator(".dlc-hint")
    assert "arrow keys" in hint.inner_text()
    lab.page.keyboard.press("ArrowRight")
    assert hint.inner_text() == "cross at w1 −0.92, w2 −1: Enter sets the start"
    lab.page.keyboard.press("Shift+ArrowUp")
    assert "w2 −0.6" in hint.inner_text()
    assert notebook.evaluate("counter.start") == (-1.0, -1.0), "nothing is set before Enter"
    lab.page.keyboard.press("Enter")
    wait_until(lambda: notebook.evaluate("counter.start") == pytest.approx((-0.92, -0.6)), "the start")
    assert "arrow keys" in hint.inner_text()
    assert target(lab).evaluate("(el) => el === document.activeElement"), "the focus stays"
    assert target(lab).evaluate("(el) => getComputedStyle(el).outlineStyle") == "solid"


def test_escape_takes_the_cross_away(notebook, lab):
    target(lab).focus()
    lab.page.keyboard.press("ArrowLeft")
    assert "cross at" in lab.root.locator(".dlc-hint").inner_text()
    lab.page.keyboard.press("Escape")
    assert "cross at" not in lab.root.locator(".dlc-hint").inner_text()
    lab.page.keyboard.press("Enter")
    take_steps(lab, 1)
    assert notebook.evaluate("counter.start") == (-1.0, -1.0)


def test_a_cross_stops_at_the_edge(lab):
    target(lab).focus()
    for _ in range(4):
        lab.page.keyboard.press("Shift+ArrowLeft")
    assert "cross at w1 −2," in lab.root.locator(".dlc-hint").inner_text()


def test_it_fits_a_narrow_page(lab):
    lab.page.set_viewport_size({"width": 400, "height": 900})
    try:
        canvas = lab.root.locator("canvas.dlc-plane")
        wait_until(lambda: canvas.bounding_box()["width"] < 320, "the picture follows the page")
        assert lab.root.evaluate("(el) => el.scrollWidth <= el.clientWidth")
        inner, outer = target(lab).bounding_box(), canvas.bounding_box()
        assert inner["x"] > outer["x"] and inner["x"] + inner["width"] <= outer["x"] + outer["width"]
    finally:
        lab.page.set_viewport_size({"width": 1200, "height": 900})
