"""A list of runs, each with what it was and where it ended, drawn into given axes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes

from . import style

LINE, GAP = 12, 4  # points: from line to line of one run, and between two runs
WIDTH = 34  # characters of a line of words
NUMBERS = 225  # points from the left edge to the right end of the numbers


def draw_runs(axes: Axes, present: tuple[str, str], earlier: Sequence[tuple[str, str]]) -> None:
    """Write one line for each run: what it was, and its last number.

    Args:
        axes: where to write, from the upper left corner; nothing else is drawn into them.
        present: (words, number) of the present run.
        earlier: those of the earlier ones, oldest first.
    """
    axes.set_axis_off()
    down = 0
    looks = [(f"now · {present[0]}", present[1], style.INK), *((*run, style.SOFT) for run in earlier[::-1])]
    for words, number, color in looks:
        lines = _lines(words)
        for right, text, side in ((0, "\n".join(lines), "left"), (NUMBERS, number, "right")):
            axes.annotate(
                text, (0, 1), (right, -down), xycoords="axes fraction", textcoords="offset points",
                va="top", ha=side, fontsize=9, color=color,
            )  # fmt: skip
        down += LINE * len(lines) + GAP


def lines_of_runs(words: Sequence[str]) -> int:
    """How many lines `draw_runs` takes for runs of these words."""
    return sum(len(_lines(each)) for each in words)


def _lines(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH) or [""]
