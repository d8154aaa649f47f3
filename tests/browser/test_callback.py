"""Watching `fit` in a real page: frames come while it runs, a button or an interrupt ends it, one still."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from .lab_on_page import LabOnPage, lab_below
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = pytest.mark.browser

SETUP = """
import numpy as np, dlcourse as dl, keras
keras.utils.set_random_seed(1)
data = dl.datasets.load("circles")
model = keras.Sequential([
    keras.Input((2,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1, "sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])

def fit(epochs=100_000):
    callback = dl.live.Callback(data)
    history = model.fit(data.x_train, data.y_train, epochs=epochs, verbose=0, callbacks=[callback])
    return callback, history
"""
ENDLESS = "callback, history = fit()\nprint('after', len(history.history['loss']) > 0, model.count_params())"
SHORT = "callback, history = fit(epochs=3)"
FAILING = """
class Fails(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 2:
            raise ValueError("a mistake of the learner's")

model.fit(data.x_train, data.y_train, epochs=9, verbose=0, callbacks=[dl.live.Callback(data), Fails()])
"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "fit", [SETUP, ENDLESS, SHORT, FAILING])
    notebook.run_cell(0)
    yield notebook
    notebook.close()


@pytest.fixture
def endless(notebook) -> Iterator[LabOnPage]:
    """A `fit` that runs, and would for hours."""
    notebook.run_cell(1, wait=False)
    yield fit_in(notebook, 1)
    if notebook._count(1) is None:
        notebook.interrupt_kernel()
        notebook.wait_for_cell(1)


def fit_in(notebook: NotebookPage, cell: int) -> LabOnPage:
    """What a cell shows of its `fit`, once a frame has come."""
    lab = lab_below(notebook, cell, 60)
    wait_until(lambda: lab.step > 0, f"steps are counted; it says {lab.status!r}", 60)
    return lab


def test_frames_arrive_while_fit_runs(notebook, endless):
    before = endless.colors("field")["fingerprint"]
    endless.wait_for_steps(50)
    wait_until(lambda: endless.colors("field")["fingerprint"] != before, "the field has changed")
    wait_until(lambda: endless.colors("curves")["blue"] > 100, "the curve is drawn")
    assert notebook._count(1) is None, "the cell still runs"
    assert re.search(r"^epoch \d+ of 100000 · step \d+ · loss 0\.\d+", endless.status)
    wait_until(lambda: re.search(r"about .* (min|h)\b.* to go", endless.status), "the time left is told")


def test_stop_ends_it_and_the_cell_goes_on(notebook, endless):
    if not notebook.has_subshells:
        pytest.skip("this front end's messages wait until the cell has run")
    stop = endless.button("Stop")
    wait_until(stop.is_enabled, "the button can be pressed")
    assert "interrupt" not in endless.status
    stop.click()
    notebook.wait_for_cell(1)
    wait_until(lambda: "after True" in notebook.output(1).inner_text(), "what comes after it is printed")
    wait_until(lambda: "stopped after" in endless.status, "the line says what ended it")
    assert stop.count() == 0


def test_the_keyboard_stops_it_and_keeps_its_place(notebook, endless):
    if not notebook.has_subshells:
        pytest.skip("this front end's messages wait until the cell has run")
    stop = endless.button("Stop")
    wait_until(stop.is_enabled, "the button can be pressed")
    stop.focus()
    notebook.page.keyboard.press("Space")
    notebook.wait_for_cell(1)
    wait_until(lambda: "stopped after" in endless.status, "the line says what ended it")


def test_where_the_page_is_not_heard_the_line_says_what_to_do(notebook, endless):
    if notebook.has_subshells:
        pytest.skip("this front end's messages are heard while the cell runs")
    wait_until(lambda: "to end it, interrupt the kernel" in endless.status, "the line says what to do")
    assert endless.button("Stop").count() == 0


def test_the_kernels_interrupt_ends_it_without_a_traceback(notebook, endless):
    endless.wait_for_steps(20)
    notebook.interrupt_kernel()
    notebook.wait_for_cell(1)
    # The classic Notebook numbers the cell when the kernel answers; what it has printed may come after that.
    wait_until(lambda: "after True" in notebook.output(1).inner_text(), "what comes after it is printed")
    text = notebook.output(1).inner_text()
    assert "Traceback" not in text and "KeyboardInterrupt" not in text
    wait_until(lambda: "interrupted after" in endless.status, "the line says what ended it")
    assert notebook.evaluate("callback.history['step'][-1]") == endless.step
    assert notebook.evaluate("len(history.history['loss'])") >= 1


def test_an_exception_is_said_and_the_kernel_can_be_interrupted_as_before(notebook):
    notebook.run_cell(3)
    lab = fit_in(notebook, 3)
    wait_until(lambda: "ended by ValueError" in lab.status, f"the line says what ended it: {lab.status!r}")
    assert "a mistake of the learner's" in notebook.output(3).inner_text()
    assert notebook.evaluate("'Interrupts' in repr(__import__('signal').getsignal(2))") is False


def test_a_restarted_kernel_is_said(notebook):
    notebook.run_cell(1, wait=False)
    lab = fit_in(notebook, 1)
    notebook.restart_kernel()
    wait_until(lambda: "kernel was restarted: run this cell again" in lab.status, "the line says what to do")
    assert lab.button("Stop").count() == 0
    notebook.run_cell(0)


def test_nothing_wrong_in_the_console(notebook):
    notebook.run_cell(2)
    lab = fit_in(notebook, 2)
    wait_until(lambda: lab.status.startswith("epoch 3 of 3 · "), "the end is shown")
    assert notebook.console_errors == []


def test_a_saved_notebook_keeps_the_picture(open_notebook):
    notebook = open_notebook([SETUP, SHORT])
    notebook.run_all()
    lab = fit_in(notebook, 1)
    wait_until(lambda: lab.button("Stop").count() == 0, "it has ended")
    assert (
        not notebook.output(1).locator("img").is_visible()
    )  # the panels are shown, not their picture as well
    saved = notebook.save()
    shown, beside = saved["cells"][1]["outputs"]
    assert shown["data"]["image/png"] and "epoch 3 of 3" in shown["metadata"]["image/png"]["alt"]
    assert "".join(shown["data"]["text/plain"]).startswith("Training at step 24")
    assert 'alt="A lab at epoch 3 of 3' in "".join(beside["data"]["text/html"])
    notebook.stop_kernel()
    notebook.reopen()
    picture = notebook.output(1).locator("img")
    wait_until(lambda: picture.count() == 1 and picture.is_visible(), "the still stands in the lab's place")
    assert picture.evaluate("(image) => image.naturalWidth") > 300
