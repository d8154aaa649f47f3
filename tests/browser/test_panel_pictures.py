"""Images, bars, a matrix and an environment in a real page: what is drawn is what the snapshot holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .lab_on_page import LabOnPage
from .notebook_page import NotebookPage, open_notebook, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

COUNTER = """
import numpy as np
from dlcourse import live

class Counter:
    settings = live.Settings([])
    def __init__(self): self.reset()
    def reset(self, same_seed=True): self.n = 0
    def step(self, k=1): self.n += k
    def snapshot(self):
        n = self.n
        world = np.full((4, 8, 3), 255, "uint8")
        world[1, n % 8] = (213, 94, 0)
        return {
            "step": n,
            "images": np.array([[[0, n / 10], [1, 0]], [[1, 1], [1, 0.5]]]),
            "labels": [0, 1], "predicted": [n % 2, 1],
            "filters": np.array([[[-1.0, 0.0, n - 1.0]]]),
            "photographs": np.array([[[[1, 0, 0], [0, n / 10, 1]]], [[[0, 0, 0], [1, 1, 0]]]]),
            "probabilities": np.array([0.2, 0.1 * n]), "true": [1, 0],
            "w": np.array([-1.0, 0.5, np.nan]),
            "counts": np.array([[9, n], [0, 40]]),
            "attention": np.array([[0.0, 0.25, np.nan, 1.0]]) * (n + 1),
            "frame": world, "caption": f"episode {n} <b>bold</b>",
        }
"""
LAB = """
classes = ("a cat", "<i>dog</i>")
lab = live.Lab(Counter(), [
    live.Images(class_names=classes), live.Images("filters", labels="-", predicted="-", scale="diverging"),
    live.Images("photographs", labels="-", predicted="-"),
    live.Bars(class_names=classes, emphasis="largest"),
    live.Bars("w", beside="-", scale="signed", class_names=("w1", "w2", "w3")),
    live.Matrix("counts", scale="counts", row_names=classes, column_names=classes,
                row_title="true class", column_title="predicted class"),
    live.Matrix("attention"), live.Environment(pixels="sharp")], headless=False)
lab
"""
EMPTY = """
class Nothing(Counter):
    def snapshot(self): return {"step": self.n}
