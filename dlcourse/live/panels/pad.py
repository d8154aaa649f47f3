"""A pad to draw a digit or a letter on, and what a network gets to see of it: 28 × 28 pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...datasets.handwriting import center_as_mnist, checked_strokes, draw_strokes
from ...errors import CourseError, number
from ..frames import quantize
from ..page_widget import script, static
from .base import View
from .drawing import DrawingPanel, as_shares, places_in

PEN = 0.09  # usual width, in shares of the pad's side: strokes as strong as MNIST's
PENS = (0.04, 0.16)
MOST_STROKES = 60
MOST_PLACES = 4000  # in all strokes together


class Stroke(NamedTuple):
    """The places that the pen passed, float32 of shape (n, 2), and the page's name for the stroke."""

    places: np.ndarray
    name: str = ""


class Sheet(NamedTuple):
    """Strokes and the width of the pen that all of them are drawn with."""

    strokes: tuple[Stroke, ...]
    width: float


class Pad(DrawingPanel):
    """A pad to draw on with mouse, finger, pen or keys; reads nothing from the snapshot.

    Places are shares of the pad's side, from its upper left corner: x to the right, y downwards.

    Arguments:
        strokes: what is drawn at the start, each an array of places, shape (n, 2), in [0, 1].
        width: of the pen, in shares of the pad's side, from 0.04 to 0.16.
        on_change: called without arguments after each change that the reader made, also while drawing.

    Attributes:
        image: what a network sees, float32 of shape (28, 28) in [0, 1], bright ink on dark, centered and
            scaled as MNIST's digits are (`dlcourse.datasets.center_as_mnist`); zeros while nothing is drawn.
        width: of the pen, for all strokes.

    Raises:
        CourseError: for strokes outside the pad, or another width.
    """

    _script = script("shared.js", "outbox.js", "pad.js")
    _css = static("drawing.css")

    def __init__(
        self,
        strokes: Sequence[Any] = (),
        *,
        width: float = PEN,
        on_change: Callable[[], None] | None = None,
        title: str = "Draw a digit or a letter",
    ):
        start = Sheet(_checked_start(strokes), _checked_width(width))
        super().__init__(start, kind="pad", panel_id="pad", title=title)
        self._see()
        self.on_change = on_change

    @property
    def strokes(self) -> list[np.ndarray]:
        """The strokes, each float32 of shape (places, 2)."""
        return [stroke.places.copy() for stroke in self._drawn.strokes]

    @property
    def width(self) -> float:
        """The pen's width, for all strokes."""
        return self._drawn.width

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """All places, four bytes each, and the image, one byte a pixel."""
        strokes = self._drawn.strokes
        plain = {
            "width": self.width, "pens": list(PENS), "newest": strokes[-1].name if strokes else "",
            "most": MOST_PLACES, "heard": self._heard, "alt": self.describe(view),
        }  # fmt: skip
        arrays = {
            "places": as_shares(np.concatenate([np.zeros((0, 2)), *self.strokes])),
            "lengths": np.array([len(stroke.places) for stroke in strokes], np.int32),
            "image": quantize(self.image, 0, 1),
        }
        return plain, arrays

    def draw(self, axes: Any, view: View) -> None:
        """Pad and image side by side with matplotlib."""
        from ...plots import draw_pad

        draw_pad(axes, self.strokes, self.width, self.image)

    def describe(self, view: View) -> str:
        """How much is drawn, and how large it is in the image."""
        if not self._drawn.strokes:
            return "An empty pad to draw a digit or a letter on."
        height, width = (np.ptp(np.flatnonzero((self.image >= 0.1).any(axis=axis))) + 1 for axis in (1, 0))
        counted = _counted(len(self._drawn.strokes), "stroke")
        return f"A pad with {counted}; the network sees them {width} pixels wide and {height} high, of 28."

    @property
    def actions(self) -> dict[str, Callable[[dict[str, Any]], None]]:
        """What a page can ask for."""
        return super().actions | {"stroke": self._add, "clear": self._clear, "pen": self._take_pen}

    def _add(self, message: dict[str, Any]) -> None:
        name, strokes = str(message.get("name", ""))[:40], self._drawn.strokes
        stroke = Stroke(places_in(message).astype(np.float32), name)
        if name and strokes and strokes[-1].name == name:  # the same stroke, which has grown
            self._drawn = self._drawn._replace(strokes=_checked_amount((*strokes[:-1], stroke)))
        else:
            self._change(self._drawn._replace(strokes=_checked_amount((*strokes, stroke))))

    def _clear(self, _: dict[str, Any]) -> None:
        if self._drawn.strokes:
            self._change(self._drawn._replace(strokes=()))

    def _take_pen(self, message: dict[str, Any]) -> None:
        self._drawn = self._drawn._replace(width=_checked_width(message.get("width")))

    def _undo(self, message: dict[str, Any]) -> None:
        width = self.width
        super()._undo(message)
        if self.width != width:  # the pen stays as it is
            self._drawn = self._drawn._replace(width=width)

    def _see(self) -> None:
        self.image = center_as_mnist(draw_strokes(self.strokes, self.width))


def _checked_width(width: Any) -> float:
    return number("width", width, at_least=PENS[0], at_most=PENS[1])


def _checked_start(strokes: Any) -> tuple[Stroke, ...]:
    checked = checked_strokes(strokes)
    if any(stroke.min() < 0 or stroke.max() > 1 for stroke in checked):
        raise CourseError("strokes must be places from 0 to 1, shares of the pad's side")
    return _checked_amount(tuple(Stroke(stroke.astype(np.float32)) for stroke in checked))


def _checked_amount(strokes: tuple[Stroke, ...]) -> tuple[Stroke, ...]:
    places = sum(len(stroke.places) for stroke in strokes)
    if len(strokes) > MOST_STROKES or places > MOST_PLACES:
        raise CourseError(
            f"the pad holds {MOST_STROKES} strokes and {MOST_PLACES:,} places at most: clear it to draw on"
        )
    return strokes


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
