"""Lines through points under several losses, as a steppable: points are dragged, or one is pulled away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...errors import CourseError, number, one_of, whole_number
from ...plots.examples import number_text
from ...scratch.line_fits import absolute_error_line, huber_line, squared_error_line
from ..lab import Lab
from ..panels import Functions
from ..panels.functions import MOST_DRAGGED
from ..steppable import Setting, Settings

LOSSES = ("squared", "absolute", "Huber")
PULLS = 40  # steps that take the pulled point from where it is to the upper end of the picture
ROOM = 1.6  # above the points, in shares of their range, for the pulled one
FEWEST = 3
HEIGHTS = 25  # of the pulled point, at which the slopes are shown


class LineFits:
    """The best lines through points under several losses; one step pulls one point a little further up.

    Arguments:
        x, y: the points, each of shape (n,), n from 3 to 60.
        losses: which lines, of "squared", "absolute" and "Huber".
        delta: where Huber's loss goes over from a square to a straight line, in the unit of y.
        point: the place of the point that is pulled; by default the one with the largest x.
        top: the height up to which it is pulled; by default well above all points.
        seed: draws which point is pulled after New seed.

    Raises:
        CourseError: if x and y are no such rows, all x are equal, or another argument is not allowed.
    """

    def __init__(
        self,
        x: Any,
        y: Any,
        *,
        losses: Sequence[str] = LOSSES,
        delta: float = 1.0,
        point: int | None = None,
        top: float | None = None,
        seed: int = 1,
    ):
        self.x, self.y = _row("x", x), _row("y", y)
        if self.x.shape != self.y.shape or not FEWEST <= len(self.x) <= MOST_DRAGGED:
            raise CourseError(
                f"x and y must have the same length, {FEWEST} to {MOST_DRAGGED}, "
                f"got {len(self.x)} and {len(self.y)}"
            )
        if np.ptp(self.x) == 0:
            raise CourseError("x must not be the same for all points: there is no best slope then")
        self.losses = tuple(one_of("each of losses", name, LOSSES) for name in losses)
        if not self.losses or len(set(self.losses)) < len(self.losses):
            raise CourseError(f"losses must name different losses, at least one, got {losses!r}")
        self.delta = number("delta", delta, above=0)
        last = len(self.x) - 1
        self.point = int(self.x.argmax()) if point is None else whole_number(
            "point", point, at_least=0, at_most=last
        )  # fmt: skip
        self._start = self.x.copy(), self.y.copy()
        spread = float(np.ptp(self.y)) or 1.0
        self.top = float(self.y.max() + ROOM * spread) if top is None else number(
            "top", top, above=float(self.y.max())
        )  # fmt: skip
        self.limits = float(self.y.min() - 0.5 * spread), self.top + 0.05 * spread
        margin = 0.04 * float(np.ptp(self.x))
        self._heights = np.linspace(*self.limits, HEIGHTS)
        self._slopes: tuple[Any, dict[str, np.ndarray]] = (None, {})
        self._axis = np.linspace(self.x.min() - margin, self.x.max() + margin, 60)
        self.seed, self.steps = whole_number("seed", seed, at_least=0), 0
        self.settings = Settings(self._own_settings())

    def step(self, k: int = 1) -> None:
        """Pull the point up by `k` small moves, not beyond the top."""
        k = whole_number("k", k, at_least=0)
        if self.finished:
            return
        height = self._start[1][self.point]
        self.y[self.point] = min(self.y[self.point] + k * (self.top - height) / PULLS, self.top)
        self.steps += k

    def reset(self, same_seed: bool = True) -> None:
        """All points back to where they were; with another seed another point is pulled."""
        self.x, self.y = (row.copy() for row in self._start)
        self.steps = 0
        if not same_seed:
            self.seed += 1
            others = np.delete(np.arange(len(self.x)), self.point)
            self.point = int(np.random.default_rng(self.seed).choice(others))

    def move(self, place: int, x: float, y: float) -> None:
        """Put a point somewhere else, by hand.

        Raises:
            CourseError: if all points would stand above each other.
        """
        place = whole_number("place", place, at_least=0, at_most=len(self.x) - 1)
        moved = self.x.copy()
        moved[place] = number("x", x)
        if np.ptp(moved) == 0:
            raise CourseError("the points must not all stand above each other: there is no best slope then")
        self.x, self.y[place] = moved, number("y", y)

    def lines(self) -> dict[str, tuple[float, float]]:
        """The best line of each loss, as {"squared": (slope, intercept), …}."""
        return self._lines_through(self.y)

    def snapshot(self) -> dict[str, Any]:
        """The lines as "functions" over "x", the "points", and each line's slope by its loss' name.

        "slopes" over "heights" says what each slope would be with the pulled point elsewhere; "height" says
        where it is.
        """
        lines, height = self.lines(), float(self.y[self.point])
        apart = self._heights != height  # the present slopes go in, so that they can be read exactly
        heights = np.append(self._heights[apart], height)
        order = np.argsort(heights)
        slopes = {
            name: np.append(along[apart], lines[name][0])[order]
            for name, along in self._slopes_by_height().items()
        }
        return {
            "step": self.steps, "x": self._axis, "points": np.column_stack([self.x, self.y]),
            "functions": {name: slope * self._axis + base for name, (slope, base) in lines.items()},
            "heights": heights[order], "slopes": slopes, "height": height,
            **{name: slope for name, (slope, _) in lines.items()},
        }  # fmt: skip

    @property
    def finished(self) -> bool:
        """Whether the pulled point is at the top."""
        return bool(self.y[self.point] >= self.top)

    @property
    def note(self) -> str:
        """Where the pulled point has got to."""
        return f"point {self.point + 1} pulled to {number_text(round(float(self.y[self.point]), 2))}"

    @property
    def words(self) -> str:
        """What tells this run from others."""
        return f"point {self.point + 1} pulled, delta {number_text(round(self.delta, 3))}"

    def _lines_through(self, y: np.ndarray) -> dict[str, tuple[float, float]]:
        fits: dict[str, Callable[[], tuple[float, float]]] = {
            "squared": lambda: squared_error_line(self.x, y),
            "absolute": lambda: absolute_error_line(self.x, y),
            "Huber": lambda: huber_line(self.x, y, self.delta),
        }
        return {name: fits[name]() for name in self.losses}

    def _slopes_by_height(self) -> dict[str, np.ndarray]:
        """Each line's slope at all heights of the pulled point; kept until another point or delta changes."""
        others = np.delete(self.y, self.point)
        found_for = (self.point, self.delta, self.x.tobytes(), others.tobytes())
        if self._slopes[0] != found_for:
            lines = [self._lines_through(np.insert(others, self.point, height)) for height in self._heights]
            slopes = {name: np.array([each[name][0] for each in lines]) for name in self.losses}
            self._slopes = (found_for, slopes)
        return self._slopes[1]

    def _own_settings(self) -> list[Setting]:
        def write_height(value: float) -> None:
            self.y[self.point] = value

        def write_delta(value: float) -> None:
            self.delta = value

        spread = float(np.ptp(self._start[1])) or 1.0
        return [
            Setting(
                "height", lambda: float(self.y[self.point]), write_height, low=self.limits[0], high=self.top,
                help="of the point that is pulled",
            ),
            Setting(
                "delta", lambda: self.delta, write_delta, low=0.01 * spread, high=3 * spread, scale="log",
                above=0, help="Huber: a square up to here, a straight line beyond",
                available=lambda: "Huber" in self.losses,
            ),
        ]  # fmt: skip


