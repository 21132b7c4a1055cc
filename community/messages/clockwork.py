"""The clock of message requests: on day 21 each ends that nobody accepted."""

from community.connections.queries import QUIET
from community.core import clock
from community.core.access import VISITOR
from community.core.db import db
from community.messages import telling
from community.messages.models import Conversation, ConversationKind
from community.messages.states import Asked
from community.messages.states import move as move_request
from community.messages.taking import hold, two_of


def move() -> int:
    """Let requests end whose day has come, and return how many; nobody is written to.

    What is late is done once: each run takes those that nobody else works on.
    """
    due = hold(
        Conversation.kind == ConversationKind.PAIR,
        Conversation.accepted_at.is_(None),
        Conversation.closed_at.is_(None),
        Conversation.began_at <= clock.now() - QUIET,
        skip=True,
    )
    for talk in due:
        asker, asked = two_of(talk)
        move_request(VISITOR, talk, asker, asked, Asked.NOT_NOW)
        telling.forget_request(talk, asked.member_id if asked else None)
    db.session.flush()
    return len(due)
