"""Chapter 03's labs in a real page: a graph computed by the chapter's own engine, and a network in NumPy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CHAPTER = Path(__file__).parents[2] / "notebooks" / "text" / "03_backprop.md"
FIRST = """import numpy as np
import dlcourse as dl
sizes = (64, 16, 10)
digits = dl.datasets.load("digits", n=300)"""


def cells_with(pattern: str) -> list[str]:
    """The chapter's own cells in which a line begins so, without the lines that print what came out."""
    text = CHAPTER.read_text(encoding="utf-8")
    cells = re.findall(r"```\{code-cell\} ipython3\n(?::tags:[^\n]*\n\n)?(.*?)```", text, flags=re.DOTALL)
    found = [cell for cell in cells if re.search(rf"^(?:{pattern})", cell, flags=re.MULTILINE)]
    return [re.sub(r"^(?:print|guess|count).*\n", "", cell, flags=re.MULTILINE) for cell in found]


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    engine = cells_with(r"class Value|def (?:add|pass_back|in_order|backward)\(|Value\.__add__")
    (ways,) = cells_with(r"def two_ways\(")
    network = cells_with(r"def (?:new_parameters|forward|probabilities|tanh_slope)\(")
    named = ways.replace("dl.live.graph(", "lab = dl.live.graph(") + "lab"
    trained = "trained = dl.live.own_network(digits, parameters, forward, gradients)\ntrained"
    notebook = open_notebook(jupyter, browser, "chapter_03", [FIRST, *engine, named, *network, trained])
    notebook.run_all()
    for place in (0, 1):
        lab = LabOnPage(notebook.lab(place))
        wait_until(lambda lab=lab: lab.step == 0, f"lab {place} shows where it stands", 60)
    yield notebook
    notebook.close()


@pytest.fixture
def graph(notebook) -> LabOnPage:
    notebook.execute("[lab.steppable.set_input(*pair) for pair in (('p', -0.5), ('q', -2.0))]")
    lab = LabOnPage(notebook.lab(0))
    if lab.step != 0:  # at step 0 the page could not tell that Reset has been answered
        lab.back_to_start()
    return lab


def step_to(lab: LabOnPage, step: int) -> None:
    while lab.step < step:
        following = lab.step + 1
        lab.press("Step")
        wait_until(lambda following=following: lab.step == following, f"step {following}")


def test_the_second_way_changes_the_gradient_of_p(graph):
    step_to(graph, 5)
    field = graph.root.locator(".dlc-node").first
    assert field.inner_text().split()[-2:] == ["←", "0.7864"]
    assert "back from sum" in graph.status
    step_to(graph, 6)
    wait_until(lambda: field.inner_text().split()[-1] == "−0.7864", "the second share arrives")
    assert "back from p·q: p ← −0.7864, q ← −0.3932" in graph.status


def test_a_number_typed_in_changes_values_and_gradients(notebook, graph):
    step_to(graph, 6)
    graph.root.get_by_role("spinbutton", name="q, value −2", exact=False).fill("-1")
    wait_until(lambda: notebook.evaluate("lab.steppable.inputs['q']") == -1.0, "the kernel has it")
    p = graph.root.locator(".dlc-node").first
    wait_until(lambda: p.inner_text().split()[-1] == "0", "both ways cancel")
    assert "L 0" in graph.status and graph.step == 6


def test_a_broken_engine_is_seen(notebook, graph):
    (pass_back,) = cells_with(r"def pass_back\(")
    notebook.execute(pass_back.replace("+=", "="))
    try:
        step_to(graph, 6)
        p = graph.root.locator(".dlc-node").first
        wait_until(lambda: p.inner_text().split()[-1] == "−1.573", "the first share is lost")
    finally:
        notebook.execute(pass_back)


def test_the_network_learns_and_its_rate_is_the_sliders(notebook):
    lab = LabOnPage(notebook.lab(1))
    lab.slider("learning rate").press("ArrowLeft")
    wait_until(
        lambda: notebook.evaluate("trained.steppable.learning_rate") < 0.3, "the slider moves the rate"
    )
    before = lab.number("loss")
    lab.begin_training(more=60)
    lab.press("Pause")
    lab.button("Train").wait_for()
    assert lab.number("loss") < before
    assert lab.colors("curves")["blue"] > 50
