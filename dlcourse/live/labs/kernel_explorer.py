"""A kernel that filters a photograph, set by hand or found by gradient descent; and its lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ...errors import CourseError, number, one_of, whole_number
from ...plots.examples import number_text
from ...scratch.convolution import convolve
from ..lab import Lab
from ..panels.photograph import Photograph
from ..panels.table import Table
from ..steppable import Setting, Settings

KERNELS: dict[str, tuple[tuple[float, ...], ...]] = {
    "as it is": ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
    "blur": ((1 / 9, 1 / 9, 1 / 9),) * 3,
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "horizontal edges": ((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
    "vertical edges": ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    "outlines": ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    "emboss": ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
    "one to the right": ((0, 0, 0), (1, 0, 0), (0, 0, 0)),
}
MOMENTUM = 0.95
FOUND = 5e-3  # when no number of the kernel is further than this from the one looked for
FAR = 1e6  # a kernel beyond it has diverged
LARGEST = 240  # rows or columns of a picture: each pixel is a byte of every frame


class KernelSearch:
    """A kernel over a picture, and the filtered picture that it should bring about.

    The loss is the mean squared difference of the two filtered pictures; one step is one of gradient descent
    with momentum on the kernel's numbers.

    Arguments:
        picture: gray, shape (rows, columns), values in [0, 1].
        wanted: the kernel that filters the picture as it should be: a name of `KERNELS`, or numbers of shape
            (3, 3) or (5, 5).
        kernel: the one to begin with, a name or numbers of the same shape.
        learning_rate: η, > 0.
        seed: draws other starts.

    Raises:
        CourseError: for another shape, a name that is not known, or a number that is not allowed.
    """

    def __init__(
        self,
        picture: Any,
        wanted: Any = "horizontal edges",
        *,
        kernel: Any = "as it is",
        learning_rate: float = 0.14,
        seed: int = 1,
    ):
        self.picture = np.asarray(picture, dtype=float)
        if self.picture.ndim != 2 or not 8 <= min(self.picture.shape) <= max(self.picture.shape) <= LARGEST:
            raise CourseError(
                f"picture must be gray, of shape (rows, columns), 8 to {LARGEST} each, "
                f"got {self.picture.shape}"
            )
        self.wanted, self.start = as_kernel("wanted", wanted), as_kernel("kernel", kernel)
        if self.wanted.shape != self.start.shape:
            raise CourseError(
                f"kernel must have the shape of wanted, {self.wanted.shape}, got {self.start.shape}"
            )
        self.learning_rate = number("learning_rate", learning_rate, above=0)
        self.seed = whole_number("seed", seed, at_least=0)
        self._windows = sliding_window_view(self.picture, self.wanted.shape)  # (rows, columns, size, size)
        flat = self._windows.reshape(-1, self.wanted.size)
        self._moments = flat.T @ flat / len(flat)  # all that the loss needs to know of the picture
        self.goal = self._filtered(self.wanted)
        rows, columns = self._windows.shape[:2]
        self.place = (int(0.4 * rows), int(0.3 * columns))
        self.settings = Settings([self._rate()])
        self.reset()

    def step(self, k: int = 1) -> None:
        """Take `k` steps of gradient descent with momentum on the kernel."""
        for _ in range(whole_number("k", k, at_least=0)):
            self.steps += 1
            if np.abs(self.kernel).max() < FAR:
                self._velocity = MOMENTUM * self._velocity - self.learning_rate * self.gradient
                self.kernel = self.kernel + self._velocity

    def reset(self, same_seed: bool = True) -> None:
        """Back to the kernel of the start, or to another one that the next seed draws."""
        if not same_seed:
            self.seed += 1
            self.start = np.random.default_rng(self.seed).normal(0, 0.5, self.wanted.shape)
        self.kernel, self.steps = self.start.copy(), 0
        self._velocity = np.zeros_like(self.kernel)

    def put(self, kernel: np.ndarray) -> None:
        """Set the whole kernel by hand; descent goes on from it.

        Raises:
            CourseError: if it has another shape, or numbers that are not finite.
        """
        kernel = as_kernel("kernel", kernel)
        if kernel.shape != self.wanted.shape:
            raise CourseError(f"kernel must have shape {self.wanted.shape}, got {kernel.shape}")
        self.start = kernel
        self.reset()

    def point_at(self, row: int, column: int) -> None:
        """Move the frame so that this pixel of the picture is in its middle, as far as it goes."""
        rows, columns = self._windows.shape[:2]
        half = len(self.wanted) // 2
        self.place = (
            int(np.clip(whole_number("row", row, at_least=0) - half, 0, rows - 1)),
            int(np.clip(whole_number("column", column, at_least=0) - half, 0, columns - 1)),
        )

    def snapshot(self) -> dict[str, Any]:
        """Both filtered pictures, the kernel, the pixels in the frame, and what they add up to."""
        row, column = self.place
        seen, size = self._windows[row, column], len(self.wanted)
        total = float((seen * self.kernel).sum())
        span = span_of(self.kernel)
        return {
            "step": self.steps, "loss": self.loss, "picture": self.picture, "table": self.kernel,
            "beside": seen, "caption": f"each number × its pixel, added up: {number_text(round(total, 2))}",
            "window": (row, column, size), "sum": total, "span of kernel": span,
            "filtered": self._filtered(self.kernel) if np.isfinite(self.loss) else np.zeros_like(self.goal),
            "pixel": (row, column, 1), "goal": self.goal, "span of wanted": span_of(self.wanted),
        }  # fmt: skip

    @property
    def loss(self) -> float:
        """The mean squared difference to the picture that is wanted; infinite where descent has diverged."""
        if np.abs(self.kernel).max() >= FAR:
            return float("inf")
        apart = (self.kernel - self.wanted).ravel()
        return float(apart @ self._moments @ apart)

    @property
    def gradient(self) -> np.ndarray:
        """The derivative of the loss by each number of the kernel."""
        return (2 * self._moments @ (self.kernel - self.wanted).ravel()).reshape(self.wanted.shape)

    @property
    def finished(self) -> bool:
        """Whether the kernel that was looked for is found."""
        return bool(np.abs(self.kernel - self.wanted).max() < FOUND)

    @property
    def note(self) -> str:
        """That it is found."""
        return "found: this is the kernel that made the picture" if self.finished else ""

    @property
    def words(self) -> str:
        """What tells this run from others."""
        name = next((name for name, each in KERNELS.items() if _same(self.start, each)), "own kernel")
        return f"from {name}, rate {number_text(round(self.learning_rate, 3))}"

    def _filtered(self, kernel: np.ndarray) -> np.ndarray:
        return convolve(self.picture[None, :, :, None], kernel[:, :, None, None])[0, :, :, 0]

    def _rate(self) -> Setting:
        def write(value: float) -> None:
            self.learning_rate = value

        return Setting(
            "learning rate", lambda: self.learning_rate, write, low=0.01, high=1, scale="log", above=0,
            help="of gradient descent with momentum",
        )  # fmt: skip


def as_kernel(name: str, kernel: Any) -> np.ndarray:
    """A kernel by its name, or from numbers.

    Raises:
        CourseError: for another name or shape, or numbers that are not finite.
    """
    if isinstance(kernel, str):
        return np.array(KERNELS[one_of(name, kernel, KERNELS)], dtype=float)
    try:
        read = np.array(kernel, dtype=float)
    except (TypeError, ValueError):
        read = np.full((1, 1), np.nan)
    if read.shape not in ((3, 3), (5, 5)) or not np.isfinite(read).all():
        raise CourseError(
            f"{name} must be one of {', '.join(KERNELS)}, or finite numbers of shape (3, 3) or (5, 5), "
            f"got {kernel!r:.60}"
        )
    return read


def span_of(kernel: np.ndarray) -> tuple[float, float]:
    """Which values to show black and white: 1 wide, with what becomes of a middle gray in the middle.

    A kernel that adds up to 1 keeps gray as it is, from 0 to 1; one that adds up to 0 makes it 0.
    """
    low = float(np.clip(kernel.sum(), -1, 1)) / 2 - 0.5
    return low, low + 1


def kernel_explorer(
    picture: Any,
    wanted: Any = "horizontal edges",
    *,
    kernel: Any = "as it is",
    named: Mapping[str, Any] | None = None,
    steps: int = 0,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab on convolution: set the numbers of a kernel by hand and see the filtered photograph at once.

    The task is to bring about a given picture; Train lets gradient descent find the numbers.

    Arguments:
        picture: gray, shape (rows, columns), values in [0, 1], at most 240 each.
        wanted: the kernel that made the picture to be brought about: a name of `KERNELS`, or numbers.
        kernel: the one to begin with.
        named: {"name": kernel} for the menu; by default all of `KERNELS`.
        steps: of gradient descent where no browser is attached.
        seed: draws other starts when New seed is pressed.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: for another shape, or a name that is not known.
    """
    search = KernelSearch(picture, wanted, kernel=kernel, seed=seed)
    menu = KERNELS if named is None else named
    fitting = {name: each for name, each in menu.items() if np.shape(each) == search.wanted.shape}
    panels = [
        Photograph(on_place=search.point_at, title="The photograph"),
        Table(named=fitting, menu="kernel", on_table=search.put, limit=1.0, title="The kernel: change it"),
        Photograph("filtered", span="span of kernel", window="pixel", title="What it makes of it"),
        Photograph("goal", span="span of wanted", window="pixel", title="What it should make of it"),
    ]  # fmt: skip
    lab = Lab(
        search, panels, controls=["learning rate"], steps=steps, headless=headless, describe=_describe,
        speed=2, heading="For Train",
    )  # fmt: skip
    if lab.headless:
        lab.run_headless()
    return lab


def _describe(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("difference", f"{snapshot['loss']:.2g}"),
        ("in the frame", f"{snapshot['sum']:.2f}".replace("-", "−")),
    ]


def _same(one: np.ndarray, other: Any) -> bool:
    return one.shape == np.shape(other) and np.allclose(one, other)
