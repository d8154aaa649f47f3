"""The reading pad: draw a digit or a letter, see what a network makes of it, teach it where it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import numpy as np

from ...errors import CourseError, one_of
from ...scratch.explanations import enlarged
from ..page_widget import static
from ..panels import Bars, Images, Pad
from ..reader import Reader, Reading
from ..sketch import Sketch

SIDE = 56  # rows and columns of a picture of where the network looked
HEAT = np.array([230, 159, 0]) / 255  # Okabe and Ito's orange
STILL_WIDTHS = (0.9, 0.75, 0.75)  # of the pictures, in one row
MOST_ASIDE = 500  # examples of the reader's own data
# A seven with a bar, as the pad shows it at the start.
EXAMPLE = (
    ((0.26, 0.24), (0.5, 0.22), (0.74, 0.2), (0.62, 0.42), (0.5, 0.62), (0.42, 0.84)),
    ((0.36, 0.53), (0.5, 0.515), (0.68, 0.5)),
)


class ReadingSheet(Pad):
    """The pad, with the look of the buttons to teach by."""

    _css = static("drawing.css", "reading_pad.css")


class ReadingPad(Sketch):
    """A pad whose drawing a model reads after each stroke; made by `reading_pad`.

    Arguments:
        reader: the model, as a `Reader`.
        class_names: what its outputs stand for.
        strokes: what is drawn at the start.
        headless: whether there is no browser.

    Attributes:
        reading: what the model makes of the drawing; None while the pad is empty.
        taught: how many corrections it has learned since it last forgot them.
    """

    def __init__(
        self, reader: Reader, class_names: Sequence[str], *, strokes: Sequence[Any], headless: bool | None
    ):
        self.reader, self.class_names = reader, _checked_names(class_names, reader.classes)
        self.sheet = ReadingSheet(strokes, title="Draw, and it reads")
        self.reading: Reading | None = None
        self.taught, self._before, self._said = 0, None, ""
        self._right = self._right_at_first = reader.share_right()
        self._of_nothing = reader.read(self.sheet.image * 0)
        self._bars = Bars(class_names=self.class_names, emphasis="largest", beside="before",
                          beside_name="before it was taught", title="What it reads")  # fmt: skip
        self._pictures = _pictures(len(self._of_nothing.maps))
        super().__init__(self.sheet, [self._bars, *self._pictures], headless=headless)
        self.children[0].close()
        self.children = [_row(self.sheet, self._bars), self._school(), _row(*self._pictures), self._bar]
        self.add_class("dlc-reading")
        self._try(self._changed)

    @property
    def image(self) -> np.ndarray:
        """What the network sees of the drawing, float32 of shape (28, 28); zeros while nothing is drawn."""
        return self.sheet.image.copy()

    @property
    def strokes(self) -> list[np.ndarray]:
        """The strokes, each float32 of shape (places, 2), in shares of the pad's side."""
        return self.sheet.strokes

    @property
    def answer(self) -> str | None:
        """The name of the class that is read; None while the pad is empty."""
        return None if self.reading is None else self.class_names[self.reading.classes[0]]

    def teach(self, name: str) -> None:
        """Let the model learn that the drawing is a `name`.

        Raises:
            CourseError: for another name, an empty pad, or a model without examples to rehearse.
        """
        label = self.class_names.index(one_of("name", str(name), self.class_names))
        with self._lock:
            if self.reading is None:
                raise CourseError("draw something first: there is nothing on the pad to be taught")
            self._before = self.reading.probabilities
            steps = self.reader.teach(self.image, label)
            self.taught += 1
            was, self._right = self._right, self.reader.share_right()
            self.reading = self.reader.read(self.image)
            self._said = _what_was_learned(self.answer, self.class_names[label], steps)
            if was is not None:
                self._said += (
                    f"; of the {self.reader.kept_aside} others, {_change(self._right - was, self.reader)}"
                )

    def forget(self) -> None:
        """Return to the weights that the model came with."""
        with self._lock:
            self.reader.forget()
            self.taught, self._right = 0, self._right_at_first
            self._changed()
            self._said = "all that it was taught is forgotten"

    def _changed(self) -> None:
        self._before, self._said = None, ""
        self.reading = self.reader.read(self.sheet.image) if self.sheet.strokes else None

    def _snapshot(self) -> dict[str, Any]:
        reading = self.reading or self._of_nothing
        shown = {f"maps{i}": maps for i, maps in enumerate(reading.maps)}
        if self.reading is None:
            nothing = {name: np.zeros_like(maps) for name, maps in shown.items()}
            blank = np.zeros((2, SIDE, SIDE, 3))
            return {"step": 0, "probabilities": np.zeros(len(self.class_names)), "cam": blank, **nothing}
        names = [f"for {self.class_names[each]}" for each in reading.classes]
        seen = {"probabilities": reading.probabilities, "cam": _heat(self.sheet.image, reading.cam)}
        before = {} if self._before is None else {"before": self._before}
        return {"step": 0, "cam_labels": names, **seen, **shown, **before}

    def _parts(self) -> list[tuple[str, str]]:
        parts = []
        if self.reading is not None:
            share = float(self.reading.probabilities.max())
            parts = [("reads", f"{self.answer}"), ("sure", f"{share:.2f}")]
        if self._right is not None:
            parts.append((f"right of {self.reader.kept_aside} others", f"{100 * self._right:.1f} %"))
        if self.taught:
            parts.append(("taught", str(self.taught)))
        return parts

    def _note(self) -> str:
        if self.reading is None:
            return "draw with the mouse, a finger or a pen"
        return self._said

    def _text(self) -> str:
        return "A pad to draw on, and what a network reads there"

    def _school(self) -> ipywidgets.Box:
        """The row to teach by: what the drawing is, Teach, and Forget."""
        self._menu = ipywidgets.Dropdown(options=list(self.class_names), description="it is")
        teach, forget = (ipywidgets.Button(description=words) for words in ("Teach", "Forget"))
        teach.on_click(lambda _: self._press_teach())
        forget.on_click(lambda _: self._press(self.forget))
        teach.add_class("dlc-teach")
        row = ipywidgets.Box(children=[ipywidgets.Label("Wrong?"), self._menu, teach, forget])
        row.add_class("dlc-school")
        return row

    def _press_teach(self) -> None:
        self._said = "it is learning …"
        self._press(lambda: None)
        self._said = ""
        self._press(lambda: self.teach(self._menu.value))

    def _press(self, act: Callable[[], None]) -> None:
        self._problem = ""
        self._do(act)


