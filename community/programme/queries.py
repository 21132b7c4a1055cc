"""Reads of events: what comes, what was, who was there, what began there."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, muted_by, page_of, visible
from community.members import queries as members
from community.members.models import Member
from community.members.queries import MemberCard
from community.programme.models import (
    Attendance,
    Event,
    EventState,
    Origin,
    ProjectOrigin,
)
from community.projects import queries as projects
from community.projects.models import Project
from community.projects.queries import ProjectCard

PEOPLE, EVENTS = 24, 20


@dataclass(frozen=True)
class EventCard:
    """An event in a list.

    `people` are those of it whom the viewer may see and has not muted; `mine` is who
    may know that the viewer comes or was there, None where they have not said it.
    """

    id: int = field(metadata={"api": False})
    slug: str
    title: str
    summary: str
    begins_on: date
    ends_on: date | None
    place: str
    online: bool
    state: EventState
    project: str = ""
    project_slug: str = ""
    people: int = 0
    mine: Audience | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state is EventState.CANCELLED

    @property
    def begun(self) -> bool:
        """Whether its first day has come."""
        return self.begins_on <= clock.today()

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return (self.ends_on or self.begins_on) < clock.today()


def _events(viewer: Viewer) -> Select[Any]:
    """Select an event's card; its project only where the viewer sees that."""
    return visible(
        viewer, Event.id, Event.slug, Event.title, Event.summary, Event.begins_on
    ).add_columns(
        Event.ends_on, Event.place, Event.online, Event.state,
        Project.title.label("project"), Project.slug.label("project_slug"),
    ).join(Project, Project.id == Event.project_id, isouter=True)  # fmt: skip


def _card(project: str | None, project_slug: str | None, **row: Any) -> EventCard:
    return EventCard(**row, project=project or "", project_slug=project_slug or "")


def _dressed(viewer: Viewer, heads: Iterable[EventCard]) -> tuple[EventCard, ...]:
    """Say of each event how many came, and whether the viewer did: two statements."""
    heads = tuple(heads)
    ids = [head.id for head in heads]
    if not ids:
        return ()
    event, there = Attendance.event_id, Attendance.event_id.in_(ids)
    counted = db.session.execute(
        visible(viewer, event, func.count(Attendance.id).label("number"))
        .where(there, Attendance.member_id.not_in(muted_by(viewer)))
        .group_by(event)
    )
    own = db.session.execute(
        visible(viewer, event, Attendance.audience).where(
            there, Attendance.member_id == viewer.member_id
        )
    )
    numbers = {row.event_id: row.number for row in counted}
    mine = {row.event_id: row.audience for row in own}
    return tuple(
        replace(head, people=numbers.get(head.id, 0), mine=mine.get(head.id))
        for head in heads
    )


def _last_day() -> Any:
    return func.coalesce(Event.ends_on, Event.begins_on)


@dataclass(frozen=True)
class Events:
    """What comes, and one page of what was."""

    upcoming: tuple[EventCard, ...]
    past: Page[EventCard]


def events(viewer: Viewer, page: int = 1) -> Events:
    """Return what comes, the next first, and what was, the last first."""
    today, all_ = clock.today(), _events(viewer)
    rows = db.session.execute(
        all_.where(_last_day() >= today).order_by(Event.begins_on, Event.id).limit(60)
    ).mappings()
    coming = [_card(**row) for row in rows]
    gone = all_.where(_last_day() < today, Event.state == EventState.PUBLISHED)
    gone = gone.order_by(Event.begins_on.desc(), Event.id.desc())
    past = page_of(gone, _card, page, EVENTS)
    cards = _dressed(viewer, [*coming, *past.items])
    return Events(cards[: len(coming)], replace(past, items=cards[len(coming) :]))


def all_events(viewer: Viewer, page: int = 1) -> Page[EventCard]:
    """Return every event, the last first, for organisers."""
    found = _events(viewer).order_by(Event.begins_on.desc(), Event.id.desc())
    listed = page_of(found, _card, page, EVENTS)
    return replace(listed, items=_dressed(viewer, listed.items))


def one_event(viewer: Viewer, slug: str) -> EventCard:
    """Return the card of one event: three statements."""
    row = (
        db.session.execute(_events(viewer).where(Event.slug == slug)).mappings().first()
    )
    if row is None:
        raise NotFound("event")
    return _dressed(viewer, [_card(**row)])[0]


def people_of(viewer: Viewer, event_id: int, page: int = 1) -> Page[MemberCard]:
    """Return who was there, as far as the viewer may know and wants to, by name."""
    there = select(Attendance.member_id).where(Attendance.event_id == event_id)
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
    mine = select(Attendance.event_id).where(Attendance.member_id == viewer.member_id)
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


def with_beginning(viewer: Viewer, slug: str) -> tuple[Project, Began | None]:
    """Return a project that the viewer sees, and where it began: one statement."""
    row = db.session.execute(
        visible(viewer, Project, ProjectOrigin.origin)
        .add_columns(Event.id, Event.title, Event.slug)
        .join(ProjectOrigin, ProjectOrigin.project_id == Project.id, isouter=True)
        .join(Event, Event.id == ProjectOrigin.event_id, isouter=True)
        .where(Project.slug == slug)
    ).first()
    if row is None:
        raise NotFound("Project")
    return row[0], _began(*row[1:])


def _began(
    origin: Origin | None, event: int | None, title: str | None, slug: str | None
) -> Began | None:
    if origin is None or (origin is Origin.EVENT and event is None):
        return None
    return Began(origin, event, title or "", slug or "")


def origins(viewer: Viewer) -> dict[Origin, int]:
    """Count the projects that the viewer may open, by where they began."""
    found = visible(
        viewer, ProjectOrigin.origin, func.count(ProjectOrigin.id).label("number")
    )
    rows = db.session.execute(found.group_by(ProjectOrigin.origin))
    return {row.origin: row.number for row in rows}
