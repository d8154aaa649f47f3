"""The panels of bars and of a matrix: frame, still and words, all from one snapshot."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse import live
from dlcourse.errors import CourseError
from dlcourse.plots import new_figure


def view(**snapshot):
    return live.View({"step": 0, **snapshot}, live.History())


def drawn(panel, seen):
    axes = new_figure(330, 290).subplots()
    panel.draw(axes, seen)
    return axes


def words(axes):
    return [text.get_text() for text in axes.texts]


@pytest.fixture
def answers():
    return view(probabilities=np.array([0.1, 0.7, 0.2]), true=[0, 1, 0])


def test_bars_travel_with_names_range_and_second_series(answers):
    plain, arrays = live.Bars(class_names=("cat", "dog", "owl"), emphasis="largest").frame(answers)
    assert arrays["values"].dtype == np.float32
    assert arrays["values"].tolist() == pytest.approx([0.1, 0.7, 0.2])
    assert arrays["other"].tolist() == pytest.approx([np.nan, 1, np.nan], nan_ok=True), (
        "marks the class alone"
    )
    assert plain["names"] == ["cat", "dog", "owl"]
    assert (plain["low"], plain["high"], plain["emphasized"], plain["beside"]) == (0, 1, 1, "true")
    assert plain["alt"] == (
        "3 bars, longest first: dog 0.7, owl 0.2, cat 0.1; true differs most at dog, where it is 1."
    )


def test_a_second_series_that_is_not_one_hot_keeps_its_zeros():
    _, arrays = live.Bars().frame(view(probabilities=[0.5, 0.5], true=[0, 0.9]))
    assert arrays["other"].tolist() == pytest.approx([0, 0.9])


def test_names_of_the_snapshot_come_before_those_of_the_panel():
    seen = view(probabilities=[0.9, 0.1], names=["the", "a"])
    plain, arrays = live.Bars(class_names=("x", "y")).frame(seen)
    assert plain["names"] == ["the", "a"]
    assert "other" not in arrays and plain["emphasized"] is None


@pytest.mark.parametrize(
    ("values", "limit", "ends"),
    [([-1, 3], None, (-3, 3)), ([1, 3], None, (0, 3)), ([-1, -3], None, (-3, 0)), ([-1, 9], 4, (-4, 4)),
     ([0, 0], None, (0, 1)), ([np.nan, np.inf], None, (0, 1))],
)  # fmt: skip
def test_the_axis_of_signed_bars_ends_at_the_largest_magnitude(values, limit, ends):
    plain, _ = live.Bars("w", scale="signed", limit=limit).frame(view(w=np.array(values)))
    assert (plain["low"], plain["high"]) == ends


def test_the_still_of_bars_shows_the_same(answers):
    axes = drawn(live.Bars(class_names=("cat", "dog", "owl"), emphasis="largest"), answers)
    assert [round(bar.get_width(), 6) for bar in axes.patches] == [0.1, 0.7, 0.2]
    assert words(axes) == ["0.10", "0.70", "0.20", "◆ true"]


def test_no_bars_yet():
    panel = live.Bars()
    plain, arrays = panel.frame(view())
    assert (plain["names"], arrays) == ([], {})
    assert panel.describe(view()) == "No bars yet."
    assert not drawn(panel, view()).patches


def value_of(plain, arrays, row, column):
    """What the page reads from a cell."""
    level = int(arrays["cells"][row, column])
    return plain["first"] + level / 65534 * (plain["last"] - plain["first"])


def test_a_matrix_travels_fine_enough_for_its_numbers():
    weights = np.array([[-0.4321, 0.0], [0.1, 0.2]])
    plain, arrays = live.Matrix("w", scale="diverging").frame(view(w=weights))
    assert arrays["cells"].dtype == np.uint16
    assert [plain[name] for name in ("low", "high")] == pytest.approx([-0.4321, 0.4321])
    for row in range(2):
        for column in range(2):
            assert value_of(plain, arrays, row, column) == pytest.approx(weights[row, column], abs=1e-5)
    assert plain["alt"].endswith("the largest magnitude is −0.43, at row 0 and column 0.")


def test_a_value_beyond_the_limit_keeps_its_number():
    plain, arrays = live.Matrix(limit=1).frame(view(matrix=np.array([[0.5, 2.0]])))
    assert (plain["low"], plain["high"]) == (0, 1)
    assert value_of(plain, arrays, 0, 1) == pytest.approx(2)


def test_what_is_no_number_has_a_level_of_its_own(recwarn):
    seen = view(matrix=np.array([[np.nan, 1.0], [-np.inf, np.inf]]))
    _, arrays = live.Matrix().frame(seen)
    assert arrays["cells"].tolist() == [[65535, 65534], [65535, 65535]]
    assert len(drawn(live.Matrix(), seen).images) == 1
    said = [str(warning.message) for warning in recwarn if warning.category is not DeprecationWarning]
    assert said == []  # a library's deprecations, ipywidgets 7 has some, say nothing of our numbers


def test_counts_travel_as_they_are():
    panel = live.Matrix("c", scale="counts", row_names="ab", column_names="ab", row_title="true class")
    seen = view(c=np.array([[70_000, 1], [0, 3]]))
    plain, arrays = panel.frame(seen)
    assert arrays["cells"].dtype == np.int32
    assert arrays["cells"].tolist() == [[70_000, 1], [0, 3]]
    assert (plain["rows"], plain["titles"]) == (["a", "b"], ["true class", "column"])
    assert plain["alt"] == (
        "A matrix of 2 by 2, true class by column: 70003 of 70004 on the diagonal; "
        "the largest off it is 1, at true class a and column b."
    )
    assert words(drawn(panel, seen)) == ["70000", "1", "0", "3"]


def test_names_of_rows_and_columns_may_come_with_the_snapshot():
    seen = view(matrix=np.eye(2), rows=["le", "chat"], columns=["the", "cat"])
    plain, _ = live.Matrix(row_names=("x", "y")).frame(seen)
    assert (plain["rows"], plain["columns"]) == (["le", "chat"], ["the", "cat"])
    axes = drawn(live.Matrix(), seen)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["the", "cat"]


def test_no_matrix_yet():
    panel = live.Matrix()
    plain, arrays = panel.frame(view())
    assert (plain["rows"], arrays) == ([], {})
    assert panel.describe(view()) == "No matrix yet."
    assert not drawn(panel, view()).images


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: live.Bars(scale="log"), "scale must be one of share, signed"),
        (lambda: live.Bars(emphasis="first"), "emphasis must be one of largest, none"),
        (lambda: live.Bars(limit=0), "limit must be a number > 0"),
        (lambda: live.Bars().frame(view(probabilities=[0.5], names=["a", "b"])), "names must hold 1 texts"),
        (lambda: live.Bars().frame(view(probabilities=[0.5], true=[0, 1])), "beside must hold 1 values"),
        (lambda: live.Matrix(scale="heat"), "scale must be one of sequential, diverging, counts"),
        (lambda: live.Matrix(limit=0), "limit must be a number > 0"),
        (lambda: live.Matrix().frame(view(matrix=[1, 2])), "values must be an array of numbers of shape"),
        (lambda: live.Matrix().frame(view(matrix=[[1]], rows=["a", "b"])), "row_names must hold 1 texts"),
        (lambda: live.Matrix(scale="counts").frame(view(matrix=[[-1]])), "whole numbers ≥ 0"),
    ],
)
def test_bad_arguments_and_snapshots(make, said):
    with pytest.raises(CourseError, match=said):
        make()
