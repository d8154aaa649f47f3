"""Real measurements that come with scikit-learn: four tables and one set of small handwritten digits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ..errors import CourseError, one_of, whole_number
from .dataset import Dataset, without_unit
from .splits import part_sizes, split, stratified_order

USUAL_TEST_SHARE = 0.2
UCI_LICENCE = "CC BY 4.0"


class Table(NamedTuple):
    """What the course says about a table beyond the numbers that scikit-learn has."""

    loader: str  # the function in sklearn.datasets
    title: str
    source: str
    licence: str
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()


_CELL_MEASURES = (
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
    "symmetry", "fractal dimension",
)  # fmt: skip

TABLES = {
    "iris": Table(
        "load_iris",
        "sepals and petals of three kinds of iris flowers",
        "E. Anderson, in R. A. Fisher (1936), doi:10.1111/j.1469-1809.1936.tb02137.x; in scikit-learn",
        UCI_LICENCE,
        ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
        ("setosa", "versicolor", "virginica"),
    ),
    "wine": Table(
        "load_wine",
        "chemistry of wines from three cultivars of one region",
        "S. Aeberhard, M. Forina (1992), UCI, doi:10.24432/C5PC7J; in scikit-learn",
        UCI_LICENCE,
        (
            "alcohol", "malic acid", "ash", "alcalinity of ash", "magnesium", "total phenols", "flavanoids",
            "nonflavanoid phenols", "proanthocyanins", "color intensity", "hue", "OD280/OD315", "proline",
        ),
        ("cultivar 1", "cultivar 2", "cultivar 3"),
    ),
    "breast_cancer": Table(
        "load_breast_cancer",
        "cell nuclei of 569 breast masses, measured under the microscope",
        "W. Wolberg, N. Street, O. Mangasarian (1995), UCI, doi:10.24432/C5DW2B; in scikit-learn",
        UCI_LICENCE,
        (
            *(f"mean {name}" for name in _CELL_MEASURES),
            *(f"error of {name}" for name in _CELL_MEASURES),
            *(f"worst {name}" for name in _CELL_MEASURES),
        ),
        ("malignant", "benign"),
    ),
    "diabetes": Table(
        "load_diabetes",
        "how far diabetes has progressed in a year, from ten measurements",
        "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani (2004), doi:10.1214/009053604000000067; "
        "in scikit-learn",
        "none stated by the authors; distributed with scikit-learn (BSD 3-Clause)",
        (
            "age (years)", "sex", "body mass index", "blood pressure", "total cholesterol", "LDL cholesterol",
            "HDL cholesterol", "total / HDL cholesterol", "log of triglycerides", "blood sugar",
        ),
    ),
    "digits": Table(
        "load_digits",
        "handwritten digits, 8 × 8 pixels",
        "E. Alpaydin, C. Kaynak (1998), UCI, doi:10.24432/C50P49; in scikit-learn",
        UCI_LICENCE,
        (),
        tuple("0123456789"),
    ),
}  # fmt: skip


def load_table(
    name: str,
    *,
    n: int | None = None,
    seed: int = 1,
    test_share: float | None = None,
    validation_share: float = 0.0,
    features: Iterable[str] | str | None = None,
    classes: Iterable[str] | str | None = None,
) -> Dataset:
    """Load one of scikit-learn's tables, in the units it was measured in (see `Dataset.standardized`).

    Args:
        name: which of `TABLES`.
        n: take so many of the examples, the classes in proportion; all of them unless said otherwise.
        seed: which examples are taken, and which of them are for training.
        test_share: the share kept for testing; a fifth unless said otherwise. Classes are in proportion.
        validation_share: the share kept for validation.
        features: the names of the columns wanted, in this order; the unit may be left out ("petal length").
        classes: the names of the classes wanted; the first gets index 0.

    Raises:
        CourseError: if an argument has a value that is not allowed.
    """
    table = TABLES[name]
    x, y = _from_scikit_learn(table)
    settings: dict[str, Any] = {}
    if features is not None:
        columns = _chosen("feature", features, tuple(map(without_unit, table.feature_names)))
        x = x[:, columns]
        table = table._replace(feature_names=tuple(table.feature_names[column] for column in columns))
        settings["features"] = tuple(map(without_unit, table.feature_names))
    if classes is not None:
        if not table.class_names:
            raise CourseError(f"classes is no setting of {name}: it has a number to predict, not a class")
        x, y, table = _with_classes(x, y, table, _chosen("class", classes, table.class_names))
        settings["classes"] = table.class_names
    return _shared_out(
        name, table, x, y, settings, n=n, seed=seed, test_share=test_share, validation_share=validation_share
    )


def load_digits(
    *,
    n: int | None = None,
    seed: int = 1,
    test_share: float | None = None,
    validation_share: float = 0.0,
    classes: Iterable[str] | str | None = None,
) -> Dataset:
    """Load scikit-learn's 1,797 handwritten digits: x of shape (examples, 8, 8, 1) with values in [0, 1].

    The arguments are those of `load_table`, but for `features`. A convolution takes the inputs as they are;
    dense layers want them flattened.

    Raises:
        CourseError: if an argument has a value that is not allowed.
    """
    return load_table(
        "digits", n=n, seed=seed, test_share=test_share, validation_share=validation_share, classes=classes
    )


def _from_scikit_learn(table: Table) -> tuple[np.ndarray, np.ndarray]:
    from sklearn import datasets  # costs more than a second: only when a table is wanted

    options = {"scaled": False} if table.loader == "load_diabetes" else {}
    bunch = getattr(datasets, table.loader)(**options)
    if table.loader == "load_digits":
        return (bunch.images[..., None] / 16).astype(np.float32), bunch.target.astype(np.int32)
    return bunch.data.astype(np.float32), bunch.target.astype(np.int32 if table.class_names else np.float32)


def _chosen(what: str, names: Any, allowed: tuple[str, ...]) -> list[int]:
    """The indices of `names` in `allowed`; a feature's unit may stand or not."""
    argument = {"feature": "features", "class": "classes"}[what]
    if isinstance(names, str):
        names = (names,)
    if not isinstance(names, Iterable) or not (names := list(names)):
        raise CourseError(f"{argument} must be a list of names out of {', '.join(allowed)}, got {names!r}")
    indices = []
    for name in names:
        # Digits are named by their figures; 3 and "3" are the same wish.
        text = str(name) if isinstance(name, int | np.integer) and not isinstance(name, bool) else name
        plain = without_unit(text) if isinstance(text, str) else text
        indices.append(allowed.index(one_of(f"each of {argument}", plain, allowed)))
    if len(set(indices)) < len(indices):
        raise CourseError(f"{argument} must be different names, got {', '.join(map(str, names))}")
    return indices


