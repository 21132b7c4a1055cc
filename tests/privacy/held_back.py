"""What is held back while moderators look, and the words that others muted."""

import random
from collections.abc import Callable

from community.core import clock, held
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.text import folded
from community.core.visible import unscoped
from community.evidence.models import (
    Resource,
    ResourceState,
    ResourceTag,
    ResourceType,
)
from community.ideas.models import Idea, IdeaComment, IdeaHelp, IdeaTag
from community.impact.models import ImpactRecord, ImpactState
from community.projects.models import Project, ProjectState, ProjectTag, TeamRole
from community.safeguarding.models import MutedWord
from tests.cast import join
from tests.privacy.between import secret


def _somebody(rng: random.Random, viewer: Viewer) -> int:
    return rng.choice([one for one in range(1, 9) if one != viewer.member_id])


def _holds(kind: str, row: object) -> int:
    db.session.add(row)
    db.session.flush()
    held.hold(kind, row.id)
    return row.id


def project(rng: random.Random, viewer: Viewer) -> str:
    """A project of somebody else is held back, with its team and what it is about."""
    number = 6000 + rng.randrange(10**6)
    title = rng.choice(["Pain cafe", "Walking together", secret(rng)])
    row = Project(
        id=number, slug=f"held-{number}", title=title, folded=folded(title),
        summary=secret(rng), state=ProjectState.PUBLISHED, nation="wls",
        audience=rng.choice([Audience.MEMBERS, Audience.PUBLIC]), phase="develop",
        published_at=clock.now(),
    )  # fmt: skip
    _holds("project", row)
    join(number, _somebody(rng, viewer), TeamRole.LEAD)
    db.session.add(ProjectTag(project_id=number, tag_id=rng.randrange(1, 6)))
    return f"project {number} is held back"


def thoughts(rng: random.Random, viewer: Viewer) -> str:
    """An idea of somebody else, a comment and an offer of help are held back."""
    slug = f"held-{rng.randrange(10**6)}"
    words = {"title": secret(rng), "challenge": secret(rng), "folded": secret(rng)}
    who = _somebody(rng, viewer)
    number = _holds("idea", Idea(slug=slug, author_id=who, **words))
    db.session.add(IdeaTag(idea_id=number, tag_id=rng.randrange(1, 6)))
    ideas = list(db.session.scalars(unscoped("test", Idea.id).order_by(Idea.id)))
    said = {"idea_id": rng.choice(ideas), "words": secret(rng)}
    _holds("comment", IdeaComment(member_id=who, **said))
    if _helps(who) is None:
        _holds("help", IdeaHelp(member_id=who, idea_id=number, words=secret(rng)))
    return f"idea {number} is held back, and what {who} said"


def _helps(member: int) -> int | None:
    found = unscoped("test", IdeaHelp.id).where(IdeaHelp.member_id == member)
    return db.session.scalar(found.limit(1))


def resource(rng: random.Random, viewer: Viewer) -> str:
    """A resource is held back, and a note of what changed."""
    if viewer.can_curate:  # curators look after what is in the hub
        return ""
    title, who = secret(rng), _somebody(rng, viewer)
    row = Resource(
        slug=f"held-{rng.randrange(10**6)}", title=title, folded=folded(title),
        type=ResourceType.GUIDE, state=ResourceState.PUBLISHED, submitted_by_id=who,
        published_at=clock.now(),
    )  # fmt: skip
    number = _holds("resource", row)
    db.session.add(ResourceTag(resource_id=number, tag_id=rng.randrange(1, 6)))
    changed = {"area": "skills", "what_changed": secret(rng), "claimed_by_id": who}
    _holds(
        "impact",
        ImpactRecord(
            happened_on=clock.today(), state=rng.choice(list(ImpactState)), **changed
        ),
    )
    return f"resource {number} is held back"


def words(rng: random.Random, viewer: Viewer) -> str:
    """Somebody else mutes a word."""
    who, word = _somebody(rng, viewer), rng.choice(["cafe", "garden", secret(rng)])
    there = unscoped("test", MutedWord.id).where(
        MutedWord.member_id == who, MutedWord.folded == folded(word)
    )
    if db.session.scalar(there) is None:
        db.session.add(MutedWord(member_id=who, word=word, folded=folded(word)))
    return f"{who} mutes {word}"


WAYS: tuple[Callable[[random.Random, Viewer], str], ...] = (
    project, thoughts, resource, words,
)  # fmt: skip
