"""The live settings of a compiled Keras model and its data; what they change is the learner's own model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import CourseError
from .steppable import Setting
from .twins import dropouts, kernel_of, penalized

NAMES = ("learning rate", "momentum", "L1", "L2", "dropout", "noise")

Changed = Callable[[str], None]  # told the name of a setting that the compiled functions may not follow


def learning_rate(model: Any) -> Setting | None:
    """The optimizer's learning rate; None where a schedule drives it."""
    import keras

    inner = _inner(model.optimizer)
    if not isinstance(getattr(inner, "_learning_rate", None), keras.Variable):
        return None

    def write(value: float) -> None:
        inner.learning_rate = value

    return Setting(
        "learning rate", lambda: _rounded(keras.ops.convert_to_numpy(inner.learning_rate)), write,
        low=1e-5, high=10.0, scale="log", above=0.0, help="how far one step goes",
    )  # fmt: skip


def momentum(model: Any, changed: Changed) -> Setting | None:
    """The momentum of plain gradient descent; None for other optimizers, and where it was compiled without.

    Momentum needs a velocity beside each weight, which Keras makes only where momentum is not zero.
    """
    import keras

    optimizer = _inner(model.optimizer)
    if type(optimizer) is not keras.optimizers.SGD or not getattr(optimizer, "momentums", None):
        return None

    def write(value: float) -> None:
        optimizer.momentum = value
        changed("momentum")

    return Setting(
        "momentum", lambda: float(optimizer.momentum), write, low=0.0, high=0.99, minimum=0.0, maximum=1.0,
        help="how much of the last step goes into the next",
    )  # fmt: skip


def dropout(model: Any, changed: Changed) -> Setting | None:
    """The rate of all Dropout layers; None where there are none, where their rates differ, or where one was
    built with rate 0, for which Keras makes no random numbers."""
    layers = dropouts(model)
    if len({layer.rate for layer in layers}) != 1 or any(layer.seed_generator is None for layer in layers):
        return None

    def write(value: float) -> None:
        for layer in layers:
            layer.rate = value
        changed("dropout")

    return Setting(
        "dropout", lambda: float(layers[0].rate), write, low=0.0, high=0.9, minimum=0.0, maximum=0.95,
        help="the share of a layer's outputs left out at random in each step",
    )  # fmt: skip


def penalties(model: Any, changed: Changed) -> list[Setting]:
    """L1 and L2: one strength each for the kernels of all layers; none where they have other regularizers.

    The penalty L1·Σ|w| + L2·Σw² joins the loss, as `keras.regularizers.L1L2` does.
    """
    layers = penalized(model)
    if len({strengths_of(layer.kernel_regularizer) for layer in layers} | {None}) != 2:
        return []  # no kernel, regularizers of the learner's own, or strengths that differ

    def setting(place: int, name: str, words: str) -> Setting:
        def read() -> float:
            return strengths_of(layers[0].kernel_regularizer)[place]

        def write(value: float) -> None:
            both = list(strengths_of(layers[0].kernel_regularizer))
            both[place] = value
            for layer in layers:
                layer.kernel_regularizer = kernel_of(layer).regularizer = regularizer_of(*both)
            changed(name)

        return Setting(name, read, write, low=1e-5, high=0.3, scale="log from zero", minimum=0.0, help=words)

    return [
        setting(0, "L1", "the penalty on the size of weights: small ones become zero"),
        setting(1, "L2", "the penalty on the square of weights: large ones shrink"),
    ]


def strengths_of(regularizer: Any) -> tuple[float, float] | None:
    """The strengths (L1, L2) of a layer's regularizer; None where it is not one of Keras' own two."""
    import keras

    if regularizer is None:
        return (0.0, 0.0)
    if type(regularizer) is keras.regularizers.L2:
        return (0.0, _rounded(regularizer.l2))
    if type(regularizer) is keras.regularizers.L1:
        return (_rounded(regularizer.l1), 0.0)
    if type(regularizer) is keras.regularizers.L1L2:
        return (_rounded(regularizer.l1), _rounded(regularizer.l2))
    return None


def regularizer_of(l1: float, l2: float) -> Any:
    """Keras' regularizer with these strengths; None where both are zero."""
    import keras

    if l1 and l2:
        return keras.regularizers.L1L2(l1, l2)
    return keras.regularizers.L1(l1) if l1 else keras.regularizers.L2(l2) if l2 else None


def noise(read_data: Any, write_data: Any) -> Setting | None:
    """The noise of a generated data set, such as the point sets; None where the data has none.

    Arguments:
        read_data: returns the Dataset in use.
        write_data: takes the Dataset with the new noise.
    """
    data = read_data()
    if not hasattr(data, "with_settings") or "noise" not in getattr(data, "settings", {}):
        return None
    return Setting(
        "noise", lambda: float(read_data().settings["noise"]),
        lambda value: write_data(read_data().with_settings(noise=value)),
        low=0.0, high=1.0, minimum=0.0, help="how far the points are scattered",
    )  # fmt: skip


def why_missing(model: Any, data: Any, name: str) -> CourseError:
    """The sentence for a setting that this model or these data do not have."""
    reasons = {
        "learning rate": "the optimizer's learning rate follows a schedule",
        "momentum": "compile the model with keras.optimizers.SGD(…, momentum=0.9)",
        "dropout": "the model has no Dropout layer with a rate > 0, or their rates differ",
        "L1": "no layer has a kernel, or the layers have other or differing regularizers",
        "L2": "no layer has a kernel, or the layers have other or differing regularizers",
        "noise": f"{getattr(data, 'name', 'these data')!r} are not generated, so they have no noise to set",
    }
    return CourseError(f"setting {name!r} is not to be had here: {reasons[name]}")


def _inner(optimizer: Any) -> Any:
    """The optimizer that takes the steps: mixed precision wraps it."""
    return getattr(optimizer, "inner_optimizer", optimizer)


def _rounded(value: Any) -> float:
    """A float32 as the number that was meant: 0.01, not 0.009999999776."""
    return float(f"{float(value):.7g}")
