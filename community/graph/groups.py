"""Groups of a network: found, numbered, and kept the same from one time to the next."""

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

import numpy as np

from community.graph.links import Ints, Pairs
from community.graph.louvain import louvain

Node = TypeVar("Node", bound=Hashable)


def numbered(size: int, people: int, pairs: Pairs, before: Ints | None = None) -> Ints:
    """Return the number of each node's group, the one with most people first.

    Parameters
    ----------
    size, people : int
        The number of nodes; so many, the first ones, are people.
    pairs : ndarray of int, shape (links, 2)
        Each link once, none of a node to itself.
    before : ndarray of int, shape (size,), optional
        The last groups; 0 for nodes without one.

    Returns
    -------
    ndarray of int64, shape (size,)
        From 1; 0 for nodes without a link. Groups of equally many people are in the
        order of their first nodes.
    """
    linked = np.zeros(size, np.bool_)
    linked[np.unique(pairs)] = True
    if not linked.any():
        return np.zeros(size, np.int64)
    found = louvain(size, pairs, before)
    _, first, group = np.unique(found[linked], return_index=True, return_inverse=True)
    in_group = np.bincount(group[: int(linked[:people].sum())], minlength=len(first))
    order = np.lexsort((first, -in_group))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(1, len(order) + 1)
    numbers = np.zeros(size, np.int64)
    numbers[linked] = place[group]
    return numbers


def match_groups(
    before: Mapping[Node, int], now: Mapping[Node, int]
) -> dict[int, int | None]:
    """Return which group of before each group of now is: the one it shares most with.

    Each group goes on as at most one: where two claim the same, the larger overlap
    does, and then the lower number. One that shares nobody is new.

    Parameters
    ----------
    before : mapping
        The lasting number of the group that each node was in.
    now : mapping
        The number of the group that each node is in; 0 for none.

    Returns
    -------
    dict
        For each number of `now` but 0, in order, the lasting number that it keeps;
        None for a new group.
    """
    shared = Counter(
        (group, before[node])
        for node, group in now.items()
        if group and before.get(node)
    )
    found: dict[int, int | None] = dict.fromkeys(sorted(set(now.values()) - {0}))
    taken: set[int] = set()
    for (group, old), _ in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
        if found[group] is None and old not in taken:
            found[group] = old
            taken.add(old)
    return found
