"""What the page shows while `fit` runs: panels below a progress line with a button to end it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import traitlets

from .cells import belongs_to_this_cell, descendants
from .page_widget import PageWidget, script, static
from .panels import Panel, View, compose
from .still import bundle, show, show_beside

PATIENCE = 2.0  # seconds in which a page answers if its messages arrive while a cell runs


class Progress(PageWidget):
    """How far `fit` is, and a button that ends it at the next batch."""

    _script = script("shared.js", "bar.js", "progress.js")
    _css = static("lab.css")
    lab_id = traitlets.Unicode().tag(sync=True)


class FitPage:
    """Panels and their progress line, shown under the running cell when it is made.

    Arguments:
        panels: the views, in the order in which they stand.
        lent: those that the learner made: they outlive a second run of the cell.
        text: what stands for all of it where there is no picture.
        hear: called with each of the page's messages; "look" asks for a frame, "stop" is the button.
    """

    def __init__(
        self, panels: Sequence[Panel], lent: Sequence[Panel], text: str, hear: Callable[[str], None]
    ):
        self.panels, self._heard = panels, False
        self._asked_at: float | None = None  # with the first frame
        self._progress = Progress(lab_id=uuid.uuid4().hex)
        self._progress.on_msg(lambda _, message, __: hear(str(message.get("kind"))))
        _hear_while_busy(self._progress.comm)
        for place, panel in enumerate(panels):
            panel.lab_id = self._progress.lab_id
            if any(panel.panel_id == other.panel_id for other in panels[:place]):
                panel.panel_id = f"{panel.panel_id} {place}"
        box = ipywidgets.Box(children=panels)
        box.add_class("dlc-panels")
        self._lab = ipywidgets.VBox(children=[self._progress, box])
        self._lab.add_class("dlc-lab")
        spared = {id(each) for panel in lent for each in (panel, panel.layout)}
        for widget in (*descendants(self._lab), self._lab):
            if id(widget) not in spared:
                belongs_to_this_cell(widget)
        self._shown = show(None, text, self._lab)

    def heard(self) -> None:
        """A message came while `fit` kept its own thread busy: this kernel hears the page all the time."""
        self._heard = True

    @property
    def is_deaf(self) -> bool:
        """Whether the page has not been heard for so long that its button would do nothing."""
        asked_at = self._asked_at
        return not self._heard and asked_at is not None and time.monotonic() - asked_at > PATIENCE

    def send(self, frame: dict[str, Any], view: View, *, running: bool, ending: bool) -> None:
        """Send one frame. The button waits until it has been heard, and goes when it would do nothing."""
        if running and self._asked_at is None:
            self._asked_at = time.monotonic()
        described, buffers = compose(self.panels, view)
        button = "ready" if self._heard and not ending else "wait"
        if not running or self.is_deaf:
            button = "none"
        parts = {
            "kind": "frame", "running": running, "heard": self._heard, "stop": button, "panels": described,
        }  # fmt: skip
        self._progress.send(frame | parts, buffers)

    def leave(self, picture: Any, text: str) -> None:
        """Leave a still picture in the notebook, beside the panels."""
        data, metadata = bundle(picture, text, self._lab)
        self._shown.update(data, metadata=metadata, raw=True)
        width = metadata["image/png"]["width"]
        show_beside(data["image/png"], picture.alt, width, self._progress.lab_id)


def _hear_while_busy(comm: Any) -> None:
    """Let what the page says through `comm` go where the page sends it: past the running cell, if it can.

    From version 7.4 on, ipykernel brings it to where the kernel's last message came from. Here that is the
    very cell that is busy with `fit`, so that the button would be heard when there is nothing left to stop.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, subshell: subshell
