"""Twins: copies of a learner's model that compiled functions work on, with numbers in them that can change.

A compiled function knows the very variables it was traced with, and TensorFlow never lets go of it. So a lab
compiles a twin of the model, hands it the model's variables in each call, and the next model of the same
architecture takes the same twin: it needs no compilation and no more memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

KNOBS = ("momentum", "dropout", "L1", "L2")  # that a twin reads from a variable, not from its configuration


class LiveNumber:
    """A variable that stands where Keras expects a Python number, such as an optimizer's `momentum`.

    Keras asks whether such a number is 0, to leave a computation out: this one is not.
    """

    def __init__(self, variable: Any):
        self._variable = variable

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> Any:
        import tensorflow as tf

        return tf.cast(self._variable, dtype or tf.float32)

    def __eq__(self, _: object) -> bool:
        return False

    def __ne__(self, _: object) -> bool:
        return True

    __hash__ = object.__hash__


def describe(model: Any, knobs: Iterable[str]) -> str | None:
    """What `model` is, in text equal for models that one twin can serve; None where it cannot be copied.

    Layers, losses, metrics and optimizers must be Keras' own: of others, equal names do not mean equal code.
    """
    import keras

    if not (type(model) is keras.Sequential or type(model) is keras.Model or _is_functional(model)):
        return None
    if any(getattr(layer, "lora_enabled", False) for layer in model._flatten_layers()):
        return None
    try:
        parts = {"model": _configuration(model, knobs), "compiled": _compilation(model, knobs)}
    except (NotImplementedError, TypeError, ValueError, AttributeError):  # Keras cannot write it down
        return None
    return None if _is_foreign(parts) else json.dumps(parts, sort_keys=True, default=str)


class Twin:
    """A compiled copy of `model`; `knobs` are numbers that its `numbers` hold, in the order of KNOBS."""

    def __init__(self, model: Any, knobs: Iterable[str]):
        import keras
        import tensorflow as tf

        self.knobs = tuple(name for name in KNOBS if name in set(knobs))
        self.model = keras.models.clone_model(model, clone_function=_copy_of)
        if not self.model.built:
            self.model.build(model.input_shape)
        _compile_like(self.model, model)
        self.numbers = {name: tf.Variable(0.0, trainable=False, name=name) for name in self.knobs}
        self._install()

    @property
    def variables(self) -> list[Any]:
        """Weights, statistics, random states and what the optimizer keeps, as TensorFlow variables."""
        return variables_of(self.model)

    def matches(self, model: Any, x: Any) -> bool:
        """Whether the twin, given the numbers of `model`, answers to the examples x as `model` does."""
        own, theirs = self.variables, variables_of(model)
        if [(v.shape, v.dtype) for v in own] != [(v.shape, v.dtype) for v in theirs]:
            return False
        for variable, value in zip(own, theirs, strict=True):
            variable.assign(value)
        answers = [np.asarray(each(x, training=False)) for each in (self.model, model)]
        return np.allclose(*answers, rtol=1e-4, atol=1e-5, equal_nan=True)

    def _install(self) -> None:
        live = {name: LiveNumber(variable) for name, variable in self.numbers.items()}
        if "momentum" in live:
            # Not by plain assignment, which would make the number one of the optimizer's variables.
            object.__setattr__(self.model.optimizer, "momentum", live["momentum"])
        for layer in dropouts(self.model) if "dropout" in live else []:
            layer.call = _live_dropout(layer, self.numbers["dropout"])
        if "L1" in live or "L2" in live:
            penalty = _live_penalty(live)
            for layer in penalized(self.model):
                kernel_of(layer).regularizer = penalty


def _copy_of(layer: Any) -> Any:
    """A layer like `layer`, with random numbers of its own where that has some."""
    config = layer.get_config()
    if getattr(layer, "seed_generator", None) is None or config.get("rate") != 0:
        return type(layer).from_config(config)
    # Keras makes no random numbers for a layer built with rate 0.
    copy = type(layer).from_config(config | {"rate": 0.5})
    copy.rate = layer.rate
    return copy


def _compile_like(twin: Any, model: Any) -> None:
    """Compile `twin` as `model` was, with velocities where its optimizer has some."""
    config, optimizer = model.get_compile_config(), model.optimizer
    rests = getattr(optimizer, "momentum", None) == 0 and getattr(optimizer, "momentums", None)
    if rests:
        # Keras makes no velocities for an optimizer built with momentum 0.
        config["optimizer"]["config"]["momentum"] = 0.5
    twin.compile_from_config(config)
    twin.optimizer.build(twin.trainable_variables)
    if rests:
        twin.optimizer.momentum = 0.0


def variables_of(model: Any) -> list[Any]:
    """All that a training step of `model` reads and changes, as the backend's own variables."""
    return [variable._value for variable in [*model.variables, *model.optimizer.variables]]


