"""What a viewer does not see of ideas: those of others, words, offers to an author."""

import random

from sqlalchemy import insert

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import unscoped, visible
from community.ideas.models import Idea, IdeaComment, IdeaHelp
from community.members.models import Member
from tests.privacy.between import secret


def _hidden(viewer: Viewer, entity):
    seen = set(db.session.scalars(visible(viewer, entity.id)))
    every = unscoped("test", entity).where(entity.id.not_in(seen))
    return list(db.session.scalars(every.order_by(entity.id)))


def thought(rng: random.Random, viewer: Viewer) -> str:
    """Whom and what the viewer does not see has more to say about ideas."""
    me = viewer.member_id or 0
    for row in _hidden(viewer, Idea):
        row.title = row.challenge = row.folded = secret(rng)
    for row in _hidden(viewer, IdeaComment):
        row.words, row.removed = secret(rng), False
    for row in _hidden(viewer, IdeaHelp):
        row.words, row.invited = secret(rng), rng.random() < 0.5
    people = [one.id for one in _hidden(viewer, Member) if one.listed and one.id != me]
    ideas = db.session.scalars(unscoped("test", Idea).order_by(Idea.id)).all()
    for who in people:
        row = {"idea_id": rng.choice(ideas).id, "member_id": who, "words": secret(rng)}
        db.session.execute(insert(IdeaComment).values(**row))
    _to_an_author(rng, me, ideas)
    return f"{people} say more about ideas"


def _to_an_author(rng: random.Random, me: int, ideas) -> None:
    """Let somebody offer help that only an author who is not the viewer reads."""
    idea = rng.choice([one for one in ideas if one.author_id != me])
    there = unscoped("test", IdeaHelp.member_id).where(IdeaHelp.idea_id == idea.id)
    taken = {me, idea.author_id, *db.session.scalars(there)}
    who = rng.choice([one for one in range(1, 9) if one not in taken])
    row = {"idea_id": idea.id, "member_id": who, "words": secret(rng)}
    db.session.execute(insert(IdeaHelp).values(**row, audience=Audience.ME))
