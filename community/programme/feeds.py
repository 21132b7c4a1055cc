"""Reads of events for calendars: public ones, a project's, one, and somebody's own."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from community.core import clock
from community.core.access import VISITOR, Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import circle_member, unscoped, visible
from community.programme.ical import EventLine
from community.programme.models import (
    Answer,
    Attendance,
    Event,
    EventLink,
    EventState,
)

WHY = "events"
PAST = timedelta(days=90)
"""So long after their day events stay in a calendar."""
MOST = 500

LINE = (
    Event.slug, Event.title, Event.summary, Event.begins_on, Event.ends_on,
    Event.begins_time, Event.ends_time, Event.zone, Event.place, Event.online,
    Event.access_notes, Event.state, Event.sequence, Event.changed_at,
)  # fmt: skip


def _lines(found: Select[Any]) -> tuple[EventLine, ...]:
    shown = found.where(Event.state != EventState.DRAFT)
    ordered = shown.order_by(Event.begins_on.desc(), Event.id).limit(MOST)
    return tuple(EventLine(**row) for row in db.session.execute(ordered).mappings())


def _recent() -> Any:
    return Event.begins_on >= clock.today() - PAST


def public(project: int | None = None) -> tuple[EventLine, ...]:
    """Return the events that anyone may know of, all or a project's: one statement."""
    found = visible(VISITOR, *LINE).where(_recent(), Event.audience == Audience.PUBLIC)
    return _lines(
        found if project is None else found.where(Event.project_id == project)
    )


def one(viewer: Viewer, slug: str) -> EventLine:
    """Return one event that the viewer sees, without how to get in."""
    found = _lines(visible(viewer, *LINE).where(Event.slug == slug))
    if not found:
        raise NotFound("event")
    return found[0]


def own(viewer: Viewer) -> tuple[EventLine, ...]:
    """Return what a member comes to, and the events of their projects.

    One statement, but for which projects are theirs. How to get in stands with those to
    which they come, or which they hold.
    """
    circles = unscoped(WHY, circle_member.c.circle_id).where(
        circle_member.c.member_id == viewer.member_id
    )
    theirs = list(db.session.scalars(circles))
    coming = select(Attendance.event_id).where(
        Attendance.member_id == viewer.member_id, Attendance.answer == Answer.YES
    )
    return _lines(
        visible(viewer, *LINE, EventLink.link)
        .join(EventLink, EventLink.event_id == Event.id, isouter=True)
        .where(_recent(), or_(Event.id.in_(coming), Event.project_id.in_(theirs)))
    )
