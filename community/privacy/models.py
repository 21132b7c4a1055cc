"""To whom somebody is never shown, and that somebody was erased."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private


class Exclusion(Private, Base):
    """That a member is never shown to people of an organisation.

    Kept as `excluded` ties from each of those people to the member, one way alone: the
    member goes on seeing them, so that it tells nobody who works where.
    """

    __tablename__ = "exclusion"
    __table_args__ = (UniqueConstraint("member_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()


class Erasure(Base):
    """That an account was erased: its number and a random mark, nothing of the person.

    The list also lies outside the database, so that a backup from before is put right.
    """

    __tablename__ = "erasure"

    account_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[int | None]
    mark: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(default=clock.now)
