"""Saliency and Grad-CAM against finite differences and by hand; maps that must change when the weights do."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse.errors import CourseError
from dlcourse.scratch import explanations


def small_network(last="softmax", pooling=True):
    import keras
    from keras import layers

    keras.utils.set_random_seed(4)
    between = [layers.GlobalAveragePooling2D()] if pooling else [layers.MaxPooling2D(2), layers.Flatten()]
    return keras.Sequential(
        [
            keras.Input((6, 6, 2)),
            layers.Conv2D(3, 3, activation="tanh", name="first"),
            layers.Conv2D(4, 3, padding="same", activation="tanh", name="last"),
            *between,
            layers.Dense(3, activation=last, name="answers"),
        ]
    )


@pytest.fixture(scope="module")
def model():
    return small_network()


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).uniform(size=(3, 6, 6, 2)).astype("float32")


def slopes(score, images, size=1e-2):
    """The gradient of score(images) (n,) by central differences, shape of images."""
    slopes = np.zeros_like(images)
    for at in np.ndindex(images.shape[1:]):
        moved = images.copy(), images.copy()
        moved[0][(slice(None), *at)] += size
        moved[1][(slice(None), *at)] -= size
        slopes[(slice(None), *at)] = (score(moved[0]) - score(moved[1])) / (2 * size)
    return slopes


def log_of(model, classes):
    return lambda x: np.log(model(x).numpy()[np.arange(len(x)), classes])


def test_saliency_is_the_size_of_the_gradient_found_by_small_moves(model, images):
    classes = np.array([2, 0, 1])
    expected = np.abs(slopes(log_of(model, classes), images)).max(axis=-1)
    assert np.allclose(explanations.saliency(model, images, classes), expected, atol=2e-3)


def test_a_score_without_softmax_is_taken_as_it_is(images):
    model = small_network(last=None)
    expected = np.abs(slopes(lambda x: model(x).numpy()[:, 1], images)).max(axis=-1)
    assert np.allclose(explanations.saliency(model, images, 1), expected, atol=2e-3)


def test_by_default_it_is_the_class_with_the_largest_score(model, images):
    said = model(images).numpy().argmax(axis=1)
    for explain in (explanations.saliency, explanations.grad_cam):
        assert np.array_equal(explain(model, images), explain(model, images, said))
    assert not np.array_equal(
        explanations.saliency(model, images), explanations.saliency(model, images, (said + 1) % 3)
    )


def test_grad_cam_weights_each_map_by_its_mean_slope_found_by_small_moves(images):
    """From the maps on, the score is computed in NumPy and differentiated by small moves."""
    import keras

    model = small_network(pooling=False)
    maps = keras.Model(model.inputs, model.get_layer("last").output)(images).numpy()  # (3, 4, 4, 4)
    kernel, bias = (weight.numpy() for weight in model.get_layer("answers").weights)

    def score(maps):
        pooled = maps.reshape(len(maps), 2, 2, 2, 2, 4).max(axis=(2, 4)).reshape(len(maps), -1)
        scores = pooled @ kernel + bias
        return scores[:, 2] - np.log(np.exp(scores).sum(axis=1))

    weights = slopes(score, maps.astype(float), size=1e-4).mean(axis=(1, 2), keepdims=True)
    expected = np.maximum((weights * maps).sum(axis=-1), 0)
    found = explanations.grad_cam(model, images, 2)
    assert found.shape == (3, 4, 4) and np.allclose(found, expected, atol=1e-5)
    assert np.array_equal(found, explanations.grad_cam(model, images, 2, layer="last"))
    assert explanations.grad_cam(model, images, 2, layer="first").shape == (3, 4, 4)


def test_a_layer_of_single_cells_is_passed_over(images):
    import keras

    inputs = keras.Input((6, 6, 2))
    maps = keras.layers.Conv2D(3, 3, name="maps")(inputs)
    single = keras.layers.GlobalAveragePooling2D(keepdims=True)(maps)
    model = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(single)))
    assert explanations.grad_cam(model, images).shape == (3, 4, 4)


def test_the_map_shows_where_the_evidence_is():
    """A network that counts ink in one channel: the class hangs on where that ink is, and nowhere else."""
    import keras

    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(1, 3, padding="same", use_bias=False),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(2),
        ]
    )
    model.layers[0].set_weights([np.ones((3, 3, 1, 1))])
    model.layers[2].set_weights([np.array([[1.0, -1.0]]), np.zeros(2)])
    image = np.zeros((1, 8, 8, 1), "float32")
    image[0, 1:3, 5:7] = 1
    found = explanations.grad_cam(model, image, 0)[0]
    assert np.unravel_index(found.argmax(), found.shape) in [(1, 5), (1, 6), (2, 5), (2, 6)]
    assert not found[4:].any() and not explanations.grad_cam(model, image, 1).any(), (
        "the ink speaks against it"
    )


def test_maps_are_enlarged_smoothly_and_keep_their_ends():
    maps = np.array([[[0.0, 1.0], [2.0, 3.0]]])
    large = explanations.enlarged(maps, 6, 4)
    assert large.shape == (1, 6, 4) and large[0, 0, 0] == 0 and large[0, -1, -1] == 3
    assert np.all(np.diff(large[0], axis=0) >= 0) and np.all(np.diff(large[0], axis=1) >= 0)
    assert np.allclose(explanations.enlarged(maps, 2, 2), maps)
    assert np.allclose(explanations.enlarged(np.full((2, 7, 7), 4.0), 28, 28), 4)
    for wrong in (np.zeros((2, 2)), np.zeros((0, 2, 2))):
        with pytest.raises(CourseError, match="maps must have shape"):
            explanations.enlarged(wrong, 4, 4)


def test_what_has_forgotten_everything_answers_otherwise_and_the_model_stays_as_it_is(model, images):
    before = model.get_weights()
    other = explanations.with_random_weights(model, seed=1)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    assert not np.allclose(other(images), model(images))
    assert sorted(other.layers[0].kernel.numpy().ravel()) == sorted(before[0].ravel()), (
        "numbers as large as before"
    )
    again = explanations.with_random_weights(model, seed=1)
    assert all(np.array_equal(a, b) for a, b in zip(other.get_weights(), again.get_weights(), strict=True))
    assert not np.allclose(other(images), explanations.with_random_weights(model, seed=2)(images))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_layers_forget_from_the_last_one_backwards(model, count):
    other = explanations.with_random_weights(model, layers=count)
    kernels = [
        (a.kernel.numpy(), b.kernel.numpy())
        for a, b in zip(model.layers, other.layers, strict=True)
        if a.weights
    ]
    assert [np.array_equal(a, b) for a, b in kernels] == [True] * (3 - count) + [False] * count


def test_likeness_of_maps():
    a = np.array([[0.0, 1.0], [2.0, 3.0]])
    assert explanations.likeness(a, 2 * a + 1) == pytest.approx(1)
    assert explanations.likeness(a, -a) == pytest.approx(-1)
    assert explanations.likeness(a, np.ones((2, 2))) == 0
    with pytest.raises(CourseError, match="same shape"):
        explanations.likeness(a, np.ones(4))


def test_what_cannot_be_explained_is_said(model, images):
    import keras

    explain, unbuilt = explanations.grad_cam, keras.Sequential([keras.layers.Dense(2)])
    for wrong, words in (
        (lambda: explain(model, images[0]), r"images must have shape \(n, 6, 6, 2\), got \(6, 6, 2\)"),
        (lambda: explain(model, images[:0]), "images must have shape"),
        (lambda: explain(model, images, 3), "indices from 0 to 2, got 3"),
        (lambda: explain(model, images, -1), "indices from 0 to 2"),
        (lambda: explain(model, images, 0.5), "indices from 0 to 2"),
        (lambda: explain(model, images, [0, 1]), "one for each of 3 images"),
        (lambda: explain(model, images, layer="answers"), "layer must be one of first, last, got 'answers'"),
        (lambda: explain(len, images), "built Sequential or functional Keras model.*got builtin"),
        (lambda: explanations.saliency(unbuilt, images), "built Sequential"),
        (lambda: explanations.with_random_weights(model, layers=4), "layers must be a whole number ≥ 0"),
    ):  # fmt: skip
        with pytest.raises(CourseError, match=words):
            wrong()
    dense = keras.Sequential([keras.Input((6, 6, 2)), keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(CourseError, match="has no layer with feature maps"):
        explain(dense, images)
    assert explanations.saliency(dense, images).shape == (3, 6, 6)
    maps = keras.Model(model.inputs, model.get_layer("last").output)
    with pytest.raises(CourseError, match=r"must answer with shape \(n, classes\), got \(3, 4, 4, 4\)"):
        explain(maps, images)
