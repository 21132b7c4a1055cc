"""What a viewer does not see of the hub: suggestions of others, answers, drafts."""

import random

from sqlalchemy import insert

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped, visible
from community.evidence.models import (
    Collection,
    CollectionItem,
    Resource,
    ResourceState,
    ResourceVersion,
)
from tests.privacy.between import secret

_HIDDEN = [ResourceState.SUBMITTED, ResourceState.IN_REVIEW, ResourceState.DECLINED]


def _hidden(viewer: Viewer, entity):
    seen = set(db.session.scalars(visible(viewer, entity.id)))
    every = unscoped("test", entity).where(entity.id.not_in(seen))
    return list(db.session.scalars(every.order_by(entity.id)))


def suggested(rng: random.Random, viewer: Viewer) -> str:
    """What others suggested, and curators wrote of it and are at, is something else."""
    rows = _hidden(viewer, Resource)
    for row in rows:
        row.title = row.folded = row.answer = row.sentence = secret(rng)
        row.state, row.taken_by_id = rng.choice(_HIDDEN), rng.choice([None, 4])
    for row in _hidden(viewer, ResourceVersion):
        row.why = secret(rng)
    for row in _hidden(viewer, Collection):
        row.title = row.intro = secret(rng)
        for one in _hidden(viewer, CollectionItem):
            one.words = secret(rng)
    if not viewer.can_curate:
        words = secret(rng)
        row = {"slug": f"r-{rng.random()}", "title": words, "folded": words}
        others = [who for who in range(1, 9) if who != viewer.member_id]
        by = {"submitted_by_id": rng.choice(others), "type": "guide"}
        made = {"state": rng.choice(_HIDDEN), **row, **by}
        db.session.execute(insert(Resource).values(**made))
    return f"{len(rows)} suggestions of others are something else"
