"""A classifier of small images that shows what it makes of one, and learns from a correction.

Needs Keras' TensorFlow backend: only it differentiates here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import CourseError, number, whole_number
from ..scratch.explanations import enlarged

SIDE = 28  # rows and columns of an image
MOST_MAPS = 16  # of a layer are shown
MOST_STEPS = 16  # of the optimizer for one correction
SURE = 0.7  # the probability from which a correction counts as learned
COPIES, REHEARSED = 8, 40  # of the corrected drawing, and of what was learned before, in each step


@dataclass(frozen=True)
class Reading:
    """What a model makes of one image.

    Attributes:
        probabilities: float32, shape (classes,).
        maps: for each of the first layers, what its strongest feature maps hold, shape (maps, rows, columns)
            in [0, 1]: 1 is the largest value of the layer.
        cam: where the model found what speaks for each class of `classes`, shape (2, 28, 28), ≥ 0.
        classes: the likeliest class and the next one.
    """

    probabilities: np.ndarray
    maps: tuple[np.ndarray, ...]
    cam: np.ndarray
    classes: tuple[int, int]


class Reader:
    """A model that reads one image at a time; it can be corrected, and can forget what it was taught.

    The weights of the model itself change; its optimizer and its compiled state do not.

    Arguments:
        model: a Sequential or functional Keras model from images (28, 28, 1) to probabilities of classes,
            with a convolution in it.
        rehearsal: images (n, 28, 28, 1) and labels (n,) that are learned again with each correction, so that
            the rest is not forgotten.
        kept_aside: images and labels that are never learned from, to see what a correction costs.
        rate: learning rate of a correction, > 0.
        seed: of the jitter.

    Raises:
        CourseError: for another model, backend or data.
    """

    def __init__(
        self,
        model: Any,
        *,
        rehearsal: tuple[Any, Any] | None,
        kept_aside: tuple[Any, Any] | None,
        rate: float = 2e-4,
        seed: int = 1,
    ):
        import keras

        if keras.backend.backend() != "tensorflow":
            raise CourseError(
                f"the reading pad needs the TensorFlow backend of Keras, got {keras.backend.backend()}"
            )
        self.model, self.classes = model, _classes_of(model)
        self.rate = number("rate", rate, above=0)
        self._rehearsal = _checked_pair("rehearsal", rehearsal, self.classes)
        self._kept_aside = _checked_pair("kept_aside", kept_aside, self.classes)
        self._first = model.get_weights()
        self._random = np.random.default_rng(whole_number("seed", seed, at_least=0))
        self._programs()

    def read(self, image: np.ndarray) -> Reading:
        """What the model makes of an image of shape (28, 28)."""
        image = np.asarray(image, np.float32).reshape(1, SIDE, SIDE, 1)
        answers, *maps = (each.numpy()[0] for each in self._look(image))
        order = np.argsort(-answers, kind="stable")[:2]
        cam = np.stack([self._cam(image, np.int32(each)).numpy() for each in order])
        return Reading(
            answers, tuple(map(_strongest, maps)), enlarged(cam, SIDE, SIDE), (int(order[0]), int(order[1]))
        )

    def teach(self, image: np.ndarray, label: int) -> int:
        """Learn that `image` is of class `label`: a few small steps, until the model is sure of it.

        Each step is on jittered copies of the image and on examples that were learned before. Layers behave
        as they do when they answer: no dropout, and batch normalization keeps its averages.

        Returns:
            how many steps were taken.

        Raises:
            CourseError: if there is nothing to rehearse, or no such class.
        """
        label = whole_number("label", label, at_least=0, at_most=self.classes - 1)
        if self._rehearsal is None:
            raise CourseError("to be taught, this model needs examples to rehearse: pass data=…")
        image = np.asarray(image, np.float32).reshape(SIDE, SIDE)
        copies = np.concatenate([image[None], _jittered(image, 4 * COPIES, self._random)])[..., None]
        optimizer = self._new_optimizer()
        for taken in range(1, MOST_STEPS + 1):
            batch = self._batch(copies, label)
            self._step(optimizer, *batch)
            if self._look(copies[:1])[0].numpy()[0, label] >= SURE:
                return taken
        return MOST_STEPS

    def share_right(self) -> float | None:
        """The share of what was kept aside that the model reads right; None where nothing was."""
        if self._kept_aside is None:
            return None
        x, y = self._kept_aside
        return float(np.mean(self._answer(x).numpy().argmax(axis=-1) == y))

    @property
    def kept_aside(self) -> int:
        """How many examples were kept aside."""
        return 0 if self._kept_aside is None else len(self._kept_aside[1])

    def forget(self) -> None:
        """Return to the weights that the model came with."""
        self.model.set_weights(self._first)

    def _batch(self, copies: np.ndarray, label: int) -> tuple[np.ndarray, np.ndarray]:
        x, y = self._rehearsal
        chosen = self._random.integers(len(y), size=REHEARSED)
        some = self._random.integers(len(copies), size=COPIES - 1)
        images = np.concatenate([copies[:1], copies[some], x[chosen]])
        return images, np.concatenate([np.full(COPIES, label), y[chosen]]).astype(np.int32)

    def _new_optimizer(self) -> Any:
        import keras

        return keras.optimizers.Adam(self.rate)

    def _programs(self) -> None:
        """What TensorFlow compiles: answers with the first layers' maps, Grad-CAM, and a step of learning."""
        import keras
        import tensorflow as tf

        first, last = _layers_with_maps(self.model)
        looks = keras.Model(self.model.inputs, [self.model.outputs[0], *(each.output for each in first)])
        explained = keras.Model(self.model.inputs, [last.output, self.model.outputs[0]])
        one = [tf.TensorSpec((1, SIDE, SIDE, 1), tf.float32)]

        @tf.function(input_signature=one)
        def look(image):
            return looks(image, training=False)

        @tf.function(input_signature=[*one, tf.TensorSpec((), tf.int32)])
        def cam(image, label):
            with tf.GradientTape() as tape:
                maps, answers = explained(image, training=False)
                score = tf.math.log(answers[0, label] + 1e-12)
            weights = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2), keepdims=True)
            return tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1))[0]

        @tf.function(input_signature=[tf.TensorSpec((None, SIDE, SIDE, 1), tf.float32)])
        def answer(images):
            return self.model(images, training=False)

        def step(optimizer, images, labels):
            with tf.GradientTape() as tape:
                answers = self.model(images, training=False)
                loss = keras.losses.sparse_categorical_crossentropy(labels, answers)
                loss = tf.reduce_mean(loss)
            weights = self.model.trainable_variables
            optimizer.apply(tape.gradient(loss, weights), weights)

        self._look, self._cam, self._answer, self._step = look, cam, answer, step


