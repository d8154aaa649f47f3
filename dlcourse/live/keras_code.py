"""The program that makes a compiled `keras.Sequential` and trains it, written from the model itself."""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Callable
from typing import Any

from ..errors import CourseError
from .learning_set import LearningSet

PLACES = ("layers", "activations", "initializers", "regularizers", "constraints", "losses", "metrics",
          "optimizers", "optimizers.schedules")  # fmt: skip


class CannotWrite(CourseError):
    """Something that is not Keras' own, and so has no name that a program could call it by."""


def model_code(model: Any) -> list[str]:
    """The lines that build and compile `model`.

    Raises:
        CannotWrite: if it is no compiled `keras.Sequential`, or holds what is not Keras' own.
    """
    import keras

    if type(model) is not keras.Sequential or not model.built or not model.compiled:
        raise CannotWrite(f"only a compiled keras.Sequential can be written down, got {type(model).__name__}")
    given = model.inputs[0]
    of_type = "" if given.dtype == "float32" else f', dtype="{given.dtype}"'
    layers = [f"keras.Input({tuple(given.shape[1:])}{of_type})", *map(_layer, model.layers)]
    return [
        "model = keras.Sequential([", *(f"    {layer}," for layer in layers), "])",
        "model.compile(", *(f"    {argument}," for argument in _compilation(model)), ")",
    ]  # fmt: skip


def program_for(
    model: Any, data: Any, examples: LearningSet, batch_size: int, steps: Callable[[], int]
) -> Callable[[], str] | None:
    """A function that writes the program of `model`, as it then is, and its training; None where it cannot.

    Arguments:
        model: a learner's own.
        data: what it was given to learn from, for the lines that load it.
        examples: the same as arrays.
        batch_size: examples per step.
        steps: returns how many steps have been taken.
    """

    def program() -> str:
        epochs = epochs_for(steps(), batch_size, examples.size)
        training = fit_code(batch_size=batch_size, epochs=epochs, has_new=examples.y_new is not None)
        return "\n".join(["import keras", *data_code(data), "", *model_code(model), *training]) + "\n"

    try:
        program()
    except CannotWrite:
        return None
    return program


def fit_code(*, batch_size: int, epochs: int, has_new: bool) -> list[str]:
    """The lines that train `model`, and look at new examples where there are any."""
    new = ", validation_data=(x_test, y_test)" if has_new else ""
    return [
        "history = model.fit(",
        f"    x_train, y_train, batch_size={batch_size}, epochs={epochs}{new}",
        ")",
    ]


def data_code(data: Any) -> list[str]:
    """The lines that define x_train, y_train, x_test and y_test for `data`.

    A set that `datasets.load` made is loaded again; of others the program can only name the arrays.
    """
    from ..datasets import Dataset, names

    if isinstance(data, Dataset) and data.name in names() and data.make_again is not None:
        settings = "".join(f", {name}={_plain(value)}" for name, value in data.settings.items())
        return [
            "import dlcourse as dl", "", f'data = dl.datasets.load("{data.name}"{settings})',
            "x_train, y_train, x_test, y_test = data.x_train, data.y_train, data.x_test, data.y_test",
        ]  # fmt: skip
    return ["# x_train and y_train, x_test and y_test: your own examples, as arrays"]


def epochs_for(steps: int, batch_size: int, examples: int) -> int:
    """How often training goes through the examples in so many steps, or in 1,000 where it has not begun."""
    return max(1, round((steps or 1000) * batch_size / examples))


def _layer(layer: Any) -> str:
    _check_own(layer, "layers")
    return _call("layers", type(layer), layer.get_config())


def _compilation(model: Any) -> list[str]:
    import keras

    compiled, optimizer = model.get_compile_config(), model.optimizer
    loss = model.loss
    if inspect.isfunction(loss) and getattr(keras.losses, loss.__name__, None) is not loss:
        raise CannotWrite(f"the loss {loss.__name__} is not Keras' own: a program cannot call it by a name")
    _check_own(optimizer, "optimizers")
    arguments = {
        "optimizer": _call("optimizers", type(optimizer), optimizer.get_config(), always=("learning_rate",)),
        "loss": _plain(compiled["loss"]),
    }
    usual = {"loss_weights": None, "metrics": None, "weighted_metrics": None, "run_eagerly": False,
             "steps_per_execution": 1}  # fmt: skip
    arguments |= {
        name: _plain(compiled[name]) for name, value in usual.items() if compiled.get(name, value) != value
    }
    return [f"{name}={value}" for name, value in arguments.items()]


