"""The still picture of a lab: what a saved notebook keeps, and all there is where no browser is attached."""

from __future__ import annotations

from typing import Any

from .panels import Field, Panel, View

HEIGHT = 250  # CSS pixels of the row of panels


def draw_still(panels: list[Panel], view: View, status: str) -> Any:
    """All panels side by side, with the status line above; returns a `plots.Picture` with alt text."""
    from ..plots import Picture, new_figure

    figure = new_figure(330 * len(panels), HEIGHT + 40)
    shares = [0.8 if isinstance(panel, Field) else 1.0 for panel in panels]
    for axes, panel in zip(
        figure.subplots(1, len(panels), width_ratios=shares, squeeze=False)[0], panels, strict=True
    ):
        panel.draw(axes, view)
        axes.set_title(panel.title)
    figure.suptitle(status, x=0.02, ha="left", fontsize="medium")
    return Picture(figure, f"A lab at {status}. " + " ".join(panel.describe(view) for panel in panels))
