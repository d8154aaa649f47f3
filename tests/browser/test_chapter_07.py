"""The labs of chapter 07 in a real page: a kernel by hand and by descent, and maps that change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .lab_on_page import COUNT_COLORS, LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

CHAPTER = Path(__file__).parents[2] / "notebooks" / "text" / "07_cnn.md"
FIRST = """import keras
import numpy as np
import dlcourse as dl
from dlcourse.datasets.photographs import photograph"""
SMALL = """images = np.random.default_rng(1).uniform(size=(180, 12, 12, 1)).astype("float32")
images[::2, :, :6] += 1
labels = np.arange(180) % 2
model = keras.Sequential([
    keras.Input((12, 12, 1)), keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(6, 3, activation="relu"), keras.layers.Flatten(),
    keras.layers.Dense(2, activation="softmax"),
])
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
maps = dl.live.feature_maps(model, ((images[:60], labels[:60]), (images[60:], labels[60:])), headless=False)
maps"""


def cell_with(words: str) -> str:
    """The chapter's own cell that holds these words."""
    text = CHAPTER.read_text(encoding="utf-8")
    cells = re.findall(r"```\{code-cell\} ipython3\n(?::tags:[^\n]*\n\n)?(.*?)```", text, flags=re.DOTALL)
    (found,) = [cell for cell in cells if words in cell]
    return found


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    knob = cell_with("dl.live.kernel_explorer(").replace("dl.live.kernel", "knob = dl.live.kernel") + "knob"
    notebook = open_notebook(jupyter, browser, "chapter_07", [FIRST, knob, SMALL])
    notebook.run_all()
    for place in (0, 1):
        lab = LabOnPage(notebook.lab(place))
        wait_until(lambda lab=lab: lab.step == 0, f"lab {place} shows where it stands", 90)
    yield notebook
    notebook.close()


@pytest.fixture
def knob(notebook) -> LabOnPage:
    notebook.execute("knob.steppable.put([[0, 0, 0], [0, 1, 0], [0, 0, 0]])")
    lab = LabOnPage(notebook.lab(0))
    lab.root.scroll_into_view_if_needed()
    lab.back_to_start()
    return lab


def picture(lab: LabOnPage, place: int) -> int:
    """A number that changes with any pixel of the lab's first, second or third picture."""
    canvas = lab.root.locator(".dlc-panel-photograph canvas").nth(place)
    return canvas.evaluate(COUNT_COLORS)["fingerprint"]


def test_a_number_typed_in_filters_the_photograph_anew(notebook, knob):
    original, filtered, wanted = (picture(knob, place) for place in range(3))
    box = knob.root.get_by_role("spinbutton", name="row 1, column 3")
    box.fill("-2.5")
    wait_until(lambda: picture(knob, 1) != filtered, "the filtered picture is another one")
    assert notebook.evaluate("float(knob.steppable.kernel[0, 2])") == -2.5
    assert (picture(knob, 0), picture(knob, 2)) == (original, wanted)
    assert knob.root.get_by_role("combobox", name="kernel").input_value() == ""


def test_the_kernel_picked_from_the_menu_makes_the_wanted_picture(knob):
    assert picture(knob, 1) != picture(knob, 2)
    knob.root.get_by_role("combobox", name="kernel").select_option("horizontal edges")
    wait_until(lambda: picture(knob, 1) == picture(knob, 2), "both pictures are the same")
    wait_until(lambda: "found" in knob.status, "it is said")


def test_training_finds_the_kernel(notebook, knob):
    knob.press("Train")
    wait_until(lambda: "found: this is the kernel" in knob.status, "descent has found it", 60)
    found = notebook.evaluate("knob.steppable.kernel.round(2).tolist()")
    assert found == [[-1, -1, -1], [0, 0, 0], [1, 1, 1]]
    box = knob.root.get_by_role("spinbutton", name="row 3, column 1")
    wait_until(lambda: abs(float(box.input_value()) - 1) <= 0.01, "the boxes show it")


def test_a_click_and_the_arrow_keys_move_the_frame(notebook, knob):
    stage = knob.root.locator(".dlc-photograph").first
    box = stage.bounding_box()
    side = notebook.evaluate("len(knob.steppable.picture)")
    row, column = int(0.26 * side), int(0.51 * side)
    across = [box[name] * (at + 0.5) / side for name, at in (("width", column), ("height", row))]
    stage.click(position={"x": across[0], "y": across[1]})
    place = "list(knob.steppable.place)"
    wait_until(lambda: notebook.evaluate(place) == [row - 1, column - 1], "the frame is around it")
    stage.press("ArrowRight")
    wait_until(lambda: notebook.evaluate(place) == [row - 1, column], "one to the right")
    total = notebook.evaluate(f"float(knob.steppable.picture[{row}, {column + 1}])")
    caption = knob.root.locator(".dlc-table-caption")
    wait_until(lambda: f"{float(caption.inner_text().split()[-1]):.2f}" == f"{total:.2f}", "it is added up")


def test_filters_and_maps_change_while_it_learns(notebook):
    lab = LabOnPage(notebook.lab(1))
    lab.root.scroll_into_view_if_needed()
    panels = lab.root.locator(".dlc-panel-images")
    assert panels.locator(".dlc-heading").all_inner_texts() == [
        "A new image", "The filters of the first layer", "Layer 1: 4 maps of 10×10", "Layer 2: 6 maps of 3×3",
    ]  # fmt: skip

    def seen() -> list[int]:
        shown = panels.locator("canvas")
        return [shown.nth(i).evaluate(COUNT_COLORS)["fingerprint"] for i in (0, 1, 5)]

    before = seen()
    lab.begin_training(more=30)
    lab.press("Pause")
    lab.button("Train").wait_for()
    after = seen()
    assert after[0] == before[0] and after[1] != before[1] and after[2] != before[2]
    lab.slider("image").press("ArrowRight")
    wait_until(lambda: seen()[0] != before[0], "another image is shown")
