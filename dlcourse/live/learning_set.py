"""What a model learns from, as arrays, and whether model and data fit each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import CourseError
from ..plots.answers import loss_name
from .features import features_of

# At most so many examples are looked at for the numbers of one frame; a fixed sample stands for larger sets.
SAMPLE = 1000


@dataclass(frozen=True)
class LearningSet:
    """Examples to train on and, where there are any, new ones that training never sees.

    x and x_new are an array of shape (n, …), or a list or dict of such arrays for a model of several inputs.
    `points` are the examples to train on as points of the plane, shape (n, 2), where they lie in one.
    """

    x: Any
    y: np.ndarray
    x_new: Any = None
    y_new: np.ndarray | None = None
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    points: np.ndarray | None = None

    @property
    def size(self) -> int:
        """The number of examples to train on."""
        return len(self.y)

    def parts(self) -> dict[str, tuple[Any, np.ndarray]]:
        """The examples to train on and, where there are any, the new ones, by the prefix of their metrics."""
        both = {"": (self.x, self.y), "val_": (self.x_new, self.y_new)}
        return {prefix: (x, y) for prefix, (x, y) in both.items() if y is not None}

    def with_features(self, names: Sequence[str]) -> LearningSet:
        """The same examples, given to the model as features of their points.

        Raises:
            CourseError: if x does not hold points of the plane.
        """
        if self.points is None:
            raise CourseError(f"features need points of the plane, x of shape (n, 2), got {np.shape(self.x)}")
        new = None if self.x_new is None else features_of(self.x_new, names)
        return replace(self, x=features_of(self.x, names), x_new=new)

    def sample(self) -> LearningSet:
        """At most 1,000 examples of either part, the same ones each time."""
        return LearningSet(
            *_first(self.x, self.y), *_first(self.x_new, self.y_new), self.class_names, self.feature_names
        )


def _first(x: Any, y: np.ndarray | None) -> tuple[Any, np.ndarray | None]:
    if y is None or len(y) <= SAMPLE:
        return x, y
    chosen = np.sort(np.random.default_rng(0).choice(len(y), SAMPLE, replace=False))
    return map_arrays(lambda array: array[chosen], x), y[chosen]


def map_arrays(function: Any, x: Any) -> Any:
    """Apply `function` to the array x, or to each array in the list, tuple or dict x."""
    if isinstance(x, dict):
        return {name: function(array) for name, array in x.items()}
    if isinstance(x, list | tuple):
        return [function(array) for array in x]
    return function(x)


def arrays_of(x: Any) -> list[np.ndarray]:
    """The arrays in x, whether one, a list or a dict."""
    return list(x.values()) if isinstance(x, dict) else list(x) if isinstance(x, list | tuple) else [x]


def as_learning_set(data: Any) -> LearningSet:
    """Read `data`: a Dataset, a pair (x, y), or two pairs ((x, y), (x_new, y_new)).

    Raises:
        CourseError: if it is none of these, if it has no examples, or if x and y differ in length.
    """
    if hasattr(data, "x_train") and hasattr(data, "y_train"):
        has_new = data.y_test is not None and len(data.y_test) > 0
        return _checked(
            data.x_train, data.y_train,
            data.x_test if has_new else None, data.y_test if has_new else None,
            tuple(getattr(data, "class_names", ()) or ()), tuple(getattr(data, "feature_names", ()) or ()),
        )  # fmt: skip
    if isinstance(data, tuple) and len(data) == 2:
        if all(isinstance(part, tuple) and len(part) == 2 for part in data):
            return _checked(*data[0], *data[1])
        return _checked(*data)
    raise CourseError(
        "data must be a Dataset from dl.datasets.load(…), a pair (x, y), or two pairs "
        f"((x, y), (x_new, y_new)), got {type(data).__name__}"
    )


def _checked(
    x: Any, y: Any, x_new: Any = None, y_new: Any = None,
    class_names: tuple[str, ...] = (), feature_names: tuple[str, ...] = (),
) -> LearningSet:  # fmt: skip
    x, y = _numbers("x", x), _numbers("y", y)
    if len(y) == 0:
        raise CourseError("data must hold at least one example to train on, got zero points")
    _same_length("x", x, "y", y)
    if y_new is not None:
        x_new, y_new = _numbers("x_new", x_new), _numbers("y_new", y_new)
        _same_length("x_new", x_new, "y_new", y_new)
    points = x if isinstance(x, np.ndarray) and x.shape[1:] == (2,) else None
    return LearningSet(x, y, x_new, y_new, class_names, feature_names, points)


def _numbers(name: str, values: Any) -> Any:
    def one(array: Any) -> np.ndarray:
        array = np.asarray(array)
        if array.dtype.kind not in "buif" or array.ndim == 0:
            raise CourseError(
                f"{name} must be an array of numbers, one row per example; got {array.dtype} {array.shape}"
            )
        # Keras computes in float32; integers stay integers, since they may be class indices or tokens.
        return array.astype("float32" if array.dtype.kind == "f" else "int32")

    return map_arrays(one, values)


def _same_length(x_name: str, x: Any, y_name: str, y: np.ndarray) -> None:
    for array in arrays_of(x):
        if len(array) != len(y):
            raise CourseError(
                f"{x_name} and {y_name} must have a row per example each, got {len(array)} and {len(y)}"
            )


def check_fit(model: Any, data: LearningSet) -> tuple[int, ...]:
    """Make sure that `model` is compiled and can be trained on `data`; an unbuilt model is built on the way.

    Returns:
        the shape of the model's answer to one example.

    Raises:
        CourseError: naming what does not fit: the model, its compilation, its input, its output or y.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise CourseError(f"model must be a compiled keras.Model, got {type(model).__name__}")
    if not model.compiled:
        raise CourseError(
            "model must be compiled before it can train: call model.compile(optimizer=…, loss=…) first"
        )
    _check_input(model, data)
    answers = _answers_to_two(model, data)
    if not hasattr(answers, "shape"):
        raise CourseError(f"model must have one output, got {len(answers)}: a lab shows one answer at a time")
    _check_output(model, data, tuple(answers.shape))
    return tuple(answers.shape[1:])