def fit_line(
    x: Any,
    y: Any,
    *,
    losses: Sequence[str] = LOSSES,
    delta: float = 1.0,
    point: int | None = None,
    top: float | None = None,
    x_label: str = "x",
    y_label: str = "y",
    title: str = "Which line does each loss choose?",
    steps: int = 20,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab on losses: drag points by mouse, finger or keys, and see how far each loss's line follows.

    Arguments:
        x, y: the points, each of shape (n,), n from 3 to 60.
        losses: which lines, of "squared", "absolute" and "Huber".
        delta: where Huber's loss goes over from a square to a straight line, in the unit of y.
        point: the place of the point that Train pulls away; by default the one with the largest x.
        top: the height up to which it is pulled; by default well above all points.
        x_label, y_label: names of the axes, with their units.
        title: the heading of the picture with the lines.
        steps: how far it is pulled where no browser is attached, in fortieths of the way.
        seed: draws which point is pulled after New seed.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: if x and y are no such rows, all x are equal, or another argument is not allowed.
    """
    fits = LineFits(x, y, losses=losses, delta=delta, point=point, top=top, seed=seed)
    panels = [
        Functions(x_label=x_label, y_label=y_label, limits=fits.limits, on_drag=fits.move, title=title),
        Functions(
            "slopes", x="heights", mark="height", points="no points", x_label="height of the pulled point",
            y_label="slope", title="How far can one point turn each line?",
        ),
    ]  # fmt: skip
    controls = ["height", "delta"] if "Huber" in fits.losses else ["height"]
    lab = Lab(
        fits, panels, controls=controls, steps=steps, headless=headless, speed=0,
        describe=lambda snapshot: [
            (f"slope {name}", f"{snapshot[name]:.2f}".replace("-", "−")) for name in fits.losses
        ],
    )  # fmt: skip
    if lab.headless:
        lab.run_headless()
    return lab


def _row(name: str, values: Any) -> np.ndarray:
    try:
        row = np.array(values, dtype=float)
    except (TypeError, ValueError):
        row = np.full(1, np.nan)
    if row.ndim != 1 or not np.isfinite(row).all():
        raise CourseError(f"{name} must be a row of finite numbers, got {values!r:.60}")
    return row
