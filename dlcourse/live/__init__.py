"""Training that can be watched and steered: labs, the trainer behind them, and their panels."""

from typing import Any

from ..plots.answers import Answer
from .history import History
from .keras_lab import train
from .lab import Lab
from .own_data import draw_points, pad
from .panels import (
    Bars,
    Curves,
    Environment,
    Field,
    Functions,
    Images,
    Matrix,
    Operations,
    OwnPoints,
    Pad,
    Panel,
    View,
)
from .perceptron import PerceptronTrainer, perceptron
from .steppable import Setting, Settings, Steppable
from .trainer import Trainer

__all__ = [
    "Answer", "Bars", "Callback", "Curves", "Environment", "Field", "Functions", "History", "Images",
    "Lab", "Matrix", "Operations", "OwnPoints", "Pad", "Panel", "PerceptronTrainer", "Setting",
    "Settings", "Steppable", "Trainer", "View", "draw_points", "pad", "perceptron", "train",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "Callback":  # a subclass of Keras' own, which is imported when it is first needed
        from .callback import Callback

        return Callback
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
