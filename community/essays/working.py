"""What editors have in hand: essays in every state, and what waits to come out."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.essays import queries
from community.essays.authors import Author
from community.essays.cards import FigureCard, VersionCard, WorkCard
from community.essays.commands import of
from community.essays.models import Essay, EssayState, EssayVersion, Series
from community.evidence.models import Resource

SOME = 30
"""So many versions stand on the page of an essay in hand."""


def in_hand(viewer: Viewer) -> tuple[WorkCard, ...]:
    """Return the essays that are not out, or have newer words than those out.

    One statement; those that stand elsewhere are not in hand.
    """
    last = _last(viewer).subquery()
    waits = last.c.written > func.coalesce(last.c.published, 0)
    found = (
        visible(viewer, Essay.slug, Essay.number, Essay.title, Essay.state, Essay.due)
        .add_columns(Essay.edited_at, Series.title.label("series"))
        .add_columns(func.coalesce(waits, False).label("newer"))
        .join(Series, Series.id == Essay.series_id)
        .join(last, last.c.essay_id == Essay.id, isouter=True)
        .where((Essay.state != EssayState.PUBLISHED) | waits)
        .order_by(Essay.edited_at.desc(), Essay.id.desc())
    )
    rows = db.session.execute(found).mappings()
    return tuple(WorkCard(**{**row, "newer": bool(row["newer"])}) for row in rows)


def _last(viewer: Viewer) -> Select[Any]:
    """Select the last version that was saved, and the last that came out, of each."""
    out = EssayVersion.published_at.is_not(None)
    published = func.max(EssayVersion.number).filter(out).label("published")
    written = func.max(EssayVersion.number).label("written")
    found = visible(viewer, EssayVersion.essay_id, written, published)
    return found.group_by(EssayVersion.essay_id)


@dataclass(frozen=True)
class Draft:
    """An essay as its editors have it: the newest words, out or not."""

    slug: str
    title: str
    standfirst: str
    body: str
    state: EssayState
    series: str
    series_title: str
    number: int | None
    due: date | None
    link: str
    date_words: str
    resource: str
    published_on: date | None
    authors: tuple[Author, ...]
    figures: tuple[FigureCard, ...]
    versions: tuple[VersionCard, ...]
    edited_at: datetime
    version: int = field(metadata={"api": False})

    @property
    def newer(self) -> bool:
        """Whether there are words that did not come out yet."""
        return bool(self.versions) and self.versions[0].published_at is None

    @property
    def out(self) -> VersionCard | None:
        """The version that is out, or was last."""
        return next((one for one in self.versions if one.published_at), None)


def draft(viewer: Viewer, slug: str) -> Draft:
    """Return an essay for its editors, with the newest words: seven statements."""
    row = of(viewer, slug)
    series = db.session.execute(
        visible(viewer, Series.slug, Series.title).where(Series.id == row.series_id)
    ).one()
    versions = versions_of(viewer, row.id)
    words = _newest(viewer, row.id)
    record = visible(viewer, Resource.slug).where(Resource.id == row.resource_id)
    return Draft(
        slug=row.slug, title=words.title if words else row.title,
        standfirst=words.standfirst if words else row.standfirst,
        body=words.body if words else "", state=row.state, series=series.slug,
        series_title=series.title, number=row.number, due=row.due, link=row.link,
        date_words=row.date_words, resource=db.session.scalar(record) or "",
        published_on=row.published_on, edited_at=row.edited_at, version=row.version,
        authors=queries.authors_of(viewer, [row.id]).get(row.id, ()),
        figures=queries.figures_of(viewer, row.id), versions=versions,
    )  # fmt: skip


def _newest(viewer: Viewer, essay: int) -> EssayVersion | None:
    found = visible(viewer, EssayVersion).where(EssayVersion.essay_id == essay)
    last: EssayVersion | None = db.session.scalar(
        found.order_by(EssayVersion.number.desc()).limit(1)
    )
    return last


def versions_of(viewer: Viewer, essay: int) -> tuple[VersionCard, ...]:
    """Return the last versions that were saved, and all that were out, newest first."""
    edition, found = 0, []
    rows = db.session.execute(queries.versions_select(viewer, essay)).mappings().all()
    for place, row in enumerate(rows):
        edition += row["published_at"] is not None
        if row["published_at"] is not None:
            found.append(VersionCard(**row, edition=edition))
        elif place >= len(rows) - SOME:
            found.append(VersionCard(**row))
    return tuple(reversed(found))


def series_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Return every series by its address, with its title."""
    found = visible(viewer, Series.slug, Series.title)
    rows = db.session.execute(found.order_by(Series.sort, Series.id))
    return [(row.slug, row.title) for row in rows]
