"""Two days side by side: frozen figures, and who and what came in between.

Figures are those that were frozen, rounded. Rows are exact, over what the viewer may
list today: they come from today's map, and the snapshots only take away from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound
from community.network.figures import TIE, MapPerson
from community.network.maps import Network, network_for
from community.network.models import Fact, MapSnapshot, Reason
from community.network.snapshots.added_up import facts_on
from community.network.snapshots.facts import Facts
from community.network.snapshots.published import Frozen, Told, frozen
from community.network.snapshots.timeline import Period, thinned


@dataclass(frozen=True)
class Line:
    """One figure on both days; `change` is None where either is not told."""

    code: str
    unit: str
    before: Told
    after: Told

    @property
    def change(self) -> float | None:
        """How much more it is on the second day."""
        if self.before.value is None or self.after.value is None:
            return None
        return round(self.after.value - self.before.value, 1)


@dataclass(frozen=True)
class Who:
    """Somebody on the map by name."""

    slug: str
    name: str
    kind: str
    shape: int


@dataclass(frozen=True)
class Both:
    """Two people with a tie."""

    a: Who
    b: Who


@dataclass(frozen=True)
class Choice:
    """A day that can be compared."""

    id: int
    taken_at: datetime
    reason: Reason
    phase: str


@dataclass(frozen=True)
class Comparison:
    """What changed from one snapshot to another; `days` are all that can be chosen.

    `joined` came onto the map by name; `ties` are those that could not be drawn on the
    first day, `bridges` those of them that join two groups; `alone` have no link on the
    second day that the viewer may see. Whoever had no name on the first day counts as
    not there: these rows never tell who stood in a crowd.
    """

    days: tuple[Choice, ...]
    before: Frozen
    after: Frozen
    figures: tuple[Line, ...]
    joined: tuple[Who, ...]
    ties: tuple[Both, ...]
    bridges: tuple[Both, ...]
    alone: tuple[Who, ...]


def usual(viewer: Viewer) -> tuple[int, int] | None:
    """Return which two snapshots to compare: the last end of a phase, and the last.

    The first one stands for the end of a phase where there was none; None where there
    are fewer than two.
    """
    require(viewer, Permission.NETWORK_SEE)
    rows = db.session.execute(
        select(MapSnapshot.id, MapSnapshot.reason).order_by(MapSnapshot.id)
    ).all()
    if len(rows) < 2:
        return None
    phases = [number for number, reason in rows[:-1] if reason is Reason.PHASE]
    return (phases or [rows[0][0]])[-1], rows[-1][0]


def compare(viewer: Viewer, before: int, after: int) -> Comparison:
    """Compare two snapshots by their numbers; `NotFound` where there is none.

    Five statements, and those of the map where it is not there yet.
    """
    require(viewer, Permission.NETWORK_SEE)
    days, first, second = _days(before, after)
    facts = facts_on(before, after)
    network = network_for(viewer)
    ties = list(_new_ties(network, *facts))
    groups = [_groups(one) for one in facts]
    return Comparison(
        days, first, second,
        tuple(
            Line(a.code, a.unit, a, b)
            for a, b in zip(first.figures, second.figures, strict=True)
        ),
        tuple(_who(one) for one in _joined(network, *facts)),
        tuple(Both(_who(a), _who(b)) for a, b in ties),
        tuple(Both(_who(a), _who(b)) for a, b in ties if _bridge(a.id, b.id, *groups)),
        tuple(_who(one) for one in _alone(network, facts[1])),
    )  # fmt: skip


def _days(before: int, after: int) -> tuple[tuple[Choice, ...], Frozen, Frozen]:
    """Return the days to choose from, and the two snapshots: one statement."""
    figures = case((MapSnapshot.id.in_((before, after)), MapSnapshot.figures), else_="")
    rows = db.session.execute(
        select(
            MapSnapshot.id, MapSnapshot.taken_at, MapSnapshot.reason,
            MapSnapshot.phase, figures.label("figures"),
        ).order_by(MapSnapshot.id)
    ).all()  # fmt: skip
    kept = {row.id: row for row in rows}
    if not {before, after} <= kept.keys():
        raise NotFound("snapshot")
    first, second = (
        frozen(MapSnapshot(**kept[one]._mapping)) for one in (before, after)
    )
    shown = thinned([(row.id, row.taken_at, row.reason) for row in rows], Period.YEAR)
    shown |= {before, after}
    return (
        tuple(
            Choice(row.id, row.taken_at, row.reason, row.phase)
            for row in rows
            if row.id in shown
        ),
        first,
        second,
    )


def _who(one: MapPerson) -> Who:
    return Who(one.slug, one.name, one.kind, one.shape)


def _named(facts: Facts) -> set[int]:
    return {one.a for one in facts if one.fact == Fact.NAMED}


def drawn(facts: Facts) -> set[tuple[int, int]]:
    """Return the ties between people who were on the map by name on that day."""
    named = _named(facts)
    ties = ((one.a, one.b) for one in facts if one.fact == Fact.TIE)
    return {pair for pair in ties if named.issuperset(pair)}


def _joined(network: Network, before: Facts, after: Facts) -> list[MapPerson]:
    new = _named(after) - _named(before)
    return [one for one in network.people if one.id in new]


def _ties(network: Network) -> Iterator[tuple[MapPerson, MapPerson]]:
    number = len(network.people)
    for link in network.links:
        if link.kind == TIE and max(link.a, link.b) < number:
            yield network.people[link.a], network.people[link.b]


def _new_ties(
    network: Network, before: Facts, after: Facts
) -> Iterator[tuple[MapPerson, MapPerson]]:
    new = drawn(after) - drawn(before)
    for a, b in _ties(network):
        if (min(a.id, b.id), max(a.id, b.id)) in new:
            yield a, b


def _groups(facts: Facts) -> dict[int, str]:
    return {one.a: one.value for one in facts if one.fact == Fact.GROUP and one.a}


def _bridge(a: int, b: int, before: dict[int, str], after: dict[int, str]) -> bool:
    """Tell whether a tie joins two groups, as they were before it where they were."""
    groups = before if a in before and b in before else after
    return a in groups and b in groups and groups[a] != groups[b]


def _alone(network: Network, facts: Facts) -> list[MapPerson]:
    """Return whoever was on the map without a link that is still to be seen."""
    ties = drawn(facts)
    work = {(one.a, one.project) for one in facts if one.fact == Fact.MEMBERSHIP}
    linked: set[int] = set()
    for a, b in _ties(network):
        if (min(a.id, b.id), max(a.id, b.id)) in ties:
            linked |= {a.id, b.id}
    linked |= {who for who, what in _memberships(network) if (who, what) in work}
    named = _named(facts)
    return [one for one in network.people if one.id in named and one.id not in linked]


def _memberships(network: Network) -> Iterator[tuple[int, int]]:
    first = len(network.people)
    projects: Any = network.projects
    for link in network.links:
        if link.kind != TIE and link.a < first <= link.b < first + len(projects):
            yield network.people[link.a].id, projects[link.b - first].id
