"""What matching keeps: a version, what it learnt, what came of suggestions."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.connections.models import Subject
from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private


class Version(Base):
    """A number that grows whenever rows change that feed something derived."""

    __tablename__ = "version"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, default=0)


class Learned(Base):
    """What was learnt from the rows that all members may see: weights and factors."""

    __tablename__ = "learned"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Figures(Base):
    """The last figures of a name as JSON, and when they were asked for anew."""

    __tablename__ = "figures"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    made_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    body: Mapped[str] = mapped_column(Text, default="{}")


class Happened(StrEnum):
    """What came of a suggestion."""

    SHOWN = "shown"
    OPENED = "opened"
    ASKED = "asked"
    JOINED = "joined"
    CONNECTED = "connected"
    DISMISSED = "dismissed"


class Slot(StrEnum):
    """Why a suggestion stood where it stood: for its score, or for the community."""

    USUAL = "usual"
    BRIDGE = "bridge"
    NEWCOMER = "newcomer"


class SuggestionEvent(Private, Base):
    """What came of one suggestion on one day, seen by whom it was made for alone.

    `place` is where it stood, from 1; it and `slot` are those of the showing.
    """

    __tablename__ = "suggestion_event"
    __table_args__ = (
        UniqueConstraint("member_id", "person_id", "what", "day"),
        UniqueConstraint("member_id", "project_id", "what", "day"),
        CheckConstraint("(person_id IS NULL) <> (project_id IS NULL)", name="one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[date] = mapped_column(default=clock.today, index=True)
    what: Mapped[Happened]
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    project_id: Mapped[int | None] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    slot: Mapped[Slot] = mapped_column(default=Slot.USUAL)
    place: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(40), default="")

    @property
    def subject(self) -> Subject:
        """Return whether it is about a person or a project."""
        return Subject.PERSON if self.person_id is not None else Subject.PROJECT

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()
