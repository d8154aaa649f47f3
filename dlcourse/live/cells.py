"""Which widgets a notebook cell made: a cell that runs again closes those of its earlier run.

ipywidgets keeps every widget alive until it is closed; without this, each run of a cell would leave a lab,
its model and its data in the kernel's memory.
"""

from __future__ import annotations

import sys
from typing import Any, Protocol

_made_by: dict[str, tuple[str, list[Closable]]] = {}  # cell id → the execution, and what it made


class Closable(Protocol):
    """What can be closed: a widget."""

    def close(self) -> None:
        """End it."""


def belongs_to_this_cell(widget: Closable) -> None:
    """Note that the running cell made `widget`, and close what an earlier run of the same cell made.

    Outside a notebook, or where the front end does not name its cells, nothing happens.
    """
    cell, execution = _running_cell()
    if not cell:
        return
    earlier, made = _made_by.get(cell, ("", []))
    if earlier != execution:
        for old in made:
            old.close()
        made = []
    _made_by[cell] = (execution, [*made, widget])


def descendants(widget: Any) -> list[Any]:
    """All widgets inside `widget`, and their layouts and styles.

    A box that stays open while what it holds is closed keeps a reloaded page waiting for ever.
    """
    found = []
    for child in getattr(widget, "children", ()):
        found += [*descendants(child), child]
    extras = (getattr(each, name, None) for each in [widget, *found] for name in ("layout", "style"))
    unique = {id(extra): extra for extra in extras if hasattr(extra, "close")}
    return [*found, *(extra for key, extra in unique.items() if key not in {id(each) for each in found})]


def _running_cell() -> tuple[str, str]:
    """The running cell's id and its execution's, from the front end's message; "" where it does not say."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = parent.get("metadata", {}).get("cellId", "")
    return str(cell or ""), str(parent.get("header", {}).get("msg_id", ""))
