"""Points and characters drawn in a real page: with the mouse, with keys, while the kernel is busy."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from .notebook_page import NotebookPage, open_notebook, wait_until
from .sketches_on_page import ALL_PIXELS, PadOnPage, Plane, clear

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_wrong_in_the_console")]

POINTS = """
import dlcourse as dl, numpy as np
drawing = dl.live.draw_points(("cats", "<b>dogs</b>"))
drawing
"""
# Looks at every image, and stumbles over wide ones.
PAD = """
seen = []
def read(image):
    seen.append(image)
    if np.ptp(np.flatnonzero(image.max(axis=0) > 0.1)) > 15:
        raise ValueError("too wide")
    return f"ink {image.sum():.1f}"
pad = dl.live.pad(read)
pad
"""
FULL = """
many = np.random.default_rng(0).uniform(-2, 2, (999, 2))
full = dl.live.draw_points(points=(many, np.arange(999) % 2))
full
"""
BLUE, ORANGE = [0, 114, 178], [213, 94, 0]


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    notebook = open_notebook(jupyter, browser, "own-data", [POINTS, PAD, FULL])
    notebook.run_all()
    for i in range(3):
        notebook.lab(i).get_by_role("button", name="Undo").wait_for()
    yield notebook
    notebook.close()


@pytest.fixture
def plane(notebook) -> Plane:
    """The plane without points, cats chosen."""
    plane = Plane(notebook.lab(0))
    plane.press("cats")
    clear(plane, lambda: notebook.evaluate("len(drawing.y)"))
    return plane


@pytest.fixture
def pad(notebook) -> PadOnPage:
    """The pad without strokes, nothing seen yet."""
    pad = PadOnPage(notebook.lab(1))
    clear(pad, lambda: notebook.evaluate("len(pad.strokes)"))
    notebook.execute("seen.clear()")
    return pad


def points_of(notebook: NotebookPage, name: str = "drawing") -> list[tuple[float, float, int]]:
    """The points that the kernel has."""
    return notebook.evaluate(f"[(*map(float, x), int(y)) for x, y in zip({name}.x, {name}.y)]")


def wait_for_points(notebook: NotebookPage, count: int) -> list[tuple[float, float, int]]:
    return wait_until(
        lambda: (points := points_of(notebook)) and len(points) == count and points, f"{count} points"
    )


def wait_for_image(notebook: NotebookPage, pad: PadOnPage) -> list[int]:
    """The pixels of the pad's image, once the page shows what the kernel has."""
    pixels = "np.round(pad.image * 255).astype(int).ravel().tolist()"
    return wait_until(
        lambda: max(seen := pad.seen()) > 0 and seen == notebook.evaluate(pixels) and seen,
        "the preview shows what the network sees",
    )


