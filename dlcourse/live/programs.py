"""Compiled programs: many optimizer steps in one call, and a look at where training stands in the same.

A program is made for an architecture, not for a model: the twin it works on takes over the numbers of any
equal model for the length of a call. Where a model cannot be copied, the program works on the model itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import xla
from .learning_set import map_arrays
from .twins import Twin, describe

_programs: dict[Hashable, Program] = {}  # kept for ever: TensorFlow does not release what XLA has compiled


@dataclass(frozen=True)
class Probe:
    """What to compute from a model in each look.

    Attributes:
        key: equal for probes that compute the same, whatever their inputs.
        inputs: an array, such as the grid over a plane.
        of: (model, inputs) → tensor.
    """

    key: Hashable
    inputs: np.ndarray
    of: Callable[[Any, Any], Any]


class Program:
    """Optimizer steps inside one `tf.while_loop` in one `tf.function`, with or without a look at the end.

    Batches are gathered by index: a `tf.slice` with a changing start makes XLA compile anew at every call
    (TensorFlow issue 76070).

    Arguments:
        model: a built and compiled keras.Model on the TensorFlow backend; its `train_step` takes the steps.
        probes: what to compute in each look, by name.
        jit: whether XLA compiles the functions.
        twin: what `model` belongs to, where it is a copy.
    """

    def __init__(self, model: Any, probes: Mapping[str, Probe], *, jit: bool, twin: Twin | None = None):
        import tensorflow as tf

        xla.compile_small_loops_whole()
        self.jit, self.twin, self.model = jit, twin, model
        self.knobs = twin.knobs if twin is not None else ()
        self._probes = dict(probes)
        self._lock = threading.RLock()
        self._has_metrics = self.has_looked = False
        self._train = tf.function(self._many_steps, jit_compile=jit, autograph=False)
        self._train_and_look = tf.function(self._steps_and_look, jit_compile=jit, autograph=False)
        for function in (self._train, self._train_and_look):
            # TensorFlow counts the functions of all programs together and would warn, in red, of frequent
            # tracing from the fifth on.
            function._omit_frequent_tracing_warning = True
        self._traced: dict[Hashable, Any] = {}

    def serves(self, model: Any, x: Any) -> bool:
        """Whether the twin answers to the examples x as `model` does, given its numbers."""
        with self._lock:
            return self.twin is not None and self.twin.matches(model, x)

    def prepare(self, x: Any, y: Any) -> None:
        """Build the compiled metrics, which come into being with a first batch: tracing must find them."""
        with self._lock:
            if not self._has_metrics:
                self.model.test_step((map_arrays(lambda array: array[:2], x), y[:2]))
                self.model.reset_metrics()
                self._has_metrics = True

    def train(self, lent: Sequence[Any], knobs: np.ndarray, *batches: Any) -> None:
        """Train on batches = (rows, start, count, x, y), with the variables lent and these `knobs`."""
        with self._lock:
            self._call(self._train, lent, knobs, *batches)

    def train_and_look(
        self, lent: Sequence[Any], knobs: np.ndarray, parts: Any, inputs: Any, *batches: Any
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Train on `batches`; return the metrics on each of `parts` and the probes' tensors at `inputs`."""
        with self._lock:
            seen = self._call(self._train_and_look, lent, knobs, parts, inputs, *batches)
            self.has_looked = True
            return seen

    def _call(self, function: Any, lent: Any, *arguments: Any) -> Any:
        """Call what `function` traced for arguments of these shapes.

        TensorFlow finds that by itself, but looks at each variable lent to do so: a third of a frame's time.
        """
        import tensorflow as tf

        leaves = tf.nest.flatten(arguments)
        key = (function is self._train, *((tuple(leaf.shape), leaf.dtype) for leaf in leaves))
        if key not in self._traced:
            self._traced[key] = function.get_concrete_function(lent, *arguments)
        return self._traced[key](lent, *arguments)

    def _steps_and_look(
        self, lent: Any, knobs: Any, parts: Any, inputs: Any, *batches: Any
    ) -> tuple[Any, Any]:
        self._many_steps(lent, knobs, *batches)
        metrics: dict[str, Any] = {}
        for prefix, part in parts.items():
            for metric in self.model.metrics:
                metric.reset_state()
            metrics |= {prefix + name: value for name, value in self.model.test_step(part).items()}
        for metric in self.model.metrics:
            metric.reset_state()
        return metrics, {name: probe.of(self.model, inputs[name]) for name, probe in self._probes.items()}

    def _many_steps(self, lent: Any, knobs: Any, rows: Any, start: Any, count: Any, x: Any, y: Any) -> None:
        import tensorflow as tf

        own = [] if self.twin is None else self.twin.variables
        for variable, theirs in zip(own, lent, strict=True):
            variable.assign(theirs.read_value())
        for place, name in enumerate(self.knobs):
            self.twin.numbers[name].assign(knobs[place])

        def one_step(i: Any) -> tuple[Any]:
            batch = tf.gather(rows, start + i)
            self._one_step(map_arrays(lambda array: tf.gather(array, batch), x), tf.gather(y, batch))
            return (i + 1,)

        tf.while_loop(lambda i: i < count, one_step, (tf.constant(0),), parallel_iterations=1)
        for variable, theirs in zip(own, lent, strict=True):
            theirs.assign(variable.read_value())

    def _one_step(self, x: Any, y: Any) -> None:
        if self.twin is None:
            self.model.train_step((x, y))
            return
        # Keras' own `train_step`, less the metrics, which a look computes anew: 5 % faster.
        import tensorflow as tf

        with tf.GradientTape() as tape:
            answers = self.model(x, training=True)
            loss = self.model.compute_loss(x=x, y=y, y_pred=answers, training=True)
            scaled = self.model.optimizer.scale_loss(loss)
        weights = self.model.trainable_weights
        self.model.optimizer.apply_gradients(zip(tape.gradient(scaled, weights), weights, strict=True))


def program_for(
    model: Any, x: Any, probes: Mapping[str, Probe], *, jit: bool, knobs: Sequence[str]
) -> Program:
    """The program for `model`: one that an equal model has brought before, or a new one.

    Arguments:
        model: the learner's model, built and compiled.
        x: two examples, on which a twin must answer as the model does.
        probes: what to compute in each look, by name.
        jit: whether XLA compiles.
        knobs: which of `twins.KNOBS` may change.
    """
    key = _key(model, probes, jit, knobs)
    if key is None:
        return Program(model, probes, jit=jit)
    if key not in _programs:
        twin = Twin(model, knobs)
        _programs[key] = Program(twin.model, probes, jit=jit, twin=twin)
    # What cannot be read off a configuration, such as what a Normalization layer has learned, shows here.
    return _programs[key] if _programs[key].serves(model, x) else Program(model, probes, jit=jit)


def has_looked(model: Any, probes: Mapping[str, Probe], *, jit: bool, knobs: Sequence[str]) -> bool:
    """Whether an equal model has looked already, so that nothing need be compiled for a look at this one."""
    program = _programs.get(_key(model, probes, jit, knobs))
    return program is not None and program.has_looked


def _key(model: Any, probes: Mapping[str, Probe], jit: bool, knobs: Sequence[str]) -> Hashable | None:
    """Equal for models that one program serves; None where a model has a program of its own."""
    text = describe(model, knobs)
    if text is None:
        return None
    return (text, tuple((name, probe.key) for name, probe in probes.items()), jit, tuple(sorted(knobs)))
