"""Events in lists: when, where, for whom, how many show that they come."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from sqlalchemy import Select, and_, case, func

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import muted_by, visible
from community.programme import times
from community.programme.models import Answer, Attendance, Event, EventState
from community.projects.models import Project


@dataclass(frozen=True)
class EventCard:
    """An event in a list.

    `full` tells whether every one of its places is taken. `people` are those of it whom
    the viewer may see and has not muted; `mine` is who may know that the viewer comes
    or was there, None where they have not said it; `answer` whether they wait.
    """

    id: int = field(metadata={"api": False})
    slug: str
    title: str
    summary: str
    begins_on: date
    ends_on: date | None
    begins_time: time | None
    ends_time: time | None
    zone: str
    place: str
    online: bool
    audience: Audience
    capacity: int | None
    full: bool
    state: EventState
    project: str = ""
    project_slug: str = ""
    people: int = 0
    mine: Audience | None = None
    answer: Answer | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state is EventState.CANCELLED

    @property
    def draft(self) -> bool:
        """Whether only its hosts see it yet."""
        return self.state is EventState.DRAFT

    @property
    def waits(self) -> bool:
        """Whether the viewer waits for a place."""
        return self.answer is Answer.WAITING

    @property
    def begun(self) -> bool:
        """Whether it has begun, or its day has come where it has no time."""
        return times.begins(self) <= clock.now()

    @property
    def over(self) -> bool:
        """Whether it is past its end."""
        return times.ends(self) <= clock.now()


PLAIN = (
    Event.id, Event.slug, Event.title, Event.summary, Event.begins_on, Event.ends_on,
    Event.begins_time, Event.ends_time, Event.zone, Event.place, Event.online,
    Event.audience, Event.capacity, Event.taken, Event.state,
)  # fmt: skip


def events(viewer: Viewer) -> Select[Any]:
    """Select an event's card; its project only where the viewer sees that."""
    return (
        visible(viewer, *PLAIN)
        .add_columns(Project.title.label("project"))
        .add_columns(Project.slug.label("project_slug"))
        .join(Project, Project.id == Event.project_id, isouter=True)
    )


def card(
    project: str | None, project_slug: str | None, taken: int, **row: Any
) -> EventCard:
    """Return a card from a row of `events`."""
    full = row["capacity"] is not None and taken >= row["capacity"]
    return EventCard(
        **row, full=full, project=project or "", project_slug=project_slug or ""
    )


def dressed(viewer: Viewer, heads: Iterable[EventCard]) -> tuple[EventCard, ...]:
    """Say of each event how many came, and whether the viewer did: one statement."""
    heads = tuple(heads)
    ids = [head.id for head in heads]
    if not ids or not viewer.is_member:
        return heads
    counts = and_(
        Attendance.answer == Answer.YES, Attendance.member_id.not_in(muted_by(viewer))
    )
    own = Attendance.member_id == viewer.member_id
    rows = db.session.execute(
        visible(viewer, Attendance.event_id)
        .add_columns(func.sum(case((counts, 1), else_=0)).label("people"))
        .add_columns(func.max(case((own, Attendance.audience))).label("mine"))
        .add_columns(func.max(case((own, Attendance.answer))).label("answer"))
        .where(Attendance.event_id.in_(ids))
        .group_by(Attendance.event_id)
    )
    found = {row.event_id: row for row in rows}
    return tuple(
        _dressed(head, found[head.id]) if head.id in found else head for head in heads
    )


def _dressed(head: EventCard, row: Any) -> EventCard:
    return replace(head, people=row.people, mine=row.mine, answer=row.answer)
