"""One project: what its page says, whom it looks for, who is in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, String, and_, cast, literal, or_, select, union_all

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import visible
from community.expertise.models import Tag, TagState
from community.members import queries as members
from community.members.queries import TagChip
from community.organisations.models import Organisation
from community.projects.models import (
    Membership,
    Need,
    NeedState,
    NeedTag,
    Project,
    ProjectArea,
    ProjectOrganisation,
    ProjectState,
    ProjectTag,
    Stage,
    TeamRole,
)
from community.projects.queries import is_open
from community.vocabulary.models import AREAS, NATIONS, PHASES, REGIONS, Term


@dataclass(frozen=True)
class NeedLine:
    """Somebody that a project looks for."""

    id: int
    role: str
    what_for: str
    first_task: str
    hours: str
    remote: bool
    places: int
    taken: int
    closes_on: date | None
    state: NeedState
    tags: tuple[TagChip, ...]

    @property
    def left(self) -> int:
        """How many places are left."""
        return max(0, self.places - self.taken)


@dataclass(frozen=True)
class PersonLine:
    """Somebody in a project's team."""

    membership_id: int = field(metadata={"api": False})
    card: members.MemberCard
    role: TeamRole
    since: date


@dataclass(frozen=True)
class ProjectFacts:
    """A project as the viewer may know it."""

    id: int = field(metadata={"api": False})
    slug: str
    title: str
    summary: str
    story: str
    stage: Stage
    state: ProjectState
    audience: Audience
    phase: str
    place: str
    format: str
    channel: str
    led_by: str
    formality: str
    orphaned: bool
    updated_at: datetime
    areas: tuple[str, ...]
    area_codes: tuple[str, ...]
    organisations: tuple[str, ...]
    tags: tuple[TagChip, ...]
    sensitive: bool
    needs: tuple[NeedLine, ...]
    team: tuple[PersonLine, ...]
    led_by_a_member: bool


_PLAIN = (
    "id", "slug", "title", "summary", "story", "stage", "state", "audience", "format",
    "channel", "led_by", "formality", "orphaned", "updated_at",
)  # fmt: skip


def facts(viewer: Viewer, project: Project) -> ProjectFacts:
    """Return all that the viewer may know of a project: five statements."""
    said = _said(viewer, project)
    team = team_of(viewer, project.id)
    leads = any(person.role is TeamRole.LEAD for person in team)
    return ProjectFacts(
        **{name: getattr(project, name) for name in _PLAIN},
        phase=", ".join(_labels(said, PHASES)),
        place=_place(_labels(said, REGIONS), _labels(said, NATIONS)),
        areas=_labels(said, AREAS),
        area_codes=tuple(row.code for row in said if row.list == AREAS),
        organisations=_labels(said, "organisation"),
        tags=tuple(TagChip(row.code, row.label) for row in said if row.list == "tag"),
        sensitive=any(row.sort for row in said if row.list in ("tag", "need tag")),
        needs=needs_of(viewer, project.id),
        team=team,
        led_by_a_member=not project.orphaned and not leads,
    )


def _labels(said: Iterable[Any], list_: str) -> tuple[str, ...]:
    return tuple(row.label for row in said if row.list == list_)


def _place(region: tuple[str, ...], nation: tuple[str, ...]) -> str:
    """Return "South West, England", but not "East of England, England"."""
    said = "".join(region)
    return ", ".join([*region, *(name for name in nation if name not in said)])


