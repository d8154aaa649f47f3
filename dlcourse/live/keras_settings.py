"""The live knobs of a compiled Keras model: learning rate, L2 strength, and noise in the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import CourseError
from .steppable import Setting


def learning_rate(model: Any) -> Setting | None:
    """The optimizer's learning rate; None where a schedule drives it."""
    import keras

    optimizer = model.optimizer
    inner = getattr(optimizer, "inner_optimizer", optimizer)  # mixed precision wraps the optimizer
    if not isinstance(getattr(inner, "_learning_rate", None), keras.Variable):
        return None

    def write(value: float) -> None:
        inner.learning_rate = value

    return Setting(
        "learning rate", lambda: _rounded(keras.ops.convert_to_numpy(inner.learning_rate)), write,
        low=1e-5, high=10.0, scale="log", above=0.0, help="how far one step goes",
    )  # fmt: skip


def l2(model: Any, on_install: Callable[[], None]) -> Setting | None:
    """One L2 strength for the kernels of all layers; None where layers have other or differing regularizers.

    The penalty λ·Σw² joins the loss, as `keras.regularizers.L2(λ)` does. Until it is first set, the model
    stays as the learner built it.

    Arguments:
        on_install: called once, when the penalty joins the loss: what was compiled before does not know it.
    """
    import keras

    layers = [layer for layer in model._flatten_layers(include_self=False) if _kernel(layer) is not None]
    if not layers or any(not _plain(layer.kernel_regularizer) for layer in layers):
        return None
    own = [_strength(layer.kernel_regularizer) for layer in layers]
    if len(set(own)) > 1:
        return None
    strength: Any = None

    def read() -> float:
        return own[0] if strength is None else _rounded(keras.ops.convert_to_numpy(strength.value))

    def write(value: float) -> None:
        nonlocal strength
        if strength is None:
            strength = keras.Variable(value, dtype="float32", trainable=False, name="l2_strength")
            _install(model, layers, strength)
            on_install()
        strength.assign(value)
        for layer in layers:  # so that saving the model, or showing its code, tells the strength in force
            layer.kernel_regularizer = keras.regularizers.L2(value)

    return Setting(
        "L2", read, write, low=1e-5, high=0.3, scale="log from zero", minimum=0.0,
        help="the penalty on large weights",
    )  # fmt: skip


def _install(model: Any, layers: list[Any], strength: Any) -> None:
    """Let the kernels of `layers` be penalized with `strength`, a keras.Variable."""
    import keras

    class LiveL2(keras.regularizers.Regularizer):
        def __call__(self, weights: Any) -> Any:
            return keras.ops.cast(strength.value, weights.dtype) * keras.ops.sum(keras.ops.square(weights))

    for layer in layers:
        _kernel(layer).regularizer = LiveL2()
    # What `fit` compiled before does not know the new penalty.
    model.train_function = model.test_function = None


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
        "L2": "no layer has a kernel, or the layers have other or differing regularizers",
        "noise": f"{getattr(data, 'name', 'these data')!r} are not generated, so they have no noise to set",
    }
    return CourseError(f"setting {name!r} is not to be had here: {reasons[name]}")


def _rounded(value: Any) -> float:
    """A float32 as the number that was meant: 0.01, not 0.009999999776."""
    return float(f"{float(value):.7g}")


def _kernel(layer: Any) -> Any:
    if not (layer.built and hasattr(layer, "kernel_regularizer")):
        return None
    # A layer with LoRA computes its `kernel`; the variable itself is `_kernel`.
    variable = getattr(layer, "_kernel", None)
    return getattr(layer, "kernel", None) if variable is None else variable


def _plain(regularizer: Any) -> bool:
    import keras

    return regularizer is None or isinstance(regularizer, keras.regularizers.L2)


def _strength(regularizer: Any) -> float:
    return 0.0 if regularizer is None else _rounded(regularizer.l2)