def layers_of(model: Any) -> list[Any]:
    """All layers of `model`, nested ones included."""
    return list(model._flatten_layers(include_self=False))


def dropouts(model: Any) -> list[Any]:
    """The Dropout layers of `model`."""
    import keras

    return [
        layer
        for layer in layers_of(model)
        if type(layer) is keras.layers.Dropout and layer.noise_shape is None
    ]


def penalized(model: Any) -> list[Any]:
    """The layers of `model` whose kernel may have a penalty."""
    return [layer for layer in layers_of(model) if kernel_of(layer) is not None]


def kernel_of(layer: Any) -> Any:
    """The kernel's variable of a built layer that can regularize it; None for other layers."""
    if not (layer.built and hasattr(layer, "kernel_regularizer")):
        return None
    # A layer with LoRA computes its `kernel`; the variable itself is `_kernel`.
    variable = getattr(layer, "_kernel", None)
    return getattr(layer, "kernel", None) if variable is None else variable


def _live_dropout(layer: Any, rate: Any) -> Callable[..., Any]:
    """What a Dropout layer does, with a `rate` that may change and random numbers from its own state."""

    def call(inputs: Any, training: bool = False) -> Any:
        import tensorflow as tf

        if not training:
            return inputs
        seed = tf.cast(layer.seed_generator.next(), tf.int32)
        return tf.nn.experimental.stateless_dropout(inputs, tf.cast(rate, inputs.dtype), seed)

    return call


def _live_penalty(live: dict[str, LiveNumber]) -> Any:
    import keras

    class LivePenalty(keras.regularizers.Regularizer):
        """L1·Σ|w| + L2·Σw², with strengths that may change."""

        def __call__(self, weights: Any) -> Any:
            sizes = {"L1": keras.ops.abs, "L2": keras.ops.square}
            return sum(
                keras.ops.cast(live[name], weights.dtype) * keras.ops.sum(size(weights))
                for name, size in sizes.items()
                if name in live
            )

    return LivePenalty()


def _is_functional(model: Any) -> bool:
    return type(model).__name__ == "Functional" and type(model).__module__.startswith("keras.")


def _configuration(model: Any, knobs: Iterable[str]) -> Any:
    """The layers and how they hang together, without what differs between equals: names and seeds."""
    numbers = {layer.name: f"layer {place}" for place, layer in enumerate(model._flatten_layers())}
    config = _without_names(model.get_config(), numbers)
    return _without_live_numbers(config, set(knobs)), [
        (tuple(v.shape), str(v.dtype), v.trainable) for v in model.variables
    ]


def _compilation(model: Any, knobs: Iterable[str]) -> Any:
    config = model.get_compile_config()
    optimizer = dict(config["optimizer"]["config"])
    optimizer.pop("name", None)
    if not isinstance(optimizer.get("learning_rate"), dict):  # a variable, handed over in each call
        optimizer.pop("learning_rate", None)
    if "momentum" in set(knobs):
        optimizer.pop("momentum", None)
    return config | {"optimizer": config["optimizer"] | {"config": optimizer}}


def _without_names(config: Any, numbers: dict[str, str]) -> Any:
    """`config` with layers called by their `numbers` instead of their names, and without initializers."""
    if isinstance(config, dict):
        return {
            key: numbers.get(value, value)
            if key == "name" and isinstance(value, str)
            else _without_names(value, numbers)
            for key, value in config.items()
            if key not in ("seed", "build_config", "compile_config") and not key.endswith("_initializer")
        }
    if isinstance(config, list | tuple):
        return [
            numbers.get(value, value) if isinstance(value, str) else _without_names(value, numbers)
            for value in config
        ]
    return config


def _without_live_numbers(config: Any, knobs: set[str]) -> Any:
    if isinstance(config, dict):
        leave = set()
        if "dropout" in knobs and config.get("class_name") == "Dropout":
            return config | {"config": {k: v for k, v in config["config"].items() if k != "rate"}}
        if knobs & {"L1", "L2"}:
            leave.add("kernel_regularizer")
        return {k: _without_live_numbers(v, knobs) for k, v in config.items() if k not in leave}
    if isinstance(config, list | tuple):
        return [_without_live_numbers(value, knobs) for value in config]
    return config


def _is_foreign(config: Any) -> bool:
    """Whether anything in `config` is not Keras' own: a class of another module, or a function."""
    if isinstance(config, dict):
        name, module = config.get("class_name"), config.get("module")
        if name in ("function", "__lambda__") or (isinstance(module, str) and not module.startswith("keras")):
            return True
        return any(_is_foreign(value) for value in config.values())
    return isinstance(config, list | tuple) and any(_is_foreign(value) for value in config)
