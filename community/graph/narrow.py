"""Where the ways from one kind of people to another are narrow."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from community.graph.relations import checked_pairs

MOST, LEAST, KINDS = 3, 4, 16


@dataclass(frozen=True)
class Narrow:
    """All ways from the people of kind `a` to those of kind `b` lead over `people`.

    There is no way at all where `people` is empty. The people may be of these kinds
    themselves.
    """

    a: int
    b: int
    people: tuple[int, ...]


def narrow_ways(
    size: int,
    people: int,
    links: NDArray[np.int64],
    kinds: NDArray[np.int64],
    *,
    most: int = MOST,
) -> tuple[Narrow, ...]:
    """Return the pairs of kinds that are joined over at most `most` people.

    The people are a smallest set whose leaving would end all ways between the two
    kinds: by Menger's theorem [1]_ there are as many ways that have no person in
    common, which a maximum flow counts.

    Parameters
    ----------
    size, people : int
        The number of nodes; so many, the first ones, are people, the others projects.
        Only people are counted; ways over one project are as many as its people.
    links : ndarray of int, shape (links, 2)
        All linked nodes.
    kinds : ndarray of int, shape (people,)
        The kind of each person, 0 for whoever does not tell. The `KINDS` kinds with
        most people are compared, those of fewer than `LEAST` people are not.
    most : int
        More people than these are not narrow.

    Returns
    -------
    tuple of Narrow
        The narrowest first, of these the largest kinds. A kind that is no larger than
        the people the ways lead over is left out, for that says nothing.

    Raises
    ------
    ValueError
        If links name nodes that do not exist.

    References
    ----------
    .. [1] K. Menger, Fundamenta Mathematicae 10 (1927), 96-115.
    """
    links = checked_pairs("links", links, size, size)
    sizes = np.bincount(kinds, minlength=1)
    sizes[0] = 0
    largest = np.lexsort((np.arange(len(sizes)), -sizes))[:KINDS]
    told = sorted(int(kind) for kind in largest if sizes[kind] >= LEAST)
    found = []
    for a, b in combinations(told, 2):
        if _tied_apart(links, kinds, (a, b)) > most:
            continue
        over = _over(size, people, links, (kinds == a, kinds == b), most)
        if over is not None and len(over) < min(sizes[a], sizes[b]):
            found.append(Narrow(a, b, over))
    return tuple(
        sorted(
            found,
            key=lambda one: (
                len(one.people), -min(sizes[one.a], sizes[one.b]),
                -max(sizes[one.a], sizes[one.b]), one.a, one.b,
            ),
        )
    )  # fmt: skip


def _tied_apart(
    links: NDArray[np.int64], kinds: NDArray[np.int64], pair: tuple[int, int]
) -> int:
    """Count direct links between two kinds that share no person, one after the other.

    So many ways there are at least: in a large network this spares most flows.
    """
    known = links[(links < len(kinds)).all(axis=1)]
    ends = kinds[known]
    between = (ends == pair).all(axis=1) | (ends == pair[::-1]).all(axis=1)
    used: set[int] = set()
    for one, other in known[between].tolist():
        if one not in used and other not in used:
            used.update((one, other))
    return len(used) // 2


def _over(
    size: int,
    people: int,
    links: NDArray[np.int64],
    ends: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    most: int,
) -> tuple[int, ...] | None:
    """Return a smallest set of people between two kinds, None when larger than `most`.

    Each node is split into an entrance and an exit; a person lets one way through.
    """
    room = _room(size, people, links, ends, most)
    source = 2 * size
    found = maximum_flow(room, source, 2 * size + 2)
    if found.flow_value > most:
        return None
    left = sparse.csr_array(room - found.flow)
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    reached = np.zeros(2 * size + 3, dtype=bool)
    reached[breadth_first_order(left, source, return_predecessors=False)] = True
    cut = reached[:people] & ~reached[size : size + people]
    return tuple(np.flatnonzero(cut).tolist())


def _room(
    size: int,
    people: int,
    links: NDArray[np.int64],
    ends: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    most: int,
) -> sparse.csr_array:
    """Return how many ways each step lets through, as a matrix of int32."""
    wide = people + most + 1
    source, gate, sink = 2 * size, 2 * size + 1, 2 * size + 2
    froms, tos = (np.flatnonzero(end) for end in ends)
    nodes = np.arange(size)
    parts: list[tuple[NDArray[np.int64], NDArray[np.int64], int]] = [
        (nodes[:people], nodes[:people] + size, 1),
        (nodes[people:], nodes[people:] + size, wide),
        (np.full(len(froms), gate), froms, wide),
        (tos + size, np.full(len(tos), sink), wide),
        (np.array([source]), np.array([gate]), most + 1),
    ]
    a, b = np.unique(np.sort(links, axis=1), axis=0).reshape(-1, 2).T
    parts += [(a + size, b, wide), (b + size, a, wide)]
    rows, columns = (np.concatenate([part[one] for part in parts]) for one in (0, 1))
    data = np.concatenate([np.full(len(row), room) for row, _, room in parts])
    shape = (2 * size + 3, 2 * size + 3)
    return sparse.csr_array((data.astype(np.int32), (rows, columns)), shape=shape)
