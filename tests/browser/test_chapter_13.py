"""The lab of chapter 13 in a real page: labels chosen, layers unfrozen while it trains, and another start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CELL = """
from dataclasses import replace
import numpy as np
import dlcourse as dl
small = dl.datasets.load("digits", n=1200, test_share=0.4)
large = lambda images: np.stack([dl.datasets.center_as_mnist(image[..., 0]) for image in images])[..., None]
digits = replace(small, x_train=large(small.x_train), x_test=large(small.x_test))
lab = dl.live.transfer(dl.pretrained.load("letters"), digits, labels=5, headless=False)
lab
"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "chapter_13", [CELL])
    notebook.run_all()
    wait_until(lambda: LabOnPage(notebook.lab()).step == 0, "the lab shows where it stands", 90)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    lab = LabOnPage(notebook.lab())
    lab.root.scroll_into_view_if_needed()
    lab.back_to_start()
    return lab


def share_right(lab: LabOnPage) -> float:
    return lab.number("of test images")


def pause(lab: LabOnPage) -> None:
    lab.press("Pause")
    lab.button("Train").wait_for()


def test_the_head_learns_and_an_unfrozen_network_goes_on_from_there(notebook, lab):
    curves = lab.colors("curves")["fingerprint"]
    untrained = share_right(lab)
    lab.begin_training(more=40)
    pause(lab)
    assert "learns head" in lab.status and share_right(lab) > untrained + 20
    assert lab.colors("curves")["fingerprint"] != curves
    step = lab.step
    lab.slider("unfrozen layers").press("End")
    wait_until(lambda: "learns everything" in lab.status, "all layers are unfrozen")
    lab.begin_training(more=20)
    pause(lab)
    assert lab.step >= step + 20, "it goes on, and does not begin anew"
    assert share_right(lab) > untrained + 20
    lab.slider("unfrozen layers").press("Home")
    wait_until(lambda: "learns head" in lab.status, "all layers are frozen again")


def test_more_labels_begin_a_new_run_and_the_old_one_stays_in_the_list(notebook, lab):
    lab.begin_training(more=10)
    pause(lab)
    lab.move("labels per class", "ArrowRight")
    wait_until(lambda: lab.step == 0 and "labels 100" in lab.status, "a new run with ten labels per class")
    assert notebook.evaluate("len(lab.steppable._examples[1])") == 100
    assert "5 per class · head" in lab.root.inner_text()
    lab.move("labels per class", "ArrowLeft")
    wait_until(lambda: "labels 50" in lab.status, "back to five")


def test_a_random_start_is_chosen_in_the_menu(notebook, lab):
    lab.root.get_by_role("combobox", name="start").select_option("random")
    wait_until(lambda: notebook.evaluate("lab.steppable.start") == "random", "the lab begins at random", 60)
    lab.root.get_by_role("combobox", name="start").select_option("pretrained")
    wait_until(lambda: notebook.evaluate("lab.steppable.start") == "pretrained", "and from letters again", 60)
