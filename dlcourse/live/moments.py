"""Moments of a run to return to: what panels saw and what the steppable remembers, in bounded memory."""

from __future__ import annotations

import copy
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np

MOST = 60  # moments
MOST_BYTES = 8_000_000  # of all of them
LARGEST_MEMORY = MOST_BYTES // 16  # of one moment: a steppable that needs more cannot be taken back
EXACT = 256  # numbers up to which an array is stored as it is
PLAIN = (str, int, float, bool, type(None), np.number, np.bool_)


@dataclass(frozen=True)
class Moment:
    """The state of a run at one step.

    Attributes:
        step: when it was.
        memory: what `restore` of the steppable takes; None where it cannot be taken back there.
    """

    step: int
    stored: dict[str, Any]
    memory: Any
    arrays: tuple[np.ndarray, ...]

    @property
    def snapshot(self) -> dict[str, Any]:
        """What the panels saw then; large arrays in about three digits."""
        return _unpacked(self.stored)


class Moments:
    """Moments of one run, oldest first; when they are too many or too large, every second one goes."""

    def __init__(self) -> None:
        self._moments: list[Moment] = []
        self._gap = 0

    def __len__(self) -> int:
        return len(self._moments)

    @property
    def steps(self) -> list[int]:
        """When they were."""
        return [moment.step for moment in self._moments]

    @property
    def nbytes(self) -> int:
        """The memory that their arrays take; what moments share counts once."""
        arrays = {id(array): array.nbytes for moment in self._moments for array in moment.arrays}
        return sum(arrays.values()) + sum(getattr(moment.memory, "nbytes", 0) for moment in self._moments)

    def is_due(self, step: int) -> bool:
        """Whether step number `step` lies far enough from the newest moment to be worth one."""
        last = self._moments[-1].step if self._moments else -1
        return step == last or step - last >= max(1, self._gap)

    def add(self, snapshot: dict[str, Any], memory: Any) -> None:
        """Store the state of a run; a second one of the same step replaces the first."""
        step = int(snapshot["step"])
        if self._moments and self._moments[-1].step == step:
            self._moments.pop()
        before = self._moments[-1].stored if self._moments else {}
        arrays: list[np.ndarray] = []
        stored = _packed(snapshot, before, arrays)
        self._moments.append(Moment(step, stored, memory, tuple(arrays)))
        if len(self._moments) > MOST or self.nbytes > MOST_BYTES:
            # The first stays, so that the way back leads to the start; the newest gives way to the next.
            self._moments = self._moments[::2]
            self._gap = max(1, 2 * self._gap, -(-2 * step // MOST))

    def at(self, step: int) -> Moment:
        """The moment at `step`, or else the last one before it, or else the first of all."""
        return self._moments[max(0, bisect_right(self.steps, step) - 1)]

    def until(self, step: int) -> Moments:
        """Those that were before `step`, and at it."""
        others = Moments()
        others._moments = [moment for moment in self._moments if moment.step <= step]
        others._gap = self._gap
        return others


@dataclass(frozen=True)
class _Halves:
    """An array of floats as half-precision shares of its largest magnitude."""

    shares: np.ndarray
    scale: float


def _packed(value: Any, before: Any, arrays: list[np.ndarray]) -> Any:
    """`value` for keeping; its arrays join `arrays`, and those equal to what is in `before` are shared."""
    if isinstance(value, np.ndarray):
        kept = _packed_array(value, before)
        arrays.append(kept.shares if isinstance(kept, _Halves) else kept)
        return kept
    if isinstance(value, dict):
        known = before if isinstance(before, dict) else {}
        return {name: _packed(each, known.get(name), arrays) for name, each in value.items()}
    if isinstance(value, list) or type(value) is tuple:
        known = (
            before if isinstance(before, list | tuple) and len(before) == len(value) else (None,) * len(value)
        )
        return type(value)(_packed(each, old, arrays) for each, old in zip(value, known, strict=True))
    return value if isinstance(value, PLAIN) else copy.deepcopy(value)


def _packed_array(array: np.ndarray, before: Any) -> np.ndarray | _Halves:
    if array.dtype.kind != "f" or array.size <= EXACT:
        is_known = isinstance(before, np.ndarray) and _is_equal(array, before)
        return before if is_known else array.copy()
    finite = np.abs(array[np.isfinite(array)])
    scale = float(finite.max(initial=0.0)) or 1.0
    shares = (array / scale).astype(np.float16)
    if isinstance(before, _Halves) and before.scale == scale and _is_equal(shares, before.shares):
        return before
    return _Halves(shares, scale)


def _is_equal(one: np.ndarray, other: np.ndarray) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def _unpacked(value: Any) -> Any:
    if isinstance(value, _Halves):
        return value.shares.astype(np.float32) * np.float32(value.scale)
    if isinstance(value, dict):
        return {name: _unpacked(each) for name, each in value.items()}
    if isinstance(value, list) or type(value) is tuple:
        return type(value)(_unpacked(each) for each in value)
    return value
