"""Chapter 05, optimizers: its exercises with their hints and reasons, and its quiz."""

from __future__ import annotations

from ..exercise import Exercise
from . import checks, solutions
from .quiz import QUESTIONS

__all__ = ["EXERCISES", "QUESTIONS"]

EXERCISES = (
    Exercise(
        id="5.1",
        title="the largest safe rate",
        solution=solutions.largest_safe_rate,
        returns="a number",
        check=checks.check_largest_safe_rate,
        hints=(
            "Write the loss as the mean of (x @ w − y)² and differentiate twice. The table of second "
            "derivatives has no w and no y in it. Its eigenvalues are the curvatures; which of them sets "
            "the limit?",
            "The table is `2 / len(x) * x.T @ x`. `np.linalg.eigvalsh` gives its eigenvalues in rising "
            "order, so the largest is the last.",
        ),
        why="""
Along an eigenvector of the Hessian the loss is a parabola with the eigenvalue for its curvature, and descent
multiplies the distance in that direction by 1 − η · curvature. All directions must shrink, so the one with
the largest curvature sets the limit, 2 / curvature.

The targets do not matter: they shift the bowl and leave its shape. That is also why scaling the inputs helps:
it changes the curvatures, and with them the condition number.
""",
    ),
    Exercise(
        id="5.2",
        title="Adam, one step",
        solution=solutions.adam_step,
        returns="a tuple (w, m, s)",
        check=checks.check_adam_step,
        hints=(
            "Four lines: the new m, the new s, both with their hats, and the step. The hats use the new "
            "means, not the old ones.",
            "`m = 0.9 * m + 0.1 * g`, and `m_hat = m / (1 - 0.9**t)`. The same for s, with 0.999 and with "
            "the squared gradient. Then `w - rate * m_hat / (np.sqrt(s_hat) + 1e-7)`.",
        ),
        why="""
At t = 1 the means are 0.1 · g and 0.001 · g², and dividing by 1 − 0.9 and 1 − 0.999 makes g and g² of them:
the first step has the length η whatever the gradient. Without the hats it would be 0.1 / √0.001, more than
three times as long.

The cell in the text puts ε beside √s and not beside √ŝ, as Keras does; this makes a difference only where
gradients are as small as ε.
""",
    ),
    Exercise(
        id="5.3",
        title="warm up, then cosine",
        solution=solutions.learning_rate,
        returns="a number",
        check=checks.check_learning_rate,
        hints=(
            "Two parts with an `if`. For the second, first compute how much of the way down is done, a share "
            "from 0 (at warm_up) to 1 (at steps).",
            "The share is `(step - warm_up) / (steps - warm_up)`. cos(π · share) runs from 1 to −1; add 1 "
            "and divide by 2, and it runs from 1 to 0.",
        ),
        why="""
The rise is a straight line through 0 and through the peak at warm_up. The fall is a cosine from 0 to π,
shifted and halved: level at both ends, so that neither the beginning nor the end of it is a jolt.

`if step < warm_up` and not `<=`: at warm_up both formulas give the peak, but with warm_up = 0 the first would
divide by 0.
""",
    ),
)
