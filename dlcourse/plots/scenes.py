"""Pictures of scenes: boxes around what is in them, and classes laid over their pixels in colors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch, Rectangle

from ..errors import CourseError, number
from . import style
from .examples import counted
from .images import image_colors, image_values, label_texts
from .picture import Picture
from .scales import ink_on, numbers_in
from .style import look, new_figure

WIDTH = 640  # CSS pixels
GAP = 10  # CSS pixels between pictures
LINE = 16  # CSS pixels for a line of text
COLORS = style.OKABE_ITO[:7]  # of classes; the eighth is black, which cannot be seen on a dark picture
SHOWN = 0.25  # how bright a picture stays below the colors of its classes


@look()
def boxes(
    images: Any,
    boxes: Sequence[Any],
    labels: Sequence[Any] | None = None,
    scores: Sequence[Any] | None = None,
    *,
    class_names: Sequence[str] = (),
    captions: Sequence[str] = (),
    side: int = 148,
    title: str | None = None,
) -> Picture:
    """Show pictures with boxes drawn around what is in them, each with its label and its score.

    Args:
        images: gray ones of shape (n, height, width) or (n, height, width, 1), or red, green and blue of
            shape (n, height, width, 3), with values in [0, 1].
        boxes: for each image an array of (left, top, right, bottom) in pixels, shape (boxes, 4).
        labels: for each image a class index or a text for each box. A color for each class index.
        scores: for each image a number for each box.
        class_names: names of the classes, by index.
        captions: a line below each image.
        side: width of each image, in CSS pixels.
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: if there are not as many lists as images, or not as many labels or scores as boxes.
    """
    colors = image_colors(images, "gray")
    count = len(colors)
    lists = _one_each("boxes", boxes, count)
    read = [numbers_in("boxes", each, dimensions=(2,), shapes="of shape (boxes, 4)") if np.size(each) else
            np.zeros((0, 4)) for each in lists]  # fmt: skip
    if any(each.shape[1] != 4 for each in read):
        raise CourseError("boxes must hold (left, top, right, bottom) in each row")
    given = [None] * count if labels is None else _one_each("labels", labels, count)
    rated = [None] * count if scores is None else _one_each("scores", scores, count)
    below = [str(caption) for caption in captions] if len(captions) else []
    if below:
        _one_each("captions", below, count)
    axes, place = _grid(count, colors.shape[1] / colors.shape[2], side, bool(below))
    for index, image in enumerate(colors):
        corner = place(index)
        _draw_image(axes, image, corner, side)
        scale = side / image.shape[1]
        words = _words(given[index], rated[index], len(read[index]), class_names)
        kinds = _kinds(given[index], len(words))
        for each in _best_last(rated[index], len(words)):
            box, color = (
                corner + read[index][each].reshape(2, 2) * scale,
                COLORS[kinds[each] % len(COLORS)],
            )
            _draw_box(axes, box, words[each], color, side, corner)
        if below:
            _write_below(axes, below[index], corner, side, image)
    axes.set_title(title or "What is where?")
    return Picture(axes.figure, describe_boxes(colors, read, given, class_names))


@look()
def masks(
    images: Any,
    classes: Mapping[str, Any],
    *,
    class_names: Sequence[str],
    title: str | None = None,
) -> Picture:
    """Show pictures in a row and, in further rows, the same pictures with the class of each pixel in color.

    Class 0 is the background: it has no color.

    Args:
        images: n of them, as `boxes` takes them, with values in [0, 1].
        classes: {"row's name": class indices of shape (n, height, width)}, such as the truth and an answer.
        class_names: the names of all classes, by index.
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: if a row has another shape, or holds an index that has no name.
    """
    colors = image_colors(images, "gray")
    count, height, width = colors.shape[:3]
    rows = {name: _indices(name, each, (count, height, width), len(class_names))
            for name, each in classes.items()}  # fmt: skip
    side = min(120.0, (WIDTH - 70) / count - GAP)
    tall = side * height / width
    figure = new_figure(max(340, count * (side + GAP) + 90), (len(rows) + 1) * (tall + GAP) + 66)
    axes = figure.subplots()
    palette = np.array(
        [(0, 0, 0), *(to_rgb(COLORS[index % len(COLORS)]) for index in range(len(class_names) - 1))]
    )
    pictures = {"scene": colors}
    for name, each in rows.items():
        tinted = np.where(each[..., None] > 0, 255 * palette[each], SHOWN * colors)
        pictures[name] = np.round(tinted).astype(np.uint8)
    for row, (name, each) in enumerate(pictures.items()):
        for column, image in enumerate(each):
            _draw_image(axes, image, np.array([column * (side + GAP), row * (tall + GAP)]), side)
        axes.text(
            -8, row * (tall + GAP) + tall / 2, name, ha="right", va="center", fontsize=10, color=style.INK,
            parse_math=False,
        )  # fmt: skip
    _frame(axes, count * (side + GAP) - GAP, len(pictures) * (tall + GAP) - GAP)
    patches = [Patch(color=palette[index], label=class_names[index]) for index in range(1, len(class_names))]
    axes.legend(
        handles=patches, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=len(patches), frameon=False,
        handlelength=1, handleheight=1, columnspacing=1.2, fontsize=10,
    )  # fmt: skip
    axes.set_title(title or "Which class has each pixel?")
    return Picture(figure, describe_masks(images, rows, class_names))


def describe_boxes(
    images: Any, boxes: Sequence[Any], labels: Sequence[Any], class_names: Sequence[str]
) -> str:
    """How many pictures there are and what the boxes in the first of them are."""
    parts = []
    for each, given in zip(boxes[:4], labels, strict=False):
        words = _words(given, None, len(each), class_names)
        parts.append(counted(len(each), "box", "boxes") + (f" ({', '.join(words)})" if any(words) else ""))
    size = f"{len(images[0][0])}×{len(images[0])}" if len(images) else "no"
    more = "; and so on" if len(boxes) > 4 else ""
    return f"{counted(len(images), 'picture')} of {size} pixels with boxes: {'; '.join(parts)}{more}."


def describe_masks(images: Any, rows: Mapping[str, np.ndarray], class_names: Sequence[str]) -> str:
    """Which classes the pixels of each row have."""
    parts = []
    for name, each in rows.items():
        there = [class_names[index] for index in np.unique(each) if index]
        parts.append(f"{name}: {', '.join(there) or 'background alone'}")
    count = counted(len(image_values(images)), "picture")
    return f"{count}, and below each the class of every pixel in color. {'; '.join(parts)}."


def _grid(count: int, shape: float, side: float, has_captions: bool) -> tuple[Axes, Any]:
    """Axes in CSS pixels for `count` pictures, and a function from an index to its left top corner."""
    columns = max(1, min(count, int((WIDTH + GAP) // (side + GAP))))
    rows = math.ceil(count / columns)
    tall = side * shape + LINE * has_captions + GAP
    figure = new_figure(max(300, columns * (side + GAP) + 16), rows * tall + 34)
    axes = figure.subplots()
    _frame(axes, columns * (side + GAP) - GAP, rows * tall - GAP)

    def corner(index: int) -> np.ndarray:
        return np.array([(index % columns) * (side + GAP), (index // columns) * tall], dtype=float)

    return axes, corner


def _frame(axes: Axes, width: float, height: float) -> None:
    axes.set(xlim=(-1, width + 1), ylim=(height + 1, -1), aspect="equal", anchor="N", autoscale_on=False)
    axes.set_axis_off()


def _draw_image(axes: Axes, image: np.ndarray, corner: np.ndarray, side: float) -> None:
    (x, y), tall = corner, side * image.shape[0] / image.shape[1]
    limits = axes.get_xlim(), axes.get_ylim()
    axes.imshow(image, extent=(x, x + side, y + tall, y), interpolation="nearest")
    axes.set(xlim=limits[0], ylim=limits[1])


def _draw_box(axes: Axes, edges: np.ndarray, word: str, color: str, side: float, corner: np.ndarray) -> None:
    """One box with its word above, or below its upper edge where there is no room above."""
    (left, top), (right, bottom) = edges
    axes.add_patch(
        Rectangle((left, top), right - left, bottom - top, fill=False, edgecolor=color, linewidth=1.6)
    )
    if not word:
        return
    above = top - corner[1] > LINE
    axes.text(
        min(left, corner[0] + side - 6 * len(word)), top - 1 if above else bottom + 1, word,
        color=ink_on(color), fontsize=8, ha="left", va="bottom" if above else "top", parse_math=False,
        bbox={"facecolor": color, "edgecolor": "none", "pad": 0.8, "alpha": 0.95},
    )  # fmt: skip


def _write_below(axes: Axes, text: str, corner: np.ndarray, side: float, image: np.ndarray) -> None:
    y = corner[1] + side * image.shape[0] / image.shape[1] + LINE * 0.6
    axes.text(
        corner[0] + side / 2, y, text, ha="center", va="center", fontsize=9.5, color=style.INK,
        parse_math=False,
    )  # fmt: skip


def _words(labels: Any, scores: Any, count: int, class_names: Sequence[str]) -> list[str]:
    """What is written at each of `count` boxes: its label, its score, both or nothing."""
    named = label_texts("labels", labels, count, class_names) if labels is not None and count else []
    named = named or [""] * count
    if scores is None:
        return named
    rated = np.asarray(scores, dtype=float).reshape(-1)
    if len(rated) != count:
        raise CourseError(f"scores must hold {count} numbers, one for each box, got {len(rated)}")
    return [
        f"{name} {number('a score', float(score)):.2f}".strip()
        for name, score in zip(named, rated, strict=True)
    ]


def _kinds(labels: Any, count: int) -> list[int]:
    """The number of each box's color: its class index, or 1 for all."""
    values = np.asarray([] if labels is None else labels).reshape(-1)
    return values.tolist() if count and values.dtype.kind in "iu" else [1] * count


def _best_last(scores: Any, count: int) -> list[int]:
    """The order in which boxes are drawn: what comes last hides the labels of the others."""
    return list(range(count)) if scores is None else np.argsort(scores, kind="stable").tolist()


def _one_each(name: str, lists: Sequence[Any], count: int) -> list[Any]:
    if len(lists) != count:
        raise CourseError(f"{name} must hold {count} entries, one for each image, got {len(lists)}")
    return list(lists)


def _indices(name: str, values: Any, shape: tuple[int, ...], classes: int) -> np.ndarray:
    values = np.asarray(values)
    if values.shape != shape or values.dtype.kind not in "biu":
        raise CourseError(
            f"{name} must be class indices of shape {shape}, got {values.dtype} of {values.shape}"
        )
    if values.size and (values.min() < 0 or values.max() >= classes):
        raise CourseError(
            f"{name} must be indices of the {classes} class_names, got {values.min()} to {values.max()}"
        )
    return values.astype(int)
