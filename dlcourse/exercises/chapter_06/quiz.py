"""The quiz of chapter 06: the gap, penalties, dropout's two modes, batches of one, fair comparisons."""

from __future__ import annotations

from ..exercise import Option, Question

QUESTIONS = (
    Question(
        "After training, a network is right on 99 % of the training examples and on 71 % of new ones. A "
        "linear model reaches 70 % on both. What does the network suffer from, and what would you try first?",
        (
            Option(
                "Underfitting: a larger network",
                "It fits the training examples almost perfectly; there is nothing left to gain there.",
            ),
            Option(
                "Overfitting: more examples, or a cure that makes learning by heart harder",
                "The gap of 28 points is what it has learned by heart. It need not vanish, but here it hides "
                "that the network is hardly better than a line.",
                right=True,
            ),
            Option(
                "A learning rate that is too small: longer training",
                "Then the training accuracy would be low. Longer training mostly widens the gap.",
            ),
            Option(
                "Nothing: 99 % is what counts",
                "Nobody needs answers about the examples whose answers are known already.",
            ),
        ),
    ),
    Question(
        "You train with L1 and with L2, at strengths that make the training loss equally large. How do the "
        "histograms of the weights differ?",
        (
            Option(
                "L1 leaves most weights next to 0 and a few large ones; L2 makes all of them smaller",
                "The slope of |w| is the same for small and large weights, that of w² fades towards 0.",
                right=True,
            ),
            Option(
                "L2 leaves most weights next to 0 and a few large ones; L1 makes all of them smaller",
                "It is the other way round: w² hardly pushes a weight that is small already.",
            ),
            Option(
                "Both look alike: only the scale of the strength differs",
                "Their shapes differ, at any strength: a peak at 0 with long tails against a bell.",
            ),
        ),
    ),
    Question(
        "With plain gradient descent, an L2 penalty and weight decay are the same thing. Why not with Adam?",
        (
            Option(
                "Adam ignores penalties",
                "It does not: their gradient is part of the gradient that it is given.",
            ),
            Option(
                "Adam's weights are smaller, so nothing is left to decay",
                "How large the weights are has nothing to do with it.",
            ),
            Option(
                "Adam has a learning rate of its own for each step, so decay must be tuned differently",
                "It is tuned differently, but that is a consequence. What is different in the step itself?",
            ),
            Option(
                "Adam divides the penalty's gradient by the size of recent gradients, so weights with large "
                "gradients are hardly pulled at all",
                "Decoupled decay goes around that division and shrinks all weights by the same share.",
                right=True,
            ),
        ),
    ),
    Question(
        "A network has dropout of 0.5, and you call model(x) at inference. What does the dropout layer do?",
        (
            Option(
                "Half of the activations are left out, other ones in each call",
                "That is training=True. It is what Monte Carlo dropout asks for on purpose.",
            ),
            Option(
                "All activations are halved",
                "So did the first paper. Keras multiplies by 2 in training instead, and then nothing is left "
                "to do.",
            ),
            Option(
                "Nothing: all activations pass as they are",
                "What stays in training was multiplied by 1 / (1 − 0.5) = 2, so the mean is right as it is.",
                right=True,
            ),
        ),
    ),
    Question(
        "You train a network with batch normalization in batches of one example, because the images are "
        "large. What does the layer after the normalization see in training?",
        (
            Option(
                "Always β, whatever the image is",
                "With one example, z is its own mean: z − mean is 0, and γ · 0 + β is β.",
                right=True,
            ),
            Option(
                "The sums, divided by their running deviation",
                "That is what happens at inference. In training the batch's own numbers count.",
            ),
            Option(
                "The same as with larger batches, only noisier",
                "The noise grows as batches shrink, but at one the signal itself is gone.",
            ),
            Option(
                "An error: the variance of one number is 0",
                "ε under the root prevents the division by 0, so the failure is silent, which is worse.",
            ),
        ),
    ),
    Question(
        "Layers of 400 ReLU units feed each other. Which variance of the weights keeps the size of the "
        "activations?",
        (
            Option(
                "1 / 400",
                "That would do without the ReLU. It sets half of the sums to 0, so half of the mean square "
                "is lost in each layer.",
            ),
            Option(
                "2 / 400: twice 1 / inputs",
                "He's rule: the factor 2 makes up for the half that ReLU cuts off.",
                right=True,
            ),
            Option(
                "2 / 800",
                "Glorot's rule for 400 inputs and 400 units is 1 / 400, which is made for activations that "
                "are nearly linear around 0.",
            ),
            Option(
                "1, so that nothing is lost",
                "Each sum adds 400 products: its variance would be 200 times that of its inputs.",
            ),
        ),
    ),
    Question(
        "A colleague compares early stopping with dropout. Early stopping looks at 500 further labeled "
        "images to find the moment; dropout trains on the same 300 as the baseline and uses none of "
        "them. Early stopping wins. What do you say? Choose all that apply.",
        (
            Option(
                "The 500 images are an advantage that the others did not have",
                "Dropout could have trained on them. Whoever has 800 labeled images should compare what can "
                "be done with 800.",
                right=True,
            ),
            Option(
                "The rate of dropout must be chosen by somebody, too, with images that are counted",
                "Each cure has a number to choose. What it was chosen on belongs to the account.",
                right=True,
            ),
            Option(
                "It is settled: the test images decide",
                "They decide about the two procedures as they were run, and these did not use the same data.",
            ),
            Option(
                "One would have to see it over several seeds",
                "With 300 images the spread over seeds is several points.",
                right=True,
            ),
        ),
    ),
)
