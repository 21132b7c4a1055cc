"""Records that look much alike, and may be the same thing."""

from dataclasses import dataclass

from sqlalchemy import or_

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.evidence.models import Resource, ResourceState


@dataclass(frozen=True)
class NearTwin:
    """A record whose title is much like that of another."""

    slug: str
    title: str
    year: int | None
    state: ResourceState


NEAR, FEW, LOOKED_AT = 0.5, 5, 60
LONG = 3
"""So many of the longest words of a title are looked for."""


def near_twins(viewer: Viewer, row: Resource) -> tuple[NearTwin, ...]:
    """Return records that may be the same thing: half of the words agree, or more."""
    words = set(row.folded.split())
    longest = sorted(words, key=lambda word: (-len(word), word))[:LONG]
    if not longest:
        return ()
    alike = [Resource.folded.contains(word, autoescape=True) for word in longest]
    if row.address:
        alike.append(Resource.address == row.address)
    found = visible(
        viewer, Resource.slug, Resource.title, Resource.year, Resource.state,
        Resource.folded, Resource.address,
    )  # fmt: skip
    found = found.where(
        Resource.id != row.id, Resource.state != ResourceState.WITHDRAWN, or_(*alike)
    )
    scored = []
    for one in db.session.execute(found.order_by(Resource.id.desc()).limit(LOOKED_AT)):
        theirs = set(one.folded.split())
        share = len(words & theirs) / len(words | theirs)
        if row.address and one.address == row.address:
            share = 1.0
        if share >= NEAR:
            scored.append((-share, one.slug, one))
    return tuple(NearTwin(*one[:4]) for _share, _slug, one in sorted(scored)[:FEW])
