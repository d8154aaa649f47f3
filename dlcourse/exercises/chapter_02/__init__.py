"""Chapter 02, activation functions: its exercises with their hints and reasons, and its quiz."""

from __future__ import annotations

from ..exercise import Exercise
from . import checks, solutions, stacks
from .quiz import QUESTIONS

__all__ = ["EXERCISES", "QUESTIONS"]

EXERCISES = (
    Exercise(
        id="2.1",
        title="a sigmoid that never overflows",
        solution=solutions.sigmoid,
        returns="an array in the shape of z",
        check=checks.check_sigmoid,
        hints=(
            "e to a negative power is a number between 0 and 1 and does no harm. For which z is −z positive? "
            "Multiply numerator and denominator of 1 / (1 + e^(−z)) by e^z, and you have a second formula "
            "for those.",
            "Compute `small = np.exp(-np.abs(z))`, which never exceeds 1. The sigmoid is 1 / (1 + small) "
            "where z ≥ 0 and small / (1 + small) elsewhere: `np.where(z >= 0, 1, small) / (1 + small)`.",
        ),
        why="""
Both formulas are the same number on paper. On a computer e^10,000 is too large for any float, and what
overflows is infinity, with a warning, or not-a-number a step later. So each side uses the formula whose
power is small.

`np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))` looks as good, but `np.where` only
chooses: both formulas are computed for all z, and each overflows on the other's side.
""",
    ),
    Exercise(
        id="2.2",
        title="the leaky ReLU and its derivative",
        solution=solutions.leaky_relu,
        returns="a tuple of two arrays (a, derivative)",
        check=checks.check_leaky_relu,
        hints=(
            "Draw it: two straight lines that meet at 0. What is the slope of each?",
            "`np.where(z > 0, this, that)` takes this where the condition holds and that elsewhere. It does "
            "for both: for the answer with z and slope · z, for the derivative with 1 and the slope.",
        ),
        why="""
On each side the function is a straight line through 0, so that its derivative there is a constant: 1 on
the right, the slope on the left. The slope need not be large. What matters is that it is not 0: a unit
whose sums are all negative still gets a gradient, and may come back.

`np.maximum(z, slope * z)` gives the same for slopes up to 1, and something else beyond.
""",
    ),
    Exercise(
        id="2.3",
        title="many linear layers are one",
        solution=solutions.collapse,
        returns="a tuple (weights, bias)",
        check=stacks.check_collapse,
        hints=(
            "Write out two layers, (x @ W1 + b1) @ W2 + b2, and multiply the bracket out. What multiplies x, "
            "and what does not depend on x?",
            "Two layers are x @ (W1 @ W2) + (b1 @ W2 + b2). Begin with the first layer and take in one more "
            "at a time: `bias = bias @ next_weights + next_bias`, and then the weights.",
        ),
        why="""
Matrix products may be bracketed as one likes: (x W1) W2 = x (W1 W2). So the stack is one layer with the
product of all weights. A bias is added on the way and then passes through every later layer, which is why
it is multiplied by their weights, too.

A stack of linear layers costs more numbers and more time and can say nothing that one layer cannot. It may
even say less: through a layer of two units, no more than two directions get through.
""",
    ),
    Exercise(
        id="2.4",
        title="count the dead",
        solution=solutions.dead_units,
        returns="a whole number",
        check=checks.check_dead_units,
        hints=(
            "Each column of `hidden` is one unit, each row one example. What does the column of a dead unit "
            "look like?",
            "`hidden == 0` gives True and False in the same shape; `.all(axis=0)` asks for each column "
            "whether all of it is True; `.sum()` counts the columns that are.",
        ),
        why="""
A unit is dead on a set of examples where its weighted sum is negative for every one of them: then ReLU
answers 0 to all, its derivative is 0 for all, and no gradient reaches the unit's weights.

Note the words *on a set of examples*: another example may wake it up. That is why one counts on the
training set, the only examples that move the weights.
""",
    ),
    Exercise(
        id="2.5",
        title="softmax with temperature",
        solution=solutions.softmax,
        returns="an array of probabilities in the shape of the scores",
        check=checks.check_softmax,
        hints=(
            "First divide by the temperature. Then ask what happens to the probabilities of a row when the "
            "same number is added to all of its scores, and use that against the overflow.",
            "Subtract each row's own largest score: `scores - scores.max(axis=1, keepdims=True)`. Take "
            "`np.exp` of it and divide by the sum of each row, again with `axis=1, keepdims=True`.",
        ),
        why="""
Adding c to all scores multiplies all powers by e^c, above and below the fraction line: nothing changes. So
we may choose c, and with minus the row's largest score the largest power is e^0 = 1. The others are smaller
and may vanish, which is right; the sum is at least 1, so that nothing is divided by 0.

It must be the *row's* largest: with the largest of all rows, the powers of a row far below would all vanish,
and that row would be 0 / 0.
""",
    ),
)
