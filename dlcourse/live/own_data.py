"""Data of the reader's own: points set on a plane, and characters drawn on a pad."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..datasets import Dataset, from_points
from ..errors import CourseError
from .panels import OwnPoints, Pad
from .sketch import LONGEST_WORDS, Sketch


class PointSketch(Sketch):
    """Points that the reader sets on a plane; made by `draw_points`.

    Attributes:
        x: the points, float32 of shape (n, 2).
        y: the class of each, int32 of shape (n,).
    """

    def __init__(self, panel: OwnPoints, *, headless: bool | None = None):
        self.plane = panel
        self._told: list[Callable[[PointSketch], Any]] = []
        super().__init__(panel, headless=headless)

    @property
    def x(self) -> np.ndarray:
        """The points, float32 of shape (n, 2)."""
        return self.plane.x

    @property
    def y(self) -> np.ndarray:
        """The class of each point, int32 of shape (n,)."""
        return self.plane.y

    @property
    def data(self) -> Dataset:
        """The points as they are now, as a Dataset; `dataset()` with its usual settings."""
        return self.dataset()

    def dataset(self, test_share: float | None = None, seed: int = 1) -> Dataset:
        """The points as they are now, as a Dataset for classification.

        Arguments:
            test_share: the share of the points kept for testing, of each class; 0.3 unless said otherwise.
            seed: draws which points these are.

        Raises:
            CourseError: if fewer than two classes have points.
        """
        with self._lock:
            return from_points(
                self.plane.x, self.plane.y, self.plane.class_names,
                feature_names=self.plane.feature_names, seed=seed, test_share=test_share,
            )  # fmt: skip

    def on_change(self, call: Callable[[PointSketch], Any]) -> None:
        """Let `call(self)` be called after each change that the reader makes.

        What it raises stands in the status line.
        """
        if not callable(call):
            raise CourseError(f"on_change must be a function of the drawing, got {call!r:.80}")
        self._told.append(call)

    def _changed(self) -> None:
        for call in self._told:
            call(self)

    def _parts(self) -> list[tuple[str, str]]:
        return [(name, str(count)) for name, count in self.plane.counts.items()]

    def _note(self) -> str:
        drawn = [name for name, count in self.plane.counts.items() if count]
        return "" if len(drawn) > 1 else "set points of at least two classes"

    def _text(self) -> str:
        return f"A plane to set points on; now {self.status}"


class PadSketch(Sketch):
    """A character that the reader draws; made by `pad`.

    Attributes:
        image: what a network sees of it, float32 of shape (28, 28) in [0, 1].
        strokes: the strokes, each float32 of shape (places, 2), in shares of the pad's side.
        answer: what `on_draw` answered last; None where it did not.
    """

    def __init__(
        self, panel: Pad, on_draw: Callable[[np.ndarray], Any] | None, *, headless: bool | None = None
    ):
        if on_draw is not None and not callable(on_draw):
            raise CourseError(f"on_draw must be a function of an image, got {on_draw!r:.80}")
        self.sheet, self._on_draw, self.answer = panel, on_draw, None
        super().__init__(panel, headless=headless)
        self._try(self._changed)

    @property
    def image(self) -> np.ndarray:
        """What a network sees of the drawing, float32 of shape (28, 28); zeros while nothing is drawn."""
        return self.sheet.image.copy()

    @property
    def strokes(self) -> list[np.ndarray]:
        """The strokes, each float32 of shape (places, 2), in shares of the pad's side."""
        return self.sheet.strokes

    def _changed(self) -> None:
        self.answer = None
        if self._on_draw is not None and self.sheet.strokes:
            self.answer = self._on_draw(self.image)

    def _parts(self) -> list[tuple[str, str]]:
        return [("strokes", str(len(self.sheet.strokes)))]

    def _note(self) -> str:
        if not self.sheet.strokes:
            return "draw with the mouse, a finger or a pen"
        return "" if self.answer is None else str(self.answer)[:LONGEST_WORDS]

    def _text(self) -> str:
        return f"A pad to draw on; now {self.status}"


def draw_points(
    classes: Sequence[str] = ("blue", "orange"),
    *,
    points: tuple[Any, Any] | None = None,
    extent: Sequence[float] | None = None,
    on_change: Callable[[PointSketch], Any] | None = None,
    headless: bool | None = None,
) -> PointSketch:
    """A plane on which to set points of your own, to learn from.

    >>> drawing = dl.live.draw_points(("cats", "dogs"))
    >>> drawing                                # in the next cells, when some are set:
    >>> dl.live.train(model, drawing.data)

    Arguments:
        classes: two to five names.
        points: (x, y) to begin with, x of shape (n, 2) and y of class indices, shape (n,); at most 1,000.
        extent: the window (x1 from, x1 to, x2 from, x2 to); by default ±2, or what the points need.
        on_change: called with the result after each change that the reader makes.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says. Then a
            picture of the points that were passed is left.

    Returns:
        the drawing; its `data` is a Dataset of the points that are there at that time.

    Raises:
        CourseError: for other classes, points or windows.
    """
    drawing = PointSketch(OwnPoints(classes, points=points, extent=extent), headless=headless)
    if on_change is not None:
        drawing.on_change(on_change)
    return drawing


def pad(
    on_draw: Callable[[np.ndarray], Any] | None = None,
    *,
    strokes: Sequence[Any] = (),
    width: float = 0.09,
    headless: bool | None = None,
) -> PadSketch:
    """A pad on which to draw a digit or a letter, as a network that learned from MNIST would see it.

    >>> dl.live.pad(lambda image: f"I read a {model(image[None]).numpy().argmax()}")

    Arguments:
        on_draw: called with the image, float32 of shape (28, 28), after each stroke and now and then while
            one is drawn; never for an empty pad. What it answers stands in the status line, and so does
            what it raises.
        strokes: what is drawn at the start: arrays of places, shape (n, 2), as shares of the pad's side from
            its upper left corner.
        width: of the pen, in the same unit, from 0.04 to 0.16.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says. Then a
            picture of the strokes that were passed is left.

    Returns:
        the drawing; its `image` is what is on the pad at that time.

    Raises:
        CourseError: for strokes outside the pad, another width, or an on_draw that cannot be called.
    """
    return PadSketch(Pad(strokes, width=width), on_draw, headless=headless)
