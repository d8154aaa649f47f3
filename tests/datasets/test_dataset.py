"""The Dataset record: what it says of itself, standardizing, changing settings."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import dlcourse.datasets as datasets
from dlcourse.datasets import Dataset, load
from dlcourse.errors import CourseError


def test_names_lists_all_sets() -> None:
    assert set(datasets.names()) == {
        "circles", "xor", "blobs", "spirals", "moons", "ring",
        "iris", "wine", "breast_cancer", "diabetes", "digits",
        "glyphs", "digit_scenes", "letter_scenes", "mnist", "fashion_mnist",
    }  # fmt: skip


def test_repr_tells_what_a_reader_needs() -> None:
    text = repr(load("circles", n=400, noise=0.25, seed=3, validation_share=0.1))
    lines = {line.split()[0]: line for line in text.splitlines()}
    assert text.startswith("circles: a disc of points inside a ring of points")
    assert "2 classes: blue, orange" in lines["task"]
    assert "2 numbers: x1, x2" in lines["input"]
    assert "160 examples, x (160, 2) float32, y (160,) int32" in lines["train"]
    assert "40 examples" in lines["validation"]
    assert "200 examples" in lines["test"]
    assert "n=400, noise=0.25, seed=3, test_share=0.5, validation_share=0.1" in lines["settings"]
    assert "drawn by dlcourse" in lines["source"]
    assert "none needed" in lines["licence"]


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes", "digits", "glyphs", "mnist"])
def test_every_repr_is_short_and_names_source_and_licence(name: str) -> None:
    data = load(name, n=100)
    text = repr(data)
    assert data.source in text
    assert data.licence in text
    assert len(text.splitlines()) <= 10
    assert max(map(len, text.splitlines())) <= 140


def test_long_lists_of_names_are_counted_not_shown() -> None:
    text = repr(load("breast_cancer"))
    assert "mean radius, mean texture" in text
    assert "… (30 in all)" in text
    assert "worst symmetry" not in text


def test_empty_parts_are_said_to_be_empty() -> None:
    text = repr(load("circles", test_share=0))
    assert text.count("none\n") == 2


def test_x_and_y_hold_all_parts_in_order() -> None:
    data = load("moons", n=100, validation_share=0.2)
    np.testing.assert_array_equal(data.x, np.vstack([data.x_train, data.x_validation, data.x_test]))
    np.testing.assert_array_equal(data.y, np.hstack([data.y_train, data.y_validation, data.y_test]))


def test_a_dataset_cannot_be_reassigned() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        load("circles").x_train = np.zeros((1, 2))


def test_standardized_measures_the_train_part_only() -> None:
    raw = load("wine", validation_share=0.1, seed=5)
    data = raw.standardized()
    np.testing.assert_allclose(data.x_train.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(data.x_train.std(axis=0), 1, atol=1e-4)
    mean, deviation = raw.x_train.mean(axis=0, dtype=float), raw.x_train.std(axis=0, dtype=float)
    np.testing.assert_allclose(data.x_test, (raw.x_test - mean) / deviation, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(data.x_validation, (raw.x_validation - mean) / deviation, rtol=1e-4, atol=1e-5)
    assert np.abs(data.x_test.mean(axis=0)).max() > 0.01  # the test part was not measured
    assert data.x.dtype == np.float32
    np.testing.assert_array_equal(data.y, raw.y)


def test_standardized_drops_units_and_says_so_once() -> None:
    data = load("iris").standardized().standardized()
    assert data.feature_names == ("sepal length", "sepal width", "petal length", "petal width")
    assert data.title.count("standardized") == 1


def test_standardized_scales_images_as_a_whole_and_constants_to_zero() -> None:
    digits = load("digits").standardized()
    assert abs(digits.x_train.mean()) < 1e-4
    assert abs(digits.x_train.std() - 1) < 1e-4
    circles = load("circles")
    constant = dataclasses.replace(circles, x_train=np.full_like(circles.x_train, 0.1)).standardized()
    np.testing.assert_allclose(constant.x_train, 0, atol=1e-6)
    assert np.abs(constant.x_test).max() < 10


def test_with_settings_changes_only_what_it_is_told() -> None:
    data = load("xor", n=60, noise=0.2, seed=9, test_share=0.25, validation_share=0.25)
    changed = data.with_settings(noise=0.5)
    assert changed.settings == {**data.settings, "noise": 0.5}
    np.testing.assert_array_equal(changed.y, data.y)
    np.testing.assert_array_equal(changed.with_settings(noise=0.2).x, data.x)
    assert len(data.with_settings(n=80).y) == 80


def test_with_settings_keeps_standardized_data_standardized() -> None:
    data = load("blobs", centers=3).standardized().with_settings(noise=1.0, seed=2)
    np.testing.assert_allclose(data.x_train.std(axis=0), 1, atol=1e-4)
    assert data.settings["noise"] == 1.0
    assert data.number_of_classes == 3


def test_with_settings_refuses_what_load_refuses() -> None:
    with pytest.raises(CourseError, match="noise must be a number ≥ 0, got -1"):
        load("circles").with_settings(noise=-1)
    with pytest.raises(CourseError, match=r"a setting of circles must be one of .*got 'nois'.*mean 'noise'"):
        load("circles").with_settings(nois=0.1)


def test_a_dataset_made_by_hand_has_no_settings_to_change() -> None:
    x, y = np.zeros((3, 2), np.float32), np.zeros(3, np.int32)
    own = Dataset(
        name="mine", title="my points", task="classification", x_train=x, y_train=y, x_validation=x[:0],
        y_validation=y[:0], x_test=x[:0], y_test=y[:0], source="me", licence="mine",
    )  # fmt: skip
    with pytest.raises(CourseError, match=r"mine has no settings to change.*load"):
        own.with_settings(noise=0.1)


def test_importing_the_datasets_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = ["sklearn", "matplotlib", "PIL", "keras", "tensorflow", "ipywidgets", "urllib.request"]
    code = (
        "import sys, dlcourse.datasets as d; d.load('circles');"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
