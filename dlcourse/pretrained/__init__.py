"""Models that ship with the course: trained by scripts in this folder, their weights in small files.

A further model is a module here with `CARD` and `build()`, and its name in `CATALOGUE`.
"""

from __future__ import annotations

import importlib
from typing import Any

from ..errors import one_of
from .card import Card
from .weights import read, set_weights

__all__ = ["Card", "card", "load", "names"]

CATALOGUE = ("handwriting", "letters")


def names() -> tuple[str, ...]:
    """The names that `load` knows."""
    return CATALOGUE


def card(name: str) -> Card:
    """What a model was trained on, by which script, and how well it does.

    Raises:
        CourseError: if there is no such model.
    """
    return _module(name).CARD


def load(name: str) -> Any:
    """Build a model that ships with the course, with its trained weights; on any Keras backend, offline.

    >>> reader = dl.pretrained.load("handwriting")
    >>> dl.pretrained.card("handwriting")       # what it learned from, and how well it does

    Args:
        name: one of `names()`.

    Returns:
        a `keras.Model`, not compiled; each call gives a new one.

    Raises:
        CourseError: if there is no such model, or the file with its weights is missing or damaged.
    """
    about = card(name)
    arrays = read(about)
    model = _module(name).build()
    set_weights(model, arrays)
    return model


def _module(name: str) -> Any:
    return importlib.import_module(f"{__name__}.{one_of('name', name, names())}")
