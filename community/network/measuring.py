"""A map's links as the library measures them, and what its people have in common."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from community.graph.links import Pairs, Progress, nobody_asks
from community.graph.measures import (
    Help,
    Measures,
    Share,
    across_any,
    measure,
    reciprocity,
)

KEPT = 8
"""How many measurements a process keeps."""


class Ends(Protocol):
    """A line between two nodes, by their places."""

    @property
    def a(self) -> int:
        """Where it begins."""
        ...

    @property
    def b(self) -> int:
        """Where it ends."""
        ...


_kept: OrderedDict[tuple[int, int, bool, bytes], Measures] = OrderedDict()
_busy = threading.Lock()


def pairs_of(links: Iterable[Ends]) -> Pairs:
    """Return the two ends of each link, shape (links, 2)."""
    found = [(link.a, link.b) for link in links]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def measures_of(
    people: int,
    single: int,
    links: Sequence[Ends],
    *,
    deep: bool = True,
    progress: Progress = nobody_asks,
) -> Measures:
    """Measure the people and projects of a map; nothing leads through a crowd.

    Each link to a crowd ends in a node of its own, for nobody knows to whom of the
    crowd it goes. Links that did not change are not measured again.

    Parameters
    ----------
    people, single : int
        So many nodes are people; so many, the first ones, are no crowds.
    links : sequence
        All lines of the map.
    deep : bool
        Whether to work out what takes time in a large network.
    progress : callable
        Is told how much is done.
    """
    size, ends = _without_crowds(single, pairs_of(links))
    key = (size, people, deep, ends.tobytes())
    found = _kept.get(key)
    if found is None:
        found = measure(size, people, ends, deep=deep, progress=progress)
        with _busy:
            _kept[key] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def _without_crowds(single: int, ends: Pairs) -> tuple[int, Pairs]:
    ends = ends[ends[:, 0] < single]
    crowds = np.flatnonzero(ends[:, 1] >= single)
    ends[crowds, 1] = np.arange(single, single + len(crowds))
    return single + len(crowds), ends


def share_across(ties: Pairs, held: Sequence[Iterable[object]]) -> Share:
    """Return how many ties join people who have nothing of something in common.

    `held` says what each person has: places, organisations, phases.
    """
    return across_any(len(held), ties, _numbered(held, {}))


def help_of(
    ties: Pairs, offers: Sequence[Iterable[object]], seeks: Sequence[Iterable[object]]
) -> Help:
    """Return how far people who know each other can help each other."""
    known: dict[object, int] = {}
    offered, sought = _numbered(offers, known), _numbered(seeks, known)
    return reciprocity(len(offers), ties, offered, sought)


def _numbered(held: Sequence[Iterable[object]], known: dict[object, int]) -> Pairs:
    """Return (person, number of a thing); what is not yet known gets the next one."""
    rows = [
        (person, known.setdefault(thing, len(known)))
        for person, things in enumerate(held)
        for thing in things
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 2)
