"""Which activation the output layer gets for which kind of answer, and the loss that belongs to it.

Chapter 02 prints this table, and a test holds each of its rows against Keras.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Output:
    """One row of the table.

    Attributes:
        answer: what the network is asked for.
        units: how many output units that takes, "1" or "k" for as many as there are classes or labels.
        activation: of the output layer, as Keras calls it.
        loss: as Keras calls it.
        target: what y holds for each example.
    """

    answer: str
    units: str
    activation: str
    loss: str
    target: str


# In each row the gradient of the loss by the weighted sums z is a constant times ŷ − y: the derivative of the
# activation cancels against that of the loss, so that a unit that is far off learns fast even where it is
# saturated.
OUTPUTS = (
    Output("any number", "1", "linear", "mean_squared_error", "a number"),
    Output("yes or no", "1", "sigmoid", "binary_crossentropy", "0 or 1"),
    Output("one of k classes", "k", "softmax", "sparse_categorical_crossentropy", "0, 1, … k − 1"),
    Output("one of k classes", "k", "softmax", "categorical_crossentropy", "k numbers, a 1 and zeros"),
    Output("any of k labels", "k", "sigmoid", "binary_crossentropy", "k times 0 or 1"),
    Output("a share", "1", "sigmoid", "binary_crossentropy", "between 0 and 1"),
    Output("a count", "1", "exponential", "poisson", "0, 1, 2, …"),
)


def as_text(outputs: tuple[Output, ...] = OUTPUTS) -> str:
    """The table with its columns below each other."""
    names = ("answer", "units", "activation", "loss", "target")
    rows = [names, *(tuple(getattr(each, name) for name in names) for each in outputs)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(names))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)
