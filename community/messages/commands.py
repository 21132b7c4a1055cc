"""Conversations begin, people write and leave, and some end for good."""

from collections.abc import Iterable

from sqlalchemy import func, select

from community.connections.queries import QUIET, has_ended, knows
from community.core import clock
from community.core.access import VISITOR, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import unscoped
from community.messages import telling
from community.messages.models import Conversation, ConversationKind, Message, Part
from community.messages.states import Asked, is_request, move, pair_of
from community.messages.taking import (
    ENDED,
    LETTERS,
    WHY,
    add,
    close,
    hold,
    note,
    parts_of,
    take,
    tidy,
    two_of,
)
from community.notices.commands import tell

__all__ = ["LETTERS", "begin", "end_between", "go_on_between", "leave", "write"]

SMALL = 3
"""A conversation of so many ends when two of them part for good."""

NEW = {
    ConversationKind.COFFEE: "conversation-coffee",
    ConversationKind.INTRODUCTION: "conversation-new",
}
"""By what brought people together, the notice that tells them where they can talk."""


def begin(
    kind: ConversationKind, members: Iterable[int], by: int | None = None
) -> Conversation:
    """Let a few people talk, and tell each of them once where.

    Whoever began it themselves, `by`, is not told.
    """
    inside = sorted(set(members))
    made = add(kind, inside)
    note(VISITOR, made.id, "begun")
    for member in inside:
        key = f"{NEW[kind]}:{made.id}"
        tell(member, NEW[kind], key, person=by, link=telling.link(made))
    return made


# ---------------------------------------------------------------- writing
def write(viewer: Viewer, conversation_id: int, words: str) -> Message:
    """Write to everybody in a conversation; none who left, none after its end."""
    said = tidy(words)
    talk = take(viewer, conversation_id)
    if talk.closed_at is not None:
        raise Refused(ENDED)
    if is_request(talk):
        _open(viewer, talk)
    return say(viewer, talk, said)


def say(viewer: Viewer, talk: Conversation, said: str) -> Message:
    """Put what the viewer says into a conversation, and tell the others of it."""
    row = Message(conversation_id=talk.id, author_id=viewer.member_id, words=said)
    db.session.add(row)
    db.session.flush()
    if not is_request(talk):
        telling.others(viewer, talk)
    return row


def _open(viewer: Viewer, talk: Conversation) -> None:
    """Open a request of the viewer's to somebody whom they know by now, or refuse."""
    if talk.asked_by_id is None or has_ended(talk.began_at):
        raise Refused(ENDED)
    if talk.asked_by_id != viewer.member_id:
        raise Refused(N_("Accept the message first, then write"))
    asker, asked = two_of(talk)
    if asked is None or not knows(viewer, asked.member_id):
        raise Refused(N_("Your first message waits for an answer"))
    move(viewer, talk, asker, asked, Asked.ACCEPTED)


# ---------------------------------------------------------------- leaving and ending
def leave(viewer: Viewer, conversation_id: int) -> None:
    """Go out of a conversation; the last one who stays finds it ended.

    That of a team goes on, and takes back who is in the team still (`team.enter`).
    """
    talk = take(viewer, conversation_id)
    if is_request(talk) and talk.closed_at is None:
        raise Refused(N_("Nobody can leave before there is an answer"))
    parts = parts_of(talk)
    mine = [one for one in parts if one.member_id == viewer.member_id]
    if not mine or mine[0].left_at is not None:
        raise NotFound("conversation")
    mine[0].left_at = clock.now()
    note(viewer, talk.id, "left")
    inside = sum(part.left_at is None for part in parts)
    if inside < 2 and talk.kind is not ConversationKind.TEAM:
        close(VISITOR, talk)
    db.session.flush()


def end_between(one: int, two: int) -> None:
    """End every small conversation that both are in; nobody is told why.

    A message request between the two goes on waiting, for who asked, till its day.
    Taken back, the block leaves it as it was (`go_on_between`).
    """
    both = (
        select(Part.conversation_id)
        .where(Part.member_id.in_([one, two]), Part.left_at.is_(None))
        .group_by(Part.conversation_id)
        .having(func.count() == 2)
    )
    small = (
        unscoped(WHY, Part.conversation_id)
        .where(Part.conversation_id.in_(both))
        .group_by(Part.conversation_id)
        .having(func.count() <= SMALL)
    )
    open_ones = (
        Conversation.id.in_(db.session.scalars(small).all()),
        Conversation.kind != ConversationKind.TEAM,
        Conversation.closed_at.is_(None),
    )
    for talk in hold(*open_ones):
        if is_request(talk):
            asker, asked = two_of(talk)
            move(VISITOR, talk, asker, asked, Asked.PARTED)
            telling.forget_request(talk, asked.member_id if asked else None)
        else:
            close(VISITOR, talk)
    db.session.flush()


def go_on_between(one: int, two: int) -> None:
    """Let a message request that a block parted wait again; nobody is told.

    Whoever ignored it finds it as they left it. What the two have begun since stands.
    """
    ends, pair = (one, two), pair_of(one, two)
    if hold(Conversation.pair == pair):
        return
    others = unscoped(WHY, Part.conversation_id).where(Part.member_id.in_(ends))
    parted = hold(
        Conversation.kind == ConversationKind.PAIR,
        Conversation.asked_by_id.in_(ends),
        Conversation.accepted_at.is_(None),
        Conversation.closed_at.is_(None),
        Conversation.pair.is_(None),
        Conversation.began_at > clock.now() - QUIET,
        Conversation.id.in_(
            others.group_by(Part.conversation_id).having(func.count() == 2)
        ),
    )
    for talk in parted[-1:]:
        asker, asked = two_of(talk)
        ignored = asked is not None and asked.ignored_at is not None
        state = Asked.IGNORED if ignored else Asked.WAITING
        move(VISITOR, talk, asker, asked, state)
    db.session.flush()