def _with_classes(
    x: np.ndarray, y: np.ndarray, table: Table, wanted: list[int]
) -> tuple[np.ndarray, np.ndarray, Table]:
    new_index = np.full(len(table.class_names), -1, np.int32)
    new_index[wanted] = np.arange(len(wanted))
    kept = new_index[y] >= 0
    class_names = tuple(table.class_names[index] for index in wanted)
    return x[kept], new_index[y[kept]], table._replace(class_names=class_names)


def _shared_out(
    name: str,
    table: Table,
    x: np.ndarray,
    y: np.ndarray,
    settings: dict[str, Any],
    *,
    n: Any,
    seed: Any,
    test_share: Any,
    validation_share: Any,
) -> Dataset:
    n = len(y) if n is None else whole_number("n", n, at_least=1, at_most=len(y))
    seed = whole_number("seed", seed, at_least=0)
    sizes = part_sizes(
        n, test_share=test_share, validation_share=validation_share, usual_test_share=USUAL_TEST_SHARE
    )
    labels = y if table.class_names else np.zeros(len(y), int)
    for_taking, for_split = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(2))
    taken = np.sort(stratified_order(labels, for_taking)[:n])
    train, validation, test = (taken[part] for part in split(labels[taken], sizes, for_split))
    return Dataset(
        name=name,
        title=table.title,
        task="classification" if table.class_names else "regression",
        x_train=x[train],
        y_train=y[train],
        x_validation=x[validation],
        y_validation=y[validation],
        x_test=x[test],
        y_test=y[test],
        feature_names=table.feature_names,
        class_names=table.class_names,
        source=table.source,
        licence=table.licence,
        settings={
            "n": n,
            "seed": seed,
            **settings,
            "test_share": USUAL_TEST_SHARE if test_share is None else float(test_share),
            "validation_share": float(validation_share),
        },
    )
