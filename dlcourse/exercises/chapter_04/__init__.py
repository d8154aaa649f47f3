"""Chapter 04, loss functions: its exercises with their hints and reasons, and its quiz."""

from __future__ import annotations

from ..exercise import Exercise
from . import checks, solutions
from .quiz import QUESTIONS

__all__ = ["EXERCISES", "QUESTIONS"]

EXERCISES = (
    Exercise(
        id="4.1",
        title="Huber's loss",
        solution=solutions.huber,
        returns="a number",
        check=checks.check_huber,
        hints=(
            "Begin with the size of each miss, an array of shape (n,). Two formulas, and a rule that says "
            "which of them holds for which miss: which function of NumPy chooses entry by entry?",
            "`np.where(miss <= delta, …, …)` takes the first formula where the condition holds and the "
            "second "
            "elsewhere. Then take the mean.",
        ),
        why="""
At m = delta both formulas give delta²/2, and both rise with the slope delta: that is why the line is
`delta * (m - delta / 2)` and no other. So the loss has no corner, and its slope is the miss itself, held
back at delta.

`np.where` computes both formulas for every example and then chooses. That costs a little and needs no loop.
An `if` cannot do it: the question is asked of each example, not of the whole array.
""",
    ),
    Exercise(
        id="4.2",
        title="cross-entropy from logits",
        solution=solutions.cross_entropy,
        returns="a number",
        check=checks.check_cross_entropy,
        hints=(
            "log(1 + e^z) is the only part that can overflow. For a large z it is nearly z itself. Can "
            "you take e^z "
            "out of the bracket, so that what is left holds e^−z?",
            "log(1 + e^z) = z + log(1 + e^−z). Use the left side where z is negative and the right side "
            "where it is positive: together `np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))`.",
        ),
        why="""
log(1 + e^z) = log(e^z·(e^−z + 1)) = z + log(1 + e^−z). For positive z the power on the right lies between 0
and 1, for negative z the one on the left does; `max(z, 0)` and `|z|` put both cases into one line. The power
may become 0 for a large |z|. That is harmless: log(1 + 0) is 0, and the loss is z, exactly.

`np.log1p(a)` is log(1 + a) without losing the digits of a small a. `np.logaddexp(0, z)` does the whole of it.
""",
    ),
    Exercise(
        id="4.3",
        title="how wrong is a belief?",
        solution=solutions.kl_divergence,
        returns="an array with one number per row",
        check=checks.check_kl_divergence,
        hints=(
            "Write p · log(p / q) for all classes at once, and add up along each row. Which axis is that? "
            "Then think of p = 0: the term shall be 0, and NumPy makes it nan.",
            "Put a harmless number in the place of the zeros before the logarithm sees them: "
            "`np.where(p > 0, p, 1)`. The factor p in front makes the term 0 all the same. Add up with "
            "`axis=1`.",
        ),
        why="""
A class that never occurs cannot surprise anybody: as p goes to 0, p·log p goes to 0 as well. On the
computer log 0 is −∞, and 0 · ∞ is nan, so the zeros must be kept out of the logarithm *before* it is
taken; a `np.where` around the finished product comes too late to prevent the warning.

The other way round there is no mercy. Where q is 0 and p is not, the divergence is infinite: whoever holds
something impossible that then happens is infinitely surprised.
""",
    ),
    Exercise(
        id="4.4",
        title="several quantiles at once",
        solution=solutions.quantile_loss,
        returns="a number",
        check=checks.check_quantile_loss,
        hints=(
            "`y` has the shape (n,) and `answers` (n, k). Give `y` a second axis, so that each target "
            "is compared "
            "with all k answers of its own example.",
            "With `below = y[:, None] - answers`, an answer that is too low has below > 0 and costs "
            "`quantiles * below`; one that is too high costs `(quantiles - 1) * below`, which is "
            "positive too. The "
            "larger of the two is always the right one.",
        ),
        why="""
`y[:, None]` has the shape (n, 1), and NumPy stretches it over the k columns; `quantiles`, shape (k,),
is stretched over the n rows. Without the new axis, `y - answers` fails for most shapes, and for n = k it
compares each target with the answers to *other* examples, without a word.

The two lines `quantile * below` and `(quantile − 1) * below` cross at 0, and the loss is the upper one on
either side: hence `np.maximum`.
""",
    ),
)
