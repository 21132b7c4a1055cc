"""Conversations of a few people, who is in them, and what they write."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private


class ConversationKind(StrEnum):
    """What brought the people of a conversation together."""

    COFFEE = "coffee"
    INTRODUCTION = "introduction"


class Conversation(Private, Base):
    """A few people who write to each other; closed when one of them parts for good."""

    __tablename__ = "conversation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ConversationKind]
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Those that the viewer is in."""
        if not viewer.is_member:
            return ~true()
        return cls.id.in_(conversations_of(viewer))


class Part(Private, Base):
    """That somebody is in a conversation, since when, and what they have read."""

    __tablename__ = "part"
    __table_args__ = (UniqueConstraint("conversation_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Everybody of the conversations that the viewer is in."""
        if not viewer.is_member:
            return ~true()
        return cls.conversation_id.in_(conversations_of(viewer))


class Message(Private, Base):
    """What somebody wrote; nobody outside the conversation ever reads it."""

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    words: Mapped[str] = mapped_column(String(2000))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """What was written since the viewer came into the conversation."""
        if not viewer.is_member:
            return ~true()
        part = Part.__table__.alias()
        mine = select(part.c.id).where(
            part.c.conversation_id == cls.conversation_id,
            part.c.member_id == viewer.member_id,
            part.c.left_at.is_(None),
            part.c.joined_at <= cls.written_at,
        )
        return mine.exists()


def conversations_of(viewer: Viewer) -> Any:
    """Select the ids of the conversations that `viewer` is in, over core tables."""
    part = Part.__table__.alias()
    return select(part.c.conversation_id).where(
        part.c.member_id == viewer.member_id, part.c.left_at.is_(None)
    )
