"""Chapter 07, convolutional networks: its exercises with their hints and reasons, and its quiz."""

from __future__ import annotations

from ..exercise import Exercise
from . import checks, solutions
from .quiz import QUESTIONS

__all__ = ["EXERCISES", "QUESTIONS"]

EXERCISES = (
    Exercise(
        id="7.1",
        title="a convolution by hand",
        solution=solutions.convolve,
        returns="an array of shape (rows − height + 1, columns − width + 1)",
        check=checks.check_convolve,
        hints=(
            "How many places does the kernel have from top to bottom? At each place, cut a window as large "
            "as the kernel out of the picture, multiply pair by pair, and add up. Two loops are fine.",
            "`window = picture[row : row + height, column : column + width]`, then `(window * "
            "kernel).sum()`. The loops run over `range(rows - height + 1)` and over "
            "`range(columns - width + 1)`.",
        ),
        why="""
The loops here run over the few numbers of the kernel instead of the many places: each number is multiplied
with the whole picture, shifted, and the shifted pictures are added up. The same products are added in another
order, and NumPy does the many places at once.

Both ways are right. The loop over places is how the operation is explained; the loop over the kernel shows
that a filtered picture is a weighted sum of shifted copies.
""",
    ),
    Exercise(
        id="7.2",
        title="how many places?",
        solution=solutions.output_size,
        returns="a whole number",
        check=checks.check_output_size,
        hints=(
            "Begin without padding and with stride 1: a kernel of 3 on 5 pixels. Count the places with a "
            "finger. Then say it with letters, and only then let padding make the picture larger and the "
            "stride skip places.",
            "The last place begins at size + 2·padding − kernel, counted from 0. Going there in moves of "
            "`stride` takes `(size + 2 * padding - kernel) // stride` moves; the place of the start is one "
            "more.",
        ),
        why="""
The kernel can move from 0 to size + 2·padding − kernel. A move has the length of the stride, so that many
whole moves fit, and there is one place more than there are moves, as there is one post more than there are
gaps in a fence.

With an odd kernel, stride 1 and padding (kernel − 1) / 2 the size stays what it was: that is what Keras calls
"same".
""",
    ),
    Exercise(
        id="7.3",
        title="max pooling",
        solution=solutions.max_pool,
        returns="an array of shape (rows // size, columns // size, channels)",
        check=checks.check_max_pool,
        hints=(
            "Cut off what is left over. Then each square is `maps[i * size : (i + 1) * size, j * size : "
            "(j + 1) * size]`; over which axes is the maximum taken, and which one stays?",
            "Without loops: reshape to (rows, size, columns, size, channels) and take "
            "`.max(axis=(1, 3))`. With loops: `square.max(axis=(0, 1))` for each i and j.",
        ),
        why="""
Reshaping splits the axis of the rows into (which square, which row in it), and the columns likewise. The
maximum over the two inner axes is the one over a square. The channels stay as they are: what one filter has
seen does not outshout what another has seen.

Taking −∞ or the first number to begin with matters where numbers are negative, as they are before a ReLU.
""",
    ),
    Exercise(
        id="7.4",
        title="how far does it see?",
        solution=solutions.receptive_field,
        returns="a whole number",
        check=checks.check_receptive_field,
        hints=(
            "Keep two numbers while you walk through the layers: the field, and how many pixels apart two "
            "neighbours of the present layer are. Before the first layer both are 1.",
            "A kernel of k numbers reaches over k − 1 steps more: `field += (kernel - 1) * step`. Only then "
            "does the stride spread the neighbours: `step *= stride`.",
        ),
        why="""
Two neighbours of a layer look at the same pixels, but for a shift by `step`. A kernel over k of them sees
what the first one sees and k − 1 shifts more.

Strides multiply, so fields grow fast where there is pooling: three layers of 3 × 3 see 7 pixels without it,
and 18 with two poolings between them.
""",
    ),
)
