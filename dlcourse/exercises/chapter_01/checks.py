"""The rules that answers to the exercises of chapter 01 must keep, and sentences for frequent mistakes."""

from __future__ import annotations

import numpy as np

from ..rules import RuleBroken, compare, numbers, parts, shown
from .solutions import decide, learn_from_mistake, margin

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "nand": (1, 1, 1, 0)}  # at the corners, in their order
XOR = np.array([0, 1, 1, 0])


def check_decide(answer):
    random = np.random.default_rng(11)
    cases = [(np.array([[1.0, 2.0]]), np.array([1.0, -1.0]), 0.5), (CORNERS, np.array([1, 1]), -1)]
    for points, features in ((3, 3), (2, 2), (4, 2), (1, 3), (6, 3), (5, 1), (12, 4)):
        x = random.integers(-3, 4, (points, features)) / 1.0
        cases.append((x, random.choice([-2.0, -1.0, 1.0, 2.0], features), random.integers(-2, 3) / 2))

    def read(value, x, weights, bias):
        labels = numbers("what `decide` returns", value, (len(x),), f"one label per point, shape {(len(x),)}")
        if np.asarray(value).dtype == bool:
            raise RuleBroken(
                "`decide` must return the whole numbers 0 and 1, got True and False: "
                "`.astype(int)` turns them into numbers"
            )
        return labels

    def step(sums):
        return (sums >= 0).astype(int)

    mistakes = (
        (
            "a weighted sum plus bias of exactly 0 counts as 1 in `decide`: compare with `>=`, not with `>`",
            lambda x, weights, bias: 1 - step(-(x @ weights + bias)),
        ),
        (
            "`decide` must add the bias to the weighted sum before it compares with 0",
            lambda x, weights, bias: step(x @ weights),
        ),
        (
            "`decide` must add the bias, not subtract it",
            lambda x, weights, bias: step(x @ weights - bias),
        ),
        (
            "`decide` must answer 1 where the sum is 0 or more and 0 elsewhere, and it answers the other "
            "way round",
            lambda x, weights, bias: 1 - step(x @ weights + bias),
        ),
        (
            "the labels are 0 and 1 here, not −1 and 1",
            lambda x, weights, bias: 2 * step(x @ weights + bias) - 1,
        ),
        (
            "`decide` must return labels, and it returns the sums themselves: the step function is missing",
            lambda x, weights, bias: x @ weights + bias,
        ),
    )
    compare(answer, decide, cases, read, mistakes)


def check_gate(answer):
    given = {name: _gate_numbers(name, answer(name)) for name in GATES}
    said = {name: _gate_answers(values) for name, values in given.items()}
    if said == GATES:
        return
    if {name: _gate_answers(values, 1e-9) for name, values in given.items()} == GATES:
        raise RuleBroken("a sum of exactly 0 counts as 1, and these gates are right only if it counted as 0")
    if {name: _gate_answers(np.roll(values, -1)) for name, values in given.items()} == GATES:
        raise RuleBroken("`gate` must return (w1, w2, b) in this order, and it returns the bias first")
    wrong = next(name for name in GATES if said[name] != GATES[name])
    corner = next(index for index in range(4) if said[wrong][index] != GATES[wrong][index])
    (w1, w2, b), (x1, x2) = given[wrong], CORNERS[corner]
    raise RuleBroken(
        f"{wrong.upper()} of ({x1}, {x2}) is {GATES[wrong][corner]}, and with the sum {shown(w1)}·{x1} + "
        f"{shown(w2)}·{x2} + ({shown(b)}) = {shown(w1 * x1 + w2 * x2 + b)} this perceptron says "
        f"{said[wrong][corner]}"
    )


def _gate_numbers(name, value):
    names = ("w1", "w2", "b")
    values = parts("gate", value, names)
    return np.array(
        [
            numbers(f'{part} of `gate("{name}")`', one, (), "one number")
            for part, one in zip(names, values, strict=True)
        ]
    )


def _gate_answers(values, at_least=0.0):
    return tuple(int(yes) for yes in CORNERS @ values[:2] + values[2] >= at_least)


