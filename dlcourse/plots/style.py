"""The course's one look: its colors, markers and lines, and figures that have it without touching pyplot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure

COURSE_STYLE = Path(__file__).parents[1] / "course.mplstyle"  # the single source of the look
_STYLE = matplotlib.rc_params_from_file(COURSE_STYLE, use_default_template=False)

# The same on top of matplotlib's defaults, read once. The backend is not a matter of looks.
with matplotlib.rc_context(fname=COURSE_STYLE):
    _LOOK = {key: matplotlib.rcParams[key] for key in matplotlib.rcParams if not key.startswith("backend")}

OKABE_ITO: tuple[str, ...] = tuple(map(to_hex, _STYLE["axes.prop_cycle"].by_key()["color"]))
CLASS_MARKERS = ("o", "^", "s", "D", "P", "X", "v", "*")
CLASS_SIGNS = ("●", "▲", "■", "◆", "✚", "✖", "▼", "★")  # the markers in a line of text
LINE_STYLES = ("-", "--", ":", "-.", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)))

INK = to_hex(_STYLE["text.color"])
SOFT = to_hex(_STYLE["xtick.color"])
LINE = to_hex(_STYLE["grid.color"])
PAPER = "#ffffff"
MIDDLE = "#f5f5f5"
FAINT = "#b4bcc4"  # earlier runs

# Blue for the first class and negative values, orange for the second and positive ones, nearly white between.
DIVERGING = LinearSegmentedColormap.from_list("dlcourse", (OKABE_ITO[0], MIDDLE, OKABE_ITO[1]))

CSS_PIXELS_PER_INCH = 96
PIXEL_RATIO = 1.4  # device pixels per CSS pixel: sharper on dense screens than 1, and half the bytes of 2


@contextmanager
def look() -> Iterator[None]:
    """Within it, new matplotlib artists have the course's look, whatever the learner's own settings are."""
    with matplotlib.rc_context(_LOOK):
        yield


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of `width` × `height` CSS pixels on a white card, with constrained layout.

    It belongs to no pyplot state and needs no display.
    """
    with look():
        figure = Figure(
            figsize=(width / CSS_PIXELS_PER_INCH, height / CSS_PIXELS_PER_INCH),
            dpi=CSS_PIXELS_PER_INCH * PIXEL_RATIO,
            facecolor=PAPER,
            layout="constrained",
        )
    FigureCanvasAgg(figure)
    figure.get_layout_engine().set(w_pad=8 / CSS_PIXELS_PER_INCH, h_pad=8 / CSS_PIXELS_PER_INCH)
    return figure


def color_of(index: int) -> str:
    """The color of a class; after eight they begin again, so the marker must tell as well."""
    return OKABE_ITO[index % len(OKABE_ITO)]


def marker_of(index: int) -> str:
    """The marker of a class."""
    return CLASS_MARKERS[index % len(CLASS_MARKERS)]


def darkened(color: Any, share: float) -> str:
    """`color` with a share of black (0 to 1) mixed in."""
    return to_hex([channel * (1 - share) for channel in to_rgb(color)])


def text_color(color: Any) -> str:
    """`color`, darkened until text in it reads well on white: a contrast of at least 4.5 (WCAG 2.1, AA)."""
    share = 0.0
    while 1.05 / (_luminance(darkened(color, share)) + 0.05) < 4.5:
        share += 0.05
    return darkened(color, share)


def _luminance(color: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
