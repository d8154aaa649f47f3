"""Chapter 13, transfer learning: its exercises with their hints and reasons, and its quiz."""

from __future__ import annotations

from ..exercise import Exercise
from . import checks, solutions
from .quiz import QUESTIONS

__all__ = ["EXERCISES", "QUESTIONS"]

EXERCISES = (
    Exercise(
        id="13.1",
        title="a learning rate for every layer",
        solution=solutions.layer_rates,
        returns="an array of shape (layers,)",
        check=checks.check_layer_rates,
        hints=(
            "How far below the head is each layer? Write these distances down first, for four layers: "
            "3, 2, 1, 0. The phase says up to which distance layers learn.",
            "`below = np.arange(layers)[::-1]` are the distances. A layer learns where `below <= phase`, at "
            "the rate `rate / factor**below`; `np.where` puts the zeros elsewhere.",
        ),
        why="""
In phase 0 only the head learns, whose distance is 0; in phase 1 also the layer below it; and once the phase
reaches layers − 1 everything learns, and later phases change nothing more.

Small rates for low layers have the same reason as unfreezing them last: what is low is general, edges and
bends, and was learned from far more examples than there are now. Howard and Ruder take 2.6 for the factor.
""",
    ),
    Exercise(
        id="13.2",
        title="LoRA in one line",
        solution=solutions.lora_answer,
        returns="an array of shape (n, outputs)",
        check=checks.check_lora_answer,
        hints=(
            "Two answers are added: that of the frozen weights, and that of the correction. What shapes do "
            "x @ a and (x @ a) @ b have?",
            "The rank is `a.shape[1]`. The answer is `x @ w` plus `alpha / rank` times `(x @ a) @ b`.",
        ),
        why="""
(x @ a) @ b and x @ (a @ b) are equal, but the first never builds the large table a @ b: with 1,000 inputs,
1,000 outputs and rank 4 it multiplies by 8,000 numbers for each example and not by a million.

The share alpha / rank keeps the correction about as large when you try another rank, so that the learning
rate need not be looked for again.
""",
    ),
    Exercise(
        id="13.3",
        title="what a frozen layer remembers",
        solution=solutions.moving_mean,
        returns="an array of shape (units,)",
        check=checks.check_moving_mean,
        hints=(
            "For one call there is one line: a share `momentum` of the old mean stays, and the rest comes "
            "from the batch. Which axis of the batch are the examples?",
            "`mean = momentum * mean + (1 - momentum) * batch.mean(axis=0)`, in a loop over the batches. "
            "Where `frozen` is true, return the mean as it is.",
        ),
        why="""
A momentum of 0.99 keeps 0.99 of the old mean at each call, so after 100 calls about a third of it is left,
and after 500 calls less than a hundredth: the layer has forgotten what it was trained on.

In Keras `trainable = False` also puts the layer into inference mode, so that it neither uses nor learns the
statistics of the batch. That is special to BatchNormalization; for other layers it only stops the gradients.
""",
    ),
    Exercise(
        id="13.4",
        title="the doorkeeper",
        solution=solutions.is_fit,
        returns="True or False",
        check=checks.check_is_fit,
        hints=(
            "Three questions, each of which can refuse: the shape, the kind of numbers, their range. What "
            "do < and > say about not-a-number?",
            '`image.dtype.kind` is "f" for floats. Ask what must hold, `(image >= 0) & (image <= 1)` '
            "everywhere, and not what must not: np.nan < 0 and np.nan > 1 are both False.",
        ),
        why="""
The network itself refuses almost nothing. It was trained on values from 0 to 1, and yet it answers to values
from 0 to 255 or to not-a-number, and says nothing. A wrong answer that looks like a right one is worse than
an error.

Not-a-number is the trap: every comparison with it is False. So ask whether all values lie inside, and not
whether one lies outside.
""",
    ),
)