def _check_input(model: Any, data: LearningSet) -> None:
    expected = getattr(model, "input_shape", None) if model.built and hasattr(model, "inputs") else None
    if not isinstance(expected, tuple) or isinstance(data.x, dict | list):
        return  # several inputs, or a model that takes its shape from the first call: the call below tells
    got = data.x.shape[1:]
    wanted = expected[1:]
    if len(got) != len(wanted) or any(w not in (None, g) for w, g in zip(wanted, got, strict=True)):
        raise CourseError(
            f"model takes inputs of shape {wanted} per example, but x has shape {got} per example: "
            "change keras.Input(shape=…) or the data"
        )


def _answers_to_two(model: Any, data: LearningSet) -> Any:
    import keras

    first_two = map_arrays(lambda array: array[:2], data.x)
    try:
        if isinstance(model, keras.Sequential) and not model.built:
            model.build((None, *data.x.shape[1:]))
        return model(first_two, training=False)
    except Exception as error:
        shapes = ", ".join(str(array.shape[1:]) for array in arrays_of(data.x))
        raise CourseError(
            f"model cannot take inputs of shape {shapes} per example: {_first_line(error)}"
        ) from error


def _check_output(model: Any, data: LearningSet, answers_shape: tuple[int, ...]) -> None:
    units = answers_shape[-1] if len(answers_shape) > 1 else 1
    targets, loss = data.y, loss_name(model)
    if "sparse_categorical" in loss:
        if targets.dtype.kind == "i" and (targets.max() >= units or targets.min() < 0):
            raise CourseError(
                f"model has {units} output units, but the labels go from {targets.min()} to {targets.max()}: "
                f"the last layer needs {targets.max() + 1} units, one per class"
            )
        return
    flat = targets.ndim == 1 or targets.shape[-1] == 1
    if len(answers_shape) == 2 and flat and units != 1:
        raise CourseError(
            f"model has {units} output units, but y has one number per example: use one unit, "
            'or loss="sparse_categorical_crossentropy" for class labels'
        )
    if not flat and tuple(targets.shape[1:]) != tuple(answers_shape[1:]):
        raise CourseError(
            f"model answers with shape {answers_shape[1:]} per example, but y has shape {targets.shape[1:]}"
        )


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:200] if lines else type(error).__name__


def without_test_part(data: Any) -> Any:
    """The training and the validation part of a Dataset, as two pairs; anything else as it is."""
    if not len(getattr(data, "y_validation", ())):
        return data
    return (data.x_train, data.y_train), (data.x_validation, data.y_validation)
