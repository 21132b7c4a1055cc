"""Notices as their reader may see them now, whenever they were made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import Page, muted_by, visible
from community.expertise.models import Tag
from community.members.models import Member
from community.notices.kinds import KINDS, Kind
from community.notices.models import Notice
from community.projects.models import Project, ProjectTag

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
    """One notice: `kind` has its words, which take `person` and `project`."""

    id: int
    kind: Kind
    person: PersonName | None
    project: ProjectName | None
    link: str
    facts: dict[str, Any]
    at: datetime
    read: bool
    told: bool


def mine(viewer: Viewer) -> Select[Any]:
    """Select the viewer's notices whose moment has come, newest first."""
    found = visible(viewer, Notice).where(Notice.at <= clock.now())
    return found.order_by(Notice.at.desc(), Notice.id.desc())


def lines(viewer: Viewer, rows: Iterable[Notice]) -> tuple[NoticeLine, ...]:
    """Return those of `rows` whose person and project the viewer may see now.

    What is about somebody whom the viewer blocked or muted, or who rests, and about a
    project that is not shown any more, is left out, wherever notices are shown or sent.
    """
    notices = [row for row in rows if row.kind in KINDS]
    people = _people(viewer, {row.person_id for row in notices if row.person_id})
    projects = _projects(viewer, {row.project_id for row in notices if row.project_id})
    return tuple(
        NoticeLine(
            row.id, KINDS[row.kind],
            people[row.person_id] if row.person_id else None,
            projects[row.project_id] if row.project_id else None,
            row.link, row.facts, row.at, row.read_at is not None,
            row.told_at is not None,
        )
        for row in notices
        if (row.person_id is None or row.person_id in people)
        and (row.project_id is None or row.project_id in projects)
    )  # fmt: skip


def unread(viewer: Viewer) -> int:
    """Count the notices that wait for the viewer, as the page would show them."""
    rows = db.session.scalars(mine(viewer).where(Notice.read_at.is_(None)).limit(MOST))
    return len(lines(viewer, rows.all()))


def page_of_lines(viewer: Viewer, number: int = 1, size: int = 30) -> Page[NoticeLine]:
    """Return a page of the viewer's notices, newest first.

    All that the viewer may see are counted; a list of one's own is never very long.
    """
    found = lines(viewer, db.session.scalars(mine(viewer)).all())
    begins = (max(1, number) - 1) * size
    return Page(found[begins : begins + size], number, size, len(found))


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
    sensitive = sensitive_projects(viewer, {row.id for row in rows})
    return {
        row.id: ProjectName(row.id, row.title, row.slug, row.id in sensitive)
        for row in rows
    }


def sensitive_projects(viewer: Viewer, ids: set[int]) -> set[int]:
    """Return those of the projects that are about something sensitive."""
    about = (
        visible(viewer, ProjectTag.project_id)
        .join(Tag, Tag.id == ProjectTag.tag_id)
        .where(ProjectTag.project_id.in_(ids), Tag.sensitive)
    )
    return set(db.session.scalars(about)) if ids else set()
