"""The rules that answers to the exercises of chapter 02 must keep, and sentences for frequent mistakes."""

from __future__ import annotations

import numpy as np

from ..rules import RuleBroken, compare, kind, numbers, parts
from .solutions import dead_units, leaky_relu, sigmoid, softmax

SHAPES = ((1,), (5,), (2, 3), (3, 2), (4, 1, 2))


def check_sigmoid(answer):
    random = np.random.default_rng(21)
    cases = [(np.array([value]),) for value in (0.0, 1.0, -1.0)]
    cases += [(random.normal(scale=3.0, size=shape),) for shape in SHAPES]

    def read(value, z):
        return numbers("what `sigmoid` returns", value, z.shape, f"numbers of shape {z.shape}, that of z")

    def quiet(z):
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-z))

    mistakes = (
        ("the sign of the exponent is wrong: the sigmoid rises, from 0 to 1", lambda z: 1 - quiet(z)),
        ("`sigmoid` must end between 0 and 1, and this is tanh, which ends between −1 and 1", np.tanh),
        ("this is the derivative of the sigmoid, not the sigmoid", lambda z: quiet(z) * (1 - quiet(z))),
        ("the 1 in 1 + e^(−z) is missing", lambda z: 1 / np.exp(-z)),
        ("this is the power e^(−z) alone; the sigmoid is 1 / (1 + e^(−z))", lambda z: np.exp(-z)),
        (
            "each number of z has a sigmoid of its own, and here all were divided by a common sum",
            lambda z: np.exp(z) / np.exp(z).sum(),
        ),
    )
    compare(answer, sigmoid, cases, read, mistakes)
    _hold_far_out(answer)


def _hold_far_out(answer):
    """The same where e^|z| overflows, with NumPy's warnings as errors."""
    far = np.array([-10_000.0, -800.0, -30.0, 30.0, 800.0, 10_000.0])
    given = numbers("what `sigmoid` returns", _strictly(answer, far), far.shape, "numbers of shape (6,)")
    if not np.allclose(given, sigmoid(far), rtol=1e-2, atol=1e-15):
        if ((given > 0) & (given < 1)).all():
            raise RuleBroken(
                "`sigmoid` must not clip z: far out it is nearer to 0 and 1 than any clipped value"
            )
        raise RuleBroken(
            "`sigmoid` must be right far out too: σ(−30) is about 9e−14 and not 0, σ(−10,000) is 0, "
            f"σ(10,000) is 1; got {given[2]:.2g}, {given[0]:.2g} and {given[-1]:.2g}"
        )


def _strictly(answer, *arguments):
    """Call the learner's function with overflow, division by 0 and 0 / 0 as errors."""
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            return answer(*arguments)
    except RuleBroken as broken:
        if "FloatingPointError" in str(broken):
            raise RuleBroken(
                "a power of e overflows, or a row becomes 0 / 0, for numbers as large as 10,000 "
                f"({_what(broken)}): take e only of numbers ≤ 0, and not all of them very negative"
            ) from None
        raise


def _what(broken):
    """NumPy's own words for what went wrong."""
    return str(broken).rpartition("FloatingPointError: ")[2].strip()


def check_leaky_relu(answer):
    random = np.random.default_rng(22)
    cases = [(np.array([-2.0, 3.0, -0.5]), 0.1)]
    for shape in SHAPES:
        z = random.normal(scale=2.0, size=shape)
        cases += [(z, slope) for slope in (0.01, 0.3, 2.0)]

    def read(value, z, slope):
        both = parts("leaky_relu", value, ("a", "derivative"))
        what = f"numbers of shape {z.shape}, that of z"
        return np.stack([numbers(f"`{name}`", each, z.shape, what)
                         for name, each in zip(("a", "derivative"), both, strict=True)])  # fmt: skip

    def pair(a, derivative):
        return lambda z, slope: (a(z, slope), derivative(z, slope))

    def right(z, slope):
        return np.where(z > 0, z, slope * z)

    def rises(z, slope):
        return np.where(z > 0, 1.0, slope)

    mistakes = (
        (
            "np.maximum(z, slope · z) is the leaky ReLU only while the slope is at most 1; ask where z > 0 "
            "instead",
            pair(lambda z, slope: np.maximum(z, slope * z), rises),
        ),
        (
            "the derivative where z ≤ 0 is the slope, and not 0: that is what keeps a leaky unit alive",
            pair(right, lambda z, slope: np.where(z > 0, 1.0, 0.0)),
        ),
        (
            "the derivative where z > 0 is 1, and not z",
            pair(right, lambda z, slope: np.where(z > 0, z, slope)),
        ),
        (
            "the derivative where z ≤ 0 is the slope itself, and not slope · z",
            pair(right, lambda z, slope: np.where(z > 0, 1.0, slope * z)),
        ),
        (
            "below 0 the answer is slope · z, and not 0: this is the plain ReLU",
            pair(lambda z, slope: np.maximum(z, 0), lambda z, slope: np.where(z > 0, 1.0, 0.0)),
        ),
        (
            "below 0 the answer is slope · z, and not 0: this is the plain ReLU",
            pair(lambda z, slope: np.maximum(z, 0), rises),
        ),
        (
            "below 0 the answer is slope · z, and not the slope itself",
            pair(lambda z, slope: np.where(z > 0, z, slope), rises),
        ),
        (
            "the slope belongs to the side where z is negative",
            pair(
                lambda z, slope: np.where(z > 0, slope * z, z), lambda z, slope: np.where(z > 0, slope, 1.0)
            ),
        ),
        (
            "`leaky_relu` must return (a, derivative) in this order, and it returns the derivative first",
            lambda z, slope: (rises(z, slope), right(z, slope)),
        ),
    )
    compare(answer, leaky_relu, cases, read, mistakes)


