"""What a lab must survive in a real page: cells run again, interrupts, restarts, closed pages, many labs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .lab_on_page import ENDLESS, KERAS, lab_below, lab_in, steps_in_kernel
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = pytest.mark.browser

GONE = "the kernel was restarted: run this cell again"


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    """One kernel with Keras for the tests that leave it alive."""
    cells = [KERAS, "new_lab()", "new_lab()", "print('answered', 6 * 7)"]
    notebook = open_notebook(jupyter, browser, "robustness", cells)
    notebook.run_cell(0)
    yield notebook
    notebook.close()


def wait_until_still(notebook: NotebookPage, lab: str) -> int:
    """Wait until the kernel stands at the same step for a second; returns the step."""
    seen: list[int] = []

    def is_still() -> bool:
        seen.append(steps_in_kernel(notebook, lab))
        notebook_pause(notebook)
        return len(seen) > 3 and len(set(seen[-4:])) == 1

    wait_until(is_still, f"training of {lab} ends")
    return seen[-1]


def notebook_pause(notebook: NotebookPage) -> None:
    """A third of a second, in which the page, where it is open, goes on."""
    if notebook.page.is_closed():
        import time

        time.sleep(0.3)
    else:
        notebook.page.wait_for_timeout(300)


def test_a_cell_run_again_while_its_lab_trains(notebook):
    notebook.run_cell(1)
    lab_in(notebook, 1).begin_training(more=20)
    notebook.run_cell(1)
    lab = lab_in(notebook, 1)
    assert lab.button("Train").count() == 1
    wait_until_still(notebook, "labs[-2]")
    assert steps_in_kernel(notebook, "labs[-1]") == 0
    lab.begin_training(more=20)
    lab.press("Pause")
    lab.button("Train").wait_for()
    assert steps_in_kernel(notebook, "labs[-1]") >= 20


def test_a_cell_run_again_imports_nothing_again_and_leaves_nothing_behind(notebook):
    notebook.run_cell(1)
    wait_until(lambda: lab_in(notebook, 1).step == 0, "the lab shows where it stands")
    imported = notebook.page.evaluate("() => __dlcourse_modules.size")
    assert imported > 3
    panels = "globalThis.__panels = [...document.querySelectorAll('.dlc-panel')]"
    assert notebook.page.evaluate(f"() => ({panels}).every((panel) => panel.childElementCount > 0)")
    notebook.run_cell(1)
    wait_until(lambda: lab_in(notebook, 1).step == 0, "the new lab shows where it stands")
    assert notebook.page.evaluate("() => __dlcourse_modules.size") == imported
    replaced = "globalThis.__panels.filter((panel) => !panel.isConnected)"
    assert notebook.page.evaluate(f"() => {replaced}.length") > 1
    assert notebook.page.evaluate(f"() => {replaced}.every((panel) => panel.childElementCount === 0)")


def test_two_labs_train_at_once(notebook):
    notebook.run_cell(1)
    notebook.run_cell(2)
    first, second = lab_in(notebook, 1), lab_in(notebook, 2)
    first.begin_training()
    second.begin_training()
    first.wait_for_steps(20)
    second.wait_for_steps(20)
    first.press("Pause")
    first.button("Train").wait_for()
    stopped = wait_until_still(notebook, "labs[-2]")
    second.wait_for_steps(20)
    wait_until(lambda: first.step == stopped, "the paused lab shows where it stopped")
    second.press("Pause")
    second.button("Train").wait_for()


def test_another_cell_answers_while_a_lab_trains(notebook):
    notebook.run_cell(1)
    lab = lab_in(notebook, 1)
    lab.begin_training(more=20)
    notebook.run_cell(3)
    assert "answered 42" in notebook.output(3).inner_text()
    lab.wait_for_steps(20)
    lab.press("Pause")
    lab.button("Train").wait_for()


def test_an_interrupt_while_it_trains_leaves_the_lab_usable(notebook):
    notebook.run_cell(1)
    lab = lab_in(notebook, 1)
    lab.begin_training(more=20)
    notebook.interrupt_kernel()
    if notebook.has_subshells:
        lab.wait_for_steps(20)  # on threads of their own, where Python does not deliver interrupts
        lab.press("Pause")
    else:
        wait_until(lambda: "interrupted" in lab.status, f"the line says what ended it: {lab.status!r}")
    lab.button("Train").wait_for()
    lab.back_to_start()
    lab.begin_training(more=20)
    lab.press("Pause")
    lab.button("Train").wait_for()
    assert steps_in_kernel(notebook, "labs[-1]") >= 20


def test_sliders_dragged_wildly_while_it_trains(notebook):
    notebook.run_cell(1)
    lab = lab_in(notebook, 1)
    lab.begin_training(more=5)
    mouse = notebook.page.mouse
    for name in ("learning rate", "L2", "noise"):
        lab.slider(name).scroll_into_view_if_needed()
        handle = lab.slider(name).bounding_box()
        y = handle["y"] + handle["height"] / 2
        mouse.move(handle["x"] + handle["width"] / 2, y)
        mouse.down()
        for turn in range(24):
            mouse.move(handle["x"] + (130 if turn % 2 else -130), y, steps=3)
        mouse.up()
    rate, shown = "labs[-1].steppable.settings['learning rate']", lab.slider("learning rate")
    wait_until(
        lambda: float(shown.get_attribute("aria-valuetext")) == notebook.evaluate(rate),
        "page and kernel agree",
    )
    assert notebook.evaluate("repr(labs[-1].error)") == "None"
    lab.back_to_start()
    lab.begin_training(more=20)
    lab.press("Pause")
    lab.button("Train").wait_for()


def test_a_page_reloaded_shows_the_lab_where_it_stands(notebook):
    for _ in range(2):  # what is left of a lab that was replaced must not keep the page from loading
        notebook.run_cell(1)
        lab = lab_in(notebook, 1)
    lab.begin_training(more=50)
    lab.press("Pause")
    lab.button("Train").wait_for()
    stopped = wait_until_still(notebook, "labs[-1]")
    notebook.save()
    notebook.reopen()
    lab = lab_below(notebook, 1)
    wait_until(lambda: lab.step == stopped, f"it shows step {stopped}")
    lab.begin_training(more=20)
    lab.press("Pause")
    lab.button("Train").wait_for()


def test_a_closed_page_ends_the_training(open_notebook):
    notebook = open_notebook([ENDLESS])
    notebook.run_all()
    lab_in(notebook, 0).begin_training(more=5)
    notebook.close_tab()
    wait_until_still(notebook, "lab")


@pytest.mark.parametrize("trains", [True, False], ids=["while it trains", "at rest"])
def test_a_restarted_kernel_is_said_and_the_cell_runs_again(open_notebook, trains):
    notebook = open_notebook([ENDLESS, "dl.live.draw_points()"])
    notebook.run_all()
    lab, sketch = lab_in(notebook, 0), lab_below(notebook, 1)
    height = lab.root.bounding_box()["height"]
    if trains:
        lab.begin_training(more=5)
    notebook.restart_kernel()
    for each in (lab, sketch):
        wait_until(lambda each=each: GONE in each.status, f"the line says what to do: {each.status!r}")
    assert lab.button("Train").is_disabled()
    assert abs(lab.root.bounding_box()["height"] - height) < 40, "nothing but the line has changed"
    notebook.run_all()
    lab = lab_in(notebook, 0)
    lab.begin_training(more=5)
    assert "again" not in lab.status


def test_ten_labs_in_one_notebook(open_notebook):
    notebook = open_notebook([ENDLESS] * 10)
    notebook.run_all()
    labs = [lab_in(notebook, i) for i in range(10)]
    for lab in labs:
        lab.press("Train")
    for lab in labs:
        wait_until(lambda lab=lab: lab.step >= 2, "every lab trains", 60)
    for lab in labs:
        lab.press("Pause")
        lab.button("Train").wait_for()
    assert notebook.console_errors == []


def test_a_saved_notebook_keeps_a_picture_and_no_widget_state(open_notebook):
    notebook = open_notebook([ENDLESS])
    notebook.run_all()
    lab_in(notebook, 0)
    assert not notebook.output(0).locator("img").is_visible()  # one lab is shown, not its picture as well
    saved = notebook.save()
    assert "widgets" not in saved["metadata"]
    live, still = saved["cells"][0]["outputs"]
    assert "application/vnd.jupyter.widget-view+json" in live["data"]
    assert live["data"]["image/png"]
    assert live["metadata"]["image/png"]["alt"].startswith("A lab at step 0")
    assert "A live lab at step 0" in "".join(live["data"]["text/plain"])
    assert 'alt="A lab at step 0' in "".join(still["data"]["text/html"])


def test_a_notebook_opened_again_without_running_shows_the_picture(open_notebook):
    notebook = open_notebook([ENDLESS])
    notebook.run_all()
    lab_in(notebook, 0)
    notebook.save()
    notebook.stop_kernel()
    notebook.reopen()
    picture = notebook.output(0).locator("img")
    wait_until(lambda: picture.count() == 1 and picture.is_visible(), "the still stands in the lab's place")
    assert picture.evaluate("(image) => image.naturalWidth") > 300
