"""What each person on the map has in common with others: the map can be cut by it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from community.network.about import NOTHING, Value
from community.network.rows import MapRows


@dataclass(frozen=True)
class About:
    """Facts of somebody on the map by name, as far as they show them to all members.

    `phases` are those of the projects that they work on, the latest first;
    `organisations` stand in their own order; `teams` are their projects by number.
    """

    place: Value = NOTHING
    phases: tuple[Value, ...] = ()
    organisations: tuple[Value, ...] = ()
    offers: tuple[Value, ...] = ()
    seeks: tuple[Value, ...] = ()
    teams: tuple[int, ...] = field(default=(), metadata={"api": False})


NO_FACTS = About()


def abouts(rows: MapRows) -> dict[int, About]:
    """Return the facts of everybody who is on a map by name."""
    belongs = _values(rows.belongs, rows.organisations)
    offers, seeks = _values(rows.offers, rows.tags), _values(rows.seeks, rows.tags)
    teams: defaultdict[int, list[int]] = defaultdict(list)
    for who, what in rows.memberships:
        teams[who].append(what)
    return {
        one.id: About(
            rows.places.get(one.id, NOTHING),
            _phases(rows, teams[one.id]),
            belongs.get(one.id, ()),
            offers.get(one.id, ()),
            seeks.get(one.id, ()),
            tuple(teams[one.id]),
        )
        for one in rows.named
    }


def _phases(rows: MapRows, teams: Iterable[int]) -> tuple[Value, ...]:
    found = {rows.phases[team] for team in teams if team in rows.phases}
    return tuple(sorted(found, reverse=True))


def _values(
    pairs: Iterable[tuple[int, int]], values: Mapping[int, Value]
) -> dict[int, tuple[Value, ...]]:
    found: defaultdict[int, list[Value]] = defaultdict(list)
    for who, what in pairs:
        found[who].append(values[what])
    return {who: tuple(many) for who, many in found.items()}
