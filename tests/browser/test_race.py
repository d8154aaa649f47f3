"""The race of optimizers in a real page: run, begun elsewhere by a click, and at a rate that is too large."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CELL = """
from dlcourse import live
lab = live.race("ravine", ["gradient descent", "momentum", "Adam"], headless=False)
lab
"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "race", [CELL])
    notebook.run_all()
    wait_until(lambda: LabOnPage(notebook.lab()).step == 0, "the lab shows where it stands", 60)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    notebook.execute("lab.steppable.begin_at(-8.0, 2.5)")
    notebook.execute("lab.steppable.settings['learning rate of gradient descent'] = 0.1")
    lab = LabOnPage(notebook.lab())
    lab.back_to_start()
    return lab


def test_a_race_runs_and_both_panels_follow(notebook, lab):
    plane, curves = lab.colors("arrows")["fingerprint"], lab.colors("functions")["fingerprint"]
    lab.begin_training(more=20)
    lab.press("Pause")
    lab.button("Train").wait_for()
    wait_until(lambda: notebook.evaluate("lab.steppable.steps") == lab.step, "page and kernel agree")
    assert lab.colors("arrows")["fingerprint"] != plane
    assert lab.colors("functions")["fingerprint"] != curves
    weights = notebook.evaluate("[float(f'{w:.2g}') for w in lab.steppable.weights['momentum']]")
    said = lab.root.get_by_role("img").first.get_attribute("aria-label").replace("−", "-")
    assert f"momentum is at ({weights[0]:.2g}, {weights[1]:.2g})" in said


def test_a_click_into_the_plane_begins_there(notebook, lab):
    lab.press("Step")
    wait_until(lambda: lab.step == 1, "a step")
    target = lab.root.locator(".dlc-plane-target")
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    target.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.25})
    wait_until(lambda: lab.step == 0, "the race begins anew")
    assert notebook.evaluate("lab.steppable.weights['Adam'].tolist()") == pytest.approx([5, 2], abs=0.1)


def test_a_rate_that_is_too_large_is_said_in_words(notebook, lab):
    lab.slider("learning rate of gradient descent").press("End")
    wait_until(
        lambda: notebook.evaluate("lab.steppable.rates['gradient descent']") > 1, "the slider moves the rate"
    )
    lab.begin_training(more=30)
    wait_until(lambda: "gradient descent diverged at step" in lab.status, "it is said")
    lab.wait_for_steps(5)
    lab.press("Pause")
    assert "gradient descent stopped at" in lab.root.get_by_role("img").first.get_attribute("aria-label")
