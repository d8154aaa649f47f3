"""Labs for everybody: axe-core's rules, keys alone, small and enlarged pages, less motion, forced colors.

A new lab is one more line in LABS. What axe cannot see, what is drawn on a canvas, panels' own tests see.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from .notebook_page import NotebookPage, open_notebook, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser

SETUP = """
import dlcourse as dl, keras
keras.utils.set_random_seed(1)
circles = dl.datasets.load("circles", noise=0.1)

def compiled():
    model = keras.Sequential([
        keras.Input((2,)), keras.layers.Dense(4, "tanh"), keras.layers.Dropout(0.1),
        keras.layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.SGD(0.03, momentum=0.5), "binary_crossentropy", metrics=["accuracy"])
    return model
"""
FIT = """
compiled().fit(circles.x_train, circles.y_train, epochs=2, verbose=0, callbacks=[dl.live.Callback(circles)]);
"""
LABS = {
    "train": "dl.live.train(compiled(), circles)",
    "perceptron": "dl.live.perceptron(dl.datasets.load('blobs'))",
    "fit": FIT,
    "quiz": "dl.quiz('1')",
    "own points": "dl.live.draw_points()",
    "pad": "dl.live.pad()",
    "playground": "dl.live.playground()",
    "race": "dl.live.race()",
}
KEYS_REACH = "button, input, select, textarea, summary, a[href], [tabindex], [contenteditable=true]"
# Everything in the lab that a key can reach now: of a group of radio buttons the chosen one, or the first.
REACHABLE = """(root, selector) => [...root.querySelectorAll(selector)].filter((el) => {
    if ((el.tabIndex < 0 && !el.isContentEditable) || el.disabled ||
         !el.checkVisibility({ visibilityProperty: true })) return false;
    if (el.type !== "radio") return true;
    const group = [...root.querySelectorAll("input[type=radio]")].filter((other) => other.name === el.name);
    return el === (group.find((other) => other.checked) ?? group[0]) || !el.name;
})"""
# What shows that an element has the focus: an outline, or another border or shadow than without it.
SHOWS_FOCUS = """(root) => {
    const el = document.activeElement;
    const look = () => {
        const { borderColor, boxShadow, backgroundColor } = getComputedStyle(el);
        return borderColor + boxShadow + backgroundColor;
    };
    const style = getComputedStyle(el);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) return true;
    const focused = look();
    el.blur();
    const changed = look() !== focused;
    el.focus();
    return changed;
}"""
STANDS_OUT = """(root) => {
    const frame = root.getBoundingClientRect();
    const isSeen = (el) => el.checkVisibility({ visibilityProperty: true });
    return [...root.querySelectorAll("*")].filter(isSeen).filter((el) => {
        const box = el.getBoundingClientRect();
        return box.width > 0 && box.height > 0 && (box.right > frame.right + 1 || box.left < frame.left - 1);
    }).map((el) => `${el.tagName}.${el.className}`);
}"""
OVERLAPS = """(root) => {
    const parts = "button, input, select, .widget-label, .widget-readout, [role=slider], canvas";
    const seen = [...root.querySelectorAll(parts)]
        .filter((el) => el.checkVisibility({ visibilityProperty: true }))
        .filter((el) => el.getBoundingClientRect().width > 1);
    const pairs = [];
    seen.forEach((a, i) => seen.slice(i + 1).forEach((b) => {
        if (a.contains(b) || b.contains(a)) return;
        // A network's inputs stand on its drawing.
        const drawing = a.matches("canvas") || b.matches("canvas");
        if (drawing && a.closest(".dlc-panel") === b.closest(".dlc-panel")) return;
        const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
        const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
        const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
        if (wide > 2 && high > 2) pairs.push(`${a.outerHTML.slice(0, 90)} over ${b.outerHTML.slice(0, 90)}`);
    }));
    return pairs;
}"""

# What the labs' elements are given by styles; how large that makes them follows from it.
LOOKS = """() => [...document.querySelectorAll(".dlc-lab, .dlc-lab *")].map((el) => {
    const style = getComputedStyle(el);
    const given = ["flex", "display", "margin", "padding", "border", "min-height", "max-width", "cursor",
        "color", "background", "opacity", "font-size", "font-weight"];
    return [el.tagName, el.getAttribute("class"), ...given.map((name) => style.getPropertyValue(name))];
})"""
STYLES_REVERSED = """() => {
    const isOurs = (el) => el.textContent.includes(".dlc-lab");
    const sheets = [...document.querySelectorAll("style")].filter(isOurs);
    const places = sheets.map((el) => {
        const place = document.createComment("");
        el.replaceWith(place);
        return place;
    });
    sheets.reverse().forEach((el, i) => places[i].replaceWith(el));
    return sheets.length;
}"""


def root_of(notebook: NotebookPage, lab: str) -> Locator:
    """The lab's own part of the page."""
    return notebook.cell(1 + list(LABS).index(lab)).locator(".dlc-lab, .dlc-quiz").first


@pytest.fixture(scope="module")
def notebook(browser, jupyter) -> Iterator[NotebookPage]:
    """A notebook with all labs, each shown and at rest."""
    notebook = open_notebook(jupyter, browser, "accessible", [SETUP, *LABS.values()])
    notebook.run_all()
    for lab in LABS:
        root = root_of(notebook, lab)
        wait_until(lambda root=root: root.locator("button, canvas").count() > 0, f"{lab} is shown", 60)
    yield notebook
    notebook.close()


