"""Files with the weights of models: where they lie, how they are read and checked, how a script writes them.

A file is a plain .npz without pickle: an array for each weight, float16 or float32, under the name of its
layer and its own, such as "stem/kernel".
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import site
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ..errors import CourseError
from .card import Card

SOURCE = Path(__file__).parents[2]  # the repository's top, where the course runs from a clone
IN_SOURCE = Path("data", "weights")
INSTALLED = Path("share", "dlcourse", "weights")  # where pyproject.toml lets pip put them, below some folder


def read(card: Card) -> dict[str, np.ndarray]:
    """The weights of a model as float32 arrays, by name.

    Raises:
        CourseError: if the file is missing, or not the one that the card tells of.
    """
    found = next((path for path in _places(card.file) if path.is_file()), None)
    if found is None:
        raise CourseError(
            f"the model {card.name!r} needs the file {card.file}, which is not there: install the course "
            f"again, or train the model again with {card.script}"
        )
    content = found.read_bytes()
    if hashlib.sha256(content).hexdigest() != card.checksum:
        raise CourseError(
            f"{found} is not the file that belongs to the model {card.name!r} (its SHA-256 differs): install "
            f"the course again, or in a clone restore the file with git"
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


def named_weights(model: Any) -> dict[str, Any]:
    """The variables of a Keras model by layer and name: "stem/kernel"; those of layers inside layers too."""
    named = {}
    for layer in model.layers:
        if getattr(layer, "layers", None):
            named |= {f"{layer.name}/{name}": weight for name, weight in named_weights(layer).items()}
        else:
            # What a dropout or an augmentation layer draws from is no weight, though Keras keeps it in one.
            weights = (each for each in layer.weights if each.name != "seed_generator_state")
            named |= {f"{layer.name}/{weight.name}": weight for weight in weights}
    return named


def set_weights(model: Any, arrays: dict[str, np.ndarray]) -> None:
    """Give a built model the weights in `arrays`.

    Raises:
        CourseError: if they are not those of this model: names missing or left over, or other shapes.
    """
    weights = named_weights(model)
    strange = sorted(weights.keys() ^ arrays.keys())
    strange += [name for name in weights.keys() & arrays.keys() if weights[name].shape != arrays[name].shape]
    if strange:
        raise CourseError(
            f"these weights do not fit the model {model.name!r}: {', '.join(strange[:4])} "
            "are missing, left over or of another shape"
        )
    for name, weight in weights.items():
        weight.assign(arrays[name])


def write(
    model: Any, name: str, *, dtype: Literal["float16", "float32"] = "float16", folder: Path | None = None
) -> Path:
    """Write a trained model's weights; prints what goes into its card and into data/README.md.

    Args:
        model: a built Keras model.
        name: the model's name in the catalogue.
        dtype: in what the numbers are kept; float16 halves the file.
        folder: data/weights of the clone unless said otherwise.

    Raises:
        CourseError: for a weight that float16 cannot hold.
    """
    import keras

    arrays = {
        key: np.asarray(keras.ops.convert_to_numpy(weight), np.float32)
        for key, weight in named_weights(model).items()
    }
    with np.errstate(over="ignore"):
        kept = {key: array.astype(dtype) for key, array in arrays.items()}
    too_large = [key for key, array in kept.items() if not np.isfinite(array).all()]
    if too_large:
        raise CourseError(f"{dtype} cannot hold the weights of {', '.join(too_large[:4])}")
    path = (folder or SOURCE / IN_SOURCE) / f"{name}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **kept)
    content = buffer.getvalue()
    path.write_bytes(content)
    print(f"{path}: size={len(content):_}, checksum={hashlib.sha256(content).hexdigest()!r}")
    return path


def _places(file: str) -> Iterator[Path]:
    """Where a file of weights can lie: in the clone, or where pip put it."""
    yield SOURCE / IN_SOURCE / file
    try:
        listed = importlib.metadata.files("dlcourse") or ()
    except importlib.metadata.PackageNotFoundError:
        listed = ()
    for path in listed:
        if path.name == file and path.parent.parts[-len(INSTALLED.parts) :] == INSTALLED.parts:
            yield Path(path.locate())
    # pip's list is wrong after `pip install --target` and may be missing elsewhere: the usual folders.
    for folder in (SOURCE, Path(sysconfig.get_path("data")), Path(site.getuserbase())):
        yield folder / INSTALLED / file
