"""A notebook in a page of the browser: running its cells, finding its labs, asking its kernel."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .kernel_connection import SECONDS, KernelConnection
from .server import JupyterServer

if TYPE_CHECKING:  # where Playwright is missing the tests skip, so that this module must import
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

# What the kernel of one notebook does before it serves the next: Python and TensorFlow need not start anew.
_EMPTY = """
import ipywidgets
ipywidgets.Widget.close_all()
get_ipython().reset(new_session=True)
import gc; gc.collect()
"""


class NotebookPage:
    """One notebook, open in one page. Made by `open_notebook`.

    Attributes:
        page: the Playwright page.
        path: the notebook's path below the server's root.
        console_errors: what the page's console called an error, and exceptions nobody caught.
    """

    def __init__(self, server: JupyterServer, browser: Browser, path: str, view: dict[str, Any]) -> None:
        self.server = server
        self.path = path
        self.console_errors: list[str] = []
        self._browser = browser
        self._view = view
        self._connection = KernelConnection(server, path)
        self.page = self._open()

    # --- cells -----------------------------------------------------------------------------------------
    def run_cell(self, index: int, *, wait: bool = True) -> None:
        """Run the code cell `index`, and by default wait until it has run."""
        self.page.evaluate(self._RUN_CELL, index)
        if wait:
            self.wait_for_cell(index)

    def run_all(self, *, wait: bool = True) -> None:
        """Run all cells, and by default wait until the last has run."""
        for index in range(self.number_of_cells()):
            self.run_cell(index, wait=wait)

    def wait_for_cell(self, index: int, seconds: float = SECONDS) -> None:
        """Wait until the cell shows an execution count, so until the kernel is through with it."""
        wait_until(lambda: self._count(index) is not None, f"cell {index} runs to its end", seconds)

    def number_of_cells(self) -> int:
        """How many code cells the page shows."""
        return self.page.locator(self._CODE_CELL).count()

    def cell(self, index: int) -> Locator:
        """The code cell `index` with its input and output."""
        return self.page.locator(self._CODE_CELL).nth(index)

    def output(self, index: int) -> Locator:
        """The output area of code cell `index`."""
        return self.cell(index).locator(self._OUTPUT)

    def lab(self, index: int = 0) -> Locator:
        """The live lab `index`, counted from the top of the page."""
        return self.page.locator(".dlc-lab").nth(index)

    # --- kernel ----------------------------------------------------------------------------------------
    def interrupt_kernel(self) -> None:
        """As the stop button does."""
        self.server.request("POST", f"/api/kernels/{self._connection.kernel()}/interrupt")

    def restart_kernel(self) -> None:
        """As the restart button does; the page stays open."""
        self._connection.drop()
        self.page.evaluate(self._RESTART)

    @property
    def has_subshells(self) -> bool:
        """Whether the kernel can answer widgets' messages while a cell runs, on threads of their own."""
        return self.page.evaluate(self._HAS_SUBSHELLS)

    def evaluate(self, expression: str, seconds: float = SECONDS) -> Any:
        """The value of a Python expression in the notebook's kernel; see `KernelConnection.evaluate`."""
        return self._connection.evaluate(expression, seconds)

    def execute(self, code: str, seconds: float = SECONDS) -> None:
        """Run Python statements in the notebook's kernel; see `KernelConnection.execute`."""
        self._connection.execute(code, seconds)

    # --- page ------------------------------------------------------------------------------------------
    def save(self) -> dict[str, Any]:
        """Save the notebook as the save button does; returns the file's content."""
        file = self.server.root / self.path
        before = file.stat().st_mtime_ns
        self.page.evaluate(self._SAVE)
        wait_until(lambda: file.stat().st_mtime_ns != before, "the notebook is saved", 30)
        return json.loads(file.read_text(encoding="utf-8"))

    def screenshot(self, path: str | Path, target: Locator | None = None) -> Path:
        """A picture of the window, or of one thing in it."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        (target or self.page).screenshot(path=str(path))
        return path

    def close_tab(self) -> None:
        """Close the page; the kernel lives on."""
        self.page.context.close()

    def reopen(self) -> None:
        """Open the notebook again in a new tab, as it was saved; a kernel that still runs is its kernel."""
        if not self.page.is_closed():
            self.close_tab()
        self.page = self._open()

    def stop_kernel(self) -> None:
        """End the kernel."""
        self._connection.drop()
        self.server.stop_kernels(self.path)

    def close(self, *, keep_kernel: bool = True) -> None:
        """Close the page. The kernel is emptied for the next notebook; one that is busy is ended."""
        if not self.page.is_closed():
            self.close_tab()
        if not (keep_kernel and self._empty_kernel()):
            self.stop_kernel()

    # --- for the two kinds of page ---------------------------------------------------------------------
    _CODE_CELL = _OUTPUT = _RUN_CELL = _RESTART = _SAVE = _READY = _PROMPT = ""
    _HAS_SUBSHELLS = "() => false"
    _URL = ""

    def _open(self) -> Page:
        context = self._browser.new_context(**self._view)
        page = context.new_page()
        page.on("console", self._hear)
        page.on(
            "pageerror", lambda error: self.console_errors.append(f"uncaught {error.message}\n{error.stack}")
        )
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{self.server.url}{self._URL}{self.path}", wait_until="domcontentloaded", timeout=60_000)
        page.wait_for_function(self._READY, timeout=SECONDS * 1000)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            place = message.location
            self.console_errors.append(f"{message.text} ({place.get('url')}:{place.get('lineNumber')})")

    def _count(self, index: int) -> int | None:
        """The number in the cell's prompt; None while it is empty, waits or runs."""
        prompt = self.cell(index).locator(self._PROMPT).first.inner_text()
        found = re.search(r"\[\s*(\d+)\s*\]", prompt)
        return int(found.group(1)) if found else None

    def _empty_kernel(self) -> bool:
        """Whether the kernel let itself be emptied, and is kept."""
        try:
            self.execute(_EMPTY, seconds=10)
        except (RuntimeError, TimeoutError):
            return False
        self._connection.drop()
        self.server.keep_kernel(self.path)
        return True


