"""The records of evidence that are there from the first day: facts, in our words."""

from community.core import clock
from community.core.access import VISITOR
from community.core.db import db
from community.core.text import random_id, slug_of
from community.core.visible import unscoped
from community.evidence.facts import ResourceFacts, twin, write
from community.evidence.models import Resource, ResourceState, ResourceType
from community.vocabulary.commands import reference, set_setting
from community.vocabulary.models import Setting

LOADED = "evidence loaded"
"""The setting that remembers which records were brought: none comes a second time,
whatever curators have made of it since."""


def load_evidence() -> None:
    """Bring the shipped records that were never brought before; touch no other."""
    kept = db.session.get(Setting, LOADED)
    brought = kept.value.split() if kept else []
    new = [row for row in reference("evidence") if row["key"] not in set(brought)]
    for row in new:
        facts = _facts(row)
        if twin(facts) is None:
            _publish(row["key"], facts)
    if new:
        set_setting(LOADED, " ".join([*brought, *(row["key"] for row in new)]))


def _publish(key: str, facts: ResourceFacts) -> None:
    """Put a record out without an owner or a day of review: nobody looked yet."""
    moment, slug = clock.now(), _slug(facts.title)
    made = Resource(
        slug=slug, key=key, state=ResourceState.PUBLISHED,
        submitted_at=moment, published_at=moment,
    )  # fmt: skip
    db.session.add(made)
    write(VISITOR, made, facts)


def _slug(title: str) -> str:
    """Return the title as it stands in an address: the same wherever it is loaded."""
    plain = slug_of(title)
    taken = unscoped("is this resource here already?", Resource.id)
    there = db.session.scalar(taken.where(Resource.slug == plain))
    return plain if plain and there is None else f"{plain}-{random_id()}".strip("-")


def _facts(row: dict[str, str]) -> ResourceFacts:
    return ResourceFacts(
        title=row["title"],
        type=ResourceType(row["type"]),
        authors=_each(row["authors"]),
        year=int(row["year"]) if row["year"] else None,
        publisher=row["publisher"],
        doi=row["doi"] or None,
        address=row["address"],
        about_only=row["about_only"] == "yes",
        note=row["note"],
        sentence=row["sentence"],
        tags=_each(row["tags"]),
        audiences=_each(row["audiences"]),
        settings=_each(row["settings"]),
    )


def _each(cell: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in cell.split(";") if one.strip())
