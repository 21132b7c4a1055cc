"""Events, who comes and who was there, and where one reads of them elsewhere."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import Base
from community.core.held import not_held
from community.core.visible import OPEN, Private, among, circles_of, word
from community.members.models import is_seen_by
from community.programme import times
from community.projects.models import projects_led_by, projects_seen_by


class EventState(StrEnum):
    """Whether an event takes place."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Attendees(StrEnum):
    """Who may see who comes, as the hosts choose it; each attendee can hide further."""

    MEMBERS = "members"
    COMING = "coming"
    HOSTS = "hosts"


class Event(Private, Base):
    """Something that took or takes place on a day, at a time in its own zone.

    Of its `capacity` places `taken` are taken; None is as many as come. `sequence`
    counts its changes for calendars. What is said of how to get in online is a row of
    its own (`EventLink`), for those who come.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(280), default="")
    begins_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date | None]
    begins_time: Mapped[time | None]
    ends_time: Mapped[time | None]
    zone: Mapped[str] = mapped_column(String(40), default="Europe/London")
    place: Mapped[str] = mapped_column(String(120), default="")
    online: Mapped[bool] = mapped_column(default=False)
    access_notes: Mapped[str] = mapped_column(Text, default="")
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS)
    attendees: Mapped[Attendees] = mapped_column(default=Attendees.MEMBERS)
    reminded: Mapped[bool] = mapped_column(default=False)
    asked_who_met: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[EventState] = mapped_column(default=EventState.PUBLISHED)
    project_id: Mapped[int | None] = mapped_column(
        ForeignKey("project.id", ondelete="SET NULL"), index=True
    )
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def over(self) -> bool:
        """Whether it is past its end."""
        return times.ends(self) <= clock.now()

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """By audience, that of a team for its project alone; drafts for their hosts."""
        return event_rule(cls, viewer)


def event_rule(event: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State which rows of `event` (the class or an alias) are visible.

    One of a project goes with the project's page: who does not see that, because it was
    withdrawn or is held back, sees of its events those alone that they host.
    """
    on_a_page = or_(
        event.project_id.is_(None), event.project_id.in_(projects_seen_by(viewer))
    )
    out = event.state != word(EventState.DRAFT)
    open_ = and_(out, not_held("event", event.id), on_a_page)
    if not viewer.is_member:
        return and_(open_, event.audience == word(Audience.PUBLIC))
    of_the_team = and_(
        event.audience == word(Audience.PROJECTS),
        event.project_id.in_(circles_of(viewer)),
    )
    shown = and_(open_, or_(among(event.audience, OPEN), of_the_team))
    return or_(shown, hosted_by(event, viewer))


def hosted_by(event: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State that the viewer may change an event: its leads, or an organiser."""
    rules: list[ColumnElement[bool]] = [event.project_id.in_(projects_led_by(viewer))]
    if viewer.can_organise:
        rules.append(event.audience != word(Audience.PROJECTS))
    return or_(*rules)


class EventLink(Private, Base):
    """How to get into an event online: for those who come and its hosts."""

    __tablename__ = "event_link"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    link: Mapped[str] = mapped_column(String(400))

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Whoever has a place, and the hosts."""
        if not viewer.is_member:
            return ~true()
        event = Event.__table__.alias()
        of_theirs = or_(hosted_by(event.c, viewer), event.c.id.in_(_places_of(viewer)))
        seen = select(event.c.id).where(event_rule(event.c, viewer), of_theirs)
        return cls.event_id.in_(seen)


def _places_of(viewer: Viewer) -> Any:
    """Select the events at which the viewer has a place."""
    coming = Attendance.__table__.alias()
    return select(coming.c.event_id).where(
        coming.c.member_id == viewer.member_id, coming.c.answer == word(Answer.YES)
    )


class Answer(StrEnum):
    """Whether somebody comes; `waiting` for a place that comes free."""

    YES = "yes"
    WAITING = "waiting"


class Attendance(Private, Base):
    """That somebody comes to an event, waits for a place or was there; who may know."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("event_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS)
    answer: Mapped[Answer] = mapped_column(default=Answer.YES)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; else who comes, as far as they and their hosts show it."""
        if not viewer.is_member:
            return ~true()
        event = Event.__table__.alias()
        to_those_who_come = and_(
            event.c.attendees == word(Attendees.COMING),
            event.c.id.in_(_places_of(viewer)),
        )
        told = or_(
            event.c.attendees == word(Attendees.MEMBERS),
            to_those_who_come,
            hosted_by(event.c, viewer),
        )
        shown_at = select(event.c.id).where(event_rule(event.c, viewer), told)
        shown = and_(
            among(cls.audience, OPEN),
            cls.answer == word(Answer.YES),
            is_seen_by(viewer, cls.member_id),  # type: ignore[arg-type]
            cls.event_id.in_(shown_at),
        )
        return or_(cls.member_id == viewer.member_id, shown)


class CalendarKey(Private, Base):
    """The secret address of somebody's own calendar; only its digest is kept."""

    __tablename__ = "calendar_key"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()