def check_dead_units(answer):
    random = np.random.default_rng(24)
    cases = [(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]]),), (np.zeros((3, 2)),), (np.ones((2, 3)),)]
    cases.append((np.array([[0.001, 0.0], [0.0, 0.0], [0.0, 0.0]]),))  # one that is nearly dead
    for n, units in ((4, 4), (3, 5), (6, 2), (1, 4), (5, 1), (30, 12)):
        hidden = np.maximum(random.normal(size=(n, units)), 0)
        hidden[:, random.random(units) < 0.4] = 0
        if n > 2:
            hidden[random.integers(n)] = 0  # an example that no unit answers to
        cases.append((hidden,))

    def read(value, hidden):
        if isinstance(value, np.ndarray) and value.dtype == bool:
            raise RuleBroken(
                f"`dead_units` must return one number, got truth values, {kind(value)}: count them"
            )
        return numbers("what `dead_units` returns", value, (), "one number")

    mistakes = (
        (
            "a unit is a column: `.all(axis=0)` goes down each column, and this went along the rows",
            lambda hidden: (hidden == 0).all(axis=1).sum(),
        ),
        (
            "a unit is dead where it answers 0 to *every* example, and this counts units that do so once",
            lambda hidden: (hidden == 0).any(axis=0).sum(),
        ),
        ("this counts single zeros, not units that are 0 in all rows", lambda hidden: (hidden == 0).sum()),
        (
            "this is the share of dead units; their number was asked for",
            lambda hidden: (hidden == 0).all(axis=0).mean(),
        ),
        ("this counts the units that are alive", lambda hidden: (hidden > 0).any(axis=0).sum()),
        (
            "this counts the units that answer to every example; dead are those that answer to none",
            lambda hidden: (hidden > 0).all(axis=0).sum(),
        ),
    )
    compare(answer, dead_units, cases, read, mistakes)


def check_softmax(answer):
    random = np.random.default_rng(25)

    def scores_of(*shape):
        return random.normal(scale=2.0, size=shape)

    # Squares first: there a sum that lost its axis divides without an error, and can be told.
    squares = [(scores_of(3, 3), t) for t in (0.5, 1.0, 3.0)] + [(np.array([[0.0, 1.0]]), 1.0)]
    others = [(scores_of(*shape), t) for shape in ((2, 3), (4, 2), (1, 5), (6, 4)) for t in (0.5, 1.0, 3.0)]

    def read(value, scores, temperature):
        what = f"numbers of shape {scores.shape}, that of the scores"
        return numbers("what `softmax` returns", value, scores.shape, what)

    def by(axis, heat=lambda scores, t: scores / t):
        def mistaken(scores, temperature):
            powers = np.exp(heat(scores, temperature))
            return powers / powers.sum(axis=axis, keepdims=True)

        return mistaken

    def without_keepdims(scores, temperature):
        powers = np.exp(scores / temperature)
        return powers / powers.sum(axis=1)

    mistakes = (
        (
            "each row must be divided by its own sum, and `.sum(axis=1)` has lost its axis: keepdims=True "
            "keeps it",
            without_keepdims,
        ),
        (
            "each row must add up to 1: the sum goes along the classes, `axis=1`, and this went down the "
            "examples",
            by(0),
        ),
        (
            "each row must add up to 1, and here one sum over all examples was used: `.sum(axis=1, "
            "keepdims=True)`",
            by((0, 1)),
        ),
        (
            "the temperature must divide the scores, and this multiplies them",
            by(1, lambda scores, t: scores * t),
        ),
        ("the temperature is ignored: it divides all scores", by(1, lambda scores, t: scores)),
        (
            "the temperature must divide the scores before e is taken of them, not the probabilities after",
            lambda scores, t: softmax(scores, 1.0) / t,
        ),
        ("the powers must be divided by their sum", lambda scores, t: np.exp(scores / t)),
        (
            "this divides the scores by their sum; softmax takes e to the power of each score first",
            lambda scores, t: (scores / t) / (scores / t).sum(axis=1, keepdims=True),
        ),
    )
    compare(answer, softmax, squares, read, mistakes)
    compare(answer, softmax, others, read, mistakes[1:])
    far = np.array([[10_000.0, 9_999.0], [-10_000.0, -10_001.0], [0.0, -10_000.0]])
    given = _strictly(answer, far, 1.0)
    given = numbers("what `softmax` returns", given, far.shape, "numbers of shape (3, 2)")
    if not np.allclose(given, softmax(far, 1.0)):
        raise RuleBroken(
            "`softmax` must be right for scores as large as 10,000 too: (10,000, 9,999) gives the same as "
            "(1, 0), because only the differences within a row count"
        )
