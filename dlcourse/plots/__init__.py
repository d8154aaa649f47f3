"""Still pictures, each with an alt text made from what it shows; matplotlib without pyplot's global state."""

from .arrows import arrows, draw_arrows
from .axes import draw_curves, draw_field, draw_line, draw_points
from .bars import bars, draw_bars
from .charts import compare, curves, lines
from .diagrams import network, neuron
from .drawings import draw_pad, draw_plane_of_points
from .functions import draw_functions
from .grid import draw_grid, grid_lines, grids
from .images import draw_frame, draw_images, images
from .matrix import draw_matrix, matrix
from .operations import draw_operations, operations
from .over_seeds import over_seeds
from .photographs import draw_photograph, photographs
from .picture import Picture
from .plane import decision_boundary, points
from .runs import draw_runs
from .scenes import boxes, masks
from .style import look, new_figure
from .tokens import draw_tokens, tokens

__all__ = [
    "Picture",
    "arrows",
    "bars",
    "boxes",
    "compare",
    "curves",
    "decision_boundary",
    "draw_arrows",
    "draw_bars",
    "draw_curves",
    "draw_field",
    "draw_frame",
    "draw_functions",
    "draw_grid",
    "draw_images",
    "draw_line",
    "draw_matrix",
    "draw_operations",
    "draw_pad",
    "draw_photograph",
    "draw_plane_of_points",
    "draw_points",
    "draw_runs",
    "draw_tokens",
    "grid_lines",
    "grids",
    "images",
    "lines",
    "look",
    "masks",
    "matrix",
    "network",
    "neuron",
    "new_figure",
    "operations",
    "over_seeds",
    "photographs",
    "points",
    "tokens",
]
