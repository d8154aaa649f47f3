"""What a network's answer hangs on: saliency, Grad-CAM, and the check with weights that learned nothing.

For Keras models of one input and one output that TensorFlow differentiates; the models stay as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import CourseError, one_of, whole_number


def saliency(model: Any, images: Any, classes: Any = None) -> np.ndarray:
    """How strongly each pixel moves the score of a class: the size of the score's gradient there.

    K. Simonyan, A. Vedaldi, A. Zisserman, "Deep inside convolutional networks" (2013), arXiv:1312.6034.

    Args:
        model: a built Keras model from images to one score (or probability) for each class. Of a softmax at
            its end, the logarithm is taken: a probability near 1 has no gradient left to speak of.
        images: shape (n, height, width, channels).
        classes: of which class, one index for each image or one for all; by default the class with the
            largest score.

    Returns:
        float32, shape (n, height, width), ≥ 0: the largest size among the channels.

    Raises:
        CourseError: for another shape of images, a class that the model does not have, or another backend.
    """
    import tensorflow as tf

    images, classes = _checked(model, images, classes)
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = _scores(model(images, training=False), classes)
    return np.abs(tape.gradient(chosen, images).numpy()).max(axis=-1)


def grad_cam(model: Any, images: Any, classes: Any = None, *, layer: str | None = None) -> np.ndarray:
    """Where in an image a convolution finds what speaks for a class, as a coarse map.

    Each feature map of the layer is weighted by its mean gradient, all are added up, and what is negative is
    set to 0. R. R. Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based
    localization" (2017), arXiv:1610.02391.

    Args:
        model, images, classes: as in `saliency`; the model is Sequential or functional.
        layer: the layer whose feature maps are weighted; by default the last one with maps of rows and
            columns, before they are pooled.

    Returns:
        float32, shape (n, rows, columns) of the layer's feature maps, ≥ 0. `enlarged` brings a map to the
        size of its image.

    Raises:
        CourseError: as `saliency` does, or for a layer that has no feature maps.
    """
    import keras
    import tensorflow as tf

    images, classes = _checked(model, images, classes)
    maps_and_answers = keras.Model(model.inputs, [_layer(model, layer).output, model.outputs[0]])
    with tf.GradientTape() as tape:
        maps, answers = maps_and_answers(images, training=False)
        chosen = _scores(answers, classes)
    gradients = tape.gradient(chosen, maps).numpy()  # (n, rows, columns, features)
    weights = gradients.mean(axis=(1, 2), keepdims=True)
    return np.maximum((weights * maps.numpy()).sum(axis=-1), 0)


def enlarged(maps: Any, height: int, width: int) -> np.ndarray:
    """Coarse maps brought to the size of their images, by linear interpolation between the cells' middles.

    Args:
        maps: shape (n, rows, columns).

    Returns:
        float32, shape (n, height, width).

    Raises:
        CourseError: for another shape, or a size below 1.
    """
    maps = np.asarray(maps, dtype=np.float32)
    if maps.ndim != 3 or 0 in maps.shape:
        raise CourseError(f"maps must have shape (n, rows, columns), got {maps.shape}")
    down = _between_cells(whole_number("height", height, at_least=1), maps.shape[1])
    across = _between_cells(whole_number("width", width, at_least=1), maps.shape[2])
    return down @ maps @ across.T


def with_random_weights(model: Any, *, seed: int = 1, layers: int | None = None) -> Any:
    """A copy of a model that has forgotten what it learned, from its last layer backwards.

    A map that explains the model must change with it. J. Adebayo et al., "Sanity checks for saliency maps"
    (2018), arXiv:1810.03292.

    Args:
        model: a Sequential or functional Keras model.
        seed: draws the weights: the numbers of each kernel, bias and average change places among themselves.
        layers: how many layers with weights forget, counted from the end; None: all.

    Raises:
        CourseError: if there are fewer layers with weights.
    """
    import keras

    _is_graph(model)
    with_weights = [each for each in model.layers if each.weights]
    count = len(with_weights) if layers is None else whole_number(
        "layers", layers, at_least=0, at_most=len(with_weights)
    )  # fmt: skip
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    random = np.random.default_rng(whole_number("seed", seed, at_least=0))
    forgetting = {each.name for each in with_weights[len(with_weights) - count :]}
    for each in copy.layers:
        if each.name in forgetting:
            each.set_weights([_drawn_anew(weights, random) for weights in each.get_weights()])
    return copy


def likeness(map_a: Any, map_b: Any) -> float:
    """The correlation of two maps of the same shape: 1 for the same picture, about 0 for unrelated ones.

    A map that is the same everywhere tells nothing: then 0.

    Raises:
        CourseError: for different shapes.
    """
    a, b = np.asarray(map_a, dtype=float), np.asarray(map_b, dtype=float)
    if a.shape != b.shape or a.size == 0:
        raise CourseError(f"the maps must have the same shape, got {a.shape} and {b.shape}")
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def _scores(answers: Any, classes: np.ndarray) -> Any:
    """The score of each image's class. Where all answers are probabilities, the score is a logarithm."""
    import tensorflow as tf

    chosen = tf.gather(answers, classes, axis=1, batch_dims=1)
    are_shares = tf.reduce_all(tf.abs(tf.reduce_sum(answers, axis=1) - 1) < 1e-3) & tf.reduce_all(
        answers >= 0
    )
    return tf.math.log(chosen + 1e-12) if bool(are_shares) else chosen


