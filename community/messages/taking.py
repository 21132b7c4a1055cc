"""Conversations that nobody else changes meanwhile, and what is noted of them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement

from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import unscoped, visible
from community.messages.models import Conversation, ConversationKind, Part

LETTERS = 2000
WHY = "conversations"
ENDED = N_("This conversation has ended")


def note(viewer: Viewer, conversation_id: int, what: str) -> None:
    """Write into the journal what became of a conversation."""
    act = journal.Act.CONNECTION
    journal.record(viewer, act, "conversation", conversation_id, what)


def tidy(words: str) -> str:
    """Return what somebody wrote with ends of lines alike, or refuse it."""
    said = "\n".join(words.strip().splitlines())
    if not said:
        raise Refused(N_("Write something first"))
    if len(said) > LETTERS:
        raise Refused(N_("Use %(most)s letters or fewer"), most=LETTERS)
    return said


def add(kind: ConversationKind, members: Iterable[int], **columns: Any) -> Conversation:
    """Make a conversation with a few people in it."""
    made = Conversation(kind=kind, **columns)
    db.session.add(made)
    db.session.flush()
    for member in sorted(set(members)):
        db.session.add(Part(conversation_id=made.id, member_id=member))
    db.session.flush()
    return made


def take(viewer: Viewer, conversation_id: int) -> Conversation:
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


def hold(*where: ColumnElement[bool], skip: bool = False) -> list[Conversation]:
    """Return conversations of whomever, held likewise; with `skip` those that are free.

    For what the clock and a block end.
    """
    found = unscoped(WHY, Conversation).where(*where).order_by(Conversation.id)
    held = found.with_for_update(skip_locked=skip)
    return list(db.session.scalars(held.execution_options(populate_existing=True)))


def parts_of(talk: Conversation) -> list[Part]:
    """Return everybody who is or was in a conversation, as it is now."""
    found = unscoped(WHY, Part).where(Part.conversation_id == talk.id)
    fresh = found.order_by(Part.id).execution_options(populate_existing=True)
    return list(db.session.scalars(fresh))


def two_of(talk: Conversation) -> tuple[Part | None, Part | None]:
    """Return the parts of who asked and of who was asked."""
    parts = parts_of(talk)
    asker = [part for part in parts if part.member_id == talk.asked_by_id]
    asked = [part for part in parts if part.member_id != talk.asked_by_id]
    return next(iter(asker), None), next(iter(asked), None)


def close(viewer: Viewer, talk: Conversation) -> None:
    """End a conversation that the caller holds, unless it has ended."""
    if talk.closed_at is None:
        talk.closed_at, talk.pair = clock.now(), None
        note(viewer, talk.id, "ended")
