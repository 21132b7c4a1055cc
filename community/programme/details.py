"""What the page of one event says beside its card, and what its hosts read."""

from dataclasses import dataclass, field
from typing import Any

from community.core.access import ANY_MEMBER, Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import unscoped, visible
from community.programme import cards
from community.programme.cards import EventCard
from community.programme.models import (
    Answer,
    Attendance,
    Attendees,
    Event,
    EventLink,
    hosted_by,
)
from community.projects.models import Project

WHY = "events"
OF_ITS_PAGE = ("access_notes", "attendees", "link", "hosts")


@dataclass(frozen=True)
class Details:
    """What an event's page says; `link` only to those who come, and to the hosts.

    How many places are `taken` and how many people wait is for the hosts, and so is
    that they see it `alone`, because the page of its project is shown to nobody else.
    """

    access_notes: str
    attendees: Attendees
    link: str = ""
    hosts: bool = field(default=False, metadata={"api": False})
    alone: bool = field(default=False, metadata={"api": False})
    taken: int | None = None
    waiting: int | None = None
    queue: tuple[int, int] | None = None


def one_event(viewer: Viewer, slug: str) -> tuple[EventCard, Details]:
    """Return one event and what there is to say of it.

    Three statements at most, for hosts four. `queue` says which of how many the viewer
    is, who waits.
    """
    found = (
        cards.events(viewer)
        .add_columns(Event.access_notes, Event.attendees, EventLink.link)
        .add_columns(hosted_by(Event, viewer).label("hosts"))
        .join(EventLink, EventLink.event_id == Event.id, isouter=True)
        .where(Event.slug == slug)
    )
    row = db.session.execute(found).mappings().first()
    if row is None:
        raise NotFound("event")
    facts = dict(row)
    said = {name: facts.pop(name) for name in OF_ITS_PAGE}
    (shown,) = cards.dressed(viewer, [cards.card(**facts)])
    return shown, _details(viewer, shown, row["taken"], said)


def _is_alone(shown: EventCard) -> bool:
    """Tell whether the page of an event's project is shown to its team at most."""
    if not shown.project_slug:
        return False
    found = visible(ANY_MEMBER, Project.id).where(Project.slug == shown.project_slug)
    return db.session.scalar(found) is None


def _details(
    viewer: Viewer, shown: EventCard, taken: int, said: dict[str, Any]
) -> Details:
    hosting = viewer.is_member and bool(said["hosts"])
    counted = shown.waits or (hosting and shown.capacity is not None)
    line = _waiting(shown.id) if counted else []
    return Details(
        said["access_notes"],
        said["attendees"],
        link="" if shown.over and not hosting else said["link"] or "",
        hosts=hosting,
        alone=hosting and _is_alone(shown),
        taken=taken if hosting else None,
        waiting=len(line) if hosting else None,
        queue=_place(line, viewer.member_id) if shown.waits else None,
    )


def _place(line: list[int | None], member: int | None) -> tuple[int, int] | None:
    return (line.index(member) + 1, len(line)) if member in line else None


def _waiting(event_id: int) -> list[int | None]:
    """Return who waits, the longest first: to count them, not to name them."""
    found = unscoped(WHY, Attendance.member_id).where(
        Attendance.event_id == event_id, Attendance.answer == Answer.WAITING
    )
    return list(db.session.scalars(found.order_by(Attendance.made_at, Attendance.id)))


def link_of(viewer: Viewer, event_id: int) -> str:
    """Return how to get into an event online, as far as the viewer may know."""
    found = visible(viewer, EventLink.link).where(EventLink.event_id == event_id)
    return db.session.scalar(found) or ""
