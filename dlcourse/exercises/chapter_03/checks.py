"""The rules that answers to the exercises of chapter 03 must keep, and sentences for frequent mistakes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..rules import compare, numbers, parts
from .solutions import divide, gradients_from_tape, layer_backward, measured_gradient, slopes_of_neuron


def check_slopes_of_neuron(answer):
    cases = [(1.5, 0.5, -0.25, 1.0), (2.0, -0.5, 0.75, -1.0), (-1.25, 0.8, 0.3, 0.5), (0.5, 2.0, -0.5, 0.0)]

    def read(value, *_):
        slopes = parts("slopes_of_neuron", value, ("slope_w", "slope_b"))
        return np.array([
            numbers(f"`{name}`", one, (), "one number")
            for name, one in zip(("slope_w", "slope_b"), slopes, strict=True)
        ])  # fmt: skip

    def rule(of_loss=lambda a, y: 2 * (a - y), of_tanh=lambda a, z: 1 - a**2, times=lambda x, w: (x, 1)):
        def mistaken(x, w, b, y):
            z = w * x + b
            a = np.tanh(z)
            return tuple(of_loss(a, y) * of_tanh(a, z) * factor for factor in times(x, w))

        return mistaken

    mistakes = (
        ("the slope of tanh is missing: between a and z = w·x + b lies the factor 1 − a²",
         rule(of_tanh=lambda a, z: 1)),
        ("the 2 is missing: the square (a − y)² grows 2·(a − y) times as fast as a",
         rule(of_loss=lambda a, y: a - y)),
        ("the signs are the wrong way round: the square (a − y)² grows 2·(a − y) times as fast as a, "
         "not 2·(y − a) times",
         rule(of_loss=lambda a, y: 2 * (y - a))),
        ("the square is differentiated too little: its slope is 2·(a − y), and here it counts as (a − y)²",
         rule(of_loss=lambda a, y: (a - y) ** 2)),
        ("the slope of tanh is 1 − a² with a = tanh(z), not 1 − z²", rule(of_tanh=lambda a, z: 1 - z**2)),
        ("the slope of tanh is 1 − a², not 1 − a", rule(of_tanh=lambda a, z: 1 - a)),
        ("the slope of tanh is 1 − a²; a·(1 − a) is that of the sigmoid",
         rule(of_tanh=lambda a, z: a * (1 - a))),
        ("z = w·x + b grows x times as fast as w, and this factor x is missing in slope_w",
         rule(times=lambda x, w: (1, 1))),
        ("slope_w must be the slope with respect to w, which has the factor x; with the factor w it is the "
         "slope with respect to x",
         rule(times=lambda x, w: (w, 1))),
        ("z = w·x + b grows just as fast as b: slope_b must not have the factor x",
         rule(times=lambda x, w: (x, x))),
        ("`slopes_of_neuron` must return slope_w first and slope_b second",
         rule(times=lambda x, w: (1, x))),
    )  # fmt: skip
    compare(answer, slopes_of_neuron, cases, read, mistakes)


def check_divide(answer):
    cases = [(3.0, 2.0), (1.0, 4.0), (-2.0, 0.5), (5.0, -2.0), (0.0, 3.0)]
    names = ("value", "slope_numerator", "slope_denominator")

    def read(value, *_):
        given = parts("divide", value, names)
        return np.array(
            [numbers(f"`{name}`", one, (), "one number") for name, one in zip(names, given, strict=True)]
        )

    mistakes = (
        ("the quotient falls where the denominator grows: its slope with respect to the denominator has a "
         "minus sign",
         lambda n, d: (n / d, 1 / d, n / d**2)),
        ("the slope with respect to the denominator has the denominator squared: −numerator / denominator²",
         lambda n, d: (n / d, 1 / d, -n / d)),
        ("the slope with respect to the denominator still has the numerator in it: "
         "−numerator / denominator²",
         lambda n, d: (n / d, 1 / d, -1 / d**2)),
        ("the two slopes are in the wrong order: the numerator's comes first",
         lambda n, d: (n / d, -n / d**2, 1 / d)),
        ("slopes of a product are the other factor; the quotient grows 1 / denominator times as fast as the "
         "numerator",
         lambda n, d: (n / d, d, n)),
        ("the slope with respect to the denominator is −numerator / denominator², not 1 / numerator: the two "
         "sides of a division are not alike",
         lambda n, d: (n / d, 1 / d, 1 / n if n else 0.0)),
    )  # fmt: skip
    compare(answer, divide, cases, read, mistakes)


def check_gradients_from_tape(answer):
    cases = [
        (2, [(1, 0, 3.0)]),
        (3, [(1, 0, 2.0), (2, 1, -0.5)]),
        (3, [(2, 0, 4.0), (2, 1, 0.5)]),
        (2, [(1, 0, 3.0), (1, 0, 3.0)]),  # a square: made of the same node twice
        (4, [(2, 0, -2.0), (2, 1, 0.5), (3, 2, 1.0), (3, 0, 1.0)]),  # node 0 on two ways
        (4, [(1, 0, 0.5), (2, 0, 3.0), (3, 1, 2.0), (3, 2, -1.0)]),
        (5, [(3, 0, 2.0), (3, 1, -1.0), (4, 3, 0.25), (4, 1, 3.0)]),  # node 2 is not used
    ]
    random = np.random.default_rng(3)
    for count in (6, 9):
        tape = [
            (node, int(made_of), float(random.integers(-4, 5)) / 2)
            for node in range(2, count)
            for made_of in random.integers(0, node, 2)
        ]
        cases.append((count, tape))

    def read(value, count, tape):
        return numbers(
            "what `gradients_from_tape` returns", value, (count,), f"one gradient per node, shape ({count},)"
        )

    def rule(
        order=reversed, start=1.0, overwrites=0, to_result=1, combine=lambda slope, gradient: slope * gradient
    ):
        def mistaken(count, tape):
            gradients = np.zeros(count)
            gradients[count - 1] = start
            for node, made_of, slope in order(tape):
                kept = 0.0 if overwrites else gradients[made_of]
                gradients[made_of] = kept + combine(slope, gradients[node])
            gradients[count - 1] *= to_result
            return gradients

        return mistaken

    def with_input_and_output_swapped(count, tape):
        gradients = np.zeros(count)
        gradients[count - 1] = 1.0
        for node, made_of, slope in reversed(tape):
            gradients[node] += slope * gradients[made_of]
        return gradients

    mistakes = (
        ("a node that is used twice must get both shares: add with `+=`, do not overwrite with `=`",
         rule(overwrites=1)),
        ("the rows must be gone through from the last to the first: a node's gradient must be complete "
         "before it is passed on",
         rule(order=list)),
        ("the result's own gradient is 1: with 0 to begin with, all shares are 0", rule(start=0.0)),
        ("the result's own gradient must stay 1", rule(to_result=0)),
        ("along a way the slopes are multiplied, not added: a share is slope · gradient of the node",
         rule(combine=lambda slope, gradient: slope + gradient)),
        ("the gradient of the node is ignored: a share is slope · gradient of the node, not the slope alone",
         rule(combine=lambda slope, gradient: slope)),
        ("the slope is ignored: a share is slope · gradient of the node",
         rule(combine=lambda slope, gradient: gradient)),
        ("gradients go from node back to made_of, and here they go from made_of to node",
         with_input_and_output_swapped),
    )  # fmt: skip
    compare(answer, gradients_from_tape, cases, read, mistakes)


def check_layer_backward(answer):
    random = np.random.default_rng(5)
    cases = [
        tuple(random.integers(-3, 4, shape) / 2 for shape in ((n, features), (features, units), (n, units)))
        for n, features, units in ((2, 3, 1), (1, 2, 3), (4, 2, 3), (3, 3, 3), (5, 1, 2), (2, 2, 2))
    ]
    names = ("weights_gradient", "bias_gradient", "inputs_gradient")

    def read(value, inputs, weights, delta):
        given = parts("layer_backward", value, names)
        shapes = (weights.shape, delta.shape[1:], inputs.shape)
        owners = ("weights", "bias", "inputs")
        arrays = [
            numbers(f"`{name}`", one, shape, f"numbers of the shape of {owner}, {shape}")
            for name, one, shape, owner in zip(names, given, shapes, owners, strict=True)
        ]
        return np.concatenate([array.ravel() for array in arrays])

    mistakes = (
        ("the bias' gradient is a sum over the examples, not a mean: delta has its 1/n already",
         lambda x, w, d: (x.T @ d, d.mean(axis=0), d @ w.T)),
        ("the gradients are divided by n once too often: delta has its 1/n already",
         lambda x, w, d: (x.T @ d / len(x), d.mean(axis=0), d @ w.T)),
        ("the weights' gradient is a sum over the examples, not a mean: delta has its 1/n already",
         lambda x, w, d: (x.T @ d / len(x), d.sum(axis=0), d @ w.T)),
        ("all three gradients have the wrong sign: a gradient says where the loss grows; the minus comes "
         "with the step downhill",
         lambda x, w, d: (-x.T @ d, -d.sum(axis=0), -d @ w.T)),
        ("bias_gradient must be the sum over the examples, and it holds those of one example only",
         lambda x, w, d: (x.T @ d, d[0], d @ w.T)),
        ("bias_gradient must be the sum over the examples, and it holds those of one example only",
         lambda x, w, d: (x.T @ d, d[-1], d @ w.T)),
        ("inputs_gradient must not have a tanh in it: how the inputs came about is the business of the layer "
         "below",
         lambda x, w, d: (x.T @ d, d.sum(axis=0), d @ w.T * (1 - x**2))),
    )  # fmt: skip
    compare(answer, layer_backward, cases, read, mistakes)


@dataclass(frozen=True)
class CubeOfSum:
    """The cube of a weighted sum: measured slopes depend on h, and on what all other entries are."""

    weights: tuple[float, ...]

    def __call__(self, x):
        return float((np.asarray(x).ravel() @ self.weights) ** 3)

    def __repr__(self) -> str:
        return f"({' + '.join(f'{weight:g}·x{i}' for i, weight in enumerate(self.weights))})³"


def check_measured_gradient(answer):
    cases = [
        (CubeOfSum((1.0,)), np.array([2.0]), 0.5),
        (CubeOfSum((1.0, -2.0)), np.array([1.0, 0.5]), 0.1),
        (CubeOfSum((1.0, 2.0, 0.5)), np.array([1.0, -1.0, 2.0]), 0.25),
        (CubeOfSum((1.0, -1.0, 2.0, 3.0, 0.5, 1.0)), np.arange(6.0).reshape(2, 3) / 2, 0.1),
        (CubeOfSum((2.0, 1.0, -1.0, 1.0)), np.arange(4.0).reshape(1, 2, 2), 0.01),
    ]

    def read(value, function, x, h):
        return numbers(
            "what `measured_gradient` returns", value, x.shape, f"one slope per entry of x, shape {x.shape}"
        )

    def each(slope):
        """A gradient from a slope that is measured for one entry: slope(f, x, nudge, h)."""

        def measured(function, x, h):
            slopes = np.zeros(x.shape)
            for place in np.ndindex(x.shape):
                nudge = np.zeros(x.shape)
                nudge[place] = h
                slopes[place] = slope(function, x, nudge, h)
            return slopes

        return measured

    def with_nudges_left_behind(function, x, h):
        x, slopes = x.copy(), np.zeros(x.shape)
        for place in np.ndindex(x.shape):
            x[place] += h
            up = function(x)
            x[place] -= 2 * h
            slopes[place] = (up - function(x)) / (2 * h)
        return slopes

    def all_at_once(function, x, h):
        return np.full(x.shape, (function(x + h) - function(x - h)) / (2 * h))

    mistakes = (
        ("nudge both ways, up and down: (f(x + h) − f(x − h)) / 2h, not (f(x + h) − f(x)) / h",
         each(lambda f, x, nudge, h: (f(x + nudge) - f(x)) / h)),
        ("nudge both ways, up and down: (f(x + h) − f(x − h)) / 2h, not (f(x) − f(x − h)) / h",
         each(lambda f, x, nudge, h: (f(x) - f(x - nudge)) / h)),
        ("from x − h to x + h is a way of 2h: divide by 2h, not by h",
         each(lambda f, x, nudge, h: (f(x + nudge) - f(x - nudge)) / h)),
        ("the division by 2h is missing", each(lambda f, x, nudge, h: f(x + nudge) - f(x - nudge))),
        ("dividing by 2 and then multiplying by h is not dividing by 2h: set brackets, / (2 * h)",
         each(lambda f, x, nudge, h: (f(x + nudge) - f(x - nudge)) / 2 * h)),
        ("the slopes have the wrong sign: it is f(x + h) − f(x − h)",
         each(lambda f, x, nudge, h: (f(x - nudge) - f(x + nudge)) / (2 * h))),
        ("a nudged entry must be put back before the next one is nudged", with_nudges_left_behind),
        ("nudge one entry at a time: x + h moves all of them at once", all_at_once),
        ("`measured_gradient` must nudge by the h that it is given, not by one of its own",
         each(lambda f, x, nudge, h: (f(x + 1e-5 * nudge / h) - f(x - 1e-5 * nudge / h)) / 2e-5)),
    )  # fmt: skip
    compare(answer, measured_gradient, cases, read, mistakes)
