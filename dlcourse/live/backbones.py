"""A pretrained network as a backbone: what stays of it, where its head ends, which layers can be unfrozen."""

from __future__ import annotations

from typing import Any

from ..errors import CourseError


def checked_backbone(backbone: Any, data: Any) -> Any:
    """The backbone, if it can be given a new head for these data.

    Raises:
        CourseError: if it is no built Sequential with a Dense head, or takes images of another shape.
    """
    import keras

    if not isinstance(backbone, keras.Sequential) or not backbone.built:
        raise CourseError(f"backbone must be a built keras.Sequential, got {type(backbone).__name__}")
    if not isinstance(backbone.layers[-1], keras.layers.Dense) or not blocks_of(backbone):
        raise CourseError("backbone must end in a Dense layer, its head, and have layers with weights below")
    if not getattr(data, "number_of_classes", 0) or not len(data.y_test):
        raise CourseError("data must be a Dataset with classes and a test part")
    if data.input_shape != backbone.input_shape[1:]:
        raise CourseError(
            f"data must have the shape that the backbone takes, {backbone.input_shape[1:]}, "
            f"got {data.input_shape}"
        )
    return backbone


def with_new_head(backbone: Any, classes: int) -> Any:
    """A copy of the backbone with a head for other classes in place of its own; random weights."""
    import keras

    body = keras.models.clone_model(backbone).layers[:-1]
    head = keras.layers.Dense(classes, activation="softmax", name="new_head")
    return keras.Sequential([keras.Input(shape=backbone.input_shape[1:]), *body, head])


def blocks_of(model: Any) -> list[list[Any]]:
    """The layers below the head: each that has a kernel, with the normalizations that follow it."""
    blocks: list[list[Any]] = []
    for layer in model.layers[:-1]:
        if hasattr(layer, "kernel"):
            blocks.append([layer])
        elif layer.weights and blocks:
            blocks[-1].append(layer)
    return blocks
