"""What a network panel shows of a model: its dense layers, their weights, and what each unit answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import CourseError, number, whole_number
from .programs import Probe

ACTS_IN_TRAINING = {"Dropout", "GaussianNoise", "GaussianDropout", "AlphaDropout", "BatchNormalization"}
BETWEEN = {
    "InputLayer", "Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax", "LayerNormalization",
    *ACTS_IN_TRAINING,
}  # fmt: skip
MOST_UNITS, MOST_LAYERS = 16, 8  # that a panel can show


def dense_layers(model: Any) -> list[Any]:
    """The Dense layers of a `keras.Sequential` that is a stack of them; none for another model."""
    import keras

    if not isinstance(model, keras.Sequential):
        return []
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    others = {type(layer).__name__ for layer in model.layers if layer not in dense}
    fits = len(dense) <= MOST_LAYERS and all(layer.units <= MOST_UNITS for layer in dense)
    return dense if fits and others <= BETWEEN and all(layer.use_bias for layer in dense) else []


def activation_of(model: Any) -> str:
    """The name of the activation of the hidden layers; "several" where they differ."""
    found = {getattr(layer.activation, "__name__", "?") for layer in dense_layers(model)[:-1]} or {"none"}
    return found.pop() if len(found) == 1 else "several"


def tile_cells(units: int) -> int:
    """The cells along a side of a unit's picture: fewer where there are many units, to keep frames small."""
    return 24 if units <= 8 else 16 if units <= 24 else 12


def network_probe(inputs: np.ndarray, cells: int) -> dict[str, Probe]:
    """The probes of a stack of dense layers.

    Arguments:
        inputs: what the model is given at each cell of a grid over the plane, (cells², features).
        cells: the cells along a side of the grid.

    Returns:
        "units", the answers of all hidden units, (units, cells, cells), and "weights", all kernels and biases
        in a row: kernel of the first layer, its bias, and so on.
    """

    def units(model: Any, inputs: Any) -> Any:
        import keras

        answers, found = inputs, []
        for layer in model.layers:
            if isinstance(layer, keras.layers.Dense):
                found.append(answers)
            answers = layer(answers, training=False) if _takes_training(layer) else layer(answers)
        hidden = found[1:]
        if not hidden:
            return keras.ops.zeros((0, cells, cells))
        together = keras.ops.transpose(keras.ops.concatenate(hidden, axis=1))
        return keras.ops.reshape(together, (-1, cells, cells))

    def weights(model: Any, _: Any) -> Any:
        import keras

        parts = [v for layer in model.layers if isinstance(layer, keras.layers.Dense) for v in layer.weights]
        return keras.ops.concatenate([keras.ops.reshape(part, (-1,)) for part in parts])

    nothing = np.zeros((0,), dtype="float32")
    return {"units": Probe(("units", cells), inputs, units), "weights": Probe("weights", nothing, weights)}


def set_parameter(model: Any, layer: Any, unit: Any, source: Any, value: Any) -> None:
    """Set one weight of the dense layer number `layer` (from 0), or the bias where `source` is None.

    Raises:
        CourseError: if there is no such layer, unit or source, or value is no finite number.
    """
    import keras

    layers = dense_layers(model)
    if not layers:
        raise CourseError("model must be a stack of dense layers for its weights to be set here")
    dense = layers[whole_number("layer", layer, at_least=0, at_most=len(layers) - 1)]
    place = whole_number("unit", unit, at_least=0, at_most=dense.units - 1)
    value = number("value", value)
    variable = dense.bias if source is None else dense.kernel
    changed = np.array(keras.ops.convert_to_numpy(variable))
    if source is None:
        changed[place] = value
    else:
        changed[whole_number("source", source, at_least=0, at_most=changed.shape[0] - 1), place] = value
    variable.assign(changed)


def _takes_training(layer: Any) -> bool:
    return type(layer).__name__ in ACTS_IN_TRAINING
