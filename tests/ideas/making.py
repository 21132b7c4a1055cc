"""Short ways to let the cast have ideas and talk about them.

Everybody sees Alice, Bob, Dai and Lea; Carol is seen by Alice alone.
"""

from sqlalchemy import update

from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.ideas import becoming, commands, talking
from community.ideas.becoming import Plan
from community.ideas.commands import Said
from community.ideas.models import Idea, IdeaComment, IdeaHelp
from community.members.models import Member
from community.projects.models import Project, ProjectState
from tests.cast import CAST
from tests.messages.making import block, mute, viewer

__all__ = ["block", "mute", "viewer"]


def said(title: str = "A shed", tags: tuple[str, ...] = (), **more: str) -> Said:
    parts = {"challenge": "Nobody meets", "body": "Build a shed", "wanted": "Nails"}
    return Said(title=title, tags=tags, **{**parts, **more})


def idea(who: str = "alice", title: str = "A shed", **more: object) -> Idea:
    return commands.post(viewer(who), said(title, **more))


def comment(who: str, row: Idea, words: str = "Why not?", to: int | None = None):
    return talking.comment(viewer(who), row.slug, words, to).id


def help_with(who: str, row: Idea, audience: Audience = Audience.MEMBERS) -> IdeaHelp:
    return talking.offer(viewer(who), row.slug, "I bring a saw", audience)


def become(row: Idea, *helpers: IdeaHelp, who: str = "alice") -> Project:
    numbers = frozenset(one.id for one in helpers)
    plan = Plan(row.title, "In one line", "Its story", numbers, "Come along")
    return becoming.become(viewer(who), row, plan)


def publish(project: Project) -> None:
    """Publish a project as organisers would."""
    project.state = ProjectState.PUBLISHED
    db.session.flush()


def hide(who: str, audience: Audience = Audience.ME) -> None:
    this = Member.id == CAST[who].id
    db.session.execute(update(Member).where(this).values(audience=audience))
    db.session.expire_all()


def rest(who: str, *, back: bool = False) -> None:
    this = Member.id == CAST[who].id
    db.session.execute(update(Member).where(this).values(listed=back))
    db.session.expire_all()


def fresh(row: Idea) -> Idea:
    db.session.expire_all()
    found = unscoped("test", Idea).where(Idea.id == row.id)
    return db.session.scalars(found).one()


def comments() -> list[IdeaComment]:
    return list(db.session.scalars(unscoped("test", IdeaComment)))


def helps() -> list[IdeaHelp]:
    found = unscoped("test", IdeaHelp).order_by(IdeaHelp.id)
    return list(db.session.scalars(found))
