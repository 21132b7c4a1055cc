"""The people whom organisers can introduce: on the map by name, and open to it.

Who is left out follows from what all members may see of somebody, from the coarse facts
that suggestions use too, and from what organisers sent. It never follows from a block,
a tie that is hidden or an answer: else the list would tell of them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import literal, select, union_all

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped
from community.introductions.asking import WHY
from community.introductions.woven import Lately, lately_from
from community.introductions.woven import rows as woven_rows
from community.matching import snapshot
from community.network.figures import TIE, MapPerson
from community.network.maps import Network
from community.network.models import MapGroup

Pair = tuple[int, int]
GROUP = 0
"""Where a row of two people has the second: this row is of a group."""


@dataclass(frozen=True)
class Somebody:
    """One of the two, as the map shows them."""

    id: int = field(metadata={"api": False})
    slug: str
    name: str
    kind: str
    shape: int


def somebody(person: MapPerson) -> Somebody:
    """Return a person of the map as one of two."""
    return Somebody(person.id, person.slug, person.name, person.kind, person.shape)


@dataclass(frozen=True)
class Free:
    """Who takes introductions now, by places in the map, and who was woven lately.

    `me` is the viewer's place, -1 when they are not on the map by name. `names` are
    those of groups, by lasting number.
    """

    people: tuple[MapPerson, ...]
    open: frozenset[int]
    lately: Lately
    me: int
    names: Mapping[int, str]

    def pair(self, one: int, two: int) -> bool:
        """Tell whether two people of the map can be introduced now."""
        a, b = self.people[one].id, self.people[two].id
        both = one in self.open and two in self.open
        return both and not self.lately.had(a, b)


def free(viewer: Viewer, network: Network) -> Free:
    """Return who of a map can be introduced: two statements.

    They have joined, take requests, have not had enough of them lately, show their name
    to every member, were not woven twice in 21 days, and are not the viewer.
    """
    graph, _apart = snapshot.current(viewer)
    lately, names = _lately_and_names()
    ids = np.array([one.id for one in network.people], dtype=np.int64)
    numbers = graph.members.find(ids).tolist()
    full = graph.published_members.full
    shut = graph.not_asked
    found = {
        place
        for place, number in enumerate(numbers)
        if number >= 0 and number not in shut and not full[number]
    }
    people = network.people
    mine = [place for place, one in enumerate(people) if one.id == viewer.member_id]
    busy = {place for place in found if lately.full(people[place].id)}
    free = frozenset(found - busy - set(mine))
    return Free(people, free, lately, mine[0] if mine else -1, names)


def _lately_and_names() -> tuple[Lately, Mapping[int, str]]:
    """Read who was woven not long ago, and how groups are called, in one statement."""
    groups = select(MapGroup.id, literal(GROUP), MapGroup.name)
    both = union_all(woven_rows(), groups.where(MapGroup.name != "")).subquery()
    rows: list[Any] = list(db.session.execute(unscoped(WHY, *both.c)))
    names = {one: name for one, two, name in rows if two == GROUP}
    return lately_from(row for row in rows if row[1] != GROUP), names


def places_of(network: Network, pairs: Iterable[Pair]) -> dict[Pair, Pair]:
    """Return where the two of each pair of ids stand, of whom both are on the map."""
    place = {one.id: number for number, one in enumerate(network.people)}
    return {(a, b): (place[a], place[b]) for a, b in pairs if a in place and b in place}


def tied(network: Network) -> Collection[Pair]:
    """Return the places of the two of each tie on the map, the lower first."""
    number = len(network.people)
    return {
        (min(link.a, link.b), max(link.a, link.b))
        for link in network.links
        if link.kind == TIE and link.a < number and link.b < number
    }
