"""Files that were brought in, as curators look at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, find, page_of, visible
from community.evidence import imports
from community.evidence.models import (
    ImportState,
    Resource,
    ResourceImport,
    ResourceState,
    ResourceType,
)
from community.evidence.references.reading import Problem
from community.members.models import Member

SIZE = 50
NEW, HERE, TWICE, WRONG = "new", "here", "twice", "wrong"
SORTS = (WRONG, NEW, HERE, TWICE)
"""What becomes of a row, what needs a look first."""


@dataclass(frozen=True)
class ImportCard:
    """A file that was brought in, and where it stands; `by` is who, if seen."""

    id: int
    name: str
    format: str
    state: ImportState
    brought: int
    made_at: datetime
    by: str | None = None


@dataclass(frozen=True)
class RowLine:
    """A row of a dry run: what it says, what becomes of it, and what is wrong."""

    row: int
    line: int
    title: str
    sort: str
    type: ResourceType | None
    authors: tuple[str, ...]
    year: int | None
    publisher: str
    same_as: str
    twice: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class BroughtLine:
    """A record that a file brought."""

    slug: str
    title: str
    state: ResourceState


@dataclass(frozen=True)
class Batch:
    """A file with its rows, counted; once it is applied, with what it brought."""

    card: ImportCard
    counts: dict[str, int]
    rows: Page[RowLine]
    brought: Page[BroughtLine]
    untouched: int


def files(viewer: Viewer, page: int = 1) -> Page[ImportCard]:
    """Return the files that were brought in, the newest first."""
    made = ResourceImport
    found = (
        visible(
            viewer, made.id, made.name, made.format, made.state, made.brought,
            made.made_at, Member.name.label("by"),
        )
        .outerjoin(Member, Member.id == made.made_by_id)
        .order_by(made.id.desc())
    )  # fmt: skip
    return page_of(found, ImportCard, page)


def batch(viewer: Viewer, number: int, sort: str = "", page: int = 1) -> Batch:
    """Return one file, with the rows of one sort or all of them."""
    row: ResourceImport = find(viewer, ResourceImport, ResourceImport.id == number)
    card = ImportCard(row.id, row.name, row.format, row.state, row.brought, row.made_at)
    lines = [_line(one) for one in row.rows]
    counts = {one: sum(line.sort == one for line in lines) for one in SORTS}
    shown = [line for line in lines if not sort or line.sort == sort]
    brought = visible(viewer, Resource.slug, Resource.title, Resource.state).where(
        Resource.import_id == row.id
    )
    applied = row.state is ImportState.APPLIED
    rows = Page(tuple(shown[(page - 1) * SIZE : page * SIZE]), page, SIZE, len(shown))
    if lines and not 1 <= page <= rows.pages:
        raise NotFound("page")
    return Batch(
        card,
        counts,
        rows,
        page_of(
            brought.order_by(Resource.folded, Resource.id),
            BroughtLine,
            1 if lines else page,
            SIZE,
        ),
        len(imports.untouched(viewer, row)) if applied else 0,
    )


def titles(viewer: Viewer, slugs: set[str]) -> dict[str, str]:
    """Return the titles of the records that rows are the same as."""
    found = visible(viewer, Resource.slug, Resource.title)
    rows = db.session.execute(found.where(Resource.slug.in_(slugs)))
    return {row.slug: row.title for row in rows}


def waiting(viewer: Viewer) -> int:
    """Count the dry runs that nobody has decided on."""
    found = visible(viewer, func.count(ResourceImport.id))
    waits = ResourceImport.state == ImportState.DRY_RUN
    return db.session.scalar(found.where(waits)) or 0


def _line(row: dict[str, Any]) -> RowLine:
    facts = row["facts"] or {}
    sort = WRONG if not facts else HERE if row["same_as"] else NEW
    return RowLine(
        row=row["row"],
        line=row["line"],
        title=row["title"],
        sort=TWICE if row["twice"] else sort,
        type=ResourceType(facts["type"]) if facts else None,
        authors=tuple(facts.get("authors", ())),
        year=facts.get("year"),
        publisher=facts.get("publisher", ""),
        same_as=row["same_as"],
        twice=row["twice"],
        problems=tuple((message, values) for message, values in row["problems"]),
    )
