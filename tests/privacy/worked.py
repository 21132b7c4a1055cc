"""What a viewer does not see of who works with resources: talkers, uses of drafts."""

import random

from sqlalchemy import delete, insert, select, update

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import unscoped, visible
from community.essays.models import EssayAuthor
from community.evidence.models import Resource, ResourceTalker, ResourceUse
from community.members.models import Member
from community.projects.models import Project
from tests.privacy.between import PEOPLE, secret

GUIDES = (1, 90)
"""The resources that are out."""


def worked(rng: random.Random, viewer: Viewer) -> str:
    """Others talk about a resource, as others see it; a draft uses it or not."""
    for entity in (ResourceTalker, ResourceUse):
        seen = set(db.session.scalars(visible(viewer, entity.id)))
        hidden = unscoped("test", entity).where(entity.id.not_in(seen))
        for row in db.session.scalars(hidden.order_by(entity.id)):
            row.words = secret(rng)
            if rng.random() < 0.3:
                db.session.delete(row)
    db.session.flush()
    return f"{_talks(rng, viewer)}, {_uses(rng, viewer)}"


def _talks(rng: random.Random, viewer: Viewer) -> str:
    """Somebody is happy to talk; to all members, where the viewer does not see them."""
    who = rng.choice([one for one in PEOPLE if one != viewer.member_id])
    seen = db.session.scalar(visible(viewer, Member.id).where(Member.id == who))
    audience = Audience.ME if seen else rng.choice(list(Audience)[:4])
    resource = rng.choice(GUIDES)
    pair = {"resource_id": resource, "member_id": who}
    there = unscoped("test", ResourceTalker.id).filter_by(**pair)
    if db.session.scalar(there) is None:
        row = {**pair, "audience": audience, "words": secret(rng)}
        db.session.execute(insert(ResourceTalker).values(**row))
    return f"{who} talks about {resource} to {audience.value}"


def _uses(rng: random.Random, viewer: Viewer) -> str:
    """A draft that the viewer does not see uses a resource, or does so no more."""
    if db.session.scalar(visible(viewer, Project.id).where(Project.id == 3)):
        return "no draft uses anything else"
    pair = {"resource_id": rng.choice(GUIDES), "project_id": 3}
    gone = delete(ResourceUse).filter_by(**pair)
    if not db.session.execute(gone).rowcount:
        db.session.execute(insert(ResourceUse).values(**pair, words=secret(rng)))
    return f"a draft uses {pair['resource_id']} or not"


def rests_with(viewer: Viewer, number: int) -> None:
    """Somebody who rests talked about what is out, wrote, and looked after it."""
    row = {"member_id": number, "audience": Audience.MEMBERS, "words": "I rest"}
    db.session.execute(insert(ResourceTalker).values(resource_id=1, **row))
    wrote = select(EssayAuthor.id).where(EssayAuthor.name == "Nobody here")
    wrote = wrote.execution_options(unscoped="test")
    db.session.execute(
        update(EssayAuthor)
        .where(EssayAuthor.id.in_(list(db.session.scalars(wrote))))
        .values(member_id=number)
    )
    if not viewer.can_curate:
        values = {"owner_id": number, "submitted_by_id": number}
        db.session.execute(update(Resource).where(Resource.id == 90).values(**values))
