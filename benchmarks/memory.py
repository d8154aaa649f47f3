"""Whether memory stays flat while a lab's cell runs again and again, a lab makes other networks, and trains.

    python benchmarks/memory.py [--json] [--runs 50] [--rebuilds 200] [--minutes 10]

In a real kernel with a real page, by the tests' harness. Growth is counted from the end of the warm-up, the
first quarter of each part; the target for other networks and for training is below 5 %.

JupyterLab keeps what belongs to each comm that a kernel ever opened (`CommHandler` connects to
`statusChanged` and never lets go), so a page grows whenever a cell with widgets runs again: a cell with eight
of ipywidgets' own sliders shows by how much.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser import LAB, SETUP

from tests.browser.chromium import chromium
from tests.browser.lab_on_page import LabOnPage
from tests.browser.notebook_page import NotebookPage, open_notebook, wait_until
from tests.browser.server import JupyterServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SLIDERS = "import ipywidgets; ipywidgets.VBox([ipywidgets.FloatSlider() for _ in range(8)])"
MEGABYTE = 1e6
LOOKS = 20  # per part


def look(notebook: NotebookPage) -> dict[str, float]:
    """Megabytes of the kernel (resident) and of the page (JavaScript objects after a collection)."""
    notebook.execute("import gc; gc.collect()")
    session = notebook.page.context.new_cdp_session(notebook.page)
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    resident = notebook.evaluate("__import__('psutil').Process().memory_info().rss")
    return {"kernel": resident / MEGABYTE, "page": heap / MEGABYTE}


def repeat(notebook: NotebookPage, act: Callable[[int], None], times: int) -> Iterator[dict[str, float]]:
    """Do something again and again; yields what `look` sees."""
    for count in range(times):
        act(count)
        if (count + 1) % max(1, times // LOOKS) == 0:
            yield look(notebook)


def take_a_step(notebook: NotebookPage) -> None:
    """One step of a lab that begins anew."""
    lab = LabOnPage(notebook.lab())
    wait_until(lambda: lab.step == 0, "the lab begins anew")
    lab.press("Step")
    wait_until(lambda: lab.step == 1, "it takes a step")


def run_lab(notebook: NotebookPage, _: int) -> None:
    """Run the lab's cell again."""
    notebook.run_cell(1)
    take_a_step(notebook)


def press_for_another_network(notebook: NotebookPage, count: int) -> None:
    """Add a unit, or take it away, in turns."""
    LabOnPage(notebook.lab()).press("remove a unit from layer 1" if count % 2 else "add a unit to layer 1")
    take_a_step(notebook)


def train(notebook: NotebookPage, minutes: float) -> Iterator[dict[str, float]]:
    """Let the lab train as fast as it can; yields what `look` sees."""
    lab = LabOnPage(notebook.lab())
    lab.move("speed", "End")
    lab.press("Train")
    for _ in range(LOOKS):
        notebook.page.wait_for_timeout(60_000 * minutes / LOOKS)
        yield look(notebook)


def summary(seen: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """For kernel and page: megabytes after the warm-up and at the end, and the growth in percent."""
    warm, end = seen[len(seen) // 4], seen[-1]
    return {
        place: {
            "warm_mb": round(warm[place], 1),
            "end_mb": round(end[place], 1),
            "growth_percent": round(100 * (end[place] / warm[place] - 1), 1),
        }
        for place in warm
    }


def repeated(looks: Iterator[dict[str, float]], number: int) -> dict[str, Any]:
    """What was seen in so many repetitions, and how long one took."""
    began = time.monotonic()
    found = summary(list(looks))
    return {"number": number, "seconds_each": round((time.monotonic() - began) / number, 2), **found}


def measure(
    server: JupyterServer, browser: Browser, runs: int, rebuilds: int, minutes: float
) -> dict[str, Any]:
    """All parts, as a JSON-able record."""
    notebook = open_notebook(server, browser, "memory", [SETUP, LAB, SLIDERS])
    notebook.run_cell(0)
    plain = repeated(repeat(notebook, lambda _: notebook.run_cell(2), runs), runs)
    ran = repeated(repeat(notebook, partial(run_lab, notebook), runs), runs)
    rebuilt = repeated(repeat(notebook, partial(press_for_another_network, notebook), rebuilds), rebuilds)
    trained = list(train(notebook, minutes))
    return {
        "page": "JupyterLab" if server.kind == "lab" else "classic Notebook",
        "plain": plain,
        "runs": ran,
        "rebuilds": rebuilt,
        "training": {"minutes": minutes, "steps": notebook.evaluate("lab.steppable.snapshot()['step']")}
        | summary(trained),
    }


def show(result: dict[str, Any]) -> None:
    """The record as a table."""
    for part, words in (
        ("plain", "{number} runs of a cell with eight sliders, {seconds_each} s each"),
        ("runs", "{number} runs of a lab's cell, {seconds_each} s each"),
        ("rebuilds", "{number} times another network, {seconds_each} s each"),
        ("training", "{minutes:g} minutes of one lab, {steps:,} steps"),
    ):
        found = result[part]
        print(f"{result['page']}: {words.format(**found)}")
        for place in ("kernel", "page"):
            print(
                "  {0}: {warm_mb} MB warm, {end_mb} MB at the end, {growth_percent:+} %".format(
                    place, **found[place]
                )
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--runs", type=int, default=50, help="how often the lab's cell runs")
    parser.add_argument("--rebuilds", type=int, default=200, help="how often a lab makes another network")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long the last lab trains")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        server = JupyterServer(Path(folder))
        try:
            found = measure(server, browser, arguments.runs, arguments.rebuilds, arguments.minutes)
        finally:
            server.close()
    print(json.dumps(found)) if arguments.json else show(found)
