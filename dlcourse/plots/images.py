"""Small images in a grid, each with its label and what a model says; one frame of an environment."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..errors import CourseError, one_of
from . import style
from .examples import counted, number_text
from .picture import Picture
from .room import room_of
from .scales import UNKNOWN, numbers_in, signed_limit
from .style import look, new_figure

ImageScale = Literal["gray", "diverging"]
IMAGE_SCALES = ("gray", "diverging")
WIDTH = 600  # CSS pixels
GAP = 12  # CSS pixels between images
LINE = 15  # CSS pixels for a line of text
LETTER = 6.6  # CSS pixels, about, for a letter


@look()
def images(
    images: Any,
    labels: Sequence[Any] | None = None,
    predicted: Sequence[Any] | None = None,
    *,
    class_names: Sequence[str] = (),
    scale: ImageScale = "gray",
    low: float = 0.0,
    high: float = 1.0,
    limit: float | None = None,
    side: int = 56,
    title: str | None = None,
) -> Picture:
    """Show small images in a grid, each with its label and, if given, what a model says it is.

    A wrong prediction has a ✗ and a frame, a right one a ✓.

    Args:
        images: gray ones of shape (n, height, width) or (n, height, width, 1), or red, green and blue of
            shape (n, height, width, 3).
        labels: what each image is, n class indices or texts.
        predicted: what a model says each is, n class indices or texts.
        class_names: names of the classes, by index.
        scale: "gray" for brightness between low and high; "diverging" for signed values such as the filters
            of a convolution: blue below 0, orange above.
        low: the value shown black.
        high: the value shown white.
        limit: the magnitude at both ends of the diverging colors; by default the largest there is.
        side: width of each image, in CSS pixels.
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: for another shape, a number of labels other than n, or an unknown scale.
    """
    colors = image_colors(images, scale, low=low, high=high, limit=limit)
    words = [label_texts(name, given, len(colors), class_names)
             for name, given in (("labels", labels), ("predicted", predicted))]  # fmt: skip
    cell = _cell_width(side, words)
    columns = max(1, min(len(colors), WIDTH // cell))
    rows = math.ceil(len(colors) / columns)
    high_of_one = side * colors.shape[1] / colors.shape[2] + LINE * sum(map(bool, words)) + GAP
    figure = new_figure(min(WIDTH, max(300, columns * cell)) + 16, rows * high_of_one + 48)
    axes = figure.subplots()
    _draw_grid(axes, colors, *words, columns=columns, side=side, cell=cell)
    _explain(axes, images, scale, limit)
    axes.set_title(title or ("Images" if scale == "gray" else "Filters"))
    return Picture(figure, describe_images(images, labels, predicted, class_names=class_names, scale=scale))


def draw_images(
    axes: Axes,
    images: Any,
    labels: Sequence[Any] | None = None,
    predicted: Sequence[Any] | None = None,
    *,
    class_names: Sequence[str] = (),
    scale: ImageScale = "gray",
    low: float = 0.0,
    high: float = 1.0,
    limit: float | None = None,
) -> None:
    """Draw what `images` shows into given axes, in as many columns as make the images largest.

    Raises:
        CourseError: as `images` does.
    """
    colors = image_colors(images, scale, low=low, high=high, limit=limit)
    words = [label_texts(name, given, len(colors), class_names)
             for name, given in (("labels", labels), ("predicted", predicted))]  # fmt: skip
    width, height = room_of(axes)
    # A title may follow, and the line about signed colors stands below.
    height -= LINE * (3 if scale == "diverging" else 2)
    columns, side = _largest((width, height), colors, words)
    _draw_grid(axes, colors, *words, columns=columns, side=side, cell=_cell_width(side, words))
    _explain(axes, images, scale, limit)


def draw_frame(axes: Axes, frame: Any, caption: str = "", *, pixels: Literal["sharp", "smooth"]) -> None:
    """Draw one frame of an environment, red, green and blue of shape (height, width, 3), with a caption."""
    axes.imshow(np.asarray(frame), interpolation="nearest" if pixels == "sharp" else "antialiased")
    axes.set(xticks=[], yticks=[], anchor="N")
    axes.set_xlabel(caption, color=style.SOFT, fontsize=10, parse_math=False)
    for spine in axes.spines.values():
        spine.set(visible=True, color=style.LINE, linewidth=0.8)


def image_colors(
    images: Any, scale: str, *, low: float = 0.0, high: float = 1.0, limit: float | None = None
) -> np.ndarray:
    """The images as red, green and blue bytes, shape (n, height, width, 3).

    Raises:
        CourseError: for another shape than (n, h, w), (n, h, w, 1) or (n, h, w, 3), or an unknown scale.
    """
    values = image_values(images)
    if one_of("scale", scale, IMAGE_SCALES) == "diverging":
        if values.ndim == 4:
            raise CourseError(f"diverging colors need one channel, got images of shape {values.shape}")
        end = signed_limit(limit, values)
        colors = style.DIVERGING(np.clip(values / end, -1, 1) / 2 + 0.5)[..., :3]
    else:
        if not high > low:
            raise CourseError(f"high must be above low, got low={low!r} and high={high!r}")
        gray = np.clip((values - low) / (high - low), 0, 1)
        colors = gray if gray.ndim == 4 else np.repeat(gray[..., np.newaxis], 3, axis=-1)
    known = np.isfinite(values) if values.ndim == 3 else np.isfinite(values).all(axis=-1)
    unknown = np.array([int(UNKNOWN[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    colors = np.where(known[..., np.newaxis], colors, unknown)
    return np.round(255 * colors).astype(np.uint8)


def image_values(images: Any) -> np.ndarray:
    """The images as floats, shape (n, height, width), or (n, height, width, 3) for red, green and blue."""
    shapes = "of shape (n, height, width), (n, height, width, 1) or (n, height, width, 3)"
    values = numbers_in("images", images, dimensions=(3, 4), shapes=shapes)
    if values.ndim == 4 and values.shape[-1] not in (1, 3):
        raise CourseError(f"images must be an array of numbers {shapes}, got shape {values.shape}")
    return values[..., 0] if values.ndim == 4 and values.shape[-1] == 1 else values


def label_texts(name: str, given: Any, count: int, class_names: Sequence[str] = ()) -> list[str]:
    """The texts of `count` labels, which are class indices or texts; [] for None.

    Raises:
        CourseError: if there are not `count` of them, or an index has no name though others have.
    """
    if given is None:
        return []
    given = np.asarray(given).reshape(-1)
    if len(given) != count:
        raise CourseError(f"{name} must hold {count} labels, one for each image, got {len(given)}")
    if given.dtype.kind not in "iu" or not len(class_names):
        return [number_text(label) if isinstance(label, float) else str(label) for label in given.tolist()]
    if given.min() < 0 or given.max() >= len(class_names):
        raise CourseError(
            f"{name} must be indices of the {len(class_names)} class_names, "
            f"got {given.min()} to {given.max()}"
        )
    return [str(class_names[index]) for index in given]


def describe_images(
    images: Any,
    labels: Any = None,
    predicted: Any = None,
    *,
    class_names: Sequence[str] = (),
    scale: str = "gray",
) -> str:
    """How many images there are, what the first ones are, and how many are taken for another."""
    values = image_values(images)
    true, said = (label_texts("labels", given, len(values), class_names) for given in (labels, predicted))
    kind = "filter" if scale == "diverging" else "image"
    parts = [f"{counted(len(values), kind)} of {values.shape[1]}×{values.shape[2]} pixels"]
    if true:
        parts.append(f"showing {', '.join(true[:8])}{', …' * (len(true) > 8)}")
    if true and said:
        mistakes = [f"{one} taken for {other}" for one, other in zip(true, said, strict=True) if one != other]
        these = f": {', '.join(mistakes[:5])}{', …' * (len(mistakes) > 5)}" if mistakes else ""
        parts.append(f"{len(mistakes)} of them told wrong by the model{these}")
    elif said:
        parts.append(f"the model says {', '.join(said[:8])}{', …' * (len(said) > 8)}")
    return f"{'; '.join(parts)}."


def _draw_grid(
    axes: Axes,
    colors: np.ndarray,
    labels: list[str],
    predicted: list[str],
    *,
    columns: int,
    side: float,
    cell: float,
) -> None:
    """Each image at its place, in units of CSS pixels from the top left."""
    tall = side * colors.shape[1] / colors.shape[2]
    row_height = tall + LINE * (bool(labels) + bool(predicted)) + GAP
    rows = math.ceil(len(colors) / columns)
    # The panes of axes.imshow() would each rescale the axes; one frame for all of them comes last.
    for place, image in enumerate(colors):
        x = (place % columns) * cell + (cell - side) / 2
        y = (place // columns) * row_height
        axes.imshow(image, extent=(x, x + side, y + tall, y), interpolation="nearest")
        is_wrong = bool(labels and predicted) and labels[place] != predicted[place]
        axes.add_patch(
            Rectangle((x, y), side, tall, fill=False, linewidth=2 if is_wrong else 0.6,
                      edgecolor=style.OKABE_ITO[1] if is_wrong else style.LINE)
        )  # fmt: skip
        sign = ("" if not labels else "✗ " if is_wrong else "✓ ") + predicted[place] if predicted else ""
        below = ([(labels[place], style.INK)] if labels else []) + (
            [(sign, style.text_color(style.OKABE_ITO[1]) if is_wrong else style.SOFT)] if predicted else []
        )
        for line, (text, color) in enumerate(below):
            axes.text(
                x + side / 2, y + tall + LINE * (line + 0.55), text, color=color, fontsize=8.5, ha="center",
                va="center", parse_math=False, family="DejaVu Sans",
            )  # fmt: skip
    axes.set(
        xlim=(-1, columns * cell + 1), ylim=(rows * row_height - GAP + 2, -2), aspect="equal", anchor="NW"
    )
    axes.set_axis_off()


def _explain(axes: Axes, images: Any, scale: str, limit: float | None) -> None:
    """Below the grid, what the signed colors mean."""
    if scale == "diverging":
        end = number_text(signed_limit(limit, images))
        axes.annotate(
            f"blue −{end} · white 0 · orange {end}", (0.5, 0), xytext=(0, -6), xycoords="axes fraction",
            textcoords="offset points", ha="center", va="top", color=style.SOFT, fontsize=9,
        )  # fmt: skip


def _cell_width(side: float, words: list[list[str]]) -> int:
    """CSS pixels from one image to the next: room for the image and for the longest text below."""
    labels, predicted = words
    letters = [len(text) for text in labels] + [len(text) + 2 for text in predicted]  # 2 for the ✗
    return math.ceil(max(side, LETTER * max(letters, default=0)) + GAP)


def _largest(room: tuple[float, float], colors: np.ndarray, words: list[list[str]]) -> tuple[int, float]:
    """How many columns make the images largest in `room`, and how wide they are then, in CSS pixels."""
    count, shape = len(colors), colors.shape[1] / colors.shape[2]
    text = LINE * sum(map(bool, words)) + GAP
    needed = _cell_width(0, words)
    best = (1, 8.0)
    for columns in range(1, count + 1):
        cell = room[0] / columns
        if columns > 1 and cell < needed:
            break
        side = min(cell - GAP, (room[1] / math.ceil(count / columns) - text) / shape, 160)
        best = max(best, (columns, side), key=lambda choice: choice[1])
    return best
