"""A real IPython shell for tests that need one, with what it displays and prints."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import CapturedIO, capture_output
from traitlets.config import Config


class Notebook:
    """Runs cells as a notebook does and keeps their output."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell

    def run(self, cell: str) -> CapturedIO:
        with capture_output() as captured:
            self.result = self.shell.run_cell(cell, store_history=True)
        return captured


@pytest.fixture
def notebook(monkeypatch, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.delenv("DLCOURSE_TESTING", raising=False)
    monkeypatch.delenv("DLCOURSE_HEADLESS", raising=False)
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    yield Notebook(shell)
    InteractiveShell.clear_instance()


@pytest.fixture
def plain_python(monkeypatch):
    """What a script sees: IPython may be installed, but no shell runs."""
    monkeypatch.delenv("DLCOURSE_TESTING", raising=False)
    InteractiveShell.clear_instance()
