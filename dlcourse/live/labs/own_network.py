"""A network of the reader's own functions in a lab: their forward and their gradients, trained on images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...errors import CourseError, number, whole_number
from ...scratch.network import Parameters, cross_entropy, gradient_step
from ..lab import Lab
from ..panels import Curves, Images
from ..steppable import Setting, Settings

SHOWN = 12  # images: those whose answers are least sure


class OwnNetwork:
    """Gradient descent with functions of one's own; one step uses one batch, drawn at random.

    Arguments:
        data: a Dataset of images in classes; every image is flattened to a row of numbers.
        parameters: where to start, a pair (weights, bias) per layer.
        forward: forward(x, parameters) returns the activations of every layer, the classes' scores last.
        gradients: gradients(x, y, parameters) returns a pair of gradients per layer.
        learning_rate: η.
        batch_size: examples per step.
        seed: draws the batches.

    Raises:
        CourseError: if the functions do not return what fits data and parameters.
    """

    def __init__(
        self,
        data: Any,
        parameters: Parameters,
        forward: Callable[..., Sequence[np.ndarray]],
        gradients: Callable[..., Parameters],
        *,
        learning_rate: float = 0.3,
        batch_size: int = 32,
        seed: int = 1,
    ):
        self.data = data
        self.x, self.y = _flat(data.x_train), np.asarray(data.y_train)
        self.new_x, self.new_y = _flat(data.x_test), np.asarray(data.y_test)
        self.start, self.forward, self.gradients = parameters, forward, gradients
        self.learning_rate = number("learning_rate", learning_rate, above=0)
        self.batch_size = whole_number("batch_size", batch_size, at_least=1)
        self.seed = whole_number("seed", seed, at_least=0)
        self.settings = Settings([self._rate()])
        self.reset()
        scores = np.shape(self._scores(self.x[:2]))
        if scores != (2, len(data.class_names)):
            raise CourseError(
                f"forward must return scores of shape (n, {len(data.class_names)}) last, one for each class; "
                f"got shape {scores} for two examples"
            )

    def step(self, k: int = 1) -> None:
        """Take `k` steps of gradient descent."""
        for _ in range(whole_number("k", k, at_least=0)):
            batch = self._generator.integers(0, len(self.x), self.batch_size)
            with np.errstate(over="ignore", invalid="ignore"):  # the lab says in words that a loss is lost
                gradients = self.gradients(self.x[batch], self.y[batch], self.parameters)
                self.parameters = gradient_step(self.parameters, gradients, self.learning_rate)
            self.steps += 1

    def snapshot(self) -> dict[str, Any]:
        """Losses, accuracy on new images, and the new images whose answers are least sure."""
        with np.errstate(over="ignore", invalid="ignore"):
            scores = self._scores(self.new_x)
            loss, new_loss = cross_entropy(self._scores(self.x), self.y), cross_entropy(scores, self.new_y)
            best = np.sort(scores, axis=1)
            unsure = np.argsort(best[:, -1] - best[:, -2], kind="stable")[:SHOWN]
        return {
            "step": self.steps, "loss": loss, "val_loss": new_loss,
            "val_accuracy": float(np.mean(scores.argmax(axis=1) == self.new_y)),
            "images": self.data.x_test[unsure], "labels": self.new_y[unsure],
            "predicted": scores[unsure].argmax(axis=1),
        }  # fmt: skip

    def reset(self, same_seed: bool = True) -> None:
        """The same weights and batches again, or weights shuffled within each layer and other batches."""
        self.seed += 0 if same_seed else 1
        self._generator = np.random.default_rng(self.seed)
        if not same_seed:
            self.start = [
                (self._generator.permuted(weights.ravel()).reshape(weights.shape), bias)
                for weights, bias in self.start
            ]
        self.parameters, self.steps = self.start, 0

    def _scores(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.forward(x, self.parameters)[-1])

    def _rate(self) -> Setting:
        def write(value: float) -> None:
            self.learning_rate = value

        return Setting(
            "learning rate", lambda: self.learning_rate, write, low=0.001, high=10, scale="log", above=0,
            help="how far one step goes against the gradient",
        )  # fmt: skip


def own_network(
    data: Any,
    parameters: Parameters,
    forward: Callable[..., Sequence[np.ndarray]],
    gradients: Callable[..., Parameters],
    *,
    learning_rate: float = 0.3,
    steps: int = 1000,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab that trains a network of your own functions on images.

    Arguments:
        data: a Dataset of images in classes; every image is flattened to a row of numbers.
        parameters: where to start, a pair (weights, bias) per layer.
        forward: forward(x, parameters) returns the activations of every layer, the classes' scores last.
        gradients: gradients(x, y, parameters) returns a pair of gradients per layer.
        learning_rate: η at the start.
        steps: how many where no browser is attached.
        seed: draws the batches.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: if the functions do not return what fits data and parameters.
    """
    trained = OwnNetwork(data, parameters, forward, gradients, learning_rate=learning_rate, seed=seed)
    panels = [
        Curves({"loss": "training", "val_loss": "new images"}, title="Loss of your network"),
        Images(most=SHOWN, title="New images: the least sure answers"),
    ]
    lab = Lab(
        trained,
        panels,
        controls=["learning rate"],
        steps=steps,
        headless=headless,
        describe=_describe,
        speed=0,
    )
    if lab.headless:
        lab.run_headless()
    return lab


def _describe(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    return [("loss", f"{snapshot['loss']:.3f}"), ("right on new images", f"{snapshot['val_accuracy']:.3f}")]


def _flat(x: Any) -> np.ndarray:
    x = np.asarray(x, dtype=float)
    return x.reshape(len(x), -1)
