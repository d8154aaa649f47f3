"""What a model's output means as an answer on the plane: a probability, a sign, classes, or a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from .learning_set import LearningSet, loss_name

Kind = Literal["probability", "signed", "classes", "value"]


@dataclass(frozen=True)
class Answer:
    """How to read a model's output: its kind, and the numbers at the two ends of the colour scale.

    "probability" and "signed" have two ends, low for the first class and high for the second;
    "value" is a number to be predicted, between low and high; "classes" has one probability per class.
    """

    kind: Kind
    low: float
    high: float
    transform: Literal["", "sigmoid", "softmax"] = ""

    def of(self, output: Any) -> Any:
        """The answers in the model's raw `output`, a backend tensor of shape (n, units) or (n,).

        Returns:
            a tensor of shape (n, classes) for "classes", else of shape (n,).
        """
        import keras

        if self.transform:
            output = getattr(keras.ops, self.transform)(output)
        return output if self.kind == "classes" else keras.ops.reshape(output, (-1,))


def read_answer(model: Any, data: LearningSet, units: int) -> Answer:
    """What `model` answers with its `units` outputs: last activation, loss and targets tell."""
    activation = _last_activation(model)
    from_logits = bool(getattr(model.loss, "from_logits", False))
    if units > 1:
        is_softmax = activation == "softmax" or not (from_logits or "categorical" in loss_name(model))
        return Answer("classes", 0.0, 1.0, "" if is_softmax else "softmax")
    if activation == "sigmoid":
        return Answer("probability", 0.0, 1.0)
    if from_logits and "binary" in loss_name(model):
        return Answer("probability", 0.0, 1.0, "sigmoid")
    targets = set(np.unique(data.y[:SOME]).tolist())
    if activation == "tanh" or (targets <= {-1, 1} and len(targets) == 2):
        return Answer("signed", -1.0, 1.0)
    if data.y.dtype.kind == "i" and targets <= {0, 1}:
        return Answer("probability", 0.0, 1.0)
    low, high = float(np.min(data.y)), float(np.max(data.y))
    return Answer("value", low, high if high > low else low + 1.0)


SOME = 10_000  # targets looked at to tell classes from values


def _last_activation(model: Any) -> str:
    for layer in reversed(getattr(model, "layers", [])):
        activation = getattr(layer, "activation", None)
        if activation is not None:
            return str(getattr(activation, "__name__", type(activation).__name__)).lower()
        if getattr(layer, "weights", None) or type(layer).__name__ == "Softmax":
            return type(layer).__name__.lower()
    return ""
