"""The rules that answers to the exercises of chapter 00 must keep, and sentences for frequent mistakes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ..rules import RuleBroken, compare, kind, numbers, parts, shown
from .solutions import choose_and_report, number_of_parameters, share_right, surest_mistake


def check_number_of_parameters(answer):
    cases = [([2, 1],), ([64, 10],), ([64, 32, 10],), ([3, 5, 4, 2],), ([4, 4, 4],), ([1, 7, 2, 2, 3],)]

    def weights(sizes):
        return sum(inputs * units for inputs, units in pairwise(sizes))

    mistakes = (
        (
            "each unit has a bias besides its weights, and `number_of_parameters` counts the weights only",
            weights,
        ),
        (
            "the inputs are numbers, not units: they have no biases, and `number_of_parameters` counts some "
            "for them",
            lambda sizes: weights(sizes) + sum(sizes),
        ),
        (
            "the units of the output layer have biases too",
            lambda sizes: weights(sizes) + sum(sizes[1:-1]),
        ),
        (
            "each unit has one bias, however many inputs it has: a layer has as many biases as units, not as "
            "inputs",
            lambda sizes: weights(sizes) + sum(sizes[:-1]),
        ),
        (
            "each layer has its own biases, one for each unit, and not one for the whole layer",
            lambda sizes: weights(sizes) + len(sizes) - 1,
        ),
        (
            "the layers' numbers are added up: only the two sizes of one table of weights are multiplied",
            lambda sizes: np.prod(sizes),
        ),
        (
            "from each input a weight leads to each unit, so a table of weights has inputs × units numbers, "
            "not inputs + units",
            lambda sizes: sum(inputs + units for inputs, units in pairwise(sizes)),
        ),
        (
            "`number_of_parameters` counts units, and it should count what is learned: the weights between "
            "them and their biases",
            lambda sizes: sum(sizes),
        ),
        (
            "`number_of_parameters` must work for any number of layers, and it stops after the first",
            lambda sizes: sizes[0] * sizes[1] + sizes[1],
        ),
        (
            "`number_of_parameters` leaves out the last layer: between n sizes lie n − 1 tables of weights",
            lambda sizes: sum(inputs * units + units for inputs, units in pairwise(sizes[:-1])),
        ),
    )

    def read(value, *_):
        return numbers("what `number_of_parameters` returns", value, (), "one whole number")

    compare(answer, number_of_parameters, cases, read, mistakes)


def check_share_right(answer):
    cases = [
        (
            np.array([[0.7, 0.2, 0.1], [0.1, 0.5, 0.4], [0.3, 0.3, 0.4], [0.2, 0.45, 0.35]]),
            np.array([0, 1, 1, 0]),
        )
    ]
    random = np.random.default_rng(5)
    for n, classes in ((1, 2), (5, 3), (8, 10), (10, 10), (3, 4)):
        probabilities = _probabilities(random, n, classes)
        cases.append((probabilities, random.integers(0, classes, n)))
        cases.append((probabilities, probabilities.argmax(axis=1)))

    def right(probabilities, y):
        return probabilities.argmax(axis=1) == y

    def of_the_true_class(probabilities, y):
        return probabilities[np.arange(len(y)), y]

    mistakes = (
        (
            "`share_right` must divide by the number of examples: a share lies between 0 and 1, whatever n "
            "is",
            lambda p, y: right(p, y).sum(),
        ),
        ("`share_right` must return a share from 0 to 1, not percent", lambda p, y: 100 * right(p, y).mean()),
        (
            "`share_right` gives the share of wrong answers, not of right ones",
            lambda p, y: 1 - right(p, y).mean(),
        ),
        (
            "an answer is right when its class has the largest probability, even if that is below 0.5",
            lambda p, y: (of_the_true_class(p, y) > 0.5).mean(),
        ),
        (
            "`share_right` averages the probabilities of the right classes; the accuracy counts how often "
            "the "
            "likeliest class is the right one",
            lambda p, y: of_the_true_class(p, y).mean(),
        ),
        (
            "`share_right` averages the largest probabilities, which tells how sure the network is; compare "
            "its answers with `y`",
            lambda p, y: p.max(axis=1).mean(),
        ),
        (
            "`share_right` must take the class with the largest probability, and it takes the one with the "
            "smallest",
            lambda p, y: (p.argmin(axis=1) == y).mean(),
        ),
        (
            "the classes begin with 0, as places in Python do: nothing has to be added to `argmax`",
            lambda p, y: (p.argmax(axis=1) + 1 == y).mean(),
        ),
    )

    def read(value, probabilities, _):
        if np.ndim(value) == 1 and len(value) == len(probabilities):
            raise RuleBroken(
                "`share_right` must return one number for all examples, and it returns one for each: take "
                "the "
                "mean of what is right"
            )
        if np.ndim(value) == 1 and len(value) == probabilities.shape[1]:
            raise RuleBroken(
                "each row of `probabilities` is an example: take the largest along axis 1, and one mean of "
                "all"
            )
        return numbers("what `share_right` returns", value, (), "one number from 0 to 1")

    compare(answer, share_right, cases, read, mistakes)


def check_choose_and_report(answer):
    for validation, test in _contests():
        given = answer(dict(validation), dict(test))
        name, share = parts("choose_and_report", given, ("name", "share"))
        if name not in list(validation):
            raise RuleBroken(
                f"the first thing that `choose_and_report` returns must be a network's name, such as "
                f"{next(iter(validation))!r}, got {kind(name)}"
            )
        share = float(numbers("the share of `choose_and_report`", share, (), "one number from 0 to 1"))
        _judge(name, share, validation, test)


def _contests():
    """Validation and test results of a few contests, in none of which two networks are equally good."""
    validation = {"small": 0.90, "middle": 0.97, "large": 0.95, "tiny": 0.93}
    yield validation, {"small": 0.91, "middle": 0.94, "large": 0.96, "tiny": 0.92}
    yield {"a": 0.80, "b": 0.70}, {"a": 0.75, "b": 0.78}
    yield {"only": 0.5}, {"only": 0.4}
    yield {"a": 0.6, "b": 0.61, "c": 0.2, "d": 0.63}, {"d": 0.55, "c": 0.1, "b": 0.66, "a": 0.7}


def _judge(name, share, validation, test):
    chosen, honest = choose_and_report(validation, test)
    if name != chosen:
        if name == max(test, key=test.get):
            raise RuleBroken(
                "the choice must not look at the test part: choose the network that is best on the "
                "validation part"
            )
        if name == min(validation, key=validation.get):
            raise RuleBroken(
                "shares of right answers: the larger the better, and `choose_and_report` takes the smallest"
            )
        raise RuleBroken(
            f"of {validation}, the best on the validation part is {chosen!r}, and `choose_and_report` "
            f"takes {name!r}"
        )
    if np.isclose(share, honest):
        return
    if np.isclose(share, validation[chosen]):
        raise RuleBroken(
            "the validation share of the chosen network is too good to report: it was chosen because that "
            "number "
            "was high. Report its share on the test part"
        )
    if np.isclose(share, max(test.values())):
        raise RuleBroken(
            "report the test share of the network that was chosen, not the best test share that any "
            "network has"
        )
    if np.isclose(share, (validation[chosen] + test[chosen]) / 2):
        raise RuleBroken(
            "the validation share must not be mixed into what is reported: take the test share alone"
        )
    if np.isclose(share, np.mean(list(test.values()))):
        raise RuleBroken("report the test share of the chosen network alone, not the mean of all")
    raise RuleBroken(f"for {chosen!r} the share to report is {shown(honest)}, got {shown(share)}")


def check_surest_mistake(answer):
    clear = np.array([[0.99, 0.01], [0.05, 0.95], [0.3, 0.7], [0.6, 0.4]])
    cases = [
        (clear, np.array([0, 0, 0, 0])),
        (clear, np.array([0, 1, 0, 1])),
        (clear, np.array([0, 1, 1, 1])),
    ]
    random = np.random.default_rng(8)
    for n, classes in ((6, 3), (12, 10), (9, 4), (20, 10)):
        probabilities = _probabilities(random, n, classes)
        y = np.where(random.random(n) < 0.5, probabilities.argmax(axis=1), random.integers(0, classes, n))
        y[random.integers(n)] = probabilities.argmin(axis=1)[0]
        wrong = probabilities.argmax(axis=1) != y
        if not wrong.any():
            y[-1] = probabilities[-1].argmin()
        cases.append((probabilities, y))

    def masked(p, y, sureness, fill):
        return np.where(p.argmax(axis=1) != y, sureness, fill)

    mistakes = (
        (
            "`surest_mistake` gives the surest of all answers, and this one may be right: only wrong "
            "answers count",
            lambda p, y: p.max(axis=1).argmax(),
        ),
        (
            "the place must be counted among all examples, and `surest_mistake` counts it among the mistakes "
            "only: keep the right ones in the array and make them small",
            lambda p, y: p.max(axis=1)[p.argmax(axis=1) != y].argmax(),
        ),
        (
            "`surest_mistake` gives the mistake of which the network is least sure",
            lambda p, y: masked(p, y, p.max(axis=1), 2).argmin(),
        ),
        (
            "`surest_mistake` gives the surest right answer: the comparison is the wrong way round",
            lambda p, y: np.where(p.argmax(axis=1) == y, p.max(axis=1), 0).argmax(),
        ),
        (
            "`surest_mistake` must return the place of the example, and it returns the probability",
            lambda p, y: masked(p, y, p.max(axis=1), 0).max(),
        ),
        (
            "`surest_mistake` looks for the lowest probability of the right class; asked for is the highest "
            "probability of a wrong answer",
            lambda p, y: masked(p, y, p[np.arange(len(y)), y], 2).argmin(),
        ),
        (
            "`surest_mistake` gives the first mistake, not the surest one",
            lambda p, y: (p.argmax(axis=1) != y).argmax(),
        ),
        (
            "`surest_mistake` must return the place of the example, and it returns the class that was "
            "answered",
            lambda p, y: p.argmax(axis=1)[masked(p, y, p.max(axis=1), 0).argmax()],
        ),
        (
            "`argmax` without an axis counts through the whole table: take the largest of each row first",
            lambda p, y: p.argmax(),
        ),
    )

    def read(value, *_):
        return numbers("what `surest_mistake` returns", value, (), "one whole number")

    compare(answer, surest_mistake, cases, read, mistakes)


def _probabilities(random, n, classes):
    """Rows that add up to 1, in which no two numbers are equal."""
    return random.dirichlet(np.full(classes, 0.7), size=n)
