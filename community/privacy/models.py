"""To whom somebody is never shown, who is long away, and that somebody was erased."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from community.accounts.models import ConsentPurpose
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
    The hashes, keyed by the vault, tell an import who is not to be brought in again;
    they stay in the database.
    """

    __tablename__ = "erasure"

    mark: Mapped[str] = mapped_column(String(24), primary_key=True)
    account_id: Mapped[int] = mapped_column(index=True)
    member_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    address_hash: Mapped[str] = mapped_column(String(64), default="", index=True)
    import_hash: Mapped[str] = mapped_column(String(64), default="", index=True)


class KeptConsent(Base):
    """What somebody erased had agreed to: purpose, wording, day; no more who or what.

    `mark` holds those of one person together, and stands nowhere else; `wording_hash`
    is "" where the words were about one thing alone.
    """

    __tablename__ = "kept_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(24), index=True)
    purpose: Mapped[ConsentPurpose]
    wording: Mapped[str] = mapped_column(String(20))
    wording_hash: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Step(StrEnum):
    """How far it has come with an account that nobody uses."""

    TOLD = "told"
    TOLD_AGAIN = "told again"
    HIDDEN = "hidden"


class Inactivity(Base):
    """That somebody is long away: the last step, and on which day it was taken.

    It is about whoever was last here on `seen_on`; once they come back it is over.
    """

    __tablename__ = "inactivity"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    seen_on: Mapped[date]
    step: Mapped[Step]
    taken_on: Mapped[date]
