"""Reads of announcements: all for organisers, one's own for everybody else."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func

from community.announcements.halts import Halt, halts
from community.announcements.models import (
    Announcement,
    AnnouncementState,
    Reader,
    ToWhom,
)
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, page_of, visible
from community.projects.models import Project
from community.vocabulary.models import KINDS, PHASES
from community.vocabulary.queries import terms

EACH = 20


@dataclass(frozen=True)
class AnnouncementLine:
    """One announcement as organisers list it; `part` names the phase, kind or project.

    `reached` counts those who got it, of those whom the viewer may know so. `halt` says
    why it does not go on, if so.
    """

    id: int
    title: str
    state: AnnouncementState
    to_whom: ToWhom
    part: str
    due_at: datetime | None
    sent_at: datetime | None
    reached: int
    halt: Halt | None


def all_of(viewer: Viewer, page: int = 1) -> Page[AnnouncementLine]:
    """Return a page of all announcements, the newest first, for organisers."""
    found = visible(viewer, Announcement).order_by(Announcement.id.desc())
    listed = page_of(found, lambda **row: row["Announcement"], page, EACH)
    parts, numbers = _parts(viewer, listed.items), _reached(viewer, listed.items)
    stopped = halts(listed.items)
    lines = tuple(
        AnnouncementLine(
            row.id, row.title, row.state, row.to_whom,
            parts.get((row.to_whom, row.value), ""), row.due_at, row.sent_at,
            numbers.get(row.id, 0), stopped.get(row.id),
        )
        for row in listed.items
    )  # fmt: skip
    return Page(lines, listed.number, listed.size, listed.total)


def _reached(viewer: Viewer, rows: tuple[Announcement, ...]) -> dict[int, int]:
    found = visible(viewer, Reader.announcement_id, func.count().label("number"))
    ids = [row.id for row in rows]
    these = found.where(Reader.announcement_id.in_(ids))
    counted = db.session.execute(these.group_by(Reader.announcement_id))
    return {row.announcement_id: row.number for row in counted}


def _parts(
    viewer: Viewer, rows: tuple[Announcement, ...]
) -> dict[tuple[ToWhom, str], str]:
    """Return the names of the parts that announcements went to, as the viewer sees."""
    lists = {KINDS: ToWhom.KIND, PHASES: ToWhom.PHASE}
    names = {(lists[one.list], one.code): one.label for one in terms(*lists)}
    slugs = {row.value for row in rows if row.to_whom is ToWhom.PROJECT}
    if slugs:
        found = visible(viewer, Project.slug, Project.title)
        for slug, title in db.session.execute(found.where(Project.slug.in_(slugs))):
            names[ToWhom.PROJECT, slug] = title
    return names


def reached(viewer: Viewer, announcement_id: int) -> int:
    """Count those who got an announcement, of those whom the viewer may know so."""
    found = visible(viewer, func.count()).select_from(Reader)
    this = Reader.announcement_id == announcement_id
    return db.session.scalar(found.where(this)) or 0


# ---------------------------------------------------------------- one's own
@dataclass(frozen=True)
class AnnouncementCard:
    """An announcement that the viewer got."""

    id: int
    title: str
    at: datetime
    words: str = field(default="")


def _mine(viewer: Viewer, *more: Any) -> Select[Any]:
    columns = (Announcement.id, Announcement.title, Reader.at, *more)
    return (
        visible(viewer, *columns)
        .join(Reader, Reader.announcement_id == Announcement.id)
        .where(Reader.member_id == viewer.member_id)
    )


def mine(viewer: Viewer, page: int = 1) -> Page[AnnouncementCard]:
    """Return a page of the announcements that the viewer got, the newest first."""
    found = _mine(viewer).order_by(Reader.at.desc(), Announcement.id.desc())
    return page_of(found, AnnouncementCard, page, EACH)


def one_of_mine(viewer: Viewer, announcement_id: int) -> AnnouncementCard:
    """Return an announcement that the viewer got."""
    found = _mine(viewer, Announcement.words)
    row = db.session.execute(found.where(Announcement.id == announcement_id)).first()
    if row is None:
        raise NotFound("announcement")
    return AnnouncementCard(**row._mapping)


def letter_of(viewer: Viewer, announcement_id: int) -> tuple[str, str] | None:
    """Return the title and the words that the viewer may get by mail, or None.

    Members those that they got; organisers any, for the test to oneself.
    """
    found = visible(viewer, Announcement.title, Announcement.words)
    row = db.session.execute(found.where(Announcement.id == announcement_id)).first()
    return None if row is None else (row.title, row.words)