live.Lab(Nothing(), [live.Images(), live.Bars(), live.Matrix(), live.Environment()], headless=False)
"""
PIXELS = """(canvas, points) => {
    const context = canvas.getContext("2d");
    return points.map(([x, y]) => Array.from(context.getImageData(x, y, 1, 1).data).slice(0, 3));
}"""
# The colors of a canvas that is drawn for the screen's pixels, at places in CSS pixels.
AT = """(canvas, points) => {
    const scale = canvas.width / canvas.getBoundingClientRect().width;
    const context = canvas.getContext("2d");
    return points.map((place) => place.map((at) => Math.round(at * scale))).map(
        ([x, y]) => Array.from(context.getImageData(x, y, 1, 1).data).slice(0, 3));
}"""


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "pictures", [COUNTER, LAB, EMPTY], width=1300, height=1400)
    notebook.run_all()
    for i in range(2):
        lab = LabOnPage(notebook.lab(i))
        wait_until(lambda lab=lab: lab.step == 0, f"lab {i} shows where it stands", 60)
    yield notebook
    notebook.close()


@pytest.fixture
def lab(notebook) -> LabOnPage:
    lab = LabOnPage(notebook.lab(0))
    lab.back_to_start()
    return lab


def panel(lab: LabOnPage, kind: str, place: int = 0):
    return lab.root.locator(f".dlc-panel-{kind}").nth(place)


def pixels(canvas, *points):
    """The colors of a canvas at these of its own pixels."""
    return canvas.evaluate(PIXELS, [list(point) for point in points])


def close_to(color, expected, within=2):
    return all(abs(a - b) <= within for a, b in zip(color, expected, strict=True))


def press_step(lab: LabOnPage, times: int = 1) -> None:
    for _ in range(times):
        before = lab.step
        lab.press("Step")
        wait_until(lambda before=before: lab.step == before + 1, f"step {before + 1}")


def test_images_are_the_snapshots_pixels_and_change_with_a_step(lab):
    images = panel(lab, "images").locator("canvas")
    assert images.count() == 2
    four = [(0, 0), (1, 0), (0, 1), (1, 1)]
    wait_until(lambda: [p[0] for p in pixels(images.nth(0), *four)] == [0, 0, 255, 0], "the first image")
    assert [p[0] for p in pixels(images.nth(1), *four)] == [255, 255, 255, 128]
    press_step(lab, 2)
    wait_until(lambda: pixels(images.nth(0), (1, 0)) == [[51, 51, 51]], "0.2 of white after two steps")
    assert images.nth(0).evaluate("(canvas) => getComputedStyle(canvas).imageRendering") == "pixelated"
    assert images.nth(0).bounding_box()["width"] >= 56


def test_a_wrong_image_is_crossed_and_framed_and_names_stay_text(lab):
    items = panel(lab, "images").locator(".dlc-image")
    assert items.nth(0).inner_text().split("\n") == ["a cat", "✓ a cat"]
    assert items.nth(1).inner_text().split("\n") == ["<i>dog</i>", "✓ <i>dog</i>"]
    frame = "(item) => getComputedStyle(item.querySelector('canvas')).outlineWidth"
    right = items.nth(0).evaluate(frame)
    press_step(lab)
    wait_until(lambda: items.nth(0).inner_text().split("\n") == ["a cat", "✗ <i>dog</i>"], "a cross")
    assert (items.nth(0).evaluate(frame), right) == ("2px", "1px")
    said = panel(lab, "images").get_by_role("img").get_attribute("aria-label")
    assert said.endswith("1 of them told wrong by the model: a cat taken for <i>dog</i>.")


def test_filters_are_blue_below_zero_white_at_it_and_orange_above(lab):
    press_step(lab, 2)
    (canvas,) = panel(lab, "images", 1).locator("canvas").all()
    wait_until(lambda: close_to(pixels(canvas, (2, 0))[0], (213, 94, 0)), "+1 is orange")
    assert close_to(pixels(canvas, (0, 0))[0], (0, 114, 178))
    assert close_to(pixels(canvas, (1, 0))[0], (245, 245, 245))
    assert panel(lab, "images", 1).locator(".dlc-legend").inner_text().split() == ["−1", "1"]


def test_photographs_have_the_colors_of_their_red_green_and_blue(lab):
    first, second = panel(lab, "images", 2).locator("canvas").all()
    assert pixels(first, (0, 0), (1, 0)) == [[255, 0, 0], [0, 0, 255]]
    assert pixels(second, (0, 0), (1, 0)) == [[0, 0, 0], [255, 255, 0]]
    press_step(lab, 2)
    wait_until(lambda: pixels(first, (1, 0)) == [[0, 51, 255]], "a fifth of green after two steps")


def blue_run(canvas, y):
    """How many pixels of a canvas in the line at CSS pixel y are bluish."""
    return canvas.evaluate(
        """(canvas, y) => {
            const scale = canvas.width / canvas.getBoundingClientRect().width;
            const { data } = canvas.getContext("2d").getImageData(0, Math.round(y * scale), canvas.width, 1);
            let count = 0;
            for (let i = 0; i < data.length; i += 4) {
                if (data[i + 3] > 100 && data[i + 2] > data[i] + 40) count += 1;
            }
            return count / scale;
        }""",
        y,
    )


def test_bars_are_as_long_as_their_values(lab):
    canvas = panel(lab, "bars").locator("canvas")
    first, second = 24 + 6, 24 + 26 + 6  # near the upper edges of the two bars
    press_step(lab, 2)
    wait_until(lambda: abs(blue_run(canvas, first) - blue_run(canvas, second)) <= 1.5, "0.2 and 0.2")
    one = blue_run(canvas, second)
    assert one > 10
    press_step(lab, 3)
    wait_until(lambda: abs(blue_run(canvas, second) / one - 2.5) < 0.2, "0.5 is 2.5 times as long as 0.2")
    assert canvas.get_attribute("aria-label").startswith("2 bars, longest first: <i>dog</i> 0.5, a cat 0.2;")


def test_signed_bars_go_both_ways(lab):
    seen = (
        panel(lab, "bars", 1)
        .locator("canvas")
        .evaluate(
            """(canvas) => {
            const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const at = { blue: [], orange: [] };
            for (let i = 0; i < data.length; i += 4) {
                if (data[i + 3] < 250) continue;
                if (data[i + 2] > data[i] + 60) at.blue.push((i / 4) % width);
                else if (data[i] > data[i + 2] + 60) at.orange.push((i / 4) % width);
            }
            return [at.blue, at.orange].flatMap((places) => [Math.min(...places), Math.max(...places)]);
        }"""
        )
    )
    assert seen[1] < seen[2]
    zero = (seen[1] + seen[2]) / 2  # the line between them, which covers the bars' first pixels
    assert (zero - seen[0]) / (seen[3] - zero) == pytest.approx(2, rel=0.05)


def readout(lab: LabOnPage, place: int = 0) -> str:
    return panel(lab, "matrix", place).locator(".dlc-matrix-readout").inner_text()


def test_the_arrow_keys_read_a_matrix_cell_by_cell(lab):
    matrix = panel(lab, "matrix")
    field = matrix.get_by_role("application")
    field.focus()
    lab.page.keyboard.press("ArrowDown")
    assert readout(lab) == "true class a cat · predicted class a cat · 9"
    lab.page.keyboard.press("ArrowRight")
    assert readout(lab) == "true class a cat · predicted class <i>dog</i> · 0"
    assert matrix.locator("[aria-live=polite]").text_content() == readout(lab)
    lab.page.keyboard.press("ArrowDown")
    lab.page.keyboard.press("ArrowDown")  # there is no row below
    assert readout(lab) == "true class <i>dog</i> · predicted class <i>dog</i> · 40"
    assert field.evaluate("(el) => el === document.activeElement")
    lab.page.keyboard.press("Home")
    assert readout(lab) == "true class <i>dog</i> · predicted class a cat · 0"
    lab.page.keyboard.press("Escape")
    assert readout(lab) == "point at a cell, or use the arrow keys"


def test_a_cell_under_the_pointer_is_read_out_and_follows_the_training(lab):
    canvas = panel(lab, "matrix").locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    lab.page.mouse.move(box["x"] + box["width"] - 10, box["y"] + box["height"] - 60)
    wait_until(
        lambda: readout(lab) == "true class a cat · predicted class <i>dog</i> · 0", "the cell is read out"
    )
    lab.button("Step").evaluate("(button) => button.click()")  # the pointer stays where it is
    wait_until(lambda: readout(lab) == "true class a cat · predicted class <i>dog</i> · 1", "its new value")
    assert panel(lab, "matrix").locator("[aria-live=polite]").text_content() == ""
    lab.page.mouse.move(5, 5)
    wait_until(lambda: readout(lab).startswith("point at"), "nothing is read out any more")


def test_the_cells_have_the_colors_of_their_values(lab):
    canvas = panel(lab, "matrix", 1).locator("canvas")
    box = canvas.bounding_box()
    # Four cells of 44 CSS pixels beside the row's name, a point near the upper left corner of each.
    left = box["width"] - 1 - 4 * 44
    points = [[left + 44 * j + 4, box["height"] - 40] for j in range(4)]
    wait_until(lambda: close_to(canvas.evaluate(AT, points)[0], (245, 245, 245)), "0 is nearly white")
    nothing, quarter, unknown, one = canvas.evaluate(AT, points)
    assert close_to(one, (0, 54, 96)) and close_to(unknown, (201, 207, 213))
    assert nothing[0] > quarter[0] > one[0]
    assert panel(lab, "matrix", 1).locator(".dlc-legend").inner_text().split() == ["0", "1"]
    press_step(lab)
    wait_until(
        lambda: "2" in panel(lab, "matrix", 1).locator(".dlc-legend").inner_text(), "the scale follows"
    )
    panel(lab, "matrix", 1).get_by_role("application").press("End")
    panel(lab, "matrix", 1).get_by_role("application").press("End")
    assert readout(lab, 1) == "row 0 · column 3 · 2"
    panel(lab, "matrix", 1).get_by_role("application").press("ArrowLeft")
    assert readout(lab, 1) == "row 0 · column 2 · no finite number"
    panel(lab, "matrix", 1).get_by_role("application").press("Escape")


def test_the_environment_moves_with_its_caption(lab):
    canvas = panel(lab, "environment").locator("canvas")
    wait_until(lambda: pixels(canvas, (0, 1)) == [[213, 94, 0]], "the agent stands at the start")
    assert pixels(canvas, (1, 1), (0, 0)) == [[255, 255, 255]] * 2
    press_step(lab, 3)
    wait_until(
        lambda: pixels(canvas, (3, 1), (0, 1)) == [[213, 94, 0], [255, 255, 255]], "three cells further"
    )
    assert "episode 3 <b>bold</b>" in panel(lab, "environment").inner_text()
    assert canvas.get_attribute("aria-label") == "A picture of the environment: episode 3 <b>bold</b>."
    assert canvas.evaluate("(canvas) => canvas.getBoundingClientRect().width % canvas.width") == 0


def test_panels_without_anything_to_show_say_so(notebook):
    empty = LabOnPage(notebook.lab(1))
    for kind in ("images", "matrix", "environment"):
        assert (
            panel(empty, kind).locator(".dlc-content").inner_text().strip()
            == "nothing to see yet: press Train"
        )
    assert panel(empty, "bars").locator("canvas").get_attribute("aria-label") == "No bars yet."


@pytest.mark.parametrize("width", [340, 760])
def test_nothing_is_cut_off_in_a_narrow_window(notebook, lab, width):
    notebook.page.set_viewport_size({"width": width, "height": 1400})
    try:
        wait_until(
            lambda: lab.root.locator(".dlc-content").evaluate_all(
                """(contents) => contents.length === 8 && contents.every((content) => {
                    const room = content.getBoundingClientRect();
                    return room.width >= 100 && [...content.querySelectorAll("canvas, span, div")].every(
                        (el) => el.getBoundingClientRect().right <= room.right + 4);
                })"""
            ),
            "everything stands inside of its panel",
        )
    finally:
        notebook.page.set_viewport_size({"width": 1300, "height": 1400})
