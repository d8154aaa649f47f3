"""A panel to draw on with a status line below it, in the look of a lab; a subclass says what is drawn."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import traitlets

from ..errors import CourseError
from .cells import belongs_to_this_cell, descendants
from .history import History
from .lab import is_headless
from .page_widget import PageWidget, script, static
from .panels import Panel, View, compose
from .panels.drawing import DrawingPanel
from .still import draw_still, show, show_lab

LONGEST_WORDS = 200  # characters of the status line that come from the reader's own function


class SketchBar(PageWidget):
    """The status line below a panel to draw on; shows the frames that come back."""

    _script = script("shared.js", "bar.js", "sketch.js")
    _css = static("lab.css")
    lab_id = traitlets.Unicode().tag(sync=True)


class Sketch(ipywidgets.VBox):
    """A panel to draw on with a status line, in the look of a lab; nothing trains here.

    Arguments:
        panel: what is drawn on.
        panels: further views, of what `_snapshot` holds.
        headless: whether there is no browser; by default the environment's DLCOURSE_HEADLESS decides.

    Attributes:
        error: the last exception that the reader's own function raised; None where there was none.
    """

    def __init__(self, panel: DrawingPanel, panels: Sequence[Panel] = (), *, headless: bool | None = None):
        self.panels = [panel, *panels]
        self.headless = is_headless() if headless is None else bool(headless)
        self.error: Exception | None = None
        self._lock, self._problem = threading.RLock(), ""
        panel.on_change = self._changed
        self._bar = SketchBar(lab_id=uuid.uuid4().hex)
        for each in self.panels:
            each.lab_id = self._bar.lab_id
            each.on_msg(lambda _, message, __, panel=each: self._do(lambda: self._act_in(panel, message)))
        self._bar.on_msg(lambda *_: self._do(lambda: None))  # a page has come, and looks
        box = ipywidgets.Box(children=self.panels)
        box.add_class("dlc-panels")
        # The words stand below: as they grow, what the pen is drawing on does not move.
        super().__init__(children=[box, self._bar])
        self.add_class("dlc-lab")
        self.add_class("dlc-sketch")
        belongs_to_this_cell(self)

    @property
    def status(self) -> str:
        """The status line: what there is, and what is to be said about it."""
        parts = [f"{name} {value}" for name, value in self._parts()]
        return " · ".join([*parts, *filter(None, [self._problem or self._note()])])

    def still(self) -> Any:
        """The picture of what is drawn: a `plots.Picture`."""
        with self._lock:
            return draw_still(self.panels, self._view(), self.status)

    def close(self) -> None:
        """Take it off the page and let go of it."""
        for widget in descendants(self):
            widget.close()
        super().close()

    def _ipython_display_(self, **_: Any) -> None:
        if self.headless:
            show(self.still(), self._text(), None)
        else:
            show_lab(self.still(), self._text(), self, self._bar.lab_id)

    def _act_in(self, panel: Panel, message: dict[str, Any]) -> None:
        panel.act(message)
        self._problem = ""

    def _do(self, act: Callable[[], None]) -> None:
        """Act on one message and answer it with a frame; the lock covers both."""
        with self._lock:
            self._try(act)
            described, buffers = compose(self.panels, self._view())
            frame = {
                "kind": "frame", "status": self._parts(), "problem": self._problem, "note": self._note(),
                "panels": described,
            }  # fmt: skip
            self._bar.send(frame, buffers)

    def _try(self, act: Callable[[], None]) -> None:
        """Run `act`; what it raises is said in the status line: a message from the page has no cell."""
        try:
            act()
        except CourseError as error:
            self._problem = str(error)
        except KeyboardInterrupt:
            self._problem = "interrupted"
        except Exception as error:
            self.error = error
            self._problem = f"{type(error).__name__}: {error}"[:LONGEST_WORDS]

    def _view(self) -> View:
        return View(self._snapshot(), History())

    # What a subclass says

    def _changed(self) -> None:
        """React to what was drawn."""
        raise NotImplementedError

    def _snapshot(self) -> dict[str, Any]:
        """What further panels may look at."""
        return {"step": 0}

    def _parts(self) -> list[tuple[str, str]]:
        """The numbers of the status line, as (name, value)."""
        raise NotImplementedError

    def _note(self) -> str:
        """What the status line says after the numbers."""
        raise NotImplementedError

    def _text(self) -> str:
        """What stands where neither widget nor picture can be seen."""
        raise NotImplementedError
