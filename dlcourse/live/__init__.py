"""Training that can be watched and steered: labs, the trainer behind them, and their panels."""

from .answers import Answer
from .history import History
from .keras_lab import train
from .lab import Lab
from .panels import Curves, Field, Panel, View
from .perceptron import PerceptronTrainer, perceptron
from .steppable import Setting, Settings, Steppable
from .trainer import Trainer

__all__ = [
    "Answer", "Curves", "Field", "History", "Lab", "Panel", "PerceptronTrainer", "Setting", "Settings",
    "Steppable", "Trainer", "View", "perceptron", "train",
]  # fmt: skip
