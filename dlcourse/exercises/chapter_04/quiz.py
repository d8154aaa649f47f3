"""The quiz of chapter 04: what each loss asks for, why logits, rare classes, and honest intervals."""

from __future__ import annotations

from ..exercise import Option, Question

QUESTIONS = (
    Question(
        "Ten delivery times: nine of about 30 minutes and one of 300. You want the one number that makes the "
        "mean absolute error smallest. What do you get?",
        (
            Option(
                "About 57, the mean",
                "The mean makes the squared error smallest. It follows the one late delivery.",
            ),
            Option(
                "About 165, half-way between the extremes",
                "That number makes the largest miss smallest, which is another loss again.",
            ),
            Option(
                "About 30, the median",
                "Each miss pulls with the same force, so the best number has as many times above it as "
                "below.",
                right=True,
            ),
            Option(
                "300: the largest miss decides",
                "In the absolute error one miss has one voice, however large it is.",
            ),
        ),
    ),
    Question(
        "Which noise around the true value makes the squared error the right loss, in the sense of "
        "likelihood?",
        (
            Option(
                "Normally distributed (Gaussian) noise",
                "The logarithm of its density is minus a square, so the most likely parameters are those "
                "of least squares.",
                right=True,
            ),
            Option(
                "Laplace noise",
                "Its density falls as e^−|miss|: that leads to the absolute error.",
            ),
            Option(
                "Any noise: squares are always right",
                "With heavy tails or wild points, squares follow the few largest misses.",
            ),
            Option(
                "None: a loss has nothing to do with noise",
                "A loss may be chosen for other reasons. But minus a log-likelihood is a loss, and most "
                "losses of this chapter came about like that.",
            ),
        ),
    ),
    Question(
        "A sigmoid neuron has z = −20, and the truth is y = 1. How large is the gradient with respect to z?",
        (
            Option(
                "With squared error about −2, with cross-entropy about 0",
                "The other way round: squared error is multiplied by the sigmoid's slope, which is almost 0.",
            ),
            Option(
                "With both about −1",
                "With squared error the slope of the sigmoid comes in as a factor, and at −20 it is "
                "about 2·10⁻⁹.",
            ),
            Option(
                "With both about 0, because the sigmoid is saturated",
                "Cross-entropy grows so steeply that the sigmoid's slope cancels.",
            ),
            Option(
                "With squared error about 0, with cross-entropy about −1",
                "Mistake times slope for the one, the mistake alone for the other: σ(−20) − 1 is about −1.",
                right=True,
            ),
        ),
    ),
    Question(
        "Your Keras network ends in Dense(1) without an activation. Which loss fits?",
        (
            Option(
                "BinaryCrossentropy()",
                "By default it takes its input for probabilities. It would clip the logits to between 0 "
                "and 1 and "
                "learn nonsense, without a warning.",
            ),
            Option(
                "BinaryCrossentropy(from_logits=True)",
                "What comes in are logits, and the loss computes sigmoid and logarithm in one stable step.",
                right=True,
            ),
            Option(
                "SparseCategoricalCrossentropy(from_logits=True)",
                "It expects a score for each class. With one score, softmax always answers 1.",
            ),
            Option(
                "BinaryCrossentropy(from_logits=True) after adding a sigmoid layer",
                "Then the sigmoid would be applied twice.",
            ),
        ),
    ),
    Question(
        "One example in fifty is positive. A colleague gives the positives fifty times the weight, and "
        "recall at "
        "0.5 rises from 0.2 to 0.9, while average precision stays the same. What happened?",
        (
            Option(
                "The model has learned to tell the classes apart better",
                "Then average precision, which judges the order of the answers, would have risen.",
            ),
            Option(
                "The weights have repaired the data: now there are as many positives as negatives",
                "No example was added. What changed is how much a missed positive costs.",
            ),
            Option(
                "Nothing: recall at 0.5 is only noise",
                "The rise is large and was there for every seed of the chapter.",
            ),
            Option(
                "The threshold has moved: the order of the answers is the same, but all probabilities "
                "are larger",
                "Lowering the threshold of the plain model does the same, and leaves its probabilities "
                "honest.",
                right=True,
            ),
        ),
    ),
    Question(
        "What does the factor (1 − p)^γ of the focal loss do, where p is the probability given to the truth?",
        (
            Option(
                "It gives rare classes a larger weight",
                "It does not look at how frequent a class is. Easy examples of a rare class are turned "
                "down as well.",
            ),
            Option(
                "It turns down examples that are right already",
                "With p near 1 the factor is near 0; examples that are still wrong count almost fully.",
                right=True,
            ),
            Option(
                "It cuts off wild examples",
                "On the contrary: those that are quite wrong, wrong labels included, keep their whole "
                "weight.",
            ),
            Option(
                "It makes the probabilities honest",
                "It makes them less sure than they should be.",
            ),
        ),
    ),
    Question(
        "You train with the quantile loss for 5 % and 95 %. On the training data 90 % of the targets "
        "lie between "
        "the two answers, on new data 50 %. What would you do?",
        (
            Option(
                "Widen the interval by what held-out data ask for, and test it on data used for neither",
                "The network has bent its interval around the training targets. Held-out data tell by "
                "how much it is "
                "too narrow.",
                right=True,
            ),
            Option(
                "Report 90 %: that is what the loss asks for",
                "The loss asks for it on the training data only.",
            ),
            Option(
                "Train longer",
                "The fit to the training data is the problem, not the cure.",
            ),
            Option(
                "Widen the interval until it holds 90 % of the test data, and report 90 %",
                "Then the test data have been used for fitting, and their 90 % says nothing any more.",
            ),
        ),
    ),
)
