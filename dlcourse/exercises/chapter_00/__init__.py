"""Chapter 00, start here: its exercises with their hints and reasons, and its quiz."""

from __future__ import annotations

from ..exercise import Exercise
from . import checks, solutions
from .quiz import QUESTIONS

__all__ = ["EXERCISES", "QUESTIONS"]

EXERCISES = (
    Exercise(
        id="0.1",
        title="the share of right answers",
        solution=solutions.share_right,
        returns="a number from 0 to 1",
        check=checks.check_share_right,
        hints=(
            "Each row of `probabilities` is one example. Which NumPy method gives the place of the largest "
            "number in each row?",
            "`probabilities.argmax(axis=1)` has shape (n,), like `y`. Comparing the two with `==` gives True "
            "and False, which count as 1 and 0 when you take their mean.",
        ),
        why="""
`argmax(axis=1)` goes along each row and tells where its largest number stands; since classes are counted
from 0, as places are, that place is the class. The comparison gives an array of True and False, and the
mean of these is the share of True.

How large the largest number is plays no part: an answer of 0.4 is right if the others are smaller and the
class is the right one. The loss looks at that, the accuracy does not.
""",
    ),
    Exercise(
        id="0.2",
        title="count the parameters",
        solution=solutions.number_of_parameters,
        returns="a whole number",
        check=checks.check_number_of_parameters,
        hints=(
            "Take one layer alone: 64 numbers go in, 32 units stand side by side. How many weights has one "
            "unit, how many biases, and how many has the layer?",
            "A layer has inputs × units weights and as many biases as units. Go through the neighbors in "
            "`layer_sizes`, 64 and 32, then 32 and 10, and add up what each pair brings.",
        ),
        why="""
Each unit has a weight for each number that comes in, and one bias of its own: a layer has
inputs × units + units parameters. What comes out of one layer goes into the next, so the sizes are taken
in neighboring pairs.

The first number in the list is no layer that learns: it only says how many numbers go in. For [64, 32, 10]
the pairs bring 64·32 + 32 = 2,080 and 32·10 + 10 = 330 parameters, 2,410 together.
""",
    ),
    Exercise(
        id="0.3",
        title="choose, then report",
        solution=solutions.choose_and_report,
        returns="a tuple (name, share)",
        check=checks.check_choose_and_report,
        hints=(
            "Two questions, two parts of the data. Which part may be looked at as often as you like? And "
            "which part knows nothing of your choice?",
            "`max(validation, key=validation.get)` gives the name with the largest value. Look this name, "
            "and "
            "no other, up in `test`.",
        ),
        why="""
The validation part is there to be compared on. But the winner of a comparison has won by being good and by
being lucky, and the luck is in its validation number: on average that number is too high.

The test part had no say in the choice, so its number for the chosen network has no such luck in it. Should
another network turn out better on the test part, it is too late: whoever changes the choice now has made the
test part a second validation part.
""",
    ),
    Exercise(
        id="0.4",
        title="the surest mistake",
        solution=solutions.surest_mistake,
        returns="a whole number",
        check=checks.check_surest_mistake,
        hints=(
            "Three arrays of shape (n,) help: what is answered, how probable the answer is, and whether it "
            "is "
            "wrong. Which examples must be kept from winning?",
            "`probabilities.max(axis=1)` says how sure each answer is. Put 0 where the answer is right, with "
            "`np.where(answers == y, 0, …)`, and take `argmax` of the rest.",
        ),
        why="""
The probability of an answer is the largest number in its row. A right answer gets 0 in its place, so that it
cannot be the largest, and the array keeps its length: the place that `argmax` finds is a place among all
examples.

Looking at the surest mistakes is among the most useful things to do with a trained network. Often they show
that the label is wrong, or that the examples hold something nobody thought of.
""",
    ),
)
