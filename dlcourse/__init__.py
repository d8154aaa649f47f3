"""The names that notebooks use, each imported when it is first asked for.

`import dlcourse as dl` costs a few milliseconds: TensorFlow, Keras, matplotlib's pyplot, ipywidgets and
scikit-learn wait until a name that needs them is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from dlcourse.about import __version__

if TYPE_CHECKING:  # what __getattr__ below gives, in the form that editors and type checkers read
    from dlcourse import datasets, errors, live, plots, pretrained, scratch
    from dlcourse.environment import profile, setup
    from dlcourse.exercises import check, expect, hint, quiz, solution

__all__ = [
    "__version__",
    "check",
    "datasets",
    "errors",
    "expect",
    "hint",
    "live",
    "plots",
    "pretrained",
    "profile",
    "quiz",
    "scratch",
    "setup",
    "solution",
]

_ROOMS = ("datasets", "errors", "live", "plots", "pretrained", "scratch")
_HOMES = {
    "profile": "dlcourse.environment",
    "setup": "dlcourse.environment",
    "check": "dlcourse.exercises",
    "expect": "dlcourse.exercises",
    "hint": "dlcourse.exercises",
    "quiz": "dlcourse.exercises",
    "solution": "dlcourse.exercises",
}


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"dlcourse.{name}")
    if name in _HOMES:
        found = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = found  # the next look-up does not come here
        return found
    raise AttributeError(f"module 'dlcourse' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
