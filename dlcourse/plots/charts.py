"""Charts of numbers: curves of a run, functions of one variable, and results over several seeds."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from ..errors import CourseError, number, one_of
from . import style
from .axes import draw_curves, line_look, name_axes
from .examples import counted, finite_numbers, number_text, two_digits
from .functions import describe_functions, draw_functions, read_functions, read_points
from .picture import Picture
from .style import look, new_figure

WIDTH, HEIGHT = 600, 310  # CSS pixels
ROW = 46  # CSS pixels for each label of `compare`


@look()
def curves(
    curves_or_history: Any,
    *,
    title: str | None = None,
    x_label: str | None = None,
    y_label: str = "loss",
) -> Picture:
    """Show how numbers of a run change, such as the loss on training examples and on new ones.

    The vertical axis begins at 0 where no value is negative. A value that is not finite leaves a gap.

    Args:
        curves_or_history: {"label": values} or {"label": (steps, values)}; or what `model.fit` returns, of
            which the quantity that `y_label` names is shown, on training examples and on new ones.
        title: the question that the picture answers, or its answer.
        x_label: name of the horizontal axis; "epochs" for what `model.fit` returns, else "steps".
        y_label: name of the vertical axis.

    Raises:
        CourseError: if there is nothing to draw, or steps and values differ in length.
    """
    if hasattr(curves_or_history, "history") and hasattr(curves_or_history, "epoch"):
        given, x_label = _of_fit(curves_or_history, y_label), x_label or "epochs"
    else:
        given, x_label = _mapping("curves_or_history", curves_or_history), x_label or "steps"
    read = {name: _curve(name, values) for name, values in given.items()}
    figure = new_figure(WIDTH, HEIGHT)
    axes = figure.subplots()
    draw_curves(axes, read, x_label=x_label, y_label=y_label)
    axes.set_title(title or f"How the {y_label} changes")
    return Picture(figure, _alt_of_curves(read, x_label, y_label))


@look()
def lines(
    x: Any,
    functions: Mapping[str, Any],
    *,
    title: str | None = None,
    x_label: str = "x",
    y_label: str = "y",
    mark: float | None = None,
    points: Any = None,
) -> Picture:
    """Show functions of one variable, each named at its end.

    A jump, as in the step function, is left open: the function has no values in between.

    Args:
        x: where the functions were evaluated, in rising order, shape (n,).
        functions: the values of each function, {"label": y} with y of shape (n,).
        title: the question that the picture answers, or its answer.
        x_label: name of the horizontal axis, with its unit.
        y_label: name of the vertical axis, with its unit.
        mark: a value of x; a dot shows the value of each function there, and its name is followed by it.
        points: points beside the functions, shape (m, 2).

    Raises:
        CourseError: if the shapes do not match, x does not rise, or `mark` lies outside of x.
    """
    given = {name: finite_numbers(f"{name!r}", y) for name, y in _mapping("functions", functions).items()}
    x, values = read_functions(finite_numbers("x", x), given)
    beside = read_points(points)
    if mark is not None:
        mark = number("mark", mark, at_least=float(x[0]), at_most=float(x[-1]))
    figure = new_figure(WIDTH, HEIGHT)
    axes = figure.subplots()
    draw_functions(axes, x, values, mark=mark, points=beside, x_label=x_label, y_label=y_label)
    axes.set_title(title or f"{', '.join(values)} over {x_label}")
    alt = describe_functions(x, values, beside, mark, x_label=x_label, y_label=y_label)
    return Picture(figure, alt)


@look()
def compare(
    results: Mapping[str, Any],
    *,
    title: str | None = None,
    x_label: str = "accuracy",
) -> Picture:
    """Show the results of several models over several seeds: a dot for each seed, a bar at the mean.

    Args:
        results: {"label": values}, one value for each seed; a baseline that knows no seed has one.
        title: the question that the picture answers, or its answer.
        x_label: what the values are, with their unit.

    Raises:
        CourseError: if there are no results, or one of them holds no finite numbers.
    """
    read = {name: _results(name, values) for name, values in _mapping("results", results).items()}
    figure = new_figure(WIDTH, 96 + ROW * len(read))
    axes = figure.subplots()
    for row, (name, values) in enumerate(read.items()):
        color = line_look(row)[0]
        axes.scatter(
            values, row + _beside_one_another(values), s=40, color=color, linewidths=0.7,
            edgecolors="white", label=name, zorder=2,
        )  # fmt: skip
        if len(values) > 1:
            axes.vlines(values.mean(), row - 0.36, row + 0.36, color=style.INK, linewidth=2, zorder=1)
        axes.annotate(
            number_text(values.mean()), (1.02, row), xycoords=("axes fraction", "data"), va="center",
            color=style.INK, annotation_clip=False,
        )  # fmt: skip
    axes.annotate("mean", (1.02, 1), xycoords="axes fraction", va="bottom", color=style.SOFT, fontsize=9)
    name_axes(axes, x_label, "")
    axes.set_yticks(range(len(read)), list(read))
    axes.set_ylim(len(read) - 0.5, -0.5)
    for row, label in enumerate(axes.get_yticklabels()):
        label.set(color=style.text_color(line_look(row)[0]), fontsize=10, parse_math=False)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=style.LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.margins(x=0.06)
    axes.set_title(title or f"{x_label[:1].upper()}{x_label[1:]}, seed by seed")
    return Picture(figure, _alt_of_results(read, x_label))


def _of_fit(history: Any, quantity: str) -> dict[str, Any]:
    recorded = history.history
    if not recorded:
        raise CourseError("curves_or_history must hold at least one epoch, got a history without any")
    one_of("y_label", quantity, [name for name in recorded if not name.startswith("val_")])
    epochs = np.asarray(history.epoch) + 1
    shown = {"training": (epochs, recorded[quantity])}
    if f"val_{quantity}" in recorded:
        shown["new examples"] = (epochs, recorded[f"val_{quantity}"])
    return shown


def _mapping(name: str, values: Any) -> Mapping[str, Any]:
    if not isinstance(values, Mapping) or not values:
        raise CourseError(
            f'{name} must be a dict such as {{"label": values}} with an entry, got {values!r:.80}'
        )
    return values


def _curve(name: str, given: Any) -> tuple[np.ndarray, np.ndarray]:
    if isinstance(given, tuple) and len(given) == 2 and np.ndim(given[0]) == np.ndim(given[1]) == 1:
        steps, values = finite_numbers(f"the steps of {name!r}", given[0]), _numbers(name, given[1])
    else:
        values = _numbers(name, given)
        steps = np.arange(1, values.size + 1)
    if values.ndim != 1 or steps.shape != values.shape or not len(values):
        raise CourseError(
            f"the curve {name!r} must have as many values as steps, at least one; "
            f"got {values.shape} and {steps.shape}"
        )
    return steps, values


def _numbers(name: str, values: Any) -> np.ndarray:
    array = np.atleast_1d(np.asarray(values))
    if array.dtype == object:  # None, as JSON writes what is not finite
        array = np.asarray([np.nan if value is None else value for value in array])
    if array.dtype.kind not in "buif" or np.ndim(values) == 0:
        raise CourseError(f"the curve {name!r} must hold numbers, got {values!r:.80}")
    return array.astype(float)


def _results(name: str, values: Any) -> np.ndarray:
    values = np.atleast_1d(finite_numbers(f"{name!r}", np.atleast_1d(values)))
    if values.ndim != 1 or not len(values):
        raise CourseError(f"{name!r} must hold one number for each seed, got shape {values.shape}")
    return values


def _beside_one_another(values: np.ndarray) -> np.ndarray:
    """Offsets in rows, in [-0.2, 0.2], so that equal results can be counted."""
    close = np.ptp(values) / 40
    offsets = np.zeros(len(values))
    order = np.argsort(values, kind="stable")
    step = 0.0
    for before, here in pairwise(order):
        step = (step + 1) % 5 if values[here] - values[before] <= close else 0
        offsets[here] = (0, 0.1, -0.1, 0.2, -0.2)[int(step)]
    return offsets


def _alt_of_curves(read: dict[str, tuple[np.ndarray, np.ndarray]], x_label: str, y_label: str) -> str:
    parts = []
    for name, (steps, values) in read.items():
        finite = np.flatnonzero(np.isfinite(values))
        if not len(finite):
            parts.append(f"{name} without a finite value")
            continue
        first, last = finite[0], finite[-1]
        parts.append(
            f"{name} from {two_digits(values[first])} to {two_digits(values[last])} "
            f"({x_label} {steps[first]:,.6g} to {steps[last]:,.6g})"
        )
    return f"Curves of {y_label} against {x_label}: {'; '.join(parts)}."


def _alt_of_results(read: dict[str, np.ndarray], x_label: str) -> str:
    parts = []
    for name, values in read.items():
        spread = f", {two_digits(values.min())} to {two_digits(values.max())}" if len(values) > 1 else ""
        parts.append(f"{name} {two_digits(values.mean())} (mean of {counted(len(values), 'seed')}{spread})")
    return f"{x_label[:1].upper()}{x_label[1:]} of {counted(len(read), 'model')}: {'; '.join(parts)}."
