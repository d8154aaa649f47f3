"""Which examples go into which batch: epoch after epoch, each example once per epoch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

PLANNED = 40_000  # examples planned at a time: the compiled loop takes them in one array of constant shape


class BatchOrder:
    """An endless stream of batches of example indices.

    Epochs follow each other without a gap: where the batch size does not divide the number of examples,
    a batch takes the last ones of one epoch and the first ones of the next.
    """

    def __init__(self, examples: int, batch_size: int, seed: int, *, shuffle: bool = True):
        self.examples, self.shuffle = examples, shuffle
        self.batch_size = min(batch_size, examples)
        self._planned = max(256, PLANNED // self.batch_size)
        self.restart(seed)

    def restart(self, seed: int) -> None:
        """Begin again with the order that `seed` draws."""
        self._generator = np.random.default_rng(seed)
        self._left = np.zeros(0, dtype=np.int32)
        self._rows, self._next = np.zeros((0, self.batch_size), dtype=np.int32), 0

    def peek(self) -> np.ndarray:
        """The planned batches, as rows, without taking any."""
        if self._next == len(self._rows):
            self._plan()
        return self._rows

    def take(self, batches: int) -> Iterator[tuple[np.ndarray, int, int]]:
        """The next `batches` batches, as (rows, start, count): they are rows[start : start + count]."""
        while batches > 0:
            if self._next == len(self._rows):
                self._plan()
            count = min(batches, len(self._rows) - self._next)
            yield self._rows, self._next, count
            self._next += count
            batches -= count

    def _plan(self) -> None:
        wanted = self._planned * self.batch_size
        epochs = -(-(wanted - len(self._left)) // self.examples)
        order = np.tile(np.arange(self.examples, dtype=np.int32), (max(epochs, 0), 1))
        if self.shuffle:
            order = self._generator.permuted(order, axis=1)
        stream = np.concatenate([self._left, order.ravel()])
        self._rows, self._left = stream[:wanted].reshape(self._planned, self.batch_size), stream[wanted:]
        self._next = 0
