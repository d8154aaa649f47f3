"""A drawer below a lab, with a plane to draw the points that its network shall learn from."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from ..datasets import Dataset, from_points
from .cells import descendants
from .conversation import Conversation
from .panels import OwnPoints
from .panels.own_points import MOST_CLASSES, MOST_POINTS
from .steering import Steering


class Drawer:
    """Closed at first; open, it holds the present training points, to be added to and removed.

    Arguments:
        conversation: that of a lab whose steppable offers `learn_from(dataset)`.
        steering: its controls, which then show the choice of the reader's own points.

    Attributes:
        box: the widget, empty while the drawer is closed.
    """

    def __init__(self, conversation: Conversation, steering: Steering):
        self._conversation, self._steering = conversation, steering
        self._plane: OwnPoints | None = None
        self._drawn: tuple[np.ndarray, np.ndarray, tuple[str, ...]] | None = None
        self._drawn_over = ""
        self.box = ipywidgets.VBox(children=[])
        self.box.add_class("dlc-drawer")

    def toggle(self) -> None:
        """Open the drawer, or close it; what was drawn stays until the lab learns from another set."""
        if self._plane is None:
            x, y, names = self._to_begin_with()
            self._plane = OwnPoints(names, points=(x, y), title="Draw the points to learn from")
            self._conversation.show(self._plane)
            self.box.children = [self._plane, self._buttons()]
        else:
            plane, self._plane = self._plane, None
            self._drawn, self._drawn_over = (plane.x, plane.y, plane.class_names), self._present.name
            self._conversation.hide(plane)
            gone, self.box.children = [*descendants(self.box)], []
            for widget in gone:
                if widget not in (self.box.layout, getattr(self.box, "style", None)):
                    widget.close()

    def learn(self) -> None:
        """Let the lab's next network learn from the points that are drawn.

        Raises:
            CourseError: if fewer than two classes have points.
        """
        plane = self._plane
        if plane is None:
            return
        data = from_points(
            plane.x, plane.y, plane.class_names,
            feature_names=plane.feature_names, test_share=self._present.settings.get("test_share"),
        )  # fmt: skip
        self._conversation.training.steppable.learn_from(data)
        self._steering.show()

    def _buttons(self) -> ipywidgets.Box:
        learn, close = (ipywidgets.Button(description=words) for words in ("Learn from these", "Close"))
        learn.on_click(lambda _: self._conversation.do(self.learn))
        close.on_click(lambda _: self._conversation.do(self.toggle))
        learn.add_class("dlc-learn")
        box = ipywidgets.Box(children=[learn, close])
        box.add_class("dlc-drawer-buttons")
        return box

    @property
    def _present(self) -> Dataset:
        return self._conversation.training.steppable.trainer.data

    def _to_begin_with(self) -> tuple[Any, Any, tuple[str, ...]]:
        data = self._present
        if self._drawn is not None and data.name in (self._drawn_over, "own points"):
            return self._drawn
        # A plane has room for so many classes and points; the others stay as they are.
        names = tuple(data.class_names)[:MOST_CLASSES]
        few = np.flatnonzero(data.y_train < len(names))[:MOST_POINTS]
        return data.x_train[few], data.y_train[few], names
