"""A small table of numbers that the reader types in, or picks by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ...errors import CourseError, number, one_of, whole_number
from ...plots.matrix import draw_matrix, matrix_values
from ..page_widget import script, static
from .base import Panel, View

OnTable = Callable[[np.ndarray], None]
MOST_CELLS = 49


class Table(Panel):
    """Signed numbers in a table: a number box for each, and a menu of tables with a name.

    Arguments:
        values: the snapshot's name for the table, shape (rows, columns), at most 49 numbers.
        beside: the snapshot's name for a number beside each, in the same shape; may be missing.
        caption: the snapshot's name for a line below the table; may be missing.
        named: {"name": table} for the menu.
        menu: what the menu is called.
        on_table: called with the whole table when the reader has changed it; without it, none can be.
        limit: the magnitude with the strongest color; by default the largest in each snapshot.
        step: by how much the arrow keys change a number.
        title: the heading.

    Raises:
        CourseError: if a number is out of its range.
    """

    _script = script("shared.js", "scales.js", "table.js")
    _css = static("table.css")
    still_width = 0.6

    def __init__(
        self,
        values: str = "table",
        *,
        beside: str = "beside",
        caption: str = "caption",
        named: Mapping[str, Any] | None = None,
        menu: str = "named",
        on_table: OnTable | None = None,
        limit: float | None = None,
        step: float = 0.1,
        title: str = "Table",
    ):
        super().__init__(kind="table", panel_id="table", title=title)
        self.names = (values, beside, caption)
        self.named = {str(name): matrix_values(table, "diverging") for name, table in (named or {}).items()}
        self.menu, self.on_table = menu, on_table
        self.limit = None if limit is None else number("limit", limit, above=0)
        self.increment = number("step", step, above=0)
        self._newest = np.zeros((0, 0))

    def frame(self, view: View) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The numbers, those beside them, and which of the named tables it is."""
        values, beside, caption = self._shown(view)
        plain = {"alt": self.describe(view), "caption": caption, "menu": self.menu, "names": list(self.named),
                 "changeable": self.on_table is not None, "increment": self.increment}  # fmt: skip
        if values is None:
            return plain, {}
        self._newest = values
        plain |= {"chosen": self._name_of(values), "limit": self._limit_of(values)}
        arrays = {"values": values.astype("float32")}
        return plain, arrays if beside is None else arrays | {"beside": beside.astype("float32")}

    def draw(self, axes: Any, view: View) -> None:
        """The same table with matplotlib."""
        values, _, caption = self._shown(view)
        if values is None:
            axes.set_axis_off()
            return
        draw_matrix(axes, values, scale="diverging", limit=self._limit_of(values))
        axes.set(xticks=[], yticks=[], aspect="equal")
        axes.text(0.5, -0.06, caption, transform=axes.transAxes, ha="center", va="top", fontsize=9)

    def describe(self, view: View) -> str:
        """The numbers row by row, and their name where they have one."""
        values, _, caption = self._shown(view)
        if values is None:
            return f"{self.title}: no numbers yet."
        rows = "; ".join(" ".join(_short(value) for value in row) for row in values)
        name = self._name_of(values)
        named = f" ({name})" if name else ""
        return f"{self.title}{named}: {rows}.{f' {caption}.' if caption else ''}"

    def act(self, message: dict[str, Any]) -> None:
        """Change a number, {"kind": "cell", "row", "column", "value"}, or all, {"kind": "named", "name"}."""
        kind = one_of("kind", message.get("kind"), ["cell", "named"])
        if self.on_table is None:
            raise CourseError("the numbers of this table cannot be changed by hand")
        if kind == "named":
            self.on_table(self.named[one_of(self.menu, message.get("name"), self.named)].copy())
            return
        rows, columns = self._newest.shape
        table = self._newest.copy()
        row = whole_number("row", message.get("row"), at_least=0, at_most=rows - 1)
        column = whole_number("column", message.get("column"), at_least=0, at_most=columns - 1)
        table[row, column] = number("value", message.get("value"))
        self.on_table(table)

    def _name_of(self, values: np.ndarray) -> str:
        """Which of the named tables it is; "" for none."""
        found = (name for name, table in self.named.items()
                 if table.shape == values.shape and np.allclose(table, values, atol=5e-3))  # fmt: skip
        return next(found, "")

    def _limit_of(self, values: np.ndarray) -> float:
        return self.limit or max(float(np.abs(values).max()), 1e-6)

    def _shown(self, view: View) -> tuple[np.ndarray | None, np.ndarray | None, str]:
        values, beside, caption = (view.snapshot.get(name) for name in self.names)
        if values is None:
            return None, None, ""
        values = matrix_values(values, "diverging")
        if values.size > MOST_CELLS:
            raise CourseError(f"{self.names[0]} must hold at most {MOST_CELLS} numbers, got {values.size}")
        if beside is not None and np.shape(beside) != values.shape:
            raise CourseError(f"{self.names[1]} must have shape {values.shape}, got {np.shape(beside)}")
        return values, None if beside is None else np.asarray(beside, dtype=float), str(caption or "")


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")
