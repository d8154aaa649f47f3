"""From a chapter's text to a notebook with outputs, the same bytes every time; judged elsewhere."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import jupytext
import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from traitlets import default

from notebooks.building.chapters import substitute
from notebooks.building.headless import HEADLESS_ENVIRONMENT

_SECONDS_A_CELL_MAY_TAKE = 1800  # the full profile trains for minutes; a hanging cell must end some day
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
_COLOR_CODES = re.compile(r"\x1b\[[0-9;]*m")


class ChapterError(Exception):
    """A chapter that does not run; the message shows the cell and what went wrong in it."""


def notebook_of(text: Path) -> NotebookNode:
    """The notebook that a MyST text describes, without outputs; cell ids follow from the cells' sources."""
    source = substitute(text.read_text(encoding="utf-8"), text.stem)
    notebook = jupytext.reads(source, fmt={"extension": ".md", "format_name": "myst"})
    notebook.metadata = nbformat.from_dict(_METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    taken: set[str] = set()
    for cell in notebook.cells:
        cell.id = _identifier(cell, taken)
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
    return notebook


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run every cell headless in a kernel of this very Python, and keep what another run would give again.

    Raises:
        ChapterError: at the first cell that raises.
    """
    os.environ.update(HEADLESS_ENVIRONMENT)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        kernel_manager_class=_ThisPythonsKernel,
        extra_arguments=["--log-level=ERROR"],
        timeout=_SECONDS_A_CELL_MAY_TAKE,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise ChapterError(_COLOR_CODES.sub("", str(error))) from error
    _drop_what_varies(notebook)


def written(notebook: NotebookNode) -> str:
    """The notebook as the text of its `.ipynb` file."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


class _ThisPythonsKernel(AsyncKernelManager):
    # Without folders to look in, "python3" is the Python that runs this, whatever the user has registered.
    @default("kernel_spec_manager")
    def _without_registered_kernels(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


def _identifier(cell: NotebookNode, taken: set[str]) -> str:
    # A hash of the source, so that an added cell leaves the others' ids alone, and diffs stay small.
    attempt = 0
    while True:
        written_once = f"{cell.cell_type}\n{cell.source}\n{attempt}"
        identifier = hashlib.sha256(written_once.encode()).hexdigest()[:12]
        if identifier not in taken:
            taken.add(identifier)
            return identifier
        attempt += 1


def _drop_what_varies(notebook: NotebookNode) -> None:
    notebook.metadata = nbformat.from_dict(_METADATA)  # without widget state, without this Python's version
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # time stamps
        if cell.cell_type == "code":
            cell.outputs = _with_streams_joined(cell.outputs)


def _with_streams_joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    # How printed text is cut into messages depends on timing.
    joined: list[NotebookNode] = []
    for output in outputs:
        previous = joined[-1] if joined else None
        if output.output_type == "stream" and previous is not None and previous.get("name") == output.name:
            previous.text += output.text
        else:
            joined.append(output)
    return joined
