"""How a lab feels in a real notebook page: frames per second, and the wait from a hand's move to its picture.

    python benchmarks/browser.py [--json] [--seconds 5] [--repeats 15]

Starts a Jupyter server and a headless Chromium with the tests' harness (JupyterLab, or the classic Notebook
where only that is installed). All times are taken in the page: from the event that the hand causes to the
canvas being drawn anew. The lab is the playground: network, answer and curves.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.chromium import chromium
from tests.browser.notebook_page import NotebookPage, open_notebook, wait_until
from tests.browser.server import JupyterServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TARGETS = {
    "frames_per_second": "≥ 40",
    "frames_per_second_at_full_speed": "≥ 40",
    "slider_to_frame_ms": "≤ 80",
    "slider_to_frame_at_full_speed_ms": "≤ 80",
    "press_to_frame_ms": "≤ 100",
    "first_press_to_frame_ms": "≤ 1500",
    "other_cell_ms": "≤ 250",
    "new_network_ms": "≤ 1000",
}
WORDS = {
    "lab_shown_ms": "cell run → lab drawn, Keras imported before",
    "first_press_to_frame_ms": "first press of Train → frame",
    "press_to_frame_ms": "later press of Train → frame, median",
    "frames_per_second": "frames per second: network, answer and curves, 10 steps a frame",
    "frames_per_second_at_full_speed": "the same with 12 ms of training a frame",
    "steps_per_second_at_full_speed": "optimizer steps per second meanwhile",
    "slider_to_frame_ms": "slider moved while it trains → frame that shows it, median",
    "slider_to_frame_at_full_speed_ms": "the same with 12 ms of training a frame",
    "slider_to_frame_at_rest_ms": "the same while it rests",
    "other_cell_ms": "another cell's output while it trains, median",
    "new_network_ms": "a unit more → the new network, compiled for the first time",
    "known_network_ms": "the same for a network that was there before, median",
}
SETUP = """
import keras
import dlcourse as dl
data = dl.datasets.load("circles", noise=0.1)
keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).predict(data.x_train[:1], verbose=0);
"""
LAB = """
lab = dl.live.playground(data, units=(4, 2))
lab
"""
OTHER = "print('other ' + 'cell')"

# Notes when the field's canvas is drawn, and when its examples are drawn anew, which they are only when one
# of them has moved: so a frame that shows another noise is told from one that only shows more training. And
# when the other cell's words appear.
WATCH = """() => {
    const watch = globalThis.__watch = { draws: [], moved: [], outputs: [], rebuilt: [], hands: [] };
    const isField = (canvas) => canvas.isConnected && canvas.classList.contains("dlc-field");
    const { drawImage, clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.drawImage = function (...details) {
        const isExamples = details[0].classList.contains("dlc-examples");
        if (isField(this.canvas) && !isExamples) watch.draws.push(performance.now());
        return drawImage.apply(this, details);
    };
    CanvasRenderingContext2D.prototype.clearRect = function (...details) {
        if (this.canvas.classList.contains("dlc-examples")) watch.moved.push(performance.now());
        return clearRect.apply(this, details);
    };
    new MutationObserver((changes) => {
        const added = changes.flatMap((change) => [...change.addedNodes]);
        const told = added.some((node) => node.textContent.includes("other cell"));
        if (told) watch.outputs.push(performance.now());
        // The number of units above a layer is another when another network comes.
        const isCount = ({ target }) => target.parentElement?.classList.contains("dlc-network-count");
        if (changes.some(isCount)) watch.rebuilt.push(performance.now());
    }).observe(document.body, { childList: true, subtree: true });
    for (const kind of ["click", "keydown"]) {
        addEventListener(kind, () => watch.hands.push(performance.now()), { capture: true });
    }
}"""


class Stopwatch:
    """A lab in an open notebook, and the times at which its page saw hands move and canvases drawn."""

    def __init__(self, notebook: NotebookPage) -> None:
        self.notebook, self.page = notebook, notebook.page
        self.root = notebook.lab()

    def press(self, name: str) -> None:
        """Click one of the lab's buttons."""
        self.root.get_by_role("button", name=name, exact=True).click()

    def wait(self, record: str) -> float:
        """Milliseconds from the last move of a hand to the next draw, move or output."""
        script = f"""() => {{
            const hand = __watch.hands.at(-1);
            const time = __watch.{record}.find((at) => at > hand);
            return time === undefined ? false : [time - hand];
        }}"""
        return self.page.wait_for_function(script, timeout=30_000).json_value()[0]

    def pause(self) -> None:
        """Press Pause and wait for the last frame on its way."""
        self.press("Pause")
        self.root.get_by_role("button", name="Train", exact=True).wait_for()
        self.page.wait_for_timeout(400)

    def step(self) -> int:
        """N of `step N`."""
        return int(self.root.get_by_role("status").inner_text().split()[1])

    def presses(self, repeats: int) -> list[float]:
        """Train pressed again and again: milliseconds to the next frame."""
        found = []
        for _ in range(repeats):
            self.press("Train")
            found.append(self.wait("draws"))
            self.pause()
        return found

    def slides(self, repeats: int) -> list[float]:
        """The noise slider moved by one notch, up and down in turns: milliseconds to the points' moving."""
        slider = self.root.get_by_role("slider", name="noise", exact=True)
        slider.focus()
        found = []
        for turn in range(repeats):
            self.page.keyboard.press("ArrowRight" if turn % 2 else "ArrowLeft")
            found.append(self.wait("moved"))
            self.page.wait_for_timeout(150)  # as a hand would rest; else one wait runs into the next
        return found

    def rates(self, seconds: float) -> tuple[float, float]:
        """(frames, optimizer steps) per second while it trains."""
        count = "() => [__watch.draws.length, performance.now()]"
        steps, (frames, began) = self.step(), self.page.evaluate(count)
        self.page.wait_for_timeout(1000 * seconds)
        more_steps, (more_frames, ended) = self.step(), self.page.evaluate(count)
        passed = (ended - began) / 1000
        return (more_frames - frames) / passed, (more_steps - steps) / passed

    def rebuilds(self, repeats: int) -> list[float]:
        """A unit added and taken away in turns: milliseconds to the other network's first frame."""
        found = []
        for turn in range(repeats):
            self.press("remove a unit from layer 1" if turn % 2 else "add a unit to layer 1")
            found.append(self.wait("rebuilt"))
            self.page.wait_for_timeout(300)
        return found

    def other_cell(self, index: int, repeats: int) -> list[float]:
        """Milliseconds until another cell's one line of output stands there."""
        found = []
        for _ in range(repeats):
            self.notebook.cell(index).locator(".CodeMirror, .cm-editor").click()
            self.page.keyboard.press("Control+Enter")
            found.append(self.wait("outputs"))
        return found


def measure(server: JupyterServer, browser: Browser, seconds: float, repeats: int) -> dict[str, Any]:
    """All measurements of one lab in one notebook, as a JSON-able record."""
    notebook = open_notebook(server, browser, "benchmark", [SETUP, LAB, OTHER])
    page = notebook.page
    page.evaluate(WATCH)
    notebook.run_cell(0)
    began = page.evaluate("performance.now()")
    notebook.run_cell(1, wait=False)
    page.wait_for_function("() => __watch.draws.length > 0", timeout=60_000)
    shown = page.evaluate("__watch.draws[0]") - began
    watch = Stopwatch(notebook)
    watch.press("Train")
    first = watch.wait("draws")
    watch.pause()
    presses = watch.presses(repeats)
    at_rest = watch.slides(repeats)
    watch.press("Train")
    wait_until(lambda: watch.step() > 0, "training has begun")
    frames, _ = watch.rates(seconds)
    slides = watch.slides(repeats)
    # As many steps as fit in 12 ms, the end of the speed slider.
    watch.root.get_by_role("slider", name="speed", exact=True).press("End")
    page.wait_for_timeout(1000)
    full_frames, full_steps = watch.rates(seconds)
    full_slides = watch.slides(repeats)
    others = watch.other_cell(2, repeats)
    new, *known = watch.rebuilds(1 + repeats)
    return {
        "page": "JupyterLab" if server.kind == "lab" else "classic Notebook",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "lab_shown_ms": round(shown),
        "first_press_to_frame_ms": round(first),
        "press_to_frame_ms": round(statistics.median(presses)),
        "frames_per_second": round(frames, 1),
        "frames_per_second_at_full_speed": round(full_frames, 1),
        "steps_per_second_at_full_speed": round(full_steps),
        "slider_to_frame_ms": round(statistics.median(slides)),
        "slider_to_frame_at_full_speed_ms": round(statistics.median(full_slides)),
        "slider_to_frame_at_rest_ms": round(statistics.median(at_rest)),
        "other_cell_ms": round(statistics.median(others)),
        "new_network_ms": round(new),
        "known_network_ms": round(statistics.median(known)),
    }


def show(result: dict[str, Any]) -> None:
    """The record as a table."""
    print(f"{result['page']} in headless Chromium, {result['cores']} cores, load {result['load']}\n")
    for name, words in WORDS.items():
        target = f"   (target {TARGETS[name]})" if name in TARGETS else ""
        print(f"{words:<66}{result[name]:>10,}{' ms' if name.endswith('_ms') else ''}{target}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--seconds", type=float, default=5.0, help="over which frames are counted")
    parser.add_argument("--repeats", type=int, default=15, help="presses and moves of a slider")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        server = JupyterServer(Path(folder))
        try:
            found = measure(server, browser, arguments.seconds, arguments.repeats)
        finally:
            server.close()
    print(json.dumps(found)) if arguments.json else show(found)
