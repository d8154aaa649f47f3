"""Engines that drive a compiled Keras model: many steps in one compiled call, or one batch at a time.

Both do what `model.train_on_batch` does, in the same order and with the same result; they differ in speed.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from .learning_set import LearningSet, map_arrays
from .programs import Probe, program_for
from .twins import layers_of, variables_of

Observation = tuple[dict[str, float], dict[str, np.ndarray]]

# Layers for which XLA on a CPU pays: measured twice to nine times faster with it. Convolutions, recurrences
# are not, and larger models that draw random numbers are decided by a short probe.
DENSE_LAYERS = {
    "InputLayer", "Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax",
    "Flatten", "Reshape", "Rescaling", "Identity", "Concatenate", "Add", "LayerNormalization",
}  # fmt: skip
SMALL = 20_000  # weights: up to here XLA pays with random numbers, too (twenty times faster, measured)
RANDOM_LAYERS = {"Dropout", "GaussianNoise", "GaussianDropout", "AlphaDropout", "BatchNormalization"}
SLOW_WITH_XLA = ("Conv", "Pool", "RNN", "LSTM", "GRU", "Attention", "Embedding", "Random")


def layer_kinds(model: Any) -> set[str]:
    """The class names of all layers of `model`, nested ones included."""
    return {type(layer).__name__ for layer in layers_of(model)}


class CompiledEngine:
    """A compiled program at work on one model and its data.

    Arguments:
        model: a built and compiled keras.Model on the TensorFlow backend.
        probes: what to compute from the model in each look, by name.
        jit: whether XLA compiles.
        data: what to train on.
        knobs: numbers of the model that may change while it trains, by name, and how to read each.
    """

    def __init__(
        self,
        model: Any,
        probes: Mapping[str, Probe],
        *,
        jit: bool,
        data: LearningSet,
        knobs: Mapping[str, Callable[[], float]],
    ):
        import tensorflow as tf

        self.name = "xla" if jit else "graph"
        self._tensor = tf.convert_to_tensor
        first_two = map_arrays(lambda array: array[:2], data.x)
        self._program = program_for(model, first_two, probes, jit=jit, knobs=tuple(knobs))
        self.knobs = self._program.knobs
        self._readers = [knobs[name] for name in self.knobs]
        self._model = model
        self._lent = variables_of(model) if self._program.twin is not None else []
        self._inputs = {name: self._tensor(probe.inputs) for name, probe in probes.items()}
        self._rows: tuple[np.ndarray, Any] | None = None
        self._has_trained = self.has_looked = False
        self.hold(data)

    def hold(self, data: LearningSet) -> None:
        """Take the arrays to train on; of the same shapes, they cost no compilation."""
        self._x, self._y = map_arrays(self._tensor, data.x), self._tensor(data.y)
        self._program.prepare(self._x, self._y)
        self._parts = {
            prefix: (map_arrays(self._tensor, x), self._tensor(y))
            for prefix, (x, y) in data.sample().parts().items()
        }

    def try_out(self, rows: np.ndarray, *, look: bool) -> None:
        """Compile what is needed to train, or to train and look, where that has not been done yet."""
        if look and not self.has_looked:
            self.run_and_observe(rows, 0, 0)
            self.has_looked = True
        elif not look and not self._has_trained:
            self.run(rows, 0, 0)
            self._has_trained = True

    def run(self, rows: np.ndarray, start: int, count: int) -> None:
        """Train on the batches rows[start : start + count]; rows holds indices, (batches, batch size)."""
        self._program.train(self._lent, self._numbers(), *self._batches(rows, start, count))

    def run_and_observe(self, rows: np.ndarray, start: int, count: int) -> Observation:
        """Train as `run` does; then metrics on the sample ("loss", "val_loss", …) and the probes' arrays."""
        batches = self._batches(rows, start, count)
        metrics, probed = self._program.train_and_look(
            self._lent, self._numbers(), self._parts, self._inputs, *batches
        )
        return {name: float(value) for name, value in metrics.items()}, {
            name: value.numpy() for name, value in probed.items()
        }

    def seconds_for_a_few_steps(self, rows: np.ndarray) -> float:
        """How long some steps take, which the model has taken then."""
        self.run(rows, 0, 5)
        began = time.perf_counter()
        self.run(rows, 0, 20)
        self._model.variables[0].numpy()  # on a GPU, only whoever asks for a number waits for it
        return time.perf_counter() - began

    def _batches(self, rows: np.ndarray, start: int, count: int) -> tuple[Any, ...]:
        if self._rows is None or self._rows[0] is not rows:
            self._rows = (rows, self._tensor(rows))
        return self._rows[1], np.int32(start), np.int32(count), self._x, self._y

    def _numbers(self) -> np.ndarray:
        return np.array([read() for read in self._readers], dtype=np.float32)


