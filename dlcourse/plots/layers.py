"""Where the nodes of a graph stand: in columns by depth, ordered so that few edges cross.

Method: K. Sugiyama, S. Tagawa, M. Toda (1981), Methods for visual understanding of hierarchical system
structures, IEEE Transactions on Systems, Man, and Cybernetics 11(2), 109-125,
doi:10.1109/TSMC.1981.4308636.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

SWEEPS = 24  # over all columns, to and fro
ROOM, BEND_ROOM = 1.0, 0.45  # rows that a node takes, and that an edge takes which passes through a column

Inputs = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Route:
    """An edge: from which node to which, and the rows at which it passes the columns in between."""

    start: int
    end: int
    passes: tuple[tuple[int, float], ...]  # (column, row)


@dataclass(frozen=True)
class Layers:
    """The layout of a graph: column (from 0) and row (from 0.0, downwards) of each node, and the edges."""

    columns: tuple[int, ...]
    rows: tuple[float, ...]
    routes: tuple[Route, ...]

    @property
    def size(self) -> tuple[int, float]:
        """How many columns there are, and how many rows."""
        lowest = [*self.rows, *(row for route in self.routes for _, row in route.passes)]
        return max(self.columns) + 1, max(lowest) + 1


@lru_cache(maxsize=64)
def in_layers(inputs: Inputs) -> Layers:
    """Lay out a graph whose node i has the `inputs[i]`, all of them earlier nodes.

    Inputs of the whole graph stand one column before the first node that uses them.
    """
    columns = _columns(inputs)
    chains, below = _chains(inputs, columns)
    order = _with_few_crossings(below, chains)
    rows = _rows(order, below, chains, len(inputs))
    routes = tuple(
        Route(chain[0], chain[-1], tuple((columns[chain[0]] + k, rows[bend]) for k, bend in _between(chain)))
        for chain in chains
    )
    return Layers(tuple(columns), tuple(rows[node] for node in range(len(inputs))), routes)


def _between(chain: list[int]) -> list[tuple[int, int]]:
    return list(enumerate(chain))[1:-1]


def _columns(inputs: Inputs) -> list[int]:
    columns: list[int] = []
    for own in inputs:
        columns.append(1 + max((columns[i] for i in own), default=-1))
    for node, own in enumerate(inputs):
        users = [columns[user] for user, others in enumerate(inputs) if node in others]
        if not own and users:
            columns[node] = min(users) - 1
    return columns


def _chains(inputs: Inputs, columns: list[int]) -> tuple[list[list[int]], list[list[int]]]:
    """Each edge as a chain of nodes and bends one column apart; and what stands in each column."""
    in_column: list[list[int]] = [[] for _ in range(max(columns) + 1)]
    for node, column in enumerate(columns):
        in_column[column].append(node)
    chains, bends = [], len(inputs)
    for node, own in enumerate(inputs):
        for source in dict.fromkeys(own):
            chain = [source]
            for column in range(columns[source] + 1, columns[node]):
                chain.append(bends)
                in_column[column].append(bends)
                bends += 1
            chains.append([*chain, node])
    return chains, in_column


def _neighbors(chains: list[list[int]]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """What stands before and what after each node or bend."""
    before: dict[int, list[int]] = {}
    after: dict[int, list[int]] = {}
    for left, right in (pair for chain in chains for pair in pairwise(chain)):
        before.setdefault(right, []).append(left)
        after.setdefault(left, []).append(right)
    return before, after


def _with_few_crossings(in_column: list[list[int]], chains: list[list[int]]) -> list[list[int]]:
    """The columns, each in an order found by sweeps to the mean place of the neighbors."""
    before, after = _neighbors(chains)
    order = best = [list(column) for column in in_column]
    fewest = _crossings(order, after)
    for sweep in range(SWEEPS):
        order = [list(column) for column in order]
        forward = sweep % 2 == 0
        near = before if forward else after
        for column in range(len(order)) if forward else reversed(range(len(order))):
            place = {node: k for each in order for k, node in enumerate(each)}
            order[column].sort(
                key=lambda node, place=place: float(np.mean([place[n] for n in near.get(node, [node])]))
            )
        crossings = _crossings(order, after)
        if crossings < fewest:
            best, fewest = order, crossings
    return best


def _crossings(order: list[list[int]], after: dict[int, list[int]]) -> int:
    count = 0
    for column, following in pairwise(order):
        place = {node: k for k, node in enumerate(following)}
        ends = [place[right] for left in column for right in sorted(after.get(left, []), key=place.get)]
        count += sum(first > later for i, first in enumerate(ends) for later in ends[i + 1 :])
    return count


def _rows(
    order: list[list[int]], in_column: list[list[int]], chains: list[list[int]], nodes: int
) -> list[float]:
    """The row of each node and bend: as near to its neighbors' as the others in its column allow."""
    before, after = _neighbors(chains)
    rows = [0.0] * sum(map(len, in_column))
    offsets = []
    for column in order:
        room = np.array([ROOM if node < nodes else BEND_ROOM for node in column])
        offsets.append(np.cumsum(room) - room / 2)
        for node, row in zip(column, offsets[-1] - room.sum() / 2, strict=True):
            rows[node] = float(row)
    for sweep in range(SWEEPS):
        both = sweep >= SWEEPS // 2
        for c in range(len(order)) if sweep % 2 == 0 else reversed(range(len(order))):
            near = [
                [*(before.get(n, []) if both or sweep % 2 == 0 else []),
                 *(after.get(n, []) if both or sweep % 2 else [])]
                for n in order[c]
            ]  # fmt: skip
            middle = float(np.mean([rows[node] for node in order[c]]))  # for those without neighbors
            wanted = np.array([np.mean([rows[m] for m in ns]) if ns else middle for ns in near])
            for node, row in zip(order[c], _apart(wanted, offsets[c]), strict=True):
                rows[node] = float(row)
    top = min(rows)
    return [round(row - top, 2) for row in rows]


def _apart(wanted: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """The places nearest to `wanted` whose distances are at least those of `offsets`, in the same order."""
    # Without the offsets this is "never falling": isotonic regression by pooling.
    pools: list[tuple[float, int]] = []
    for value in wanted - offsets:
        pools.append((float(value), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, first_size), (second, second_size) = pools[-2:]
            size = first_size + second_size
            pools[-2:] = [((first * first_size + second * second_size) / size, size)]
    return np.concatenate([np.full(size, value) for value, size in pools]) + offsets
