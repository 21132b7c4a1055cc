"""What curators read: the queue, and one record with all that stands around it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, count, visible
from community.evidence.models import (
    SHOWN,
    Resource,
    ResourceState,
    ResourceType,
)
from community.members.models import Member
from community.members.organisers import curators

_S = ResourceState
SIZE = 25


@dataclass(frozen=True)
class Name:
    """Somebody whom the viewer may see, by name and page."""

    id: int
    name: str
    slug: str


def names(viewer: Viewer, ids: set[int | None]) -> dict[int, Name]:
    """Return those of `ids` whom the viewer may see."""
    found = visible(viewer, Member.id, Member.name, Member.slug)
    rows = db.session.execute(found.where(Member.id.in_(ids - {None})))
    return {row.id: Name(*row) for row in rows}


def owners(viewer: Viewer) -> tuple[Name, ...]:
    """Return the curators whom the viewer may see, and so may choose, by name."""
    here = {one.member_id for one in curators()}
    found = names(viewer, here).values()
    return tuple(sorted(found, key=lambda one: (one.name, one.id)))


# ---------------------------------------------------------------- the queue
@dataclass(frozen=True)
class QueueLine:
    """A record in the queue; a name is None where nobody is, or may be named."""

    slug: str
    title: str
    type: ResourceType
    state: ResourceState
    submitted_at: datetime
    taken: bool
    taken_by: Name | None
    owned: bool
    owner: Name | None
    review_by: date | None
    link_problem: str


def _tabs() -> dict[str, ColumnElement[bool]]:
    """Return what each part of the queue holds, in their order."""
    out = Resource.state == _S.PUBLISHED
    here = [one.member_id for one in curators()]
    nobody = or_(Resource.owner_id.is_(None), Resource.owner_id.not_in(here))
    return {
        "new": Resource.state == _S.SUBMITTED,
        "taken": Resource.state == _S.IN_REVIEW,
        "overdue": and_(out, Resource.review_by <= clock.today()),
        "sentence": and_(out, Resource.sentence == ""),
        "owner": and_(out, nobody),
        "links": and_(out, Resource.link_problem != ""),
        "declined": Resource.state == _S.DECLINED,
        "archived": Resource.state == _S.ARCHIVED,
    }


TABS = (
    "new", "taken", "overdue", "sentence", "owner", "links", "declined", "archived",
)  # fmt: skip


def counts(viewer: Viewer) -> dict[str, int]:
    """Return how many records each part of the queue holds: one statement."""
    require(viewer, Permission.EVIDENCE_CURATE)
    sums = [func.sum(case((rule, 1), else_=0)) for rule in _tabs().values()]
    row = db.session.execute(visible(viewer, *sums).select_from(Resource)).one()
    return {name: int(number or 0) for name, number in zip(TABS, row, strict=True)}


def queue(viewer: Viewer, show: str, number: int = 1) -> Page[QueueLine]:
    """Return a page of one part of the queue: what has waited longest comes first."""
    require(viewer, Permission.EVIDENCE_CURATE)
    found = visible(viewer, Resource).where(_tabs()[show])
    total = count(found)
    page = Page[QueueLine]((), number, SIZE, total)
    if not 1 <= number <= page.pages:
        raise NotFound("page")
    rows = list(db.session.scalars(_ordered(found, show, number)))
    known = names(
        viewer, {one for row in rows for one in (row.taken_by_id, row.owner_id)}
    )
    return Page(tuple(_line(row, known) for row in rows), number, SIZE, total)


def _ordered(found: Select[Any], show: str, number: int) -> Select[Any]:
    by: tuple[Any, ...] = (Resource.submitted_at, Resource.id)
    if show == "overdue":
        by = (Resource.review_by, Resource.id)
    return found.order_by(*by).limit(SIZE).offset((number - 1) * SIZE)


def _line(row: Resource, known: dict[int, Name]) -> QueueLine:
    return QueueLine(
        row.slug, row.title, row.type, row.state, row.submitted_at,
        row.taken_by_id is not None, known.get(row.taken_by_id or 0),
        row.owner_id is not None, known.get(row.owner_id or 0),
        row.review_by, row.link_problem,
    )  # fmt: skip


# ---------------------------------------------------------------- one record
@dataclass(frozen=True)
class Standing:
    """Where a record stands, and who has to do with it, for a curator."""

    slug: str
    title: str
    state: ResourceState
    version: int
    submitted_at: datetime
    by_member: bool
    submitter: Name | None
    taken_by: Name | None
    taken_by_me: bool
    answer: str
    featured: bool
    owner: Name | None
    owned: bool
    review_by: date | None
    overdue: bool
    published_at: datetime | None
    link_checked_at: datetime | None
    link_problem: str
    can: tuple[str, ...]
    """What a curator can do with it now."""

    @property
    def shown(self) -> bool:
        """Whether everybody can read it."""
        return self.state in SHOWN


_CAN = {
    _S.SUBMITTED: ("take up", "publish", "decline"),
    _S.IN_REVIEW: ("give back", "publish", "decline"),
    _S.PUBLISHED: ("reviewed", "look after", "feature", "archive"),
    _S.ARCHIVED: ("put back", "look after"),
    _S.DECLINED: ("reopen",),
    _S.WITHDRAWN: (),
}


def standing(viewer: Viewer, row: Resource) -> Standing:
    """Return where a record stands."""
    require(viewer, Permission.EVIDENCE_CURATE)
    known = names(viewer, {row.submitted_by_id, row.taken_by_id, row.owner_id})
    day, out = row.review_by, row.state is _S.PUBLISHED
    return Standing(
        row.slug, row.title, row.state, row.version, row.submitted_at,
        row.submitted_by_id is not None, known.get(row.submitted_by_id or 0),
        known.get(row.taken_by_id or 0), row.taken_by_id == viewer.member_id,
        row.answer, row.featured, known.get(row.owner_id or 0),
        row.owner_id is not None, day, out and bool(day and day <= clock.today()),
        row.published_at, row.link_checked_at, row.link_problem, _CAN[row.state],
    )  # fmt: skip


# ---------------------------------------------------------------- one's own
@dataclass(frozen=True)
class MyLine:
    """What somebody suggested, and how it stands; `answer` says why it was declined."""

    slug: str
    title: str
    type: ResourceType
    state: ResourceState
    submitted_at: datetime
    answer: str

    @property
    def waits(self) -> bool:
        """Whether it can be taken back."""
        return self.state in (_S.SUBMITTED, _S.IN_REVIEW)

    @property
    def shown(self) -> bool:
        """Whether everybody can read it."""
        return self.state in SHOWN


def suggested_by_me(viewer: Viewer) -> tuple[MyLine, ...]:
    """Return what the viewer suggested, the newest first."""
    found = visible(
        viewer, Resource.slug, Resource.title, Resource.type, Resource.state,
        Resource.submitted_at, Resource.answer,
    ).where(Resource.submitted_by_id == viewer.member_id)  # fmt: skip
    newest = found.order_by(Resource.submitted_at.desc(), Resource.id.desc())
    return tuple(MyLine(*row) for row in db.session.execute(newest.limit(200)))
