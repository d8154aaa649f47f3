"""A lab as its user meets it: buttons and sliders by role and name, the status line, the pixels drawn."""

from __future__ import annotations

import re

from playwright.sync_api import Locator

from .notebook_page import NotebookPage, wait_until

# Makes labs of a Keras network; `labs` holds them all.
KERAS = """
import dlcourse as dl, keras, numpy as np
circles = dl.datasets.load("circles")
labs = []

def new_lab():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.Input((2,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
    labs.append(dl.live.train(model, circles))
    return labs[-1]
"""
# A perceptron never learns XOR, so it trains for ever; and without TensorFlow it starts at once.
ENDLESS = """
import numpy as np, dlcourse as dl
corners = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], dtype="float32")
lab = dl.live.perceptron((corners, np.array([0, 1, 1, 0])))
lab
"""
COUNT_COLORS = """(canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const seen = { blue: 0, orange: 0, gray: 0, all: data.length / 4, fingerprint: 0 };
    for (let i = 0; i < data.length; i += 4) {
        const [r, g, b, opacity] = data.subarray(i, i + 4);
        seen.fingerprint = (Math.imul(seen.fingerprint, 31) + (r << 16) + (g << 8) + b + opacity) | 0;
        if (opacity < 200) continue;
        if (b > r + 60) seen.blue += 1;
        else if (r > b + 60) seen.orange += 1;
        else if (Math.abs(r - b) < 40 && r > 150 && r < 200) seen.gray += 1;
    }
    return seen;
}"""

ALL_DRAWN = """() => [...__dlcourse_controllers.values()].every(({ inFlight }) => inFlight.size === 0)
    && __dlcourse_due.size === 0"""
# The newest request of each lab has its answer, and that is drawn; earlier ticks may still be on their way.
ANSWERED = """() => [...__dlcourse_controllers.values()].every((each) => !each.inFlight.has(each.serial))
    && __dlcourse_due.size === 0"""


class LabOnPage:
    """One lab in an open page; `root` is its locator."""

    def __init__(self, root: Locator) -> None:
        self.root, self.page = root, root.page

    def button(self, name: str) -> Locator:
        """The button with this accessible name."""
        return self.root.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        """Click a button."""
        self.button(name).click()

    def slider(self, name: str) -> Locator:
        """The slider with this accessible name."""
        return self.root.get_by_role("slider", name=name, exact=True)

    def move(self, slider: str, *keys: str) -> None:
        """Move a slider with the keyboard."""
        for key in keys:
            self.slider(slider).press(key)

    @property
    def status(self) -> str:
        """The text of the status line."""
        return self.root.get_by_role("status").inner_text()

    @property
    def step(self) -> int:
        """N of `step N` in the status line; −1 while there is none."""
        found = re.search(r"step (\d+)", self.status)
        return int(found.group(1)) if found else -1

    def number(self, name: str) -> float:
        """The number that follows `name` in the status line."""
        found = re.search(rf"(?:^|· ){re.escape(name)} (\S+)", self.status)
        assert found, f"no {name!r} in the status line: {self.status!r}"
        return float(found.group(1).replace("−", "-"))

    def wait_for_steps(self, more: int = 1, seconds: float = 30) -> int:
        """Wait until training is `more` steps further than now; returns where it is."""
        start = self.step
        wait_until(
            lambda: self.step >= start + more,
            f"{more} steps beyond {start}; it says {self.status!r}",
            seconds,
        )
        return self.step

    def begin_training(self, more: int = 1) -> None:
        """Press Train and wait until it has trained some steps."""
        self.press("Train")
        self.button("Pause").wait_for()
        self.wait_for_steps(more)

    def rest(self) -> int:
        """Press Pause and wait until the last frame on its way is drawn; returns the step."""
        self.press("Pause")
        self.button("Train").wait_for()
        self.page.wait_for_function(ALL_DRAWN)
        return self.step

    def back_to_start(self) -> None:
        """Press Reset and wait for step 0, that of this press and not of an earlier one."""
        self.press("Reset")
        self.button("Train").wait_for()
        self.page.wait_for_function(ANSWERED)
        wait_until(lambda: self.step == 0, f"step 0 after Reset; it says {self.status!r}")

    def colors(self, panel: str) -> dict[str, int]:
        """What is drawn on the canvas of a panel, "curves" or "field".

        Numbers of pixels: "blue" (class 0; the training curve), "orange" (class 1; the curve of new points),
        "gray" (earlier runs) and "all"; and a "fingerprint" that changes with any pixel.
        """
        return self.root.locator(f".dlc-panel-{panel} canvas").evaluate(COUNT_COLORS)


def lab_below(notebook: NotebookPage, cell: int, seconds: float = 30) -> LabOnPage:
    """The one lab in a cell's output, once it is there."""
    root = notebook.cell(cell).locator(".dlc-lab")
    wait_until(lambda: root.count() == 1, f"one lab below cell {cell}, there are {root.count()}", seconds)
    return LabOnPage(root)


def lab_in(notebook: NotebookPage, cell: int) -> LabOnPage:
    """The lab in a cell's output, once it shows that it stands at its start."""
    lab = lab_below(notebook, cell)
    wait_until(lambda: lab.step == 0, f"step 0 in cell {cell}: {lab.status!r}", 60)
    return lab


def steps_in_kernel(notebook: NotebookPage, lab: str = "lab") -> int:
    """Where training stands, asked of the kernel past the page."""
    return notebook.evaluate(f"int({lab}.steppable.snapshot()['step'])")
