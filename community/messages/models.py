"""Conversations of a few people, who is in them, and what they write."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.held import not_held
from community.core.visible import (
    Private,
    circle_member,
    circles_of,
    excluders_of,
    kept_apart_from,
    word,
)


class ConversationKind(StrEnum):
    """What brought the people of a conversation together."""

    COFFEE = "coffee"
    INTRODUCTION = "introduction"
    PAIR = "pair"
    TEAM = "team"


class Conversation(Private, Base):
    """A few people who write to each other; closed when one of them parts for good.

    That of two (`pair` names them, "3:17", while it is open) is open from
    `accepted_at`: at once, or where they are strangers once the other said yes to who
    asked (`asked_by_id`). A request whose asker is no more opens to nobody.
    That of a project's team is open to whoever is in its circle now.
    """

    __tablename__ = "conversation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ConversationKind]
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    pair: Mapped[str | None] = mapped_column(String(24), unique=True)
    asked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    accepted_at: Mapped[datetime | None]
    project_id: Mapped[int | None] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), unique=True
    )

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
    muted_at: Mapped[datetime | None]
    ignored_at: Mapped[datetime | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Everybody of the conversations that the viewer is in; of a team now in it."""
        if not viewer.is_member:
            return ~true()
        talk, of_team = Conversation.__table__.alias(), Conversation.__table__.alias()
        circle = circle_member.alias()
        no_team = select(talk.c.id).where(
            talk.c.id == cls.conversation_id,
            talk.c.kind != word(ConversationKind.TEAM),
        )
        in_team = select(of_team.c.id).where(
            of_team.c.id == cls.conversation_id,
            circle.c.circle_id == of_team.c.project_id,
            circle.c.member_id == cls.member_id,
        )
        mine = cls.conversation_id.in_(conversations_of(viewer))
        return and_(mine, or_(no_team.exists(), in_team.exists()))


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
    edited_at: Mapped[datetime | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """What was written since the viewer came in, but for what they deleted.

        In a team nobody reads those from whom they are kept apart; where two or three
        talked, a block ends the whole instead. Who excludes the viewer is read nowhere.
        """
        if not viewer.is_member:
            return ~true()
        part, talk = Part.__table__.alias(), Conversation.__table__.alias()
        hidden = MessageHidden.__table__.alias()
        mine = select(part.c.id).where(
            part.c.conversation_id == cls.conversation_id,
            part.c.member_id == viewer.member_id,
            part.c.left_at.is_(None),
            part.c.joined_at <= cls.written_at,
        )
        team = talk.c.kind == word(ConversationKind.TEAM)
        apart = and_(
            cls.author_id.is_not(None), cls.author_id.in_(kept_apart_from(viewer))
        )
        open_to_me = select(talk.c.id).where(
            talk.c.id == cls.conversation_id,
            or_(~team, and_(talk.c.project_id.in_(circles_of(viewer)), ~apart)),
        )
        excluded = and_(
            cls.author_id.is_not(None), cls.author_id.in_(excluders_of(viewer))
        )
        deleted = select(hidden.c.message_id).where(
            hidden.c.message_id == cls.id, hidden.c.member_id == viewer.member_id
        )
        shown = or_(cls.author_id == viewer.member_id, not_held("message", cls.id))
        read = and_(mine.exists(), open_to_me.exists(), ~excluded)
        return and_(read, ~deleted.exists(), shown)


def conversations_of(viewer: Viewer) -> Any:
    """Select the ids of the conversations that `viewer` is in, over core tables.

    Of a team's one they are in while they are in the team: out of it, out of this. One
    with somebody who excludes them is not there.
    """
    part, talk = Part.__table__.alias(), Conversation.__table__.alias()
    other = Part.__table__.alias()
    team = talk.c.kind == word(ConversationKind.TEAM)
    excluded = select(other.c.id).where(
        talk.c.kind == word(ConversationKind.PAIR),
        other.c.conversation_id == talk.c.id,
        other.c.member_id.in_(excluders_of(viewer)),
    )
    return (
        select(part.c.conversation_id)
        .select_from(part.join(talk, talk.c.id == part.c.conversation_id))
        .where(
            part.c.member_id == viewer.member_id,
            part.c.left_at.is_(None),
            or_(~team, talk.c.project_id.in_(circles_of(viewer))),
            ~excluded.exists(),
        )
    )


class MessageHidden(Private, Base):
    """That somebody deleted a message for themselves; the others keep it."""

    __tablename__ = "message_hidden"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()


class ConversationChoice(Private, Base):
    """Whether somebody shows that they have read, and so sees it of others."""

    __tablename__ = "conversation_choice"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    read_marks: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()
