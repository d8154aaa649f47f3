"""What every test runs in: no browser attached, claims that fail are errors, and a data cache of its own.

It stands beside `notebooks/` and `tests/` because nbval's kernels inherit this environment too.
"""

from __future__ import annotations

import os
import tempfile

import pytest

from notebooks.building.headless import HEADLESS_ENVIRONMENT

os.environ.update(HEADLESS_ENVIRONMENT)
# Set by the first process, inherited by pytest-xdist's workers: one cache a run, and nobody's home folder.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _cache = tempfile.TemporaryDirectory(prefix="dlcourse-tests-")
    os.environ["DLCOURSE_CACHE"] = _cache.name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Notebooks first, from the last chapter on: the longest must not be left to one worker at the end."""
    chapters = sorted({item.path for item in items if item.path.suffix == ".ipynb"}, reverse=True)
    place = {path: number for number, path in enumerate(chapters)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why a test that was tried again had failed at first: of a rare fault it may be the only trace."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"failed at first: {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)
