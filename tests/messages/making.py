"""Short ways to let the cast write to each other.

Alice knows Carol and Lea. Lea and Dai are the team of the Pain cafe. Nothing links
Alice with Bob, Dai or Olu.
"""

from sqlalchemy import insert, select

from community.core.access import Audience
from community.core.db import db
from community.core.outbox import Job, JobState
from community.core.visible import MUTED, find, tie, unscoped
from community.members.models import Member
from community.messages import commands, first, team
from community.messages.models import Conversation, ConversationKind, Part
from community.messages.states import Asked, state_of
from community.messages.taking import two_of
from community.projects import leaving
from community.projects import team as teams
from community.projects.models import Membership, Project, TeamRole
from community.safeguarding.commands import block as block_them
from tests.cast import CAST

CAFE = 1
"""The project whose team Lea and Dai are."""


def viewer(who: str):
    return CAST[who].viewer


def person(who: str, seen_by: str) -> Member:
    found: Member = find(viewer(seen_by), Member, Member.id == CAST[who].id)
    return found


def write_to(who: str, other: str, words: str = "Hello there", **more: int) -> int:
    """Let somebody write the first message to somebody; return the conversation."""
    return first.begin(viewer(who), person(other, who), words, **more).id


def say(who: str, talk: int, words: str = "Hello"):
    return commands.write(viewer(who), talk, words)


def block(who: str, other: str) -> None:
    block_them(viewer(who), person(other, who))


def mute(who: str, other: str) -> None:
    ends = {"member_id": CAST[who].id, "other_id": CAST[other].id}
    db.session.execute(insert(tie).values(**ends, kind=MUTED))


def row(talk: int) -> Conversation:
    db.session.expire_all()
    found = unscoped("test", Conversation).where(Conversation.id == talk)
    return db.session.scalars(found).one()


def state(talk: int) -> Asked:
    return state_of(row(talk), *two_of(row(talk)))


def part(who: str, talk: int) -> Part:
    db.session.expire_all()
    found = unscoped("test", Part).where(
        Part.conversation_id == talk, Part.member_id == CAST[who].id
    )
    return db.session.scalars(found).one()


# ---------------------------------------------------------------- teams
def project(number: int = CAFE) -> Project:
    found = unscoped("test", Project).where(Project.id == number)
    return db.session.scalars(found).one()


def join(who: str) -> None:
    """Let somebody into the team of the Pain cafe."""
    teams.add_membership(project(), CAST[who].id, TeamRole.MEMBER, Audience.MEMBERS)


def go(who: str, by: str | None = None) -> None:
    """Let somebody out of the team, by themselves or by its lead."""
    found = unscoped("test", Membership.id).where(
        Membership.project_id == CAFE,
        Membership.member_id == CAST[who].id,
        Membership.until.is_(None),
    )
    number = db.session.scalars(found).one()
    if by is None:
        leaving.leave(viewer(who), project(), unled=True)
    else:
        leaving.end_membership(viewer(by), project(), number)


def work() -> int:
    """Do what the worker would do for teams; return how much there was."""
    waits = select(Job).where(Job.work == "team", Job.state == JobState.QUEUED)
    jobs = db.session.scalars(waits.order_by(Job.id)).all()
    for job in jobs:
        team.keep(job)
        job.state = JobState.DONE
    db.session.flush()
    return len(jobs)


def enter(who: str) -> int:
    return team.enter(viewer(who), CAFE)


def three(*people: str) -> int:
    """Return a conversation that an introduction began."""
    ids = [CAST[who].id for who in people]
    return commands.begin(ConversationKind.INTRODUCTION, ids).id
