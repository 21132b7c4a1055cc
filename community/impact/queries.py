"""Reads of what changed: one record, and what somebody noted themselves."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.together import Read
from community.core.visible import Page, among, find, page_of, visible
from community.impact.models import COUNTED, ImpactRecord, ImpactState
from community.projects.models import Membership, Project, Story, StoryState, Teller
from community.vocabulary.models import IMPACT_AREAS, Term

STORIES = 3


@dataclass(frozen=True)
class RecordFacts:
    """One record as the viewer may know it.

    `answer` is for whoever noted it, and for organisers; nobody reads who noted it.
    """

    id: int
    area: str
    what_changed: str
    happened_on: date
    state: ImpactState
    own: bool
    for_everybody: bool = field(metadata={"api": False})
    answer: str = field(metadata={"api": False})


@dataclass(frozen=True)
class OwnNote:
    """Something that one noted, and how it stands."""

    id: int
    area: str
    what_changed: str
    happened_on: date
    state: ImpactState
    answer: str
    for_everybody: bool
    made_at: datetime
    slug: str | None
    title: str | None


@dataclass(frozen=True)
class ImpactLine:
    """Something that changed; `area` is the label of one of the four."""

    id: int = field(metadata={"api": False})
    area: str
    what_changed: str
    happened_on: date
    state: ImpactState
    milestone_id: int | None = field(metadata={"api": False})


@dataclass(frozen=True)
class StoryCard:
    """What somebody says of a project that the viewer sees."""

    words: str
    told_as: Teller
    slug: str
    title: str


def record(viewer: Viewer, impact_id: int) -> ImpactRecord:
    """Return a record that the viewer may read, or raise `NotFound`."""
    row: ImpactRecord = find(viewer, ImpactRecord, ImpactRecord.id == impact_id)
    return row


def facts(viewer: Viewer, row: ImpactRecord) -> RecordFacts:
    """Return what a record says to the viewer: one statement."""
    label = db.session.scalar(
        visible(viewer, Term.label).where(
            Term.list == IMPACT_AREAS, Term.code == row.area
        )
    )
    own = viewer.is_member and row.claimed_by_id == viewer.member_id
    answered = own or viewer.can_organise
    return RecordFacts(
        row.id, label or "", row.what_changed, row.happened_on, row.state, own,
        row.for_everybody and answered, row.answer if answered else "",
    )  # fmt: skip


def impacts_of(viewer: Viewer, project: int) -> tuple[ImpactLine, ...]:
    """Return what changed because of a project, newest first: one statement."""
    listed = and_(Term.list == IMPACT_AREAS, Term.code == ImpactRecord.area)
    found = (
        visible(
            viewer, ImpactRecord.id, Term.label.label("area"),
            ImpactRecord.what_changed, ImpactRecord.happened_on, ImpactRecord.state,
            ImpactRecord.milestone_id,
        )
        .join(Term, listed)
        .where(ImpactRecord.project_id == project)
        .order_by(ImpactRecord.happened_on.desc(), ImpactRecord.id.desc())
        .limit(100)
    )  # fmt: skip
    return tuple(ImpactLine(**row) for row in db.session.execute(found).mappings())


def told_of(project: int, most: int) -> Read[tuple[ImpactLine, ...]]:
    """Read the newest changes of a project that have been checked, for its page."""
    listed = and_(Term.list == IMPACT_AREAS, Term.code == ImpactRecord.area)
    columns: list[Any] = [
        ImpactRecord.id, Term.label.label("area"), ImpactRecord.what_changed,
        ImpactRecord.happened_on, ImpactRecord.state, ImpactRecord.milestone_id,
    ]  # fmt: skip
    found = (
        select(*columns)
        .select_from(ImpactRecord)
        .join(Term, listed)
        .where(ImpactRecord.project_id == project, among(ImpactRecord.state, COUNTED))
        .order_by(ImpactRecord.happened_on.desc(), ImpactRecord.id.desc())
        .limit(most)
    )
    return Read(found, lambda rows: tuple(ImpactLine(**row) for row in rows))


def mine(viewer: Viewer, page: int = 1) -> Page[OwnNote]:
    """Return a page of what the viewer noted, the newest first: two statements."""
    require(viewer, Permission.IMPACT_NOTE)
    listed = and_(Term.list == IMPACT_AREAS, Term.code == ImpactRecord.area)
    found = (
        visible(
            viewer, ImpactRecord.id, Term.label.label("area"),
            ImpactRecord.what_changed, ImpactRecord.happened_on, ImpactRecord.state,
            ImpactRecord.answer, ImpactRecord.for_everybody, ImpactRecord.made_at,
            Project.slug, Project.title,
        )
        .select_from(ImpactRecord)
        .outerjoin(Term, listed)
        .outerjoin(Project, Project.id == ImpactRecord.project_id)
        .where(ImpactRecord.claimed_by_id == viewer.member_id)
        .order_by(ImpactRecord.made_at.desc(), ImpactRecord.id.desc())
    )  # fmt: skip
    return page_of(found, OwnNote, page, size=20)


def own_projects(viewer: Viewer) -> dict[str, str]:
    """Return the projects in whose team the viewer is, by slug: one statement."""
    found = (
        visible(viewer, Project.slug, Project.title)
        .join(Membership, Membership.project_id == Project.id)
        .where(Membership.member_id == viewer.member_id, Membership.until.is_(None))
        .order_by(func.lower(Project.title), Project.id)
    )
    return dict(db.session.execute(found).all())


def project_of(viewer: Viewer, row: ImpactRecord) -> tuple[str, str]:
    """Return address and title of a record's project; empty where it has none to see.

    One statement.
    """
    found = visible(viewer, Project.slug, Project.title)
    one = db.session.execute(found.where(Project.id == row.project_id)).first()
    return ("", "") if one is None else (one.slug, one.title)


def stories(viewer: Viewer) -> tuple[StoryCard, ...]:
    """Return the newest published stories of projects that the viewer sees."""
    rows = db.session.execute(_stories(viewer).limit(STORIES)).mappings()
    return tuple(StoryCard(**row) for row in rows)


def _stories(viewer: Viewer) -> Select[Any]:
    return (
        visible(viewer, Story.words, Story.told_as, Project.slug, Project.title)
        .join(Project, Project.id == Story.project_id)
        .where(Story.state == StoryState.PUBLISHED)
        .order_by(Story.decided_at.desc(), Story.id.desc())
    )
