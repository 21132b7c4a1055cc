"""Which kinds of people reach which others only over few people."""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from community.graph.narrow import narrow_ways
from community.network.figures import MapPerson
from community.network.maps import Network

KEPT = 8


@dataclass(frozen=True)
class Apart:
    """All links from one kind to another that show lead over `people`, or none do."""

    a: str
    b: str
    people: tuple[MapPerson, ...]


_kept: OrderedDict[int, tuple[Network, tuple[Apart, ...]]] = OrderedDict()


def kinds_apart(network: Network) -> tuple[Apart, ...]:
    """Return the kinds of a whole map that few people join, the fewest first."""
    key = id(network.people)
    known = _kept.get(key)
    if known is None or known[0].people is not network.people:
        known = network, _found(network)
        _kept[key] = known
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return known[1]


def _found(network: Network) -> tuple[Apart, ...]:
    labels = ["", *sorted({one.kind for one in network.people if one.kind})]
    number = {label: place for place, label in enumerate(labels)}
    people = len(network.people)
    size = people + len(network.projects)
    links = [(one.a, one.b) for one in network.links if max(one.a, one.b) < size]
    found = narrow_ways(
        size,
        people,
        np.array(links, dtype=np.int64).reshape(-1, 2),
        np.array([number[one.kind] for one in network.people], dtype=np.int64),
    )
    return tuple(
        Apart(
            labels[one.a],
            labels[one.b],
            tuple(network.people[place] for place in one.people),
        )
        for one in found
    )
