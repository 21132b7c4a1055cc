"""What moderators do about somebody, and that somebody asks another to decide anew."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Text, select, true
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private
from community.safeguarding.models.parties import MEASURE


class MeasureKind(StrEnum):
    """What moderators do about somebody or something, the mildest first."""

    WARNING = "warning"
    HOLD = "hold"
    STRIKE = "strike"
    SUSPENSION = "suspension"


SUSPENDS = (MeasureKind.STRIKE, MeasureKind.SUSPENSION)
"""What takes somebody out of the community for a while, or for good."""


class Ground(StrEnum):
    """Why, in the general words that a letter may say."""

    UNKIND = "unkindness"
    THREATS = "threats"
    PRIVATE = "private information"
    CONTACT = "unwanted contact"
    SELLING = "selling"
    HEALTH = "false health claims"
    HARM = "risk of harm"
    RULES = "house rules"


class Measure(Private, Base):
    """What was done in a case to somebody's thing or account, and why, as they read it.

    A warning waits until they acknowledge it. `by_id` is None where a rule did it (out
    of hours). `until` ends it by itself, noted as `ended_at`; `lifted_at` when it was
    taken back. A suspension holds for good where `until` is None and a moderator gave
    it; while `for_good_asked` it waits for a second one to agree to that.
    """

    __tablename__ = "measure"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("safeguarding_case.id", ondelete="SET NULL"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[MeasureKind]
    ground: Mapped[Ground] = mapped_column(default=Ground.RULES)
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    by_rule: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    for_good_asked: Mapped[bool] = mapped_column(default=False)
    agreed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )

    @property
    def holds(self) -> bool:
        """Whether it still holds."""
        return self.lifted_at is None and self.ended_at is None

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; all of them for those who work cases."""
        if viewer.can_moderate or viewer.is_admin:
            return true()
        if viewer.account_id is None:
            return ~true()
        return cls.account_id == viewer.account_id


class Appeal(Private, Base):
    """That somebody asks for another moderator to decide on a measure anew.

    `upheld` says that the measure stays.
    """

    __tablename__ = "appeal"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(
        ForeignKey("measure.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    reminded_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]
    upheld: Mapped[bool] = mapped_column(default=False)
    reply: Mapped[str] = mapped_column(Text, default="")

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """As the measure that it is about."""
        if viewer.can_moderate or viewer.is_admin:
            return true()
        if viewer.account_id is None:
            return ~true()
        mine = MEASURE.alias()
        own = select(mine.c.id).where(
            mine.c.id == cls.measure_id, mine.c.account_id == viewer.account_id
        )
        return own.correlate_except(mine).exists()
