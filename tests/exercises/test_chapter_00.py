"""Chapter 00: wrong answers hear the rule they break, others pass; every symbol is explained once."""

from __future__ import annotations

import ast
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebooks.building.chapters import TEXTS
from tests.exercises.judging import assert_breaks, says

TEXT = (TEXTS / "00_start_here.md").read_text(encoding="utf-8")


def likeliest(p):
    return p.argmax(axis=1)


def pairs(sizes):
    return list(pairwise(sizes))


def by_subset(p, y):
    wrong = likeliest(p) != y
    return p[wrong].max(axis=1).argmax()


def changes_its_input(p, y):
    p[likeliest(p) == y] = 0
    return p.max(axis=1).argmax()


def best(shares):
    return max(shares, key=shares.get)


WRONG = [
    ("0.1", lambda p, y: np.sum(likeliest(p) == y), "must divide by the number of examples"),
    ("0.1", lambda p, y: 100 * np.mean(likeliest(p) == y), "not percent"),
    ("0.1", lambda p, y: np.mean(likeliest(p) != y), "the share of wrong answers"),
    ("0.1", lambda p, y: np.mean(p[np.arange(len(y)), y] > 0.5), "even if that is below 0.5"),
    ("0.1", lambda p, y: np.mean(p[np.arange(len(y)), y]), "averages the probabilities of the right classes"),
    ("0.1", lambda p, y: np.mean(p.max(axis=1)), "tells how sure the network is"),
    ("0.1", lambda p, y: np.mean(p.argmin(axis=1) == y), "takes the one with the smallest"),
    ("0.1", lambda p, y: np.mean(likeliest(p) + 1 == y), "nothing has to be added to `argmax`"),
    ("0.1", lambda p, y: likeliest(p) == y, "it returns one for each"),
    ("0.1", lambda p, y: p.max(axis=0), "along axis 1"),
    ("0.1", lambda p, y: np.mean(p.argmax(axis=0) == y), "Exercise 0.1:"),
    ("0.1", lambda p, y: np.mean(p.argmax() == y), "`share_right` must give"),
    ("0.1", lambda p, y: 0.75, "`share_right` must give"),
    ("0.1", lambda p, y: np.mean(likeliest(p) == y) if len(y) == 4 else 0.0, "`share_right` must give"),
    ("0.1", lambda p, y: "97 %", "must be one number from 0 to 1, got the text '97 %'"),
    ("0.1", lambda p, y: float("nan"), "and finite"),
    ("0.2", lambda sizes: sum(a * b for a, b in pairs(sizes)), "counts the weights only"),
    (
        "0.2",
        lambda sizes: sum(a * b for a, b in pairs(sizes)) + sum(sizes),
        "the inputs are numbers, not units",
    ),
    (
        "0.2",
        lambda sizes: sum(a * b for a, b in pairs(sizes)) + sum(sizes[1:-1]),
        "output layer have biases too",
    ),
    ("0.2", lambda sizes: sum(a * b + a for a, b in pairs(sizes)), "not as inputs"),
    (
        "0.2",
        lambda sizes: sum(a * b + 1 for a, b in pairs(sizes)),
        "one for each unit, and not one for the whole",
    ),
    ("0.2", lambda sizes: int(np.prod(sizes)), "are multiplied"),
    ("0.2", lambda sizes: sum(a + b for a, b in pairs(sizes)), "inputs × units numbers, not inputs + units"),
    ("0.2", lambda sizes: sum(sizes), "counts units"),
    ("0.2", lambda sizes: sizes[0] * sizes[1] + sizes[1], "it stops after the first"),
    ("0.2", lambda sizes: sum(a * b + b for a, b in pairs(sizes[:-1])), "leaves out the last layer"),
    ("0.2", lambda sizes: sizes[0] * sizes[1] + sizes[1] * sizes[2] + sum(sizes[1:]), "raised IndexError"),
    ("0.2", lambda sizes: 2410, "must give 3, got 2410"),
    ("0.2", lambda sizes: [a * b + b for a, b in pairs(sizes)], "must be one whole number, got"),
    ("0.2", lambda sizes: "many", "must be one whole number, got the text 'many'"),
    ("0.3", lambda validation, test: (best(test), max(test.values())), "must not look at the test part"),
    ("0.3", lambda validation, test: (best(validation), max(validation.values())), "too good to report"),
    ("0.3", lambda validation, test: (best(validation), max(test.values())), "not the best test share"),
    ("0.3", lambda validation, test: (min(validation, key=validation.get), 0.5), "takes the smallest"),
    (
        "0.3",
        lambda validation, test: (best(validation), (max(validation.values()) + test[best(validation)]) / 2),
        "must not be mixed",
    ),
    ("0.3", lambda validation, test: (best(validation), np.mean(list(test.values()))), "not the mean of all"),
    ("0.3", lambda validation, test: best(validation), "must return 2 things, (name, share)"),
    ("0.3", lambda validation, test: (test[best(validation)], best(validation)), "must be a network's name"),
    (
        "0.3",
        lambda validation, test: (max(validation), test[max(validation)]),
        "the best on the validation part is",
    ),
    ("0.3", lambda validation, test: (best(validation), test), "must be one number"),
    ("0.3", lambda validation, test: (best(validation), 1.0), "the share to report is 0.94, got 1"),
    ("0.4", lambda p, y: p.max(axis=1).argmax(), "only wrong answers count"),
    ("0.4", by_subset, "counts it among the mistakes only"),
    ("0.4", lambda p, y: np.where(likeliest(p) == y, 2, p.max(axis=1)).argmin(), "least sure"),
    ("0.4", lambda p, y: np.where(likeliest(p) != y, 0, p.max(axis=1)).argmax(), "the surest right answer"),
    ("0.4", lambda p, y: np.where(likeliest(p) == y, 0, p.max(axis=1)).max(), "it returns the probability"),
    (
        "0.4",
        lambda p, y: np.where(likeliest(p) == y, 2, p[np.arange(len(y)), y]).argmin(),
        "lowest probability of the right class",
    ),
    ("0.4", lambda p, y: (likeliest(p) != y).argmax(), "the first mistake, not the surest"),
    (
        "0.4",
        lambda p, y: likeliest(p)[np.where(likeliest(p) == y, 0, p.max(axis=1)).argmax()],
        "it returns the class that was answered",
    ),
    ("0.4", lambda p, y: p.argmax(), "counts through the whole table"),
    ("0.4", lambda p, y: np.where(likeliest(p) == y, 0, p.max(axis=1)), "one whole number, got an array"),
    ("0.4", lambda p, y: 0, "`surest_mistake` must give"),
]