def _classes_of(model: Any) -> int:
    """How many classes the model knows, if it is one that can be shown."""
    inputs, outputs = getattr(model, "inputs", None) or (), getattr(model, "outputs", None) or ()
    if len(inputs) != 1 or len(outputs) != 1:
        raise CourseError(
            "model must be a built Sequential or functional Keras model of one input and one output, got "
            f"{type(model).__name__}"
        )
    seen, said = tuple(inputs[0].shape[1:]), tuple(outputs[0].shape[1:])
    if seen != (SIDE, SIDE, 1) or len(said) != 1 or not said[0] or said[0] < 2:
        raise CourseError(
            "model must take images of shape (28, 28, 1) and answer with a probability for each of two "
            f"classes or more, got {seen} → {said}"
        )
    answers = np.asarray(model(np.zeros((1, SIDE, SIDE, 1), np.float32), training=False))[0]
    if answers.min() < 0 or abs(float(answers.sum()) - 1) > 1e-3:
        raise CourseError(
            'model must answer with probabilities: let its last layer have activation="softmax"'
        )
    return int(said[0])


def _layers_with_maps(model: Any) -> tuple[list[Any], Any]:
    """The first two layers whose maps are worth a look, and the last one, whose maps are explained.

    A convolution's maps are looked at after its activation, where that is a layer of its own.
    """
    import keras

    found, kernels = [], 0
    for layer in model.layers:
        shape = tuple(getattr(getattr(layer, "output", None), "shape", ()))
        if len(shape) != 4:
            continue
        if isinstance(
            layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D | keras.layers.SeparableConv2D
        ):
            found, kernels = [*found, layer], kernels + 1
        elif found and isinstance(
            layer, keras.layers.Activation | keras.layers.ReLU | keras.layers.LeakyReLU
        ):
            found[-1] = layer
    if not found:
        raise CourseError(
            f"the model {model.name!r} has no convolution: there are no feature maps to look at"
        )
    return found[:2], found[-1]


def _strongest(maps: np.ndarray) -> np.ndarray:
    """The first feature maps of a layer (rows, columns, features), as shares of the layer's largest value."""
    maps = np.abs(maps[..., :MOST_MAPS]).transpose(2, 0, 1)
    return maps / max(float(maps.max()), 1e-6)


def _jittered(image: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """Copies of a drawing, each as another hand and pen might have made it: (count, 28, 28)."""
    from ..pretrained.seen_digits import redrawn

    large = np.kron(np.pad(image, 2), np.ones((2, 2)))
    template = np.round(255 * np.clip(large, 0, 1)).astype(np.uint8)[None]
    return redrawn(template, np.zeros(count, int), random)


def _checked_pair(name: str, pair: Any, classes: int) -> tuple[np.ndarray, np.ndarray] | None:
    if pair is None:
        return None
    x, y = np.asarray(pair[0], np.float32), np.asarray(pair[1]).reshape(-1).astype(np.int32)
    if x.shape != (len(y), SIDE, SIDE, 1) or not len(y):
        raise CourseError(
            f"{name} must be images of shape (n, 28, 28, 1) and n labels, got {x.shape} and {y.shape}"
        )
    if y.min() < 0 or y.max() >= classes:
        raise CourseError(f"labels of {name} must be from 0 to {classes - 1}, got {y.min()} to {y.max()}")
    return x, y
