"""Training that can be watched and steered: labs, the trainer behind them, and their panels."""

from typing import Any

from ..plots.answers import Answer
from .fit_line import LineFits, fit_line
from .graph import Graph, graph
from .history import History
from .image_lab import ImageTrainer, train_on_images
from .keras_lab import train
from .lab import Lab
from .layer_grid import LayerGrid, layer_grid
from .neuron import Neuron, activations
from .own_data import draw_points, pad
from .own_network import OwnNetwork, own_network
from .panels import (
    Arrows,
    Bars,
    Curves,
    EarlierRuns,
    Environment,
    Field,
    Functions,
    Images,
    Matrix,
    Network,
    Operations,
    OwnPoints,
    Pad,
    Panel,
    Tokens,
    View,
)
from .panels.grid import Grid
from .perceptron import PerceptronTrainer, perceptron
from .playground import Playground
from .playground_lab import playground
from .race import Race, race
from .softmax import SoftmaxDraws, softmax
from .steppable import Choice, Setting, Settings, Steppable
from .threshold import ThresholdTrainer, threshold
from .trainer import Trainer

__all__ = [
    "Answer", "Arrows", "Bars", "Callback", "Choice", "Curves", "EarlierRuns", "Environment", "Field",
    "Functions", "Graph", "Grid", "History", "ImageTrainer", "Images", "Lab", "LayerGrid", "LineFits",
    "Matrix", "Network", "Neuron", "Operations", "OwnNetwork", "OwnPoints", "Pad", "Panel",
    "PerceptronTrainer", "Playground", "Race", "Setting", "Settings", "SoftmaxDraws", "Steppable",
    "ThresholdTrainer", "Tokens", "Trainer", "View", "activations", "draw_points", "fit_line", "graph",
    "layer_grid", "own_network", "pad", "perceptron", "playground", "race", "softmax", "threshold",
    "train", "train_on_images",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "Callback":  # a subclass of Keras' own, which is imported when it is first needed
        from .callback import Callback

        return Callback
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
