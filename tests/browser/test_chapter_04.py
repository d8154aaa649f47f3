"""Chapter 04's lab in a real page: a point dragged by mouse or keys turns one line and hardly the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CHAPTER = Path(__file__).parents[2] / "notebooks" / "text" / "04_losses.md"
SLOPES = "[round(slope, 4) for slope, _ in lab.steppable.lines().values()]"


def cell_with(pattern: str) -> str:
    """The chapter's own cell in which these words stand."""
    text = CHAPTER.read_text(encoding="utf-8")
    cells = re.findall(r"```\{code-cell\} ipython3\n(?::tags:[^\n]*\n\n)?(.*?)```", text, flags=re.DOTALL)
    (found,) = [cell for cell in cells if pattern in cell]
    return found


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    points = cell_with("length, width =")
    shown = cell_with("dl.live.fit_line(").replace("dl.live", "lab = dl.live") + "\nlab"
    notebook = open_notebook(jupyter, browser, "chapter_04", ["import dlcourse as dl", points, shown])
    notebook.run_all()
    wait_until(lambda: LabOnPage(notebook.lab()).step == 0, "the lab shows where it stands", 60)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    lab = LabOnPage(notebook.lab())
    lab.back_to_start()
    return lab


def handle(lab: LabOnPage, notebook: NotebookPage):
    """The handle of the point on the right, which the lab pulls."""
    return lab.root.locator(".dlc-handle").nth(notebook.evaluate("lab.steppable.point"))


def test_a_point_dragged_up_turns_the_squared_line_most(notebook, lab):
    before = notebook.evaluate(SLOPES)
    box = handle(lab, notebook).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    picture = lab.root.locator("canvas.dlc-functions").first.bounding_box()
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x, picture["y"] + 60, steps=8)
    lab.page.mouse.up()
    wait_until(lambda: notebook.evaluate(SLOPES)[0] > before[0] + 0.1, "the squared line follows the point")
    squared, absolute, huber = (
        after - was for after, was in zip(notebook.evaluate(SLOPES), before, strict=True)
    )
    assert abs(absolute) < 0.02 < huber < squared / 2
    wait_until(lambda: lab.number("slope squared") > before[0] + 0.1, "the status line tells the slopes")


def test_arrow_keys_move_the_point_too(notebook, lab):
    before = notebook.evaluate(SLOPES)
    handle(lab, notebook).focus()
    for _ in range(3):
        lab.page.keyboard.press("Shift+ArrowUp")
    height = "float(lab.steppable.y[lab.steppable.point])"
    wait_until(lambda: notebook.evaluate(height) > 2.3, "three tenths of the picture up from 1.7")
    assert notebook.evaluate(SLOPES)[0] > before[0] + 0.05
    lab.press("Reset")
    wait_until(lambda: notebook.evaluate(SLOPES) == before, "Reset puts the point back")


def test_step_pulls_the_point_and_marks_its_height_among_the_slopes(notebook, lab):
    before = lab.number("slope squared")
    slopes = lab.root.locator("canvas.dlc-functions").last
    assert "at 1.7" in slopes.get_attribute("aria-label")
    for step in (1, 2, 3, 4):
        lab.press("Step")
        wait_until(lambda step=step: lab.step == step, f"step {step}")
    assert lab.number("slope squared") > before and "point 3 pulled" in lab.status
    wait_until(lambda: "at 1.8" in slopes.get_attribute("aria-label"), "the mark follows the point")


def test_a_large_delta_makes_hubers_line_the_squared_one(notebook, lab):
    lab.press("Step")
    notebook.execute("lab.steppable.settings['height'] = 2.7")
    lab.slider("delta").press("End")
    wait_until(
        lambda: abs(notebook.evaluate(SLOPES)[2] - notebook.evaluate(SLOPES)[0]) < 1e-3,
        "with the largest delta both lines are the same",
    )
    notebook.execute("lab.steppable.settings['delta'] = 0.25")