def check_learn_from_mistake(answer):
    random = np.random.default_rng(13)
    three = np.array([1.0, 2.0, -1.0])
    cases = [(np.zeros(3), 0.0, three, y, 1.0) for y in (0, 1)]  # a sum of exactly 0 says 1
    for features in (3, 2, 2, 2, 2, 3, 1, 4):
        weights, x = random.integers(-3, 4, (2, features)) / 1.0
        for bias in (-4.0, -0.5, 3.5):
            cases += [(weights, bias, x, y, random.choice([0.1, 0.5, 2.0])) for y in (0, 1)]

    def read(value, weights, *rest):
        new_weights, new_bias = parts("learn_from_mistake", value, ("weights", "bias"))
        shape = np.shape(weights)
        new_weights = numbers("the new weights", new_weights, shape, f"numbers of shape {shape}")
        return np.append(new_weights, numbers("the new bias", new_bias, (), "one number"))

    def rule(error_of, rate_of=lambda rate: rate, weights_move=1, bias_moves=1):
        def mistaken(weights, bias, x, y, learning_rate):
            change = rate_of(learning_rate) * error_of(weights @ x, bias, y)
            return weights + weights_move * change * x, bias + bias_moves * change

        return mistaken

    def error(z, bias, y):
        return y - int(z + bias >= 0)

    mistakes = (
        (
            "where the perceptron is wrong, weights and bias must change: "
            "by learning_rate · (y − prediction) · x and by learning_rate · (y − prediction)",
            rule(error, weights_move=0, bias_moves=0),
        ),
        (
            "the step goes the wrong way: the change is learning_rate · (y − prediction) · x, "
            "so that a missed 1 raises the sum and a false 1 lowers it",
            rule(error, weights_move=-1, bias_moves=-1),
        ),
        ("the bias learns too: it changes by learning_rate · (y − prediction)", rule(error, bias_moves=0)),
        (
            "the bias must move the same way as the weights, by learning_rate · (y − prediction)",
            rule(error, bias_moves=-1),
        ),
        ("the weights must change too, by learning_rate · (y − prediction) · x", rule(error, weights_move=0)),
        (
            "the learning rate is ignored: it multiplies the change of the weights and of the bias",
            rule(error, rate_of=lambda rate: 1),
        ),
        (
            "where the perceptron is right already, weights and bias must stay as they are: "
            "multiply by y − prediction, not by y",
            rule(lambda z, bias, y: y),
        ),
        (
            "where the perceptron is right already, weights and bias must stay as they are, and they "
            "move on every example",
            rule(lambda z, bias, y: 2 * y - 1),
        ),
        (
            "a sum of exactly 0 counts as the prediction 1: compare with `>=`, not with `>`",
            rule(lambda z, bias, y: y - int(z + bias > 0)),
        ),
        (
            "the prediction is 0 or 1 like the labels, not −1 or 1",
            rule(lambda z, bias, y: y - (1 if z + bias >= 0 else -1)),
        ),
        (
            "with labels −1 and 1 the change is twice as large: here labels and predictions are 0 and 1",
            rule(lambda z, bias, y: 2 * error(z, bias, y)),
        ),
        (
            "the error is y − prediction, where the prediction is 0 or 1 and not the weighted sum itself",
            rule(lambda z, bias, y: y - (z + bias)),
        ),
        (
            "the prediction must use the bias too: weights · x + bias",
            rule(lambda z, bias, y: y - int(z >= 0)),
        ),
    )
    compare(answer, learn_from_mistake, cases, read, mistakes)


def check_xor_network(answer):
    names = ("hidden_weights", "hidden_bias", "output_weights", "output_bias")
    shapes = ((2, 2), (2,), (2,), ())
    given = [
        numbers(f"`{name}`", value, shape, f"numbers of shape {shape}" if shape else "one number")
        for name, value, shape in zip(names, parts("xor_network", answer(), names), shapes, strict=True)
    ]
    hidden, said = _forward(*given)
    if (said == XOR).all():
        return
    if (_forward(given[0].T, *given[1:])[1] == XOR).all():
        raise RuleBroken(
            "hidden_weights is transposed: row i belongs to input i, and column j holds the weights into "
            "hidden unit j"
        )
    if (_forward(*given, at_least=1e-9)[1] == XOR).all():
        raise RuleBroken("a sum of exactly 0 counts as 1, and this network is right only if it counted as 0")
    for unit in (0, 1):
        if len(set(hidden[:, unit])) == 1:
            raise RuleBroken(
                f"hidden unit {unit} must tell some corners from others, and it says {hidden[0, unit]} to "
                "all four: one line alone cannot make XOR"
            )
    if (hidden[:, 0] == hidden[:, 1]).all() or (hidden[:, 0] != hidden[:, 1]).all():
        raise RuleBroken(
            "the hidden units must draw different lines, and these two part the four corners in the same way"
        )
    corner = int(np.argmax(said != XOR))
    x1, x2 = CORNERS[corner]
    raise RuleBroken(
        f"XOR of ({x1}, {x2}) is {XOR[corner]}, and this network says {said[corner]}: there its hidden "
        f"units say {shown(hidden[corner])}, which the output turns into {said[corner]}"
    )


