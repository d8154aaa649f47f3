"""scikit-learn's tables: the same numbers as there, selection of columns and classes, stratified parts."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import datasets as sklearn_datasets
from sklearn.linear_model import LogisticRegression

from dlcourse.datasets import load

CLASSIFICATIONS = ("iris", "wine", "breast_cancer", "digits")


def source_of(name: str) -> tuple[np.ndarray, np.ndarray]:
    options = {"scaled": False} if name == "diabetes" else {}
    bunch = getattr(sklearn_datasets, f"load_{name}")(**options)
    return (bunch.images[..., None] / 16 if name == "digits" else bunch.data), bunch.target


def as_rows(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Examples with their targets, sorted, so that the order does not count."""
    rows = np.column_stack([x.reshape(len(x), -1), y]).astype(np.float32)
    return rows[np.lexsort(rows.T)]


@pytest.mark.parametrize("name", [*CLASSIFICATIONS, "diabetes"])
def test_all_numbers_are_those_of_scikit_learn(name: str) -> None:
    data, (x, y) = load(name, validation_share=0.15), source_of(name)
    np.testing.assert_array_equal(as_rows(data.x, data.y), as_rows(x, y))
    assert data.input_shape == x.shape[1:]
    assert data.x.dtype == np.float32
    if data.x.ndim == 2:
        assert len(data.feature_names) == x.shape[1]


@pytest.mark.parametrize("name", CLASSIFICATIONS)
def test_classes_are_in_proportion_in_every_part(name: str) -> None:
    data = load(name, validation_share=0.2, seed=3)
    whole = np.bincount(data.y) / len(data.y)
    for y in (data.y_train, data.y_validation, data.y_test):
        np.testing.assert_allclose(np.bincount(y), whole * len(y), atol=1.5)
    assert data.y.dtype == np.int32
    assert len(data.y_test) == int(len(data.y) * 0.2 + 0.5)


def test_diabetes_is_a_regression_in_the_units_it_was_measured_in() -> None:
    data = load("diabetes")
    assert data.task == "regression"
    assert data.class_names == ()
    assert data.number_of_classes == 0
    assert data.y.dtype == np.float32
    ages = data.x[:, data.feature_names.index("age (years)")]
    assert ages.min() >= 18
    assert ages.max() <= 100


def test_names_are_in_scikit_learns_order() -> None:
    cancer, wine = sklearn_datasets.load_breast_cancer(), sklearn_datasets.load_wine()
    ours = [name.replace("error of ", "") for name in load("breast_cancer").feature_names]
    assert ours == [name.replace(" error", "") for name in cancer.feature_names]
    assert load("breast_cancer").class_names == tuple(cancer.target_names)
    wine_names = [name.split("/")[0].replace("_", " ") for name in wine.feature_names]
    assert [name.split("/")[0].lower() for name in load("wine").feature_names] == wine_names
    iris = sklearn_datasets.load_iris()
    assert list(load("iris").feature_names) == iris.feature_names
    assert load("iris").class_names == tuple(iris.target_names)


def test_digits_are_images_between_zero_and_one() -> None:
    data = load("digits")
    assert data.input_shape == (8, 8, 1)
    assert data.x.min() == 0
    assert data.x.max() == 1
    assert data.class_names == tuple("0123456789")


def test_columns_are_chosen_by_name_in_the_order_asked() -> None:
    data = load("iris", features=("petal width (cm)", "sepal length"), seed=2)
    assert data.feature_names == ("petal width (cm)", "sepal length (cm)")
    np.testing.assert_array_equal(data.x, load("iris", seed=2).x[:, [3, 0]])
    assert load("iris", features="petal width").input_shape == (1,)


def test_classes_are_chosen_by_name_and_numbered_anew() -> None:
    data = load("iris", classes=("virginica", "setosa"))
    x, y = source_of("iris")
    assert data.class_names == ("virginica", "setosa")
    assert data.number_of_classes == 2
    expected = as_rows(np.vstack([x[y == 2], x[y == 0]]), np.repeat([0, 1], 50))
    np.testing.assert_array_equal(as_rows(data.x, data.y), expected)
    assert load("digits", classes=(8, "3")).class_names == ("8", "3")


def test_two_kinds_of_iris_can_be_told_apart_by_a_line() -> None:
    data = load("iris", features=("petal length", "petal width"), classes=("setosa", "versicolor"))
    line = LogisticRegression().fit(data.x_train, data.y_train)
    assert line.score(data.x_test, data.y_test) == 1.0


def test_n_takes_some_examples_with_classes_in_proportion() -> None:
    data = load("wine", n=60)
    assert len(data.y) == 60
    np.testing.assert_allclose(np.bincount(data.y), np.array([59, 71, 48]) * 60 / 178, atol=1)
    rows = {tuple(row) for row in as_rows(*source_of("wine"))}
    assert {tuple(row) for row in as_rows(data.x, data.y)} <= rows


def test_seed_decides_the_split() -> None:
    first, again, other = load("iris", seed=4), load("iris", seed=4), load("iris", seed=5)
    np.testing.assert_array_equal(first.x_train, again.x_train)
    np.testing.assert_array_equal(first.y_train, again.y_train)
    assert not np.array_equal(first.x_train, other.x_train)


def test_settings_stay_when_others_change() -> None:
    data = load("iris", features=("petal length",), classes=("setosa", "virginica")).with_settings(seed=8)
    assert data.feature_names == ("petal length (cm)",)
    assert data.class_names == ("setosa", "virginica")
    assert data.settings["seed"] == 8
