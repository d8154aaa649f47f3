"""A plane on which the reader sets points of two or more classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...datasets.own_points import checked_points
from ...errors import CourseError, number, whole_number
from ..page_widget import script, static
from .base import View
from .drawing import DrawingPanel, as_shares, places_in

MOST_POINTS = 1000
MOST_CLASSES = 5
USUAL_EXTENT = (-2.0, 2.0, -2.0, 2.0)  # where the course's own point sets lie
WIDEST_REACH = 0.2  # of the plane's side, that one press of "remove" clears

Extent = tuple[float, float, float, float]


class Points(NamedTuple):
    """Points in the units of the plane, float32 of shape (n, 2), and their classes, int32 of shape (n,)."""

    x: np.ndarray
    y: np.ndarray


class OwnPoints(DrawingPanel):
    """A plane to set points on with mouse, finger or keys; reads nothing from the snapshot.

    Arguments:
        class_names: two to five of them.
        points: (x, y) to begin with; x of shape (n, 2), y whole numbers, shape (n,).
        extent: the window (x1 from, x1 to, x2 from, x2 to); by default ±2, or what the points need.
        feature_names: names of the two axes.
        on_change: called without arguments after each change that the reader made.

    Attributes:
        x: the points, float32 of shape (n, 2); at most 1,000.
        y: the class of each, int32 of shape (n,).

    Raises:
        CourseError: for other class names, points or windows.
    """

    _script = script("shared.js", "outbox.js", "shapes.js", "own_points.js")
    _css = static("drawing.css")
    still_width = 0.9

    def __init__(
        self,
        class_names: Sequence[str] = ("blue", "orange"),
        *,
        points: tuple[Any, Any] | None = None,
        extent: Sequence[float] | None = None,
        feature_names: Sequence[str] = ("x1", "x2"),
        on_change: Callable[[], None] | None = None,
        title: str = "Your own points",
    ):
        self.class_names, self.feature_names = _checked_names(class_names), tuple(feature_names)
        start = _checked_start(points, self.class_names)
        self.extent = _window_for(start) if extent is None else _checked_extent(extent, start)
        super().__init__(start, kind="own-points", panel_id="own-points", title=title)
        self.on_change = on_change

    @property
    def x(self) -> np.ndarray:
        """The points, float32 of shape (n, 2)."""
        return self._drawn.x.copy()

    @property
    def y(self) -> np.ndarray:
        """The class of each point, int32 of shape (n,)."""
        return self._drawn.y.copy()

    @property
    def counts(self) -> dict[str, int]:
        """How many points each class has, by its name."""
        numbers = np.bincount(self._drawn.y, minlength=len(self.class_names)).tolist()
        return dict(zip(self.class_names, numbers, strict=True))

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """All points: four bytes for the place of each, one for its class."""
        plain = {
            "names": list(self.class_names), "axes": list(self.feature_names), "extent": list(self.extent),
            "most": MOST_POINTS, "heard": self._heard, "alt": self.describe(view),
        }  # fmt: skip
        return plain, {"places": as_shares(self._shares()), "labels": self._drawn.y.astype(np.uint8)}

    def draw(self, axes: Any, view: View) -> None:
        """The same points with matplotlib."""
        from ...plots import draw_plane_of_points

        draw_plane_of_points(
            axes, self._drawn.x, self._drawn.y, self.extent,
            class_names=self.class_names, feature_names=self.feature_names,
        )  # fmt: skip

    def describe(self, view: View) -> str:
        """How many points of which class there are."""
        first, second = self.feature_names
        left, right, bottom, top = (f"{end:.3g}".replace("-", "−") for end in self.extent)
        plane = f"plane, {first} from {left} to {right} and {second} from {bottom} to {top}"
        if not len(self._drawn.y):
            return f"An empty {plane}, to set points of the classes {_listed(self.class_names)} on."
        of_each = _listed([f"{count} {name}" for name, count in self.counts.items()])
        return f"A {plane}, with {of_each} points."

    @property
    def actions(self) -> dict[str, Callable[[dict[str, Any]], None]]:
        """What a page can ask for."""
        return super().actions | {
            "add": self._add, "remove": self._remove, "nearest": self._remove_nearest, "clear": self._clear,
        }  # fmt: skip

    def _add(self, message: dict[str, Any]) -> None:
        label = whole_number("label", message.get("label"), at_least=0, at_most=len(self.class_names) - 1)
        room = MOST_POINTS - len(self._drawn.y)
        left, right, bottom, top = self.extent
        x = (left, bottom) + places_in(message)[:room] * (right - left, top - bottom)
        if len(x):
            y = np.full(len(x), label, np.int32)
            self._change(
                Points(np.concatenate([self._drawn.x, x.astype(np.float32)]), np.append(self._drawn.y, y))
            )

    def _remove(self, message: dict[str, Any]) -> None:
        reach = number("reach", message.get("reach"), above=0, at_most=WIDEST_REACH)
        distances = self._distances(places_in(message))
        self._keep((distances > reach).all(axis=1))

    def _remove_nearest(self, message: dict[str, Any]) -> None:
        distances = self._distances(places_in(message)[:1])[:, 0]
        if len(distances):
            self._keep(np.arange(len(distances)) != distances.argmin())

    def _clear(self, _: dict[str, Any]) -> None:
        self._keep(np.zeros(len(self._drawn.y), bool))

    def _keep(self, kept: np.ndarray) -> None:
        if not kept.all():
            self._change(Points(self._drawn.x[kept], self._drawn.y[kept]))

    def _distances(self, places: np.ndarray) -> np.ndarray:
        """From each point to each place, in shares of the plane's side; shape (points, places)."""
        return np.linalg.norm(self._shares()[:, np.newaxis] - places, axis=2)

    def _shares(self) -> np.ndarray:
        left, right, bottom, top = self.extent
        return np.clip((self._drawn.x - (left, bottom)) / (right - left, top - bottom), 0, 1)


