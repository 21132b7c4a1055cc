"""Relations of a community as sparse rows, compiled straight from its edges."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from community.graph.records import Pairs, Rows

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]

FEW = 12
"""From fewer than one in so many edges, rows are gathered instead of multiplied."""
SPARSE = 16
"""What arrives at fewer than one in so many nodes is sorted instead of counted."""

ENDS = MappingProxyType(
    {
        "memberships": ("member>project", "project>member", "member", "project"),
        "ties": ("member>member", "member>member", "member", "member"),
        "expertise": ("member>tag", "tag>member", "member", "tag"),
        "offers": ("member>offer", "offer>member", "member", "tag"),
        "seeks": ("member>seek", "seek>member", "member", "tag"),
        "topics": ("project>tag", "tag>project", "project", "tag"),
        "needs": ("project>need", "need>project", "project", "tag"),
        "links": ("project>project", "project>project", "project", "project"),
        "broader": ("tag>tag", "tag>tag", "tag", "tag"),
        "member_places": ("member>place", "place>member", "member", "place"),
        "project_places": ("project>place", "place>project", "project", "place"),
    }
)
"""Each field of `Rows`: its relation forth and back, and the types of its ends."""

REVERSE = MappingProxyType(
    {forth: back for forth, back, *_ in ENDS.values()}
    | {back: forth for forth, back, *_ in ENDS.values()}
)


@dataclass(frozen=True, eq=False)
class Relation:
    """Edges from nodes of one type to nodes of another, row after row, sorted.

    Row `i` is `indices[indptr[i]:indptr[i + 1]]`; each edge occurs once.
    """

    indptr: Ids
    indices: Ids
    columns: int

    @classmethod
    def of(cls, pairs: Pairs, rows: int, columns: int) -> "Relation":
        """Compile edges, shape (k, 2), however often each occurs."""
        keys = distinct(pairs[:, 0] * np.int64(max(columns, 1)) + pairs[:, 1])
        counts = np.bincount(keys // max(columns, 1), minlength=rows)
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return cls(indptr, keys % max(columns, 1), columns)

    @property
    def size(self) -> int:
        """Return the number of rows."""
        return len(self.indptr) - 1

    @cached_property
    def degree(self) -> Ids:
        """Return the number of edges of each row."""
        return np.diff(self.indptr)

    def row(self, node: int) -> Ids:
        """Return the nodes that `node` leads to, in rising order."""
        return self.indices[self.indptr[node] : self.indptr[node + 1]]

    def rows(self, nodes: Ids) -> tuple[Ids, Ids]:
        """Return the lengths of the rows of `nodes`, and these rows end to end."""
        lengths = self.degree[nodes]
        ends = lengths.cumsum()
        places = np.arange(int(ends[-1]) if len(ends) else 0)
        places += (self.indptr[nodes] - ends + lengths).repeat(lengths)
        return lengths, self.indices[places]

    def step(self, weights: Floats) -> Floats:
        """Send each node's weight along all its edges and sum where they arrive."""
        arrived: Floats = self._backward @ weights
        return arrived

    def send(self, nodes: Ids, weights: Floats) -> tuple[Ids, Floats]:
        """Send the weights of a few nodes along their edges.

        Returns
        -------
        (ndarray of int, ndarray of float)
            The nodes where something arrives, in rising order, and the sums there.
        """
        lengths = self.degree[nodes]
        total = int(lengths.sum())
        if FEW * total > len(self.indices):
            whole = np.zeros(self.size)
            whole[nodes] = weights
            return _some(self.step(whole))
        _, reached = self.rows(nodes)
        sent = weights.repeat(lengths)
        if SPARSE * total > self.columns:
            return _some(_sums(reached, sent, self.columns))
        found, places = np.unique(reached, return_inverse=True)
        return found, _sums(places, sent, len(found))

    @cached_property
    def _backward(self) -> Any:
        shape = (self.size, self.columns)
        ones = np.ones(len(self.indices))
        return sparse.csr_array((ones, self.indices, self.indptr), shape=shape).T

    def has(self, pairs: Pairs) -> NDArray[np.bool_]:
        """Tell for each pair whether it is an edge, shape (k,)."""
        return np.array([b in self.row(a) for a, b in pairs.tolist()], dtype=bool)

    def also(self, pairs: Pairs) -> "Relation":
        """Return the relation with further edges, none of which it may have yet."""
        if not len(pairs):
            return self
        new = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        places = [int(self.indptr[a] + np.searchsorted(self.row(a), b)) for a, b in new]
        more = np.cumsum(np.bincount(new[:, 0], minlength=self.size))
        indptr = self.indptr.copy()
        indptr[1:] += more
        return Relation(
            indptr, np.insert(self.indices, places, new[:, 1]), self.columns
        )


