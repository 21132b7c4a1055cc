"""Reads of news: lists, one with its pictures, and what feeds bring."""

import html
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import nh3
from sqlalchemy import ColumnElement, Select, func

from community.core.access import VISITOR, Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.text import html_of
from community.core.together import Read, alone
from community.core.visible import Page, page_of, visible
from community.members.models import Member
from community.programme.models import (
    Readers,
    Update,
    UpdateImage,
    UpdateState,
    written_by,
)
from community.projects.models import SHOWN, Membership, Project

SIZE, NEWEST, FEED = 12, 3, 20
LETTERS = 180
"""So much of what news say stands in a list."""


@dataclass(frozen=True)
class UpdateCard:
    """News in a list: `opening` is how they begin, `project` "" where of the Lab."""

    slug: str
    title: str
    opening: str
    readers: Readers
    state: UpdateState
    published_at: datetime | None
    publish_at: datetime | None
    project: str = ""
    project_slug: str = ""


def opening_of(markdown: str, most: int = LETTERS) -> str:
    """Return how something in Markdown begins, in plain words."""
    plain = html.unescape(nh3.clean(html_of(markdown), tags=set()))
    words = " ".join(plain.split())
    if len(words) <= most:
        return words
    return words[:most].rpartition(" ")[0].rstrip(",;:.") + " …"


def _card(
    begins: str, project: str | None, project_slug: str | None, **row: Any
) -> UpdateCard:
    return UpdateCard(
        opening=opening_of(begins), project=project or "",
        project_slug=project_slug or "", **row,
    )  # fmt: skip


def _updates(viewer: Viewer, *where: ColumnElement[bool]) -> Select[Any]:
    begins = func.substr(Update.body, 1, 4 * LETTERS).label("begins")
    return (
        visible(viewer, Update.slug, Update.title, begins, Update.readers)
        .add_columns(Update.state, Update.published_at, Update.publish_at)
        .add_columns(Project.title.label("project"))
        .add_columns(Project.slug.label("project_slug"))
        .join(Project, Project.id == Update.project_id, isouter=True)
        .where(*where)
    )


def _out(viewer: Viewer, *where: ColumnElement[bool]) -> Select[Any]:
    """Select published news, the newest first."""
    found = _updates(viewer, Update.state == UpdateState.PUBLISHED, *where)
    return found.order_by(Update.published_at.desc(), Update.id.desc())


def _first(found: Select[Any], most: int) -> tuple[UpdateCard, ...]:
    rows = db.session.execute(found.limit(most)).mappings()
    return tuple(_card(**row) for row in rows)


def of_project(viewer: Viewer, project: int, page: int = 1) -> Page[UpdateCard]:
    """Return the news of a project, the newest first: two statements."""
    return page_of(_out(viewer, Update.project_id == project), _card, page, SIZE)


def newest_of(viewer: Viewer, project: int) -> tuple[UpdateCard, ...]:
    """Return the newest three of a project, for its page: one statement."""
    return alone(viewer, of_page(viewer, project))


def of_page(viewer: Viewer, project: int) -> Read[tuple[UpdateCard, ...]]:
    """Read the newest three of a project, for its page."""
    found = _out(viewer, Update.project_id == project).limit(NEWEST)
    return Read(found, lambda rows: tuple(_card(**row) for row in rows))


def news(viewer: Viewer, page: int = 1) -> Page[UpdateCard]:
    """Return the news of the Lab, the newest first: two statements."""
    return page_of(_out(viewer, Update.project_id.is_(None)), _card, page, SIZE)


def newest(viewer: Viewer) -> tuple[UpdateCard, ...]:
    """Return the newest three of the Lab and of all projects: one statement."""
    return _first(_out(viewer), NEWEST)


def unpublished(viewer: Viewer, project: int | None) -> tuple[UpdateCard, ...]:
    """Return what is not out, to whoever writes it, the last first: one statement."""
    not_out = Update.state != UpdateState.PUBLISHED
    found = _updates(viewer, Update.project_id.is_not_distinct_from(project), not_out)
    return _first(found.order_by(Update.edited_at.desc(), Update.id.desc()), 60)


# ---------------------------------------------------------------- one of them
@dataclass(frozen=True)
class Picture:
    """A picture in news, and what it shows."""

    name: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Author:
    """Who wrote news of a project, to whoever sees that they are in its team."""

    name: str
    slug: str


