"""Who is told of what in conversations: of one place in one notice."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from community.core import outbox
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import (
    MUTED,
    blocked_with,
    circle_member,
    tie,
    unscoped,
)
from community.members.hearing import reads_of
from community.messages.models import Conversation, ConversationKind, Part
from community.messages.taking import WHY
from community.notices.commands import tell
from community.notices.letters import letter_key
from community.notices.models import Notice

REQUEST, ANSWER = "message-request", "message-answer"
MESSAGE = "conversation-message"


def link(talk: Conversation) -> str:
    """Return where a conversation is."""
    return f"/conversations/{talk.id}"


def others(viewer: Viewer, talk: Conversation) -> None:
    """Tell the others that there is something new; none who muted it or the writer."""
    told = unscoped(WHY, Part.member_id).where(
        Part.conversation_id == talk.id,
        Part.left_at.is_(None),
        Part.muted_at.is_(None),
        Part.member_id != viewer.member_id,
        Part.member_id.not_in(_muters_of(viewer)),
        Part.member_id.not_in(blocked_with(viewer)),
        *_of_team(talk),
    )
    for member in db.session.scalars(told.order_by(Part.member_id)).all():
        tell(
            member, MESSAGE, f"{MESSAGE}:{talk.id}", person=viewer.member_id,
            link=link(talk), again=True,
        )  # fmt: skip


def _muters_of(viewer: Viewer) -> Select[Any]:
    return unscoped(WHY, tie.c.member_id).where(
        tie.c.other_id == viewer.member_id, tie.c.kind == MUTED
    )


def _of_team(talk: Conversation) -> list[ColumnElement[bool]]:
    """State, of a team's conversation, that somebody is in the team now."""
    if talk.kind is not ConversationKind.TEAM:
        return []
    team = select(circle_member.c.member_id).where(
        circle_member.c.circle_id == talk.project_id
    )
    return [Part.member_id.in_(team)]


def request(talk: Conversation, asked: int) -> None:
    """Tell somebody once that a message request waits, if they hear who asks."""
    assert talk.asked_by_id is not None
    if reads_of(asked, talk.asked_by_id):
        key = f"{REQUEST}:{talk.id}"
        tell(asked, REQUEST, key, person=talk.asked_by_id, link=link(talk))


def accepted(talk: Conversation, by: int | None) -> None:
    """Tell whoever asked that they can write now."""
    asker = talk.asked_by_id
    if asker is not None and by is not None and reads_of(asker, by):
        tell(asker, ANSWER, f"{ANSWER}:{talk.id}", person=by, link=link(talk))


def forget_request(talk: Conversation, asked: int | None) -> None:
    """Take back what was told of a request that its reader cannot open any more."""
    theirs = unscoped(WHY, Notice).where(
        Notice.member_id == asked, Notice.key == f"{REQUEST}:{talk.id}"
    )
    for row in db.session.scalars(theirs).all():
        outbox.call_back([letter_key(row)])
        db.session.delete(row)