def reading_pad(
    model: Any = None,
    *,
    data: Any = None,
    class_names: Sequence[str] | None = None,
    strokes: Sequence[Any] = EXAMPLE,
    rate: float = 2e-4,
    headless: bool | None = None,
) -> ReadingPad:
    """A pad to draw on that shows at once what a network reads there, and why; it can be corrected.

    Beside the drawing stand the probabilities, where the network looked for its first two guesses (Grad-CAM),
    and the feature maps of its first two convolutions. Where it is wrong, choose what it is and press Teach.

    >>> dl.live.reading_pad()                              # digits, with the model that ships with the course
    >>> dl.live.reading_pad(model, data=letters)           # your own, on the classes of your own data

    Arguments:
        model: a Sequential or functional Keras model from images (28, 28, 1) to probabilities; by default
            "handwriting" of `dl.pretrained`. Teaching changes its weights, Forget brings them back.
        data: the Dataset that the model learned from: its classes give the names, its training part is
            rehearsed while the model is taught, and its test part shows what that costs. Without it, a model
            of ten classes is taken to read digits.
        class_names: what the outputs stand for, where there is no data; such a model cannot be taught.
        strokes: what is drawn at the start: arrays of places, shape (n, 2), as shares of the pad's side.
        rate: learning rate of the correction.
        headless: True for no browser; by default what DLCOURSE_HEADLESS in the environment says. Then a
            picture of what is made of `strokes` is left.

    Raises:
        CourseError: for a model, data or names that do not fit, or another backend than TensorFlow.
    """
    if model is None:
        from ...pretrained import load

        model = load("handwriting")
    outputs = (getattr(model, "output_shape", None) or (None,))[-1]
    names, rehearsal, kept_aside = _school_of(outputs, data, class_names)
    if isinstance(outputs, int):  # of what is no model, the reader tells
        names = _checked_names(names, outputs)
    reader = Reader(model, rehearsal=rehearsal, kept_aside=kept_aside, rate=rate)
    return ReadingPad(reader, names, strokes=strokes, headless=headless)


