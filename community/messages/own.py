"""What is one's own in a conversation: one's words for a while, one's view of it."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError

from community.connections.queries import has_ended
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.messages.models import (
    Conversation,
    ConversationChoice,
    Message,
    MessageHidden,
    Part,
)
from community.messages.states import is_request
from community.messages.taking import ENDED, hold, take, tidy

TEN_MINUTES = timedelta(minutes=10)
WHY = "conversations"


def edit(viewer: Viewer, conversation_id: int, message_id: int, words: str) -> Message:
    """Say one's own message otherwise, within ten minutes; the others see that."""
    row, said = mine(viewer, conversation_id, message_id), tidy(words)
    talk = take(viewer, conversation_id)
    over = is_request(talk) and (talk.asked_by_id is None or has_ended(talk.began_at))
    if over or talk.closed_at is not None:
        raise Refused(ENDED)
    if clock.now() >= row.written_at + TEN_MINUTES:
        raise Refused(N_("Ten minutes are over. Write a new message instead"))
    if said != row.words:
        row.words, row.edited_at = said, clock.now()
    db.session.flush()
    return row


def mine(viewer: Viewer, conversation_id: int, message_id: int) -> Message:
    """Return one of the viewer's own messages."""
    row = _message(viewer, conversation_id, message_id)
    if row.author_id != viewer.member_id:
        raise Forbidden("message")
    return row


def _message(viewer: Viewer, conversation_id: int, message_id: int) -> Message:
    row: Message = find(
        viewer,
        Message,
        Message.id == message_id,
        Message.conversation_id == conversation_id,
    )
    return row


# ---------------------------------------------------------------- deleted for oneself
def hide(viewer: Viewer, conversation_id: int, message_id: int) -> None:
    """Delete a message for oneself; the others keep it."""
    take(viewer, conversation_id)
    row = _message(viewer, conversation_id, message_id)
    db.session.add(MessageHidden(message_id=row.id, member_id=viewer.member_id))
    db.session.flush()


def show_again(viewer: Viewer, conversation_id: int, message_id: int) -> None:
    """Have a message back that one deleted for oneself."""
    take(viewer, conversation_id)
    db.session.execute(
        delete(MessageHidden).where(
            MessageHidden.message_id == message_id,
            MessageHidden.member_id == viewer.member_id,
        )
    )
    _message(viewer, conversation_id, message_id)


def is_hidden(viewer: Viewer, message_id: int) -> bool:
    """Tell whether the viewer deleted a message for themselves."""
    found = visible(viewer, MessageHidden.message_id)
    found = found.where(MessageHidden.message_id == message_id)
    return db.session.scalar(found) is not None


# ---------------------------------------------------------------- how one is told
def mute(viewer: Viewer, conversation_id: int, on: bool) -> None:
    """Be told nothing of a conversation any more, or again; nobody learns of it."""
    take(viewer, conversation_id)
    done = db.session.execute(
        update(Part)
        .where(
            Part.conversation_id == conversation_id,
            Part.member_id == viewer.member_id,
            Part.left_at.is_(None),
        )
        .values(muted_at=clock.now() if on else None)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound("conversation")


# ---------------------------------------------------------------- what one has read
def mark_read(viewer: Viewer, conversation_id: int, until: datetime) -> bool:
    """Note that the viewer has read what was said until a moment; never less.

    Tell whether that was all. Whoever writes meanwhile is waited for, so that nothing
    comes between the look and what the caller makes of it.
    """
    hold(Conversation.id == conversation_id)
    db.session.execute(
        update(Part)
        .where(
            Part.conversation_id == conversation_id,
            Part.member_id == viewer.member_id,
            or_(Part.read_at.is_(None), Part.read_at < until),
        )
        .values(read_at=until)
    )
    later = visible(viewer, Message.id).where(
        Message.conversation_id == conversation_id,
        Message.author_id.is_distinct_from(viewer.member_id),
        Message.written_at > until,
    )
    return db.session.scalar(later.limit(1)) is None


def shows_read_marks(viewer: Viewer) -> bool:
    """Tell whether the viewer shows that they have read, and sees it of others."""
    chosen: bool | None = db.session.scalar(
        visible(viewer, ConversationChoice.read_marks)
    )
    return chosen is not False


def choose(viewer: Viewer, *, read_marks: bool) -> None:
    """Show that one has read and see it of others, or neither."""
    row = db.session.scalar(visible(viewer, ConversationChoice))
    if row is None:
        try:
            with db.session.begin_nested():
                row = ConversationChoice(member_id=viewer.member_id)
                db.session.add(row)
        except IntegrityError:  # it came from another page in the same moment
            row = find(viewer, ConversationChoice)
    row.read_marks = read_marks
    db.session.flush()
