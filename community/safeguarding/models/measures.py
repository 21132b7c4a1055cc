"""What moderators do about somebody, and that somebody asks another to decide anew."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Text,
    and_,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private
from community.safeguarding.models.makers import answers_for


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
    it; while `for_good_asked` it waits for a second one to agree to that. Without
    `account_id` it is about what is nobody's alone, or whose author was erased.
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
        return cls.is_about(viewer.account_id) if viewer.account_id else ~true()

    @classmethod
    def is_about(cls, account: int) -> ColumnElement[bool]:
        """State that it is about somebody, or holds back what they answer for."""
        return _is_about(cls, account)


def _is_about(row: Any, account: int) -> ColumnElement[bool]:
    """State it of the class, or of the columns of an alias."""
    held = and_(row.account_id.is_(None), row.kind == MeasureKind.HOLD)
    return or_(
        row.account_id == account,
        and_(held, answers_for(row.case_id, literal(account))),
    )


class Appeal(Private, Base):
    """That somebody asks for another moderator to decide on a measure anew.

    `upheld` says that the measure stays.
    """

    __tablename__ = "appeal"

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
        mine = Measure.__table__.alias()
        own = select(mine.c.id).where(
            mine.c.id == cls.measure_id, _is_about(mine.c, viewer.account_id)
        )
        return own.correlate_except(mine).exists()
