"""Reads of projects: cards of lists, and how the viewer stands to a project."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import CONNECTED, tie, unscoped, visible
from community.expertise.models import Tag, TagState
from community.members.queries import TagChip
from community.projects.models import (
    Ending,
    Follow,
    Membership,
    Need,
    NeedState,
    Project,
    ProjectState,
    ProjectTag,
    Stage,
    TeamRole,
)
from community.vocabulary.models import NATIONS, REGIONS, Term

Nation, Region = aliased(Term), aliased(Term)


@dataclass(frozen=True)
class ProjectCard:
    """A project in a list."""

    id: int = field(metadata={"api": False})
    slug: str
    title: str
    summary: str
    stage: Stage
    state: ProjectState
    place: str = ""
    orphaned: bool = False
    looking_for: tuple[str, ...] = ()
    places_left: int = 0
    people: int = 0
    known: int = 0
    tags: tuple[TagChip, ...] = ()


def projects(viewer: Viewer) -> Select[Any]:
    """Select what a card's head needs; callers narrow, sort and page it."""
    return (
        visible(viewer, Project.id, Project.slug, Project.title, Project.summary)
        .add_columns(Project.stage, Project.state, Project.orphaned)
        .add_columns(Nation.label.label("nation"), Region.label.label("region"))
        .join(
            Nation,
            and_(Nation.list == NATIONS, Nation.code == Project.nation),
            isouter=True,
        )
        .join(
            Region,
            and_(Region.list == REGIONS, Region.code == Project.region),
            isouter=True,
        )
    )


def card(nation: str | None, region: str | None, **row: Any) -> ProjectCard:
    """Return the head of a card from a row of `projects`."""
    return ProjectCard(place=region or nation or "", **row)


def is_open(need: Any = Need) -> Any:
    """State that a need still looks for somebody."""
    later = or_(need.closes_on.is_(None), need.closes_on >= clock.today())
    return and_(need.state == NeedState.OPEN, need.taken < need.places, later)


def is_offered(need: Any = Need) -> Any:
    """State that one can still offer for a need, if only to wait for a place."""
    later = or_(need.closes_on.is_(None), need.closes_on >= clock.today())
    return and_(need.state != NeedState.CLOSED, later)


def acquaintances(viewer: Viewer) -> tuple[int, ...]:
    """Return the ids of the members that the viewer knows: one statement."""
    if not viewer.is_member:
        return ()
    found = unscoped("ties", tie.c.other_id).where(
        tie.c.member_id == viewer.member_id, tie.c.kind == CONNECTED
    )
    return tuple(db.session.scalars(found))


def dressed(
    viewer: Viewer, heads: Iterable[ProjectCard], known: Collection[int] = ()
) -> tuple[ProjectCard, ...]:
    """Return cards with needs, tags, people and how many are `known`: one statement."""
    heads = tuple(heads)
    if not heads:
        return ()
    parts = union_all(*_dresses([head.id for head in heads], known)).subquery()
    rows = visible(viewer, *parts.c).order_by(parts.c.number, parts.c.label)
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in db.session.execute(rows):
        found[row.project_id, row.what].append(row)

    def number(project: int, what: str) -> int:
        return sum(row.number for row in found[project, what])

    return tuple(
        replace(
            head,
            looking_for=tuple(row.label for row in found[head.id, "need"][:2]),
            places_left=number(head.id, "left"),
            tags=tuple(TagChip(r.slug, r.label) for r in found[head.id, "tag"][:4]),
            people=number(head.id, "people"),
            known=number(head.id, "known"),
        )
        for head in heads
    )


