"""Coffee rounds, who takes part in each, and who meets whom."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
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


class RoundState(StrEnum):
    """Where a round stands: people join, they are paired, it is over."""

    OPEN = "open"
    PAIRED = "paired"
    CLOSED = "closed"


class CoffeeRound(Base):
    """One round: every member may know that it is there, and what it came to.

    `outcome` holds how many took part, met, and were left out and why: numbers only.
    """

    __tablename__ = "coffee_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7), unique=True)
    state: Mapped[RoundState] = mapped_column(default=RoundState.OPEN, index=True)
    pairs_on: Mapped[date]
    closes_on: Mapped[date]
    seed: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    paired_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class CoffeeSeat(Private, Base):
    """That somebody takes part in a round; known to themselves alone."""

    __tablename__ = "coffee_seat"
    __table_args__ = (UniqueConstraint("round_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(
        ForeignKey("coffee_round.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    every_month: Mapped[bool] = mapped_column(default=False)
    left_out: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()


class CoffeeGuest(Private, Base):
    """That somebody was put to a table of a round: two people there, or three.

    Tables are numbered from 1 within a round. `met` is what this guest says, the
    conversation is where they find a day, if somebody of the table began one.
    """

    __tablename__ = "coffee_guest"
    __table_args__ = (UniqueConstraint("round_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(
        ForeignKey("coffee_round.id", ondelete="CASCADE"), index=True
    )
    table_number: Mapped[int]
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    met: Mapped[bool | None]
    met_at: Mapped[datetime | None]
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversation.id", ondelete="SET NULL"), index=True
    )

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Everybody at the viewer's own tables."""
        if not viewer.is_member:
            return ~true()
        mine = CoffeeGuest.__table__.alias()
        return (
            select(mine.c.id)
            .where(
                mine.c.round_id == cls.round_id,
                mine.c.table_number == cls.table_number,
                mine.c.member_id == viewer.member_id,
            )
            .exists()
        )
