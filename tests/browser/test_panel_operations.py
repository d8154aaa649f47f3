"""The graph of operations in a real page: stepped forward and backward, an input changed, keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

ENGINE = (Path(__file__).parents[1] / "live" / "expression_engine.py").read_text(encoding="utf-8")
SHOWN = """
expression = Expression()
lab = live.Lab(expression, [live.Operations(on_value=expression.set_value)], headless=False, speed=0)
lab
"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(
        jupyter, browser, "operations", [ENGINE.replace("from __future__ import annotations\n", ""), SHOWN]
    )
    notebook.run_all()
    wait_until(lambda: LabOnPage(notebook.lab()).step == 0, "the lab shows where it stands", 60)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    for node, value in enumerate((0.5, -2.0, 1.5)):
        notebook.execute(f"expression.set_value({node}, {value})")
    lab = LabOnPage(notebook.lab())
    lab.back_to_start()
    return lab


def step_to(lab: LabOnPage, step: int) -> None:
    while lab.step < step:
        following = lab.step + 1
        lab.press("Step")
        wait_until(lambda following=following: lab.step == following, f"step {following}")


def shown(lab: LabOnPage, name: str) -> str:
    """What an operation's node says to a screen reader."""
    return lab.root.locator(f".dlc-node[aria-label^='{name} =']").get_attribute("aria-label")


def test_values_then_gradients_appear_step_by_step(lab):
    assert shown(lab, "L") == "L = tanh of s, value not yet computed"
    step_to(lab, 3)
    assert shown(lab, "L") == "L = tanh of s, value 0.4621"
    visited = lab.root.locator(".dlc-node.dlc-forward")
    assert visited.count() == 1 and visited.inner_text().split() == ["tanh", "L", "→", "0.4621"]
    assert lab.root.locator(".dlc-edge.dlc-forward").count() == 1
    step_to(lab, 5)
    visited = lab.root.locator(".dlc-node.dlc-backward")
    assert visited.inner_text().split() == ["+", "s", "→", "0.5", "←", "0.7864"]
    assert lab.root.locator(".dlc-edge.dlc-backward").count() == 2
    colors = {
        kind: visited.locator(f".dlc-{kind}").evaluate("(el) => getComputedStyle(el).color")
        for kind in ("value", "gradient")
    }
    assert colors["value"] != colors["gradient"]


def test_a_value_typed_in_is_the_inputs_value_and_all_follows(notebook, lab):
    step_to(lab, 6)
    field = lab.root.get_by_role("spinbutton", name="b, value −2", exact=False)
    field.fill("4")
    wait_until(lambda: notebook.evaluate("expression.nodes[1]['value']") == 4.0, "the kernel has the value")
    wait_until(lambda: "value 0.9982" in shown(lab, "L"), "the result follows")
    assert lab.step == 6
    field = lab.root.get_by_role("spinbutton", name="b, value 4", exact=False)
    assert field.input_value() == "4"


def test_arrow_keys_change_an_input_and_stay_in_the_lab(notebook, lab):
    step_to(lab, 1)
    field = lab.root.locator(".dlc-node input").nth(2)
    field.focus()
    lab.page.keyboard.press("ArrowUp")
    wait_until(lambda: notebook.evaluate("expression.nodes[2]['value']") == pytest.approx(1.6), "c rises")
    lab.page.keyboard.press("ArrowDown")
    lab.page.keyboard.press("ArrowDown")
    wait_until(lambda: notebook.evaluate("expression.nodes[2]['value']") == pytest.approx(1.4), "c falls")
    assert field.evaluate("(el) => el === document.activeElement")


def test_what_is_no_number_changes_nothing_and_is_put_right(notebook, lab):
    field = lab.root.locator(".dlc-node input").first
    field.focus()
    field.press("Control+a")
    field.press("Delete")
    field.press("-")
    field.blur()
    assert field.input_value() == "0.5"
    assert notebook.evaluate("expression.nodes[0]['value']") == 0.5


def test_operations_are_visited_by_arrow_keys(lab):
    first = lab.root.locator(".dlc-node[tabindex='0']")
    assert first.count() == 1
    first.focus()
    said = []
    for _ in range(3):
        said.append(lab.page.evaluate("document.activeElement.getAttribute('aria-label').split(' ')[0]"))
        lab.page.keyboard.press("ArrowRight")
    assert said == ["ab", "s", "L"]
    outline = lab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus can be seen"


def test_a_narrow_page_scrolls_the_graph_alone_and_keeps_the_visited_node_in_view(notebook, lab):
    lab.page.set_viewport_size({"width": 480, "height": 900})
    try:
        step_to(lab, 3)
        box = lab.root.locator(".dlc-graph-box")
        wait_until(lambda: box.evaluate("(el) => el.scrollWidth > el.clientWidth"), "the box scrolls")
        inside = """(el) => {
            const box = el.getBoundingClientRect();
            const node = el.querySelector('.dlc-node.dlc-forward').getBoundingClientRect();
            return node.left >= box.left && node.right <= box.right + 1;
        }"""
        wait_until(lambda: box.evaluate(inside), "the visited node can be seen")
        smallest = lab.root.locator(".dlc-graph").evaluate(
            "(el) => Math.min(...[...el.querySelectorAll('span, input')]"
            ".filter((e) => e.offsetWidth).map((e) => parseFloat(getComputedStyle(e).fontSize)))"
        )
        assert smallest >= 11
        assert lab.root.evaluate("(el) => el.scrollWidth <= el.clientWidth"), "the lab itself does not scroll"
    finally:
        lab.page.set_viewport_size({"width": 1200, "height": 900})
