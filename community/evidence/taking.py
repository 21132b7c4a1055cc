"""Taking references away: what records say, many at once, and their files."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.evidence.facts import ResourceFacts
from community.evidence.models import (
    Resource,
    ResourceFactor,
    ResourceTag,
    ResourceWord,
    WordsOf,
)
from community.evidence.record import PLAIN
from community.evidence.references import bibtex, ris, table
from community.expertise.models import Tag

FORMATS = {"ris": ris.write, "bib": bibtex.write, "csv": table.write}
AT_ONCE = 500
"""So many numbers stand in one statement."""


def many(viewer: Viewer, numbers: Sequence[int]) -> tuple[ResourceFacts, ...]:
    """Return what these records say, in their order; those not seen are left out."""
    found: dict[int, ResourceFacts] = {}
    for start in range(0, len(numbers), AT_ONCE):
        found |= _some(viewer, numbers[start : start + AT_ONCE])
    return tuple(found[one] for one in numbers if one in found)


def _some(viewer: Viewer, numbers: Sequence[int]) -> dict[int, ResourceFacts]:
    columns = [getattr(Resource, name) for name in ("id", "authors", *PLAIN)]
    rows = visible(viewer, *columns).where(Resource.id.in_(numbers))
    tags = visible(viewer, ResourceTag.resource_id, Tag.slug).join(
        Tag, Tag.id == ResourceTag.tag_id
    )
    words = visible(
        viewer, ResourceWord.resource_id, ResourceWord.words, ResourceWord.of
    ).order_by(ResourceWord.id)
    factors = visible(viewer, ResourceFactor.resource_id, ResourceFactor.code)
    about = _by_resource(
        tags.where(ResourceTag.resource_id.in_(numbers)).order_by(Tag.slug)
    )
    codes = _by_resource(
        factors.where(ResourceFactor.resource_id.in_(numbers)).order_by(
            ResourceFactor.code
        )
    )
    of = WordsOf
    said = {
        kind: _by_resource(
            words.where(ResourceWord.resource_id.in_(numbers), ResourceWord.of == kind)
        )
        for kind in (of.AUDIENCE, of.SETTING)
    }
    return {
        row.id: ResourceFacts(
            **{name: getattr(row, name) for name in PLAIN},
            authors=tuple(row.authors),
            tags=about.get(row.id, ()),
            factors=codes.get(row.id, ()),
            audiences=said[of.AUDIENCE].get(row.id, ()),
            settings=said[of.SETTING].get(row.id, ()),
        )
        for row in db.session.execute(rows)
    }


def _by_resource(found: Any) -> dict[int, tuple[str, ...]]:
    kept: dict[int, tuple[str, ...]] = {}
    for number, words, *_rest in db.session.execute(found):
        kept[number] = (*kept.get(number, ()), words)
    return kept


def labels(found: Iterable[ResourceFacts]) -> dict[str, str]:
    """Return what the tags of these facts are called."""
    slugs = {slug for facts in found for slug in facts.tags}
    named = select(Tag.slug, Tag.label).where(Tag.slug.in_(slugs))
    return {row.slug: row.label for row in db.session.execute(named)}


def file(viewer: Viewer, numbers: Sequence[int], ending: str) -> str:
    """Return a file of these records, as far as the viewer may see them.

    Nobody notes who took what: everybody may, and it can be a hint about health.
    """
    found = many(viewer, numbers)
    return FORMATS[ending](found, labels(found))
