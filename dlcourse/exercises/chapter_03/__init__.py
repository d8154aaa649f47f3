"""Chapter 03, backpropagation: its exercises with their hints and reasons, and its quiz."""

from __future__ import annotations

from ..exercise import Exercise
from . import checks, solutions
from .quiz import QUESTIONS

__all__ = ["EXERCISES", "QUESTIONS"]

EXERCISES = (
    Exercise(
        id="3.1",
        title="two slopes by hand",
        solution=solutions.slopes_of_neuron,
        returns="a tuple of two numbers (slope_w, slope_b)",
        check=checks.check_slopes_of_neuron,
        hints=(
            "Go back from L, one operation at a time, and multiply: from the square to a − y, from there "
            "to a, from a through the tanh to z = w·x + b, and from z to w or to b.",
            "The factors are 2·(a − y) for the square, 1 − a² for the tanh, and then x on the way to w and "
            "1 on the way to b. The first two are the same for both slopes.",
        ),
        why="""
Going back from the loss, the square contributes 2·(a − y), the tanh contributes 1 − a², and the sum w·x + b
contributes x for the weight and 1 for the bias. Along a path the slopes are multiplied.

Both answers share everything up to z. This shared part, the gradient of the weighted sum, is called delta in
the network later on: whoever has it gets all weights and the bias of a neuron by one multiplication each.
""",
    ),
    Exercise(
        id="3.2",
        title="teach the engine to divide",
        solution=solutions.divide,
        returns="a tuple of three numbers (value, slope_numerator, slope_denominator)",
        check=checks.check_divide,
        hints=(
            "With the denominator held fixed, the quotient is the numerator times a constant: how fast does "
            "it grow? With the numerator held fixed, does it grow or fall when the denominator grows?",
            "The slopes are 1 / denominator and −numerator / denominator². Try both with small nudges of "
            "3 / 2.",
        ),
        why="""
An operation of the engine consists of a value and one slope per input, and nothing else: it need not know
what it is used for. With this function `Value` could get its `__truediv__` in one line.

The quotient n / d is n times d to the power of −1. Its slope with respect to n is 1 / d, as with any product;
that of d to the power of −1 is −1 / d², and times n that is −n / d².
""",
    ),
    Exercise(
        id="3.3",
        title="backward over a tape",
        solution=solutions.gradients_from_tape,
        returns="an array with one gradient per node",
        check=checks.check_gradients_from_tape,
        hints=(
            "The result grows exactly as fast as itself: its gradient is 1. Which rows of the tape may be "
            "used first, so that a node's gradient is complete before it is passed on?",
            "Go through `reversed(tape)`. Each row adds a share to the gradient of `made_of`: the slope "
            "times the gradient of `node`. Add with `+=`, because a node may stand in several rows.",
        ),
        why="""
A row says: `node` grows `slope` times as fast as `made_of`. So `made_of` gets the share slope · gradient of
`node`, and a node that several others were made of gets a share from each.

Because rows were written in the order of computation, all rows that *use* a node come after the rows
that *made* it. Read backward, a node's gradient is therefore complete when it is passed on. This loop is
all there is to reverse-mode differentiation: one product per arrow, for the gradients of all nodes
together. What TensorFlow's `GradientTape` records is such a list, with arrays in place of numbers.
""",
    ),
    Exercise(
        id="3.4",
        title="a whole layer backward",
        solution=solutions.layer_backward,
        returns="a tuple of three arrays (weights_gradient, bias_gradient, inputs_gradient)",
        check=checks.check_layer_backward,
        hints=(
            "A gradient has the shape of what it belongs to. Which products of `inputs`, `weights` and "
            "`delta`, with which of them transposed, have the shapes (features, units) and (n, features)?",
            "`inputs.T @ delta` and `delta @ weights.T`. The same bias is added for every example, so it "
            "gets the shares of all of them: a sum over axis 0.",
        ),
        why="""
For one example and one unit the layer computes a sum of products, and a product's slopes are the other
factor. So the weight from feature i to unit j gets input i times delta j; over all examples these shares add
up, and the matrix product `inputs.T @ delta` is just these sums. The bias is a weight on an input that is
always 1.

An input goes into every unit, and gets a share from each: its weight to unit j times delta j, summed over the
units, which is `delta @ weights.T`. Multiplied by the slope of the activation below, it is the delta of the
layer below.
""",
    ),
    Exercise(
        id="3.5",
        title="measure a gradient",
        solution=solutions.measured_gradient,
        returns="an array of slopes in the shape of x",
        check=checks.check_measured_gradient,
        hints=(
            "For one entry: nudge it up by h, ask the function, nudge it down by h, ask again. How far apart "
            "are the two places? Start each entry from a fresh copy of x.",
            "`for place in np.ndindex(x.shape)` visits every entry of an array of any shape. Make an array "
            "of zeros with h at that place, add it to x and subtract it from x.",
        ),
        why="""
A nudge both ways costs as many calls as two nudges one way, and is worth it: the curvature, which bends the
function by the same amount on both sides, cancels. What remains of the error shrinks with h², not with h.

This function takes two calls for each entry of x. For checking a few thousand parameters once that is fine;
for training, backpropagation gets all of them for the price of about two calls.
""",
    ),
)
