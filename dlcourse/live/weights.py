"""A model's numbers: remember them, put them back, and draw other initial ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import CourseError


class Snapshot:
    """The values of all variables of a compiled model: weights, statistics, random states, optimizer."""

    def __init__(self, model: Any):
        self._variables = list(model.variables) + list(model.optimizer.variables)
        self._rate = model.optimizer._learning_rate if _has_own_rate(model.optimizer) else None
        self._values = [_value(variable) for variable in self._variables]

    @property
    def nbytes(self) -> int:
        """The memory that the values take."""
        return sum(value.nbytes for value in self._values)

    def restore(self) -> None:
        """Put the values back, all but the learning rate: that is a knob, not something learned."""
        for variable, value in zip(self._variables, self._values, strict=True):
            if variable is not self._rate:
                variable.assign(value)


@dataclass(frozen=True)
class Memory:
    """A moment of training: the values of the model's variables, and how many steps led there."""

    step: int
    seed: int
    values: Snapshot
    optimizer: Any

    @property
    def nbytes(self) -> int:
        """The memory that it takes."""
        return self.values.nbytes


def _has_own_rate(optimizer: Any) -> bool:
    import keras

    return isinstance(getattr(optimizer, "_learning_rate", None), keras.Variable)


def _value(variable: Any) -> np.ndarray:
    import keras

    return np.array(keras.ops.convert_to_numpy(variable.value))


def draw_initial_weights(model: Any, seed: int) -> list[np.ndarray]:
    """Initial weights for `model` as its own initializers would draw them with another seed.

    The model is not changed, and neither is any global random state.

    Raises:
        CourseError: for a subclassed model, whose construction cannot be repeated from outside.
    """
    import keras

    generator = np.random.default_rng(seed)

    def with_new_seeds(layer: Any) -> Any:
        config = _reseeded(layer.get_config(), generator)
        return type(layer).from_config(config)

    try:
        twin = keras.models.clone_model(model, clone_function=with_new_seeds)
        twin.build(model.input_shape) if not twin.built else None
    except (ValueError, NotImplementedError, AttributeError) as error:
        raise CourseError(
            "a new seed needs a Sequential or functional model, whose layers can be drawn again; "
            f"{type(model).__name__} cannot: Reset returns to its first weights instead"
        ) from error
    return [_value(variable) for variable in twin.weights]


def _reseeded(config: Any, generator: np.random.Generator) -> Any:
    """`config` with every "seed" in it replaced by one from `generator`."""
    if isinstance(config, dict):
        return {
            key: int(generator.integers(2**31))
            if key == "seed" and not isinstance(value, dict)
            else _reseeded(value, generator)
            for key, value in config.items()
        }
    if isinstance(config, list | tuple):
        return type(config)(_reseeded(value, generator) for value in config)
    return config
