"""Reports, the cases that they make, what moderators look at, and what they do."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
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


class ReportReason(StrEnum):
    """Why somebody reports, few and clear."""

    SAFETY = "worried about safety"
    HARASSMENT = "harassment"
    PRIVATE = "private information"
    SPAM = "spam or selling"
    OTHER = "something else"


class Lane(StrEnum):
    """How soon somebody must look: where there is risk of harm, within a day."""

    HARM = "risk of harm"
    USUAL = "usual"


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


class Case(Private, Base):
    """All that was reported of one thing, and who looks into it.

    `about_id` is the account of whom it is about, where there is one. `due_at` is when
    somebody must have looked; `outcome` what came of it, for moderators.
    """

    __tablename__ = "safeguarding_case"
    __table_args__ = (
        Index("ix_safeguarding_case_thing", "subject_kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    lane: Mapped[Lane] = mapped_column(default=Lane.USUAL)
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN, index=True)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    claimed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    held_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Moderators; administrators where none but those it is between is there.

        Nobody reads a case about themselves.
        """
        not_me = cls.about_id.is_distinct_from(viewer.account_id)
        if viewer.can_moderate:
            return not_me
        if viewer.is_admin:
            return and_(not_me, ~_moderators_but(cls.about_id))
        return ~true()


class Report(Private, Base):
    """What one person told the moderators; never who that was, to anybody."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(12), unique=True)
    case_id: Mapped[int] = mapped_column(
        ForeignKey("safeguarding_case.id", ondelete="CASCADE"), index=True
    )
    reporter_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    excerpt: Mapped[str] = mapped_column(String(2000), default="")
    reason: Mapped[ReportReason]
    text: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """As the case; administrators only where no other moderator is there."""
        not_me = cls.about_id.is_distinct_from(viewer.account_id)
        if viewer.can_moderate:
            return not_me
        if viewer.is_admin:
            return and_(not_me, ~_moderators_but(cls.about_id, cls.reporter_id))
        return ~true()


class Widening(Base):
    """That a moderator asked to see more than the excerpt; another one answers.

    It holds until `until` for whoever asked, once `granted`.
    """

    __tablename__ = "widening"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(
        ForeignKey("safeguarding_case.id", ondelete="CASCADE"), index=True
    )
    asked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    why: Mapped[str] = mapped_column(String(300))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    answered_at: Mapped[datetime | None]
    granted: Mapped[bool] = mapped_column(default=False)
    until: Mapped[datetime | None]


class MeasureKind(StrEnum):
    """What moderators do about somebody or something, the mildest first."""

    WARNING = "warning"
    HOLD = "hold"
    STRIKE = "strike"
    SUSPENSION = "suspension"


class Measure(Base):
    """What was done in a case to somebody's thing or account, and why, as they read it.

    A warning waits until they acknowledge it. `by_id` is None where a rule did it (out
    of hours). `until` ends it by itself; `lifted_at` when it was taken back.
    """

    __tablename__ = "measure"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("safeguarding_case.id", ondelete="SET NULL"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[MeasureKind]
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    why: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]


class Appeal(Base):
    """That somebody asks for another moderator to decide on a measure anew."""

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measure.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]
    upheld: Mapped[bool] = mapped_column(default=False)
    reply: Mapped[str] = mapped_column(Text, default="")


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