def _forward(hidden_weights, hidden_bias, output_weights, output_bias, at_least=0.0):
    """What the hidden units (4, 2) and the output (4,) say on the four corners."""
    hidden = (CORNERS @ hidden_weights + hidden_bias >= at_least).astype(int)
    return hidden, (hidden @ output_weights + output_bias >= at_least).astype(int)


def check_margin(answer):
    random = np.random.default_rng(17)
    cases = [
        (np.array([[3.0, 4.0]]), np.array([1]), np.array([3.0, 4.0]), -5.0),
        (np.array([[3.0, 4.0]]), np.array([0]), np.array([3.0, 4.0]), -5.0),
        (np.array([[1.0, 1.0], [3.0, 0.0]]), np.array([0, 1]), np.array([2.0, 1.0]), -4.5),
    ]
    for points, features in ((4, 2), (5, 2), (6, 3), (3, 1), (8, 4)):
        x = random.integers(-4, 5, (points, features)) / 1.0
        weights, bias = random.choice([-2.0, -1.0, 1.0, 3.0], features), random.integers(-3, 4) + 0.5
        separated = (x @ weights + bias > 0).astype(int)
        cases += [(x, separated, weights, bias), (x, random.integers(0, 2, points), weights, bias)]

    def read(value, *_):
        return numbers("what `margin` returns", value, (), "one number")

    def distances(x, y, weights, bias):
        return (2 * y - 1) * (x @ weights + bias) / np.linalg.norm(weights)

    mistakes = (
        (
            "`margin` must divide by the length of the weights, the square root of their summed squares: "
            "twice the weights draw the same line",
            lambda x, y, w, b: ((2 * y - 1) * (x @ w + b)).min(),
        ),
        (
            "a point on the wrong side has a negative distance, and `margin` takes the size of every "
            "distance",
            lambda x, y, w, b: np.abs(distances(x, y, w, b)).min(),
        ),
        (
            "a point of label 0 lies right where the sum is negative: `margin` must turn the sign of its "
            "distance",
            lambda x, y, w, b: ((x @ w + b) / np.linalg.norm(w)).min(),
        ),
        (
            "label 0 must count as −1: multiplied by 0, the points of that class drop out of `margin`",
            lambda x, y, w, b: (y * (x @ w + b) / np.linalg.norm(w)).min(),
        ),
        (
            "label 1 is the side where the sum is positive, and `margin` has the two sides the other way "
            "round",
            lambda x, y, w, b: (-distances(x, y, w, b)).min(),
        ),
        ("`margin` must give the smallest distance, not the mean", lambda *case: distances(*case).mean()),
        ("`margin` must give the smallest distance, not the largest", lambda *case: distances(*case).max()),
        ("`margin` must add the bias to the weighted sum", lambda x, y, w, b: distances(x, y, w, 0).min()),
        (
            "the bias shifts the line but is no part of the weights' length: divide by the length of the "
            "weights alone",
            lambda x, y, w, b: ((2 * y - 1) * (x @ w + b) / np.sqrt(w @ w + b * b)).min(),
        ),
        (
            "`margin` must divide by the length of the weights, not by its square",
            lambda x, y, w, b: ((2 * y - 1) * (x @ w + b) / (w @ w)).min(),
        ),
        (
            "the length of the weights is the square root of their summed squares, not the sum of their "
            "sizes",
            lambda x, y, w, b: ((2 * y - 1) * (x @ w + b) / np.abs(w).sum()).min(),
        ),
    )
    compare(answer, margin, cases, read, mistakes)
