"""Diagrams with the numbers in them: one neuron, and the forward pass of a small network of perceptrons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

from ..errors import CourseError, number
from ..scratch.perceptron import forward, predict, step_function, weighted_sum
from . import style
from .examples import finite_numbers, number_text, two_digits
from .picture import Picture
from .style import look, new_figure

MOST_INPUTS = 6  # of a neuron: more do not fit the picture
MOST_UNITS, MOST_LAYERS = 3, 3  # of a network
RADIUS = 23  # of a node, CSS pixels
THINNEST, THICKEST = 1.2, 4.6  # of an edge, points


@look()
def neuron(
    x: Any, weights: Any, bias: float, *, names: Sequence[str] | None = None, title: str | None = None
) -> Picture:
    """Show how one neuron gets from its inputs to its answer: weights, weighted sum, step.

    An edge is the thicker the larger its weight; blue is negative, orange positive.

    Args:
        x: one example, shape (features,), of at most six features.
        weights: one weight per feature, shape (features,).
        bias: a number.
        names: names of the inputs; x1, x2, … by default.
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: if the shapes do not match, or there are more than six features.
    """
    x, weights, bias = finite_numbers("x", x), finite_numbers("weights", weights), number("bias", bias)
    if x.ndim != 1 or not 1 <= len(x) <= MOST_INPUTS:
        raise CourseError(f"x must be one example of 1 to {MOST_INPUTS} features, got shape {x.shape}")
    if weights.shape != x.shape:
        raise CourseError(f"weights must have shape {x.shape}, one for each feature; got {weights.shape}")
    names = [f"x{i}" for i in range(1, len(x) + 1)] if names is None else list(names)
    if len(names) != len(x):
        raise CourseError(f"names must name {len(x)} inputs, got {len(names)}: {', '.join(map(str, names))}")
    z, answer = float(weighted_sum(x, weights, bias)), int(predict(x, weights, bias))

    rows = len(x) + 1
    spacing = 72 if rows <= 4 else 62
    height = spacing * (rows - 1) + 2 * RADIUS + 110
    figure, axes = _canvas(640, height)
    middle = 64 + RADIUS + spacing * (rows - 1) / 2
    left, sum_at, step_at, answer_at = 110.0, 360.0, 466.0, 576.0
    all_weights = [*weights, bias]
    labels = [*(f"w{i} = {number_text(w)}" for i, w in enumerate(weights, 1)), f"b = {number_text(bias)}"]
    for row, (name, value, weight) in enumerate(zip([*names, "always"], [*x, 1.0], all_weights, strict=True)):
        y = 64 + RADIUS + spacing * row
        _edge(axes, (left, y), (sum_at, middle), weight, _largest(all_weights), labels[row], share=0.42)
        _node(axes, (left, y), number_text(value))
        axes.text(left - RADIUS - 8, y, name, ha="right", va="center", color=style.SOFT, parse_math=False)
    for start, end in ((sum_at + 30, step_at - 29), (step_at + 28, answer_at - RADIUS - 2)):
        _arrow(axes, start, end, middle)
    _node(axes, (sum_at, middle), "Σ", radius=29, size=17)
    axes.text(sum_at, middle + 44, f"z = {number_text(z)}", ha="center", va="center", weight="bold")
    _step_box(axes, (step_at, middle))
    axes.text(step_at, middle + 44, "z ≥ 0 ?", ha="center", va="center", color=style.SOFT)
    _node(axes, (answer_at, middle), str(answer), fill=style.color_of(answer))
    axes.text(answer_at, middle + 44, "answer", ha="center", va="center", color=style.SOFT)
    sum_in_words = _sum_in_words(x, weights, bias, z)
    axes.text(left - RADIUS, height - 18, sum_in_words, ha="left", va="center", fontsize=10, color=style.INK)
    _write_title(axes, title or f"z = {number_text(z)}, so the neuron answers {answer}")
    inputs = ", ".join(
        f"{name} = {number_text(value)} with weight {number_text(weight)}"
        for name, value, weight in zip(names, x, weights, strict=True)
    )
    return Picture(
        figure,
        f"A neuron with {inputs}, and bias {number_text(bias)}: the weighted sum is {sum_in_words}, which is "
        f"{'at least' if z >= 0 else 'below'} 0, so the answer is {answer}.",
    )


@look()
def network(layers: Sequence[tuple[Any, Any]], x: Any, *, title: str | None = None) -> Picture:
    """Show the forward pass of a small network of perceptrons, with every weight, sum and answer.

    An edge is the thicker the larger its weight; blue is negative, orange positive. A node holds its answer;
    above it stands its bias b, below it the sum z that the step was applied to.

    Args:
        layers: a pair (weights, bias) per layer, from the first to the last, as `scratch.perceptron.forward`
            takes them: weights of shape (inputs, units) and bias of shape (units,). At most three layers of
            at most three units.
        x: one example, shape (features,), of at most three features.
        title: the question that the picture answers, or its answer.

    Raises:
        CourseError: if the shapes do not match, or the network is too large for a picture.
    """
    values = finite_numbers("x", x)
    if values.ndim != 1 or not 1 <= len(values) <= MOST_UNITS:
        raise CourseError(f"x must be one example of 1 to {MOST_UNITS} features, got shape {values.shape}")
    read = _read_layers(layers, values)
    columns, sums = [values], [None]
    for weights, bias in read:
        sums.append(columns[-1] @ weights + bias)
        columns.append(step_function(sums[-1]))

    most = max(map(len, columns))
    spacing = {1: 130, 2: 130, 3: 108}[most]
    height = spacing * (most - 1) + 2 * RADIUS + 120
    figure, axes = _canvas(150 + 200 * len(read), height)
    middle = 68 + RADIUS + spacing * (most - 1) / 2
    places = [
        [(80 + 200 * column, middle + spacing * (unit - (len(held) - 1) / 2)) for unit in range(len(held))]
        for column, held in enumerate(columns)
    ]
    largest = _largest(np.concatenate([weights.ravel() for weights, _ in read]))
    for column, (weights, _) in enumerate(read):
        for (i, j), weight in np.ndenumerate(weights):
            _edge(
                axes,
                places[column][i],
                places[column + 1][j],
                weight,
                largest,
                two_digits(weight),
                share=0.27,
            )
    for column, held in enumerate(columns):
        for unit, place in enumerate(places[column]):
            if column == 0:
                _node(axes, place, number_text(held[unit]))
                _beside(axes, place, f"x{unit + 1}", above=True)
                continue
            _node(axes, place, str(int(held[unit])), fill=style.color_of(int(held[unit])))
            _beside(axes, place, f"b = {_short(read[column - 1][1][unit])}", above=True)
            _beside(axes, place, f"z = {_short(sums[column][unit])}", above=False)
    for column in range(len(columns)):
        name = "inputs" if column == 0 else "answer" if column == len(read) else f"hidden layer {column}"
        name = "hidden layer" if name.startswith("hidden") and len(read) == 2 else name
        axes.text(80 + 200 * column, height - 12, name, ha="center", va="center", color=style.SOFT)
    answers = ", ".join(str(int(value)) for value in columns[-1])
    inputs = ", ".join(f"x{i} = {number_text(value)}" for i, value in enumerate(values, 1))
    _write_title(axes, title or f"For {inputs} the network answers {answers}")
    return Picture(figure, _alt_of_network(inputs, columns, sums, answers))


def _read_layers(layers: Any, x: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    if not isinstance(layers, Sequence) or not 1 <= len(layers) <= MOST_LAYERS:
        raise CourseError(
            f"layers must be a list of 1 to {MOST_LAYERS} pairs (weights, bias), got {layers!r:.80}"
        )
    for place, layer in enumerate(layers, start=1):
        if not isinstance(layer, tuple | list) or len(layer) != 2:
            raise CourseError(f"layer {place} must be a pair (weights, bias), got {layer!r:.80}")
    forward(x, layers)  # says which shapes do not fit each other
    read, inputs = [], len(x)
    for place, (weights, bias) in enumerate(layers, start=1):
        weights, bias = np.asarray(weights, dtype=float), np.atleast_1d(np.asarray(bias, dtype=float))
        if len(bias) > MOST_UNITS:
            raise CourseError(
                f"layer {place} must have at most {MOST_UNITS} units to fit the picture, got {len(bias)}"
            )
        read.append((weights.reshape(inputs, len(bias)), bias))
        inputs = len(bias)
    return read


def _canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure in which one unit of the axes is one CSS pixel, with y pointing down."""
    figure = new_figure(width, height)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


