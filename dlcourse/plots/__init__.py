"""Still pictures, each with an alt text made from what it shows; matplotlib without pyplot's global state."""

from .axes import draw_curves, draw_field, draw_line, draw_points
from .charts import compare, curves, lines
from .diagrams import network, neuron
from .picture import Picture
from .plane import decision_boundary, points
from .style import look, new_figure

__all__ = [
    "Picture",
    "compare",
    "curves",
    "decision_boundary",
    "draw_curves",
    "draw_field",
    "draw_line",
    "draw_points",
    "lines",
    "look",
    "network",
    "neuron",
    "new_figure",
    "points",
]
