"""How much room axes will have on the page, asked before anything is drawn into them."""

from __future__ import annotations

from matplotlib.axes import Axes

from .style import CSS_PIXELS_PER_INCH


def room_of(axes: Axes) -> tuple[float, float]:
    """Width and height of still empty `axes` in CSS pixels, as the figure's layout will have it, about."""
    figure = axes.get_figure(root=True)
    on = axes.axison
    axes.set_axis_off()
    figure.draw_without_rendering()  # lets constrained layout spread what is there so far
    axes.axison = on
    box = axes.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
    return box.width * CSS_PIXELS_PER_INCH, box.height * CSS_PIXELS_PER_INCH
