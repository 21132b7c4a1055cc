"""Reads of events: what comes, what was, who was there, what began there."""

from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any

from sqlalchemy import func, select

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.together import Read
from community.core.visible import Page, muted_by, page_of, visible
from community.members import queries as members
from community.members.models import Member
from community.members.queries import MemberCard
from community.programme import cards
from community.programme.cards import EventCard
from community.programme.models import (
    Answer,
    Attendance,
    Event,
    EventState,
    Origin,
    ProjectOrigin,
)
from community.projects import queries as projects
from community.projects.guide import Guide, as_guide
from community.projects.models import Project, ProjectGuide
from community.projects.queries import ProjectCard

PEOPLE, EVENTS, SOON = 24, 20, 3
YES = Attendance.answer == Answer.YES
_FIRST = (Event.begins_on, func.coalesce(Event.begins_time, time()), Event.id)


def _last_day() -> Any:
    return func.coalesce(Event.ends_on, Event.begins_on)


@dataclass(frozen=True)
class Events:
    """What comes, and one page of what was."""

    upcoming: tuple[EventCard, ...]
    past: Page[EventCard]


def events(viewer: Viewer, page: int = 1, project: int | None = None) -> Events:
    """Return what comes, the next first, and what was, the last first; of a project."""
    today, all_ = clock.today(), cards.events(viewer)
    if project is not None:
        all_ = all_.where(Event.project_id == project)
    rows = db.session.execute(
        all_.where(_last_day() >= today).order_by(*_FIRST).limit(60)
    ).mappings()
    coming = [cards.card(**row) for row in rows]
    gone = all_.where(_last_day() < today, Event.state == EventState.PUBLISHED)
    gone = gone.order_by(Event.begins_on.desc(), Event.id.desc())
    past = page_of(gone, cards.card, page, EVENTS)
    all_cards = cards.dressed(viewer, [*coming, *past.items])
    number = len(coming)
    return Events(all_cards[:number], replace(past, items=all_cards[number:]))


def soon(viewer: Viewer, project: int) -> Read[tuple[EventCard, ...]]:
    """Read the next events of a project."""
    next_ = cards.events(viewer).where(
        Event.project_id == project,
        Event.state == EventState.PUBLISHED,
        _last_day() >= clock.today(),
    )
    found = next_.order_by(*_FIRST).limit(SOON)
    return Read(found, lambda rows: tuple(cards.card(**row) for row in rows))


def all_events(viewer: Viewer, page: int = 1) -> Page[EventCard]:
    """Return every event, the last first, for organisers."""
    found = cards.events(viewer).order_by(Event.begins_on.desc(), Event.id.desc())
    listed = page_of(found, cards.card, page, EVENTS)
    return replace(listed, items=cards.dressed(viewer, listed.items))


def one_event(viewer: Viewer, slug: str) -> EventCard:
    """Return the card of one event: two statements."""
    found = cards.events(viewer).where(Event.slug == slug)
    row = db.session.execute(found).mappings().first()
    if row is None:
        raise NotFound("event")
    return cards.dressed(viewer, [cards.card(**row)])[0]


def people_of(viewer: Viewer, event_id: int, page: int = 1) -> Page[MemberCard]:
    """Return who was there, as far as the viewer may know and wants to, by name."""
    there = select(Attendance.member_id).where(Attendance.event_id == event_id, YES)
    found = members.people(viewer).where(
        Member.id.in_(there), Member.id.not_in(muted_by(viewer))
    )
    listed = page_of(
        found.order_by(Member.folded, Member.id), members.card, page, PEOPLE
    )
    return replace(listed, items=members.dressed(viewer, listed.items, tags=0))


def began_at(viewer: Viewer, event_id: int) -> tuple[ProjectCard, ...]:
    """Return the projects that began at an event, of those the viewer sees."""
    began = select(ProjectOrigin.project_id).where(ProjectOrigin.event_id == event_id)
    found = projects.projects(viewer).where(Project.id.in_(began))
    rows = db.session.execute(found.order_by(Project.title, Project.id)).mappings()
    return projects.dressed(viewer, [projects.card(**row) for row in rows])


# ---------------------------------------------------------------- to choose from
def event_choices(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Return the events that the viewer was at, the last first, as (id, title)."""
    mine = select(Attendance.event_id).where(
        Attendance.member_id == viewer.member_id, YES
    )
    return _choices(viewer, Event.id.in_(mine))


def past_choices(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Return every event that has begun, the last first, as (id, title)."""
    return _choices(viewer)


def _choices(viewer: Viewer, *where: Any) -> tuple[tuple[int, str], ...]:
    found = visible(viewer, Event.id, Event.title).where(
        Event.begins_on <= clock.today(), Event.state == EventState.PUBLISHED, *where
    )
    rows = db.session.execute(
        found.order_by(Event.begins_on.desc(), Event.id).limit(200)
    )
    return tuple((number, title) for number, title in rows)


@dataclass(frozen=True)
class Began:
    """Where a project began; with the event where it was one."""

    origin: Origin
    event_id: int | None = field(default=None, metadata={"api": False})
    title: str = ""
    slug: str = ""


def began(viewer: Viewer, project: int) -> Began | None:
    """Return where a project began, to whoever sees both ends: one statement."""
    row = db.session.execute(
        visible(viewer, ProjectOrigin.origin, Event.id, Event.title, Event.slug)
        .join(Event, Event.id == ProjectOrigin.event_id, isouter=True)
        .where(ProjectOrigin.project_id == project)
    ).first()
    return None if row is None else _began(*row)


def with_beginning(viewer: Viewer, slug: str) -> tuple[Project, Guide, Began | None]:
    """Return a project one sees, its guide, and where it began: one statement."""
    row = db.session.execute(
        visible(viewer, Project, ProjectGuide, ProjectOrigin.origin)
        .add_columns(Event.id, Event.title, Event.slug)
        .join(ProjectGuide, ProjectGuide.project_id == Project.id, isouter=True)
        .join(ProjectOrigin, ProjectOrigin.project_id == Project.id, isouter=True)
        .join(Event, Event.id == ProjectOrigin.event_id, isouter=True)
        .where(Project.slug == slug)
    ).first()
    if row is None:
        raise NotFound("Project")
    return row[0], as_guide(row[1]), _began(*row[2:])


def _began(
    origin: Origin | None, event: int | None, title: str | None, slug: str | None
) -> Began | None:
    if origin is None or (origin is Origin.EVENT and event is None):
        return None
    return Began(origin, event, title or "", slug or "")
