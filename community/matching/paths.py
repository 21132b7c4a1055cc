"""How the viewer is linked to a person or a project: the shortest ways they may see."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, or_, union_all

from community.connections.models import Connection
from community.core.access import Viewer
from community.core.db import db
from community.core.listed import is_listed
from community.core.visible import muted_by, visible
from community.graph.paths import Between, between
from community.matching.reach import can_be_asked
from community.matching.rows import row
from community.matching.why import YOU, Step
from community.members.models import Member
from community.projects.models import LISTED, Membership, Project

Node = tuple[str, int]
PERSON, PROJECT = "person", "project"
LONGEST, MOST = 6, 3
"""Ways have at most so many links; so many of them are told."""


@dataclass(frozen=True)
class Station:
    """Somebody or something on a way; `asks` when they can be asked to introduce."""

    kind: str
    name: str
    slug: str
    asks: bool = False

    @property
    def step(self) -> Step:
        """The station as a thread shows it."""
        return Step(self.kind, self.name, self.slug)


@dataclass(frozen=True)
class Way:
    """One of the shortest ways, from the first station after the viewer to the end."""

    stations: tuple[Station, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The way as a thread shows it."""
        return (YOU, *(one.step for one in self.stations))

    @property
    def ask(self) -> tuple[Station, Station] | None:
        """Who can be asked to introduce the viewer to whom: the first two people."""
        first = self.stations[:2]
        people = [one for one in first if one.kind == PERSON and one.asks]
        return (people[0], people[1]) if len(people) == 2 else None


@dataclass(frozen=True)
class Ways:
    """The first of the shortest ways, and how many of these there are."""

    first: tuple[Way, ...]
    number: int

    @property
    def links(self) -> int:
        """How many links each of them has; 0 where there is no way."""
        return len(self.first[0].stations) if self.first else 0


def ways_to_person(viewer: Viewer, member: int) -> Ways:
    """Return the shortest ways to somebody: a statement a link, and one for names."""
    return _ways(viewer, (PERSON, member))


def ways_to_project(viewer: Viewer, project: int) -> Ways:
    """Return the shortest ways to a project: a statement a link, and one for names."""
    return _ways(viewer, (PROJECT, project))


def _ways(viewer: Viewer, end: Node) -> Ways:
    start = (PERSON, viewer.member_id or 0)
    found = between(start, end, lambda nodes: _links(viewer, nodes, end), LONGEST)
    if not found.number:
        return Ways((), 0)
    names = _names(viewer, found.inner | {end})
    return Ways(tuple(_told(found, names, start)), found.number)


def _told(found: Between, names: dict[Node, Station], start: Node) -> list[Way]:
    """Return the first ways: people before projects, those who can be asked first."""

    def key(node: Node) -> tuple[Any, ...]:
        one = names.get(node, Station(node[0], "", ""))
        return (one.kind == PROJECT, not one.asks, one.name.casefold(), *node)

    paths = [path[1:] for path in found.first(MOST, key)]
    return [
        Way(tuple(names[node] for node in path))
        for path in paths
        if path and all(node in names for node in path)
    ]


# ---------------------------------------------------------------- reading
def _links(
    viewer: Viewer, nodes: Collection[Node], end: Node
) -> list[tuple[Node, Node]]:
    """Return the ties and memberships of some people and projects: one statement."""
    people = [number for kind, number in nodes if kind == PERSON]
    projects = [number for kind, number in nodes if kind == PROJECT]
    parts = union_all(
        _ties(viewer, people, end),
        _memberships(viewer, people, projects, end),
    ).subquery()
    rows = db.session.execute(visible(viewer, parts.c.what, parts.c.a, parts.c.b))
    return [((PERSON, a), (what, b)) for what, a, b in rows]


def _ties(viewer: Viewer, people: Collection[int], end: Node) -> Select[Any]:
    a, b = Connection.a_id, Connection.b_id
    return row(PERSON, a, b).where(
        or_(is_listed(a, people), is_listed(b, people)),
        _not_muted(viewer, a, end),
        _not_muted(viewer, b, end),
    )


def _memberships(
    viewer: Viewer, people: Collection[int], projects: Collection[int], end: Node
) -> Select[Any]:
    member, project = Membership.member_id, Membership.project_id
    return (
        row(PROJECT, member, project)
        .join(Project, Project.id == project)
        .where(
            or_(is_listed(member, people), is_listed(project, projects)),
            or_(Project.state.in_(LISTED), _is(project, end, PROJECT)),
            Membership.until.is_(None),
            _not_muted(viewer, member, end),
        )
    )


def _not_muted(viewer: Viewer, column: Any, end: Node) -> Any:
    """State that somebody is not muted: no station, but the end may be."""
    return or_(column.not_in(muted_by(viewer)), _is(column, end, PERSON))


def _is(column: Any, end: Node, kind: str) -> Any:
    return column == (end[1] if end[0] == kind else 0)


def _names(viewer: Viewer, nodes: Collection[Node]) -> dict[Node, Station]:
    people = [number for kind, number in nodes if kind == PERSON]
    projects = [number for kind, number in nodes if kind == PROJECT]
    asks = case((can_be_asked(), 1), else_=0)
    parts = union_all(
        row(PERSON, Member.id, asks, label=Member.name, slug=Member.slug).where(
            is_listed(Member.id, people)
        ),
        row(PROJECT, Project.id, label=Project.title, slug=Project.slug).where(
            is_listed(Project.id, projects)
        ),
    ).subquery()
    rows = db.session.execute(visible(viewer, *parts.c))
    return {
        (found.what, found.a): Station(
            found.what, found.label, found.slug, asks=bool(found.b)
        )
        for found in rows
    }
