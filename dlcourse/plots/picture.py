"""A finished picture with its words: what a cell shows, and what those who cannot see it read."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from os import PathLike
from typing import Any

from matplotlib.figure import Figure

from .style import CSS_PIXELS_PER_INCH


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
        self.figure.savefig(path, facecolor=self.figure.get_facecolor())

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        png = base64.b64encode(self._png()).decode("ascii")
        width = round(self.figure.get_figwidth() * CSS_PIXELS_PER_INCH)
        return (
            {"image/png": png, "text/plain": self.alt},
            {"image/png": {"alt": self.alt, "width": width}},
        )

    def _png(self) -> bytes:
        written = io.BytesIO()
        # No note of the matplotlib version: the same picture gives the same bytes.
        self.figure.savefig(
            written,
            format="png",
            facecolor=self.figure.get_facecolor(),
            metadata={"Software": None},
            pil_kwargs={"compress_level": 9},
        )
        return written.getvalue()
