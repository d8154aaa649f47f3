"""Panels: each draws one kind of thing from a snapshot, in the page and, for the still, with matplotlib."""

from .base import Panel, View, compose, static
from .curves import Curves
from .field import Field

__all__ = ["Curves", "Field", "Panel", "View", "compose", "static"]
