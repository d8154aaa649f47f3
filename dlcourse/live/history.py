"""The record of a run: numbers by step, thinned as it grows so that memory and frames stay bounded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np


class History:
    """Numbers by step, at most `capacity` of them: when full, every second one goes.

    The newest record is always kept, so a curve ends where training stands.
    """

    def __init__(self, capacity: int = 240):
        self.capacity = capacity
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._records: list[tuple[int, dict[str, float]]] = []
        self._names: dict[str, None] = {}  # in the order of their first appearance
        self._gap = 0

    def add(self, step: int, numbers: Mapping[str, float]) -> None:
        """Record `numbers` at `step`; a second record of the same step replaces the first."""
        records = self._records
        if records and (records[-1][0] == step or self._too_close(step)):
            records.pop()
        records.append((step, dict(numbers)))
        self._names.update(dict.fromkeys(numbers))
        if len(records) > self.capacity:
            self._records = records[:-1:2] + records[-1:]
            self._gap = max(1, math.ceil(step / self.capacity * 2))

    def _too_close(self, step: int) -> bool:
        """Whether the newest record only holds the place until a step that lies far enough from its elder."""
        records = self._records
        return len(records) > 1 and records[-1][0] - records[-2][0] < self._gap and step > records[-1][0]

    def __len__(self) -> int:
        return len(self._records)

    @property
    def newest(self) -> int:
        """The step of the newest record; −1 where there is none."""
        return int(self._records[-1][0]) if self._records else -1

    @property
    def steps(self) -> np.ndarray:
        """The recorded steps, shape (n,)."""
        return np.array([step for step, _ in self._records], dtype=np.float64)

    def curve(self, name: str) -> np.ndarray:
        """The recorded values of `name`, shape (n,); not-a-number where it was not recorded."""
        return np.array([numbers.get(name, math.nan) for _, numbers in self._records], dtype=np.float64)

    def last(self, name: str) -> float:
        """The newest value of `name`; not-a-number where there is none."""
        values = (numbers[name] for _, numbers in reversed(self._records) if name in numbers)
        return next(values, math.nan)

    def ends(self, name: str) -> tuple[float, float] | None:
        """The first and the newest value of `name` that are finite; None where there are none."""

        def first_of(records: Iterable[tuple[int, dict[str, float]]]) -> float | None:
            values = (numbers.get(name, math.nan) for _, numbers in records)
            return next(filter(math.isfinite, values), None)

        first, newest = first_of(self._records), first_of(reversed(self._records))
        return None if first is None else (first, newest)

    def thinned(self, most: int) -> History:
        """A record of at most `most` of these steps, evenly chosen; the first and the last are among them."""
        chosen = np.unique(np.linspace(0, len(self) - 1, most).round().astype(int)) if len(self) else []
        return self._with([self._records[place] for place in chosen])

    def until(self, step: int) -> History:
        """A record of what was before `step`, and at it."""
        return self._with([record for record in self._records if record[0] <= step])

    def points(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Steps and values of `name` where it was recorded as a finite number."""
        values = self.curve(name)
        known = np.isfinite(values)
        return self.steps[known], values[known]

    @property
    def names(self) -> list[str]:
        """Which numbers were recorded, in the order of their first appearance."""
        return list(self._names)

    def as_dict(self) -> dict[str, list[float]]:
        """The record as lists by name, "step" first; ready for `pandas.DataFrame`."""
        record = {"step": [int(step) for step, _ in self._records]}
        return record | {name: self.curve(name).tolist() for name in self.names}

    def _with(self, records: list[tuple[int, dict[str, float]]]) -> History:
        other = History(self.capacity)
        other._records, other._names, other._gap = records, dict(self._names), self._gap
        return other
