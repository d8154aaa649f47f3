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
            "neighbors of the present layer are. Before the first layer both are 1.",
            "A kernel of k numbers reaches over k − 1 steps more: `field += (kernel - 1) * step`. Only then "
            "does the stride spread the neighbors: `step *= stride`.",
        ),
        why="""
Two neighbors of a layer look at the same pixels, but for a shift by `step`. A kernel over k of them sees
what the first one sees and k − 1 shifts more.

Strides multiply, so fields grow fast where there is pooling: three layers of 3 × 3 see 7 pixels without it,
and 18 with two poolings between them.
""",
    ),
    Exercise(
        id="7.5",
        title="how much do two boxes overlap?",
        solution=solutions.overlap,
        returns="a number from 0 to 1",
        check=checks.check_overlap,
        hints=(
            "The shared part is a box too. Its left edge is the larger of the two left edges. And its right "
            "edge? When is there no such box?",
            "`width = max(0, min(a[2], b[2]) - max(a[0], b[0]))`, and the same for the height with 1 and 3. "
            "Both areas together count the shared part twice.",
        ),
        why="""
The shared part lies to the right of both left edges and to the left of both right edges, and so on; where
that leaves a negative width, there is none. Clipping both sides at 0 *before* multiplying matters: two boxes
apart along both axes have two negative sides, and their product is positive.

The sum of both areas counts the shared part twice, so it is subtracted once. The result knows neither place
nor scale: move both boxes, or double all numbers, and it stays the same. That is why one threshold, such as
0.5, serves small and large things alike.
""",
    ),
    Exercise(
        id="7.6",
        title="weigh the maps",
        solution=solutions.class_map,
        returns="an array of shape (rows, columns)",
        check=checks.check_class_map,
        hints=(
            "Each feature gets one number: the mean of its gradients over all rows and columns. Then the "
            "maps are added up, each as often as its number says. What happens to a negative sum?",
            "`alphas = gradients.mean(axis=(0, 1))` has shape (features,), and `maps @ alphas` multiplies "
            "along the last axis and adds up: shape (rows, columns). Then `np.maximum(0, …)`.",
        ),
        why="""
The mean over rows and columns asks how much the score grows where a feature is found *anywhere*; the place
comes from the map itself. So Grad-CAM can mark a place whose own gradient is 0. Multiplying each number with
the gradient at its own place ("gradient times activation") is another explanation, and a grainier one.

A weight may be negative: such a feature speaks against the class, and where it outweighs the others the sum
is negative and becomes 0. With negative weights set to 0 beforehand, nothing could outweigh anything.
""",
    ),
)
