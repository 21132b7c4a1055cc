"""A map as the graphs that weaving reckons with: places of people, ties, all links."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from community.network.figures import TIE
from community.network.maps import Network

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Arrays:
    """The graphs of a map; people are nodes 0 to `people` - 1 in both.

    `links` are all, over `size` nodes; a link to a crowd ends in a node of its own, for
    nobody knows to whom of the crowd it goes. `ties` are those between two people.
    `kinds` and `groups` are those of the people, 0 for none.
    """

    size: int
    people: int
    links: Ints
    ties: Ints
    kinds: Ints
    groups: Ints


def arrays_of(network: Network) -> Arrays:
    """Return the graphs of a map."""
    people = len(network.people)
    single = size = people + len(network.projects)
    links, ties = [], []
    for link in network.links:
        if link.a >= single:
            continue
        end = link.b
        if end >= single:
            end, size = size, size + 1
        links.append((link.a, end))
        if link.kind == TIE and end < people:
            ties.append((link.a, end))
    return Arrays(
        size,
        people,
        pairs_of(links),
        pairs_of(ties),
        np.array([one.shape for one in network.people], dtype=np.int64),
        np.array([one.group for one in network.people], dtype=np.int64),
    )


def pairs_of(found: Iterable[tuple[int, int]]) -> Ints:
    """Return pairs as an array of shape (pairs, 2)."""
    return np.array(list(found), dtype=np.int64).reshape(-1, 2)