def _call(place: str, kind: type, config: dict[str, Any], always: tuple[str, ...] = ()) -> str:
    """The call that makes an object of Keras' class `kind` with this configuration: only what is unusual."""
    parameters = inspect.signature(kind.__init__).parameters
    known = {name: each for name, each in parameters.items() if name in config}
    needed = [name for name, each in known.items() if each.default is each.empty]
    usual = _usual(kind, config, {name: config[name] for name in needed})
    written = [_plain(config[name]) for name in needed]
    more = [
        name for name in (*known, "trainable", "dtype") if name in usual and name not in (*needed, "name")
    ]
    for name in dict.fromkeys(more):
        if name in always or _rounded(config[name]) != _rounded(usual[name]):
            written.append(f"{name}={_plain(config[name])}")
    if "name" in config and not _is_automatic(config["name"], kind):
        written.append(f"name={_plain(config['name'])}")
    return f"keras.{place}.{kind.__name__}({', '.join(written)})"


def _usual(kind: type, config: dict[str, Any], needed: dict[str, Any]) -> dict[str, Any]:
    """The configuration of an object that was made with only the arguments that it needs."""
    import keras

    # With a name it leaves Keras' count of names alone; the learner's random numbers stay theirs, too.
    named = {"name": "usual"} if "name" in config else {}
    state = random.getstate()
    try:
        return kind(**keras.saving.deserialize_keras_object(needed), **named).get_config()
    except (TypeError, ValueError) as error:
        raise CannotWrite(f"keras' {kind.__name__} cannot be made from its configuration alone") from error
    finally:
        random.setstate(state)


def _plain(value: Any) -> str:
    """`value`, part of a configuration, as an expression."""
    if isinstance(value, dict) and {"class_name", "config"} <= set(value):
        return _object(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(_plain, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if value is None or isinstance(value, bool | int | float):
        return repr(_rounded(value))
    raise CannotWrite(f"{type(value).__name__} cannot be written down: {value!r:.80}")


def _object(described: dict[str, Any]) -> str:
    """Something of Keras' own, as `keras.saving` describes it."""
    import keras

    module, name, config = described["module"], described["class_name"], described["config"]
    if name == "DTypePolicy":
        return _plain(config["name"])
    place = str(module).removeprefix("keras.")
    if name == "function":
        return _function(config)
    kind = getattr(getattr(keras, place.split(".")[0], None), name, None)
    if place == "optimizers.schedules":
        kind = getattr(keras.optimizers.schedules, name, None)
    if (
        place not in PLACES
        or not isinstance(kind, type)
        or described.get("registered_name") not in (None, name)
    ):
        raise CannotWrite(f"{name} is not Keras' own: a program cannot call it by a name")
    return _call(place, kind, config, always=("l1", "l2"))


def _function(name: Any) -> str:
    import keras

    for place in ("losses", "metrics"):
        if inspect.isfunction(getattr(getattr(keras, place), str(name), None)):
            return f"keras.{place}.{name}"
    raise CannotWrite(f"the function {name!r:.60} is not Keras' own: a program cannot call it by a name")


def _check_own(thing: Any, place: str) -> None:
    import keras

    kind = type(thing)
    if getattr(getattr(keras, place), kind.__name__, None) is not kind:
        raise CannotWrite(f"{kind.__name__} is not Keras' own: a program cannot call it by a name")


def _is_automatic(name: str, kind: type) -> bool:
    """Whether Keras gave this name: dense, dense_1, binary_crossentropy."""
    return bool(re.fullmatch(rf"{kind.__name__.lower()}\d*", name.replace("_", "").lower()))


def _rounded(value: Any) -> Any:
    """A float32 as the number that was meant: 0.01, not 0.009999999776."""
    return float(f"{value:.7g}") if isinstance(value, float) else value
