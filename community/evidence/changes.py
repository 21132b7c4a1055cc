"""Whether anything changed that is out in the hub: a few figures, in one statement."""

from typing import Any

from sqlalchemy import BigInteger, cast, func, select

from community.core.access import VISITOR
from community.core.db import db
from community.core.together import Read, together
from community.evidence.models import (
    Resource,
    ResourceFactor,
    ResourceState,
    ResourceTag,
    ResourceWord,
)
from community.expertise.models import Tag, TagName, TagState
from community.vocabulary.models import FACTORS, Term


def state() -> tuple[Any, ...]:
    """Return figures that change whenever something changes that is out.

    Beside the newest moment and the versions they add up lengths, each times the number
    of its row: a clock can stand still, and a word can take another's place.
    """
    read = (_resources(), *_about())
    figures = together(VISITOR, *(Read(one, _values) for one in read))
    return (str(db.engine.url), *figures)


def _values(rows: Any) -> tuple[Any, ...]:
    return tuple(value for row in rows for value in row.values())


def _resources() -> Any:
    written = (
        func.length(Resource.folded)
        + func.length(Resource.sentence)
        + func.length(Resource.summary)
    )
    return select(
        func.count().label("resources"),
        func.max(Resource.edited_at).label("edited"),
        _sum(Resource, Resource.version).label("versions"),
        _sum(Resource, written).label("written"),
        func.min(Resource.folded).label("first"),
        func.max(Resource.folded).label("last"),
    ).where(Resource.state == ResourceState.PUBLISHED)


def _about() -> tuple[Any, ...]:
    """Select what tells of the words beside resources, of tags and of terms."""
    above = func.coalesce(Tag.broader_id, 0)
    return (
        _of(ResourceTag, ResourceTag.tag_id, func.max(ResourceTag.id)),
        _said(ResourceWord, ResourceWord.words),
        _said(ResourceFactor, ResourceFactor.code),
        _said(TagName, TagName.folded),
        _of(Tag, above, _all(Tag)).where(Tag.state == TagState.APPROVED),
        _of(Term, Term.id, _all(Term)).where(Term.list == FACTORS),
    )


def _said(table: Any, words: Any) -> Any:
    return _of(table, func.length(words), func.max(words))


def _all(table: Any) -> Any:
    """Return all labels in a row: they are few, and a letter of one may change."""
    return func.aggregate_strings(table.label, "|")


def _of(table: Any, size: Any, last: Any) -> Any:
    return select(
        func.count().label("rows"),
        _sum(table, size).label("sizes"),
        last.label("last"),
    ).select_from(table)


def _sum(table: Any, size: Any) -> Any:
    return func.sum(cast(table.id, BigInteger) * size)
