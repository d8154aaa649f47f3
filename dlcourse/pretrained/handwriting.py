"""The model "handwriting" reads a digit drawn by hand; `python -m dlcourse.pretrained.handwriting` trains it.

It learns only from what is on every reader's machine: digits in fonts, scikit-learn's small handwritten
digits, and digits written by splines, all scaled and centered as MNIST's are, and as the pad's are.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..datasets import center_as_mnist, fonts
from ..datasets.tables import load_digits
from .card import Card
from .pen_digits import pen_digits
from .seen_digits import font_digits, redrawn, small_digits
from .weights import write

CARD = Card(
    name="handwriting",
    title="reads a digit drawn by hand",
    input_shape=(28, 28, 1),
    class_names=tuple("0123456789"),
    trained_on="digits drawn from matplotlib's fonts, four fifths of scikit-learn's handwritten digits, and "
    "digits written by splines; no MNIST",
    score="99.7 % of 359 of scikit-learn's digits that were kept aside; of 5,000 digits of MNIST 96.1 %, and "
    "95.4 % of 1,500 of them shrunk to 16 × 16 pixels",
    seed=1,
    size=509_667,
    checksum="3c83919740a2d9e91bfcd8db07598d13f1136cc6358efb9ab7be112d7e4bd5ac",
)

ROUNDS, ROUND, BATCH = 16, 8_192, 64  # fresh digits in each round, and how many of them in one step
RATE = 2e-3
SHARES = {"pen": 0.45, "small": 0.35, "font": 0.2}


def build() -> Any:
    """The untrained network: a `keras.Model` from (28, 28, 1) to ten probabilities."""
    import keras
    from keras import layers

    def convolution(filters: int, name: str, size: int = 3) -> list[Any]:
        return [
            layers.Conv2D(filters, size, padding="same", use_bias=False, name=name),
            layers.BatchNormalization(momentum=0.98, name=f"{name}_norm"),
            layers.Activation("relu", name=f"{name}_relu"),
        ]

    return keras.Sequential(
        [
            keras.Input(shape=CARD.input_shape),
            *convolution(16, "stem", 5),
            layers.MaxPooling2D(name="half"),
            *convolution(24, "strokes"),
            *convolution(40, "parts"),
            layers.MaxPooling2D(name="quarter"),
            *convolution(64, "shapes"),
            *convolution(64, "digits"),
            layers.Flatten(name="flat"),
            layers.Dropout(0.4, name="dropout"),
            layers.Dense(64, activation="relu", name="hidden"),
            layers.Dense(10, activation="softmax", name="answers"),
        ],
        name="handwriting",
    )


def rounds(
    count: int, size: int, *, templates: dict[str, tuple[np.ndarray, np.ndarray]], seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh digits to learn from, `count` times: images of shape (size, 28, 28, 1) and labels (size,).

    Args:
        templates: pictures and their labels, under the names of `SHARES`; what is missing is written by pen.
        seed: of chance.
    """
    ends = np.round(np.cumsum([0, *SHARES.values()]) * size).astype(int)
    for stream in np.random.SeedSequence(seed).spawn(count):
        random = np.random.default_rng(stream)
        images, labels = [], []
        for name, number in zip(SHARES, np.diff(ends), strict=True):
            y = random.permutation(np.arange(number) % 10)
            labels.append(y)
            if name not in templates:
                images.append(pen_digits(y, random))
                continue
            pictures, known = templates[name]
            by_digit = [np.flatnonzero(known == digit) for digit in range(10)]
            chosen = np.array([by_digit[digit][random.integers(len(by_digit[digit]))] for digit in y])
            images.append(redrawn(pictures, chosen, random))
        order = random.permutation(sum(map(len, labels)))
        yield np.concatenate(images)[order][..., None], np.concatenate(labels)[order]


def kept_aside() -> tuple[np.ndarray, np.ndarray]:
    """Handwriting that the model has not learned from: images (n, 28, 28, 1) and labels (n,).

    It is a fifth of scikit-learn's digits, enlarged, scaled and centered.
    """
    digits = load_digits()
    return np.stack([center_as_mnist(image[..., 0]) for image in digits.x_test])[..., None], digits.y_test


def rehearsal(count: int = 600, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Digits to be learned again while the model learns something new: images (count, 28, 28, 1) and labels.

    Half of them are written by pen; half are real ones of those that it has learned from.
    """
    random = np.random.default_rng(seed)
    digits = load_digits()
    real = random.choice(len(digits.y_train), count // 2, replace=False)
    written = np.arange(count - count // 2) % 10
    drawn = redrawn(small_digits(digits.x_train[real]), np.arange(len(real)), random)
    images = np.concatenate([drawn, pen_digits(written, random)])
    return images[..., None], np.concatenate([digits.y_train[real], written]).astype(np.int32)


def train(templates: dict[str, tuple[np.ndarray, np.ndarray]], *, seed: int, count: int = ROUNDS) -> Any:
    """Train the network for `count` rounds on digits made from `templates`; returns it."""
    import keras

    keras.utils.set_random_seed(seed)
    model = build()
    steps = ROUND // BATCH * count
    warm = steps // 20
    schedule = keras.optimizers.schedules.CosineDecay(
        RATE / 20, steps - warm, warmup_target=RATE, warmup_steps=warm
    )
    model.compile(
        optimizer=keras.optimizers.AdamW(
            schedule, weight_decay=1e-3, use_ema=True, ema_momentum=0.998,
        ),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.05),
        metrics=["accuracy"], jit_compile=False,  # XLA makes convolutions slower on CPUs
    )  # fmt: skip
    # One call of fit: at its end, and no earlier, the weights become their running averages.
    model.fit(
        _batches(rounds(count, ROUND, templates=templates, seed=seed)),
        steps_per_epoch=ROUND // BATCH, epochs=count, shuffle=False, verbose=2,
    )  # fmt: skip
    return model


def _batches(rounds: Iterator[tuple[np.ndarray, np.ndarray]]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Batch after batch of each round, the labels as rows of ten with a 1 in them."""
    for x, y in rounds:
        targets = np.eye(10, dtype=np.float32)[y]
        for first in range(0, len(y) - BATCH + 1, BATCH):
            yield x[first : first + BATCH], targets[first : first + BATCH]


def share_right(model: Any, x: np.ndarray, y: np.ndarray) -> float:
    """The share of digits that are read right."""
    return float(np.mean(model.predict(x, batch_size=256, verbose=0).argmax(axis=-1) == y))


def main() -> None:
    """Train, print the score, write the file."""
    parser = argparse.ArgumentParser(prog=CARD.script, description=__doc__)
    parser.add_argument("--seed", type=int, default=CARD.seed)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of {ROUND:,} digits each")
    parser.add_argument("--folder", type=Path, default=None, help="where to write; the clone's data/weights")
    arguments = parser.parse_args()
    digits = load_digits()
    templates = {
        "font": font_digits(sum(fonts.FACES.values(), ())),
        "small": (small_digits(digits.x_train), digits.y_train),
    }
    model = train(templates, seed=arguments.seed, count=arguments.rounds)
    x, y = kept_aside()
    print(f"read right: {share_right(model, x, y):.3f} of {len(y)} handwritten digits that were kept aside")
    write(model, CARD.name, folder=arguments.folder)


if __name__ == "__main__":
    main()