@contextmanager
def standing_still(notebook: NotebookPage) -> Iterator[None]:
    """The notebook's kernel answers nothing, as in a long computation."""
    kernel = notebook.evaluate("__import__('os').getpid()")
    os.kill(kernel, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(kernel, signal.SIGCONT)


def near(color: list[int], other: list[int]) -> bool:
    return max(abs(a - b) for a, b in zip(color, other, strict=True)) < 30


def test_a_click_sets_a_point_of_the_chosen_class(notebook, plane):
    ground = plane.color(1.0, -0.5)
    plane.click(1.0, -0.5)
    assert near(plane.color(1.0, -0.5), BLUE), "at once"
    plane.press("<b>dogs</b>")
    assert plane.button("<b>dogs</b>").get_attribute("aria-pressed") == "true"
    assert plane.button("cats").get_attribute("aria-pressed") == "false"
    plane.click(-1.0, 1.5)
    points = wait_for_points(notebook, 2)
    assert points[0] == (pytest.approx(1.0, abs=0.02), pytest.approx(-0.5, abs=0.02), 0)
    assert points[1] == (pytest.approx(-1.0, abs=0.02), pytest.approx(1.5, abs=0.02), 1)
    assert near(plane.color(-1.0, 1.5), ORANGE) and near(plane.color(1.0, -0.5), BLUE)
    wait_until(lambda: plane.status == "cats 1 · <b>dogs</b> 1", "the status line counts")
    plane.press("Undo")
    wait_for_points(notebook, 1)
    wait_until(lambda: near(plane.color(-1.0, 1.5), ground), "the point is gone from the page")


def test_a_drag_sprays_points_along_its_way_and_one_undo_takes_them_back(notebook, plane):
    plane.drag((-1.5, 1.0), (1.5, 1.0))
    points = wait_until(lambda: points_of(notebook), "points arrive")
    assert 8 <= len(points) <= 40
    assert {label for _, _, label in points} == {0}
    assert max(abs(x2 - 1.0) for _, x2, _ in points) < 0.6
    assert min(x1 for x1, _, _ in points) < -1 and max(x1 for x1, _, _ in points) > 1
    assert len({round(x2, 2) for _, x2, _ in points}) > 4, "scattered, not on a line"
    plane.press("Undo")
    wait_until(lambda: points_of(notebook) == [], "one undo takes the spray back")


def test_the_cross_hair_of_the_keys_goes_when_the_mouse_comes(plane):
    plane.button("remove").focus()
    plane.press_keys("Tab", "ArrowLeft")
    readout = plane.root.locator(".dlc-readout")
    assert readout.inner_text() == "x1 −0.10, x2 0.00"
    plane.press_keys("Tab")
    assert readout.inner_text() == ""
    plane.click(1.0, 1.0)
    assert readout.inner_text() == "" and plane.canvas.evaluate("(el) => el === document.activeElement")


def test_remove_erases_near_the_pointer_only(notebook, plane):
    for x1 in (-1.0, 0.0, 1.0):
        plane.click(x1, 0.0)
    wait_for_points(notebook, 3)
    plane.press("remove")
    plane.drag((-1.0, 0.05), (0.05, 0.05))
    points = wait_for_points(notebook, 1)
    assert points[0][0] == pytest.approx(1.0, abs=0.02)
    assert near(plane.color(1.0, 0.0), BLUE) and not near(plane.color(-1.0, 0.0), BLUE)
    plane.press("Undo")
    wait_for_points(notebook, 3)
    plane.press("Clear")
    wait_until(lambda: points_of(notebook) == [], "clear")
    plane.press("Undo")
    wait_for_points(notebook, 3)


def test_the_keyboard_alone_sets_and_removes_points(notebook, plane):
    plane.button("remove").focus()
    plane.press_keys("Tab")
    assert plane.canvas.evaluate("(el) => el === document.activeElement && el.matches(':focus-visible')")
    plane.press_keys("2", "ArrowRight", "ArrowRight", "ArrowUp", "Enter")
    plane.press_keys("1", "Shift+ArrowLeft", "Space")
    points = wait_for_points(notebook, 2)
    assert points[0] == (pytest.approx(0.2, abs=0.01), pytest.approx(0.1, abs=0.01), 1)
    assert points[1] == (pytest.approx(-0.3, abs=0.01), pytest.approx(0.1, abs=0.01), 0)
    assert plane.root.locator(".dlc-readout").inner_text() == "x1 −0.30, x2 0.10"
    plane.press_keys("ArrowRight", "Delete")
    assert [label for _, _, label in wait_for_points(notebook, 1)] == [1]
    plane.press_keys("Control+z")
    wait_for_points(notebook, 2)
    assert plane.canvas.evaluate("(el) => el === document.activeElement"), "no key has left the plane"
    plane.press_keys("Tab")
    assert plane.page.evaluate("document.activeElement.textContent") == "Undo"


def test_every_tool_has_a_sign_and_a_name(plane):
    group = plane.root.get_by_role("group", name="what a press on the plane does")
    assert [button.inner_text() for button in group.get_by_role("button").all()] == [
        "cats", "<b>dogs</b>", "remove",
    ]  # fmt: skip
    signs = [sign.evaluate(ALL_PIXELS) for sign in group.locator("canvas").all()]
    drawn = [[i for i, opacity in enumerate(sign[3::4]) if opacity > 100] for sign in signs]
    assert len(signs) == 2 and all(drawn) and drawn[0] != drawn[1], "each class in a shape of its own"
    assert "An empty plane" in plane.canvas.get_attribute("aria-label")
    assert plane.canvas.evaluate("(el) => getComputedStyle(el).touchAction") == "none"


def test_what_is_drawn_while_the_kernel_stands_still_is_there_at_once_and_arrives_later(notebook, plane):
    with standing_still(notebook):
        plane.click(1.0, 1.0)
        plane.press("<b>dogs</b>")
        plane.click(-1.0, -1.0)
        plane.click(0.0, -1.0)
        plane.press("Undo")
        assert near(plane.color(1.0, 1.0), BLUE) and near(plane.color(-1.0, -1.0), ORANGE)
        assert not near(plane.color(0.0, -1.0), ORANGE)
        readout = plane.root.locator(".dlc-readout")
        wait_until(lambda: "has not answered yet" in readout.inner_text(), "the panel says why")
    points = wait_for_points(notebook, 2)
    assert [label for _, _, label in points] == [0, 1]
    wait_until(lambda: readout.inner_text() == "", "the words go")


def test_a_thousand_points_are_the_most(notebook):
    full = Plane(notebook.lab(2))
    full.click(0.0, 0.0)
    readout = full.root.locator(".dlc-readout")
    wait_until(lambda: "1,000 points is the most" in readout.inner_text(), "the limit is said in words")
    full.click(0.5, 0.5)
    full.drag((-1, -1), (1, 1))
    full.press("Undo")  # messages arrive in their order: this one takes back the click that had room
    wait_until(lambda: notebook.evaluate("len(full.y)") == 999, "the kernel refused what was too much")


def test_a_stroke_becomes_an_image_and_is_read(notebook, pad):
    assert pad.status.endswith("draw with the mouse, a finger or a pen") and max(pad.seen()) == 0
    pad.draw((0.5, 0.2), (0.5, 0.8))
    assert pad.brightness(0.5, 0.5) == 255 and pad.brightness(0.2, 0.5) == 0
    answer = wait_until(
        lambda: "ink" in pad.status and notebook.evaluate("f'{pad.image.sum():.1f}'"), "the answer is shown"
    )
    wait_until(lambda: pad.status == f"strokes 1 · ink {answer}", "the answer to the whole stroke")
    assert max(wait_for_image(notebook, pad)) == 255
    assert notebook.evaluate("seen[-1].shape") == (28, 28)


def test_the_network_looks_on_while_a_stroke_is_drawn(notebook, pad):
    pad.canvas.scroll_into_view_if_needed()
    pad.move_to(0.5, 0.1)
    pad.page.mouse.down()
    for i in range(40):
        pad.move_to(0.5, 0.1 + i / 80, steps=1)
        pad.page.wait_for_timeout(10)
    wait_until(lambda: notebook.evaluate("len(seen)") > 0, "an image before the pen is lifted")
    assert notebook.evaluate("len(pad.strokes)") == 1
    pad.page.mouse.up()
    wait_until(lambda: notebook.evaluate("float(pad.strokes[0][-1][1])") > 0.55, "the end of the stroke")
    assert notebook.evaluate("len(pad.strokes)") == 1
    pad.press("Undo")
    wait_until(lambda: notebook.evaluate("len(pad.strokes)") == 0, "one undo takes the whole stroke back")


def test_undo_and_clear(notebook, pad):
    pad.draw((0.4, 0.2), (0.4, 0.8))
    pad.draw((0.6, 0.2), (0.6, 0.8))
    wait_until(lambda: notebook.evaluate("len(pad.strokes)") == 2, "two strokes")
    pad.press("Undo")
    wait_until(lambda: notebook.evaluate("len(pad.strokes)") == 1, "one is left")
    wait_until(lambda: pad.brightness(0.6, 0.5) == 0 and pad.brightness(0.4, 0.5) == 255, "the page agrees")
    looks = notebook.evaluate("len(seen)")
    pad.press("Clear")
    assert pad.brightness(0.4, 0.3) == 0, "at once"
    wait_until(lambda: max(pad.seen()) == 0, "nothing to see")
    assert notebook.evaluate("(len(seen), float(pad.image.sum()))") == (looks, 0)


def test_undo_takes_a_stroke_back_of_which_parts_are_still_on_their_way(notebook, pad):
    pad.draw((0.2, 0.2), (0.2, 0.8))
    wait_for_image(notebook, pad)
    with standing_still(notebook):
        pad.move_to(0.7, 0.1)
        pad.page.mouse.down()
        for i in range(30):
            pad.move_to(0.7, 0.1 + i / 40, steps=1)
            pad.page.wait_for_timeout(10)  # so long that the page sends a part of it
        pad.page.mouse.up()
        assert pad.brightness(0.7, 0.1) == pad.brightness(0.7, 0.6) == 255
        pad.press("Undo")
        assert pad.brightness(0.7, 0.1) == 0 and pad.brightness(0.2, 0.5) == 255
    wait_until(lambda: notebook.evaluate("len(pad.strokes)") == 1, "the kernel agrees")


def test_keys_draw_straight_and_askew(notebook, pad):
    pad.canvas.focus()
    keyboard = pad.page.keyboard
    readout = pad.root.locator(".dlc-readout")
    keyboard.press("ArrowUp")
    keyboard.press("Space")
    assert readout.inner_text() == "the pen is down"
    for _ in range(8):
        keyboard.press("ArrowDown")
    keyboard.down("ArrowRight")
    for _ in range(4):
        keyboard.press("ArrowDown")
    keyboard.up("ArrowRight")
    keyboard.press("Space")
    assert readout.inner_text() == "the pen is up"
    keyboard.press("ArrowLeft")
    wait_until(lambda: "ink" in pad.status, "it is read")
    (stroke,) = notebook.evaluate("[np.round(stroke * 32).astype(int).tolist() for stroke in pad.strokes]")
    assert stroke[0] == [16, 15] and stroke[8] == [16, 23]
    assert stroke[9] == [17, 23] and stroke[-1] == [21, 27], "a step aside, then four askew"
    keyboard.press("Control+z")
    wait_until(lambda: notebook.evaluate("len(pad.strokes)") == 0, "undone")
    assert pad.canvas.evaluate("(el) => el === document.activeElement")


def test_the_pen_can_be_wider(notebook, pad):
    pad.draw((0.5, 0.2), (0.5, 0.8))
    wait_until(lambda: "ink" in pad.status, "it is read")
    assert pad.brightness(0.56, 0.5) == 0
    pad.move("pen", *["ArrowRight"] * 7)
    wait_until(lambda: notebook.evaluate("round(pad.sheet.width, 2)") == 0.16, "the kernel has the width")
    wait_until(lambda: pad.brightness(0.56, 0.5) == 255, "the stroke is drawn anew")
    pad.move("pen", *["ArrowLeft"] * 7)
    wait_until(lambda: notebook.evaluate("round(pad.sheet.width, 2)") == 0.09, "and back")


def test_what_goes_wrong_in_the_reader_s_function_is_said(notebook, pad):
    pad.draw((0.1, 0.5), (0.9, 0.5))
    wait_until(lambda: pad.status == "strokes 1 · ValueError: too wide", "the status line says it")
    assert notebook.output(1).get_by_text("Traceback").count() == 0
    pad.press("Clear")
    wait_until(lambda: "ValueError" not in pad.status, "the words go")


def test_a_reloaded_page_shows_what_was_drawn(notebook, plane, pad):
    plane.click(1.0, 1.0)
    pad.draw((0.5, 0.2), (0.5, 0.8))
    wait_for_points(notebook, 1)
    seen = wait_for_image(notebook, pad)
    notebook.save()
    notebook.reopen()
    plane, pad = Plane(notebook.cell(0).locator(".dlc-lab")), PadOnPage(notebook.cell(1).locator(".dlc-lab"))
    wait_until(lambda: plane.canvas.count() == 1 and pad.canvas.count() == 1, "both are back", 60)
    wait_until(lambda: near(plane.color(1.0, 1.0), BLUE), "the point")
    wait_until(lambda: pad.seen() == seen and pad.brightness(0.5, 0.5) == 255, "the stroke")
    plane.click(-1.0, 1.0)
    wait_for_points(notebook, 2)
