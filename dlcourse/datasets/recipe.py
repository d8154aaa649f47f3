"""How a data set is made from settings, and made again when some of them change."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from ..errors import one_of
from .dataset import Dataset

# A function of keyword-only settings.
Recipe = Callable[..., Dataset]


def follow(name: str, recipe: Recipe, /, **settings: Any) -> Dataset:
    """Make a data set that can be made again with other settings.

    Args:
        name: what the data set is called where a setting is unknown to it.
        recipe: makes the data set; its keyword-only arguments are the settings there are.
        **settings: those that are given.

    Raises:
        CourseError: if the recipe has no such setting, or does not allow a value.
    """
    parameters = inspect.signature(recipe).parameters.values()
    known = [p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY]
    for setting in settings:
        one_of(f"a setting of {name}", setting, known)
    data = recipe(**settings)
    return replace(data, make_again=data.make_again or partial(follow, name, recipe, **settings))
