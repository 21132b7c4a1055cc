"""When somebody gets their digest, and what the last ones said."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, String, true
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private


class Every(StrEnum):
    """How often a digest comes."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    NEVER = "never"


class Rhythm(Private, Base):
    """How often, on which weekday (0 is Monday) and at which hour in Britain.

    `next_at` is when the next one is due; None where none comes.
    """

    __tablename__ = "digest_rhythm"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    every: Mapped[Every] = mapped_column(default=Every.WEEK)
    weekday: Mapped[int] = mapped_column(default=1)
    hour: Mapped[int] = mapped_column(default=9)
    next_at: Mapped[datetime | None] = mapped_column(index=True)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()


class Suggested(Private, Base):
    """A person or project that a digest suggested to somebody; never twice."""

    __tablename__ = "digest_suggested"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()
