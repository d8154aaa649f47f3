"""Runs compared and looked back at in a real page; the program, the table, and points of one's own."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CELL = """
import dlcourse as dl
lab = dl.live.playground("circles", units=(3,), headless=False)
lab
"""

# The newest frame once more, with the loss turned upside down.
UPSIDE_DOWN = """() => {
    const [{ frame, subscribers }] = [...__dlcourse_labs.values()].slice(-1);
    const { curves } = frame.panels;
    const values = Object.assign(curves.values.map((v) => -v), { shape: curves.values.shape });
    const turned = { ...frame, panels: { ...frame.panels, curves: { ...curves, values } } };
    for (const { draw } of subscribers) draw(turned);
}"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "runs", [CELL], width=1300, height=1500)
    notebook.run_all()
    lab = LabOnPage(notebook.lab(0))
    wait_until(lambda: lab.step == 0, "the lab shows where it stands", 60)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    lab = LabOnPage(notebook.lab(0))
    lab.back_to_start()
    return lab


def train(lab: LabOnPage, steps: int = 60) -> int:
    """Train, and come to rest; returns the step."""
    lab.begin_training(more=steps)
    return lab.rest()


def rows(lab: LabOnPage) -> list[str]:
    return lab.root.locator(".dlc-run").all_inner_texts()


def is_about(colors: dict[str, int], others: dict[str, int]) -> bool:
    """Whether two pictures have about as many pixels of each color."""
    return all(abs(colors[name] - others[name]) < 0.005 * others["all"] for name in ("blue", "orange"))


def test_values_below_zero_are_in_the_picture(notebook, lab):
    train(lab)
    above = lab.colors("curves")["blue"]
    notebook.page.evaluate(UPSIDE_DOWN)
    assert lab.colors("curves")["blue"] == pytest.approx(above, rel=0.1)


def test_a_finished_run_is_listed_kept_and_brought_out_in_the_curves(notebook, lab):
    train(lab)
    lab.back_to_start()
    wait_until(lambda: len(rows(lab)) >= 2, "the run before is listed")
    words = rows(lab)
    assert words[0].startswith("now · rate 0.03 · tanh 3") and "rate 0.03 · tanh 3" in words[1]
    last = notebook.evaluate("lab.runs[-2].history['val_loss'][-1]")
    assert f"{last:.3f}" in words[1]

    curves = lab.colors("curves")
    lab.root.locator(".dlc-run").nth(1).hover()
    wait_until(lambda: lab.colors("curves") != curves, "the run is brought out")
    assert lab.colors("curves")["gray"] < curves["gray"]
    lab.root.get_by_role("status").hover()
    wait_until(lambda: lab.colors("curves") == curves, "and faint again")

    keep = lab.root.get_by_role("button", name="keep run").first
    number = int(keep.get_attribute("data-run"))
    keep.focus()
    wait_until(lambda: lab.colors("curves") != curves, "focus brings it out, too")
    keep.press("Enter")
    keep = lab.root.locator(f'[data-run="{number}"]')
    wait_until(lambda: keep.get_attribute("aria-pressed") == "true", "the button says that it is kept")
    assert keep.evaluate("(el) => el === document.activeElement"), "the keyboard stays where it was"
    train(lab)
    lab.back_to_start()
    lab.button("clear the runs that are not kept").click()
    wait_until(lambda: len(rows(lab)) == 2, "the kept one alone stays")
    assert notebook.evaluate("[run.number for run in lab.runs[:-1]]") == [number]


def test_the_slider_looks_back_and_train_goes_on_from_now(notebook, lab):
    start = lab.colors("field")
    now = train(lab, 300)
    wait_until(lambda: lab.slider("time").get_attribute("aria-valuetext") == f"now, step {now}", "at the end")
    present, status = lab.colors("field"), lab.status
    lab.move("time", "Home")
    wait_until(lambda: f"looking at step 0 of {now}" in lab.status, "the line says where it looks")
    # A stored field is exact to a thousandth: now and then a pixel has the neighboring color.
    wait_until(lambda: is_about(lab.colors("field"), start), "the field of the start")
    assert not is_about(present, start)
    assert lab.step == 0 and lab.slider("time").get_attribute("aria-valuetext") == f"step 0 of {now}"
    assert notebook.evaluate("int(lab.steppable.snapshot()['step'])") == now
    lab.move("time", "End")
    wait_until(lambda: lab.status == status and lab.colors("field") == present, "now again")
    lab.move("time", "Home")
    wait_until(lambda: lab.step == 0, "at the start")
    lab.press("Train")
    wait_until(lambda: lab.step > now, "training goes on from now")
    lab.press("Pause")


def test_moving_the_slider_while_it_trains_rests_training(notebook, lab):
    lab.begin_training(more=200)
    box = lab.slider("time").bounding_box()
    lab.page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    lab.page.mouse.down()
    lab.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2, steps=12)
    lab.page.mouse.up()
    lab.button("Train").wait_for()
    rested = notebook.evaluate("int(lab.steppable.snapshot()['step'])")
    wait_until(lambda: "looking at step" in lab.status and 0 < lab.step < rested, "it looks back")
    wide = lab.slider("time").bounding_box()["width"]
    assert wide == box["width"], "a slider that changes its width slips from under the hand"
    lab.page.wait_for_timeout(300)
    assert notebook.evaluate("int(lab.steppable.snapshot()['step'])") == rested


