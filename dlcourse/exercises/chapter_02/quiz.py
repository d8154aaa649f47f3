"""The quiz of chapter 02: why networks bend, what saturates and what dies, and what belongs at the output."""

from __future__ import annotations

from ..exercise import Option, Question

QUESTIONS = (
    Question(
        "You stack twenty Dense layers without an activation function. What can the whole do that one such "
        "layer cannot?",
        (
            Option(
                "Nothing: it is one linear layer, written in a complicated way",
                "x W1 W2 … is x times one product of matrices, and all biases add up to one bias.",
                right=True,
            ),
            Option(
                "Draw boundaries of twenty straight pieces",
                "For pieces something must bend between the layers. A product of matrices leaves every "
                "straight line straight.",
            ),
            Option(
                "Solve XOR, but only with enough units",
                "However many units there are, the boundary is one straight line, and XOR needs two.",
            ),
            Option(
                "Nothing if the biases are 0; with biases it can bend",
                "A bias shifts, and does not bend. Passed through the later layers it is again only a bias.",
            ),
        ),
    ),
    Question(
        "A sigmoid neuron has z = 8 and should answer 0. Its loss is half the squared error. Why does it "
        "learn slowly?",
        (
            Option(
                "The error is small there",
                "The error is nearly 1, as large as it can be. That is what makes it strange.",
            ),
            Option(
                "The gradient is the error times the sigmoid's slope, and the slope is nearly 0",
                "σ′(8) is about 0.0003, so that even the largest error moves z by next to nothing. The "
                "neuron is saturated.",
                right=True,
            ),
            Option(
                "The sigmoid has no derivative at 8",
                "It is smooth everywhere. The derivative exists, it is only very small.",
            ),
            Option(
                "The learning rate must be lowered for large z",
                "A lower rate makes the steps smaller still.",
            ),
        ),
    ),
    Question(
        "Ten layers of one sigmoid unit each, with all weights 1. How large is the derivative of the last "
        "answer by the first input at most?",
        (
            Option("1", "That would hold for ten linear units. Each sigmoid has a slope of 1/4 at most."),
            Option(
                "1/40",
                "The slopes of a chain are multiplied, not added.",
            ),
            Option(
                "About 0.000001",
                "The chain rule multiplies ten slopes of 1/4 at most: (1/4)¹⁰ is just below 10⁻⁶.",
                right=True,
            ),
            Option(
                "0, since sigmoids saturate",
                "Small, but not 0; and 1/4 is the slope where a sigmoid is *not* saturated.",
            ),
        ),
    ),
    Question(
        "A ReLU unit answers 0 to every training example. Which of these are true?",
        (
            Option(
                "Its weights get no gradient from these examples",
                "Its derivative is 0 on all of them, and the gradient is a product with that factor.",
                right=True,
            ),
            Option(
                "It may still answer to an example that is not in the training set",
                "Dead is a word about a set of examples. Training just cannot change the unit any more.",
                right=True,
            ),
            Option(
                "A smaller learning rate from now on revives it",
                "A rate multiplies the gradient, and that is 0. The lower rate would have had to come "
                "before.",
            ),
            Option(
                "The network must be useless",
                "The other units go on. In this chapter, networks with a good many dead units were as "
                "accurate as others.",
            ),
        ),
    ),
    Question(
        "In softmax you raise the temperature from 1 to 10. What happens?",
        (
            Option(
                "Another class may become the most likely one",
                "Dividing all scores by the same positive number keeps their order, and softmax keeps it, "
                "too.",
            ),
            Option(
                "All probabilities become larger",
                "They add up to 1 at any temperature: what some gain, others lose.",
            ),
            Option(
                "The probabilities become more alike",
                "Differences between scores are divided by 10, and it is differences that count.",
                right=True,
            ),
            Option(
                "Nothing, since the scores are divided above and below the fraction line",
                "The division happens in the exponent. What cancels there is a number *added* to all scores.",
            ),
        ),
    ),
    Question(
        "Photographs may show a cat, a dog, both, or neither. What belongs at the output?",
        (
            Option(
                "Two softmax units with categorical cross-entropy",
                "Softmax shares 1 out among the classes: it cannot say yes twice, nor no twice.",
            ),
            Option(
                "One sigmoid unit with binary cross-entropy",
                "One number can answer one question, and here are two.",
            ),
            Option(
                "Two linear units with squared error",
                "It runs, but answers below 0 and above 1 are no probabilities.",
            ),
            Option(
                "Two sigmoid units with binary cross-entropy",
                "Each unit answers a yes-or-no question of its own, and neither takes from the other.",
                right=True,
            ),
        ),
    ),
    Question(
        "You build a deep network of ReLU layers. What does He initialization do for it?",
        (
            Option(
                "It makes dying units impossible",
                "A learning rate that is too high can kill units however they began.",
            ),
            Option(
                "It keeps the size of what passes through about the same from layer to layer, at the start",
                "A ReLU cuts away half of the variance; weights with the variance 2/n make up for it.",
                right=True,
            ),
            Option(
                "It makes all weights equal, so that no unit is preferred",
                "Equal weights would make all units of a layer equal for ever. They must be drawn at random.",
            ),
            Option(
                "It keeps gradients the same size throughout training",
                "It is a promise about the start only. Training moves the weights where it likes.",
            ),
        ),
    ),
)
