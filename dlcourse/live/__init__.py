"""Training that can be watched and steered: labs, the trainer behind them, and their panels."""

from typing import Any

from ..plots.answers import Answer
from .history import History
from .lab import Lab
from .labs.feature_lab import FeatureTrainer, feature_maps
from .labs.fit_line import LineFits, fit_line
from .labs.gap import GapTrainer, gap
from .labs.graph import Graph, graph
from .labs.image_lab import ImageTrainer, train_on_images
from .labs.keras_lab import train
from .labs.kernel_explorer import KERNELS, KernelSearch, kernel_explorer
from .labs.layer_grid import LayerGrid, layer_grid
from .labs.neuron import Neuron, activations
from .labs.own_network import OwnNetwork, own_network
from .labs.perceptron import PerceptronTrainer, perceptron
from .labs.playground_lab import playground
from .labs.race import Race, race
from .labs.reading_pad import ReadingPad, reading_pad
from .labs.softmax import SoftmaxDraws, softmax
from .labs.threshold import ThresholdTrainer, threshold
from .labs.transfer import TransferTrainer, transfer
from .own_data import draw_points, pad
from .panels import (
    Arrows,
    Bars,
    Curves,
    EarlierRuns,
    Environment,
    Field,
    Functions,
    Grid,
    Images,
    Matrix,
    Network,
    Operations,
    OwnPoints,
    Pad,
    Panel,
    Photograph,
    Table,
    Tokens,
    View,
)
from .playground import Playground
from .retrainer import Retrainer
from .steppable import Choice, Setting, Settings, Steppable
from .trainer import Trainer

__all__ = [
    "KERNELS", "Answer", "Arrows", "Bars", "Callback", "Choice", "Curves", "EarlierRuns", "Environment",
    "FeatureTrainer", "Field", "Functions", "GapTrainer", "Graph", "Grid", "History", "ImageTrainer",
    "Images", "KernelSearch", "Lab", "LayerGrid", "LineFits", "Matrix", "Network", "Neuron",
    "Operations", "OwnNetwork", "OwnPoints", "Pad", "Panel", "PerceptronTrainer", "Photograph",
    "Playground", "Race", "ReadingPad", "Retrainer", "Setting", "Settings", "SoftmaxDraws", "Steppable",
    "Table", "ThresholdTrainer", "Tokens", "Trainer", "TransferTrainer", "View", "activations",
    "draw_points", "feature_maps", "fit_line", "gap", "graph", "kernel_explorer", "layer_grid",
    "own_network", "pad", "perceptron", "playground", "race", "reading_pad", "softmax", "threshold",
    "train", "train_on_images", "transfer",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "Callback":  # a subclass of Keras' own, which is imported when it is first needed
        from .callback import Callback

        return Callback
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
