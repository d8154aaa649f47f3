"""Engines that drive a compiled Keras model: many steps in one compiled call, or one batch at a time.

Both do what `model.train_on_batch` does, in the same order and with the same result; they differ in speed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .learning_set import LearningSet, map_arrays

Probe = Callable[[Any], Any]  # model → tensor, looked at in each snapshot

# Layers for which XLA on a CPU pays: measured twice to nine times faster with it. Convolutions, recurrences
# and whatever draws random numbers are not: those are decided without it, or by a short probe.
DENSE_LAYERS = {
    "InputLayer", "Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax",
    "Flatten", "Reshape", "Rescaling", "Identity", "Concatenate", "Add", "LayerNormalization",
}  # fmt: skip
SLOW_WITH_XLA = ("Conv", "Pool", "RNN", "LSTM", "GRU", "Attention", "Embedding", "Random")


def layer_kinds(model: Any) -> set[str]:
    """The class names of all layers of `model`, nested ones included."""
    return {type(layer).__name__ for layer in model._flatten_layers(include_self=False)}


class CompiledEngine:
    """Optimizer steps inside one `tf.while_loop` in one `tf.function`, through the model's own `train_step`.

    Batches are gathered by index: a `tf.slice` with a changing start makes XLA compile anew at every call
    (TensorFlow issue 76070).

    Arguments:
        model: a built and compiled keras.Model on the TensorFlow backend.
        probes: what to compute from the model in each observation, by name.
        jit: whether XLA compiles the functions.
    """

    def __init__(self, model: Any, probes: dict[str, Probe], *, jit: bool):
        import tensorflow as tf

        self.name = "xla" if jit else "graph"
        self._model, self._probes = model, probes
        self._tensor = tf.convert_to_tensor
        self._steps = tf.function(self._many_steps, jit_compile=jit, autograph=False)
        self._look = tf.function(self._observation, jit_compile=jit, autograph=False)
        # Each lab compiles its own model once; TensorFlow counts them together and would warn, in red, of
        # frequent tracing from the fifth lab on.
        self._steps._omit_frequent_tracing_warning = True
        self._look._omit_frequent_tracing_warning = True
        self._rows: tuple[np.ndarray, Any] | None = None
        self._parts: dict[str, tuple[Any, Any]] = {}

    def _build_metrics(self, x: Any, y: Any) -> None:
        # Compiled metrics come into being with the first batch: here, so that tracing finds all of them.
        first_two = map_arrays(lambda array: array[:2], x), y[:2]
        self._model.test_step(first_two)
        self._model.reset_metrics()

    def hold(self, data: LearningSet, sample: LearningSet) -> None:
        """Take the arrays to train on and those to look at; of the same shapes, they cost no compilation."""
        self._x, self._y = map_arrays(self._tensor, data.x), self._tensor(data.y)
        if not self._parts:
            self._build_metrics(self._x, self._y)
        self._parts = {
            prefix: (map_arrays(self._tensor, x), self._tensor(y))
            for prefix, (x, y) in sample.parts().items()
        }

    def run(self, rows: np.ndarray, start: int, count: int) -> None:
        """Train on the batches rows[start : start + count]; rows holds indices, (batches, batch size)."""
        if self._rows is None or self._rows[0] is not rows:
            self._rows = (rows, self._tensor(rows))
        first, number = self._tensor(np.int32(start)), self._tensor(np.int32(count))
        self._steps(self._rows[1], first, number, self._x, self._y)

    def observe(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """Metrics on the sample ("loss", "val_loss", …) and the probes' arrays."""
        metrics, probed = self._look(self._parts)
        return {name: float(value) for name, value in metrics.items()}, {
            name: value.numpy() for name, value in probed.items()
        }

    def _many_steps(self, rows: Any, start: Any, count: Any, x: Any, y: Any) -> None:
        import tensorflow as tf

        def one_step(i: Any) -> tuple[Any]:
            batch = tf.gather(rows, start + i)
            gathered = map_arrays(lambda array: tf.gather(array, batch), x)
            self._model.train_step((gathered, tf.gather(y, batch)))
            return (i + 1,)

        tf.while_loop(lambda i: i < count, one_step, (tf.constant(0),), parallel_iterations=1)

    def _observation(self, parts: dict[str, tuple[Any, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
        metrics: dict[str, Any] = {}
        for prefix, part in parts.items():
            for metric in self._model.metrics:
                metric.reset_state()
            metrics |= {prefix + name: value for name, value in self._model.test_step(part).items()}
        for metric in self._model.metrics:
            metric.reset_state()
        return metrics, {name: probe(self._model) for name, probe in self._probes.items()}


class BatchEngine:
    """One `train_on_batch` at a time: for the JAX and PyTorch backends, and models that cannot be traced."""

    name = "train_on_batch"

    def __init__(self, model: Any, probes: dict[str, Probe]):
        self._model, self._probes = model, probes

    def hold(self, data: LearningSet, sample: LearningSet) -> None:
        """Take the arrays to train on and those to look at."""
        self._data = data
        self._parts = sample.parts()

    def run(self, rows: np.ndarray, start: int, count: int) -> None:
        """Train on the batches rows[start : start + count]; rows holds indices, (batches, batch size)."""
        for batch in rows[start : start + count]:
            x = map_arrays(lambda array, batch=batch: array[batch], self._data.x)
            self._model.train_on_batch(x, self._data.y[batch])

    def observe(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """Metrics on the sample ("loss", "val_loss", …) and the probes' arrays."""
        import keras

        metrics: dict[str, float] = {}
        for prefix, (x, y) in self._parts.items():
            with self._clean_metrics():
                found = self._model.test_on_batch(x, y, return_dict=True)
            metrics |= {prefix + name: float(value) for name, value in found.items()}
        return metrics, {
            name: np.asarray(keras.ops.convert_to_numpy(probe(self._model)))
            for name, probe in self._probes.items()
        }

    @contextlib.contextmanager
    def _clean_metrics(self) -> Iterator[None]:
        self._model.reset_metrics()
        yield
        self._model.reset_metrics()


def fast_candidates(model: Any) -> list[bool]:
    """The `jit` of the compiled engines to try: one where the layers decide it, two where a probe must."""
    kinds = layer_kinds(model)
    if kinds <= DENSE_LAYERS:
        return [True]
    if any(slow in kind for kind in kinds for slow in SLOW_WITH_XLA):
        return [False]
    return [True, False]
