"""The lab on a learner's own classifier of images: what it says about a few new ones while it learns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import CourseError, whole_number
from ..lab import Lab
from ..learning_set import LearningSet, as_learning_set, without_test_part
from ..panels import Curves, Images
from ..trainer import Trainer
from .around_trainer import AroundTrainer
from .keras_lab import USUAL, controls_of


class ImageTrainer(AroundTrainer):
    """A `Trainer` on images that also tells what the model says about a few of the new ones.

    Where `data` is a Dataset with a validation part, that part is the new examples, and the test part stays
    out of sight.

    Arguments:
        model: a compiled Keras model of as many outputs as there are classes.
        data: a Dataset, or two pairs ((x, y), (x_new, y_new)); x of shape (n, height, width, 1 or 3).
        most: how many new images are looked at: the first ones, as many of each class as may be.
        batch_size, seed, live: as for `Trainer`.

    Raises:
        CourseError: if there are no new examples, or model and data do not fit each other.
    """

    def __init__(
        self, model: Any, data: Any, *, most: int = 20, batch_size: int = 32, seed: int = 1,
        live: Sequence[str] = (),
    ):  # fmt: skip
        self.class_names = tuple(getattr(data, "class_names", ()) or ())
        learning_set = as_learning_set(without_test_part(data))
        self._images, self._labels = _chosen(learning_set, whole_number("most", most, at_least=1, at_most=60))
        pairs = ((learning_set.x, learning_set.y), (learning_set.x_new, learning_set.y_new))
        self.trainer = Trainer(model, pairs, batch_size=batch_size, seed=seed, live=live)
        self.settings = self.trainer.settings

    @property
    def code(self) -> Any:
        """Writes the program that trains this model in plain Keras; see `Trainer`."""
        return self.trainer.code

    def advance(self, k: int = 1) -> dict[str, Any]:
        """What `Trainer.advance` says, and "images", "labels" and "predicted" of the chosen ones."""
        numbers = self.trainer.advance(k)
        said = self._answers().argmax(axis=-1)
        return numbers | {"images": self._images, "labels": self._labels, "predicted": said}

    def _answers(self) -> np.ndarray:
        import keras

        return np.asarray(keras.ops.convert_to_numpy(self.model(self._images, training=False)))


def train_on_images(
    model: Any,
    data: Any,
    *,
    batch_size: int = 32,
    steps: int = 1000,
    most: int = 20,
    controls: Sequence[str] | None = None,
    seed: int = 1,
    speed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """Train a compiled Keras classifier of images in a live lab that shows what it says about new images.

    With a browser the lab waits for Train or Step. Without one it takes `steps` steps and shows one picture.

    Arguments:
        model: a compiled `keras.Model` that answers with a number for each class.
        data: a Dataset of images, whose validation part, or else test part, is the new examples; or two pairs
            ((x, y), (x_new, y_new)).
        batch_size: examples per optimizer step.
        steps: optimizer steps where no browser is attached.
        most: how many new images are shown.
        controls: which of "learning rate", "momentum", "L1", "L2", "dropout" and "noise" get a slider; by
            default those that model and data have, but L1.
        seed: draws the order of the examples, and the weights of later runs.
        speed: place of the speed slider at the start, 0 (one step a frame) to 6 (as many as fit).
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Returns:
        the lab; shown by the notebook when it is the cell's last line.

    Raises:
        CourseError: if model, data and what is asked for do not fit each other.
    """
    live = USUAL if controls is None else tuple(controls)
    trainer = ImageTrainer(model, data, most=most, batch_size=batch_size, seed=seed, live=live)
    panels = [
        Images(class_names=trainer.class_names, most=most, side=40, title="New images, and what it says"),
        Curves({"val_accuracy": "new images", "accuracy": "training"}, title="Share of right answers",
               quantity="share right"),
    ]  # fmt: skip
    if "val_accuracy" not in trainer.snapshot():
        panels[1] = Curves({"loss": "training", "val_loss": "new images"})
    lab = Lab(
        trainer, panels, controls=controls_of(trainer.trainer, controls), steps=steps, headless=headless,
        describe=_describe, speed=speed,
    )  # fmt: skip
    if lab.headless:
        lab.run_headless()
    else:
        trainer.step(0)  # compiled now, so that the first press of Train shows a frame at once
    return lab


def _describe(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    """The losses, and the share of the new images that are told right."""
    parts = [("loss", f"{snapshot['loss']:.3f}"), ("on new images", f"{snapshot['val_loss']:.3f}")]
    if "val_accuracy" in snapshot:
        parts.append(("right", f"{100 * snapshot['val_accuracy']:.0f} %"))
    return parts


def _chosen(learning_set: LearningSet, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The first new images, class by class in turn, and their labels."""
    if learning_set.y_new is None:
        raise CourseError("data must have new examples beside those to train on, got none")
    x, y = np.asarray(learning_set.x_new), np.asarray(learning_set.y_new).reshape(-1).astype(int)
    if x.ndim != 4 or x.shape[-1] not in (1, 3):
        raise CourseError(f"x must hold images of shape (n, height, width, 1 or 3), got shape {x.shape}")
    turn = np.zeros(len(y), int)  # how many of its class come before
    for label in np.unique(y):
        turn[y == label] = np.arange((y == label).sum())
    order = np.lexsort((y, turn))[:most]
    return x[order], y[order]
