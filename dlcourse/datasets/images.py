"""MNIST and Fashion-MNIST: the files of `keras.datasets`, or what stands in for them without a network."""

from __future__ import annotations

import gzip
import io
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..errors import whole_number
from . import cache, fetch
from .dataset import Dataset
from .fetch import NotFetchedError, Remote
from .glyphs import load_glyphs
from .recipe import follow
from .splits import checked_share, part_sizes, stratified_order

_BASE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"

Arrays = dict[str, np.ndarray]


def _read_mnist(contents: list[bytes]) -> Arrays:
    with np.load(io.BytesIO(contents[0]), allow_pickle=False) as arrays:
        return dict(arrays)


def _read_fashion(contents: list[bytes]) -> Arrays:
    names = ("y_train", "x_train", "y_test", "x_test")
    arrays = {}
    for name, content in zip(names, contents, strict=True):
        # The IDX format: a header of 8 bytes before labels and of 16 before images, then one byte per value.
        offset = 8 if name.startswith("y") else 16
        values = np.frombuffer(gzip.decompress(content), np.uint8, offset=offset)
        arrays[name] = values if name.startswith("y") else values.reshape(-1, 28, 28)
    return arrays


class Collection(NamedTuple):
    """A large image set: its files, how they are read, and the characters that stand in for it."""

    title: str
    files: tuple[Remote, ...]
    kept_in: str  # the folder below that of keras.datasets
    read: Callable[[list[bytes]], Arrays]
    class_names: tuple[str, ...]
    stand_in: str
    source: str
    licence: str


