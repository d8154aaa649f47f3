"""The backbone of chapter 13: it reads letters in fonts that it has not seen, and has features to use."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import datasets, pretrained


@pytest.fixture(scope="module")
def backbone():
    return pretrained.load("letters")


def test_it_reads_letters_in_fonts_held_out(backbone):
    letters = datasets.load("glyphs", n=1000, characters="letters", test_share=0.5, seed=7)
    said = backbone.predict(letters.x_test, verbose=0).argmax(axis=1)
    assert np.mean(said == letters.y_test) > 0.96
    assert pretrained.card("letters").class_names == letters.class_names


def test_its_layers_are_those_that_the_chapter_names(backbone):
    assert tuple(backbone.get_layer("features").output.shape) == (None, 64)
    assert backbone.layers[-1].units == 26 and backbone.layers[-2].name == "features"
    named = [layer.name for layer in backbone.layers if hasattr(layer, "kernel")]
    assert named == ["edges", "strokes", "shapes", "answers"]
    kinds = {type(layer).__name__ for layer in backbone.layers}
    assert "BatchNormalization" not in kinds, "it must keep no statistics"


def test_its_script_trains_and_is_repeatable():
    from dlcourse.pretrained import letters

    glyphs = datasets.load("glyphs", n=200, characters="letters", test_share=0)
    trained = []
    for _ in range(2):
        model = letters.trained(glyphs.x_train, glyphs.y_train, seed=3, epochs=1)
        trained.append(model.get_weights())
    for one, other in zip(*trained, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-3)