def _checked(model: Any, images: Any, classes: Any) -> tuple[Any, np.ndarray]:
    """The images as a tensor and a class for each of them."""
    import keras

    if keras.backend.backend() != "tensorflow":
        raise CourseError(f"explanations need the TensorFlow backend of Keras, got {keras.backend.backend()}")
    import tensorflow as tf

    expected = _is_graph(model).input_shape[1:]
    images = np.asarray(images, dtype=np.float32)
    if images.ndim != 4 or not len(images) or not _fits(images.shape[1:], expected):
        shape = ", ".join("any" if size is None else str(size) for size in expected)
        raise CourseError(f"images must have shape (n, {shape}), got {images.shape}")
    tensor = tf.convert_to_tensor(images)
    answers = model(tensor, training=False)
    if len(answers.shape) != 2:
        raise CourseError(f"the model must answer with shape (n, classes), got {tuple(answers.shape)}")
    if classes is None:
        return tensor, np.argmax(answers.numpy(), axis=1)
    try:
        chosen = np.broadcast_to(np.asarray(classes), (len(images),))
    except ValueError as error:
        raise CourseError(
            f"classes must be one index, or one for each of {len(images)} images, got {classes!r:.80}"
        ) from error
    if chosen.dtype.kind not in "iu" or chosen.min() < 0 or chosen.max() >= answers.shape[1]:
        raise CourseError(f"classes must be indices from 0 to {answers.shape[1] - 1}, got {classes!r:.80}")
    return tensor, chosen


def _is_graph(model: Any) -> Any:
    """The model, if its layers and their outputs are known."""
    if not getattr(model, "inputs", None) or not getattr(model, "layers", None):
        raise CourseError(
            "model must be a built Sequential or functional Keras model, such as keras.Sequential with an "
            f"Input at its start, got {type(model).__name__}"
        )
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise CourseError(
            f"model must have one input and one output, got {len(model.inputs)} and {len(model.outputs)}"
        )
    return model


def _fits(shape: tuple[int, ...], expected: tuple[int | None, ...]) -> bool:
    return len(shape) == len(expected) and all(b in (None, a) for a, b in zip(shape, expected, strict=True))


def _layer(model: Any, name: str | None) -> Any:
    """The layer of that name, or the last one with feature maps."""
    shapes = {layer.name: _shape_of(layer) for layer in model.layers}
    with_maps = [each for each, shape in shapes.items() if len(shape) == 4]
    if name is not None:
        return model.get_layer(one_of("layer", name, with_maps))
    # What pooling leaves is coarser than what the convolution saw, or a single cell.
    unpooled = [
        each for each in with_maps
        if set(shapes[each][1:3]) != {1} and "Pooling" not in type(model.get_layer(each)).__name__
    ]  # fmt: skip
    if not unpooled:
        raise CourseError(
            f"the model {model.name!r} has no layer with feature maps: Grad-CAM needs a convolution"
        )
    return model.get_layer(unpooled[-1])


def _shape_of(layer: Any) -> tuple[int | None, ...]:
    output = getattr(layer, "output", None)
    return tuple(getattr(output, "shape", ()))


def _drawn_anew(weights: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The same numbers in another order: as large as before, and without what was learned."""
    return random.permutation(weights.ravel()).reshape(weights.shape)


def _between_cells(size: int, cells: int) -> np.ndarray:
    """Weights of linear interpolation, shape (size, cells): cells are as wide as the whole allows."""
    at = np.clip((np.arange(size) + 0.5) * cells / size - 0.5, 0, cells - 1)
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(cells))).astype(np.float32)
