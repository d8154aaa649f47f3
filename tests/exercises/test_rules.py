"""The words in which checks say what is wrong with an answer."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse.exercises.rules import RuleBroken, compare, numbers, shown


def total(arrays):
    """The sum of all numbers in a list of arrays."""
    return sum(array.sum() for array in arrays)


def read(value, *_):
    return numbers("`total`", value, (), "a number")


def test_a_case_may_list_arrays_of_different_shapes():
    cases = [([np.ones((2, 2)), np.arange(3.0)],), ([np.ones(1)],)]
    with pytest.raises(RuleBroken, match=r"for arrays = \(\(1,\),\), `total` must give 1, got 2$"):
        compare(lambda arrays: total(arrays) + 1, total, cases, read, [])
    compare(total, total, cases, read, [])


def test_what_is_shown_of_nested_values():
    ragged = [np.ones((2, 2)), np.arange(3.0)]
    assert shown(ragged) == "(((1, 1), (1, 1)), (0, 1, 2))"
    assert shown(("a", 0.12345, True, -1)) == "('a', 0.1235, True, −1)"
    assert shown(np.arange(20)) == "(0, 1, 2, 3, 4, 5, 6, 7, …)"


@pytest.mark.parametrize("text", ["2410", ["1", "2"], b"3"])
def test_a_text_that_holds_a_number_is_no_number(text):
    with pytest.raises(RuleBroken, match="must be a number, got"):
        read(text)