def _sums(places: Ids, values: Floats, size: int) -> Floats:
    """Return what arrives at each place; a sum of floats, even of none."""
    return np.bincount(places, values, minlength=size).astype(np.float64, copy=False)


def _some(arrived: Floats) -> tuple[Ids, Floats]:
    found: Ids = arrived.nonzero()[0]
    return found, arrived[found]


def distinct(keys: Ids) -> Ids:
    """Return each of some whole numbers once, in rising order.

    By sorting: `np.unique` hashes whole numbers, which is slow for keys of pairs.
    """
    keys = np.sort(keys)
    first = np.ones(len(keys), dtype=np.bool_)
    first[1:] = keys[1:] != keys[:-1]
    return keys[first]


def checked_pairs(name: str, pairs: Pairs, rows: int, columns: int) -> Pairs:
    """Return edges as integers, shape (k, 2), or say what is wrong with them.

    Raises
    ------
    ValueError
        If `pairs` has another shape, holds no integers, or an end does not exist.
    """
    found = np.asarray(pairs)
    if found.size == 0:
        return np.empty((0, 2), dtype=np.int64)
    if found.ndim != 2 or found.shape[1] != 2 or found.dtype.kind not in "iu":
        raise ValueError(f"{name} must be integers of shape (k, 2)")
    if found.min() < 0 or np.any(found >= (rows, columns)):
        raise ValueError(f"{name} names nodes that do not exist")
    return found.astype(np.int64)


def both_ways(pairs: Pairs) -> Pairs:
    """Return each edge forth and back, without edges of a node to itself."""
    apart = pairs[pairs[:, 0] != pairs[:, 1]]
    return np.concatenate([apart, apart[:, ::-1]])


def sizes(rows: Rows) -> dict[str, int]:
    """Return the number of nodes of each type."""
    return {
        "member": rows.members,
        "project": rows.projects,
        "tag": rows.tags,
        "place": rows.places,
    }


def compile_relations(rows: Rows) -> dict[str, Relation]:
    """Compile all edges of a community, forth and back, by the names in `ENDS`.

    Ties, links and broader tags have no direction here: a narrower tag is as near as
    a broader one.

    Raises
    ------
    ValueError
        If an edge names a node that does not exist or has a wrong shape.
    """
    size = sizes(rows)
    if min(size.values()) < 0:
        raise ValueError("a community has no negative number of nodes")
    made: dict[str, Relation] = {}
    for field, (forth, back, a, b) in ENDS.items():
        pairs = checked_pairs(field, getattr(rows, field), size[a], size[b])
        if forth == back:
            made[forth] = Relation.of(both_ways(pairs), size[a], size[a])
        else:
            made[forth] = Relation.of(pairs, size[a], size[b])
            made[back] = Relation.of(pairs[:, ::-1], size[b], size[a])
    return made


def as_ids(nodes: Iterable[int]) -> Ids:
    """Return nodes as a sorted array without repeats."""
    return np.array(sorted(set(nodes)), dtype=np.int64)
