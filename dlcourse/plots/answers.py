"""What a model's output means: a probability, a sign, one probability for each class, or a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Kind = Literal["probability", "signed", "classes", "value"]
SOME = 10_000  # targets looked at to tell classes from values


@dataclass(frozen=True)
class Answer:
    """How to read a model's output: its kind, and the numbers at the two ends of the color scale.

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

    def on_scale(self, answers: Any) -> np.ndarray:
        """Answers of any shape moved from [low, high] to [-1, 1], as `draw_field` takes them.

        Probabilities of classes stay as they are.
        """
        answers = np.asarray(answers, dtype=float)
        if self.kind == "classes":
            return answers
        middle, half = (self.high + self.low) / 2, (self.high - self.low) / 2
        return np.clip((answers - middle) / half, -1, 1)


def read_answer(model: Any, y: np.ndarray, units: int) -> Answer:
    """What a Keras `model` answers with its `units` outputs: last activation, loss and targets y tell."""
    activation = _last_activation(model)
    loss = getattr(model, "loss", None)
    from_logits = bool(getattr(loss, "from_logits", False))
    if units > 1:
        is_softmax = activation == "softmax" or not (from_logits or "categorical" in loss_name(model))
        return Answer("classes", 0.0, 1.0, "" if is_softmax else "softmax")
    if activation == "sigmoid":
        return Answer("probability", 0.0, 1.0)
    if from_logits and "binary" in loss_name(model):
        return Answer("probability", 0.0, 1.0, "sigmoid")
    targets = set(np.unique(y[:SOME]).tolist())
    if activation == "tanh" or (targets <= {-1, 1} and len(targets) == 2):
        return Answer("signed", -1.0, 1.0)
    if y.dtype.kind == "i" and targets <= {0, 1}:
        return Answer("probability", 0.0, 1.0)
    low, high = float(np.min(y)), float(np.max(y))
    return Answer("value", low, high if high > low else low + 1.0)


def loss_name(model: Any) -> str:
    """The name of the loss that `model` was compiled with, such as "binary_crossentropy"; "" for several."""
    loss = getattr(model, "loss", None)
    if isinstance(loss, str):
        return loss
    return str(getattr(loss, "name", None) or getattr(loss, "__name__", "")) if loss is not None else ""


def _last_activation(model: Any) -> str:
    for layer in reversed(getattr(model, "layers", [])):
        activation = getattr(layer, "activation", None)
        if activation is not None:
            return str(getattr(activation, "__name__", type(activation).__name__)).lower()
        if getattr(layer, "weights", None) or type(layer).__name__ == "Softmax":
            return type(layer).__name__.lower()
    return ""
