"""A notebook open in the browser: one interface to JupyterLab's page and to the classic Notebook's."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .jupyter_server import JupyterServer, Kernel
from .lab_on_page import LabOnPage

PATIENCE = 90  # seconds: how long a page, a kernel or a cell may take on a busy machine
_numbers = itertools.count(1)


def wait_until(condition: Callable[[], Any], what: str, *, seconds: float = 30, page: Any = None) -> Any:
    """Ask again and again until `condition()` is true and return that; AssertionError with `what` when late."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        if page is None:
            time.sleep(0.05)
        else:
            page.wait_for_timeout(50)  # lets Playwright hear the page meanwhile
    return answer


class NotebookPage:
    """A notebook in a browser window of its own.

    Attributes:
        page: Playwright's page.
        kernel: the kernel it runs in, reachable past the page.
        path: the notebook's file.
        messages: what the page's console said: (type, text, address of the source).
    """

    def __init__(
        self, server: JupyterServer, browser: Any, path: Path, kernel: Kernel, width: int, height: int
    ):
        self.server, self.path, self.kernel = server, path, kernel
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.messages: list[tuple[str, str, str]] = []
        self.page.on("console", lambda m: self.messages.append((m.type, m.text, m.location.get("url", ""))))
        self.page.on(
            "pageerror", lambda error: self.messages.append(("pageerror", str(error), error.stack or ""))
        )
        self.page.on("dialog", lambda dialog: dialog.accept())

    @classmethod
    def open(
        cls, server: JupyterServer, browser: Any, notebook: list[str] | Path, *, kernel: Kernel, theme: str = "light",
        width: int = 1200, height: int = 900,
    ) -> NotebookPage:  # fmt: skip
        """Open a notebook of these cells, or the one saved there, in the page that the server serves."""
        if isinstance(notebook, list):
            notebook = server.write_notebook(f"notebook-{next(_numbers)}.ipynb", notebook)
        server.attach(notebook.name, kernel)
        server.set_theme(theme)
        kind = {"lab": JupyterLabPage, "notebook": ClassicNotebookPage}[server.face]
        opened = kind(server, browser, notebook, kernel, width, height)
        opened.page.goto(opened.address)
        opened.wait_until_ready()
        return opened

    @property
    def address(self) -> str:
        """Where the notebook is served."""
        raise NotImplementedError

    def wait_until_ready(self) -> None:
        """Until the notebook is on the page and its kernel is connected."""
        raise NotImplementedError

    def start_cell(self, i: int) -> None:
        """Begin to run the i-th cell and return at once."""
        raise NotImplementedError

    def is_running(self) -> bool:
        """Whether a cell runs or waits to run."""
        raise NotImplementedError

    def interrupt_kernel(self) -> None:
        """As the stop button does."""
        raise NotImplementedError

    def restart_kernel(self) -> None:
        """As the menu does, without its question; returns when the new kernel is connected."""
        raise NotImplementedError

    def save(self) -> None:
        """Write the notebook, outputs and all, to its file."""
        raise NotImplementedError

    def cell(self, i: int) -> Any:
        """The i-th cell: a locator."""
        raise NotImplementedError

    def run_cell(self, i: int) -> None:
        """Run the i-th cell to its end; AssertionError with the traceback if it fails."""
        self.start_cell(i)
        wait_until(lambda: not self.is_running(), f"the end of cell {i}", seconds=PATIENCE, page=self.page)
        errors = self.cell(i).locator(self.ERROR)
        assert errors.count() == 0, f"cell {i} failed:\n{errors.first.inner_text()}"

    def run_all(self) -> None:
        """Run the cells one after the other."""
        for i in range(self.number_of_cells()):
            self.run_cell(i)

    def number_of_cells(self) -> int:
        """How many cells the page shows."""
        return self.page.locator(self.CELL).count()

    def reload(self) -> None:
        """As the browser's button does; the kernel goes on."""
        self.page.reload()
        self.wait_until_ready()

    def close(self) -> None:
        """Close the window; the kernel goes on."""
        self.context.close()

    def lab(self, i: int = 0) -> LabOnPage:
        """The i-th lab on the page."""
        return LabOnPage(self.page.locator(".dlc-lab").nth(i))

    def screenshot(self, path: str | Path, *, of: Any = None) -> None:
        """A PNG of the page, or of one locator."""
        (of or self.page).screenshot(path=str(path))

    def errors(self) -> list[str]:
        """What the page's console counted as errors."""
        return [f"{text} ({where})" for kind, text, where in self.messages if kind in ("error", "pageerror")]


