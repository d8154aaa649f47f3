"""Bad input: one sentence that names the argument, the value and what is allowed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.datasets import load, names
from dlcourse.errors import CourseError

MISTAKES = [
    (
        "circels",
        {},
        r"name must be one of circles, xor.*fashion_mnist, got 'circels'; did you mean 'circles'",
    ),
    (3, {}, r"name must be one of circles, .*got 3"),
    ("circles", {"n": 0}, r"n must be a whole number ≥ 1 and ≤ 1000000, got 0"),
    ("circles", {"n": -5}, r"n must be a whole number ≥ 1.*got -5"),
    ("circles", {"n": "many"}, r"n must be a whole number ≥ 1.*got 'many'"),
    ("circles", {"n": 2.5}, r"n must be a whole number ≥ 1.*got 2.5"),
    ("circles", {"n": True}, r"n must be a whole number ≥ 1.*got True"),
    ("circles", {"n": 10**12}, r"n must be a whole number ≥ 1 and ≤ 1000000, got 1000000000000"),
    ("circles", {"noise": -0.1}, r"noise must be a number ≥ 0, got -0.1"),
    ("circles", {"noise": "little"}, r"noise must be a number ≥ 0, got 'little'"),
    ("circles", {"noise": float("nan")}, r"noise must be a number ≥ 0, got nan"),
    ("circles", {"noise": float("inf")}, r"noise must be a number ≥ 0, got inf"),
    ("circles", {"seed": -1}, r"seed must be a whole number ≥ 0, got -1"),
    ("circles", {"seed": None}, r"seed must be a whole number ≥ 0, got None"),
    ("circles", {"nois": 0.1}, r"a setting of circles must be one of n, noise, .*got 'nois'; .*'noise'"),
    ("circles", {"centers": 3}, r"a setting of circles must be one of .*got 'centers'"),
    ("iris", {"noise": 0.1}, r"a setting of iris must be one of n, seed, .*features, classes, got 'noise'"),
    ("digits", {"features": "area"}, r"a setting of digits must be one of .*got 'features'"),
    ("circles", {"test_share": 1}, r"test_share must be a number ≥ 0 and < 1, got 1"),
    ("circles", {"test_share": -0.1}, r"test_share must be a number ≥ 0 and < 1, got -0.1"),
    ("circles", {"test_share": "half"}, r"test_share must be a number ≥ 0 and < 1, got 'half'"),
    ("iris", {"validation_share": 1.5}, r"validation_share must be a number ≥ 0 and < 1, got 1.5"),
    ("iris", {"validation_share": None}, r"validation_share must be a number ≥ 0 and < 1, got None"),
    (
        "glyphs",
        {"test_share": 0.5, "validation_share": 0.5},
        r"test_share \+ validation_share must be < 1, .*got 0.5 \+ 0.5",
    ),
    ("circles", {"n": 1, "test_share": 0.5}, r"n must be ≥ 2 for test_share = 0.5 .*no part is empty, got 1"),
    ("iris", {"n": 4, "validation_share": 0.1}, r"n must be ≥ 5 for .*validation_share = 0.1.*got 4"),
    ("xor", {"n": 9, "test_share": 1e-9}, r"n must be > 10000 for test_share = 1e-09.*got 9"),
    ("blobs", {"centers": 0}, r"centers must be a whole number ≥ 1 and ≤ 8, got 0"),
    ("blobs", {"centers": "three"}, r"centers must be a whole number ≥ 1 and ≤ 8, got 'three'"),
    ("blobs", {"centers": []}, r"centers must be 1 to 8 pairs of numbers \(x1, x2\), got \[\]"),
    ("blobs", {"centers": [(0, 1), (2,)]}, r"centers must be 1 to 8 pairs of numbers"),
    ("blobs", {"centers": [(0, float("nan"))]}, r"centers must be 1 to 8 pairs of numbers"),
    ("iris", {"n": 151}, r"n must be a whole number ≥ 1 and ≤ 150, got 151"),
    ("iris", {"features": ["petal lenght"]}, r"each of features must be one of .*mean 'petal length'"),
    ("iris", {"features": []}, r"features must be a list of names out of sepal length, .*got \[\]"),
    ("iris", {"features": 3}, r"features must be a list of names out of .*got 3"),
    ("iris", {"features": ["petal length", "petal length (cm)"]}, r"features must be different names"),
    ("iris", {"classes": ("setosa", "rose")}, r"each of classes must be one of setosa, .*got 'rose'"),
    ("iris", {"classes": [None]}, r"each of classes must be one of setosa, .*got None"),
    ("digits", {"classes": (3, 11)}, r"each of classes must be one of 0, 1, .*got '11'"),
    ("diabetes", {"classes": ("ill",)}, r"classes is no setting of diabetes"),
    ("glyphs", {"characters": ""}, r"characters must be .*got ''"),
    ("glyphs", {"characters": "AA"}, r"characters must be .*different.*got 'AA'"),
    ("glyphs", {"characters": "AÄ"}, r"characters must be .*got 'AÄ'"),
    ("glyphs", {"characters": 3}, r"characters must be .*got 3"),
    ("glyphs", {"n": 100_001}, r"n must be a whole number ≥ 1 and ≤ 100000, got 100001"),
    ("glyphs", {"noise": -1}, r"noise must be a number ≥ 0, got -1"),
    ("mnist", {"n": 0}, r"n must be a whole number ≥ 1 and ≤ 70000, got 0"),
    ("mnist", {"noise": 0.1}, r"a setting of mnist must be one of n, seed, validation_share, got 'noise'"),
]


@pytest.mark.parametrize(("name", "settings", "message"), MISTAKES)
def test_mistakes_are_named_in_one_sentence(name: Any, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(CourseError, match=message) as caught:
        load(name, **settings)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=12))
def test_any_unknown_name_lists_the_known_ones(name: str) -> None:
    if name in names():
        return
    with pytest.raises(CourseError) as caught:
        load(name)
    assert all(known in str(caught.value) for known in names())


@given(
    n=st.integers(1, 60),
    test_share=st.floats(0, 0.999),
    validation_share=st.floats(0, 0.999),
)
def test_shares_are_kept_or_refused(n: int, test_share: float, validation_share: float) -> None:
    try:
        data = load("circles", n=n, test_share=test_share, validation_share=validation_share)
    except CourseError as error:
        assert ("must be < 1" in str(error)) == (test_share + validation_share >= 1)
        return
    assert len(data.y_train) > 0
    for y, share in ((data.y_test, test_share), (data.y_validation, validation_share)):
        assert abs(len(y) - n * share) <= 0.5
        assert (len(y) > 0) == (share > 0)
