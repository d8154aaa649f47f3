"""The labs of chapter 02 in a real page: a neuron, a grid on its way through layers, and softmax."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CELLS = [
    """
from dlcourse import live
neuron = live.activations("sigmoid", z=1.0, target=0.0, headless=False)
neuron
""",
    """
grid = live.layer_grid("tanh", seed=4, headless=False)
grid
""",
    """
bars = live.softmax({"cat": 2.0, "dog": 1.0, "cow": -1.0}, headless=False)
bars
""",
]


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "chapter-02", CELLS)
    notebook.run_all()
    for place in range(len(CELLS)):
        wait_until(lambda place=place: LabOnPage(notebook.lab(place)).step == 0, "the lab shows step 0", 60)
    yield notebook
    notebook.close()


def fresh(notebook, place):
    lab = LabOnPage(notebook.lab(place))
    lab.root.scroll_into_view_if_needed()
    if lab.step > 0:  # the answer to a Reset at step 0 could not be seen
        lab.back_to_start()
    return lab


def told(lab, panel):
    """What a panel's picture says to those who cannot see it."""
    return lab.root.locator(f".dlc-panel-{panel} canvas").get_attribute("aria-label")


def answer_after(steps, z, rate):
    """What a sigmoid neuron answers after gradient descent towards 0."""
    for _ in range(steps):
        answer = 1 / (1 + math.exp(-z))
        z -= rate * answer * answer * (1 - answer)
    return 1 / (1 + math.exp(-z))


def test_a_saturated_neuron_learns_more_slowly(notebook):
    lab = fresh(notebook, 0)
    rate = notebook.evaluate("neuron.steppable.settings['learning rate']")
    assert answer_after(30, 6, rate) > 0.99 > 0.4 > answer_after(30, 1, rate)
    lab.begin_training(more=30)
    lab.press("Pause")
    lab.button("Train").wait_for()
    wait_until(
        lambda: lab.number("answer") == pytest.approx(answer_after(lab.step, 1, rate), abs=0.002),
        "it has come as far as gradient descent does",
    )
    lab.move("z", "End")
    wait_until(lambda: lab.number("z") == 6, "the slider moves z to its end")
    assert lab.number("answer") > 0.99 and lab.number("derivative") < 0.01
    start = lab.step
    lab.begin_training(more=30)
    lab.press("Pause")
    lab.button("Train").wait_for()
    wait_until(
        lambda: lab.number("answer") == pytest.approx(answer_after(lab.step - start, 6, rate), abs=0.002),
        "it has come as far as a saturated neuron does",
    )


def test_another_activation_is_drawn_and_a_dead_neuron_says_so(notebook):
    lab = fresh(notebook, 0)
    before = lab.colors("functions")["fingerprint"]
    lab.root.get_by_label("activation", exact=True).select_option("ReLU")
    wait_until(lambda: notebook.evaluate("neuron.steppable.activation.name") == "ReLU", "the kernel follows")
    wait_until(lambda: lab.colors("functions")["fingerprint"] != before, "the curves are drawn anew")
    notebook.execute("neuron.steppable.settings['target'] = 1.0")
    lab.move("z", "Home")
    wait_until(lambda: lab.number("z") == -6, "the slider moves z to its other end")
    lab.press("Step")
    wait_until(lambda: "gradient descent cannot move this neuron" in lab.status, "it is said in words")
    assert lab.number("z") == -6 and lab.number("derivative") == 0


def test_the_dot_moves_along_the_curve_by_keys(notebook):
    lab = fresh(notebook, 0)
    handle = lab.root.get_by_role("button", name="point 1, z")
    start = lab.number("z")
    handle.press("ArrowRight")
    wait_until(lambda: lab.number("z") > start, "the arrow key moves z")


def test_the_grid_passes_through_the_layers_and_stops_behind_the_last(notebook):
    lab = fresh(notebook, 1)
    square = lab.colors("grid")["fingerprint"]
    assert "x1 from −1.5 to 1.5" in told(lab, "grid")
    lab.press("Train")
    wait_until(lambda: "through all layers" in lab.status, "it arrives", 30)
    lab.button("Train").wait_for()
    assert lab.step == 80 and "layer 4 of 4" in lab.status
    assert lab.colors("grid")["fingerprint"] != square
    assert lab.number("length") < 0.5


def test_linear_layers_have_longer_lines_the_larger_the_weights(notebook):
    lab = fresh(notebook, 1)
    lab.root.get_by_label("activation", exact=True).select_option("linear")
    wait_until(lambda: notebook.evaluate("grid.steppable.activation.name") == "linear", "the kernel follows")
    wait_until(lambda: lab.step == 0, "it begins anew")
    notebook.execute("grid.step(20)")
    lab.move("weight size", "End")
    wait_until(lambda: lab.number("length") > 2, "heavier weights make the grid larger")


def test_heat_makes_the_bars_alike_and_draws_come_near_them(notebook):
    lab = fresh(notebook, 2)
    assert lab.number("probability") == pytest.approx(0.71, abs=0.01)
    lab.move("temperature", "End")
    wait_until(lambda: lab.number("probability") < 0.4, "heat")
    lab.begin_training(more=40)
    lab.press("Pause")
    lab.button("Train").wait_for()
    wait_until(lambda: notebook.evaluate("int(bars.steppable.counts.sum())") == lab.step, "draws are counted")
    lab.move("temperature", "Home")
    wait_until(lambda: lab.number("probability") == 1.0 and lab.step == 0, "cold, and no draws yet")
