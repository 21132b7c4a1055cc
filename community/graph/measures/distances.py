"""How many steps people are from each other: all of them, 64 searches in one word."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from community.graph.links import Floats, Ints, Progress, nobody_asks, rounded

WORDS = 8
"""So many times 64 people are searched from at once."""
Bits = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Distances:
    """Steps between people; whom nothing joins is not counted.

    `total` adds up the steps from each person to all whom they reach, `reached` counts
    those, themselves left out; `longest` is the longest of all shortest ways.
    """

    total: Ints
    reached: Ints
    longest: int | None

    @property
    def mean(self) -> float | None:
        """The mean number of steps between two people whom something joins."""
        pairs = int(self.reached.sum())
        return int(self.total.sum()) / pairs if pairs else None

    @property
    def closeness(self) -> Floats:
        """How near each person is to all others, from 0 to 1 (Wasserman and Faust)."""
        people = max(len(self.total) - 1, 1)
        reached = self.reached.astype(np.float64)
        near = np.divide(
            reached, self.total, out=np.zeros(len(self.total)), where=self.total > 0
        )
        return rounded(near * reached / people)


def distances(
    people: int,
    links: "sparse.csr_array",
    *,
    sources: Ints | None = None,
    progress: Progress = nobody_asks,
) -> Distances:
    """Return how far the first `people` nodes of `links` are from each other.

    This is a breadth-first search from each, for 64 people a word at a time: a node's
    word holds who reached it [1]_. For links go both ways, who reached a node is also
    whom it reaches.

    Parameters
    ----------
    people : int
        So many of the nodes, the first ones, are people.
    links : csr_array of 0 and 1, shape (size, size)
        Symmetric, with an empty diagonal.
    sources : ndarray of int, optional
        Count the steps from these people only.
    progress : callable
        Is told how much is done.

    Returns
    -------
    Distances
        In steps; a project between two people is a step on its own.

    References
    ----------
    .. [1] M. Then et al., The More the Merrier, PVLDB 8:4 (2014), 449-460.
    """
    total, reached = np.zeros(people, np.int64), np.zeros(people, np.int64)
    longest = 0
    sources = np.arange(people) if sources is None else sources
    for first in range(0, len(sources), 64 * WORDS):
        some = sources[first : first + 64 * WORDS]
        for step, new in enumerate(Waves(some, links), 1):
            fresh = np.bitwise_count(new[:people]).sum(axis=1, dtype=np.int64)
            total += step * fresh
            reached += fresh
            longest = max(longest, step if fresh.any() else 0)
        progress((first + len(some)) / len(sources))
    return Distances(total, reached, longest or None)


class Waves:
    """Searches from up to 64 * `WORDS` nodes at once: who is new at each step."""

    def __init__(self, sources: Ints, links: "sparse.csr_array") -> None:
        words = -(-len(sources) // 64)
        self._seen: Bits = np.zeros((links.shape[0], words), np.uint64)
        place = np.arange(len(sources))
        bit = np.left_shift(np.uint64(1), (place % 64).astype(np.uint64))
        np.bitwise_or.at(self._seen, (sources, place // 64), bit)
        self._linked = np.diff(links.indptr) > 0
        self._starts = links.indptr[:-1][self._linked]
        self._ends = links.indices

    def __iter__(self) -> "Waves":
        self._front = self._seen.copy()
        return self

    def __next__(self) -> Bits:
        """Return who reached each node with this step, a bit for each source."""
        if not len(self._ends):
            raise StopIteration
        new = np.zeros_like(self._seen)
        new[self._linked] = np.bitwise_or.reduceat(
            self._front[self._ends], self._starts, axis=0
        )
        new &= ~self._seen
        if not new.any():
            raise StopIteration
        self._seen |= new
        self._front = new
        return new
