"""Pictures of the plane of two features: the examples alone, and what a model answers over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..errors import CourseError
from . import style
from .asking import Answers, ask
from .axes import Extent, draw_field, draw_line, draw_points, frame_plane
from .examples import (
    Examples,
    counted,
    finite_numbers,
    number_text,
    read_examples,
    say_their_numbers,
)
from .picture import Picture
from .style import look, new_figure
from .window import grid_over, window_around

WIDTH, HEIGHT = 520, 390  # CSS pixels
SIDE, LEFT, BOTTOM = 300, 64, 52  # of the plane: the same square in every picture of the course
GRID = 160  # cells along each axis
MOST_POINTS = 500  # drawn; of more, a fixed sample is drawn, and the alt text tells


@look()
def points(
    data: Any, *, line: Sequence[float] | None = None, wrong: Any = None, title: str | None = None
) -> Picture:
    """Show examples of two features, each class in its own color and marker.

    Args:
        data: a Dataset, of which the train part is shown, or a pair (x, y) with x of shape (n, 2) and y of
            class labels, shape (n,).
        line: (w1, w2, b) draws the line w1·x1 + w2·x2 + b = 0, with an arrow to the side of class 1.
        wrong: which examples to ring as misclassified, a mask of shape (n,).
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: if there are other than two features, no examples, or shapes that do not match.
    """
    examples = read_examples(data)
    line = None if line is None else _line(line)
    wrong = None if wrong is None else _mask(wrong, len(examples.y))
    extent = window_around(examples.x, is_generated=examples.is_generated)
    figure, axes = _new_plane()
    shown = _shown(len(examples.y))
    draw_points(
        axes, examples.x[shown], examples.y[shown], wrong=None if wrong is None else wrong[shown], shade=0
    )
    frame_plane(axes, extent, examples.feature_names)
    axes.grid(color=style.LINE, linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    if line is not None:
        draw_line(axes, line, extent)
    _write_key(axes, examples, ringed=wrong is not None and wrong.any(), shade=0)
    axes.set_title(title or _title_of_points(examples, wrong))
    return Picture(figure, _alt_of_points(examples, line, wrong, len(shown)))


@look()
def decision_boundary(model_or_function: Any, data: Any, *, title: str | None = None) -> Picture:
    """Show what a model answers over the plane of its two features, with the examples on top.

    The boundary between the classes is drawn as a line, and misclassified examples are ringed.

    Args:
        model_or_function: a Keras model on any backend, with one output (sigmoid, tanh, or logits where the
            compiled loss says from_logits=True) or one for each class; or a function from points, shape
            (n, 2), to answers of shape (n,) or (n, classes). Of a function's answers, those between 0 and 1
            are probabilities of class 1 and others are scores with the boundary at 0; with more than two
            classes, answers of shape (n,) are class indices.
        data: a Dataset, of which the train part is shown, or a pair (x, y) with x of shape (n, 2) and y of
            class labels, shape (n,).
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: if there are other than two features or no examples, or the answers do not fit them.
    """
    examples = read_examples(data)
    extent = window_around(examples.x, is_generated=examples.is_generated)
    # One question for the cells and the examples, so that both are on one scale.
    asked = np.concatenate([grid_over(extent, GRID), examples.x.astype("float32")])
    answers = ask(model_or_function, asked, _targets(data), int(examples.y.max()) + 1)
    field, predicted = answers.values[: GRID * GRID], answers.classes[GRID * GRID :]
    wrong = predicted != examples.y

    figure, axes = _new_plane()
    over_plane = field.reshape(GRID, GRID) if field.ndim == 1 else field.T.reshape(-1, GRID, GRID)
    draw_field(axes, over_plane, extent, names=examples.feature_names)
    _draw_boundary(axes, over_plane, extent)
    shown = _shown(len(examples.y))
    draw_points(axes, examples.x[shown], examples.y[shown], wrong=wrong[shown])
    _write_key(axes, examples, ringed=wrong.any(), shade=0.4)
    if field.ndim == 1 and len(np.unique(field)) > 2:
        _draw_scale(axes, examples, answers)
    right = f"{_percent(1 - wrong.mean())} of {counted(len(wrong), 'point')} classified correctly"
    axes.set_title(title or right)
    share = np.bincount(answers.classes[: GRID * GRID], minlength=len(examples.class_names)) / GRID**2
    return Picture(figure, _alt_of_boundary(examples, share, right, len(shown)))


def _new_plane() -> tuple[Figure, Axes]:
    figure = new_figure(WIDTH, HEIGHT)
    figure.set_layout_engine("none")
    axes = figure.add_axes((LEFT / WIDTH, BOTTOM / HEIGHT, SIDE / WIDTH, SIDE / HEIGHT))
    return figure, axes


def _targets(data: Any) -> np.ndarray:
    y = np.asarray(data.y_train if hasattr(data, "y_train") else data[1])
    return y.astype(int) if y.dtype.kind in "bui" else y


def _line(line: Any) -> tuple[float, float, float]:
    parts = finite_numbers("line", line)
    if parts.shape != (3,):
        raise CourseError(f"line must be three numbers (w1, w2, b), got {line!r:.80}")
    return tuple(parts.tolist())


def _mask(wrong: Any, count: int) -> np.ndarray:
    wrong = np.asarray(wrong)
    if wrong.shape != (count,) or wrong.dtype != bool:
        raise CourseError(
            f"wrong must be a mask of shape ({count},), True or False for each example; "
            f"got {wrong.dtype} of shape {wrong.shape}"
        )
    return wrong


def _shown(count: int) -> np.ndarray:
    if count <= MOST_POINTS:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, MOST_POINTS, replace=False))


def _draw_boundary(axes: Axes, values: np.ndarray, extent: Extent) -> None:
    left, right, bottom, top = extent
    centers = (np.arange(GRID) + 0.5) / GRID
    x1, x2 = left + centers * (right - left), top - centers * (top - bottom)
    margins = [values]
    if values.ndim == 3:  # of each class over the best of the others
        margins = [own - np.delete(values, index, axis=0).max(axis=0) for index, own in enumerate(values)]
    for margin in margins:
        # Of answers without shades, the edge between two colors is the boundary already.
        if margin.min() < 0 < margin.max() and len(np.unique(margin)) > 2:
            axes.contour(x1, x2, margin, levels=[0], colors=style.INK, linewidths=1.1, zorder=2)


def _write_key(axes: Axes, examples: Examples, *, ringed: bool, shade: float) -> None:
    """Name the classes beside the plane, in their colors, with their markers."""
    entries = [
        (name, {"marker": style.marker_of(index), "color": style.darkened(style.color_of(index), shade)})
        for index, name in enumerate(examples.class_names)
    ]
    if ringed:
        ring = {"marker": "o", "color": "none", "markeredgecolor": "#111111", "markeredgewidth": 1.5}
        entries.append(("misclassified", ring | {"markersize": 9}))
    handles = [
        Line2D([], [], linestyle="none", label=name, **({"markersize": 7} | kind)) for name, kind in entries
    ]
    key = axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.03, 1.0), borderaxespad=0, handletextpad=0.3,
        borderpad=0, labelspacing=0.6, fontsize=10,
    )  # fmt: skip
    for index, text in enumerate(key.get_texts()[: len(examples.class_names)]):
        text.set_color(style.text_color(style.color_of(index)))
        text.set_parse_math(False)


def _draw_scale(axes: Axes, examples: Examples, answers: Answers) -> None:
    """A bar that says what the colors between the two classes mean."""
    bar = axes.inset_axes((1.05, 0.0, 0.04, 0.5))
    gradient = np.linspace(1, -1, 128)[:, np.newaxis]
    bar.imshow(gradient, cmap=style.DIVERGING, vmin=-1, vmax=1, aspect="auto", extent=(0, 1, -1, 1))
    names = examples.class_names[:2]
    with_ends = [f"{end}, {name}" for end, name in zip(answers.ends, names, strict=True)]
    bar.set_yticks([-0.96, 0.96], names if say_their_numbers(names, answers.ends) else with_ends)
    bar.set_xticks([])
    bar.yaxis.tick_right()
    bar.tick_params(length=0, labelsize=9, colors=style.SOFT, pad=4)
    for label, place in zip(bar.get_yticklabels(), ("bottom", "top"), strict=True):
        label.set(verticalalignment=place, parse_math=False)
    for spine in bar.spines.values():
        spine.set_visible(False)


def _title_of_points(examples: Examples, wrong: np.ndarray | None) -> str:
    if wrong is not None:
        return f"{int(wrong.sum())} of {counted(len(wrong), 'point')} misclassified"
    return f"{counted(len(examples.y), 'point')} in {counted(len(np.unique(examples.y)), 'class', 'classes')}"


def _alt_of_points(examples: Examples, line: Any, wrong: np.ndarray | None, shown: int) -> str:
    counts = np.bincount(examples.y, minlength=len(examples.class_names))
    classes = ", ".join(
        f"{count:,} {name}" for count, name in zip(counts, examples.class_names, strict=True) if count
    )
    (left, bottom), (right, top) = examples.x.min(axis=0), examples.x.max(axis=0)
    first, second = examples.feature_names
    sentences = [
        f"{counted(len(examples.y), 'point')} in the plane of {first} ({number_text(left)} to "
        f"{number_text(right)}) and {second} ({number_text(bottom)} to {number_text(top)}): {classes}."
    ]
    if line is not None and (line[0] or line[1]):
        w1, w2, b = map(number_text, line)
        sentences.append(
            f"The line where {w1}·{first} + {w2}·{second} + {b} = 0, with an arrow to the side of "
            f"{examples.class_names[1]}."
        )
    if wrong is not None:
        sentences.append(f"{int(wrong.sum()):,} of them, ringed, are misclassified.")
    return " ".join(sentences + _sample_note(examples, shown))


def _alt_of_boundary(examples: Examples, share: np.ndarray, right: str, shown: int) -> str:
    # In tenths of the plane: the text is compared where a notebook is run again on another machine.
    shares = ", ".join(
        f"{name} on {_tenths(part)} of it" for name, part in zip(examples.class_names, share, strict=False)
    )
    first, second = examples.feature_names
    note = " ".join(["", *_sample_note(examples, shown)])
    return (
        f"The answers over the plane of {first} and {second}: {shares}. {right[0].upper()}{right[1:]}.{note}"
    )


def _sample_note(examples: Examples, shown: int) -> list[str]:
    return [] if shown == len(examples.y) else [f"A sample of {shown} of the points is drawn."]


def _tenths(share: float) -> str:
    tenths = round(10 * share)
    if tenths in (0, 10):
        return (
            "none" if share == 0 else "all" if share == 1 else "nearly none" if tenths == 0 else "nearly all"
        )
    return f"about {10 * tenths} %"


def _percent(share: float) -> str:
    # All but one of a thousand is not "100 %".
    return f"{np.floor(100 * share + 1e-9):.0f} %"
