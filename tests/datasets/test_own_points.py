"""Points of the reader's own as a Dataset: nothing lost, classes in proportion, settings to change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dlcourse.datasets import from_points
from dlcourse.errors import CourseError


def points(count=40, classes=2, seed=0):
    random = np.random.default_rng(seed)
    return random.uniform(-2, 2, (count, 2)), np.arange(count) % classes


def rows(x, y):
    return sorted(map(tuple, np.column_stack([x, y]).tolist()))


@given(
    labels=st.lists(st.integers(0, 4), min_size=2, max_size=200),
    seed=st.integers(0, 2**32),
    share=st.one_of(st.none(), st.floats(0, 0.5)),
)
def test_every_point_is_in_one_part_and_every_class_is_learned(labels, seed, share):
    assume(len(set(labels)) > 1)
    x, y = points(len(labels), seed=seed % 1000)[0].astype("float32"), np.array(labels)
    try:
        data = from_points(x, y, "abcde", seed=seed, test_share=share)
    except CourseError as error:
        assert "n must be" in str(error) and share
        return
    assert rows(data.x, data.y) == rows(x, y)
    assert set(data.y_train) == set(labels)
    expected = 0.3 if share is None else share
    assert abs(len(data.y_test) - expected * len(labels)) <= 0.5 + len(set(labels)) or len(labels) < 4


def test_a_dataset_with_names_and_types():
    data = from_points(*points(50, 3), ("red", "green", "blue"))
    assert (data.task, data.class_names, data.feature_names) == (
        "classification", ("red", "green", "blue"), ("x1", "x2"),
    )  # fmt: skip
    assert data.x_train.dtype == np.float32 and data.y_train.dtype == np.int32
    assert (len(data.y_train), len(data.y_validation), len(data.y_test)) == (35, 0, 15)
    assert np.bincount(data.y_test).tolist() == [5, 5, 5]


def test_a_class_with_one_point_is_for_training():
    data = from_points([[0, 0], [1, 1]], [0, 1])
    assert len(data.y_train) == 2 and len(data.y_test) == 0


def test_the_seed_decides_the_split_and_noise_moves_the_same_points():
    x, y = points()
    data, again, other = from_points(x, y), from_points(x, y), from_points(x, y, seed=2)
    assert np.array_equal(data.x_test, again.x_test) and not np.array_equal(data.x_test, other.x_test)
    moved = data.with_settings(noise=0.1)
    assert np.array_equal(moved.y_train, data.y_train)
    shift = moved.x_train - data.x_train
    assert 0.05 < shift.std() < 0.15 and np.abs(shift).max() < 0.5


def test_later_changes_of_the_arrays_do_not_reach_the_set():
    x, y = points()
    x = x.astype("float32")
    data = from_points(x, y)
    x[:] = 7
    assert data.with_settings(noise=0.0).x.max() <= 2


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([], [], "at least two classes to learn from, got no points"),
        ([[0, 1], [2, 3]], [1, 1], "got 2 of orange"),
        ([[0, 1], [2, 3]], [0, 2], r"whole numbers from 0 to 1, .* got \[0, 2\]"),
        ([[0, 1], [2, 3]], [0.0, 1.0], "classes must be whole numbers"),
        ([[0, 1, 2]], [0], "of shape"),
        ([[0, np.nan], [2, 3]], [0, 1], "finite"),
        ([[0, 1], [2, 3]], [0], "same length, got 2 points"),
        ([["a", "b"]], [0], "points must be numbers"),
    ],
)
def test_bad_points(x, y, words):
    with pytest.raises(CourseError, match=words):
        from_points(x, y)


def test_a_share_that_leaves_nothing():
    with pytest.raises(CourseError, match="test_share"):
        from_points(*points(), test_share=1.0)
