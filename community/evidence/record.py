"""What a record says now, as facts: to change it, to compare it, to bring it back."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Select

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import find, visible
from community.evidence.facts import LONGEST, ResourceFacts
from community.evidence.models import (
    Resource,
    ResourceFactor,
    ResourceTag,
    ResourceWord,
    WordsOf,
)
from community.expertise.models import Tag

PLAIN = (*LONGEST, "type", "year", "doi", "about_only", "strength")
"""The facts that are columns of a resource."""


def reach(viewer: Viewer, slug: str) -> Resource:
    """Return a resource that the viewer may see."""
    row: Resource = find(viewer, Resource, Resource.slug == slug)
    return row


def facts_of(viewer: Viewer, row: Resource) -> ResourceFacts:
    """Return what a record says now."""
    of = {"resource_id": row.id}
    tags = visible(viewer, Tag.slug).join(ResourceTag, ResourceTag.tag_id == Tag.id)
    said = visible(viewer, ResourceWord.of, ResourceWord.words)
    words = db.session.execute(said.filter_by(**of).order_by(ResourceWord.id)).all()
    factors = visible(viewer, ResourceFactor.code).filter_by(**of)
    return ResourceFacts(
        **{name: getattr(row, name) for name in PLAIN},
        authors=tuple(row.authors),
        tags=_all(tags.where(ResourceTag.resource_id == row.id).order_by(Tag.slug)),
        factors=_all(factors.order_by(ResourceFactor.code)),
        audiences=tuple(one.words for one in words if one.of is WordsOf.AUDIENCE),
        settings=tuple(one.words for one in words if one.of is WordsOf.SETTING),
    )


def _all(found: Select[Any]) -> tuple[str, ...]:
    return tuple(db.session.scalars(found))


def same(one: ResourceFacts, two: ResourceFacts) -> bool:
    """Tell whether two say the same, in whatever order their tags and factors are."""
    return in_order(one) == in_order(two)


def in_order(facts: ResourceFacts) -> ResourceFacts:
    """Return facts with their tags and factors in the order of the alphabet."""
    tags, factors = tuple(sorted(facts.tags)), tuple(sorted(facts.factors))
    return replace(facts, tags=tags, factors=factors)
