"""The model "letters": reads capital letters; `python -m dlcourse.pretrained.letters` trains it.

It is the backbone of the chapter on transfer learning: it has never seen a digit, nor anything handwritten.
It learns from the letters A to Z as `dl.datasets.load("glyphs")` draws them from matplotlib's fonts, with
fonts held out for its score. Its normalization is over groups of channels (Y. Wu, K. He, "Group
normalization" (2018), arXiv:1803.08494), so that it keeps no statistics that other images could disturb.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from ..datasets import load
from .card import Card
from .weights import write

CARD = Card(
    name="letters",
    title="reads a capital letter in print",
    input_shape=(28, 28, 1),
    class_names=tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    trained_on="12,000 capital letters drawn from matplotlib's fonts; no digit, nothing handwritten",
    score="98.7 % of 3,000 letters in five fonts that were kept aside",
    seed=1,
    size=110_244,
    checksum="19a20e8dcc969860403d8dbcf1dc1dbdb12b61047f8affab3a6ab481301ece4a",
)

LETTERS = 15_000  # a fifth of them, in fonts of their own, is kept aside for the score
EPOCHS, BATCH, RATE = 5, 32, 3e-3


def build() -> Any:
    """The untrained network: a `keras.Model` from (28, 28, 1) to 26 probabilities.

    Its layer "features" is what other tasks build on: 64 numbers for each image.
    """
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input(shape=CARD.input_shape),
            layers.AveragePooling2D(2, name="half"),
            layers.Conv2D(16, 5, padding="same", use_bias=False, name="edges"),
            layers.GroupNormalization(4, name="edges_norm"),
            layers.Activation("relu", name="edges_relu"),
            layers.MaxPooling2D(name="quarter"),
            layers.Conv2D(48, 3, padding="same", use_bias=False, name="strokes"),
            layers.GroupNormalization(4, name="strokes_norm"),
            layers.Activation("relu", name="strokes_relu"),
            layers.MaxPooling2D(padding="same", name="eighth"),
            layers.Flatten(name="flat"),
            layers.Dense(64, use_bias=False, name="shapes"),
            layers.GroupNormalization(4, name="shapes_norm"),
            layers.Activation("relu", name="features"),
            layers.Dense(26, activation="softmax", name="answers"),
        ],
        name="letters",
    )


def trained(x: np.ndarray, y: np.ndarray, *, seed: int, epochs: int = EPOCHS) -> Any:
    """The network after training on images x, shape (n, 28, 28, 1), and labels y, shape (n,)."""
    import keras

    keras.utils.set_random_seed(seed)
    model = build()
    keras.utils.set_random_seed(seed)  # the order of the examples, whatever building has drawn
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * -(-len(x) // BATCH))
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, batch_size=BATCH, epochs=epochs, verbose=0)
    return model


def main() -> None:
    """Train, print the score, write the file."""
    parser = argparse.ArgumentParser(prog=CARD.script, description=__doc__)
    parser.add_argument("--seed", type=int, default=CARD.seed)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--folder", type=Path, default=None, help="where to write; the clone's data/weights")
    arguments = parser.parse_args()
    letters = load("glyphs", n=LETTERS, characters="letters", seed=arguments.seed)
    model = trained(letters.x_train, letters.y_train, seed=arguments.seed, epochs=arguments.epochs)
    said = model.predict(letters.x_test, batch_size=256, verbose=0).argmax(axis=-1)
    right = float(np.mean(said == letters.y_test))
    print(f"read right: {right:.3f} of {len(said):,} letters in fonts that were kept aside")
    write(model, CARD.name, folder=arguments.folder)


if __name__ == "__main__":
    main()