# Checksums: that of mnist.npz is in keras.datasets.mnist, those of Fashion-MNIST are in TensorFlow Datasets.
COLLECTIONS = {
    "mnist": Collection(
        "70,000 handwritten digits, 28 × 28 pixels",
        (
            Remote(
                _BASE + "mnist.npz",
                11_490_434,
                "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            ),
        ),
        "",
        _read_mnist,
        tuple("0123456789"),
        "digits",
        "Y. LeCun, C. Cortes, C. Burges, from NIST's collections; doi:10.1109/5.726791; keras.datasets",
        "CC BY-SA 3.0",
    ),
    "fashion_mnist": Collection(
        "70,000 photographs of clothes, 28 × 28 pixels",
        (
            Remote(
                _BASE + "train-labels-idx1-ubyte.gz",
                29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            ),
            Remote(
                _BASE + "train-images-idx3-ubyte.gz",
                26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            ),
            Remote(
                _BASE + "t10k-labels-idx1-ubyte.gz",
                5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            ),
            Remote(
                _BASE + "t10k-images-idx3-ubyte.gz",
                4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            ),
        ),
        "fashion-mnist",
        _read_fashion,
        (
            "T-shirt", "trousers", "pullover", "dress", "coat",
            "sandal", "shirt", "sneaker", "bag", "ankle boot",
        ),
        "ABCDEFGHIJ",
        "H. Xiao, K. Rasul, R. Vollgraf (2017), arXiv:1708.07747; keras.datasets",
        "MIT, copyright Zalando SE",
    ),
}  # fmt: skip


def load_images(name: str, *, n: int | None = None, seed: int = 1, validation_share: float = 0.0) -> Dataset:
    """Load MNIST or Fashion-MNIST: x of shape (examples, 28, 28, 1) with values in [0, 1].

    The files are those of `keras.datasets`, in the folder where it keeps them: what one has fetched the other
    finds. Without them and without a network, glyphs of the same shape and number of classes stand in, and
    the Dataset says so in its name and title. The split into train and test is the published one.

    Args:
        name: "mnist" or "fashion_mnist".
        n: take so many examples, a seventh of them for testing, classes in proportion; all 70,000 unless said
            otherwise.
        seed: which examples are taken, and which of them are for validation.
        validation_share: the share of the n examples set apart from the train part for validation.

    Raises:
        CourseError: if an argument has a value that is not allowed.
    """
    collection = COLLECTIONS[name]
    n = None if n is None else whole_number("n", n, at_least=1, at_most=70_000)
    seed = whole_number("seed", seed, at_least=0)
    validation_share = checked_share("validation_share", validation_share)
    part_sizes(n or 70_000, test_share=None, validation_share=validation_share, usual_test_share=1 / 7)
    folders = [folder / collection.kept_in for folder in keras_folders()]
    try:
        contents = [fetch.content_of(remote, folders) for remote in collection.files]
    except NotFetchedError as reason:
        what = _in_words(collection.stand_in)
        print(f"{name} cannot be fetched ({reason}), so {what} drawn from fonts stand in for it")
        given = {} if n is None else {"n": n}
        recipe = partial(_stand_in, name)
        return follow(f"glyphs for {name}", recipe, seed=seed, validation_share=validation_share, **given)
    return _published(name, collection, collection.read(contents), n, seed, validation_share)


def keras_folders() -> list[Path]:
    """Where `keras.datasets` may have kept files; the last of them is where new ones go."""
    chosen = os.environ.get("KERAS_HOME")
    home = Path(chosen).expanduser() if chosen else cache.home() / ".keras"
    temporary = Path("/tmp")
    spare = (temporary if temporary.is_dir() else Path(tempfile.gettempdir())) / ".keras"
    try:
        home.mkdir(parents=True, exist_ok=True)
        writable = os.access(home, os.W_OK)
    except OSError:
        writable = False  # a read-only home: Keras then uses the spare folder, and so do we
    order = [spare, home] if writable else [home, spare]
    return [folder / "datasets" for folder in order]


def _stand_in(
    name: str,
    *,
    n: int = 15_000,
    noise: float = 0.05,
    seed: int = 1,
    test_share: float | None = None,
    validation_share: float = 0.0,
) -> Dataset:
    """Glyphs that take the place of `name`: as many classes, images of the same shape."""
    characters = COLLECTIONS[name].stand_in
    glyphs = load_glyphs(
        n=n, noise=noise, seed=seed, test_share=test_share, validation_share=validation_share,
        characters=characters,
    )  # fmt: skip
    title = f"{_in_words(characters)} drawn from fonts, in place of {name}"
    return replace(glyphs, name=f"glyphs for {name}", title=title)


def _in_words(characters: str) -> str:
    return "digits" if characters == "digits" else f"the letters {characters[0]} to {characters[-1]}"


def _published(
    name: str, collection: Collection, arrays: Arrays, n: int | None, seed: int, validation_share: float
) -> Dataset:
    count = {part: len(arrays[f"y_{part}"]) for part in ("train", "test")}
    n = n or sum(count.values())
    sizes = part_sizes(
        n, test_share=None, validation_share=validation_share,
        usual_test_share=count["test"] / sum(count.values()),
    )  # fmt: skip
    for_train, for_test = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(2))
    learning = stratified_order(arrays["y_train"], for_train)[: sizes.train + sizes.validation]
    chosen = {
        "train": ("train", np.sort(learning[sizes.validation :])),
        "validation": ("train", np.sort(learning[: sizes.validation])),
        "test": ("test", np.sort(stratified_order(arrays["y_test"], for_test)[: sizes.test])),
    }
    parts: Arrays = {}
    for part, (published, indices) in chosen.items():
        parts[f"x_{part}"] = arrays[f"x_{published}"][indices, :, :, None].astype(np.float32)
        parts[f"x_{part}"] /= 255
        parts[f"y_{part}"] = arrays[f"y_{published}"][indices].astype(np.int32)
    return Dataset(
        name=name,
        title=collection.title,
        task="classification",
        class_names=collection.class_names,
        source=collection.source,
        licence=collection.licence,
        settings={"n": n, "seed": seed, "validation_share": validation_share},
        **parts,
    )