class BatchEngine:
    """One `train_on_batch` at a time: for the JAX and PyTorch backends, and models that cannot be traced."""

    name = "train_on_batch"

    has_looked = True  # nothing to compile

    knobs: tuple[str, ...] = ()

    def __init__(self, model: Any, probes: Mapping[str, Probe], *, data: LearningSet):
        import keras

        self._model = model
        self._probes = {
            name: (probe, keras.ops.convert_to_tensor(probe.inputs)) for name, probe in probes.items()
        }
        self.hold(data)

    def hold(self, data: LearningSet) -> None:
        """Take the arrays to train on."""
        self._data = data
        self._parts = data.sample().parts()

    def try_out(self, rows: np.ndarray, *, look: bool) -> None:
        """Nothing: what this engine calls is Keras' own."""

    def run(self, rows: np.ndarray, start: int, count: int) -> None:
        """Train on the batches rows[start : start + count]; rows holds indices, (batches, batch size)."""
        for batch in rows[start : start + count]:
            x = map_arrays(lambda array, batch=batch: array[batch], self._data.x)
            self._model.train_on_batch(x, self._data.y[batch])

    def run_and_observe(self, rows: np.ndarray, start: int, count: int) -> Observation:
        """Train as `run` does; then metrics on the sample ("loss", "val_loss", …) and the probes' arrays."""
        import keras

        self.run(rows, start, count)
        metrics: dict[str, float] = {}
        for prefix, (x, y) in self._parts.items():
            with self._clean_metrics():
                found = self._model.test_on_batch(x, y, return_dict=True)
            metrics |= {prefix + name: float(value) for name, value in found.items()}
        return metrics, {
            name: np.asarray(keras.ops.convert_to_numpy(probe.of(self._model, inputs)))
            for name, (probe, inputs) in self._probes.items()
        }

    @contextlib.contextmanager
    def _clean_metrics(self) -> Iterator[None]:
        self._model.reset_metrics()
        yield
        self._model.reset_metrics()


Engine = CompiledEngine | BatchEngine


def look_at_once(model: Any, probes: Mapping[str, Probe], data: LearningSet) -> Observation:
    """What a compiled engine would observe of `model` before its first step, with nothing compiled for it.

    On the TensorFlow backend; operation by operation, which is slow for training and quick for one look.
    """
    import tensorflow as tf

    metrics: dict[str, float] = {}
    for prefix, (x, y) in data.sample().parts().items():
        found = model.test_step((map_arrays(tf.convert_to_tensor, x), tf.convert_to_tensor(y)))
        metrics |= {prefix + name: float(value) for name, value in found.items()}
        model.reset_metrics()
    return metrics, {
        name: np.asarray(probe.of(model, tf.convert_to_tensor(probe.inputs)))
        for name, probe in probes.items()
    }


def why_not_compiled(model: Any) -> str:
    """Why no compiled loop can drive `model`; empty where one may."""
    import keras

    if keras.backend.backend() != "tensorflow":
        return f"the {keras.backend.backend()} backend has no compiled loop here"
    return "the model was compiled with run_eagerly=True" if model.run_eagerly else ""


def fast_candidates(model: Any) -> list[bool]:
    """The `jit` of the compiled engines to try: one where the layers decide it, two where a probe must."""
    kinds = layer_kinds(model)
    if kinds <= DENSE_LAYERS or (kinds <= DENSE_LAYERS | RANDOM_LAYERS and model.count_params() <= SMALL):
        return [True]
    if any(slow in kind for kind in kinds for slow in SLOW_WITH_XLA):
        return [False]
    return [True, False]
