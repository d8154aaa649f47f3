"""A list of runs, each with what it was and where it ended, drawn into given axes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes

from . import style

LINE_HEIGHT = 0.1  # of the axes
WIDTH = 34  # characters of a line of words


def draw_runs(axes: Axes, present: tuple[str, str], earlier: Sequence[tuple[str, str]]) -> None:
    """Write one line for each run: what it was, and its last number.

    Args:
        axes: where to write; nothing else is drawn into them.
        present: (words, number) of the present run.
        earlier: those of the earlier ones, oldest first.
    """
    axes.set_axis_off()
    place = 0.96
    looks = [(f"now · {present[0]}", present[1], style.INK), *((*run, style.SOFT) for run in earlier[::-1])]
    for words, number, colour in looks:
        lines = textwrap.wrap(words, WIDTH) or [""]
        for position, text, side in ((0.0, "\n".join(lines), "left"), (1.0, number, "right")):
            axes.text(
                position, place, text, transform=axes.transAxes, va="top", ha=side, fontsize=9, color=colour
            )
        place -= LINE_HEIGHT * len(lines) * 0.75 + 0.03
