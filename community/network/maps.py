"""The organisers' map: people, projects and what joins them."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from community.core.access import Permission, Viewer, require
from community.graph import measures
from community.matching.small_numbers import LEAST, rounded
from community.network import figures, places
from community.network.crowds import (
    Crowd,
    between_crowds,
    crowd_links,
    crowds_of,
)
from community.network.figures import (
    MEMBERSHIP,
    TIE,
    Figures,
    Link,
    MapPerson,
    MapProject,
)
from community.network.fingerprint import fingerprint
from community.network.rows import MapRows, rows_for

KEPT = 8
"""How many maps a process keeps, and how many measurements."""


@dataclass(frozen=True)
class Network:
    """One organiser's map. `few` says that too few people agreed to draw one.

    Nodes are counted through: first the people, then the projects, then the crowds.
    """

    few: bool
    people: tuple[MapPerson, ...]
    projects: tuple[MapProject, ...]
    crowds: tuple[Crowd, ...]
    links: tuple[Link, ...]
    figures: Figures
    bridges: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.people) + len(self.projects) + len(self.crowds)

    @property
    def keys(self) -> tuple[str, ...]:
        """A name for each node that stays the same from one map to the next."""
        return (
            *(f"m{one.id}" for one in self.people),
            *(f"p{one.id}" for one in self.projects),
            *(f"c{one.shape}" for one in self.crowds),
        )

    @property
    def pairs(self) -> NDArray[np.int64]:
        """The links as an array of shape (links, 2)."""
        return pairs_of(self.links)


def pairs_of(links: Iterable[Link]) -> NDArray[np.int64]:
    """Return the two ends of each link, shape (links, 2)."""
    found = [(link.a, link.b) for link in links]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


_networks: OrderedDict[tuple[object, ...], Network] = OrderedDict()
_measured: OrderedDict[tuple[int, int, bytes], measures.Measures] = OrderedDict()
_busy = threading.Lock()


def network_for(viewer: Viewer) -> Network:
    """Return the map as `viewer` may see it; made again only when something changed."""
    require(viewer, Permission.NETWORK_SEE)
    key = (viewer.member_id, viewer.roles, *fingerprint(viewer))
    found = _networks.get(key)
    if found is None:
        with _busy:
            found = _networks.get(key) or network_of(rows_for(viewer))
            _keep(_networks, key, found)
    return found


def _keep(kept: OrderedDict[Any, Any], key: Any, thing: Any) -> None:
    kept[key] = thing
    while len(kept) > KEPT:
        kept.popitem(last=False)


def positions(network: Network, folder: Path) -> NDArray[np.float64]:
    """Return where each node stands in the unit square, shape (size, 2)."""
    groups = [*(one.group for one in network.people)]
    groups += [one.group for one in network.projects] + [0] * len(network.crowds)
    with _busy:
        return places.places(
            network.keys, network.pairs, np.array(groups, dtype=np.int64), folder
        )


def network_of(rows: MapRows) -> Network:
    """Return the map that `rows` make."""
    if rows.consents < LEAST:
        return _too_few(rows)
    people = {one.id: place for place, one in enumerate(rows.named)}
    joined = sorted({what for who, what in rows.memberships if who in people})
    projects = {what: len(people) + place for place, what in enumerate(joined)}
    shapes = {person: kind.shape for person, kind in rows.kinds.items()}
    crowds, crowd_of = crowds_of(rows.unnamed, shapes)
    links = [
        *_single_links(rows, people, projects),
        *_links_of_crowds(rows, people, projects, crowd_of),
    ]
    measured = _measures(len(people), len(people) + len(projects), links)
    return Network(
        few=False,
        people=figures.people(rows, links, measured),
        projects=figures.projects(rows, projects, links, measured),
        crowds=crowds,
        links=tuple(links),
        figures=figures.figures(rows, links, measured),
        bridges=measured.bridges,
    )


def _measures(people: int, single: int, links: list[Link]) -> measures.Measures:
    """Measure the people and projects; nothing leads through a crowd.

    Each link to a crowd ends in a node of its own, for nobody knows to whom of the
    crowd it goes. Links that did not change are not measured again.
    """
    size, pairs = single, []
    for link in links:
        if link.a >= single:
            continue
        if link.b >= single:
            pairs.append((link.a, size))
            size += 1
        else:
            pairs.append((link.a, link.b))
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    key = (size, people, ends.tobytes())
    found = _measured.get(key)
    if found is None:
        found = measures.measure(size, people, ends)
        _keep(_measured, key, found)
    return found


def _too_few(rows: MapRows) -> Network:
    not_shown = rounded(rows.consents + rows.absent)
    figures = Figures(0, not_shown, len(rows.projects), 0, 0, 0, 0, 0, 0, 0, 0, 0)
    return Network(True, (), (), (), (), figures)


def _single_links(
    rows: MapRows, people: dict[int, int], projects: dict[int, int]
) -> list[Link]:
    ties = [
        Link(people[a], people[b], TIE)
        for a, b in rows.ties
        if a in people and b in people
    ]
    return ties + [
        Link(people[who], projects[what], MEMBERSHIP)
        for who, what in rows.memberships
        if who in people and what in projects
    ]


def _links_of_crowds(
    rows: MapRows,
    people: dict[int, int],
    projects: dict[int, int],
    crowd_of: dict[int, int],
) -> list[Link]:
    first = len(people) + len(projects)
    both_ways = [*rows.ties, *((b, a) for a, b in rows.ties)]
    found = crowd_links(TIE, both_ways, crowd_of, people)
    found += crowd_links(MEMBERSHIP, rows.memberships, crowd_of, projects)
    single = [
        Link(link.other, first + link.crowd, link.kind, link.number) for link in found
    ]
    return single + [
        Link(first + a, first + b, TIE, number)
        for a, b, number in between_crowds(rows.ties, crowd_of)
    ]
