"""Fixtures of the browser tests: one Chromium and one Jupyter server a session, a fresh notebook a test."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .chromium import NoBrowser, chromium
from .server import JupyterServer, NoServer

if TYPE_CHECKING:
    from .notebook_page import NotebookPage


def _browser_is_required() -> bool:
    """Whether this is a run of .ci/run, or of another machine that is known to have a browser."""
    return os.environ.get("DLCOURSE_REQUIRE_BROWSER") == "1"


def _missing(reason: object) -> None:
    """Skip, or fail where the browser is known to be required."""
    if _browser_is_required():
        pytest.fail(f"DLCOURSE_REQUIRE_BROWSER=1, but {reason}", pytrace=False)
    pytest.skip(str(reason))


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium under Playwright."""
    manager = chromium()
    try:
        browser = manager.__enter__()
    except NoBrowser as reason:
        _missing(reason)
    yield browser
    manager.__exit__(None, None, None)


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """A Jupyter server with an empty root and a configuration of its own."""
    try:
        server = JupyterServer(tmp_path_factory.mktemp("jupyter"))
    except NoServer as reason:
        _missing(reason)
    yield server
    server.close()


@pytest.fixture
def open_notebook(
    browser: object, jupyter: JupyterServer, request: pytest.FixtureRequest
) -> Iterator[Callable[..., NotebookPage]]:
    """`open_notebook(cells, theme="light", width=1200, height=900)`; its kernels end with the test."""
    from .notebook_page import open_notebook as open_page

    opened: list[NotebookPage] = []

    def open_here(cells: list[str], **view: object) -> NotebookPage:
        name = re.sub(r"\W+", "-", request.node.name).strip("-") + f"-{len(opened)}"
        notebook = open_page(jupyter, browser, name, cells, fresh=True, **view)
        opened.append(notebook)
        return notebook

    yield open_here
    _keep_pictures(request, opened)
    for notebook in opened:
        notebook.close(keep_kernel=False)


@pytest.fixture
def nothing_wrong_in_the_console(notebook: NotebookPage) -> Iterator[None]:
    """Each test of a module with one `notebook` leaves the console of its page without an error."""
    before = len(notebook.console_errors)
    yield
    assert notebook.console_errors[before:] == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            if _browser_is_required():
                # Three processes share a busy machine: a failure is tried once more, and the summary says so.
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()
    if report.when == "call":
        item.stash[_FAILED] = report.failed


_FAILED = pytest.StashKey[bool]()


def _keep_pictures(request: pytest.FixtureRequest, opened: list[NotebookPage]) -> None:
    """Where a test failed and DLCOURSE_BROWSER_PICTURES names a folder, leave there what the page showed."""
    folder = os.environ.get("DLCOURSE_BROWSER_PICTURES")
    if folder and request.node.stash.get(_FAILED, False):
        for notebook in opened:
            if not notebook.page.is_closed():
                notebook.screenshot(Path(folder) / f"{Path(notebook.path).stem}.png")
