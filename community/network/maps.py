"""The organisers' map: people, projects and what joins them."""

import gc
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from community.core.access import Permission, Viewer, require
from community.graph.layout import carry_over
from community.graph.links import Progress, nobody_asks
from community.graph.measures import Measures
from community.matching.small_numbers import LEAST, rounded
from community.network import figures, kept, places, waiting
from community.network.crowds import Crowd, crowds_of
from community.network.figures import (
    Figures,
    Link,
    MapPerson,
    MapProject,
    MapThing,
)
from community.network.fingerprint import fingerprint
from community.network.kept import Kept
from community.network.lines import lines
from community.network.measuring import measures_of, pairs_of
from community.network.rows import MapRows, rows_for

LARGE = 2_000
"""With more people by name on it a map is large; see build.py."""
KEPT = 8
"""How many maps a process keeps."""


@dataclass(frozen=True)
class Network:
    """One organiser's map. `few` says that too few people agreed to draw one.

    Nodes are counted through: first the people, then the projects, then the crowds, and
    where a view asks for them (shown.py) tags and organisations.

    A large map is `stale` when it changed since the worker last worked out what takes
    long in it: groups, places, the ways between people. `building` says then how much
    of the next result is done, from 0 to 1; it is None for whatever is up to date.
    """

    few: bool
    people: tuple[MapPerson, ...]
    projects: tuple[MapProject, ...]
    crowds: tuple[Crowd, ...]
    links: tuple[Link, ...]
    figures: Figures
    bridges: tuple[int, ...] = ()
    stale: bool = False
    building: float | None = None
    tags: tuple[MapThing, ...] = ()
    organisations: tuple[MapThing, ...] = ()

    @property
    def size(self) -> int:
        """How many nodes there are."""
        single = len(self.people) + len(self.projects) + len(self.crowds)
        return single + len(self.tags) + len(self.organisations)

    @property
    def large(self) -> bool:
        """Whether what takes long is worked out by the worker."""
        return len(self.people) > LARGE

    @property
    def groups(self) -> NDArray[np.int64]:
        """The group of each node, 0 for crowds and whatever has no link."""
        found = np.zeros(self.size, dtype=np.int64)
        of = [one.group for one in self.people]
        of += [one.group for one in self.projects]
        found[: len(of)] = of
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """A name for each node that stays the same from one map to the next."""
        return (
            *(f"m{one.id}" for one in self.people),
            *(f"p{one.id}" for one in self.projects),
            *(f"c{one.shape}" for one in self.crowds),
            *(f"t{one.slug}" for one in self.tags),
            *(f"o{one.slug}" for one in self.organisations),
        )

    @property
    def pairs(self) -> NDArray[np.int64]:
        """The links as an array of shape (links, 2)."""
        return pairs_of(self.links)


_networks: OrderedDict[tuple[object, ...], Network] = OrderedDict()
_busy = threading.Lock()


def network_for(viewer: Viewer) -> Network:
    """Return the map as `viewer` may see it; made again only when something changed.

    Of a large map, what takes long is that of the last time; see build.py.
    """
    require(viewer, Permission.NETWORK_SEE)
    last = kept.last()
    key = (viewer.member_id, viewer.roles, last and last.stamp, *fingerprint(viewer))
    found = _networks.get(key)
    if found is None:
        with _busy:
            found = _networks.get(key) or _new(viewer, last)
            _networks[key] = found
            while len(_networks) > KEPT:
                _networks.popitem(last=False)
    return replace(found, building=waiting.ask()) if found.stale else found


def _new(viewer: Viewer, last: Kept | None) -> Network:
    with _uncollected():
        found = network_of(rows_for(viewer), last)
    if not found.large or (last and last.stamp == waiting.stamp()):
        return found
    return replace(found, stale=True)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of garbage from walking a large map again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def positions(network: Network, folder: Path) -> NDArray[np.float64]:
    """Return where each node stands in the unit square, shape (size, 2)."""
    if network.large:
        last = kept.last()
        none = np.full((network.size, 2), np.nan)
        known = last.places_of(network.keys) if last else none
        return carry_over(network.size, network.pairs, known)
    with _busy:
        return places.places(network.keys, network.pairs, network.groups, folder)


def network_of(
    rows: MapRows, last: Kept | None = None, progress: Progress | None = None
) -> Network:
    """Return the map that `rows` make.

    Parameters
    ----------
    rows : MapRows
        Who and what is on it.
    last : Kept, optional
        For a large map: what took long, as it was worked out last.
    progress : callable, optional
        Work out all of a large map, and tell how much is done.
    """
    if rows.consents < LEAST:
        return _too_few(rows)
    people = {one.id: place for place, one in enumerate(rows.named)}
    joined = sorted({what for who, what in rows.memberships if who in people})
    projects = {what: len(people) + place for place, what in enumerate(joined)}
    shapes = {person: kind.shape for person, kind in rows.kinds.items()}
    crowds, crowd_of = crowds_of(rows.unnamed, shapes)
    links = lines(rows, people, projects, crowd_of)
    keys = (*(f"m{one}" for one in people), *(f"p{one}" for one in projects))
    measured = _measures(len(people), keys, links, last, progress)
    shown = figures.people(rows, links, measured)
    return Network(
        few=False,
        people=shown,
        projects=figures.projects(rows, projects, links, measured),
        crowds=crowds,
        links=tuple(links),
        figures=figures.figures(rows, links, shown, measured),
        bridges=measured.brokers,
    )


def measured(network: Network) -> Measures:
    """Return the measures of a whole map; those of one part are not its people's.

    Of a large map, what takes long is that of the last time.
    """
    people = len(network.people)
    single = network.keys[: people + len(network.projects)]
    last = kept.last() if network.large else None
    return _measures(people, single, network.links, last, None)


def _measures(
    people: int,
    single: Sequence[str],
    links: Sequence[Link],
    last: Kept | None,
    progress: Progress | None,
) -> Measures:
    if people <= LARGE or progress:
        told = progress or nobody_asks
        return measures_of(people, len(single), links, progress=told)
    found = measures_of(people, len(single), links, deep=False)
    return last.fill(found, single) if last else found


def _too_few(rows: MapRows) -> Network:
    not_shown = rounded(rows.consents + rows.absent)
    figures = Figures(0, not_shown, len(rows.projects), 0, 0, 0, 0, 0, 0, 0, 0, 0)
    return Network(True, (), (), (), (), figures)
