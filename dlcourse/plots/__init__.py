"""Still pictures, each with an alt text made from what it shows; matplotlib without pyplot's global state."""

from .axes import draw_curves, draw_field, draw_line, draw_points
from .picture import Picture
from .style import look, new_figure

__all__ = [
    "Picture",
    "draw_curves",
    "draw_field",
    "draw_line",
    "draw_points",
    "look",
    "new_figure",
]
