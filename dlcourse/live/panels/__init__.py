"""Panels: each draws one kind of thing from a snapshot, in the page and, for the still, with matplotlib."""

from .arrows import Arrows
from .bars import Bars
from .base import Panel, View, compose
from .curves import Curves
from .environment import Environment
from .field import Field
from .functions import Functions
from .grid import Grid
from .images import Images
from .matrix import Matrix
from .network import Network
from .operations import Operations
from .own_points import OwnPoints
from .pad import Pad
from .photograph import Photograph
from .runs import EarlierRuns
from .table import Table
from .tokens import Tokens

__all__ = [
    "Arrows", "Bars", "Curves", "EarlierRuns", "Environment", "Field", "Functions", "Grid", "Images",
    "Matrix", "Network", "Operations", "OwnPoints", "Pad", "Panel", "Photograph", "Table", "Tokens", "View",
    "compose",
]  # fmt: skip
