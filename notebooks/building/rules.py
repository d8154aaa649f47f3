"""What a built notebook must satisfy before it lands; each rule answers in sentences saying what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from nbformat import NotebookNode

from notebooks.building.convert import written

Rule = Callable[[NotebookNode], Iterator[str]]
LARGEST_NOTEBOOK = 400_000  # bytes; GitHub stops showing notebooks not far above it
MOST_CODE_LINES = 25
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_IMAGES = ("image/png", "image/jpeg", "image/svg+xml", "image/gif")
_MARKDOWN_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]+)[^)]*\)")
_HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_HTML_ALT = re.compile(r"""\balt=(["'])\s*\S.*?\1""", re.IGNORECASE | re.DOTALL)
_MACHINE_PATH = re.compile(
    r"(?<![\w.:/])(?:/(?:home|root|Users|work|tmp|opt|mnt|private|usr|var|content)/[\w.\-]+|[A-Za-z]:\\[\w.\-]+)"
)
_ADDRESS = re.compile(r"0x[0-9a-f]{8,}")


def complaints_about(notebook: NotebookNode, folder: Path, rules: tuple[Rule, ...]) -> list[str]:
    """Everything that keeps a built notebook from landing, in sentences; none for a good one.

    Args:
        notebook: as built.
        folder: where it is to lie, and the pictures that it shows by name.
        rules: `RULES_FOR_A_CHAPTER`, or `RULES_FOR_ALL` for what is none.
    """
    found = [complaint for rule in rules for complaint in rule(notebook)]
    found += _missing_pictures(notebook, folder)
    size = len(written(notebook).encode())
    if size >= LARGEST_NOTEBOOK:
        found.append(
            f"it has {size / 1000:.0f} kB; less than {LARGEST_NOTEBOOK / 1000:.0f} kB are allowed; "
            f"most of it are the outputs of {_largest_outputs(notebook)}"
        )
    return found


def disagreements(built: NotebookNode, text: NotebookNode) -> list[str]:
    """Where a built notebook's cells differ from those of its text; only the first difference is told."""
    if built.metadata != text.metadata:
        return ["its metadata are not what the build writes"]
    for number, (is_, should) in enumerate(zip(built.cells, text.cells, strict=False), start=1):
        for part in ("cell_type", "source", "metadata", "id"):
            if is_.get(part) != should.get(part):
                return [f"cell {number} ({_first_line(should)}) is not the text's: its {part} differs"]
    if len(built.cells) != len(text.cells):
        return [f"it has {len(built.cells)} cells, its text has {len(text.cells)}"]
    return []


def _executed_from_top_to_bottom(notebook: NotebookNode) -> Iterator[str]:
    code = [cell for _, cell in _code_cells(notebook) if cell.source.strip()]
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        yield "its code cells were not run once each, from the first to the last"


def _without_errors_or_red_lines(notebook: NotebookNode) -> Iterator[str]:
    for where, output in _outputs(notebook):
        if output.output_type == "error":
            yield f"{where} ends in {output.ename}: {output.evalue}"
        if output.output_type == "stream" and output.name == "stderr":
            yield f"{where} writes to stderr: {output.text.strip()[:200]}"


def _without_widgets(notebook: NotebookNode) -> Iterator[str]:
    if "widgets" in notebook.metadata:
        yield "it carries widget state, with which GitHub does not show it"
    for where, output in _outputs(notebook):
        if _WIDGET_VIEW in output.get("data", {}):
            yield f"{where} stores a widget, blank without its kernel: headless, leave a still picture"


def _with_alternative_texts(notebook: NotebookNode) -> Iterator[str]:
    for where, output in _outputs(notebook):
        for kind in _IMAGES:
            if kind in output.get("data", {}) and not output.metadata.get(kind, {}).get("alt", "").strip():
                yield f"{where} shows a picture without an alt text in its metadata"
        yield from _html_without_alt(where, _text_of(output, "text/html"))
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            for picture in _MARKDOWN_IMAGE.finditer(cell.source):
                if not picture["alt"].strip():
                    yield f"cell {number} shows {picture['target']} without an alt text"
            yield from _html_without_alt(f"cell {number}", cell.source)


def _html_without_alt(where: str, html: str) -> Iterator[str]:
    for picture in _HTML_IMAGE.findall(html):
        if not _HTML_ALT.search(picture):
            yield f"{where} has an <img> without an alt text: {picture[:80]}"


def _without_traces_of_this_machine(notebook: NotebookNode) -> Iterator[str]:
    for where, output in _outputs(notebook):
        texts = [output.get("text", ""), *(_text_of(output, kind) for kind in ("text/plain", "text/html"))]
        for text in texts:
            for what, pattern in (("a path of this machine", _MACHINE_PATH), ("a memory address", _ADDRESS)):
                if match := pattern.search(text):
                    yield f"{where} prints {what}: {match.group()}"
    for number, cell in enumerate(notebook.cells, start=1):
        if match := _MACHINE_PATH.search(cell.source):
            yield f"cell {number} holds a path of some machine: {match.group()}"


def _with_a_title_and_a_setup(notebook: NotebookNode) -> Iterator[str]:
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        yield "its first cell must open with its title, as '# Title'"
    code = [cell for _, cell in _code_cells(notebook)]
    setups = [cell for cell in code if "dl.setup(" in cell.source]
    if len(setups) != 1:
        yield f"it must call dl.setup() in exactly one cell, it does so in {len(setups)}"
    elif "nbval-ignore-output" not in setups[0].metadata.get("tags", []):
        yield "its setup cell prints what machine it ran on, so it needs the tag nbval-ignore-output"


def _with_the_parts_of_a_chapter(notebook: NotebookNode) -> Iterator[str]:
    code = [cell for _, cell in _code_cells(notebook)]
    if not code or '"google.colab" in sys.modules' not in code[0].source:
        yield 'its first code cell must install dlcourse on Colab, under: if "google.colab" in sys.modules'
    if any("pip install" in cell.source and "tensorflow" in cell.source.lower() for cell in code):
        yield "it installs TensorFlow; Colab's own must stay"
    marked = sum("parameters" in cell.metadata.get("tags", []) for cell in code)
    if marked != 1:
        yield f"exactly one code cell must carry the tag parameters, here {marked} do"


def _in_small_cells(notebook: NotebookNode) -> Iterator[str]:
    for number, cell in _code_cells(notebook):
        lines = len(cell.source.splitlines())
        if lines > MOST_CODE_LINES:
            yield f"cell {number} ({_first_line(cell)}) has {lines} lines; {MOST_CODE_LINES} are allowed"


def _missing_pictures(notebook: NotebookNode, folder: Path) -> Iterator[str]:
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            for picture in _MARKDOWN_IMAGE.finditer(cell.source):
                target = picture["target"]
                if "://" not in target and not (folder / target).is_file():
                    yield f"cell {number} shows {target}, which is not there"


def _largest_outputs(notebook: NotebookNode) -> str:
    sizes = sorted(((len(str(output)), where) for where, output in _outputs(notebook)), reverse=True)
    return ", ".join(f"{where}: {size / 1000:.0f} kB" for size, where in sizes[:3])


def _code_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            yield number, cell


def _outputs(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    for number, cell in _code_cells(notebook):
        for output in cell.outputs:
            yield f"cell {number} ({_first_line(cell)})", output


def _text_of(output: NotebookNode, kind: str) -> str:
    return output.get("data", {}).get(kind, "")


def _first_line(cell: NotebookNode) -> str:
    lines = cell.source.strip().splitlines() or ["empty"]
    return lines[0][:60]


RULES_FOR_ALL: tuple[Rule, ...] = (
    _executed_from_top_to_bottom,
    _without_errors_or_red_lines,
    _without_widgets,
    _with_alternative_texts,
    _without_traces_of_this_machine,
    _with_a_title_and_a_setup,
    _in_small_cells,
)
RULES_FOR_A_CHAPTER: tuple[Rule, ...] = (*RULES_FOR_ALL, _with_the_parts_of_a_chapter)
