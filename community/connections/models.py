"""Ties between participants, hellos that make them, and suggestions put aside."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    or_,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private, connected_to, word
from community.members.models import is_seen_by
from community.projects.models import RequestState


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
    story: Mapped[str] = mapped_column(String(280), default="")
    origin: Mapped[str] = mapped_column(String(20), default="direct")
    since: Mapped[date] = mapped_column(default=clock.today)

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


class ConnectionRequest(Private, Base):
    """One relayed sentence from somebody to somebody; a yes makes the tie."""

    __tablename__ = "connection_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    asked_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    message: Mapped[str] = mapped_column(String(280))
    state: Mapped[RequestState] = mapped_column(default=RequestState.SENT, index=True)
    origin: Mapped[str] = mapped_column(String(20), default="direct")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]

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
