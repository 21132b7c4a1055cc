"""Notices as their reader may see them now, whenever they were made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal, or_

from community.announcements.models import Announcement
from community.core import clock
from community.core.access import Viewer
from community.core.db import Utc, db
from community.core.errors import NotFound
from community.core.visible import Page, muted_by, visible
from community.members.models import Member
from community.notices.kinds import KINDS, STAYING, Kind
from community.notices.models import Notice
from community.programme.models import Update, UpdateState
from community.projects.models import Project
from community.projects.team import sensitive_ones

UPDATES = ("follow-update", "team-update")
"""The kinds of notices that lead to news."""
MOST = 100
"""More unread notices than that are counted as so many."""


@dataclass(frozen=True)
class PersonName:
    """Whom a notice is about."""

    id: int
    name: str
    slug: str


@dataclass(frozen=True)
class ProjectName:
    """What a notice is about; `sensitive` says that no letter may name it."""

    id: int
    title: str
    slug: str
    sensitive: bool


@dataclass(frozen=True)
class NoticeLine:
    """One notice: `kind` has its words, which take `person` and `project`.

    `title` is that of an announcement, "" for all others.
    """

    id: int
    kind: Kind
    person: PersonName | None
    project: ProjectName | None
    link: str
    facts: dict[str, Any]
    at: datetime
    read: bool
    told: bool
    title: str = ""


def mine(viewer: Viewer) -> Select[Any]:
    """Select the viewer's notices whose moment has come, newest first."""
    found = visible(viewer, Notice).where(Notice.at <= clock.now())
    return found.order_by(Notice.at.desc(), Notice.id.desc())


def lines(viewer: Viewer, rows: Iterable[Notice]) -> tuple[NoticeLine, ...]:
    """Return those of `rows` whose person and project the viewer may see now.

    What is about somebody whom the viewer blocked or muted, or who rests, and about a
    project that is not shown any more, or of news that they may not read any more, is
    left out, wherever notices are shown or sent.
    But the end of one's own part has to be learned: it stays, without its project.
    """
    notices = [row for row in rows if row.kind in KINDS]
    people = _people(viewer, {row.person_id for row in notices if row.person_id})
    projects = _projects(viewer, {row.project_id for row in notices if row.project_id})
    titles, updates = _titles(viewer, notices), _updates(viewer, notices)
    return tuple(
        NoticeLine(
            row.id, KINDS[row.kind],
            people[row.person_id] if row.person_id else None,
            projects.get(row.project_id or 0),
            row.link, row.facts, row.at, row.read_at is not None,
            row.told_at is not None, titles.get(row.facts.get("announcement", 0), ""),
        )
        for row in notices
        if (row.person_id is None or row.person_id in people)
        and (row.project_id in (None, *projects) or row.kind in STAYING)
        and row.facts.get("update") in (None, *updates)
    )  # fmt: skip


def unread_links(viewer: Viewer) -> tuple[str, ...]:
    """Return where the notices lead that wait for the viewer; of `MOST` at most.

    It is one statement, for every page asks; it says what `lines` says.
    """
    return tuple(db.session.scalars(_waiting(viewer), {"now": clock.now()}))


@lru_cache(maxsize=512)
def _waiting(viewer: Viewer) -> Select[Any]:
    """Select where the notices lead that wait; made once for whoever looks."""
    people = visible(viewer, Member.id).where(Member.id.not_in(muted_by(viewer)))
    projects = visible(viewer, Project.id)
    news = visible(viewer, literal("/updates/").concat(Update.slug)).where(_is_out())
    waits = visible(viewer, Notice.link).where(
        Notice.at <= bindparam("now", type_=Utc),
        Notice.read_at.is_(None),
        Notice.kind.in_(KINDS),
        or_(Notice.person_id.is_(None), Notice.person_id.in_(people)),
        or_(
            Notice.project_id.is_(None), Notice.project_id.in_(projects),
            Notice.kind.in_(STAYING),
        ),
        or_(Notice.kind.not_in(UPDATES), Notice.link.in_(news)),
    )  # fmt: skip
    return waits.limit(MOST)


def page_of_lines(
    viewer: Viewer, number: int = 1, size: int = 30, unread: bool = False
) -> Page[NoticeLine]:
    """Return a page of the viewer's notices, newest first; only the unread if asked.

    All that the viewer may see are counted; a list of one's own is never very long.
    Raises `NotFound` for a page beyond the end.
    """
    asked = mine(viewer)
    if unread:
        asked = asked.where(Notice.read_at.is_(None))
    found = lines(viewer, db.session.scalars(asked).all())
    begins = (max(1, number) - 1) * size
    page = Page(found[begins : begins + size], number, size, len(found))
    if not 1 <= number <= page.pages:
        raise NotFound("page")
    return page


def one_line(viewer: Viewer, notice_id: int) -> NoticeLine:
    """Return one of the viewer's notices, or raise `NotFound` as of one not theirs."""
    rows = db.session.scalars(mine(viewer).where(Notice.id == notice_id)).all()
    for line in lines(viewer, rows):
        return line
    raise NotFound("notice")


def _titles(viewer: Viewer, notices: Iterable[Notice]) -> dict[int, str]:
    """Return the titles of the announcements that notices are about, by their ids."""
    ids = {row.facts["announcement"] for row in notices if "announcement" in row.facts}
    if not ids:
        return {}
    found = visible(viewer, Announcement.id, Announcement.title)
    rows = db.session.execute(found.where(Announcement.id.in_(ids)))
    return {row.id: row.title for row in rows}


def _is_out() -> ColumnElement[bool]:
    return Update.state == UpdateState.PUBLISHED


def _updates(viewer: Viewer, notices: Iterable[Notice]) -> set[int]:
    """Return which of the news that notices are about the viewer may read now."""
    ids = {row.facts["update"] for row in notices if "update" in row.facts}
    if not ids:
        return set()
    found = visible(viewer, Update.id).where(Update.id.in_(ids), _is_out())
    return set(db.session.scalars(found))


def _people(viewer: Viewer, ids: set[int]) -> dict[int, PersonName]:
    if not ids:
        return {}
    found = visible(viewer, Member.id, Member.name, Member.slug).where(
        Member.id.in_(ids), Member.id.not_in(muted_by(viewer))
    )
    return {
        row.id: PersonName(row.id, row.name, row.slug)
        for row in db.session.execute(found)
    }


def _projects(viewer: Viewer, ids: set[int]) -> dict[int, ProjectName]:
    if not ids:
        return {}
    found = visible(viewer, Project.id, Project.title, Project.slug)
    rows: Sequence[Any] = db.session.execute(found.where(Project.id.in_(ids))).all()
    sensitive = sensitive_ones([row.id for row in rows])
    return {
        row.id: ProjectName(row.id, row.title, row.slug, row.id in sensitive)
        for row in rows
    }
