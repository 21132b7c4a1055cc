"""One project: what its page says, whom it looks for, who is in it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import visible
from community.expertise.models import Tag, TagState
from community.members import queries as members
from community.members.models import Member
from community.members.queries import TagChip
from community.projects.factors import FactorLine
from community.projects.models import (
    Membership,
    Need,
    NeedState,
    NeedTag,
    Project,
    ProjectState,
    Stage,
    TeamRole,
)
from community.projects.queries import is_offered, is_open
from community.projects.said import said
from community.projects.stories import StoryLine
from community.vocabulary.models import AREAS, NATIONS, PHASES, REGIONS


@dataclass(frozen=True)
class NeedLine:
    """Somebody that a project looks for.

    `contact_id` is whom to ask; they are named to whoever sees them in the team.
    """

    id: int
    role: str
    what_for: str
    first_task: str
    hours: str
    remote: bool
    place: str
    places: int
    taken: int
    closes_on: date | None
    state: NeedState
    tags: tuple[TagChip, ...]
    contact_id: int | None = field(default=None, metadata={"api": False})
    version: int = field(default=1, metadata={"api": False})

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
    factors: tuple[FactorLine, ...]
    stories: tuple[StoryLine, ...]
    needs: tuple[NeedLine, ...]
    team: tuple[PersonLine, ...]
    led_by_a_member: bool


_PLAIN = (
    "id", "slug", "title", "summary", "story", "stage", "state", "audience", "format",
    "channel", "led_by", "formality", "orphaned", "updated_at",
)  # fmt: skip


def facts(viewer: Viewer, project: Project) -> ProjectFacts:
    """Return all that the viewer may know of a project: three statements."""
    told = said(viewer, project)
    team = team_of(viewer, project.id)
    leads = any(person.role is TeamRole.LEAD for person in team)
    return ProjectFacts(
        **{name: getattr(project, name) for name in _PLAIN},
        phase=", ".join(told.labels(PHASES)),
        place=_place(told.labels(REGIONS), told.labels(NATIONS)),
        areas=told.labels(AREAS),
        area_codes=told.codes(AREAS),
        organisations=told.labels("organisation"),
        tags=tuple(map(TagChip, told.codes("tag"), told.labels("tag"))),
        sensitive=told.sensitive,
        factors=told.factors,
        stories=told.stories,
        needs=needs_of(viewer, project.id),
        team=team,
        led_by_a_member=not project.orphaned and not leads,
    )


def _place(region: tuple[str, ...], nation: tuple[str, ...]) -> str:
    """Return "South West, England", but not "East of England, England"."""
    said = "".join(region)
    return ", ".join([*region, *(name for name in nation if name not in said)])


def needs_of(
    viewer: Viewer, project: int, *, closed: bool = False, full: bool = False
) -> tuple[NeedLine, ...]:
    """Return whom a project looks for: one statement.

    With `full` those too that have a waiting list; with `closed` all ever asked.
    """
    known = and_(Tag.id == NeedTag.tag_id, Tag.state == TagState.APPROVED)
    found = (
        visible(viewer, Need, Tag.slug, Tag.label)
        .join(NeedTag, NeedTag.need_id == Need.id, isouter=True)
        .join(Tag, known, isouter=True)
        .where(Need.project_id == project)
        .order_by(Need.id, Tag.label)
    )
    if not closed:
        found = found.where(is_offered() if full else is_open())
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
    """Return the people of a project whom the viewer may see in it: one statement."""
    found = (
        members.at_a_glance(viewer)
        .add_columns(Membership.id.label("membership"), Membership.role)
        .add_columns(Membership.since)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.project_id == project, Membership.until.is_(None))
        .order_by(Membership.role != TeamRole.LEAD, Membership.since, Membership.id)
        .limit(200)
    )
    return tuple(_person(**row) for row in db.session.execute(found).mappings())


def _person(membership: int, role: TeamRole, since: date, **card: Any) -> PersonLine:
    return PersonLine(membership, members.glanced_at(**card), role, since)