class LabPage(NotebookPage):
    """The notebook in JupyterLab, alone in its window."""

    _URL = "/doc/tree/"
    _CODE_CELL = ".jp-NotebookPanel .jp-CodeCell"
    _OUTPUT = ".jp-OutputArea"
    _PROMPT = ".jp-InputPrompt"
    _READY = """() => {
        const panel = globalThis.jupyterapp?.shell?.currentWidget;
        const kernel = panel?.sessionContext?.session?.kernel;
        return kernel?.connectionStatus === "connected" && kernel?.status === "idle"
            && document.querySelector(".jp-CodeCell") !== null;
    }"""
    # The empty prompt is what tells a finished run from an earlier one.
    _RUN_CELL = """(index) => {
        const notebook = globalThis.jupyterapp.shell.currentWidget.content;
        const codeCells = notebook.widgets.filter((cell) => cell.model.type === "code");
        codeCells[index].model.clearExecution();
        codeCells[index].inputArea.setPrompt("*");
        notebook.activeCellIndex = notebook.widgets.indexOf(codeCells[index]);
        void globalThis.jupyterapp.commands.execute("notebook:run-cell");
    }"""
    _RESTART = "() => globalThis.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    _SAVE = "() => globalThis.jupyterapp.shell.currentWidget.context.save()"
    _HAS_SUBSHELLS = (
        "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.supportsSubshells === true"
    )
    _THEME = "(theme) => globalThis.jupyterapp.commands.execute('apputils:change-theme', { theme })"

    def use_theme(self, theme: str) -> None:
        """Turn the open page "light" or "dark"; that is what it then hears as the system's theme, too."""
        self.page.emulate_media(color_scheme=theme)
        self.page.evaluate(self._THEME, f"JupyterLab {theme.title()}")
        wait_until(
            lambda: self.page.evaluate("document.body.dataset.jpThemeLight") == str(theme == "light").lower(),
            f"the page is {theme}",
        )


class ClassicPage(NotebookPage):
    """The notebook in classic Notebook 6, whose widgets are those that Colab has, too."""

    _URL = "/notebooks/"
    _CODE_CELL = "#notebook-container .code_cell"
    _OUTPUT = ".output_wrapper"
    _PROMPT = ".input_prompt"
    _READY = """() => {
        const notebook = globalThis.Jupyter?.notebook;
        return Boolean(notebook?._fully_loaded) && notebook.kernel?.is_connected()
            && notebook.kernel.info_reply?.status === "ok"
            && notebook.kernel.widget_manager !== undefined;
    }"""
    # The manager asks the kernel for its widgets, in two round trips, and then shows all outputs anew: a lab
    # whose cell has run by then would be taken away while it is being made. Nothing says when it is through.
    _SETTLE = """async () => {
        const { kernel } = globalThis.Jupyter.notebook;
        for (let trip = 0; trip < 4; trip++) await new Promise((done) => kernel.comm_info(undefined, done));
    }"""
    _RUN_CELL = """(index) => {
        const notebook = globalThis.Jupyter.notebook;
        const codeCells = notebook.get_cells().filter((cell) => cell.cell_type === "code");
        codeCells[index].set_input_prompt("*");
        notebook.execute_cells([notebook.find_cell_index(codeCells[index])]);
    }"""
    _RESTART = """() => new Promise((done, fail) => {
        globalThis.Jupyter.notebook.kernel.restart(done, fail);
    })"""
    _SAVE = "async () => { await globalThis.Jupyter.notebook.save_notebook(); }"

    def _open(self) -> Page:
        page = super()._open()
        page.evaluate(self._SETTLE)
        return page


def open_notebook(
    server: JupyterServer,
    browser: Browser,
    name: str,
    cells: list[str],
    *,
    theme: str = "light",
    width: int = 1200,
    height: int = 900,
    fresh: bool = False,
) -> NotebookPage:
    """Write a notebook with these code cells, open it and wait for its kernel. Runs no cell.

    Args:
        name: the notebook's name below the server's root, without `.ipynb`.
        theme: "light" or "dark"; JupyterLab's, and what the page hears as the system's.
        width, height: size of the window in CSS pixels.
        fresh: whether it gets a kernel of its own, also where an earlier notebook has left one, emptied.
    """
    path = f"{name}.ipynb"
    (server.root / path).write_text(json.dumps(_notebook(cells)), encoding="utf-8")
    if not fresh:
        server.lend_kernel(path)
    server.use_theme(theme)
    view = {"viewport": {"width": width, "height": height}, "color_scheme": theme}
    return (LabPage if server.kind == "lab" else ClassicPage)(server, browser, path, view)


def wait_until(condition: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """Wait until the condition holds and return its value; says `what` did not happen otherwise."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def _notebook(cells: list[str]) -> dict[str, Any]:
    return {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"cell-{index}",
                "metadata": {},
                "outputs": [],
                "source": source,
            }
            for index, source in enumerate(cells)
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
