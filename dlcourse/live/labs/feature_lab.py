"""The lab on a convolutional network's filters and feature maps, which are shown while it learns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import CourseError, whole_number
from ..lab import Lab
from ..learning_set import as_learning_set, without_test_part
from ..panels import Bars, Images
from ..steppable import Setting, Settings
from ..trainer import Trainer
from .around_trainer import AroundTrainer
from .keras_lab import controls_of

MOST_MAPS = 12  # of a layer, and
MOST_LAYERS = 3  # of a network are shown


class FeatureTrainer(AroundTrainer):
    """A `Trainer` on images that also tells what the model's convolutions make of one new image.

    Arguments:
        model: a compiled Keras model, stacked of layers, with a convolution and as many outputs as classes.
        data: a Dataset, or two pairs ((x, y), (x_new, y_new)); x of shape (n, height, width, channels). Of a
            Dataset with a validation part, that part is the new examples.
        image: which new image is looked at, its place.
        batch_size, seed, live: as for `Trainer`.

    Attributes:
        layers: the names of the convolutions, from the first one on.

    Raises:
        CourseError: if the model has no convolution, there are no new examples, or they do not fit.
    """

    def __init__(
        self, model: Any, data: Any, *, image: int = 0, batch_size: int = 32, seed: int = 1,
        live: Sequence[str] = (),
    ):  # fmt: skip
        learning_set = as_learning_set(without_test_part(data))
        if learning_set.y_new is None:
            raise CourseError("data must have new examples beside those to train on, got none")
        self._x, self._y = np.asarray(learning_set.x_new), np.asarray(learning_set.y_new).reshape(-1)
        self.class_names = tuple(getattr(data, "class_names", ()) or map(str, range(int(self._y.max()) + 1)))
        pairs = ((learning_set.x, learning_set.y), (learning_set.x_new, learning_set.y_new))
        self.trainer = Trainer(model, pairs, batch_size=batch_size, seed=seed, live=live)
        self.layers = {each.name: each for each in _convolutions(model)}
        self.image = whole_number("image", image, at_least=0, at_most=len(self._x) - 1)
        self._looks = _outputs(model, [*self.layers.values(), model.layers[-1]])
        inner = self.trainer.settings
        self.settings = Settings([*(inner.describe(name) for name in inner), self._image_setting()])

    @property
    def words(self) -> str:
        """What tells this run from others: the live settings, not what is looked at."""
        return ", ".join(f"{name} {value:.3g}" for name, value in self.trainer.settings.items())

    def advance(self, k: int = 1) -> dict[str, Any]:
        """What `Trainer.advance` says, the "filters" of the first layer, and what becomes of the image.

        "maps 1", "maps 2", … are what the convolutions answer to the image, each layer's with its largest
        number as 1; "probabilities" what the model says, and "true" what is right.
        """
        import keras

        numbers = self.trainer.advance(k)
        image = self._x[self.image : self.image + 1]
        *answers, says = (keras.ops.convert_to_numpy(each)[0] for each in self._looks(image))
        maps = {f"maps {place}": _stacked(each) for place, each in enumerate(answers, start=1)}
        kernel = keras.ops.convert_to_numpy(next(iter(self.layers.values())).kernel)
        filters = kernel.mean(axis=2).transpose(2, 0, 1)  # over the colors, where there are some
        return numbers | maps | {
            "filters": filters, "filter numbers": np.arange(1, len(filters) + 1), "images": image,
            "probabilities": says, "true": np.eye(len(says))[int(self._y[self.image])],
        }  # fmt: skip

    def _image_setting(self) -> Setting:
        last = len(self._x) - 1

        def write(value: float) -> None:
            self.image = round(value)

        return Setting(
            "image", lambda: self.image, write, low=0, high=min(last, 100), scale="whole",
            minimum=0, maximum=last, help="which new image is shown",
        )  # fmt: skip


def feature_maps(
    model: Any,
    data: Any,
    *,
    image: int = 0,
    batch_size: int = 32,
    steps: int = 300,
    controls: Sequence[str] = ("learning rate",),
    seed: int = 1,
    speed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """Train a convolutional network and watch its first filters, and the maps that it makes of one image.

    With a browser the lab waits for Train or Step. Without one it takes `steps` steps and shows one picture.

    Arguments:
        model: a compiled `keras.Sequential` with convolutions that answers with a number for each class.
        data: a Dataset of images, whose validation part, or else test part, is the new examples; or two pairs
            ((x, y), (x_new, y_new)).
        image: which new image is looked at.
        batch_size: examples per optimizer step.
        steps: optimizer steps where no browser is attached.
        controls: which of the model's live settings get a slider, beside that for the image.
        seed: draws the order of the examples, and the weights of later runs.
        speed: place of the speed slider at the start, 0 (one step a frame) to 6 (as many as fit).
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: if the model has no convolution, or model and data do not fit each other.
    """
    trainer = FeatureTrainer(model, data, image=image, batch_size=batch_size, seed=seed, live=tuple(controls))
    shapes = {name: np.shape(trainer.snapshot()[name]) for name in _names(trainer)}
    panels = [
        Images("images", labels="", predicted="", side=168, most=1, title="A new image"),
        Bars(class_names=trainer.class_names, emphasis="largest", title="What the network says"),
        Images("filters", labels="filter numbers", predicted="", scale="diverging", side=40, most=MOST_MAPS,
               title="The filters of the first layer"),
        *(Images(name, labels="", predicted="", side=56, most=MOST_MAPS, title=_title(name, shape))
          for name, shape in shapes.items()),
    ]  # fmt: skip
    names = [*controls_of(trainer.trainer, controls), "image"]
    lab = Lab(trainer, panels, controls=names, steps=steps, headless=headless, speed=speed)
    if lab.headless:
        lab.step(steps)  # at once: nothing here shows the way
    else:
        trainer.step(0)  # compiled now, so that the first press of Train shows a frame at once
    return lab


def _convolutions(model: Any) -> list[Any]:
    """The layers that are two-dimensional convolutions.

    Raises:
        CourseError: if there is none.
    """
    import keras

    found = [each for each in model.layers if isinstance(each, keras.layers.Conv2D)]
    if not found:
        raise CourseError(
            f"model must have a Conv2D layer, got {[type(each).__name__ for each in model.layers]}"
        )
    return found


def _names(trainer: FeatureTrainer) -> list[str]:
    """The snapshot's names for the maps of the first three convolutions."""
    return [f"maps {place}" for place in range(1, min(MOST_LAYERS, len(trainer.layers)) + 1)]


def _title(name: str, shape: tuple[int, ...]) -> str:
    """How many maps there are, of which size, and how many of them are shown."""
    shown = f", {MOST_MAPS} of them" if shape[0] > MOST_MAPS else ""
    return f"Layer {name.split()[-1]}: {shape[0]} maps of {shape[1]}×{shape[2]}{shown}"


def _stacked(answers: np.ndarray) -> np.ndarray:
    """The maps of one layer one after the other, the largest number of all as 1."""
    return np.moveaxis(answers, -1, 0) / max(float(answers.max()), 1e-6)


def _outputs(model: Any, layers: Sequence[Any]) -> Any:
    """A model of the same layers that answers with what each of `layers` does."""
    import keras

    inputs = model.inputs[0] if len(model.inputs) == 1 else model.inputs
    return keras.Model(inputs, [each.output for each in layers])
