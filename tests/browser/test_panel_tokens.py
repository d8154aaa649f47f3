"""Tokens in a real page: shades by value, numbers by hover and keys, attention of the token looked at."""

from __future__ import annotations

import re
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
        self.reset()

    def reset(self, same_seed=True):
        self.steps = 0

    def step(self, k=1):
        self.steps += k

    def snapshot(self):
        tokens = ["<start>", "The", " cat", "<b>not bold</b>", "\\n"]
        weights = np.roll(np.diag([1.0, 1.0, 1.0, 1.0, 0.5]), self.steps, axis=1) + 0.001
        return {"step": self.steps, "tokens": tokens, "values": [0, 1, 2, 3, 4], "weights": weights}

lab = live.Lab(Counter(), [live.Tokens(value_name="loss")], headless=False, speed=0)
lab
"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "tokens", [CELL])
    notebook.run_all()
    wait_until(lambda: LabOnPage(notebook.lab()).step == 0, "the lab shows where it stands", 60)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    lab = LabOnPage(notebook.lab())
    lab.back_to_start()
    lab.button("Reset").hover()
    return lab


def token(lab: LabOnPage, place: int):
    return lab.root.get_by_role("option").nth(place)


def lightness(lab: LabOnPage) -> list[int]:
    """How light each token's ground is: red, green and blue together."""
    colors = lab.root.get_by_role("option").evaluate_all(
        "(all) => all.map((el) => getComputedStyle(el).backgroundColor)"
    )
    return [sum(map(int, re.findall(r"\d+", color)[:3])) for color in colors]


def line(lab: LabOnPage) -> str:
    return lab.root.locator(".dlc-tokens-line").inner_text()


def test_a_larger_value_has_a_darker_ground_and_text_that_reads_on_it(lab):
    shades = lightness(lab)
    assert shades == sorted(shades, reverse=True) and len(set(shades)) == 5
    inks = [token(lab, i).evaluate("(el) => getComputedStyle(el).color") for i in (0, 4)]
    assert inks[0] in ("rgb(0, 0, 0)", "rgb(17, 17, 17)") and inks[1] == "rgb(255, 255, 255)"
    assert lab.root.locator(".dlc-legend").inner_text().split() == ["loss", "0", "4"]


def test_tokens_are_text_and_never_markup(lab):
    assert [token(lab, i).inner_text() for i in range(5)] == [
        "<start>",
        "The",
        "␣cat",
        "<b>not bold</b>",
        "↵",
    ]
    assert lab.root.locator(".dlc-tokens b").count() == 0
    assert "dlc-special" in token(lab, 0).get_attribute("class")
    assert "dlc-special" not in token(lab, 1).get_attribute("class")


def test_the_mouse_shows_a_tokens_number_and_where_it_attends(lab):
    assert line(lab).startswith("Point at a token")
    before = lightness(lab)
    token(lab, 2).hover()
    assert line(lab).startswith("3 of 5: “␣cat”, loss 2, attention to “␣cat” 1.00")
    shades = lightness(lab)
    assert min(shades) == shades[2] and len(set(shades)) == 2
    assert lab.root.locator(".dlc-legend").inner_text().split()[:2] == ["attention", "0"]
    lab.button("Reset").hover()
    assert lightness(lab) == before and line(lab).startswith("Point at a token")


def test_what_a_token_attends_to_follows_the_steps(lab):
    token(lab, 0).focus()
    assert lightness(lab).index(min(lightness(lab))) == 0
    lab.page.evaluate("document.activeElement.blur()")
    lab.press("Step")
    wait_until(lambda: lab.step == 1, "a step")
    token(lab, 0).focus()
    assert lightness(lab).index(min(lightness(lab))) == 1
    assert "attention to “The” 1.00" in line(lab)


def test_arrow_keys_go_from_token_to_token_and_tab_leaves(lab):
    lab.root.locator("[role=option][tabindex='0']").focus()
    lab.page.keyboard.press("Home")
    said = []
    for key in ("ArrowRight", "ArrowRight", "End", "ArrowRight", "ArrowLeft"):
        lab.page.keyboard.press(key)
        said.append(lab.page.evaluate("document.activeElement.textContent"))
    assert said == ["The", "␣cat", "↵", "↵", "<b>not bold</b>"]
    assert line(lab).startswith("4 of 5: “<b>not bold</b>”, loss 3")
    assert lab.page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
    assert lab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert lab.root.locator("[role=option][tabindex='0']").count() == 1
    lab.page.keyboard.press("Tab")
    assert lab.page.evaluate("document.activeElement.getAttribute('role')") != "option"
    assert line(lab).startswith("Point at a token")


def test_a_narrow_page_wraps_the_tokens(lab):
    lab.page.set_viewport_size({"width": 400, "height": 900})
    try:
        wait_until(
            lambda: token(lab, 3).bounding_box()["y"] > token(lab, 0).bounding_box()["y"], "a second line"
        )
        assert lab.root.evaluate("(el) => el.scrollWidth <= el.clientWidth")
    finally:
        lab.page.set_viewport_size({"width": 1200, "height": 900})
