"""The still picture of a lab: what a saved notebook keeps, and all there is where no browser is attached."""

from __future__ import annotations

import html
import os
import textwrap
from collections.abc import Sequence
from typing import Any

from .panels import Panel, View

HEIGHT, WIDTH = 290, 330  # of a panel of width 1, CSS pixels
CHARACTERS = 42  # of a title in one line above a panel of width 1
NARROWEST = 520  # CSS pixels of the whole: around a status line that does not fit, all is drawn a second time
WIDEST = 2.4  # panels of more width than this stand in rows


def draw_still(panels: Sequence[Panel], view: View, status: str) -> Any:
    """All panels in rows, with the status line above; returns a `plots.Picture` with alt text."""
    from ..plots import Picture, look, new_figure

    rows = _rows(panels)
    widths = [[panel.still_width for panel in row] for row in rows]
    width = max(NARROWEST, WIDTH * max(map(sum, widths)))
    heights = [max(panel.still_height(view) for panel in row) for row in rows]
    figure = new_figure(round(width), round(HEIGHT * sum(heights)))
    with look():
        strips = [figure] if len(rows) == 1 else figure.subfigures(len(rows), 1, height_ratios=heights)
        for strip, row, shares in zip(strips, rows, widths, strict=True):
            places = strip.subplots(1, len(row), width_ratios=shares, squeeze=False)[0]
            for axes, panel, share in zip(places, row, shares, strict=True):
                panel.draw(axes, view)
                title = textwrap.fill(panel.title, round(CHARACTERS * share))
                axes.set_title(title, loc="left", fontsize=10)
        figure.suptitle(status, x=0.02, ha="left", fontsize=11)
    return Picture(figure, f"A lab at {status}. " + " ".join(panel.describe(view) for panel in panels))


def _rows(panels: Sequence[Panel]) -> list[list[Panel]]:
    """The panels in their order, as many in a row as it takes."""
    rows: list[list[Panel]] = [[]]
    for panel in panels:
        if rows[-1] and sum(each.still_width for each in rows[-1]) + panel.still_width > WIDEST:
            rows.append([])
        rows[-1].append(panel)
    return rows


def bundle(picture: Any | None, text: str, widget: Any | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a notebook stores: the picture, the text for those who see neither, and the widget where it lives.

    ipywidgets 7 shows a widget only through `display(…, raw=True)` and version 8 through either way, so this
    serves both (their own `_repr_mimebundle_` would leave no picture under version 7).
    """
    data, metadata = ({}, {}) if picture is None else picture._repr_mimebundle_()
    data["text/plain"] = text
    if widget is not None and widget.comm is not None:
        data["application/vnd.jupyter.widget-view+json"] = {
            "version_major": 2, "version_minor": 0, "model_id": widget.model_id,
        }  # fmt: skip
    return data, metadata


def show(picture: Any | None, text: str, widget: Any | None) -> Any:
    """Display `bundle(picture, text, widget)` under the running cell; returns the handle to replace it by."""
    from IPython.display import DisplayHandle

    data, metadata = bundle(picture, text, widget)
    handle = DisplayHandle()
    handle.display(data, metadata=metadata, raw=True)
    return handle


def show_lab(picture: Any, text: str, lab: Any, lab_id: str) -> None:
    """Display a live lab, and its picture once more for the day when the notebook is opened and nothing runs.

    Jupyter then shows the widget's place as an error, and not the picture in the same bundle. While the lab
    lives, its own script hides the second picture. VS Code keeps outputs apart from each other: there it is
    folded.
    """
    from IPython.display import display

    data, metadata = bundle(picture, text, lab)
    display(data, metadata=metadata, raw=True)
    show_beside(data["image/png"], picture.alt, metadata["image/png"]["width"], lab_id)


def show_beside(png: str, alt: str, width: int, lab_id: str) -> None:
    """Display a lab's picture, a PNG in base64, for the day when nothing runs; see `show_lab`."""
    from IPython.display import display

    is_open = "" if "VSCODE_PID" in os.environ else " open"
    words = "The lab as it stood when this cell ran. Run the cell to bring it to life."
    picture = f'<img alt="{html.escape(alt, quote=True)}" width="{width}" src="data:image/png;base64,{png}">'
    page = f'<details id="dlc-still-{lab_id}"{is_open}><summary>{words}</summary>{picture}</details>'
    display({"text/html": page, "text/plain": words}, raw=True)
