"""The lab of chapter 06 in a real page: the gap opens while it trains, and closes under the reader's hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CHAPTER = Path(__file__).parents[2] / "notebooks" / "text" / "06_regularization.md"
FIRST = """import numpy as np
import dlcourse as dl
import keras
from keras import layers
keras.utils.set_random_seed(1)"""


def cell_with(words: str) -> str:
    """The chapter's own cell that holds these words."""
    text = CHAPTER.read_text(encoding="utf-8")
    cells = re.findall(r"```\{code-cell\} ipython3\n(?::tags:[^\n]*\n\n)?(.*?)```", text, flags=re.DOTALL)
    (found,) = [cell for cell in cells if words in cell]
    return found


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    knob = cell_with("dl.live.gap(").replace("dl.live.gap(", "lab = dl.live.gap(") + "lab"
    notebook = open_notebook(jupyter, browser, "chapter_06", [FIRST, cell_with("def big_network("), knob])
    notebook.run_all()
    wait_until(lambda: LabOnPage(notebook.lab()).step == 0, "the lab shows where it stands", 90)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    for name, value in {
        "examples": 40,
        "wrong labels": 0.15,
        "L2": 0,
        "dropout": 0,
        "augmentation": 0,
    }.items():
        notebook.execute(f"lab.steppable.settings[{name!r}] = {value}")
    lab = LabOnPage(notebook.lab())
    lab.root.scroll_into_view_if_needed()
    lab.back_to_start()
    return lab


def gap_after(notebook: NotebookPage, lab: LabOnPage, steps: int = 800) -> float:
    """Train in the page for at least so many steps from the start; the gap at the end."""
    lab.back_to_start()
    lab.begin_training(more=steps)
    lab.press("Pause")
    lab.button("Train").wait_for()
    return notebook.evaluate("lab.steppable.snapshot()['gap']")


def test_the_gap_opens_and_every_picture_follows(notebook, lab):
    before = [lab.colors(kind)["fingerprint"] for kind in ("field", "functions")]
    assert gap_after(notebook, lab) > 0.5
    after = [lab.colors(kind)["fingerprint"] for kind in ("field", "functions")]
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert "gap" in lab.status and "right" in lab.status


def test_the_slider_of_l2_closes_it(notebook, lab):
    opened = gap_after(notebook, lab)
    lab.slider("L2").press("End")
    wait_until(
        lambda: notebook.evaluate("lab.steppable.settings['L2']") > 0.05, "the slider moves the strength"
    )
    assert abs(gap_after(notebook, lab)) < 0.2 * opened


def test_more_examples_appear_in_the_plane_and_close_it(notebook, lab):
    opened = gap_after(notebook, lab)
    lab.slider("examples").press("End")
    wait_until(
        lambda: notebook.evaluate("len(lab.steppable.snapshot()['labels'])") == 300, "all examples are taken"
    )
    said = lab.root.get_by_role("img").first
    wait_until(lambda: "300 training points" in said.get_attribute("aria-label"), "the picture says so")
    assert gap_after(notebook, lab) < 0.6 * opened
