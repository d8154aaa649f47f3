"""The labs of chapter 05 in a real page: a learning rate by hand, and a race on a slice of a real network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CHAPTER = Path(__file__).parents[2] / "notebooks" / "text" / "05_optimizers.md"
FIRST = """import numpy as np
import dlcourse as dl
from dlcourse.scratch import network, slices"""


def cell_with(words: str) -> str:
    """The chapter's own cell that holds these words."""
    text = CHAPTER.read_text(encoding="utf-8")
    cells = re.findall(r"```\{code-cell\} ipython3\n(?::tags:[^\n]*\n\n)?(.*?)```", text, flags=re.DOTALL)
    (found,) = [cell for cell in cells if words in cell]
    return found


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    knob = "knob = " + cell_with('dl.live.race("ravine", ["gradient descent"]') + "knob"
    before = [cell_with("def trained_from("), cell_with("plane = slices.plane_through(")]
    sliced = "sliced = " + cell_with("dl.live.race(plane") + "sliced"
    notebook = open_notebook(jupyter, browser, "chapter_05", [FIRST, knob, *before, sliced])
    notebook.run_all()
    for place in (0, 1):
        lab = LabOnPage(notebook.lab(place))
        wait_until(lambda lab=lab: lab.step == 0, f"lab {place} shows where it stands", 60)
    yield notebook
    notebook.close()


def fresh(notebook: NotebookPage, place: int) -> LabOnPage:
    lab = LabOnPage(notebook.lab(place))
    lab.root.scroll_into_view_if_needed()
    lab.back_to_start()
    return lab


def losses_with(notebook: NotebookPage, lab: LabOnPage, rate: float, steps: int) -> float:
    """The loss after some steps of the knob's lab at this rate, taken in the page."""
    notebook.execute(f"knob.steppable.settings['learning rate of gradient descent'] = {rate}")
    lab.back_to_start()
    lab.begin_training(more=steps)
    lab.press("Pause")
    lab.button("Train").wait_for()
    return notebook.evaluate("knob.steppable.snapshot()['loss of gradient descent']")


def test_the_bold_rate_is_faster_than_the_timid_one(notebook):
    lab = fresh(notebook, 0)
    assert losses_with(notebook, lab, 0.9, 25) < losses_with(notebook, lab, 0.01, 25)


def test_the_slider_at_its_end_makes_it_diverge(notebook):
    lab = fresh(notebook, 0)
    lab.slider("learning rate of gradient descent").press("End")
    wait_until(
        lambda: notebook.evaluate("knob.steppable.rates['gradient descent']") > 1, "the slider moves the rate"
    )
    lab.press("Train")
    wait_until(lambda: "gradient descent diverged at step" in lab.status, "it is said in words")


def test_the_networks_slice_is_drawn_and_a_click_begins_there(notebook):
    lab = fresh(notebook, 1)
    drawn = lab.colors("arrows")["fingerprint"]
    lab.begin_training(more=20)
    lab.press("Pause")
    lab.button("Train").wait_for()
    assert lab.colors("arrows")["fingerprint"] != drawn
    assert notebook.evaluate("sliced.steppable.snapshot()['loss of Adam']") < 0.6
    target = lab.root.locator(".dlc-plane-target")
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    target.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.5})
    wait_until(lambda: lab.step == 0, "the race begins anew")
    middle = notebook.evaluate("[sum(plane.extent[:2]) / 2, sum(plane.extent[2:]) / 2]")
    assert notebook.evaluate("sliced.steppable.weights['Adam'].tolist()") == pytest.approx(middle, abs=0.3)
