"""The plan of a small dense network and its training: built into a Keras model, or written as its program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..errors import CourseError, number, one_of, whole_number
from .features import COORDINATES, EXPRESSIONS, check_features
from .keras_code import fit_code, model_code
from .network_probe import MOST_LAYERS, MOST_UNITS

ACTIVATIONS = ("tanh", "relu", "sigmoid", "linear", "leaky_relu", "elu", "gelu", "silu")
OPTIMIZERS = ("SGD", "RMSprop", "Adam", "AdamW")
LOSSES = ("crossentropy", "squared error")
BATCH_SIZES = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Plan:
    """A dense network on points of the plane, and how it is trained.

    Attributes:
        units: of each hidden layer.
        activation: of all hidden layers.
        features: what of a point goes in, see `features.NAMES`.
        optimizer: one of SGD, RMSprop, Adam and AdamW; `momentum` is that of SGD.
        loss: "crossentropy", with a probability as answer, or "squared error", with a number as answer.
        l1, l2: strengths of the penalty on the kernels.
        dropout: the rate after each hidden layer; None for no Dropout layers.
        classes: of the data; 2 take one output unit.
    """

    units: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    features: tuple[str, ...] = COORDINATES
    optimizer: str = "SGD"
    learning_rate: float = 0.03
    momentum: float = 0.0
    loss: str = "crossentropy"
    l1: float = 0.0
    l2: float = 0.0
    dropout: float | None = None
    batch_size: int = 10
    classes: int = 2
    seed: int = 1

    def __post_init__(self) -> None:
        units = tuple(whole_number("units", n, at_least=1, at_most=MOST_UNITS) for n in self.units)
        if len(units) >= MOST_LAYERS:
            raise CourseError(f"units must name at most {MOST_LAYERS - 1} hidden layers, got {len(units)}")
        object.__setattr__(self, "units", units)
        object.__setattr__(self, "features", check_features(self.features))
        one_of("activation", self.activation, ACTIVATIONS)
        one_of("optimizer", self.optimizer, OPTIMIZERS)
        one_of("loss", self.loss, LOSSES)
        number("learning_rate", self.learning_rate, above=0)
        number("momentum", self.momentum, at_least=0, at_most=1)
        number("l1", self.l1, at_least=0)
        number("l2", self.l2, at_least=0)
        if self.dropout is not None:
            number("dropout", self.dropout, at_least=0, at_most=0.95)
        whole_number("batch_size", self.batch_size, at_least=1)
        if self.loss == "squared error" and self.classes != 2:
            raise CourseError(f"loss must be crossentropy for {self.classes} classes, got 'squared error'")

    def with_units(self, layer: int, change: int) -> Plan:
        """The plan with `change` more units in hidden layer number `layer`, from 0."""
        place = whole_number("layer", layer, at_least=0, at_most=len(self.units) - 1)
        units = list(self.units)
        units[place] += change
        return replace(self, units=tuple(units))

    def with_layers(self, change: int) -> Plan:
        """The plan with one hidden layer more at the end, or one less."""
        if change > 0:
            return replace(self, units=(*self.units, self.units[-1] if self.units else 2))
        if not self.units:
            raise CourseError("there is no hidden layer left to take away")
        return replace(self, units=self.units[:-1])

    def with_feature(self, name: str) -> Plan:
        """The plan with the feature `name` switched: on where it was off, off where it was on."""
        had = set(self.features)
        return replace(self, features=tuple(had ^ {name}) if name in had else (*self.features, name))

    def build(self) -> Any:
        """The compiled `keras.Sequential`; `seed` draws its weights and disturbs no other random numbers.

        Layers and optimizer are named as in a fresh session. Counted on from network to network, the names
        would cost memory: TensorFlow keeps 36 kB for each name that a variable ever had (its pull request
        42377).
        """
        import keras

        from .weights import draw_initial_weights

        layers: list[Any] = [keras.Input((len(self.features),), name="input_layer")]
        for place, units in enumerate(self.units):
            layers.append(self._dense(place, units, self.activation))
            if self.dropout is not None:
                # Keras makes random numbers for the layer only where it is built with a rate above zero.
                layers.append(keras.layers.Dropout(self.dropout or 0.5, name=_numbered("dropout", place)))
                layers[-1].rate = self.dropout
        layers.append(self._dense(len(self.units), self._outputs, self._last_activation))
        model = keras.Sequential(layers, name="sequential")
        model.compile(self._optimizer(), self._keras_loss, metrics=["accuracy"])
        model.optimizer.build(model.trainable_variables)
        if self.optimizer == "SGD":
            model.optimizer.momentum = self.momentum
        model.set_weights(draw_initial_weights(model, self.seed))
        return model

    def _dense(self, place: int, units: int, activation: str) -> Any:
        import keras

        return keras.layers.Dense(
            units, activation, kernel_regularizer=self._penalty(), name=_numbered("dense", place)
        )

    @property
    def _outputs(self) -> int:
        return 1 if self.classes == 2 else self.classes

    @property
    def _last_activation(self) -> str:
        if self.loss == "squared error":
            return "linear"
        return "sigmoid" if self.classes == 2 else "softmax"

    @property
    def _keras_loss(self) -> str:
        if self.loss == "squared error":
            return "mean_squared_error"
        return "binary_crossentropy" if self.classes == 2 else "sparse_categorical_crossentropy"

    def _penalty(self) -> Any:
        from .keras_settings import regularizer_of

        return regularizer_of(self.l1, self.l2)

    def _optimizer(self) -> Any:
        import keras

        # Keras keeps a velocity beside each weight only where momentum is built above zero.
        momentum = {"momentum": self.momentum or 0.5} if self.optimizer == "SGD" else {}
        kind = getattr(keras.optimizers, self.optimizer)
        return kind(self.learning_rate, name=self.optimizer.lower(), **momentum)

    @property
    def words(self) -> str:
        """What tells this network from others, short: "rate 0.03 · tanh 4-2 · Adam"."""
        shape = "-".join(map(str, self.units))
        parts = [
            f"rate {self.learning_rate:.3g}",
            f"{self.activation} {shape}" if self.units else "no hidden layer",
            self.optimizer if self.optimizer != "SGD" else "",
            f"momentum {self.momentum:g}" if self.optimizer == "SGD" and self.momentum else "",
            f"batch {self.batch_size}" if self.batch_size != 10 else "",
            f"L1 {self.l1:g}" if self.l1 else "",
            f"L2 {self.l2:g}" if self.l2 else "",
            f"dropout {self.dropout:g}" if self.dropout else "",
            ", ".join(self.features) if self.features != COORDINATES else "",
            self.loss if self.loss != "crossentropy" else "",
        ]
        return " · ".join(part for part in parts if part)

    def code(self, data: Sequence[str], *, epochs: int) -> str:
        """The program, runnable as it is, that builds, compiles and trains this network with plain Keras.

        Arguments:
            data: the lines that define x_train, y_train, x_test and y_test.
            epochs: how often the program goes through the training examples.
        """
        numpy = ["import numpy as np"] if self._columns else []
        return "\n".join(
            ["import keras", *numpy, *data, "", *self._features_code(),
             f"keras.utils.set_random_seed({self.seed})", *model_code(self.build()),
             *fit_code(batch_size=self.batch_size, epochs=epochs, has_new=True)]
        ) + "\n"  # fmt: skip

    @property
    def _columns(self) -> tuple[str, ...]:
        return () if self.features == COORDINATES else self.features

    def _features_code(self) -> list[str]:
        if not self._columns:
            return []
        columns = ", ".join(EXPRESSIONS[name] for name in self.features)
        return [
            "def features(points):",
            "    x1, x2 = points[:, 0], points[:, 1]",
            f"    return np.stack([{columns}], axis=1)",
            "", "", "x_train, x_test = features(x_train), features(x_test)", "",
        ]  # fmt: skip


def _numbered(kind: str, place: int) -> str:
    """The name that Keras gives to layer number `place` of its kind, from 0: dense, dense_1, …"""
    return f"{kind}_{place}" if place else kind