def _checked_names(class_names: Any) -> tuple[str, ...]:
    names = class_names if isinstance(class_names, Sequence) and not isinstance(class_names, str) else ()
    distinct = all(isinstance(name, str) and name.strip() for name in names) and len(set(names)) == len(names)
    if not distinct or not 2 <= len(names) <= MOST_CLASSES:
        raise CourseError(f"classes must be 2 to {MOST_CLASSES} different names, got {class_names!r}")
    return tuple(names)


def _checked_start(points: Any, class_names: tuple[str, ...]) -> Points:
    if points is None:
        return Points(np.zeros((0, 2), np.float32), np.zeros(0, np.int32))
    if not isinstance(points, Sequence) or len(points) != 2:
        raise CourseError(f"points must be a pair (x, y), got {points!r:.80}")
    start = Points(*checked_points(*points, class_names))
    if len(start.y) > MOST_POINTS:
        raise CourseError(f"points must be at most {MOST_POINTS:,}, got {len(start.y):,}")
    return start


def _checked_extent(extent: Any, start: Points) -> Extent:
    if not isinstance(extent, Sequence) or len(extent) != 4:
        raise CourseError(f"extent must be (x1 from, x1 to, x2 from, x2 to), got {extent!r:.80}")
    left, right, bottom, top = (number("extent", end) for end in extent)
    if not (left < right and bottom < top):
        raise CourseError(f"extent must go from a smaller to a larger number, got {tuple(extent)!r}")
    if len(start.y) and not _contains((left, right, bottom, top), start.x):
        low, high = start.x.min(axis=0), start.x.max(axis=0)
        raise CourseError(
            f"extent must contain all points, which go from {low[0]:g} to {high[0]:g} and from {low[1]:g} "
            f"to {high[1]:g}; got {tuple(extent)!r}"
        )
    return left, right, bottom, top


def _window_for(start: Points) -> Extent:
    if not len(start.y) or _contains(USUAL_EXTENT, start.x):
        return USUAL_EXTENT
    from ...plots.window import window_around

    return window_around(start.x, is_generated=False)


def _contains(extent: Extent, x: np.ndarray) -> bool:
    left, right, bottom, top = extent
    return bool(((x >= np.float32((left, bottom))) & (x <= np.float32((right, top)))).all())


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
