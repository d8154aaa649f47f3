"""The quiz of chapter 01: what a perceptron can do, what its rule does, and what a hidden layer adds."""

from __future__ import annotations

from ..exercise import Option, Question

QUESTIONS = (
    Question(
        "A perceptron has the weights 2 and −1 and the bias −1. What does it say to the point (1, 1)?",
        (
            Option(
                "1, because the sum is exactly 0 and 0 counts as 1",
                "2·1 − 1·1 − 1 = 0: the point lies on the line, and on the line this course says 1.",
                right=True,
            ),
            Option("0, because the sum is exactly 0", "The sum is 0, but the step function turns 0 into 1."),
            Option(
                "1, because the sum is 1",
                "2·1 − 1·1 = 1 is only the weighted sum; the bias −1 has still to be added.",
            ),
            Option(
                "Nothing: a point on the line belongs to neither class",
                "A perceptron always decides. For points on the line a convention settles it: a sum of 0 "
                "counts as 1.",
            ),
        ),
    ),
    Question(
        "What can a perceptron in the plane **not** do when its bias is fixed at 0?",
        (
            Option(
                "Draw a line that misses the origin",
                "Without a bias the sum at the origin is 0 for any weights, so the line always passes "
                "through it. The bias is what shifts the line.",
                right=True,
            ),
            Option("Tilt the line", "The weights turn the line; that needs no bias."),
            Option(
                "Learn from its mistakes",
                "The rule still changes the weights after each mistake. It may only find no line that is "
                "good enough.",
            ),
            Option(
                "Say 0 anywhere",
                "On one side of its line through the origin it says 0, on the other 1. Only at the "
                "origin is it bound to say 1.",
            ),
        ),
    ),
    Question(
        "Weights and bias start at 0. You train once with the learning rate 0.1 and once with 1, on the "
        "same points in the same order. What differs?",
        (
            Option(
                "Only the scale of weights and bias: line and mistakes are the same",
                "Every change is ten times as large, so are all sums, and the step function looks only "
                "at their sign. The rate matters only relative to where the weights start.",
                right=True,
            ),
            Option(
                "With 0.1 it needs about ten times as many steps",
                "That would be so for gradient descent. Here all sums shrink alike, and their signs stay "
                "the same.",
            ),
            Option(
                "With 1 it may overshoot and never settle",
                "Whether the rule settles depends on the points, not on the rate: from a start at 0 both "
                "runs make exactly the same mistakes.",
            ),
            Option(
                "With 0.1 the line ends up further from the points",
                "Dividing weights and bias by ten leaves the line where it is, and so its distance from "
                "the points.",
            ),
        ),
    ),
    Question(
        "Why can no single perceptron compute XOR?",
        (
            Option(
                "No straight line has (0, 1) and (1, 0) on one side and (0, 0) and (1, 1) on the other",
                "The two pairs lie on the two diagonals of a square, and the diagonals cross: a line "
                "that keeps one pair together must cut the other.",
                right=True,
            ),
            Option(
                "Four points are too few to learn from",
                "AND has the same four points and is learned in a few steps. It is their labels that matter.",
            ),
            Option(
                "The perceptron rule gets stuck, but better weights exist",
                "No weights would do, however they are found: XOR is beyond the perceptron itself, not only "
                "beyond its rule.",
            ),
            Option(
                "The step function has no derivative",
                "The perceptron rule needs none. The best training method could not help: no line exists.",
            ),
        ),
    ),
    Question(
        "Which of these does the convergence theorem promise, for classes that **a line can separate**?",
        (
            Option(
                "After a finite number of mistakes the rule makes no more",
                "This is the theorem: at most (R / γ)² mistakes, where R bounds the length of the points, γ "
                "is the margin, and the bias counts as one more weight.",
                right=True,
            ),
            Option(
                "It holds for every learning rate above 0, when weights and bias start at 0",
                "From a start at 0 the rate only scales weights and bias; the mistakes stay the same.",
                right=True,
            ),
            Option(
                "The line found lies in the middle between the classes",
                "The rule stops at the first line without a mistake, wherever it lies. The widest street "
                "is what a support vector machine looks for.",
            ),
            Option(
                "New points will all be classified rightly",
                "It speaks of the training points only. A new point can lie between the line and the "
                "class it belongs to.",
            ),
            Option(
                "The number of mistakes falls from epoch to epoch",
                "It is bounded in total, but on the way an update can spoil points that were right before.",
            ),
        ),
    ),
    Question(
        "The classes overlap, so that no line separates them. What does the perceptron rule do if we let "
        "it run?",
        (
            Option(
                "It changes the weights for ever, and the share of errors goes up and down",
                "Each pass meets at least one mistake, and each mistake moves the line. Hence one keeps "
                "the best weights seen, or turns to a loss that can be minimized.",
                right=True,
            ),
            Option(
                "It settles on the line with the fewest errors",
                "It never looks at the number of errors: it answers to one example at a time, and cannot "
                "come to rest.",
            ),
            Option(
                "It stops with an error of its own accord",
                "It has no way to notice. We must limit the number of epochs ourselves.",
            ),
            Option(
                "It settles if only the learning rate is small enough",
                "From a start at 0 the rate changes nothing but the scale; the mistakes go on.",
            ),
        ),
    ),
    Question(
        "What does a hidden layer add?",
        (
            Option(
                "The output unit sees the points where the hidden units have moved them",
                "In the space of what the hidden units say, a straight line can be enough. For XOR it is.",
                right=True,
            ),
            Option(
                "Without a step or another bent function in it, it adds nothing to what a line can do",
                "A weighted sum of weighted sums is again a weighted sum, so the boundary stays one "
                "straight line.",
                right=True,
            ),
            Option(
                "Each hidden step unit draws a curved boundary",
                "Each one draws a straight line. Bent boundaries come from the output, which combines "
                "several lines.",
            ),
            Option(
                "The perceptron rule can train it as it stands",
                "The rule needs a right answer for each unit, and nobody says what the hidden units "
                "should answer. That is the problem that backpropagation solves.",
            ),
        ),
    ),
)
