"""Run a notebook's cells in a real page and keep a picture: `python -m tests.browser.look CELLS.py OUT.png`.

CELLS.py is Python with `# %%` between the cells. See `--help`.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from .chromium import chromium
from .notebook_page import open_notebook
from .server import JupyterServer

TALLEST = """() => {
    const boxes = document.querySelectorAll(".jp-WindowedPanel-outer, .jp-Notebook, #notebook");
    return Math.max(0, ...[...boxes].map((box) => box.scrollHeight));
}"""


def read_cells(text: str) -> list[str]:
    """The cells of a Python file that has `# %%` lines between them."""
    cells = re.split(r"^# %%.*$", text, flags=re.MULTILINE)
    return [cell.strip("\n") for cell in cells if cell.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.look", description=__doc__)
    parser.add_argument("cells", type=Path, help="Python file with # %% between cells")
    parser.add_argument("picture", type=Path, help="PNG file to write")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--width", type=int, default=1200, help="of the window, CSS pixels")
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--zoom", type=float, default=1.0, help="browser zoom, 2 for 200 %%")
    parser.add_argument(
        "--press", action="append", default=[], help="button to press afterwards, by its name"
    )
    parser.add_argument("--seconds", type=float, default=1.0, help="to wait after the last press")
    parser.add_argument("--only", default=None, help="CSS selector: picture of this alone, such as .dlc-lab")
    parser.add_argument("--full", action="store_true", help="grow the window until the notebook fits")
    parser.add_argument("--keep-code", action="store_true", help="do not hide the cells' code")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        server = JupyterServer(Path(folder))
        try:
            _look(arguments, server, browser)
        finally:
            server.close()


def _look(arguments: argparse.Namespace, server: JupyterServer, browser: object) -> None:
    cells = read_cells(arguments.cells.read_text(encoding="utf-8"))
    size = {
        "width": round(arguments.width / arguments.zoom),
        "height": round(arguments.height / arguments.zoom),
    }
    notebook = open_notebook(server, browser, "look", cells, theme=arguments.theme, **size)
    notebook.run_all()
    page = notebook.page
    if not arguments.keep_code:
        page.add_style_tag(content=".jp-Cell-inputWrapper, .code_cell > .input { display: none !important; }")
    for name in arguments.press:
        page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_timeout(arguments.seconds * 1000)
    if arguments.full:
        tall = page.evaluate(TALLEST)
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], int(tall) + 160)})
        page.wait_for_timeout(500)
    target = page.locator(arguments.only).first if arguments.only else None
    notebook.screenshot(arguments.picture, target)
    for index in range(notebook.number_of_cells()):
        text = notebook.output(index).inner_text().strip() if notebook.output(index).count() else ""
        print(f"--- cell {index}: {text[:2000]}")
    for status in page.get_by_role("status").all():
        print(f"status: {status.inner_text()}")
    for error in notebook.console_errors:
        print(f"console error: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
