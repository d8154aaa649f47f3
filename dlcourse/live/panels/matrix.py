"""A matrix as a heat map with named rows and columns: attention, weights, a confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import number, one_of
from ...plots.matrix import (
    MATRIX_SCALES,
    MatrixScale,
    describe_matrix,
    draw_matrix,
    matrix_names,
    matrix_range,
    matrix_values,
)
from ..page_widget import script, static
from .base import Panel, View

LEVELS = 65_534  # of a value on its way to the page: finer than three digits need
UNKNOWN = 65_535  # the level of what is no finite number


class Matrix(Panel):
    """A heat map with named rows and columns; the cell under the pointer, or chosen by keys, is read out.

    Arguments:
        values: the snapshot's name for the matrix, shape (rows, columns).
        rows: the snapshot's name for what the rows are called; where it is missing, `row_names` are.
        columns: the snapshot's name for what the columns are called; where it is missing, `column_names` are.
        row_names: names of rows that stay the same; without any they are called 0, 1, …
        column_names: names of columns that stay the same.
        scale: "sequential" for magnitudes from 0, such as attention; "diverging" for signed values, such as
            weights: blue below 0, orange above; "counts" for whole numbers, such as a confusion matrix.
        limit: the magnitude with the strongest color; by default the largest in each snapshot.
        row_title: what the rows are, such as "true class".
        column_title: what the columns are.
        title: the heading.

    Raises:
        CourseError: for an unknown scale, or a limit that is not > 0.
    """

    _script = script("shared.js", "scales.js", "matrix.js")
    _css = static("matrix.css")

    def __init__(
        self,
        values: str = "matrix",
        *,
        rows: str = "rows",
        columns: str = "columns",
        row_names: Sequence[str] = (),
        column_names: Sequence[str] = (),
        scale: MatrixScale = "sequential",
        limit: float | None = None,
        row_title: str = "",
        column_title: str = "",
        title: str = "Matrix",
    ):
        super().__init__(kind="matrix", panel_id="matrix", title=title)
        self.values, self.names = values, (rows, columns)
        self.fixed_names = (tuple(row_names), tuple(column_names))
        self.titles = (row_title, column_title)
        self.scale = one_of("scale", scale, MATRIX_SCALES)
        self.limit = None if limit is None else number("limit", limit, above=0)

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The cells as levels of uint16 between low and high, or whole numbers of int32 for counts."""
        values, rows, columns = self._shown(view)
        plain: dict[str, Any] = {
            "alt": self.describe(view), "scale": self.scale, "rows": rows, "columns": columns,
            "titles": [title or word for title, word in zip(self.titles, ("row", "column"), strict=True)],
        }  # fmt: skip
        if values is None:
            return plain, {}
        low, high = matrix_range(values, self.scale, self.limit)
        plain |= {"low": low, "high": high}
        if self.scale == "counts":
            return plain, {"cells": values.astype("int32")}
        # Levels span the values themselves: one beyond the limit has its strongest color and its own number.
        known = np.isfinite(values)
        first = float(values.min(where=known, initial=low))
        last = float(values.max(where=known, initial=high))
        levels = np.round((np.where(known, values, first) - first) * (LEVELS / (last - first)))
        cells = np.where(known, levels, UNKNOWN).astype("uint16")
        return plain | {"first": first, "last": last}, {"cells": cells}

    def draw(self, axes: Any, view: View) -> None:
        """The same matrix with matplotlib."""
        values, rows, columns = self._shown(view)
        if values is None:
            axes.set_axis_off()
            return
        draw_matrix(
            axes, values, rows, columns, scale=self.scale, limit=self.limit,
            row_title=self.titles[0], column_title=self.titles[1],
        )  # fmt: skip

    def describe(self, view: View) -> str:
        """How large the matrix is, and where its largest value stands."""
        values, rows, columns = self._shown(view)
        if values is None:
            return "No matrix yet."
        return describe_matrix(values, rows, columns, self.scale, *self.titles)

    def _shown(self, view: View) -> tuple[np.ndarray | None, list[str], list[str]]:
        """The values and all names; None while there are none."""
        given = view.snapshot.get(self.values)
        if given is None or np.size(given) == 0:
            return None, [], []
        values = matrix_values(np.asarray(given), self.scale)
        named = (
            view.snapshot.get(key, fixed) for key, fixed in zip(self.names, self.fixed_names, strict=True)
        )
        return values, *matrix_names(values, *named)
