"""Widgets of a lab: each brings the text of its module, which a page imports once however many bring it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import anywidget
import traitlets


@cache
def static(*names: str) -> str:
    """The text of files in `static/`, one after the other."""
    folder = files("dlcourse.live") / "static"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def script(*names: str) -> traitlets.Unicode:
    """The trait `_script` of a PageWidget: files in `static/`, of which the last exports `render`."""
    return traitlets.Unicode(static(*names)).tag(sync=True)


class PageWidget(anywidget.AnyWidget):
    """A widget drawn by the module whose text is its trait `_script`; a subclass sets it with `script`."""

    _esm = static("import_once.js")
    _script = script()  # a subclass has one