@pytest.fixture(scope="module", params=["light", "dark"])
def themed(request, jupyter, notebook) -> Iterator[NotebookPage]:
    if request.param == "dark" and jupyter.kind == "classic":
        pytest.skip("classic Notebook has no dark theme")
    if request.param == "dark":
        notebook.use_theme("dark")
        light = notebook.page.locator(".dlc-lab[data-dlc-theme]:not([data-dlc-theme=dark])")
        wait_until(lambda: light.count() == 0, "every lab is dark")
    yield notebook
    if request.param == "dark":
        notebook.use_theme("light")


@pytest.mark.parametrize("lab", LABS)
def test_axe_finds_nothing_serious(themed, lab):
    sync_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
    themed.page.evaluate(sync_playwright.Axe().axe_script)
    found = root_of(themed, lab).evaluate("(root) => axe.run(root)")
    assert len(found["passes"]) > 5, "axe has looked at it"
    serious = [
        f"{violation['id']} ({violation['impact']}): {node['html'][:200]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
    assert serious == []


@pytest.mark.parametrize("lab", LABS)
def test_the_tab_key_reaches_every_control_in_order_and_shows_where_it_is(notebook, lab):
    root, page = root_of(notebook, lab), notebook.page
    root.evaluate(
        f"(root) => {{ root.stops = ({REACHABLE})(root, {KEYS_REACH!r}); root.stops[0]?.focus(); }}"
    )
    stops = root.evaluate("(root) => root.stops.length")
    for place in range(stops):
        here = root.evaluate("(root) => root.stops.indexOf(document.activeElement)")
        assert here == place, root.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
        assert root.evaluate(SHOWS_FOCUS), root.evaluate(
            "(root) => document.activeElement.outerHTML.slice(0, 200)"
        )
        page.keyboard.press("Tab")
    if stops:  # no trap: the next Tab has left the lab
        assert not root.evaluate("(root) => root.contains(document.activeElement)")


@pytest.mark.parametrize("lab", [name for name in LABS if name != "quiz"])
def test_every_button_can_be_hit_with_a_finger(notebook, lab):
    small = root_of(notebook, lab).evaluate(
        """(root) => [...root.querySelectorAll("button, select, input, [role=slider]")]
            .filter((el) => el.checkVisibility({ visibilityProperty: true }))
            .map((el) => [el.closest("label") ?? el.closest(".slider-container") ?? el, el])
            .filter(([target]) => {
                const box = target.getBoundingClientRect();
                return box.width > 0 && (box.height < 20 || box.width < 20);
            }).map(([, el]) => el.outerHTML.slice(0, 160))"""
    )
    assert small == []


# A phone; and a window of 1200 pixels at twice its size, in which a page has half the room.
@pytest.mark.parametrize("width", [500, 600], ids=["phone", "zoom of 200 %"])
@pytest.mark.parametrize("lab", LABS)
def test_in_a_small_page_nothing_is_cut_and_nothing_overlaps(notebook, lab, width):
    page, size = notebook.page, notebook.page.viewport_size
    try:
        page.set_viewport_size({"width": width, "height": 800})
        root = root_of(notebook, lab)
        wait_until(lambda: root.bounding_box()["width"] < width, "the lab has become as narrow as the page")
        wait_until(
            lambda: root.evaluate(STANDS_OUT) == [], f"all is inside: {root.evaluate(STANDS_OUT)[:5]}", 10
        )
        assert root.evaluate("(root) => root.scrollWidth <= root.clientWidth + 1"), "it scrolls sideways"
        assert root.evaluate(OVERLAPS) == []
    finally:
        page.set_viewport_size(size)


def test_the_look_does_not_depend_on_which_widget_comes_first(notebook):
    """Widgets bring their styles as they come: where two are as specific, chance would decide."""
    before = notebook.page.evaluate(LOOKS)
    brought = notebook.page.evaluate(STYLES_REVERSED)
    try:
        after = notebook.page.evaluate(LOOKS)
    finally:
        notebook.page.evaluate(STYLES_REVERSED)
    assert brought > 5
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("lab", LABS)
def test_who_asks_for_less_motion_gets_none(notebook, lab):
    notebook.page.emulate_media(reduced_motion="reduce")
    try:
        moving = root_of(notebook, lab).evaluate(
            """(root) => [...root.querySelectorAll("*")].filter((el) => {
                const style = getComputedStyle(el);
                const times = style.transitionDuration.split(", ");
                return style.animationName !== "none" || times.some((time) => time !== "0s");
            }).map((el) => el.outerHTML.slice(0, 120))"""
        )
    finally:
        notebook.page.emulate_media(reduced_motion="no-preference")
    assert moving == []


@pytest.mark.parametrize("lab", LABS)
def test_forced_colors_hide_nothing(notebook, lab):
    """There, backgrounds go: what is no text needs an edge, or keeps its own colors."""
    notebook.page.emulate_media(forced_colors="active")
    try:
        lost = root_of(notebook, lab).evaluate(
            """(root) => [...root.querySelectorAll(
                "button, select, [role=slider], .noUi-target, .ui-slider, .dlc-legend-bar")]
                .filter((el) => el.checkVisibility({ visibilityProperty: true }))
                .filter((el) => {
                    const style = getComputedStyle(el);
                    const edge = style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) >= 1;
                    return !edge && style.forcedColorAdjust !== "none" && !el.textContent.trim();
                }).map((el) => el.outerHTML.slice(0, 120))"""
        )
    finally:
        notebook.page.emulate_media(forced_colors="none")
    assert lost == []
