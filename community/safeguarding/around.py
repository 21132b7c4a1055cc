"""What stands around something reported, for whoever was given leave to see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import unscoped
from community.ideas.models import IdeaComment
from community.members.models import Member
from community.messages.models import Message
from community.safeguarding import casework, widenings
from community.safeguarding.models import Case, CaseState

WHY = "administration"
EACH_WAY = 5
"""So many before and after are shown, of the same conversation alone."""


@dataclass(frozen=True)
class Said:
    """One thing that was written, by whom, and whether it is what was reported."""

    name: str
    words: str
    at: datetime
    reported: bool


@dataclass(frozen=True)
class Around:
    """What was written around it, and until when it may be looked at."""

    until: datetime
    said: tuple[Said, ...]


def around(viewer: Viewer, row: Case) -> Around:
    """Return what was written before and after what was reported, and note the look.

    Raises `NotFound` for whoever has no leave, or whose leave has ended.
    """
    leave = widenings.given(viewer, widenings.of_case(viewer, row.id))
    if leave is None or leave.until is None or row.state is CaseState.CLOSED:
        raise NotFound("widening")
    found = {"message": _messages, "comment": _comments}[row.subject_kind](row)
    accounts = {one.account_id for one in found}
    casework.look(viewer, row, *accounts, wider=True)
    said = tuple(
        Said(one.name or "", one.words, one.at, one.id == row.subject_id)
        for one in found
    )
    return Around(leave.until, said)


def _messages(row: Case) -> list[Any]:
    talk = unscoped(WHY, Message.conversation_id).where(Message.id == row.subject_id)
    here = (
        unscoped(WHY, Message.id, Message.words, Message.written_at.label("at"))
        .add_columns(Member.name, Member.account_id)
        .join(Member, Member.id == Message.author_id, isouter=True)
        .where(Message.conversation_id == db.session.scalar(talk))
    )
    return _near(here, Message.id, row.subject_id)


def _comments(row: Case) -> list[Any]:
    idea = unscoped(WHY, IdeaComment.idea_id).where(IdeaComment.id == row.subject_id)
    here = (
        unscoped(WHY, IdeaComment.id, IdeaComment.words)
        .add_columns(IdeaComment.made_at.label("at"), Member.name, Member.account_id)
        .join(Member, Member.id == IdeaComment.member_id, isouter=True)
        .where(IdeaComment.idea_id == db.session.scalar(idea), ~IdeaComment.removed)
    )
    return _near(here, IdeaComment.id, row.subject_id)


def _near(here: Select[Any], number: Any, which: int) -> list[Any]:
    """Return the one in question with a few each way, in their order."""
    before = here.where(number <= which).order_by(number.desc()).limit(EACH_WAY + 1)
    after = here.where(number > which).order_by(number).limit(EACH_WAY)
    earlier = list(db.session.execute(before))
    return [*reversed(earlier), *db.session.execute(after)]