class JupyterLabPage(NotebookPage):
    """JupyterLab 4 in its one-document mode."""

    CELL = ".jp-Notebook-cell"
    ERROR = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"] .ansi-red-intense-fg, .jp-mod-error'

    @property
    def address(self) -> str:
        return f"{self.server.address}/doc/tree/{self.path.name}?reset"

    def wait_until_ready(self) -> None:
        self.page.wait_for_function(
            "() => { const panel = window.jupyterapp?.shell.currentWidget;"
            " return panel?.context?.isReady && panel.sessionContext.isReady"
            "   && panel.sessionContext.session?.kernel?.connectionStatus === 'connected'"
            f"   && panel.sessionContext.session.kernel.id === '{self.kernel.id}'; }}"
        )
        self.page.locator(".jp-Notebook-cell").first.wait_for()

    def start_cell(self, i: int) -> None:
        self.page.evaluate(
            "(i) => { const { shell, commands } = window.jupyterapp;"
            " shell.currentWidget.content.activeCellIndex = i; shell.currentWidget.content.deselectAll();"
            " commands.execute('notebook:run-cell'); }",
            i,
        )

    def is_running(self) -> bool:
        return self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.widgets"
            ".some((cell) => cell.model.sharedModel.execution_state === 'running'"
            " || cell.promptNode?.textContent.includes('*')"
            " || cell.node.querySelector('.jp-InputPrompt')?.textContent.includes('*'))"
        )

    def interrupt_kernel(self) -> None:
        self._kernel("interrupt")

    def restart_kernel(self) -> None:
        self._kernel("restart")
        self.wait_until_ready()

    def save(self) -> None:
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")

    def cell(self, i: int) -> Any:
        return self.page.locator(self.CELL).nth(i)

    def _kernel(self, method: str) -> None:
        self.page.evaluate(
            f"() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.{method}()"
        )


class ClassicNotebookPage(NotebookPage):
    """The classic Notebook, versions before 7, with ipywidgets 7: what is nearest to Colab."""

    CELL = "#notebook-container > .cell"
    ERROR = ".output_error"

    @property
    def address(self) -> str:
        return f"{self.server.address}/notebooks/{self.path.name}"

    def wait_until_ready(self) -> None:
        self.page.wait_for_function(
            "() => window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected()"
            f" && Jupyter.notebook.kernel.id === '{self.kernel.id}'"
        )
        # Cells run before the widgets' extension is there would show no widgets.
        self.page.wait_for_function(
            "() => Jupyter.WidgetManager?._managers?.length || Jupyter.notebook.kernel.widget_manager"
        )

    def start_cell(self, i: int) -> None:
        self.page.evaluate("(i) => { Jupyter.notebook.execute_cells([i]); }", i)

    def is_running(self) -> bool:
        return self.page.evaluate(
            "() => Jupyter.notebook.get_cells().some((cell) => cell.element.hasClass('running'))"
        )

    def interrupt_kernel(self) -> None:
        self.page.evaluate("() => Jupyter.notebook.kernel.interrupt()")

    def restart_kernel(self) -> None:
        self.page.evaluate("() => new Promise((done) => Jupyter.notebook.kernel.restart(done))")
        self.wait_until_ready()

    def save(self) -> None:
        self.page.evaluate("() => Jupyter.notebook.save_notebook()")

    def cell(self, i: int) -> Any:
        return self.page.locator(self.CELL).nth(i)
