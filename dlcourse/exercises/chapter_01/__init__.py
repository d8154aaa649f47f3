"""Chapter 01, the perceptron: its exercises with their hints and reasons, and its quiz."""

from __future__ import annotations

from ..exercise import Exercise
from . import checks, solutions
from .quiz import QUESTIONS

__all__ = ["EXERCISES", "QUESTIONS"]

EXERCISES = (
    Exercise(
        id="1.1",
        title="decide for many points at once",
        solution=solutions.decide,
        returns="an array with the label, 0 or 1, of every point",
        check=checks.check_decide,
        hints=(
            "One point gives one weighted sum. Which product of `x`, shape (n, features), and `weights`, "
            "shape (features,), gives all n sums at once, without a loop?",
            "`x @ weights` has shape (n,), and `+ bias` adds the same number to each. Compare the result "
            "with 0, think about the case of exactly 0, and turn True and False into numbers with "
            "`.astype(int)`.",
        ),
        why="""
The matrix product `x @ weights` takes each row of `x`, multiplies it with the weights and adds up: one
weighted sum per point. The bias is one number, so NumPy adds it to every sum (*broadcasting*).

Comparing with `>=` rather than `>` is a convention: it settles what happens to points that lie on the
line itself. Any choice will do, as long as the whole chapter makes the same one.
""",
    ),
    Exercise(
        id="1.2",
        title="three logic gates, one perceptron each",
        solution=solutions.gate,
        returns="a tuple of three numbers (w1, w2, b)",
        check=checks.check_gate,
        hints=(
            "Draw the four corners (0, 0), (0, 1), (1, 0) and (1, 1), and mark those where the gate says 1. "
            "Where would you draw a straight line that parts them?",
            "With w1 = w2 = 1 the weighted sum counts how many inputs are 1. For AND the count must "
            "reach 2, for OR it must reach 1: which bias makes the sum change its sign half-way before "
            "that? NAND says the opposite of AND.",
        ),
        why="""
With both weights 1 the weighted sum counts the inputs that are on: 0, 1 or 2. A bias of −1.5 puts the
threshold between 1 and 2, which is AND; −0.5 puts it between 0 and 1, which is OR. Turning every sign
swaps the two sides of the line, so that AND becomes NAND.

Many other numbers do as well: each gate's line may be moved and tilted until it touches a corner.
Half-way values keep the line well away from all four.
""",
    ),
    Exercise(
        id="1.3",
        title="learn from one mistake",
        solution=solutions.learn_from_mistake,
        returns="a tuple (weights, bias)",
        check=checks.check_learn_from_mistake,
        hints=(
            "Let the perceptron predict first, with the weights and bias it has. The error y − "
            "prediction can only be 1, 0 or −1: what should happen to the weighted sum in each case?",
            "Change the weights by `learning_rate * error * x` and the bias by `learning_rate * error`. "
            "Where the error is 0 nothing changes, without any `if`.",
        ),
        why="""
The error y − prediction is 1 for a missed yes, −1 for a false yes, and 0 where the perceptron is right.
Adding `learning_rate * error * x` to the weights changes the weighted sum of this very example by
learning_rate · error · (x · x), and x · x is never negative: the sum moves towards the right side.

The bias is a weight whose input is always 1, so it changes by `learning_rate * error`. One step need not
be enough to put the example right, and it may spoil another one; that it ends well all the same, where a
separating line exists, is the *convergence theorem*.
""",
    ),
    Exercise(
        id="1.4",
        title="XOR from three perceptrons",
        solution=solutions.xor_network,
        returns="a tuple (hidden_weights, hidden_bias, output_weights, output_bias)",
        check=checks.check_xor_network,
        hints=(
            "Say XOR in words with the gates of exercise 1.2: at least one input is on, and …",
            "XOR is (OR) AND (NAND). Put the weights of OR into the first column of `hidden_weights` and "
            "those of NAND into the second, their biases into `hidden_bias`, and let the output be an "
            "AND of the two hidden units.",
        ),
        why="""
Each hidden unit draws one line: OR cuts off the corner (0, 0), NAND cuts off (1, 1). In what the hidden
units say, the four corners become three points: (0, 1), (1, 0) and twice (1, 1). The two corners where
XOR says 1 have fallen together at (1, 1), and one line parts that point from the other two: the output's
AND.

A hidden layer does not bend the line of one perceptron. It moves the points to where a straight line is
enough.
""",
    ),
    Exercise(
        id="1.5",
        title="how wide is the street?",
        solution=solutions.margin,
        returns="a number",
        check=checks.check_margin,
        hints=(
            "The weighted sum plus bias is 0 on the line and grows with the distance from it. How many "
            "times faster does it grow when all weights are doubled, although the line stays where it is?",
            "Divide each sum by the length of the weights, `np.linalg.norm(weights)`. That distance is "
            "positive on the side of label 1; multiply it by `2 * y - 1`, which is −1 for label 0, and "
            "take the smallest.",
        ),
        why="""
Walk one unit straight away from the line, in the direction of the weights: the weighted sum grows by the
weights' own length ‖w‖. So the sum divided by ‖w‖ is a distance, whatever the scale of the weights. The
factor `2 * y - 1` makes it positive where the point lies on the side of its label.

A positive margin γ says that the line separates the classes. With all points within R of the origin, the
perceptron makes at most about (R / γ)² mistakes before it separates them too (Novikoff 1962, who counts
the bias as one more weight): wide streets are found fast.
""",
    ),
)
