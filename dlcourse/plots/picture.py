"""A finished picture with its words: what a cell shows, and what those who cannot see it read."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from os import PathLike
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PIL import Image

from .palette import in_few_colors
from .style import CSS_PIXELS_PER_INCH

COLORS = (48, 32)  # in a stored picture: the shorter palette where the file would be large
LARGEST = 24_000  # bytes: twenty pictures and their text fit into a notebook of 400 kB


class Picture:
    """A matplotlib figure with an alt text; the last line of a cell shows it.

    Args:
        figure: the drawn figure, from `new_figure`.
        alt: one or two sentences that say what the picture shows.
    """

    def __init__(self, figure: Figure, alt: str):
        self.figure = figure
        self.alt = alt

    def save(self, path: str | PathLike[str]) -> None:
        """Write the picture to a file; the ending (.png, .svg, .pdf) says in which format."""
        self.figure.draw_without_rendering()  # lays the axes out; before it, nothing is in its place
        self.figure.savefig(path, facecolor=self.figure.get_facecolor(), bbox_inches=self._extent())

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        png, width = self._png()
        return (
            {"image/png": base64.b64encode(png).decode("ascii"), "text/plain": self.alt},
            {"image/png": {"alt": self.alt, "width": width}},
        )

    def _png(self) -> tuple[bytes, int]:
        """The file, and the width in CSS pixels at which to show it."""
        image, width = self._drawn()
        for colors in COLORS:
            written = io.BytesIO()
            in_few_colors(image, colors).save(written, format="PNG", compress_level=8)
            if written.tell() < LARGEST:
                break
        return written.getvalue(), round(width * CSS_PIXELS_PER_INCH)

    def _drawn(self) -> tuple[Image.Image, float]:
        """The picture in pixels, and its width in inches."""
        canvas, whole = self.figure.canvas, self.figure.bbox_inches
        canvas.draw()  # lays the axes out and draws them; `savefig` would lay them out twice more
        extent = self._extent()
        if extent.bounds == whole.bounds:
            return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB"), whole.width
        drawn = io.BytesIO()
        self.figure.savefig(
            drawn, format="png", facecolor=self.figure.get_facecolor(), bbox_inches=extent,
            pil_kwargs={"compress_level": 1},
        )  # fmt: skip
        return Image.open(drawn).convert("RGB"), extent.width

    def _extent(self) -> Bbox:
        """The laid-out figure in inches, with what stands out of it, such as long names."""
        whole, margin = self.figure.bbox_inches, 8 / CSS_PIXELS_PER_INCH
        drawn = self.figure.get_tightbbox(self.figure.canvas.get_renderer())
        lows = np.where(drawn.min < whole.min - 1e-6, drawn.min - margin, whole.min)
        highs = np.where(drawn.max > whole.max + 1e-6, drawn.max + margin, whole.max)
        return Bbox([lows, highs])