@pytest.mark.parametrize(("exercise_id", "answer", "rule"), WRONG)
def test_wrong_answers_hear_the_rule_they_break(exercise_id, answer, rule):
    assert_breaks(exercise_id, answer, rule)


def in_a_loop(p, y):
    count = 0
    for row, label in zip(p, y, strict=True):
        count += int(list(row).index(max(row)) == label)
    return count / len(y)


def with_a_loop(p, y):
    found, height = None, -1
    for place, (row, label) in enumerate(zip(p, y, strict=True)):
        if row.argmax() != label and row.max() > height:
            found, height = place, row.max()
    return found


class Tensor:
    """What a backend's own numbers look like from outside."""

    def __init__(self, value):
        self.value = value

    def __array__(self, dtype=None, copy=None):
        return np.array(self.value, dtype=dtype)


RIGHT = [
    ("0.1", lambda p, y: Tensor(np.mean(likeliest(p) == y))),
    ("0.1", in_a_loop),
    ("0.1", lambda p, y: np.float32((np.argmax(p, axis=-1) == y).sum() / len(y))),
    ("0.2", lambda sizes: sum((a + 1) * b for a, b in pairs(sizes))),
    ("0.2", lambda sizes: float(np.dot(sizes[:-1], sizes[1:]) + np.sum(sizes[1:]))),
    ("0.3", lambda validation, test: [best(validation), np.float32(test[best(validation)])]),
    (
        "0.3",
        lambda validation, test: next(
            (name, test[name]) for name, share in validation.items() if share == max(validation.values())
        ),
    ),
    ("0.4", with_a_loop),
    ("0.4", lambda p, y: int(np.argsort((likeliest(p) != y) * p.max(axis=1))[-1])),
    ("0.4", changes_its_input),
]


@pytest.mark.parametrize(("exercise_id", "answer"), RIGHT)
def test_other_right_answers_pass_too(exercise_id, answer):
    assert says(exercise_id, answer).startswith("✓")


@settings(max_examples=30, deadline=None)
@given(number=st.floats(-3, 3000))
def test_constants_never_pass(number):
    assert says("0.1", lambda p, y: number).startswith("✗")
    assert says("0.2", lambda sizes: number).startswith("✗")
    assert says("0.3", lambda validation, test: (next(iter(validation)), number)).startswith("✗")
    assert says("0.4", lambda p, y: number).startswith("✗")


def test_the_table_of_notation_has_every_symbol_once():
    table = TEXT[TEXT.index("One symbol has one meaning") : TEXT.index("### Quiz")]
    symbols = [
        symbol for row in re.findall(r"^\| (\$.+?) \| ", table, re.MULTILINE) for symbol in row.split(", ")
    ]
    wanted = ["x", "y", r"\hat y", "w", "W", "b", "z", "a", r"\sigma", r"\theta", "L", r"\eta", "n"]
    assert symbols == [f"${symbol}$" for symbol in wanted]


def test_the_notebook_stands_without_the_folder_that_builds_it():
    cells = re.findall(r"^```\{code-cell\}[^\n]*\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    code = re.sub(r"^\s*%.*$", "    pass", "\n".join(cells), flags=re.MULTILINE)
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(re.sub(r"^:tags:.*$", "", code, flags=re.MULTILINE)))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
        )
    }
    assert "notebooks" not in imported and {"dlcourse", "keras", "numpy"} <= imported
