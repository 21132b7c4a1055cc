"""Words of somebody erased in rows that stay, because others have a part in them."""

from typing import Any

from sqlalchemy import delete, func, or_, select, update

from community.core import clock
from community.core.db import db
from community.core.text import random_id
from community.core.visible import unscoped
from community.essays.models import EssayAuthor
from community.evidence.models import Resource
from community.ideas.models import (
    Idea,
    IdeaComment,
    IdeaHelp,
    IdeaState,
    IdeaTag,
    IdeaVersion,
)
from community.impact.models import COUNTED, ImpactRecord
from community.messages.models import Conversation, Message, Part
from community.projects.models import JoinRequest, JoinState

WHY = "erasing"
FORMER = "A former member"
IDEA = "An idea of a former member"
_NOW = {"synchronize_session": False}


def forget(member: int | None) -> None:
    """Take somebody's words out of what stays."""
    if member is None:
        return
    _messages(member)
    _ideas(member)
    _comments(member)
    _invitations(member)
    _change(update(Resource).where(Resource.submitted_by_id == member), answer="")
    _change(update(EssayAuthor).where(EssayAuthor.member_id == member), name=FORMER)
    db.session.execute(
        delete(ImpactRecord)
        .where(ImpactRecord.claimed_by_id == member)
        .where(ImpactRecord.state.not_in(COUNTED))
        .execution_options(**_NOW)
    )
    _change(update(ImpactRecord).where(ImpactRecord.claimed_by_id == member), answer="")


def _change(statement: Any, **values: Any) -> None:
    db.session.execute(statement.values(**values).execution_options(**_NOW))


def _messages(member: int) -> None:
    """Empty what they wrote; a conversation that only they were in goes as a whole."""
    inside = select(Part.__table__.c.conversation_id).where(
        Part.__table__.c.member_id == member
    )
    _change(
        update(Conversation).where(
            Conversation.id.in_(inside), Conversation.pair.is_not(None)
        ),
        pair=None, closed_at=func.coalesce(Conversation.closed_at, clock.now()),
    )  # fmt: skip
    _change(
        update(Message).where(Message.author_id == member),
        words="", author_id=None, edited_at=None,
    )  # fmt: skip


def _ideas(member: int) -> None:
    """Delete their ideas; where others said something, that stays without theirs."""
    mine = Idea.author_id == member
    said = [
        select(part.c.idea_id).where(part.c.member_id != member)
        for part in (IdeaComment.__table__, IdeaHelp.__table__)
    ]
    shared = or_(*(Idea.id.in_(one) for one in said), Idea.project_id.is_not(None))
    db.session.execute(delete(Idea).where(mine, ~shared).execution_options(**_NOW))
    left = select(Idea.__table__.c.id).where(Idea.__table__.c.author_id == member)
    for part in (IdeaVersion, IdeaTag):
        old = delete(part).where(part.idea_id.in_(left))
        db.session.execute(old.execution_options(**_NOW))
    _change(update(IdeaHelp).where(IdeaHelp.idea_id.in_(left)), invited=False)
    _change(
        update(Idea).where(mine, Idea.state == IdeaState.OPEN), state=IdeaState.CLOSED
    )
    for number in db.session.scalars(unscoped(WHY, Idea.id).where(mine)).all():
        _change(
            update(Idea).where(Idea.id == number),
            slug=f"idea-{random_id(10)}", title=IDEA, challenge="", body="", wanted="",
            folded="", invitation="", author_id=None, version=Idea.version + 1,
        )  # fmt: skip


def _comments(member: int) -> None:
    """Delete their comments; answers of others stand by themselves then."""
    comment = IdeaComment.__table__.alias()
    theirs = select(comment.c.id).where(comment.c.member_id == member)
    _change(
        update(IdeaComment).where(
            IdeaComment.answers_id.in_(theirs), IdeaComment.member_id != member
        ),
        answers_id=None,
    )
    gone = delete(IdeaComment).where(IdeaComment.member_id == member)
    db.session.execute(gone.execution_options(**_NOW))


def _invitations(member: int) -> None:
    """Let those whom they invited keep their turn, without the words of invitation.

    One that nobody has answered yet ends with them.
    """
    others = (JoinRequest.asked_by_id == member, JoinRequest.member_id != member)
    _change(
        update(JoinRequest).where(*others, JoinRequest.state == JoinState.SENT),
        state=JoinState.WITHDRAWN, answered_at=clock.now(),
    )  # fmt: skip
    _change(
        update(JoinRequest).where(*others),
        asked_by_id=JoinRequest.member_id, message="",
    )  # fmt: skip
