"""Transfer learning by hand: few labels, and layers that are unfrozen while it trains; and its lab."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...datasets.splits import stratified_order
from ...errors import number, one_of, whole_number
from ...scratch.transfer import few_labels
from ..backbones import blocks_of, checked_backbone, with_new_head
from ..lab import Lab
from ..panels import Curves, Images
from ..retrainer import Retrainer
from ..steppable import Choice, Setting, Settings
from ..weights import draw_initial_weights

STARTS = ("pretrained", "random")
MOST_LABELS = 50  # per class: as far as the slider goes
NEW_IMAGES, SHOWN = 400, 16  # of the test part: looked at in each frame, and shown
LOOKS = 12  # at each run without a browser


class TransferTrainer:
    """A pretrained network with a new head, trained on few labeled images of another task.

    More labels begin a new run, because accuracies are compared from the same start. Unfreezing a layer goes
    on from where training stands: so a reader can unfreeze one after the other. Other labels are drawn by the
    next seed; a larger draw holds the smaller ones.

    Arguments:
        backbone: a Keras Sequential that ends in a Dense layer, its head, which is left behind. It stays as
            it is: what trains here is a copy.
        data: a Dataset of images, whose test part is what accuracy is told on.
        labels: labeled images per class.
        unfrozen: how many of the backbone's layers with weights learn, counted from the head down.
        learning_rate: of Adam.
        start: "pretrained" or "random".
        batch_size: images per step.
        seed: draws the labeled images, the head, and the random weights.

    Raises:
        CourseError: if backbone and data do not fit each other, or a class has too few images.
    """

    def __init__(
        self,
        backbone: Any,
        data: Any,
        *,
        labels: int = 5,
        unfrozen: int = 0,
        learning_rate: float = 0.003,
        start: str = "pretrained",
        batch_size: int = 16,
        seed: int = 1,
    ):
        self.data, self.backbone = data, checked_backbone(backbone, data)
        self.batch_size = whole_number("batch_size", batch_size, at_least=1)
        self.seed = whole_number("seed", seed, at_least=0)
        least = int(np.bincount(data.y_train).min())
        self.most_labels = min(MOST_LABELS, least)
        self.labels = whole_number("labels", labels, at_least=1, at_most=self.most_labels)
        self.start = self._wanted = one_of("start", start, STARTS)
        self.model = with_new_head(backbone, data.number_of_classes)
        self.blocks = blocks_of(self.model)
        self.unfrozen = whole_number("unfrozen", unfrozen, at_least=0, at_most=len(self.blocks))
        self._rate = number("learning_rate", learning_rate, above=0)
        self.settings = Settings([self._labels_setting(), self._unfrozen_setting(), self._rate_setting()])
        self.choices = {"start": self._start_choice()}
        shown = stratified_order(data.y_test, np.random.default_rng(0))[:NEW_IMAGES]
        self._new = data.x_test[shown], data.y_test[shown]
        self._trainer: Retrainer | None = None
        self._before = 0  # steps that were taken before the layers that learn were last changed
        self._begin()

    def step(self, k: int = 1) -> None:
        """Take `k` optimizer steps, one batch each."""
        self.advance(k)

    def snapshot(self) -> dict[str, Any]:
        """The share right of the labeled images, "accuracy", and of test images, "val_accuracy", and some."""
        return self.advance(0)

    def advance(self, k: int = 1) -> dict[str, Any]:
        """`step(k)` and then `snapshot()`."""
        if k > 0 and self._learning != self.unfrozen:
            self._compile()  # here and not in the slider's act: of all stops on its way only the last counts
        numbers = self._trainer.advance(k)
        said = _answers(self.model, self._new[0][:SHOWN]).argmax(axis=-1)
        return numbers | {
            "step": self._before + numbers["step"],
            "labels in all": self.labels * self.data.number_of_classes, "images": self._new[0][:SHOWN],
            "labels": self._new[1][:SHOWN], "predicted": said,
        }  # fmt: skip

    def reset(self, same_seed: bool = True) -> None:
        """Back to step 0 with the same labeled images, or with others that the next seed draws."""
        self.seed += 0 if same_seed else 1
        self._begin()

    @property
    def pending(self) -> bool:
        """Whether another start is wanted than the one in use."""
        return self._wanted != self.start

    def rebuild(self) -> None:
        """Begin with the start that is wanted."""
        self.start = self._wanted
        self._begin()

    @property
    def learns(self) -> str:
        """What learns, in words."""
        if self.unfrozen == len(self.blocks):
            return "everything"
        below = {0: "", 1: " + 1 layer"}.get(self.unfrozen, f" + {self.unfrozen} layers")
        return f"head{below}"

    @property
    def words(self) -> str:
        """What tells this run from others."""
        start = "" if self.start == "pretrained" else " · random start"
        return f"{self.labels} per class · {self.learns}{start}"

    @property
    def note(self) -> str:
        """Why training is slow, where it is."""
        return self._trainer.note

    def _begin(self) -> None:
        """Back to the start with the labeled images that are wanted."""
        weights = draw_initial_weights(self.model, self.seed)
        if self.start == "pretrained":
            known = self.backbone.get_weights()[: -len(self.backbone.layers[-1].weights)]
            weights = [*known, *weights[len(known) :]]
        chosen = few_labels(self.data.y_train, self.labels, self.seed)
        self._examples = self.data.x_train[chosen], self.data.y_train[chosen]
        if self._trainer is None or self._learning != self.unfrozen:
            self._compile()
        self._trainer.begin(*self._examples, weights=weights, seed=self.seed)
        self._before = 0
        self._trainer.settings["learning rate"] = self._rate

    def _compile(self) -> None:
        """Let the layers that are unfrozen learn, from where the weights are now."""
        import keras

        if self._trainer is not None:
            self._before += self._trainer.steps
        for place, block in enumerate(reversed(self.blocks)):
            for layer in block:
                layer.trainable = place < self.unfrozen
        self.model.compile(
            keras.optimizers.Adam(self._rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        rows = self.most_labels * self.data.number_of_classes
        self._trainer = Retrainer(
            self.model, (self._examples, self._new), rows=rows, batch_size=self.batch_size, seed=self.seed
        )
        self._learning = self.unfrozen

    def _labels_setting(self) -> Setting:
        def write(value: float) -> None:
            labels = round(value)
            if labels != self.labels:
                self.labels = labels
                self._begin()

        return Setting(
            "labels per class", lambda: self.labels, write, low=1, high=self.most_labels, scale="log",
            minimum=1, maximum=self.most_labels, help="how many labeled images of each class; begins anew",
        )  # fmt: skip

    def _unfrozen_setting(self) -> Setting:
        def write(value: float) -> None:
            self.unfrozen = round(value)

        return Setting(
            "unfrozen layers", lambda: self.unfrozen, write, low=0, high=len(self.blocks),
            scale="whole", minimum=0, maximum=len(self.blocks),
            help="how many layers below the head learn as well",
        )  # fmt: skip

    def _rate_setting(self) -> Setting:
        def write(value: float) -> None:
            self._rate = value
            self._trainer.settings["learning rate"] = value

        return Setting(
            "learning rate", lambda: self._rate, write, low=1e-5, high=0.1, scale="log", above=0,
            help="how far one step goes",
        )  # fmt: skip

    def _start_choice(self) -> Choice:
        def write(value: str) -> None:
            self._wanted = one_of("start", value, STARTS)

        return Choice("start", STARTS, lambda: self._wanted, write, "the weights before the first step")


def transfer(
    backbone: Any,
    data: Any,
    *,
    labels: int = 5,
    learning_rate: float = 0.003,
    steps: int = 80,
    seed: int = 1,
    headless: bool | None = None,
) -> Lab:
    """A lab on a pretrained network and few labels: choose how many, unfreeze layers, and see it read.

    Without a browser it takes `steps` steps with the head alone, and as many from the start with everything.

    Arguments:
        backbone: a Keras Sequential that ends in a Dense layer, its head, which is left behind.
        data: a Dataset of images, whose test part is what accuracy is told on.
        labels: labeled images per class at the start.
        learning_rate: of Adam, at the start.
        steps: how many where no browser is attached.
        seed: draws the labeled images and the head.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says.

    Raises:
        CourseError: if backbone and data do not fit each other, or a class has too few images.
    """
    trainer = TransferTrainer(backbone, data, labels=labels, learning_rate=learning_rate, seed=seed)
    panels = [
        Curves({"val_accuracy": "test images"}, title="Test images read right", quantity="share right"),
        Images(class_names=data.class_names, most=SHOWN, side=44, title="Test images, and what it says"),
    ]  # fmt: skip
    lab = Lab(
        trainer, panels, controls=[*trainer.settings, "start"], steps=steps, headless=headless,
        describe=lambda snapshot: _describe(trainer, snapshot), speed=1,
    )  # fmt: skip
    if lab.headless:
        _run(lab, 0)
        lab.reset()
        _run(lab, len(trainer.blocks))
    else:
        trainer._trainer.step(0)  # compiled now, so that the first press of Train shows a frame at once
    return lab


def _run(lab: Lab, unfrozen: int) -> None:
    """The steps that the lab takes where no browser is attached, with so many layers unfrozen."""
    lab.steppable.settings["unfrozen layers"] = unfrozen
    marks = np.linspace(0, lab.steps, LOOKS + 1).round().astype(int)
    for steps in np.diff(marks).tolist():
        lab.step(steps)


def _describe(trainer: TransferTrainer, snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    """How many labels there are, what learns, and the shares of labeled and of test images read right."""
    return [
        ("labels", str(snapshot["labels in all"])),
        ("learns", trainer.learns),
        ("right of these", f"{100 * snapshot['accuracy']:.0f} %"),
        ("of test images", f"{100 * snapshot['val_accuracy']:.0f} %"),
    ]


def _answers(model: Any, images: np.ndarray) -> np.ndarray:
    import keras

    return keras.ops.convert_to_numpy(model(images, training=False))
