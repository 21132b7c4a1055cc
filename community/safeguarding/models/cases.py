"""Reports, the cases that they make, what moderators look at, and what they do."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private
from community.safeguarding.models.parties import works, works_on


class ReportReason(StrEnum):
    """Why somebody reports, the gravest first."""

    SAFETY = "worried about safety"
    SELF_HARM = "self-harm or suicide"
    THREATS = "abuse or threats"
    HARASSMENT = "harassment"
    PRIVATE = "private information"
    PRETENDING = "impersonation"
    UNWANTED = "unwanted contact"
    SPAM = "spam or selling"
    FALSE_HEALTH = "false health claims"
    OTHER = "something else"

    @property
    def harm(self) -> bool:
        """Whether somebody may come to harm: then somebody must look within a day."""
        return self in HARM

    @property
    def worry(self) -> bool:
        """Whether it tells of a worry about somebody, and accuses them of nothing."""
        return self in WORRIES


HARM = (ReportReason.SAFETY, ReportReason.SELF_HARM, ReportReason.THREATS)
WORRIES = (ReportReason.SAFETY, ReportReason.SELF_HARM)


class Lane(StrEnum):
    """How soon somebody must look: where there is risk of harm, within a day."""

    HARM = "risk of harm"
    USUAL = "usual"


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


class Finding(StrEnum):
    """What moderators found when they closed a case."""

    ACTED = "acted"
    NO_BREACH = "no breach"


MOVES = {
    CaseState.OPEN: frozenset({CaseState.CLAIMED}),
    CaseState.CLAIMED: frozenset({CaseState.OPEN, CaseState.CLOSED}),
    CaseState.CLOSED: frozenset(),
}
"""A case is closed by whoever has it; what is reported anew is a new case."""


class Case(Private, Base):
    """All that was reported of one thing, and who looks into it.

    `about_id` is the account of whom it is about, where there is one. `open_key` names
    the thing while the case is not closed, so that there is one of it. `due_at` is when
    somebody must have looked; `ruled_at` when a rule did something by itself: it then
    stands first. `outcome` is what came of it, for moderators.
    """

    __tablename__ = "safeguarding_case"
    __table_args__ = (
        Index("ix_safeguarding_case_thing", "subject_kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    open_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    lane: Mapped[Lane] = mapped_column(default=Lane.USUAL)
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN, index=True)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    ruled_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    claimed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    closed_at: Mapped[datetime | None]
    finding: Mapped[Finding | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    held_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Whoever may work it (`parties`): never who it is about, nor who reported."""
        return works(viewer, cls.id, cls.about_id)


class Report(Private, Base):
    """What one person told the moderators; never who that was, to anybody.

    Whoever reports the same again while its case is open adds to their report. That it
    was in bad faith is what the moderator found who closed the case.
    """

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("case_id", "reporter_id"),)

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
    bad_faith: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """As the case."""
        return works_on(viewer, cls.case_id)


class Widening(Private, Base):
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

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """As the case."""
        return works_on(viewer, cls.case_id)
