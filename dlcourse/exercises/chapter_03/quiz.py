"""The quiz of chapter 03: slopes along ways, why an engine goes backward, and what a gradient check shows."""

from __future__ import annotations

from ..exercise import Option, Question

QUESTIONS = (
    Question(
        "A value a goes into two operations of a graph. How does its gradient come about?",
        (
            Option(
                "The larger of the two shares wins",
                "Both ways lead to the result, and a small nudge of a travels along both at once.",
            ),
            Option(
                "The shares of both operations are added",
                "A nudge of a reaches the result on both ways, and small changes add up. In the engine that "
                "is the sign +=.",
                right=True,
            ),
            Option(
                "The shares of both operations are multiplied",
                "Slopes are multiplied along one way. The ways themselves are added.",
            ),
            Option(
                "The operation visited last decides",
                "That is what an engine with = in place of += would do, and a gradient check finds it.",
            ),
        ),
    ),
    Question(
        "In ŷ = w · a with w = −2, a = 0.5, the gradient of ŷ is 3. What are the gradients of w and a?",
        (
            Option(
                "w gets −6 and a gets 1.5",
                "A product's slope with respect to one factor is the other factor, so w gets a·3 and a "
                "gets w·3.",
            ),
            Option(
                "Both get 3",
                "That would be a sum, which passes its gradient on as it is.",
            ),
            Option(
                "w gets 1.5 and a gets −6",
                "The slope with respect to w is a = 0.5, and that with respect to a is w = −2; both are "
                "multiplied by 3.",
                right=True,
            ),
            Option(
                "w gets 6 and a gets 6",
                "A gradient is passed on times the slope of the operation, not times the gradient again.",
            ),
        ),
    ),
    Question(
        "A network has 10,000 parameters and one loss. Why go backward through its graph and not forward?",
        (
            Option(
                "Forward passes give wrong derivatives for deep networks",
                "Forward mode is as exact as reverse mode. It is a question of cost only.",
            ),
            Option(
                "One backward pass gives all 10,000 slopes; forward it would take a pass for each parameter",
                "Backward, each pass answers for one result; forward, each pass answers for one input. "
                "There is one result and there are 10,000 inputs.",
                right=True,
            ),
            Option(
                "The backward pass needs no memory",
                "It needs more: the values of the forward pass must be kept until the backward pass has "
                "used them.",
            ),
            Option(
                "Values can be computed backward as well, so that the forward pass can be left out",
                "The slopes depend on the values, so the forward pass has to come first.",
            ),
        ),
    ),
    Question(
        "For f with **one** input and a thousand outputs you want all slopes. Which mode needs fewer passes?",
        (
            Option(
                "Reverse mode: it always does",
                "Reverse mode takes one pass per output, here a thousand.",
            ),
            Option(
                "Both need a thousand passes",
                "A forward pass follows one input to all outputs at once.",
            ),
            Option(
                "Neither works with more than one output",
                "Both work. They differ in what one pass answers for.",
            ),
            Option(
                "Forward mode: one pass",
                "A forward pass follows a nudge of one input to every output. Training has it the other way "
                "round: many inputs and one loss.",
                right=True,
            ),
        ),
    ),
    Question(
        "You check a gradient with central differences and make h smaller and smaller. What happens to the "
        "error?",
        (
            Option(
                "It shrinks at first, then it grows",
                "A smaller h bends less, but the two losses become so alike that their difference consists "
                "of rounding errors, which are then divided by a tiny number.",
                right=True,
            ),
            Option(
                "It shrinks all the way: h should be as small as possible",
                "That would be so with numbers of infinitely many digits. A float has about sixteen.",
            ),
            Option(
                "It stays the same",
                "Both parts of the error depend on h: the bend of the curve and the rounding.",
            ),
            Option(
                "It grows all the way: h should be large",
                "With a large h the slope is that of a long chord, not that of the curve at this place.",
            ),
        ),
    ),
    Question(
        "Your network trains, and reaches 95 % on new digits. What does that say about your backward pass?",
        (
            Option(
                "It is right: a wrong gradient cannot lower the loss",
                "Any direction that goes roughly downhill lowers the loss. The chapter's wrong gradient did, "
                "on every seed.",
            ),
            Option(
                "It is right except perhaps in the last layer",
                "Mistakes below the last layer are the very ones that hide best: the last layer alone can "
                "learn a good deal.",
            ),
            Option(
                "Little: a wrong gradient may train nearly as well; only a check tells",
                "The loss falls wherever steps go roughly downhill. Measured slopes compare every number.",
                right=True,
            ),
            Option(
                "It is wrong: a right one would reach 100 %",
                "How good a network can become depends on the data and on the network, not only on the "
                "gradient.",
            ),
        ),
    ),
    Question(
        "A layer computes z = a @ W + b for n = 32 examples, with 64 features and 10 units. Which shape "
        "has the gradient of the loss with respect to W?",
        (
            Option(
                "(32, 64, 10): one gradient per example",
                "The loss is one number for the whole batch. The shares of the examples are added up, which "
                "is what the product a.T @ delta does.",
            ),
            Option(
                "(10, 64)",
                "That is the transpose. It could not be subtracted from W.",
            ),
            Option(
                "(32, 10)",
                "That is the shape of z and of delta, its gradient.",
            ),
            Option(
                "(64, 10)",
                "A gradient has one number for each number that it belongs to, so it has the shape of W.",
                right=True,
            ),
        ),
    ),
)
