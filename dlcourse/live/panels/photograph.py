"""One gray picture, large, with a window in it that the reader can move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...errors import CourseError, one_of, whole_number
from ...plots.photographs import describe_photograph, draw_photograph, picture_values, span_text
from ..frames import quantize
from ..page_widget import script, static
from .base import Panel, View

OnPlace = Callable[[int, int], None]


class Photograph(Panel):
    """A gray picture with a frame around a few of its pixels, and what black and white mean in it.

    Arguments:
        picture: the snapshot's name for the picture, shape (rows, columns).
        span: the snapshot's name for the two values shown black and white; where it is missing, 0 and 1.
        window: the snapshot's name for the frame: row, column and size, from its upper left pixel; may be
            missing.
        on_place: called with row and column of the pixel that the reader points at; without it, none can be.
        side: about how wide the picture is shown, in CSS pixels.
        title: the heading.

    Raises:
        CourseError: if side is too small.
    """

    _script = script("shared.js", "photograph.js")
    _css = static("photograph.css")
    still_width = 0.6

    def __init__(
        self,
        picture: str = "picture",
        *,
        span: str = "span",
        window: str = "window",
        on_place: OnPlace | None = None,
        side: int = 240,
        title: str = "Picture",
    ):
        super().__init__(kind="photograph", panel_id="photograph", title=title)
        self.names = (picture, span, window)
        self.on_place, self.side = on_place, whole_number("side", side, at_least=16)

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The picture as bytes, and where its frame is."""
        picture, span, window = self._shown(view)
        plain = {"alt": self.describe(view), "side": self.side, "asks": self.on_place is not None}
        if picture is None:
            return plain, {}
        plain |= {"span": span_text(span), "window": window}
        return plain, {"pixels": quantize(picture, *span)}

    def draw(self, axes: Any, view: View) -> None:
        """The same picture with matplotlib."""
        picture, span, window = self._shown(view)
        if picture is None:
            axes.set_axis_off()
            return
        draw_photograph(axes, picture, span, window=window)

    def describe(self, view: View) -> str:
        """How large the picture is, how bright, and where the frame is."""
        picture, span, window = self._shown(view)
        if picture is None:
            return f"{self.title}: no picture yet."
        framed = "" if window is None else f"; a frame around row {window[0] + 1}, column {window[1] + 1}"
        return f"{self.title}: {describe_photograph(picture)}; {span_text(span)}{framed}."

    def act(self, message: dict[str, Any]) -> None:
        """Point at a pixel: {"kind": "place", "row": a whole number, "column": a whole number}."""
        one_of("kind", message.get("kind"), ["place"])
        if self.on_place is None:
            raise CourseError("nothing can be chosen in this picture")
        self.on_place(*(whole_number(name, message.get(name), at_least=0) for name in ("row", "column")))

    def _shown(self, view: View) -> tuple[np.ndarray | None, tuple[float, float], list[int] | None]:
        picture, span, window = (view.snapshot.get(name) for name in self.names)
        if picture is None:
            return None, (0.0, 1.0), None
        span = (0.0, 1.0) if span is None else (float(span[0]), float(span[1]))
        window = None if window is None else [int(number) for number in window]
        return picture_values(self.names[0], picture), span, window
