"""Suggestions put aside: for good, or until a day; seen by their owner alone.

Each reason does something of its own. "No time now" comes back from its day on, the
others never do. "Not my topic" lets the tags that both sides have count less, "not for
me" what leads through the person or project; the other two weaken nothing.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, union_all

from community.connections.models import Dismissal, Subject
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.members.models import Member
from community.projects.models import Project


class Reason(StrEnum):
    """Why somebody put a suggestion aside."""

    TOPIC = "not my topic"
    NO_TIME = "no time now"
    KNOWN = "know them already"
    NOT_FOR_ME = "not for me"


ABOUT = {
    Subject.PERSON: frozenset(Reason),
    Subject.PROJECT: frozenset(Reason) - {Reason.KNOWN},
}
"""The reasons that there are for a person and for a project."""


@dataclass(frozen=True)
class AsideCard:
    """A suggestion that the viewer put aside, why, and until when."""

    id: int
    subject: Subject
    slug: str
    name: str
    reason: str
    until: date | None


def dismiss(
    viewer: Viewer, subject: Subject, slug: str, reason: str, until: date | None
) -> Dismissal:
    """Put a person or a project aside: it is not suggested, or not before a day."""
    if not viewer.is_member:
        raise Forbidden("suggestions")
    if reason not in ABOUT[subject]:
        raise Refused(N_("Choose why, so that it can come back at the right time"))
    if reason != Reason.NO_TIME:
        until = None
    elif until is None or until <= clock.today():
        raise Refused(N_("Choose a day that is still to come"))
    entity: type[Member | Project] = Member if subject is Subject.PERSON else Project
    thing = find(viewer, entity, entity.slug == slug)
    found = visible(viewer, Dismissal).where(
        Dismissal.subject == subject, Dismissal.subject_id == thing.id
    )
    row: Dismissal | None = db.session.scalar(found)
    if row is None:
        row = Dismissal(
            member_id=viewer.member_id, subject=subject, subject_id=thing.id
        )
        db.session.add(row)
    row.reason, row.until, row.made_at = Reason(reason).value, until, clock.now()
    db.session.flush()
    return row


def restore(viewer: Viewer, dismissal_id: int) -> None:
    """Let something be suggested again."""
    db.session.delete(find(viewer, Dismissal, Dismissal.id == dismissal_id))
    db.session.flush()


def put_aside(viewer: Viewer) -> tuple[AsideCard, ...]:
    """Return what the viewer put aside and may still see, newest first.

    What came back on its day is no longer among it.
    """
    due = or_(Dismissal.until.is_(None), Dismissal.until > clock.today())
    return _cards(viewer, due)


def one_aside(viewer: Viewer, dismissal_id: int) -> AsideCard:
    """Return one thing that the viewer put aside, or raise `NotFound`."""
    for card in _cards(viewer, Dismissal.id == dismissal_id):
        return card
    raise NotFound("dismissal")


def _cards(viewer: Viewer, *where: ColumnElement[bool]) -> tuple[AsideCard, ...]:
    """Read both kinds in one statement; `where` narrows each."""
    parts = union_all(
        _part(Subject.PERSON, Member, Member.name, *where),
        _part(Subject.PROJECT, Project, Project.title, *where),
    ).subquery()
    rows = db.session.execute(visible(viewer, *parts.c).order_by(parts.c.id.desc()))
    return tuple(AsideCard(**row) for row in rows.mappings())


def _part(
    subject: Subject,
    entity: type[Member | Project],
    name: Any,
    *where: ColumnElement[bool],
) -> Select[Any]:
    found: Select[Any] = (
        select(
            Dismissal.id, Dismissal.subject, entity.slug, name.label("name"),
            Dismissal.reason, Dismissal.until,
        )
        .join(entity, entity.id == Dismissal.subject_id)
        .where(Dismissal.subject == subject, *where)
    )  # fmt: skip
    return found
