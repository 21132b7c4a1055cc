"""Conversations begin, people write and leave, and some end for good."""

from collections.abc import Iterable

from sqlalchemy import func, select, update

from community.core import clock, journal
from community.core.access import VISITOR, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import MUTED, tie, unscoped, visible
from community.messages.letters import write_once
from community.messages.models import Conversation, ConversationKind, Message, Part

LETTERS = 2000
SMALL = 3
"""A conversation of so many ends when two of them part for good."""
WHY = "conversations"

LETTER = {
    ConversationKind.COFFEE: "conversation-coffee",
    ConversationKind.INTRODUCTION: "conversation-new",
}
"""By what brought people together, the letter that tells them where they can talk."""


def begin(
    kind: ConversationKind, members: Iterable[int], by: int | None = None
) -> Conversation:
    """Let a few people talk, and tell each of them by one letter where.

    Whoever began it themselves, `by`, needs no letter.
    """
    made = Conversation(kind=kind)
    db.session.add(made)
    db.session.flush()
    inside = sorted(set(members))
    for member in inside:
        db.session.add(Part(conversation_id=made.id, member_id=member))
    db.session.flush()
    _note(VISITOR, made.id, "begun")
    for member in inside:
        if member != by:
            write_once(member, LETTER[kind], _link(made.id), str(made.id))
    return made


def _link(conversation_id: int) -> str:
    return f"/conversations/{conversation_id}"


def _note(viewer: Viewer, conversation_id: int, what: str) -> None:
    act = journal.Act.CONNECTION
    journal.record(viewer, act, "conversation", conversation_id, what)


# ---------------------------------------------------------------- writing
def write(viewer: Viewer, conversation_id: int, words: str) -> Message:
    """Write to everybody in a conversation; none who left, none after its end."""
    said = "\n".join(words.strip().splitlines())
    if not said:
        raise Refused(N_("Write something first"))
    if len(said) > LETTERS:
        raise Refused(N_("Use %(most)s letters or fewer"), most=LETTERS)
    if _take(viewer, conversation_id).closed_at is not None:
        raise Refused(N_("This conversation has ended"))
    row = Message(
        conversation_id=conversation_id, author_id=viewer.member_id, words=said
    )
    db.session.add(row)
    db.session.flush()
    _tell_others(viewer, conversation_id)
    return row


def _take(viewer: Viewer, conversation_id: int) -> Conversation:
    """Return a conversation of the viewer's that nobody else changes till this is over.

    Nobody writes into one that ends in the same moment, and of two who leave at once
    the second is counted without the first.
    """
    found = visible(viewer, Conversation).where(Conversation.id == conversation_id)
    row: Conversation | None = db.session.scalar(
        found.with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("conversation")
    return row


def _tell_others(viewer: Viewer, conversation_id: int) -> None:
    """Write to the others, once a day each; not to those who muted the writer."""
    muters = unscoped(WHY, tie.c.member_id).where(
        tie.c.other_id == viewer.member_id, tie.c.kind == MUTED
    )
    others = unscoped(WHY, Part.member_id).where(
        Part.conversation_id == conversation_id,
        Part.left_at.is_(None),
        Part.member_id != viewer.member_id,
        Part.member_id.not_in(muters),
    )
    about = f"{conversation_id}:{clock.today().isoformat()}"
    for member in db.session.scalars(others.order_by(Part.member_id)).all():
        write_once(member, "conversation-message", _link(conversation_id), about)


# ---------------------------------------------------------------- leaving and ending
def leave(viewer: Viewer, conversation_id: int) -> None:
    """Go out of a conversation for good; the last one who stays finds it ended."""
    _take(viewer, conversation_id)
    done = db.session.execute(
        update(Part)
        .where(
            Part.conversation_id == conversation_id,
            Part.member_id == viewer.member_id,
            Part.left_at.is_(None),
        )
        .values(left_at=clock.now())
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound("conversation")
    _note(viewer, conversation_id, "left")
    if _inside(conversation_id) < 2:
        _close([conversation_id])
    db.session.flush()


def _inside(conversation_id: int) -> int:
    found = unscoped(WHY, func.count(Part.id)).where(
        Part.conversation_id == conversation_id, Part.left_at.is_(None)
    )
    return db.session.scalar(found) or 0


def end_between(one: int, two: int) -> None:
    """End every small conversation that both are in; nobody is told why."""
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
    _close(db.session.scalars(small).all())
    db.session.flush()


def _close(conversations: Iterable[int]) -> None:
    """End conversations that are open still."""
    for number in sorted(conversations):
        done = db.session.execute(
            update(Conversation)
            .where(Conversation.id == number, Conversation.closed_at.is_(None))
            .values(closed_at=clock.now())
        )
        if done.rowcount:  # type: ignore[attr-defined]
            _note(VISITOR, number, "ended")
