"""What is new and open to everybody: noted once, and seen again when a letter goes.

No letter names what a sensitive word is in, or what is of a project with such a tag:
there it says how much more there is, and where.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from community.core import clock
from community.core.access import VISITOR
from community.core.db import db
from community.core.visible import visible
from community.essays.models import Essay, EssayState
from community.evidence.models import Resource, ResourceState, ResourceTag
from community.expertise.hints import hinting, hints
from community.expertise.models import Tag
from community.programme.models import Event, EventState, Update, UpdateState
from community.projects.models import Project
from community.projects.team import sensitive_ones
from community.subscriptions.models import Of, ToldThing

FRESH = timedelta(days=28)
"""What came out longer ago is new to nobody."""
MOST = 8
"""So many of each sort stand in a letter by name."""


@dataclass(frozen=True)
class Item:
    """One new thing: `line` says more of it, `day` is that of an event.

    News have their project there, what came out its first words, an event its place.
    """

    slug: str
    title: str
    line: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Section:
    """New things of one sort, and how many more there are."""

    of: Of
    items: tuple[Item, ...]
    more: int


# ---------------------------------------------------------------- what is open
def _news(*where: ColumnElement[bool]) -> Select[Any]:
    found = visible(VISITOR, Update.slug, Update.title, Update.project_id)
    found = found.add_columns(Project.title.label("line"))
    found = found.join(Project, Project.id == Update.project_id, isouter=True)
    out = found.where(Update.state == UpdateState.PUBLISHED, *where)
    return out.order_by(Update.published_at.desc(), Update.id.desc())


def _essays(*where: ColumnElement[bool]) -> Select[Any]:
    found = visible(VISITOR, Essay.slug, Essay.title, Essay.standfirst.label("line"))
    out = found.where(Essay.state == EssayState.PUBLISHED, Essay.title != "", *where)
    return out.order_by(Essay.published_on.desc(), Essay.id.desc())


def _resources(*where: ColumnElement[bool]) -> Select[Any]:
    found = visible(VISITOR, Resource.slug, Resource.title, Resource.id)
    found = found.add_columns(Resource.sentence.label("line"))
    out = found.where(Resource.state == ResourceState.PUBLISHED, *where)
    newest = Resource.published_at.desc(), Resource.id.desc()
    return out.order_by(Resource.featured.desc(), *newest)


def _events(*where: ColumnElement[bool]) -> Select[Any]:
    found = visible(VISITOR, Event.slug, Event.title, Event.project_id)
    found = found.add_columns(Event.place.label("line"), Event.begins_on.label("day"))
    to_come = Event.begins_on >= clock.today()
    out = found.where(Event.state == EventState.PUBLISHED, to_come, *where)
    return out.order_by(Event.begins_on, Event.id)


OPEN: dict[Of, tuple[Callable[..., Select[Any]], Any]] = {
    Of.NEWS: (_news, Update.slug),
    Of.ESSAY: (_essays, Essay.slug),
    Of.RESOURCE: (_resources, Resource.slug),
    Of.EVENT: (_events, Event.slug),
}
"""How each sort is read as everybody may see it, in the order of a letter."""


def _is_new(of: Of, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """State what is new of a sort; an event is until its day, what is featured too."""
    since = now - FRESH
    if of is Of.NEWS:
        return (Update.published_at > since,)
    if of is Of.ESSAY:
        return (Essay.published_on > since.date(),)
    if of is Of.RESOURCE:
        return (or_(Resource.published_at > since, Resource.featured),)
    return ()


# ---------------------------------------------------------------- noting it
def gather() -> None:
    """Note what everybody may see by now and no letter told: each thing once."""
    now = clock.now()
    told = {(of, slug) for of, slug in _told(ToldThing.told_at <= now)}
    new = [
        {"of": of, "slug": row.slug, "told_at": now}
        for of, (read, _slug) in OPEN.items()
        for row in db.session.execute(read(*_is_new(of, now)))
        if (of, row.slug) not in told
    ]
    if new:
        db.session.execute(_insert_new(), new)


def _insert_new() -> Any:
    """Return an INSERT that leaves out what somebody else noted meanwhile."""
    named = db.session.get_bind().dialect.name
    made = postgresql.insert if named == "postgresql" else sqlite.insert
    return made(ToldThing.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]


def _told(*where: ColumnElement[bool]) -> Sequence[Any]:
    return db.session.execute(select(ToldThing.of, ToldThing.slug).where(*where)).all()


def newest() -> datetime | None:
    """Return when something was noted last."""
    found = select(ToldThing.told_at).order_by(ToldThing.told_at.desc()).limit(1)
    return db.session.scalar(found)


# ---------------------------------------------------------------- telling it
def between(since: datetime, until: datetime) -> tuple[Section, ...]:
    """Return what was noted in that time, as everybody may see it at this moment."""
    noted = _told(ToldThing.told_at > since, ToldThing.told_at <= until)
    slugs: dict[Of, list[str]] = {}
    for of, slug in noted:
        slugs.setdefault(of, []).append(slug)
    words = hinting() if slugs else ()
    sections = (_section(of, slugs[of], words) for of in OPEN if of in slugs)
    return tuple(one for one in sections if one.items or one.more)


def _section(of: Of, slugs: Collection[str], words: Iterable[str]) -> Section:
    read, slug = OPEN[of]
    rows = db.session.execute(read(slug.in_(slugs))).mappings().all()
    about = "id" if of is Of.RESOURCE else "project_id"
    hidden = _sensitive(of, {row[about] for row in rows if row.get(about)})
    items = [
        Item(row["slug"], row["title"], row["line"] or "", row.get("day"))
        for row in rows
        if row.get(about) not in hidden
    ]
    plain = [one for one in items if not hints(f"{one.title} {one.line}", words)]
    return Section(of, tuple(plain[:MOST]), len(rows) - len(plain[:MOST]))


def _sensitive(of: Of, ids: Collection[int]) -> frozenset[int]:
    """Return those resources, else projects, that have a sensitive tag."""
    if not ids:
        return frozenset()
    if of is not Of.RESOURCE:
        return sensitive_ones(ids)
    found = visible(VISITOR, ResourceTag.resource_id)
    found = found.join(Tag, Tag.id == ResourceTag.tag_id)
    tagged = found.where(Tag.sensitive, ResourceTag.resource_id.in_(ids))
    return frozenset(db.session.scalars(tagged))
