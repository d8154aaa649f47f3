"""What every panel is: one view in a lab, drawn in the page and, for the still, with matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets

from ...errors import CourseError
from ..frames import buffers_travel, pack
from ..history import History
from ..page_widget import PageWidget


@dataclass(frozen=True)
class View:
    """What a panel may look at: the newest snapshot and the record of the run."""

    snapshot: dict[str, Any]
    history: History


class Panel(PageWidget):
    """One view in a lab. A subclass says what goes to the page, and draws the same with matplotlib.

    Attributes:
        still_width: how wide the panel is in the still picture, beside others of width 1.
    """

    still_width = 1.0

    lab_id = traitlets.Unicode().tag(sync=True)
    panel_id = traitlets.Unicode().tag(sync=True)
    kind = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """What the page needs for one frame: plain values, and arrays by name."""
        raise NotImplementedError

    def still_height(self, view: View) -> float:
        """How high the panel is in the still picture, beside others of height 1."""
        return 1.0

    def draw(self, axes: Any, view: View) -> None:
        """Draw the still picture into matplotlib `axes`."""
        raise NotImplementedError

    def describe(self, view: View) -> str:
        """One sentence for those who cannot see the panel."""
        raise NotImplementedError

    def act(self, message: dict[str, Any]) -> None:
        """Do what the reader did in the page; the lab calls this under its lock and answers with a frame.

        Raises:
            CourseError: if it cannot be done; the lab shows the sentence in its status line.
        """
        raise CourseError(f"the panel {self.title!r} takes no input, got {message!r}")


def compose(panels: Sequence[Panel], view: View) -> tuple[dict[str, Any], list[memoryview]]:
    """One message's worth of all panels: what each needs, by panel id, and the buffers with their arrays."""
    binary = buffers_travel()
    described: dict[str, Any] = {}
    buffers: list[memoryview] = []
    for panel in panels:
        plain, arrays = panel.frame(view)
        packed, more = pack(arrays, binary=binary, first=len(buffers))
        described[panel.panel_id] = {**plain, "arrays": packed}
        buffers += more
    return described, buffers
