"""One picture of a reinforcement-learning environment, as its `render()` gives it."""

from __future__ import annotations

import io
import math
from typing import Any, Literal

import numpy as np
from PIL import Image

from ...errors import CourseError, one_of
from ..page_widget import script, static
from .base import Panel, View

WIDEST = 640  # pixels sent
LARGEST = 24_000  # bytes of a file, above which it is made smaller


class Environment(Panel):
    """One frame of an environment, with a line of words below it.

    A frame travels as a compressed file: sharp pixels as they are, in a PNG of less than a kB for a grid
    world; a smooth picture as a JPEG, about 6 kB for CartPole.

    Arguments:
        frame: the snapshot's name for the picture: red, green and blue, uint8 of shape (height, width, 3), as
            an environment with render_mode="rgb_array" gives it.
        caption: the snapshot's name for the words, such as "episode 12 · return 130"; may be missing.
        pixels: "sharp" for grid worlds of a few pixels, "smooth" for pictures.
        title: the heading.

    Raises:
        CourseError: if pixels is neither.
    """

    _script = script("shared.js", "environment.js")
    _css = static("environment.css")

    def __init__(
        self,
        frame: str = "frame",
        *,
        caption: str = "caption",
        pixels: Literal["sharp", "smooth"] = "smooth",
        title: str = "The environment",
    ):
        super().__init__(kind="environment", panel_id="environment", title=title)
        self.names = (frame, caption)
        self.pixels = one_of("pixels", pixels, ("sharp", "smooth"))

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The picture as the bytes of a PNG or JPEG file, and its caption."""
        picture, caption = self._shown(view)
        plain = {"alt": self.describe(view), "caption": caption, "pixels": self.pixels}
        if picture is None:
            return plain, {}
        kind, file = _compressed(picture, self.pixels)
        return plain | {"type": kind}, {"file": np.frombuffer(file, dtype=np.uint8)}

    def draw(self, axes: Any, view: View) -> None:
        """The same picture with matplotlib."""
        from ...plots import draw_frame

        picture, caption = self._shown(view)
        if picture is None:
            axes.set_axis_off()
            return
        draw_frame(axes, picture, caption, pixels=self.pixels)

    def describe(self, view: View) -> str:
        """The caption; what is to be seen only the environment knows."""
        picture, caption = self._shown(view)
        if picture is None:
            return "No picture of the environment yet."
        return f"A picture of the environment{f': {caption}' if caption else ''}."

    def _shown(self, view: View) -> tuple[np.ndarray | None, str]:
        """The picture and its caption; None while there is none."""
        picture, caption = (view.snapshot.get(name) for name in self.names)
        if picture is None:
            return None, ""
        picture = np.asarray(picture)
        if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape:
            raise CourseError(
                f"{self.names[0]} must be uint8 of shape (height, width, 3), got {picture.dtype} of shape "
                f"{picture.shape}"
            )
        return picture, str(caption or "")


def _compressed(picture: np.ndarray, pixels: str) -> tuple[str, bytes]:
    """The picture's type and file, at most a millisecond or two for one of 600×400 pixels."""
    image = Image.fromarray(np.ascontiguousarray(picture))
    image = image.reduce(math.ceil(image.width / WIDEST))
    if pixels == "sharp":
        file = _file_of(image, format="PNG", compress_level=1)
        if len(file) <= LARGEST:
            return "image/png", file
    file = _file_of(image, format="JPEG", quality=90)
    if len(file) > LARGEST:
        file = _file_of(image.reduce(2), format="JPEG", quality=75)
    return "image/jpeg", file


def _file_of(image: Image.Image, **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, **how)
    return file.getvalue()