def _write_title(axes: Axes, title: str) -> None:
    axes.text(16, 22, title, ha="left", va="center", fontsize=12)


def _largest(weights: Any) -> float:
    return float(np.abs(weights).max()) or 1.0


def _edge(
    axes: Axes, start: Any, end: Any, weight: float, largest: float, label: str, *, share: float
) -> None:
    """A line from node to node, and at a share of the way its weight."""
    color = style.FAINT if weight == 0 else style.color_of(int(weight > 0))
    width = THINNEST + (THICKEST - THINNEST) * abs(weight) / largest
    axes.plot(
        *zip(start, end, strict=True), color=color, linewidth=width, alpha=0.8, zorder=1,
        linestyle=":" if weight == 0 else "-", solid_capstyle="butt",
    )  # fmt: skip
    x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
    axes.text(
        x, y, label, ha="center", va="center", fontsize=9, zorder=2, color=style.text_color(color),
        bbox={"boxstyle": "round,pad=0.15", "facecolor": style.PAPER, "edgecolor": "none"},
    )  # fmt: skip


def _node(
    axes: Axes, place: Any, text: str, *, fill: str = "#eef1f4", radius: float = RADIUS, size: float = 11
) -> None:
    on_color = fill != "#eef1f4"
    axes.add_patch(
        Circle(
            place, radius, facecolor=fill, edgecolor=fill if on_color else style.SOFT, linewidth=1, zorder=3
        )
    )
    axes.text(
        *place, text, ha="center", va="center_baseline", fontsize=size, zorder=4,
        weight="bold" if on_color else None, color="white" if on_color else style.INK,
    )  # fmt: skip


