"""The playground in a real page: buttons, menus, pointer and keys change the network while it trains."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator

from .lab_on_page import LabOnPage, lab_below
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = pytest.mark.browser

PLAYGROUND = """
import dlcourse as dl
lab = dl.live.playground("circles", units=(4, 3), optimizer="Adam")
lab
"""
DEEP = "deep = dl.live.playground(units=(2,) * 7); deep"
UNITS = "[layer.units for layer in {}.steppable.model.layers if hasattr(layer, 'units')]"

# Buttons of a network that cannot be hit in their middle, once they are scrolled to.
COVERED = """(root) => [...root.querySelectorAll(".dlc-panel-network button")].filter((el) => {
    el.scrollIntoView({ block: "center", inline: "center" });
    const { left, top, width, height } = el.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2) !== el;
}).map((el) => el.ariaLabel)"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "playground", [PLAYGROUND, DEEP], width=1300, height=1000)
    notebook.run_all()
    yield notebook
    assert notebook.console_errors == []
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    lab = LabOnPage(notebook.lab())
    wait_until(lambda: lab.step >= 0, "the lab shows where it stands", 60)
    lab.back_to_start()
    return lab


def units(notebook: NotebookPage, lab: str = "lab") -> list[int]:
    return notebook.evaluate(UNITS.format(lab))


def is_below(panel: Locator, other: Locator) -> bool:
    """Whether a panel begins where the other has ended, or further down."""
    above = other.bounding_box()
    return panel.bounding_box()["y"] >= above["y"] + above["height"] - 1


def test_a_unit_more_while_it_trains_and_training_goes_on_with_the_new_network(notebook, lab):
    lab.begin_training(200)
    lab.press("add a unit to layer 1")
    wait_until(lambda: units(notebook) == [5, 3, 1], "a network with five units")
    wait_until(lambda: lab.step > 0, "it trains")
    lab.wait_for_steps(100)
    assert lab.button("Pause").is_visible()
    lab.press("remove a unit from layer 1")
    wait_until(lambda: units(notebook) == [4, 3, 1], "a network with four units again")
    lab.press("Pause")


def test_layers_come_and_go(notebook, lab):
    lab.press("add a layer")
    wait_until(lambda: units(notebook) == [4, 3, 3, 1], "three hidden layers")
    lab.button("remove a unit from layer 3").wait_for()
    lab.press("remove a layer")
    wait_until(lambda: units(notebook) == [4, 3, 1], "two hidden layers")
    assert lab.step == 0


def test_an_input_is_switched_by_its_name(notebook, lab):
    square = lab.button("input x1²")
    assert square.get_attribute("aria-pressed") == "false"
    square.click()
    wait_until(lambda: lab.button("input x1²").get_attribute("aria-pressed") == "true", "x1² is on")
    assert notebook.evaluate("lab.steppable.model.input_shape[-1]") == 3
    square.click()
    wait_until(lambda: notebook.evaluate("lab.steppable.model.input_shape[-1]") == 2, "and off")


def test_a_menu_builds_another_network(notebook, lab):
    menu = lab.root.get_by_role("combobox", name="activation", exact=True)
    menu.select_option("relu")
    name = "lab.steppable.model.layers[0].activation.__name__"
    wait_until(lambda: notebook.evaluate(name) == "relu", "ReLU units")
    menu.select_option("tanh")
    wait_until(lambda: notebook.evaluate(name) == "tanh", "tanh units")


def test_the_keyboard_reads_and_sets_a_weight(notebook, lab):
    canvas = lab.root.locator(".dlc-panel-network canvas")
    canvas.focus()
    canvas.press("Home")
    line = lab.root.locator(".dlc-network-line")
    assert "weight from x1 to unit 1 of layer 1" in line.inner_text()
    canvas.press("ArrowRight")
    assert "weight from x2 to unit 1 of layer 1" in line.inner_text()
    canvas.press("Enter")
    field = lab.root.get_by_role("spinbutton", name="weight from x2 to unit 1 of layer 1")
    field.fill("1.75")
    field.press("Enter")
    wait_until(
        lambda: notebook.evaluate("float(lab.steppable.model.layers[0].kernel[1, 0])") == 1.75, "the weight"
    )
    canvas.press("ArrowRight")
    assert "bias of unit 1 of layer 1" in line.inner_text()
    canvas.press("Escape")
    assert "Point at a line" in line.inner_text()


def test_pointing_at_a_bias_reads_it(notebook, lab):
    notebook.execute("lab.steppable.set_parameter(2, 0, None, -0.75)")
    lab.press("Step")
    wait_until(lambda: lab.step == 1, "a step")
    bias = notebook.evaluate("round(float(lab.steppable.model.layers[-1].bias[0]), 2)")
    canvas = lab.root.locator(".dlc-panel-network canvas")
    place = canvas.evaluate(
        """(canvas) => {
            const panel = canvas.closest(".dlc-content").dlcNetwork;
            const [x, y] = panel.plan.columns.at(-1)[0];
            const box = canvas.getBoundingClientRect();
            return [box.left + x, box.top + y];
        }"""
    )
    lab.page.mouse.move(*place)
    line = lab.root.locator(".dlc-network-line")
    wait_until(lambda: "bias of the answer" in line.inner_text(), "the bias's name")
    assert f"{bias:.2f}".replace("-", "−") in line.inner_text()


def test_the_pictures_of_the_units_change_with_training(lab):
    before = lab.colors("network")
    assert before["blue"] > 500 and before["orange"] > 500
    lab.begin_training(300)
    lab.press("Pause")
    assert lab.colors("network")["fingerprint"] != before["fingerprint"]


@pytest.mark.parametrize("width", [1300, 700, 400])
def test_the_answer_stands_beside_the_network_or_below_and_every_button_has_its_place(notebook, width):
    page, size = notebook.page, notebook.page.viewport_size
    lab = lab_below(notebook, 1)
    try:
        page.set_viewport_size({"width": width, "height": 1000})
        network, answer, curves = (
            lab.root.locator(f".dlc-panel-{name}") for name in ("network", "field", "curves")
        )
        wait_until(lambda: network.bounding_box()["width"] < width, "the lab has the page's width")
        wait_until(
            lambda: lab.root.evaluate(COVERED) == [], f"none is covered: {lab.root.evaluate(COVERED)}", 10
        )
        assert is_below(answer, network) == (width < 1000)
        assert is_below(curves, answer) or width == 700  # there, they may stand side by side
        before = units(notebook, "deep")
        lab.press("add a unit to layer 7")  # where it does not fit, the network scrolls
        wait_until(lambda: units(notebook, "deep")[6] == before[6] + 1, "one unit more")
        assert lab.root.evaluate("(root) => root.scrollWidth <= root.clientWidth + 1"), "the lab does not"
    finally:
        page.set_viewport_size(size)
