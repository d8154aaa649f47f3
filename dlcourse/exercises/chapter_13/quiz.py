"""The quiz of chapter 13: what to freeze, batch normalization, LoRA, fair baselines, and serving."""

from __future__ import annotations

from ..exercise import Option, Question

QUESTIONS = (
    Question(
        "You have five labeled images per class and a network pretrained on related images. What do you try "
        "first?",
        (
            Option(
                "Train a network of the same size from scratch, for a long time",
                "It fits the few images perfectly and learns little that holds for others. It is the "
                "baseline to beat, not the first thing to hope for.",
            ),
            Option(
                "Freeze the network and fit a linear head on its features",
                "It costs milliseconds, has little to overfit with, and says at once whether the features "
                "are of use. Then fine-tune, and see whether that is better.",
                right=True,
            ),
            Option(
                "Fine-tune everything at the learning rate of pretraining",
                "The head is random at first, and its large gradients would spoil the features before they "
                "have been of any use.",
            ),
            Option(
                "Look for more layers to put on top",
                "Every layer on top must be learned from the same few labels.",
            ),
        ),
    ),
    Question(
        "With 50 labels per class, a frozen backbone is worse than training from scratch. What follows?",
        (
            Option(
                "The backbone's weights must be damaged",
                "The same weights were far ahead with five labels. They have not changed.",
            ),
            Option(
                "Pretraining is useless for this task",
                "Frozen features are one way of using it. Fine-tuning starts from the same weights and may "
                "leave them.",
            ),
            Option(
                "The head was trained for too short a time",
                "Logistic regression is solved to the end. What limits it are the features that it is given.",
            ),
            Option(
                "Features made for another task leave something out, and by now there are labels enough to "
                "learn it",
                "A frozen network cannot learn what its first task did not need. The more labels there are, "
                "the more that costs.",
                right=True,
            ),
        ),
    ),
    Question(
        "A backbone has BatchNormalization layers. Only the head gets gradients, but you call the model with "
        "training=True. What changes in the backbone?",
        (
            Option(
                "Its moving means and variances drift towards the new images",
                "They are no weights and need no gradient: every call in training mode moves them.",
                right=True,
            ),
            Option(
                "Nothing, for nothing in it receives a gradient",
                "Moving statistics are updated by the forward pass. That is why Keras stops them for layers "
                "whose trainable is False.",
            ),
            Option(
                "All of its kernels, a little",
                "Kernels change by gradients only, and here they get none.",
            ),
        ),
    ),
    Question(
        "LoRA of rank 4 on a dense layer of 1,000 inputs and 1,000 outputs: how many numbers learn?",
        (
            Option("4", "4 is the rank: the number of columns of a and of rows of b."),
            Option(
                "1,000,000",
                "That many are corrected, but by a product of two thin tables. Only those learn.",
            ),
            Option("8,000", "1,000 × 4 in a and 4 × 1,000 in b.", right=True),
            Option("4,000", "That is one of the two tables. The correction is the product of both."),
        ),
    ),
    Question(
        "A paper reports: fine-tuned 92 %, from scratch 85 %, both trained for 100 steps. What do you ask?",
        (
            Option(
                "Whether 100 steps were enough for the network that started from nothing",
                "What starts near the goal needs fewer steps. A baseline that was stopped early makes the "
                "gain look larger than it is.",
                right=True,
            ),
            Option(
                "Whether other draws of the labeled examples give the same order",
                "With few labels the draw matters as much as the method.",
                right=True,
            ),
            Option(
                "Nothing: both had the same number of steps, so it is fair",
                "The same number is not the same treatment: one of them was given thousands of steps before.",
            ),
            Option(
                "Whether the pretrained network had seen any of the test images",
                "If it had, 92 % says nothing about new images.",
                right=True,
            ),
        ),
    ),
    Question(
        "Your served digit reader is sent photographs of dark ink on white paper, as numbers from 0 to 1. It "
        "was trained on bright ink on black. What happens?",
        (
            Option(
                "The input check refuses them",
                "Shape, type and range are all right. No such check can see what the numbers mean.",
            ),
            Option(
                "It answers, often wrongly, and nothing warns you",
                "An image of the wrong kind looks like any other array. Compare the statistics of what "
                "arrives with those of the training images.",
                right=True,
            ),
            Option(
                "It reads them just as well, for a convolution looks at edges only",
                "Its filters know which side of an edge is bright; the answers change with it.",
            ),
        ),
    ),
)