def _said(viewer: Viewer, project: Project) -> list[Any]:
    """Return terms, organisations, and tags with `sort` 1 where one is sensitive."""
    areas = select(ProjectArea.code).where(ProjectArea.project_id == project.id)
    terms = select(Term.list, Term.code, Term.label, Term.sort).where(
        or_(
            and_(Term.list == PHASES, Term.code == project.phase),
            and_(Term.list == NATIONS, Term.code == project.nation),
            and_(Term.list == REGIONS, Term.code == project.region),
            and_(Term.list == AREAS, Term.code.in_(areas)),
        )
    )
    body, link = Organisation, ProjectOrganisation
    bodies = (
        select(literal("organisation"), cast(body.id, String), body.name, literal(0))
        .join(link, link.organisation_id == body.id)
        .where(link.project_id == project.id)
    )
    tags = (
        select(literal("tag"), Tag.slug, Tag.label, cast(Tag.sensitive, Integer))
        .join(ProjectTag, ProjectTag.tag_id == Tag.id)
        .where(ProjectTag.project_id == project.id, Tag.state == TagState.APPROVED)
    )
    asked = (
        select(literal("need tag"), Tag.slug, Tag.label, literal(1))
        .join(NeedTag, NeedTag.tag_id == Tag.id)
        .where(NeedTag.project_id == project.id, Tag.sensitive)
    )
    rows = union_all(terms, bodies, tags, asked).subquery()
    found = db.session.execute(visible(viewer, *rows.c)).all()
    in_order = {"tag": 0, "organisation": 0, "need tag": 0}
    return sorted(found, key=lambda row: (in_order.get(row.list, row.sort), row.label))


def needs_of(
    viewer: Viewer, project: int, *, closed: bool = False
) -> tuple[NeedLine, ...]:
    """Return whom a project looks for, with `closed` all ever asked: one statement."""
    known = and_(Tag.id == NeedTag.tag_id, Tag.state == TagState.APPROVED)
    found = (
        visible(viewer, Need, Tag.slug, Tag.label)
        .join(NeedTag, NeedTag.need_id == Need.id, isouter=True)
        .join(Tag, known, isouter=True)
        .where(Need.project_id == project)
        .order_by(Need.id, Tag.label)
    )
    if not closed:
        found = found.where(is_open())
    rows: dict[int, tuple[Need, list[TagChip]]] = {}
    for need, slug, label in db.session.execute(found):
        chips = rows.setdefault(need.id, (need, []))[1]
        if slug:
            chips.append(TagChip(slug, label))
    names = [name for name in NeedLine.__dataclass_fields__ if name != "tags"]
    return tuple(
        NeedLine(**{name: getattr(need, name) for name in names}, tags=tuple(chips))
        for need, chips in rows.values()
    )


def team_of(viewer: Viewer, project: int) -> tuple[PersonLine, ...]:
    """Return the people of a project whom the viewer may see in it: four statements."""
    rows = db.session.execute(
        visible(viewer, Membership.id, Membership.member_id, Membership.role)
        .add_columns(Membership.since)
        .where(Membership.project_id == project, Membership.until.is_(None))
        .order_by(Membership.role != TeamRole.LEAD, Membership.since, Membership.id)
        .limit(200)
    ).all()
    people = members.cards(viewer, [row.member_id for row in rows], tags=0)
    return tuple(
        PersonLine(row.id, people[row.member_id], row.role, row.since)
        for row in rows
        if row.member_id in people
    )


@dataclass(frozen=True)
class TagLine:
    """A word on a project, for its lead."""

    id: int
    label: str
    sensitive: bool
    proposed: bool


def tags_of(viewer: Viewer, project: int) -> tuple[TagLine, ...]:
    """Return a project's words, those that still wait for approval among them."""
    rows = db.session.execute(
        visible(viewer, Tag.id, Tag.label, Tag.sensitive, Tag.state)
        .join(ProjectTag, ProjectTag.tag_id == Tag.id)
        .where(ProjectTag.project_id == project)
        .order_by(Tag.label)
    )
    return tuple(
        TagLine(row.id, row.label, row.sensitive, row.state is TagState.PROPOSED)
        for row in rows
    )


@dataclass(frozen=True)
class Filed:
    """The areas and organisations that a project is filed under."""

    areas: tuple[str, ...]
    organisations: tuple[str, ...]


def filed_under(viewer: Viewer, project: int) -> Filed:
    """Return the area codes and organisations of a project: two statements."""
    areas = visible(viewer, ProjectArea.code).where(ProjectArea.project_id == project)
    link = ProjectOrganisation
    bodies = (
        visible(viewer, Organisation.name)
        .join(link, link.organisation_id == Organisation.id)
        .where(link.project_id == project)
        .order_by(Organisation.name)
    )
    return Filed(tuple(db.session.scalars(areas)), tuple(db.session.scalars(bodies)))
