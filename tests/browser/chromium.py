"""Finding Chromium and starting it under Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

# Without the background flags, Chromium keeps asking for Google's hosts, which delays every page where the
# network is closed; the sandbox needs rights that a container's root does not have.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(RuntimeError):
    """This machine has no Chromium, or no Playwright to drive it."""


def find_chromium() -> str:
    """Path of the Chromium to drive: `DLCOURSE_CHROMIUM`, else the first known name on PATH.

    Raises:
        NoBrowser: if there is none.
    """
    named = os.environ.get("DLCOURSE_CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise NoBrowser(f"DLCOURSE_CHROMIUM must be a browser's program file, got {named!r}")
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise NoBrowser(f"no Chromium on PATH (looked for {', '.join(NAMES)}) and DLCOURSE_CHROMIUM is not set")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium, closed at the end.

    Raises:
        NoBrowser: if Chromium or the package playwright is missing.
    """
    program = find_chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoBrowser("the package playwright is not installed: pip install playwright") from error
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
