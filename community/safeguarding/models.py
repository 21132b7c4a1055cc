"""Blocks and reports."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.accounts.models import Account, Grant, State
from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import Base, Utc
from community.core.visible import Private


class Block(Private, Base):
    """That somebody blocked somebody; only the one who did it may know."""

    __tablename__ = "block"
    __table_args__ = (UniqueConstraint("member_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    name_then: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()


class Mute(Private, Base):
    """That somebody wants to see less of somebody; the other never learns of it."""

    __tablename__ = "mute"
    __table_args__ = (UniqueConstraint("member_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()


class ReportReason(StrEnum):
    """Why somebody reports, few and clear."""

    SAFETY = "worried about safety"
    HARASSMENT = "harassment"
    PRIVATE = "private information"
    SPAM = "spam or selling"
    OTHER = "something else"


class ReportState(StrEnum):
    """Where a report stands."""

    NEW = "new"
    IN_PROGRESS = "in progress"
    RESOLVED = "resolved"


class Report(Private, Base):
    """What somebody told the moderators about a person, a project or a message."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(12), unique=True)
    reporter_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    excerpt: Mapped[str] = mapped_column(String(2000), default="")
    reason: Mapped[ReportReason]
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ReportState] = mapped_column(default=ReportState.NEW, index=True)
    outcome: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Moderators; administrators where none but the two it is between is there.

        Nobody reads a report about themselves.
        """
        not_me = cls.about_id.is_distinct_from(viewer.account_id)
        if viewer.can_moderate:
            return not_me
        if viewer.is_admin:
            return and_(not_me, ~_moderators_but(cls.about_id, cls.reporter_id))
        return ~true()


def _moderators_but(*these: Any) -> ColumnElement[bool]:
    """State that there is an active moderator who is none of `these` accounts."""
    moment = bindparam("moment", callable_=clock.now, type_=Utc(), unique=True)
    grant, account = Grant.__table__.alias(), Account.__table__.alias()
    return (
        select(grant.c.id)
        .join(account, account.c.id == grant.c.account_id)
        .where(grant.c.role == Role.MODERATOR, account.c.state == State.ACTIVE)
        .where(or_(grant.c.until.is_(None), grant.c.until > moment))
        .where(*(grant.c.account_id.is_distinct_from(one) for one in these))
        .exists()
    )
