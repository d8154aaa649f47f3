"""The trainer: a learner's own compiled Keras model, trained step by step and looked at in between."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from ..errors import CourseError, one_of, whole_number
from ..plots.answers import read_answer
from ..plots.window import grid_over, window_around
from . import keras_settings
from .batches import BatchOrder
from .engines import BatchEngine, CompiledEngine, Engine, fast_candidates, look_at_once, why_not_compiled
from .features import check_features, features_of
from .keras_code import program_for
from .learning_set import LearningSet, as_learning_set, check_fit
from .network_probe import dense_layers, network_probe, set_parameter, tile_cells
from .plane import GRID, field_probe
from .programs import Probe, has_looked
from .steppable import Settings
from .twins import KNOBS
from .weights import Memory, Snapshot, draw_initial_weights

ENGINES = ("xla", "graph", "train_on_batch")


class Trainer:
    """Trains `model` on `data`, a few steps at a time, exactly as `model.train_on_batch` would.

    The model stays the learner's: between two calls its weights, `fit` and `predict` are at hand, and what
    they change counts. On the TensorFlow backend many steps run in one compiled call; elsewhere, or where
    the model cannot be traced, batches go through `train_on_batch`, and `note` says so.

    Arguments:
        model: a compiled `keras.Model`; one that is not built yet is built from the data.
        data: a Dataset, a pair (x, y), or two pairs ((x, y), (x_new, y_new)).
        batch_size: examples per optimizer step.
        seed: draws the order of the examples, and the initial weights of later runs.
        shuffle: whether the order of the examples is drawn anew each epoch, as in `fit`.
        live: settings that will change while it trains, by name. Others change as well, but what was compiled
            without them is compiled anew.
        features: what the model is given of each point of the plane, by name (see `features.NAMES`); None
            where the model takes x as it is.
        look: which of "field" and "network" a snapshot holds.
        engine: "auto", or one of "xla", "graph" (TensorFlow without XLA) and "train_on_batch". The engines
            agree, but for random layers such as Dropout, of which XLA draws other masks from the same seed.

    Attributes:
        settings: live settings by name: "learning rate", "momentum", "L1", "L2", "dropout", "noise", as far
            as model and data have them.
        note: why the fast way could not be taken; empty where it was.

    Raises:
        CourseError: if the model is not compiled, or model and data do not fit each other.
    """

    def __init__(
        self,
        model: Any,
        data: Any,
        *,
        batch_size: int = 10,
        seed: int = 1,
        shuffle: bool = True,
        live: Sequence[str] = (),
        features: Sequence[str] | None = None,
        look: Sequence[str] = ("field",),
        engine: str = "auto",
    ):
        self._wanted = one_of("engine", engine, ("auto", *ENGINES))
        self.batch_size = whole_number("batch_size", batch_size, at_least=1)
        self.seed = whole_number("seed", seed, at_least=0)
        self.model, self.data = model, data
        self.features = None if features is None else check_features(features)
        self._learning_set = self._read(data)
        answer_shape = check_fit(model, self._learning_set)
        model.optimizer.build(model.trainable_variables)
        self._lock = threading.RLock()
        self._order = BatchOrder(self._learning_set.size, self.batch_size, self.seed, shuffle=shuffle)
        self._steps = 0
        self._probes = self._own_probes(answer_shape, look)
        self._start = Snapshot(model)
        self._live = set(live)
        self.settings = self._find_settings()
        self.note = ""
        self._engine: Engine | None = None
        self._optimizer = model.optimizer

    def step(self, k: int = 1) -> None:
        """Take `k` optimizer steps, one batch each.

        Raises:
            CourseError: if k is no whole number ≥ 0.
        """
        k = whole_number("k", k, at_least=0)
        with self._lock:
            engine = self._ready_engine(look=False)
            for rows, start, count in self._order.take(k):
                engine.run(rows, start, count)
            self._steps += k

    def snapshot(self) -> dict[str, Any]:
        """Where training stands.

        Returns:
            "step"; the model's own metrics on at most 1,000 training examples ("loss", "accuracy", …) and
            on new ones ("val_loss", …); for two inputs also "points" and "labels", the training examples,
            and "field", the answers on a grid over the plane, float32 of shape (50, 50) or
            (classes, 50, 50), its first row at the largest x2.
        """
        with self._lock:
            return self.advance(0)

    def advance(self, k: int = 1) -> dict[str, Any]:
        """`step(k)` and then `snapshot()`, in one compiled call where there is one."""
        k = whole_number("k", k, at_least=0)
        with self._lock:
            engine = self._ready_engine(look=True)
            *first, last = [*self._order.take(k)] or [(self._order.peek(), 0, 0)]
            for rows, start, count in first:
                engine.run(rows, start, count)
            metrics, probed = engine.run_and_observe(*last)
            self._steps += k
            return self._seen(metrics, probed)

    def glance(self) -> dict[str, Any]:
        """What `snapshot` says, without waiting for a compilation that this network still needs."""
        with self._lock:
            if not self._must_compile_to_look():
                return self.snapshot()
            return self._seen(*look_at_once(self.model, self._probes, self._learning_set))

    def _seen(self, metrics: dict[str, float], probed: dict[str, np.ndarray]) -> dict[str, Any]:
        plane = self._learning_set.points
        seen = {} if plane is None else {"points": plane, "labels": self._learning_set.y}
        return {"step": self._steps, **metrics, **probed, **seen}

    def reset(self, same_seed: bool = True) -> None:
        """Return to step 0, to the same initial weights or to others that the next seed draws.

        Settings stay as they are. Raises CourseError where new weights cannot be drawn (subclassed models).
        """
        with self._lock:
            drawn = None if same_seed else draw_initial_weights(self.model, self.seed + 1)
            self._start.restore()
            if drawn is not None:
                self.model.set_weights(drawn)
                self._start = Snapshot(self.model)
                self.seed += 1
            self._order.restart(self.seed)
            self._steps = 0

    def memory(self) -> Memory:
        """What it takes to return to the present step, see `restore`."""
        with self._lock:
            return Memory(self._steps, self.seed, Snapshot(self.model), self.model.optimizer)

    def restore(self, memory: Memory) -> None:
        """Return to the step of `memory`, with its weights; CourseError where the model was compiled anew."""
        with self._lock:
            if memory.optimizer is not self.model.optimizer:
                raise CourseError("the model was compiled anew since then: that moment cannot be had back")
            memory.values.restore()
            self.seed, self._steps = memory.seed, memory.step
            self._order.restart(memory.seed)
            deque(self._order.take(memory.step), maxlen=0)

    @property
    def code(self) -> Callable[[], str] | None:
        """Writes the program that trains this model in plain Keras; None where it cannot be written."""
        return program_for(self.model, self.data, self.points, self.batch_size, lambda: self._steps)

    @property
    def engine(self) -> str:
        """What drives the model: "xla", "graph" or "train_on_batch"; compiled by now at the latest."""
        with self._lock:
            return self._ready_engine(look=False).name

    @property
    def points(self) -> LearningSet:
        """The examples in use, as arrays; they change with the noise."""
        return self._learning_set

    def _read(self, data: Any) -> LearningSet:
        plain = as_learning_set(data)
        return plain if self.features is None else plain.with_features(self.features)

    def _own_probes(self, answer_shape: tuple[int, ...], look: Sequence[str]) -> dict[str, Probe]:
        """Look at the answers over the plane where the model has two inputs, or features of two."""
        self.extent: tuple[float, float, float, float] | None = None
        self.answer = None
        points = self._learning_set.points
        if points is None:
            return {}
        self.answer = read_answer(self.model, self._learning_set.y, answer_shape[-1] if answer_shape else 1)
        self.extent = window_around(points, is_generated="noise" in getattr(self.data, "settings", {}))
        probes = {"field": field_probe(self.answer, self.inputs_over(GRID))} if "field" in look else {}
        if "network" in look:
            self.cells = tile_cells(sum(layer.units for layer in dense_layers(self.model)[:-1]))
            probes |= network_probe(self.inputs_over(self.cells), self.cells)
        return probes

    def inputs_over(self, cells: int) -> np.ndarray:
        """What the model is given at each cell of a grid over the plane, (cells², inputs), top row first."""
        grid = grid_over(self.extent, cells)
        return grid if self.features is None else features_of(grid, self.features)

    def set_parameter(self, layer: int, unit: int, source: int | None, value: float) -> None:
        """Set one weight of a stack of dense layers by hand, or a bias where `source` is None."""
        with self._lock:
            set_parameter(self.model, layer, unit, source, value)

    def _find_settings(self) -> Settings:
        found = [
            keras_settings.learning_rate(self.model),
            keras_settings.momentum(self.model, self._has_changed),
            *keras_settings.penalties(self.model, self._has_changed),
            keras_settings.dropout(self.model, self._has_changed),
            keras_settings.noise(lambda: self.data, self._change_data),
        ]
        return Settings([setting for setting in found if setting is not None])

    def _has_changed(self, name: str) -> None:
        """Let what was compiled for another value of this setting be compiled anew, when it is needed."""
        with self._lock:
            self._live.add(name)
            self.model.train_function = self.model.test_function = None
            if self._engine is not None and name not in self._engine.knobs:
                self._engine = None

    def _knobs(self) -> dict[str, Callable[[], float]]:
        """How to read each number of the model that the compiled functions must follow."""
        wanted = {name for name in KNOBS if name in self._live and name in self.settings}
        if wanted & {"L1", "L2"}:  # one penalty holds both
            wanted |= {name for name in ("L1", "L2") if self.settings[name] > 0}
        if "dropout" in wanted and self.settings["dropout"] == 0:
            wanted.remove("dropout")  # random numbers cost time, even where none are used
        return {name: self.settings.describe(name).read for name in KNOBS if name in wanted}

    def _change_data(self, data: Any) -> None:
        with self._lock:
            self.data, self._learning_set = data, self._read(data)
            if self._engine is not None:
                self._engine.hold(self._learning_set)

    def _ready_engine(self, *, look: bool) -> Engine:
        """The engine in use; where the learner has compiled the model anew since, one for what it is now.

        It has been tried: with `look` that it trains and looks in one call, without only that it trains, for
        whoever never looks should not wait until looking is compiled.
        """
        if self.model.optimizer is not self._optimizer:
            check_fit(self.model, self._learning_set)
            self._optimizer = self.model.optimizer
            self._optimizer.build(self.model.trainable_variables)
            self._start = Snapshot(self.model)
            self.settings = self._find_settings()
            self._engine = None
        in_use = self._engine
        if in_use is not None:
            in_use = self._tried(lambda: in_use, look=look)
        self._engine = in_use or self._best_engine(look=look)
        return self._engine

    def _best_engine(self, *, look: bool) -> Engine:
        """The fastest engine that can drive this model, or the one that was asked for."""
        why_not = why_not_compiled(self.model)
        if self._wanted == "auto":
            candidates = [] if why_not else fast_candidates(self.model)
        elif self._wanted != "train_on_batch" and why_not:
            raise CourseError(f"engine={self._wanted!r} is not to be had here: {why_not}")
        else:
            candidates = {"xla": [True], "graph": [False], "train_on_batch": []}[self._wanted]
            why_not = "as asked"
        self.note = f"one batch at a time: {why_not}" if not candidates else ""
        tried = [self._tried(partial(self._compiled, jit), look=look) for jit in candidates]
        ready = [engine for engine in tried if engine is not None]
        if not ready:
            return BatchEngine(self.model, self._probes, data=self._learning_set)
        self.note = ""
        if len(ready) > 1:
            before = Snapshot(self.model)
            ready.sort(key=lambda engine: engine.seconds_for_a_few_steps(self._order.peek()))
            before.restore()
        return ready[0]

    def _compiled(self, jit: bool) -> CompiledEngine:
        return CompiledEngine(self.model, self._probes, jit=jit, data=self._learning_set, knobs=self._knobs())

    def _tried(self, engine: Callable[[], Engine], *, look: bool) -> Engine | None:
        """The engine, once it has taken no steps with this model; None, and a `note`, where it cannot."""
        try:
            ready = engine()
            ready.try_out(self._order.peek(), look=look)
        except Exception as error:  # whatever tracing or XLA may object to: the slow way serves every model
            self.note = f"one batch at a time: the model cannot be compiled ({type(error).__name__})"
            return None
        return ready

    def _must_compile_to_look(self) -> bool:
        """Whether a look takes a program that neither this trainer nor an equal model has brought before."""
        if self._engine is not None and self._engine.has_looked:
            return False
        if self._wanted == "train_on_batch" or why_not_compiled(self.model):
            return False
        jit = fast_candidates(self.model)[0] if self._wanted == "auto" else self._wanted == "xla"
        return not has_looked(self.model, self._probes, jit=jit, knobs=tuple(self._knobs()))
