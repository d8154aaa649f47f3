"""The quiz of chapter 05: edges, momentum, Adam's length, noise, fair comparisons and test sets."""

from __future__ import annotations

from ..exercise import Option, Question

QUESTIONS = (
    Question(
        "A loss is a bowl with the curvatures 0.2 and 4. Above which rate does gradient descent diverge?",
        (
            Option(
                "10",
                "2 / 0.2 would do for the flat direction; the steep one diverges long before.",
            ),
            Option(
                "0.25",
                "1 / 4 is the rate at which the steep direction is done in a single step. It holds up to "
                "twice that.",
            ),
            Option(
                "0.5",
                "The steep direction sets the limit: 2 / 4.",
                right=True,
            ),
            Option(
                "About 0.95, 2 divided by the mean of both",
                "No direction has the mean curvature. Each has its own limit, and the smallest counts.",
            ),
        ),
    ),
    Question(
        "You add momentum of 0.9 to plain gradient descent whose rate was well chosen. What do you do "
        "with it?",
        (
            Option(
                "Divide it by about ten",
                "Pushes that agree add up to 1 / (1 − 0.9) = 10 times the step, so a tenth of the rate goes "
                "as far.",
                right=True,
            ),
            Option(
                "Multiply it by about ten",
                "The velocity makes steps longer, not shorter: this would be a hundred times as far.",
            ),
            Option(
                "Leave it: momentum only changes the direction",
                "Where gradients agree momentum makes the steps ten times as long.",
            ),
            Option(
                "Multiply it by 0.9",
                "0.9 is the share of the velocity that stays. What counts is the sum of all that stays, 10.",
            ),
        ),
    ),
    Question(
        "All gradients of a network are multiplied by 1000. What happens to the first step of Adam?",
        (
            Option(
                "It becomes a thousand times as long",
                "That is gradient descent. Adam divides by the size of the gradients.",
            ),
            Option(
                "It becomes about thirty times as long, the root of 1000",
                "The root is taken of the squared gradients, and so cancels the factor wholly.",
            ),
            Option(
                "It becomes a thousand times shorter",
                "Mean and root both grow a thousandfold, and their quotient stays.",
            ),
            Option(
                "It stays as it is",
                "The first step has the length of the learning rate for each weight, whatever the gradient.",
                right=True,
            ),
        ),
    ),
    Question(
        "The gradient of batches of 16 is too noisy for you. How large must a batch be for half the noise?",
        (
            Option(
                "32",
                "Twice the batch divides the noise by the root of 2 only, about 1.4.",
            ),
            Option(
                "64",
                "The noise falls with the root of the batch size: four times the batch, half the noise.",
                right=True,
            ),
            Option(
                "256, the square of 16",
                "That is sixteen times the batch, and a quarter of the noise.",
            ),
            Option(
                "It cannot be had: the noise is in the examples",
                "The noise is in the choice of examples, and a mean over more of them depends less on it.",
            ),
        ),
    ),
    Question(
        "A range test: the loss is level up to 0.001, falls from there, and explodes at 0.5. Which rate do "
        "you take first?",
        (
            Option(
                "0.0005, to be safe",
                "The loss is level there: training would hardly move.",
            ),
            Option(
                "0.5, where it moves fastest",
                "There it moves fastest away from where it should go.",
            ),
            Option(
                "0.001, where it begins to fall",
                "It would work, only slowly: there is room for rates a hundred times as large.",
            ),
            Option(
                "0.1, a little way below the wall",
                "A third to a tenth of where it explodes: on the slope, with some room to the edge.",
                right=True,
            ),
        ),
    ),
    Question(
        "A paper compares its new optimizer, tuned over 50 rates, with Adam at 0.001. Both use five seeds. "
        "What is wrong? Choose all that apply.",
        (
            Option(
                "Adam was not tuned, so the comparison is between tuning and no tuning",
                "In this chapter the default of Adam loses to any tuned optimizer, Adam among them.",
                right=True,
            ),
            Option(
                "The two had different budgets, and the paper should say what the search cost",
                "Fifty trainings against one. With the same budget the result may be another.",
                right=True,
            ),
            Option(
                "Five seeds are always too few",
                "How many are needed depends on how large the difference is beside the spread.",
            ),
            Option(
                "Both should have had the same learning rate",
                "Their rates are not the same quantity: a factor in one, a length in another.",
            ),
        ),
    ),
    Question(
        "You try 200 settings and keep the one that is best on the test set. What do you know about it?",
        (
            Option(
                "Its accuracy on new data, since it was not trained on the test set",
                "It was chosen on it, and so its good luck there was chosen too.",
            ),
            Option(
                "That it is better than the other 199",
                "With differences as small as the spread over seeds, the first place is mostly luck.",
            ),
            Option(
                "An accuracy that is probably too good; validation data should have chosen",
                "The best of 200 owes part of its rank to chance. Choose on validation data, and look at the "
                "test set once.",
                right=True,
            ),
        ),
    ),
)
