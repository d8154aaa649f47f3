"""What stands below a lab's panels: a slider over the past, the program, points to draw, and the table."""

from __future__ import annotations

from typing import Any

import traitlets

from ..errors import one_of
from .conversation import Conversation
from .drawer import Drawer
from .page_widget import PageWidget, script, static
from .runs import as_csv

KINDS = ("time", "now", "go on", "code", "points", "table")


class Footer(PageWidget):
    """The row below the panels; each part stands there only where it makes sense.

    Arguments:
        conversation: that of the lab.
        drawer: where points are drawn; None where the steppable learns from no others.
    """

    _script = script("shared.js", "footer.js")
    _css = static("footer.css")
    lab_id = traitlets.Unicode().tag(sync=True)
    has_code = traitlets.Bool().tag(sync=True)
    has_points = traitlets.Bool().tag(sync=True)
    is_drawing = traitlets.Bool().tag(sync=True)

    def __init__(self, conversation: Conversation, drawer: Drawer | None):
        self._conversation, self._drawer = conversation, drawer
        self._steppable = conversation.training.steppable
        super().__init__(
            lab_id=conversation.transport.lab_id,
            has_code=callable(getattr(self._steppable, "code", None)),
            has_points=drawer is not None,
        )
        self.on_msg(lambda _, message, __: conversation.do(lambda: self._act(message)))
        if drawer is not None:
            drawer.box.observe(lambda change: self.set_trait("is_drawing", bool(change["new"])), "children")

    def _act(self, message: dict[str, Any]) -> None:
        conversation, training = self._conversation, self._conversation.training
        kind = one_of("kind", message.get("kind"), KINDS)
        if kind == "time":
            training.look_back(message.get("step"))
        elif kind == "now":
            training.return_to_now()
        elif kind == "go on":
            conversation.go_on_from_here()
        elif kind == "table":
            self.send({"kind": "table", "text": as_csv([*training.runs.earlier, training.present_run])})
        elif kind == "code" and self.has_code:
            self.send({"kind": "code", "text": self._steppable.code()})
        elif kind == "points" and self._drawer is not None:
            self._drawer.toggle()