@dataclass(frozen=True)
class UpdateFacts:
    """News, whole; `edited_at` only where they changed since they were published."""

    slug: str
    title: str
    body: str
    readers: Readers
    state: UpdateState
    published_at: datetime | None
    publish_at: datetime | None
    edited_at: datetime | None
    project: str
    project_slug: str
    pictures: tuple[Picture, ...]
    author: Author | None
    public: bool
    version: int = field(metadata={"api": False})
    writes: bool = field(metadata={"api": False})
    id: int = field(metadata={"api": False})

    @property
    def opening(self) -> str:
        """How it begins, for whoever sees its address elsewhere."""
        return opening_of(self.body)


def one(viewer: Viewer, slug: str) -> UpdateFacts:
    """Return news that the viewer may read: three statements."""
    found = visible(viewer, Update, Project)
    found = found.add_columns(written_by(Update, viewer).label("writes"))
    found = found.join(Project, Project.id == Update.project_id, isouter=True)
    first = db.session.execute(found.where(Update.slug == slug)).first()
    if first is None:
        raise NotFound("Update")
    row, project, writes = first
    return UpdateFacts(
        slug=row.slug, title=row.title, body=row.body, readers=row.readers,
        state=row.state, published_at=row.published_at, publish_at=row.publish_at,
        edited_at=_edited(row), project=project.title if project else "",
        project_slug=project.slug if project else "",
        pictures=_pictures(viewer, [row.id]).get(row.id, ()),
        author=_author(viewer, row), public=_is_public(row, project),
        version=row.version, writes=bool(writes), id=row.id,
    )  # fmt: skip


def is_open(project: Project) -> bool:
    """Tell whether everybody may open the page of a project, and read its feed."""
    return project.audience is Audience.PUBLIC and project.state in SHOWN


def _is_public(row: Update, project: Project | None) -> bool:
    out = row.state is UpdateState.PUBLISHED and row.readers is Readers.PUBLIC
    return out and (project is None or is_open(project))


def _edited(row: Update) -> datetime | None:
    out = row.published_at
    return row.edited_at if out is not None and row.edited_at > out else None


def _pictures(viewer: Viewer, ids: list[int]) -> dict[int, tuple[Picture, ...]]:
    image = UpdateImage
    rows = db.session.execute(
        visible(viewer, image.update_id, image.name, image.alt)
        .add_columns(image.width, image.height)
        .where(image.update_id.in_(ids))
        .order_by(image.id)
    ).all()
    found: dict[int, tuple[Picture, ...]] = {}
    for number, *rest in rows:
        found[number] = (*found.get(number, ()), Picture(*rest))
    return found


def _author(viewer: Viewer, row: Update) -> Author | None:
    """Return who wrote it, where the viewer sees them and their part in the project."""
    if row.project_id is None or row.author_id is None:
        return None
    found = (
        visible(viewer, Member.name, Member.slug)
        .join(Membership, Membership.member_id == Member.id)
        .where(Member.id == row.author_id, Membership.project_id == row.project_id)
        .where(Membership.until.is_(None))
    )
    first = db.session.execute(found.limit(1)).first()
    return None if first is None else Author(*first)


def is_picture(viewer: Viewer, slug: str, name: str) -> bool:
    """Tell whether a picture is in news that the viewer may read."""
    found = visible(viewer, UpdateImage.id).join(
        Update, Update.id == UpdateImage.update_id
    )
    this = found.where(Update.slug == slug, UpdateImage.name == name)
    return db.session.scalar(this) is not None


# ---------------------------------------------------------------- feeds
@dataclass(frozen=True)
class FeedEntry:
    """News as a feed brings them: open to everybody."""

    slug: str
    title: str
    body: str
    published_at: datetime
    edited_at: datetime
    pictures: tuple[Picture, ...]


def feed(project: int | None) -> tuple[FeedEntry, ...]:
    """Return the newest that everybody may read, of a project or the Lab."""
    found = (
        visible(VISITOR, Update)
        .where(Update.project_id.is_not_distinct_from(project))
        .where(Update.state == UpdateState.PUBLISHED)
        .order_by(Update.published_at.desc(), Update.id.desc())
    )
    rows = db.session.scalars(found.limit(FEED)).all()
    pictures = _pictures(VISITOR, [row.id for row in rows]) if rows else {}
    return tuple(
        FeedEntry(
            row.slug, row.title, row.body, row.published_at, row.edited_at,
            pictures.get(row.id, ()),
        )
        for row in rows
        if row.published_at is not None
    )  # fmt: skip