def _school_of(outputs: Any, data: Any, class_names: Sequence[str] | None) -> tuple[Any, Any, Any]:
    """The classes' names, what is rehearsed, and what is kept aside."""
    if data is not None:
        names = class_names or getattr(data, "class_names", ())
        if not all(hasattr(data, part) for part in ("x_train", "y_train", "x_test", "y_test")):
            raise CourseError(f"data must be a Dataset such as dl.datasets.load gives, got {data!r:.80}")
        aside = (data.x_test[:MOST_ASIDE], data.y_test[:MOST_ASIDE]) if len(data.y_test) else None
        return names, (data.x_train, data.y_train), aside
    if class_names is not None:
        return class_names, None, None
    from ...pretrained import handwriting

    if outputs != len(handwriting.CARD.class_names):
        raise CourseError(
            f"class_names must name the {outputs} classes of the model, or data=… must be given"
        )
    return handwriting.CARD.class_names, handwriting.rehearsal(), handwriting.kept_aside()


def _checked_names(class_names: Any, classes: int) -> tuple[str, ...]:
    names = () if class_names is None else tuple(map(str, class_names))
    if len(names) != classes or len(set(names)) < classes:
        raise CourseError(
            f"class_names must be {classes} different names, one for each class, got {names!r:.120}"
        )
    return names


def _pictures(layers: int) -> list[Images]:
    """Where it looked, and the feature maps of the first layers."""
    panels = [Images("cam", labels="cam_labels", side=112, title="Where it looked (Grad-CAM)")]
    for i in range(layers):
        title = f"What its {('first', 'second')[i]} layer finds"
        panels.append(Images(f"maps{i}", side=42, title=title))
    for i, panel in enumerate(panels):
        panel.panel_id, panel.still_width = f"images-{i}", STILL_WIDTHS[i]
    return panels


def _row(*panels: Any) -> ipywidgets.Box:
    row = ipywidgets.Box(children=panels)
    row.add_class("dlc-panels")
    return row


def _heat(image: np.ndarray, maps: np.ndarray) -> np.ndarray:
    """The drawing in gray with each map over it in orange: shape (n, SIDE, SIDE, 3)."""
    ink = enlarged(image[None], SIDE, SIDE)[..., None]
    heat = enlarged(maps, SIDE, SIDE)[..., None]
    heat = heat / np.maximum(heat.max(axis=(1, 2, 3), keepdims=True), 1e-9)
    return np.clip(0.3 * ink * (1 - heat) + heat * HEAT * (0.35 + 0.65 * ink), 0, 1)


def _what_was_learned(answer: str | None, name: str, steps: int) -> str:
    """What came of a correction."""
    counted = f"{steps} step" if steps == 1 else f"{steps} steps"
    if answer == name:
        return f"after {counted} it reads {name}"
    return f"after {counted} it still reads {answer}: teach it once more"


def _change(by: float, reader: Reader) -> str:
    """How many more or fewer are read right."""
    count = round(by * reader.kept_aside)
    return (
        "as many are right as before"
        if count == 0
        else f"{abs(count)} {'more' if count > 0 else 'fewer'} are right"
    )