def _beside(axes: Axes, place: Any, text: str, *, above: bool) -> None:
    x, y = place
    axes.text(
        x, y + (-RADIUS - 12 if above else RADIUS + 12), text, ha="center", va="center", fontsize=9, zorder=4,
        color=style.SOFT if above else style.INK,
        bbox={"boxstyle": "round,pad=0.1", "facecolor": style.PAPER, "edgecolor": "none"},
    )  # fmt: skip


def _arrow(axes: Axes, start: float, end: float, y: float) -> None:
    axes.annotate(
        "", (end, y), (start, y),
        arrowprops={"arrowstyle": "-|>", "color": style.SOFT, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0},
    )  # fmt: skip


def _step_box(axes: Axes, center: tuple[float, float]) -> None:
    x, y = center
    axes.add_patch(
        FancyBboxPatch(
            (x - 24, y - 24), 48, 48, boxstyle="round,pad=2,rounding_size=8", facecolor="#eef1f4",
            edgecolor=style.SOFT, linewidth=1, zorder=3,
        )
    )  # fmt: skip
    axes.plot(
        [x - 17, x, x, x + 17], [y + 12, y + 12, y - 12, y - 12], color=style.INK, linewidth=2, zorder=4
    )


def _short(value: float) -> str:
    """At most three decimals, so that it stands clear of the edges' weights."""
    return number_text(round(value, 3) or value)


def _sum_in_words(x: np.ndarray, weights: np.ndarray, bias: float, z: float) -> str:
    products = " + ".join(f"{_bracketed(w)}·{_bracketed(value)}" for w, value in zip(weights, x, strict=True))
    return f"{products} + {_bracketed(bias)} = {number_text(z)}"


def _bracketed(value: float) -> str:
    return f"({number_text(value)})" if value < 0 else number_text(value)


def _alt_of_network(inputs: str, columns: list[Any], sums: list[Any], answers: str) -> str:
    hidden = [
        f"layer {place} sums to {', '.join(map(number_text, sums[place]))} and answers "
        f"{', '.join(str(int(value)) for value in columns[place])}"
        for place in range(1, len(columns))
    ]
    shape = "-".join(str(len(held)) for held in columns)
    return (
        f"A {shape} network of perceptrons for {inputs}: {'; '.join(hidden)}. The network answers {answers}."
    )
