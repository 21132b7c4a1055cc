"""My network: whom I know, what I work on, who is one step further, as I may see it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_

from community.connections.models import Connection, How, TieAudience, narrower
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import visible
from community.members import queries as members
from community.members.queries import MemberCard
from community.projects.models import Membership, Project, TeamRole

Ids = tuple[int, ...]


@dataclass(frozen=True)
class TieLine:
    """Somebody whom the viewer knows, how, and who else may see that.

    `chosen` is the viewer's own choice; `audience` is what counts, the narrower of the
    two ends'.
    """

    id: int
    card: MemberCard
    how: How
    since: date
    chosen: TieAudience
    audience: TieAudience


@dataclass(frozen=True)
class WorkLine:
    """A project that the viewer works on, and who else may see that."""

    id: int
    project_id: int = field(metadata={"api": False})
    slug: str
    title: str
    role: TeamRole
    since: date
    audience: Audience


@dataclass(frozen=True)
class FurtherLine:
    """Somebody two steps away, and the people and projects that lead there.

    `people` and `projects` by their ids, `via` by what stands in their addresses.
    """

    card: MemberCard
    via: tuple[str, ...]
    people: Ids = field(metadata={"api": False})
    projects: Ids = field(metadata={"api": False})


FURTHER = 30
"""How many people one step further are listed; `more` counts all of them."""


@dataclass(frozen=True)
class MyNetwork:
    """The viewer's own part of the network.

    `further` lists those whom most ways lead to, `more` counts all one step further;
    `among` pairs the people of `ties` who know each other, `shared` the people of
    `ties` with the projects of `work` that they are in too.
    """

    ties: tuple[TieLine, ...]
    work: tuple[WorkLine, ...]
    further: tuple[FurtherLine, ...]
    more: int
    among: tuple[tuple[int, int], ...] = field(metadata={"api": False})
    shared: tuple[tuple[int, int], ...] = field(metadata={"api": False})


def my_network(viewer: Viewer) -> MyNetwork:
    """Return what `viewer` may see around themselves: eight statements."""
    mine = {_other(tie, viewer): tie for tie in _my_ties(viewer)}
    work = _my_work(viewer)
    between = _ties_of(viewer, mine)
    teams = _teams(viewer, [line.project_id for line in work])
    steps = _steps(mine, between, teams)
    nearest = _nearest(steps)
    cards = members.cards(viewer, [*mine, *nearest], tags=0)
    return MyNetwork(
        ties=tuple(
            _tie_line(mine[person], viewer, card)
            for person, card in _by_name(cards)
            if person in mine
        ),
        work=work,
        further=tuple(
            FurtherLine(card, _via(steps[person], cards, work), *steps[person])
            for person, card in _by_name(cards)
            if person in nearest
        ),
        more=len(steps),
        among=tuple((a, b) for a, b in between if a in mine and b in mine),
        shared=tuple((person, what) for person, what in teams if person in mine),
    )


def _via(
    steps: tuple[Ids, Ids], cards: dict[int, MemberCard], work: Iterable[WorkLine]
) -> tuple[str, ...]:
    """Return the addresses of the people and projects that lead to somebody."""
    people = [cards[one].slug for one in steps[0] if one in cards]
    return (*people, *(line.slug for line in work if line.project_id in steps[1]))


def _by_name(cards: dict[int, MemberCard]) -> list[tuple[int, MemberCard]]:
    return sorted(cards.items(), key=lambda item: (item[1].name.casefold(), item[0]))


def _my_ties(viewer: Viewer) -> list[Connection]:
    own = or_(Connection.a_id == viewer.member_id, Connection.b_id == viewer.member_id)
    return list(db.session.scalars(visible(viewer, Connection).where(own)))


def _other(tie: Connection, viewer: Viewer) -> int:
    return tie.b_id if tie.a_id == viewer.member_id else tie.a_id


def _tie_line(tie: Connection, viewer: Viewer, card: MemberCard) -> TieLine:
    first = tie.a_id == viewer.member_id
    return TieLine(
        id=tie.id,
        card=card,
        how=tie.how,
        since=tie.since,
        chosen=tie.a_audience if first else tie.b_audience,
        audience=narrower(tie.a_audience, tie.b_audience),
    )


def _my_work(viewer: Viewer) -> tuple[WorkLine, ...]:
    rows = db.session.execute(
        visible(viewer, Membership.id, Membership.project_id, Project.slug)
        .add_columns(
            Project.title, Membership.role, Membership.since, Membership.audience
        )
        .join(Project, Project.id == Membership.project_id)
        .where(Membership.member_id == viewer.member_id, Membership.until.is_(None))
        .order_by(Project.title, Project.id)
    )
    return tuple(WorkLine(*row) for row in rows)


def _ties_of(viewer: Viewer, known: Iterable[int]) -> list[tuple[int, int]]:
    """Return the ties of those whom the viewer knows, but for the viewer's own."""
    ids = list(known)
    if not ids:
        return []
    rows = db.session.execute(
        visible(viewer, Connection.a_id, Connection.b_id)
        .where(or_(Connection.a_id.in_(ids), Connection.b_id.in_(ids)))
        .where(Connection.a_id != viewer.member_id)
        .where(Connection.b_id != viewer.member_id)
        .order_by(Connection.a_id, Connection.b_id)
    )
    return [(a, b) for a, b in rows]


def _teams(viewer: Viewer, projects: list[int]) -> list[tuple[int, int]]:
    """Return (person, project) for the others in the viewer's projects."""
    if not projects:
        return []
    rows = db.session.execute(
        visible(viewer, Membership.member_id, Membership.project_id)
        .where(Membership.project_id.in_(projects), Membership.until.is_(None))
        .where(Membership.member_id != viewer.member_id)
        .order_by(Membership.project_id, Membership.member_id)
    )
    return [(person, what) for person, what in rows]


def _nearest(steps: Mapping[int, tuple[Ids, Ids]]) -> frozenset[int]:
    """Return those whom most people and projects lead to, at most `FURTHER`."""
    ways = {one: sum(map(len, led)) for one, led in steps.items()}
    return frozenset(sorted(ways, key=lambda one: (-ways[one], one))[:FURTHER])


def _steps(
    mine: dict[int, Connection],
    between: list[tuple[int, int]],
    teams: list[tuple[int, int]],
) -> dict[int, tuple[Ids, Ids]]:
    """Return who is two steps away, with the people and projects that lead there."""
    people: defaultdict[int, list[int]] = defaultdict(list)
    projects: defaultdict[int, list[int]] = defaultdict(list)
    for a, b in [*between, *((b, a) for a, b in between)]:
        if a in mine and b not in mine:
            people[b].append(a)
    for person, what in teams:
        if person not in mine:
            projects[person].append(what)
    both = sorted({*people, *projects})
    return {one: (tuple(people[one]), tuple(projects[one])) for one in both}
