"""A model that shows what it makes of an image, learns a correction, and forgets it."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse.errors import CourseError
from dlcourse.live.reader import Reader
from dlcourse.scratch import explanations


def strips(count, random):
    """Upright (0), level (1) and slanted (2) strokes, 28 × 28, and which each is."""
    y = np.arange(count) % 3
    x = np.zeros((count, 28, 28, 1), "float32")
    for i, label in enumerate(y):
        at = random.integers(-3, 4)
        for k in range(-9, 10):
            row, column = ((14 + k, 14 + at), (14 + at, 14 + k), (14 + k, 14 - k))[label]
            x[i, row - 1 : row + 1, column - 1 : column + 1] = 1
    return x, y


@pytest.fixture(scope="module")
def trained():
    """A small network that tells the three strokes apart, its data, and new ones."""
    import keras
    from keras import layers

    random = np.random.default_rng(0)
    x, y = strips(240, random)
    keras.utils.set_random_seed(2)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 5, strides=2, name="lines", use_bias=False),
            layers.BatchNormalization(),
            layers.Activation("relu", name="lines_relu"),
            layers.Conv2D(6, 3, strides=2, activation="relu", name="ends"),
            layers.Dropout(0.3),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=6, verbose=0)
    return model, (x, y), strips(60, random)


@pytest.fixture
def reader(trained):
    model, data, new = trained
    before = model.get_weights()
    yield Reader(model, rehearsal=data, kept_aside=new)
    model.set_weights(before)


def cross():
    """Neither of the three: an upright and a level stroke."""
    image = np.zeros((28, 28), "float32")
    image[4:24, 13:16] = 1
    image[13:16, 4:24] = 1
    return image


def test_a_reading_is_what_the_model_and_its_layers_say(trained, reader):
    import keras

    model, _, (x, _) = trained
    reading = reader.read(x[0, ..., 0])
    answers = model(x[:1]).numpy()[0]
    assert np.allclose(reading.probabilities, answers, atol=1e-6)
    assert reading.classes == tuple(np.argsort(-answers)[:2])
    maps = keras.Model(model.inputs, model.get_layer("lines_relu").output)(x[:1]).numpy()[0]
    assert reading.maps[0].shape == (4, 12, 12) and reading.maps[1].shape == (6, 5, 5)
    assert np.allclose(reading.maps[0], maps.transpose(2, 0, 1) / maps.max(), atol=1e-6)
    for i, label in enumerate(reading.classes):
        expected = explanations.grad_cam(model, x[:1], label, layer="ends")
        assert np.allclose(reading.cam[i], explanations.enlarged(expected, 28, 28)[0], rtol=1e-4, atol=1e-6)


def test_a_correction_is_learned_and_the_rest_is_not_forgotten(trained, reader):
    model = trained[0]
    image, right = cross(), reader.share_right()
    wrong = (reader.read(image).classes[0] + 1) % 3
    averages = model.layers[1].moving_mean.numpy()
    before = reader.read(image).probabilities[wrong]
    taken = reader.teach(image, wrong)
    for _ in range(5):
        if reader.read(image).classes[0] != wrong:
            taken += reader.teach(image, wrong)
    assert (
        taken >= 1
        and reader.read(image).classes[0] == wrong
        and reader.read(image).probabilities[wrong] > before
    )
    assert right == 1 and reader.share_right() >= 0.9
    assert np.array_equal(model.layers[1].moving_mean.numpy(), averages), "averages stay as they are"
    reader.forget()
    assert reader.read(image).probabilities[wrong] == pytest.approx(before, abs=1e-6)


def test_what_is_known_takes_a_single_step(trained, reader):
    x, y = trained[2]
    sure = int(
        np.argmax(
            [reader.read(image[..., 0]).probabilities[label] for image, label in zip(x, y, strict=True)]
        )
    )
    assert reader.teach(x[sure, ..., 0], int(y[sure])) == 1


def test_the_compiled_model_s_own_optimizer_stays_as_it_is(trained, reader):
    model = trained[0]
    steps = int(model.optimizer.iterations.numpy())
    reader.teach(cross(), 2)
    assert int(model.optimizer.iterations.numpy()) == steps


def test_without_data_it_reads_and_cannot_be_taught(trained):
    reader = Reader(trained[0], rehearsal=None, kept_aside=None)
    assert reader.share_right() is None and reader.kept_aside == 0
    assert reader.read(cross()).probabilities.sum() == pytest.approx(1, abs=1e-4)
    with pytest.raises(CourseError, match="pass data="):
        reader.teach(cross(), 0)


def test_models_that_cannot_be_shown_are_refused(trained):
    import keras
    from keras import layers

    def stacked(*between, shape=(28, 28, 1)):
        return keras.Sequential([keras.Input(shape), *between])

    flat = layers.Flatten
    x, y = trained[1]
    for model, words in (
        (len, "built Sequential or functional"),
        (keras.Sequential([layers.Dense(3)]), "built Sequential or functional"),
        (
            stacked(flat(), layers.Dense(3, activation="softmax"), shape=(8, 8, 1)),
            r"got \(8, 8, 1\) → \(3,\)",
        ),
        (stacked(layers.Conv2D(3, 3)), r"must take images of shape \(28, 28, 1\)"),
        (stacked(flat(), layers.Dense(1, activation="sigmoid")), "two classes or more"),
        (stacked(layers.Conv2D(2, 3), flat(), layers.Dense(3)), "softmax"),
        (stacked(flat(), layers.Dense(3, activation="softmax")), "has no convolution"),
    ):
        with pytest.raises(CourseError, match=words):
            Reader(model, rehearsal=None, kept_aside=None)
    for pair, words in (
        ((x, y[:5]), "rehearsal must be images"),
        ((x, y + 1), "labels of rehearsal must be from 0 to 2"),
    ):
        with pytest.raises(CourseError, match=words):
            Reader(trained[0], rehearsal=pair, kept_aside=None)
    with pytest.raises(CourseError, match="rate must be"):
        Reader(trained[0], rehearsal=None, kept_aside=None, rate=0)
    reader = Reader(trained[0], rehearsal=(x, y), kept_aside=None)
    with pytest.raises(CourseError, match="label must be a whole number"):
        reader.teach(cross(), 3)
