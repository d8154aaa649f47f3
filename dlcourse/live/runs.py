"""The runs of a lab: each with its settings and a thinned record of its numbers, to be compared and saved."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import CourseError, whole_number
from .history import History
from .steppable import Settings

MOST = 5  # earlier runs that stay; more only where the reader keeps them
RECORDS = 60  # of each run


@dataclass(frozen=True)
class Run:
    """One training from a start to where it ended, or stands.

    Attributes:
        number: 1 for the lab's first run.
        words: its settings, short: "rate 0.03 · tanh 4-2".
        settings: its live settings and choices at its end, by name.
        history: "step" and its numbers, as lists of at most 60.
        is_kept: whether it stays however many runs follow.
    """

    number: int
    words: str
    settings: dict[str, Any]
    history: dict[str, list[float]]
    is_kept: bool = False

    def last(self, name: str) -> float:
        """The last value of the number `name`; not-a-number where there is none."""
        known = [value for value in self.history.get(name, ()) if not math.isnan(value)]
        return known[-1] if known else math.nan


class Runs:
    """The earlier runs of a lab, oldest first: the last five and those that are kept.

    Attributes:
        earlier: the runs.
        number: that of the present run.
        on_change: called when there are other earlier runs than before.
    """

    def __init__(self) -> None:
        self.earlier: list[Run] = []
        self.number = 1
        self.on_change: Callable[[], None] = lambda: None

    def finish(self, run: Run) -> None:
        """Let the present run `run` be an earlier one, unless nothing happened in it."""
        if len(run.history["step"]) < 2:
            return
        self.number += 1
        self.earlier.append(run)
        while len(self.earlier) > MOST and (free := [r for r in self.earlier[:-1] if not r.is_kept]):
            self.earlier.remove(free[0])
        self.on_change()

    def keep(self, number: int) -> None:
        """Keep run number `number`, or let go of it where it was kept.

        Raises:
            CourseError: if there is no such earlier run.
        """
        number = whole_number("run", number, at_least=1)
        if number not in [run.number for run in self.earlier]:
            raise CourseError(f"run must be the number of an earlier run that is still here, got {number}")
        self.earlier = [replace(run, is_kept=run.is_kept != (run.number == number)) for run in self.earlier]
        self.on_change()

    def clear(self) -> None:
        """Forget all runs that are not kept."""
        self.earlier = [run for run in self.earlier if run.is_kept]
        self.on_change()


def record_of(history: History) -> dict[str, list[float]]:
    """The record that a run keeps of `history`: at most 60 steps, the first and the last among them."""
    return history.thinned(RECORDS).as_dict()


def words_for(settings: Settings, names: Iterable[str]) -> str:
    """What tells a run from others by its settings called `names`: "rate 0.03 · L2 0.001".

    Penalties, rates of dropout and the like are left out where they are zero, and so do nothing.
    """
    spoken = []
    for name in names:
        value = settings[name]
        if value != 0 or settings.describe(name).minimum != 0:
            short = "rate" if name == "learning rate" else name
            spoken.append(f"{short} {value:.3g}".replace("-", "−"))
    return " · ".join(spoken)


def as_table(runs: Sequence[Run]) -> tuple[list[str], list[list[Any]]]:
    """The names of the columns (run, settings, step, and each number), and a row for each record."""
    names = sorted({name for run in runs for name in run.history if name != "step"}, key=_place_in_table)
    rows: list[list[Any]] = []
    for run in runs:
        missing = [math.nan] * len(run.history["step"])
        columns = [run.history["step"], *(run.history.get(name, missing) for name in names)]
        rows += [[run.number, run.words, *numbers] for numbers in zip(*columns, strict=True)]
    return ["run", "settings", "step", *names], rows


def _place_in_table(name: str) -> tuple[bool, str, bool]:
    """The loss first, each number before its twin on new points: Keras' versions have orders of their own."""
    plain = name.removeprefix("val_")
    return plain != "loss", plain, plain != name


def as_csv(runs: Sequence[Run]) -> str:
    """The table of `runs` as comma-separated values; what was not recorded is left empty."""
    columns, rows = as_table(runs)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_blank(value) for value in row] for row in rows)
    return text.getvalue()


def save_csv(runs: Sequence[Run], path: str | Path) -> None:
    """Write the table of `runs` to the file `path`.

    Raises:
        CourseError: if the file cannot be written.
    """
    try:
        Path(path).write_text(as_csv(runs), encoding="utf-8", newline="")
    except OSError as error:
        raise CourseError(
            f"path must name a file that can be written, got {str(path)!r}: {error.strerror}"
        ) from error


def as_data_frame(runs: Sequence[Run]) -> Any:
    """The table of `runs` as a pandas DataFrame.

    Raises:
        CourseError: if pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise CourseError(
            'table() needs pandas, which is not installed here; lab.save_table("runs.csv") writes the same '
            "table as a CSV file"
        ) from error
    columns, rows = as_table(runs)
    return pandas.DataFrame(rows, columns=columns)


def _blank(value: Any) -> Any:
    return "" if isinstance(value, float) and math.isnan(value) else value
