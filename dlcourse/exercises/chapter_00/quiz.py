"""The quiz of chapter 00: the words, the three parts of the data, and what a network cannot do."""

from __future__ import annotations

from ..exercise import Option, Question

QUESTIONS = (
    Question(
        "Which of these does training find, and you do **not** set yourself?",
        (
            Option(
                "The weights from the pixels to the hidden units",
                "Weights and biases are the parameters: training moves them, a little at each step.",
                right=True,
            ),
            Option(
                "The number of hidden units",
                "That is a hyperparameter: it is fixed before training starts, and chosen on the "
                "validation part.",
            ),
            Option(
                "The learning rate",
                "A hyperparameter too: it says how far a step moves the parameters. You set it.",
            ),
            Option(
                "How many examples make a batch",
                "The batch size is set by you, and training only uses it: a hyperparameter.",
            ),
        ),
    ),
    Question(
        "There are 1,000 examples to train on, the batch size is 50, and you train for 3 epochs. How many "
        "optimizer steps is that?",
        (
            Option(
                "60",
                "An epoch is one pass through all examples: 1,000 / 50 = 20 batches, one step each; three "
                "passes make 60.",
                right=True,
            ),
            Option("20", "20 steps are one epoch, one pass through all examples. Here there are three."),
            Option("3,000", "That many examples are looked at, but 50 of them make one step."),
            Option("3", "Three epochs; each of them has as many steps as there are batches."),
        ),
    ),
    Question(
        "You trained twenty networks and take the one with the best validation accuracy. On the test part it "
        "does a little worse than on the validation part. What do you do?",
        (
            Option(
                "Report its test accuracy, and leave it at that",
                "A drop is to be expected: the best of twenty was good and lucky, and the test part does not "
                "know of the luck.",
                right=True,
            ),
            Option(
                "Take the network that is best on the test part",
                "Then the test part has made the choice, and its number is as lucky as the validation number "
                "was before.",
            ),
            Option(
                "Report the validation accuracy, which had the same number of examples",
                "The choice was made by that number, so it is too high on average, however many examples "
                "there are.",
            ),
            Option(
                "Train it on the test part as well, so that it gets better there",
                "It would, by learning the answers by heart, and nothing would be left to tell how it does "
                "on new examples.",
            ),
        ),
    ),
    Question(
        "A network for ten digits is shown a letter K. What does it answer?",
        (
            Option(
                "Ten probabilities that add up to 1, possibly with one of them close to 1",
                "The last layer shares 1 out among ten digits, whatever comes in. It has no way to say "
                '"none of these".',
                right=True,
            ),
            Option(
                "About 0.1 for each digit, because it has never seen such a thing",
                "That would be sensible, but nothing in training asks for it: training shows digits only.",
            ),
            Option(
                "An error, because the input is not a digit",
                "64 numbers came in, and that is all that is checked. What they show is not known.",
            ),
            Option(
                "Ten numbers close to 0",
                "They cannot all be close to 0, since they add up to 1.",
            ),
        ),
    ),
    Question(
        "What did this chapter's experiments show? (Several may be right.)",
        (
            Option(
                "With more examples to learn from, every method got better on new ones",
                "The means rose from each size to the next, for the network and for both simple methods.",
                right=True,
            ),
            Option(
                "On small centered digits, comparing with the nearest known image beats the network",
                "It did, with 300 and with 1,000 examples. A simple method beside the network is there to "
                "find "
                "that out.",
                right=True,
            ),
            Option(
                "Networks are always ahead when there are enough examples",
                "Not here: with all examples that there are, the nearest neighbor is still ahead.",
            ),
            Option(
                "A convolutional network is ahead where a digit may stand anywhere in the picture",
                "There the pixels of two equal digits need not agree anywhere, which is the neighbor's "
                "undoing, "
                "while a convolution looks for the same strokes everywhere.",
                right=True,
            ),
        ),
    ),
    Question(
        'A colleague says: "My model tells 100 % of the training examples right, so it is excellent." What '
        "does the number show?",
        (
            Option(
                "Nothing about new examples: a list of all training examples with their labels gets 100 % "
                "too",
                "The nearest neighbor does just that, even with labels drawn at random. Only examples that "
                "training has not seen can tell.",
                right=True,
            ),
            Option(
                "That the model will tell nearly all new examples right",
                "With random labels the training share was 1 as well, and on new examples it was no better "
                "than guessing.",
            ),
            Option(
                "That the model is useless, because it has learned by heart",
                "It may be good as well: with the true labels, the nearest neighbor has 1 on training and "
                "is "
                "good on new examples. The number does not tell the two apart.",
            ),
            Option(
                "That there were enough examples",
                "The fewer examples there are, the easier they are learned by heart.",
            ),
        ),
    ),
    Question(
        "How do Keras and TensorFlow, JAX and PyTorch belong together?",
        (
            Option(
                "Keras describes layers and training, and one of the three others does the computing",
                "That one is the backend. The same ten lines run on each, and trained weights can be "
                "carried over.",
                right=True,
            ),
            Option(
                "They are four names for the same program",
                "They come from different groups and work differently inside; Keras can sit on top of the "
                "other "
                "three.",
            ),
            Option(
                "Each has its own kind of network: weights trained in one mean nothing in another",
                "Weights are tables of numbers. The three backends gave the same answers from the same "
                "weights, "
                "up to rounding.",
            ),
            Option(
                "The backend can be changed at any time, with one line in the middle of a notebook",
                "Keras takes its backend once, when it is imported. Another one needs a new process, or a "
                "restarted kernel.",
            ),
        ),
    ),
)
