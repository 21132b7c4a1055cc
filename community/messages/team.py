"""The conversation of a project's team: whoever is in the team now reads and writes.

That is asked of the team itself at every read. The parts kept here say since when; who
was imported has none before they join the community, and reads from then on.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from community.core import clock
from community.core.access import VISITOR, Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.outbox import Job
from community.core.visible import circle_member, unscoped
from community.members.models import Member
from community.messages.models import Conversation, ConversationKind, Part
from community.messages.taking import WHY, add, hold, note, parts_of

ENDS = "ends"


def enter(viewer: Viewer, project: int) -> int:
    """Return the conversation of a project's team, which begins with the first of it.

    Whoever is in the team and is not in its conversation comes in, and reads from then
    on.
    """
    team = _team(project)
    if viewer.member_id is None or viewer.member_id not in team:
        raise NotFound("team")
    talk = _talk_of(project) or _begin(viewer, project, team)
    _come_in(talk, viewer.member_id, clock.now())
    db.session.flush()
    return talk.id


def _team(project: int) -> set[int]:
    """Return who is in a team and has joined: nobody writes to who is not here yet."""
    found = (
        unscoped(WHY, Member.id)
        .join(circle_member, circle_member.c.member_id == Member.id)
        .where(circle_member.c.circle_id == project, Member.joined)
    )
    return set(db.session.scalars(found))


def _talk_of(project: int) -> Conversation | None:
    return next(iter(hold(Conversation.project_id == project)), None)


def _begin(viewer: Viewer, project: int, team: set[int]) -> Conversation:
    """Begin it with everybody of the team; of two who do so at once one does."""
    try:
        with db.session.begin_nested():
            made = add(ConversationKind.TEAM, team, project_id=project)
    except IntegrityError:
        return hold(Conversation.project_id == project)[0]
    note(viewer, made.id, "begun")
    return made


def _come_in(talk: Conversation, member: int, moment: datetime) -> None:
    """Let somebody read from a moment on, unless they do already from before."""
    for part in parts_of(talk):
        if part.member_id == member:
            if part.left_at is not None:
                part.joined_at, part.left_at = moment, None
                part.read_at = part.muted_at = None
            return
    row = Part(conversation_id=talk.id, member_id=member, joined_at=moment)
    db.session.add(row)


# ---------------------------------------------------------------- who is in the team
def keep(job: Job) -> None:
    """Let whoever came into a team in, and whoever went out of it go; by a worker.

    The moment is that of the team's change, or that of joining the community for who
    was imported. No reading waits for it: out of the team is out at once.
    """
    talk = _talk_of(int(job.facts["project"]))
    if talk is None or job.member_id is None:
        return
    moment = datetime.fromisoformat(job.facts["at"])
    if job.kind == ENDS:
        _go_out(talk, job.member_id, moment)
    elif _is_to_come_in(job, talk, moment):
        _come_in(talk, job.member_id, moment)
        _read_from(talk, job.member_id, moment)
    db.session.flush()


def _is_to_come_in(job: Job, talk: Conversation, moment: datetime) -> bool:
    """Tell whether who came into a team is in it still, and did not leave the talk."""
    left = [
        part.left_at
        for part in parts_of(talk)
        if part.member_id == job.member_id and part.left_at is not None
    ]
    inside = job.member_id in _team(int(job.facts["project"]))
    return inside and all(one < moment for one in left)


def _go_out(talk: Conversation, member: int, moment: datetime) -> None:
    for part in parts_of(talk):
        inside = part.left_at is None and part.joined_at <= moment
        if part.member_id == member and inside:
            part.left_at = moment
            note(VISITOR, talk.id, "left")


def _read_from(talk: Conversation, member: int, moment: datetime) -> None:
    """Let somebody read what was said between their coming and the worker's."""
    for part in parts_of(talk):
        if part.member_id == member and part.joined_at > moment:
            part.joined_at = moment
