"""Reads of tags: by the words that people type, by id, by family."""

from dataclasses import dataclass

from sqlalchemy import Integer, Select, cast, func, select

from community.core.db import db
from community.core.text import folded
from community.expertise.models import Family, Tag, TagName, TagState


@dataclass(frozen=True)
class TagCard:
    """A tag as pages show it."""

    id: int
    slug: str
    label: str
    family: Family | None
    sensitive: bool


def _cards() -> Select[int, str, str, Family | None, bool]:
    return select(Tag.id, Tag.slug, Tag.label, Tag.family, Tag.sensitive)


def approved(sensitive: bool = True) -> tuple[TagCard, ...]:
    """Return the approved tags by label; without the sensitive ones if asked."""
    found = _cards().where(Tag.state == TagState.APPROVED).order_by(Tag.label)
    if not sensitive:
        found = found.where(~Tag.sensitive)
    return tuple(TagCard(**row) for row in db.session.execute(found).mappings())


def by_slug(slug: str) -> TagCard | None:
    """Return an approved tag by its slug, following merges."""
    row = db.session.scalar(select(Tag).where(Tag.slug == slug))
    while row is not None and row.merged_into_id is not None:
        row = db.session.get(Tag, row.merged_into_id)
    if row is None or row.state is not TagState.APPROVED:
        return None
    return TagCard(row.id, row.slug, row.label, row.family, row.sensitive)


def tag_for(words: str) -> Tag | None:
    """Return the tag, approved or proposed, that `words` name; None for a new word."""
    found = (
        select(Tag)
        .join(TagName, TagName.tag_id == Tag.id)
        .where(TagName.folded == folded(words))
        .where(Tag.state.in_([TagState.APPROVED, TagState.PROPOSED]))
    )
    return db.session.scalar(found)


@dataclass(frozen=True)
class TagFound:
    """A tag that what somebody types may mean, and the name that matched."""

    slug: str
    label: str
    name: str
    family: Family | None
    sensitive: bool


def search_tags(words: str, limit: int = 8) -> tuple[TagFound, ...]:
    """Return approved tags whose label or a synonym begins with or holds `words`.

    Names that begin with the words come first, then shorter ones; each tag once.
    """
    typed = folded(words)
    if not typed:
        return ()
    begins = TagName.folded.startswith(typed, autoescape=True)
    inside = TagName.folded.contains(typed, autoescape=True)
    rows = db.session.execute(
        select(Tag.slug, Tag.label, TagName.name, Tag.family, Tag.sensitive)
        .join(TagName, TagName.tag_id == Tag.id)
        .where(inside, Tag.state == TagState.APPROVED)
        .order_by(cast(~begins, Integer), func.length(TagName.folded), TagName.folded)
        .limit(limit * 4)
    )
    found: dict[str, TagFound] = {}
    for slug, label, name, family, sensitive in rows:
        found.setdefault(slug, TagFound(slug, label, name, family, sensitive))
    return tuple(found.values())[:limit]


@dataclass(frozen=True)
class Proposal:
    """A new word in the queue; never who proposed it."""

    id: int
    label: str


def proposals() -> tuple[Proposal, ...]:
    """Return the words that wait for an organiser, in their order of arrival."""
    found = (
        select(Tag.id, Tag.label).where(Tag.state == TagState.PROPOSED).order_by(Tag.id)
    )
    return tuple(Proposal(*row) for row in db.session.execute(found))
