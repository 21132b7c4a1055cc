"""Ties between participants, hellos that make them, and suggestions put aside."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
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
from community.core.states import RequestState
from community.core.visible import Private, connected_to, word
from community.members.models import is_seen_by
from community.programme.models import Origin


class TieAudience(StrEnum):
    """Who may see a tie, narrow to wide; each end picks, the narrower counts."""

    PAIR = "pair"
    NEAR = "near"
    MEMBERS = "members"


_ORDER = list(TieAudience)


def narrower(a: TieAudience, b: TieAudience) -> TieAudience:
    """Return the narrower of two choices."""
    return min(a, b, key=_ORDER.index)


class How(StrEnum):
    """How two people know each other."""

    MET = "met"
    ADVICE = "advice"
    WORKED_TOGETHER = "worked together"
    OTHER = "other"


class Connection(Private, Base):
    """That two participants know each other; one row per pair, a_id below b_id."""

    __tablename__ = "connection"
    __table_args__ = (
        UniqueConstraint("a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    b_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    a_audience: Mapped[TieAudience] = mapped_column(default=TieAudience.NEAR)
    b_audience: Mapped[TieAudience] = mapped_column(default=TieAudience.NEAR)
    how: Mapped[How] = mapped_column(default=How.MET)
    origin: Mapped[Origin] = mapped_column(default=Origin.DIRECT)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="SET NULL"), index=True
    )
    since: Mapped[date] = mapped_column(default=clock.today)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    touched_on: Mapped[date] = mapped_column(default=clock.today)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; else what both ends show, between people whom the viewer sees."""
        if not viewer.is_member:
            return ~true()
        own = or_(cls.a_id == viewer.member_id, cls.b_id == viewer.member_id)
        known = connected_to(viewer)
        near = and_(
            cls.a_audience != word(TieAudience.PAIR),
            cls.b_audience != word(TieAudience.PAIR),
            or_(cls.a_id.in_(known), cls.b_id.in_(known)),
        )
        wide = and_(
            cls.a_audience == word(TieAudience.MEMBERS),
            cls.b_audience == word(TieAudience.MEMBERS),
        )
        ends = and_(
            is_seen_by(viewer, cls.a_id),  # type: ignore[arg-type]
            is_seen_by(viewer, cls.b_id),  # type: ignore[arg-type]
        )
        return and_(ends, or_(own, near, wide))


class Strength(StrEnum):
    """How often two people are in touch, as one of them says for themselves."""

    NOW_AND_THEN = "now and then"
    REGULARLY = "regularly"
    CLOSELY = "closely"


def _is_mine(connection: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State that the connection with an id is one of the viewer's own."""
    row = Connection.__table__.alias()
    mine = or_(row.c.a_id == viewer.member_id, row.c.b_id == viewer.member_id)
    return select(row.c.id).where(row.c.id == connection, mine).exists()


class ConnectionStory(Private, Base):
    """One side's half of the story of a tie: for the two people of the tie alone."""

    __tablename__ = "connection_story"
    __table_args__ = (UniqueConstraint("connection_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(
        ForeignKey("connection.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(String(280))
    edited_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Both halves, to both sides, while they see each other."""
        if not viewer.is_member:
            return ~true()
        return and_(
            _is_mine(cls.connection_id, viewer),
            is_seen_by(viewer, cls.member_id),  # type: ignore[arg-type]
        )


class ConnectionNote(Private, Base):
    """What one side notes of a tie for themselves; the other never learns of it."""

    __tablename__ = "connection_note"
    __table_args__ = (UniqueConstraint("connection_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(
        ForeignKey("connection.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(String(600), default="")
    strength: Mapped[Strength | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()


class RequestKind(StrEnum):
    """A hello to somebody new, or a word to somebody whom one knows already."""

    HELLO = "hello"
    KNOWN = "known"


class ConnectionRequest(Private, Base):
    """A request from somebody to somebody; a yes makes the tie.

    A hello carries one relayed sentence. A tie that was ticked under "Who do you know
    here?" (`known`) carries none. `nudges` counts the reminders sent, `told_at` is when
    the asker was told of its end by the clock.
    """

    __tablename__ = "connection_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    asked_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[RequestKind] = mapped_column(default=RequestKind.HELLO)
    message: Mapped[str] = mapped_column(String(280), default="")
    how: Mapped[How] = mapped_column(default=How.OTHER)
    since: Mapped[date | None]
    state: Mapped[RequestState] = mapped_column(default=RequestState.SENT, index=True)
    origin: Mapped[Origin] = mapped_column(default=Origin.DIRECT)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="SET NULL"), index=True
    )
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]
    nudges: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; and those to oneself, from people whom one may see.

        The asker keeps the row when the other vanishes, so that a block looks like
        no answer.
        """
        if not viewer.is_member:
            return ~true()
        return or_(
            cls.asker_id == viewer.member_id,
            and_(
                cls.asked_id == viewer.member_id,
                is_seen_by(viewer, cls.asker_id),  # type: ignore[arg-type]
            ),
        )


class Subject(StrEnum):
    """What a suggestion can be about."""

    PERSON = "person"
    PROJECT = "project"


class Dismissal(Private, Base):
    """A suggestion that somebody put aside, for good or until a day; theirs alone."""

    __tablename__ = "dismissal"
    __table_args__ = (UniqueConstraint("member_id", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    subject: Mapped[Subject]
    subject_id: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40), default="")
    until: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()
