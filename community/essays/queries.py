"""Reads of essays: the series, one essay, what somebody wrote, what feeds bring."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Select, func

from community.core.access import VISITOR, Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import visible
from community.essays.authors import Author
from community.essays.cards import (
    EssayCard,
    EssayView,
    FeedEntry,
    FigureCard,
    Record,
    SeriesCard,
    Step,
    VersionCard,
)
from community.essays.models import (
    SHOWN,
    Essay,
    EssayAuthor,
    EssayFigure,
    EssayState,
    EssayVersion,
    Series,
)
from community.evidence.models import Resource
from community.members.models import Member

FEED = 20
_CARD = (
    Essay.id, Essay.slug, Essay.number, Essay.title, Essay.standfirst, Essay.state,
    Essay.due, Essay.published_on, Essay.date_words, Essay.link,
)  # fmt: skip


# ---------------------------------------------------------------- lists
def index(viewer: Viewer) -> tuple[SeriesCard, ...]:
    """Return all series with their essays, planned and out: five statements."""
    found = visible(viewer, *_CARD, Essay.series_id).where(Essay.state.in_(SHOWN))
    rows = db.session.execute(_in_order(found)).mappings().all()
    cards = dict(zip((row["id"] for row in rows), _cards(viewer, rows), strict=True))
    of: dict[int, list[EssayCard]] = defaultdict(list)
    for row in rows:
        of[row["series_id"]].append(cards[row["id"]])
    series = db.session.scalars(
        visible(viewer, Series).order_by(Series.sort, Series.id)
    )
    return tuple(
        SeriesCard(one.slug, one.title, one.intro, tuple(of[one.id])) for one in series
    )


def by_member(viewer: Viewer, member_id: int) -> tuple[EssayCard, ...]:
    """Return the essays that a member wrote, the newest first: three statements.

    Those that are out, to whoever may see both the essay and the member.
    """
    found = (
        visible(viewer, *_CARD)
        .join(EssayAuthor, EssayAuthor.essay_id == Essay.id)
        .join(Member, Member.id == EssayAuthor.member_id)
        .where(Member.id == member_id, Essay.state == EssayState.PUBLISHED)
        .order_by(Essay.published_on.desc(), Essay.id.desc())
        .distinct()
    )
    return _cards(viewer, db.session.execute(found).mappings().all())


def _in_order(found: Select[Any]) -> Select[Any]:
    """Order essays by number; those without one come last."""
    return found.order_by(Essay.number.is_(None), Essay.number, Essay.id)


def _cards(viewer: Viewer, rows: Any) -> tuple[EssayCard, ...]:
    ids = [row["id"] for row in rows]
    if not ids:
        return ()
    names, minutes = authors_of(viewer, ids), _minutes(viewer, ids)
    kept = [one.key for one in _CARD[1:]]
    return tuple(
        EssayCard(
            **{name: row[name] for name in kept},
            minutes=minutes.get(row["id"], 0),
            authors=names.get(row["id"], ()),
        )
        for row in rows
    )


def authors_of(viewer: Viewer, ids: list[int]) -> dict[int, tuple[Author, ...]]:
    """Return who wrote each essay, with a way to those that the viewer may see."""
    rows = db.session.execute(
        visible(viewer, EssayAuthor.essay_id, EssayAuthor.name, EssayAuthor.member_id)
        .where(EssayAuthor.essay_id.in_(ids))
        .order_by(EssayAuthor.rank, EssayAuthor.id)
    ).all()
    tied = {row.member_id for row in rows} - {None}
    known = visible(viewer, Member.id, Member.slug).where(Member.id.in_(tied))
    slugs = {row.id: row.slug for row in db.session.execute(known)} if tied else {}
    found: dict[int, tuple[Author, ...]] = {}
    for row in rows:
        one = Author(row.name, slugs.get(row.member_id, ""))
        found[row.essay_id] = (*found.get(row.essay_id, ()), one)
    return found


def _minutes(viewer: Viewer, ids: list[int]) -> dict[int, int]:
    """Return how long the newest published version of each takes to read."""
    rows = db.session.execute(
        visible(viewer, EssayVersion.essay_id, EssayVersion.minutes)
        .where(EssayVersion.essay_id.in_(ids), EssayVersion.published_at.is_not(None))
        .order_by(EssayVersion.number)
    )
    return {row.essay_id: row.minutes for row in rows}


# ---------------------------------------------------------------- one of them
def one(viewer: Viewer, slug: str) -> EssayView:
    """Return an essay as its readers have it: eight statements at most."""
    found = visible(viewer, Essay, Series.title, Series.slug)
    found = found.join(Series, Series.id == Essay.series_id)
    shown = found.where(Essay.slug == slug, Essay.state.in_(SHOWN))
    first = db.session.execute(shown).first()
    if first is None:
        raise NotFound("Essay")
    row, series, series_slug = first
    versions = out(viewer, row.id) if row.state is EssayState.PUBLISHED else ()
    before, after = _around(viewer, row)
    return EssayView(
        slug=row.slug, number=row.number, title=row.title, standfirst=row.standfirst,
        body=body_of(viewer, row.id, versions[0].number) if versions else "",
        state=row.state, due=row.due, published_on=row.published_on,
        date_words=row.date_words, link=row.link, series=series,
        series_slug=series_slug, minutes=versions[0].minutes if versions else 0,
        authors=authors_of(viewer, [row.id]).get(row.id, ()),
        figures=figures_of(viewer, row.id) if versions else (), versions=versions,
        before=before, after=after, record=_record(viewer, row),
        mine=_wrote(viewer, row),
    )  # fmt: skip


def out(viewer: Viewer, essay: int) -> tuple[VersionCard, ...]:
    """Return the versions that were out, the newest first: one statement."""
    rows = db.session.execute(
        versions_select(viewer, essay, EssayVersion.published_at.is_not(None))
    ).mappings()
    counted = [
        VersionCard(**row, edition=place) for place, row in enumerate(rows, 1)
    ]  # in the order of numbers, which is that in which they came out
    return tuple(reversed(counted))


def versions_select(
    viewer: Viewer, essay: int, *where: ColumnElement[bool]
) -> Select[Any]:
    """Select versions of an essay, in the order in which they were saved."""
    row = EssayVersion
    found = visible(viewer, row.number, row.title, row.minutes, row.why, row.saved_at)
    found = found.add_columns(row.published_at).where(row.essay_id == essay, *where)
    return found.order_by(row.number)


def body_of(viewer: Viewer, essay: int, number: int) -> str:
    """Return what a version said, or raise `NotFound`."""
    body: str | None = db.session.scalar(
        visible(viewer, EssayVersion.body).where(
            EssayVersion.essay_id == essay, EssayVersion.number == number
        )
    )
    if body is None:
        raise NotFound("version")
    return body


def figures_of(viewer: Viewer, essay: int) -> tuple[FigureCard, ...]:
    """Return the pictures of an essay that the viewer may see: one statement."""
    row = EssayFigure
    found = visible(viewer, row.number, row.name, row.alt, row.caption, row.width)
    found = found.add_columns(row.height, row.out).where(row.essay_id == essay)
    rows = db.session.execute(found.order_by(row.number)).mappings()
    return tuple(FigureCard(**one) for one in rows)


def is_figure(viewer: Viewer, slug: str, name: str) -> bool:
    """Tell whether a picture is in an essay, where the viewer may see both."""
    found = visible(viewer, EssayFigure.id).join(
        Essay, Essay.id == EssayFigure.essay_id
    )
    this = found.where(Essay.slug == slug, EssayFigure.name == name)
    return db.session.scalar(this) is not None


def _around(viewer: Viewer, row: Essay) -> tuple[Step | None, Step | None]:
    """Return the essays before and after in the series."""
    found = visible(viewer, Essay.slug, Essay.number, Essay.title)
    found = found.where(Essay.series_id == row.series_id, Essay.state.in_(SHOWN))
    steps = [Step(*one) for one in db.session.execute(_in_order(found))]
    here = [step.slug for step in steps].index(row.slug)
    before = steps[here - 1] if here else None
    return before, steps[here + 1] if here + 1 < len(steps) else None


def _record(viewer: Viewer, row: Essay) -> Record | None:
    found = visible(viewer, Resource.slug, Resource.title)
    first = db.session.execute(found.where(Resource.id == row.resource_id)).first()
    return None if first is None else Record(*first)


def _wrote(viewer: Viewer, row: Essay) -> bool:
    """Tell whether the viewer is tied to a name among its authors."""
    if not viewer.is_member:
        return False
    found = visible(viewer, EssayAuthor.id).where(
        EssayAuthor.essay_id == row.id, EssayAuthor.member_id == viewer.member_id
    )
    return db.session.scalar(found.limit(1)) is not None


# ---------------------------------------------------------------- feeds
def feed() -> tuple[FeedEntry, ...]:
    """Return the newest essays whose text stands here, as a visitor may read them."""
    first = func.min(EssayVersion.published_at).label("published_at")
    last = func.max(EssayVersion.published_at).label("changed_at")
    newest = func.max(EssayVersion.number).label("number")
    dated = (
        visible(VISITOR, Essay.id, first, last, newest)
        .join(EssayVersion, EssayVersion.essay_id == Essay.id)
        .where(Essay.state == EssayState.PUBLISHED)
        .where(EssayVersion.published_at.is_not(None))
        .group_by(Essay.id)
        .order_by(first.desc(), Essay.id.desc())
        .limit(FEED)
    )
    return tuple(_entry(*row) for row in db.session.execute(dated))


def _entry(essay: int, published_at: Any, changed_at: Any, number: int) -> FeedEntry:
    found = visible(VISITOR, Essay.slug, Essay.title, Essay.standfirst)
    slug, title, standfirst = db.session.execute(found.where(Essay.id == essay)).one()
    names = authors_of(VISITOR, [essay]).get(essay, ())
    return FeedEntry(
        slug=slug, title=title, standfirst=standfirst,
        body=body_of(VISITOR, essay, number), authors=tuple(one.name for one in names),
        figures=figures_of(VISITOR, essay), published_at=published_at,
        changed_at=changed_at,
    )  # fmt: skip