def test_going_on_from_a_moment_takes_the_network_back(notebook, lab):
    now = train(lab, 200)
    assert lab.button("Go on from here").count() == 0, "there is nothing to go back to yet"
    lab.move("time", "ArrowLeft")
    lab.button("Go on from here").wait_for()
    wait_until(lambda: 0 < lab.step < now, "an earlier moment")
    moment = lab.step
    assert lab.slider("time").get_attribute("aria-valuetext") == f"step {moment} of {now}"
    lab.press("Go on from here")
    wait_until(lambda: "looking" not in lab.status and lab.step == moment, "that moment is now")
    assert notebook.evaluate("int(lab.steppable.snapshot()['step'])") == moment
    assert notebook.evaluate("lab.runs[-2].history['step'][-1]") == now


def test_the_program_is_shown_as_text_and_closed(notebook, lab):
    lab.press("Show as Keras code")
    program = lab.root.get_by_label("program", exact=True)
    program.wait_for()
    assert program.inner_text().strip() == notebook.evaluate("lab.steppable.code()").strip()
    assert program.evaluate("(el) => el === document.activeElement")
    assert lab.button("Show as Keras code").get_attribute("aria-expanded") == "true"
    lab.press("Copy")
    wait_until(lambda: lab.root.locator(".dlc-program-told").inner_text() != "", "it says that it is copied")
    lab.root.locator(".dlc-program").get_by_role("button", name="Close").click()
    assert not program.is_visible()
    assert lab.button("Show as Keras code").get_attribute("aria-expanded") == "false"


def test_the_table_is_saved_as_a_file(lab):
    train(lab)
    with lab.page.expect_download() as waiting:
        lab.press("Save table")
    assert waiting.value.suggested_filename == "runs.csv"
    table = list(csv.DictReader(Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()))
    assert int(table[-1]["step"]) == lab.step and f"{float(table[-1]['loss']):.3f}" in lab.status
    assert table[-1]["settings"] == "rate 0.03 · tanh 3"


def test_points_are_drawn_and_learned_from(notebook, lab):
    lab.press("Draw my own points")
    plane = lab.root.locator(".dlc-plane")
    plane.wait_for()
    wait_until(
        lambda: lab.button("Draw my own points").get_attribute("aria-expanded") == "true", "it is open"
    )
    lab.press("Clear")
    wait_until(lambda: "empty plane" in plane.get_attribute("aria-label"), "it is empty")
    box = plane.bounding_box()
    for i, label in enumerate(("blue", "orange") * 4):
        lab.button(label).click()
        plane.click(position={"x": box["width"] * (0.3 + 0.05 * i), "y": box["height"] * (0.2 + 0.06 * i)})
    wait_until(lambda: "4 blue and 4 orange" in plane.get_attribute("aria-label"), "eight points are set")
    lab.press("Learn from these")
    wait_until(lambda: notebook.evaluate("lab.steppable.trainer.data.name") == "own points", "it learns", 60)
    menu = lab.root.locator(".dlc-settings select").first
    assert menu.evaluate("(el) => el.selectedOptions[0].textContent").split() == ["my", "own"]
    wait_until(lambda: lab.step == 0 and "rebuilding" not in lab.status, "the new network is there", 60)
    train(lab)
    lab.root.locator(".dlc-drawer").get_by_role("button", name="Close").click()
    wait_until(lambda: plane.count() == 0, "the drawer is closed")


@pytest.mark.parametrize("looks_back", [False, True], ids=["now", "earlier"])
@pytest.mark.parametrize("width", [1240, 700, 400])
def test_nothing_is_cut_off(lab, width, looks_back):
    train(lab)
    lab.back_to_start()
    train(lab)
    size = lab.page.viewport_size
    try:
        lab.page.set_viewport_size({"width": width, "height": 1500})
        lab.page.wait_for_timeout(400)  # panels redraw when their size has settled
        slider = lab.slider("time").bounding_box()["width"]
        if looks_back:
            lab.move("time", "ArrowLeft")
            lab.button("Go on from here").wait_for()
            assert lab.slider("time").bounding_box()["width"] == slider
        for part in lab.root.locator(".dlc-footer, .dlc-footer-row, .dlc-panel-runs, .dlc-run").all():
            shown, needed = part.evaluate("(el) => [el.clientWidth, el.scrollWidth]")
            assert needed <= shown + 1, part.evaluate("(el) => el.outerHTML.slice(0, 120)")
        box = lab.root.bounding_box()
        for part in lab.root.locator(".dlc-footer :is(button, input), .dlc-panel-runs button").all():
            if part.is_visible():
                at = part.bounding_box()
                assert at["x"] >= box["x"] and at["x"] + at["width"] <= box["x"] + box["width"] + 1
    finally:
        lab.page.set_viewport_size(size)