def _dresses(ids: list[int], known: Collection[int]) -> list[Select[Any]]:
    def part(what: str, owner: Any, slug: Any, label: Any, number: Any) -> Select[Any]:
        return select(
            literal(what).label("what"),
            owner.label("project_id"),
            slug.label("slug"),
            label.label("label"),
            number.label("number"),
        ).where(owner.in_(ids))

    nothing, project = literal(""), Membership.project_id
    people = part("people", project, nothing, nothing, func.count(Membership.id))
    people = people.where(Membership.until.is_(None)).group_by(project)
    left = part("left", Need.project_id, nothing, nothing, _left()).where(is_open())
    some = part("known", project, nothing, nothing, func.count(Membership.id))
    some = some.where(Membership.until.is_(None), Membership.member_id.in_(known))
    return [
        part("tag", ProjectTag.project_id, Tag.slug, Tag.label, literal(0))
        .join(Tag, Tag.id == ProjectTag.tag_id)
        .where(Tag.state == TagState.APPROVED),
        part("need", Need.project_id, nothing, Need.role, Need.id).where(is_open()),
        left.group_by(Need.project_id),
        people,
        *([some.group_by(project)] if known else []),
    ]


def _left() -> Any:
    return func.sum(Need.places - Need.taken)


def cards(
    viewer: Viewer, ids: Iterable[int], known: Collection[int] = ()
) -> dict[int, ProjectCard]:
    """Return the cards of those of `ids` that the viewer may see: two statements."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = db.session.execute(projects(viewer).where(Project.id.in_(wanted))).mappings()
    found = dressed(viewer, (card(**row) for row in rows), known)
    return {one.id: one for one in found}


@dataclass(frozen=True)
class TeamLine:
    """A project on a person's profile."""

    slug: str
    title: str
    role: TeamRole
    since: date


def teams_of(viewer: Viewer, member: int) -> tuple[TeamLine, ...]:
    """Return the projects somebody works on, as far as the viewer may know."""
    rows = db.session.execute(
        visible(viewer, Project.slug, Project.title, Membership.role, Membership.since)
        .join(Membership, Membership.project_id == Project.id)
        .where(Membership.member_id == member, Membership.until.is_(None))
        .order_by(Membership.since.desc(), Project.title)
    )
    return tuple(TeamLine(*row) for row in rows)


def to_review(viewer: Viewer) -> tuple[ProjectCard, ...]:
    """Return the projects that wait for an organiser."""
    found = projects(viewer).where(Project.state == ProjectState.IN_REVIEW)
    rows = db.session.execute(found.order_by(Project.updated_at, Project.id)).mappings()
    return tuple(card(**row) for row in rows)


# ---------------------------------------------------------------- the viewer's own
@dataclass(frozen=True)
class OwnPart:
    """A part of the viewer's own in a project, from its beginning to its end."""

    role: TeamRole
    since: date
    until: date | None
    ended_how: Ending | None
    ended_because: str


@dataclass(frozen=True)
class OwnLine:
    """A project that the viewer is or was in, or follows, with their parts in it."""

    card: ProjectCard
    role: TeamRole | None
    ended: bool
    ended_because: str
    parts: tuple[OwnPart, ...] = ()


def own_projects(viewer: Viewer) -> tuple[OwnLine, ...]:
    """Return what the viewer works on, worked on and follows: four statements."""
    memberships = db.session.execute(
        visible(viewer, Membership.project_id, Membership.role, Membership.since)
        .add_columns(Membership.until, Membership.ended_how, Membership.ended_because)
        .where(Membership.member_id == viewer.member_id)
        .order_by(Membership.until.is_(None), Membership.id)
    ).all()
    parts: dict[int, list[OwnPart]] = defaultdict(list)
    for project, *facts in memberships:
        parts[project].append(OwnPart(*facts))
    followed = db.session.scalars(visible(viewer, Follow.project_id)).all()
    found = cards(viewer, {*parts, *followed})
    ordered = sorted(found.values(), key=lambda one: (one.title, one.id))
    return tuple(_own(one, tuple(parts[one.id])) for one in ordered)


def _own(card: ProjectCard, parts: tuple[OwnPart, ...]) -> OwnLine:
    """Return a line by the last of the viewer's parts; without one they follow."""
    if not parts:
        return OwnLine(card, None, ended=False, ended_because="")
    last = parts[-1]
    ended = last.until is not None
    return OwnLine(card, last.role, ended, last.ended_because, parts)
