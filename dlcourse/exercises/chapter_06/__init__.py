"""Chapter 06, regularization: its exercises with their hints and reasons, and its quiz."""

from __future__ import annotations

from ..exercise import Exercise
from . import checks, solutions
from .quiz import QUESTIONS

__all__ = ["EXERCISES", "QUESTIONS"]

EXERCISES = (
    Exercise(
        id="6.1",
        title="a gradient with two penalties",
        solution=solutions.penalized_gradient,
        returns="an array in the shape of w",
        check=checks.check_penalized_gradient,
        hints=(
            "The gradient of a sum is the sum of the gradients. What is the slope of w², and what is that "
            "of |w| to the left and to the right of 0?",
            "`np.sign(w)` is −1, 0 or 1. Three terms: `g`, l1 times the sign, and 2 times l2 times w.",
        ),
        why="""
The slope of w² is 2·w: a large weight is pushed hard, and a small one hardly at all. So L2 makes all weights
smaller and none of them 0.

The slope of |w| is +1 or −1, however small the weight is. L1 pushes a tiny weight as hard as a large one, all
the way to 0, and there the loss must hold it up or it stays.
""",
    ),
    Exercise(
        id="6.2",
        title="dropout, in training and later",
        solution=solutions.leave_out,
        returns="an array of shape (n, units)",
        check=checks.check_leave_out,
        hints=(
            "Two cases. Later: nothing happens at all. In training: a table of True and False says what "
            "stays, and in a product True counts as 1 and False as 0.",
            "`numbers >= rate` is that table. A share of 1 − rate stays, so divide by `1 - rate`: then the "
            "mean over many draws is `a` again.",
        ),
        why="""
An activation stays with the probability 1 − rate and is then a / (1 − rate); otherwise it is 0. Its mean is
(1 − rate) · a / (1 − rate) = a. So the next layer's sums are as large on average in training as they will be
later, and nothing needs to be done at inference.

The first paper did it the other way round: no division in training, all weights times 1 − rate later. Both
are right. With the division in training a network can be used without knowing that it ever had dropout.
""",
    ),
    Exercise(
        id="6.3",
        title="batch normalization, in training and later",
        solution=solutions.batch_norm,
        returns="an array of shape (n, units)",
        check=checks.check_batch_norm,
        hints=(
            "In both cases the same formula, γ · (z − mean) / √(variance + ε) + β. Only where mean and "
            "variance come from differs.",
            "`if training:` replace `mean` by `z.mean(axis=0)` and `variance` by `z.var(axis=0)`: axis 0 is "
            "the batch, so there is one number for each unit.",
        ),
        why="""
Down a column stand the sums of one unit for all examples of the batch: their mean and variance say how this
unit behaves at present. Later there may be no batch, or one of another kind, so the running numbers stand in
for it, and the answer to an example no longer depends on its company.

In a batch of one, z equals its own mean: the difference is 0, and β is all that comes out, whatever went in.
""",
    ),
    Exercise(
        id="6.4",
        title="when to stop",
        solution=solutions.stop_early,
        returns="a tuple (stopped, best)",
        check=checks.check_stop_early,
        hints=(
            "Go through the losses in their order and remember the epoch of the lowest one so far. How far "
            "is the present epoch from it?",
            "If `loss < losses[best]`, then `best = epoch`. If `epoch - best >= patience`, then return "
            "`epoch, best` at once. After the loop, the last epoch has been run.",
        ),
        why="""
The distance epoch − best *is* the number of epochs in a row without a new lowest loss: no counter is needed.

The best epoch is looked for only among those that were run. Keras' `EarlyStopping` does the same, and gives
back the weights of the best epoch if it is told `restore_best_weights=True`; otherwise it leaves those of the
last one, which are worse.
""",
    ),
)
