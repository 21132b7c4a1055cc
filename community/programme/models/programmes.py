"""Programmes: a challenge, its phases and areas, partners and milestones."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    select,
    true,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.states import Moves
from community.core.visible import Private, among


class ProgrammeState(StrEnum):
    """Whether a programme is out, and whether it is over."""

    DRAFT = "draft"
    RUNNING = "running"
    CLOSED = "closed"


_S = ProgrammeState
MOVES: Moves[ProgrammeState] = {
    _S.DRAFT: frozenset({_S.RUNNING, _S.CLOSED}),
    _S.RUNNING: frozenset({_S.CLOSED}),
    _S.CLOSED: frozenset({_S.RUNNING}),
}
"""A draft is opened, or put down as one that is over; what is over may go on."""


class Programme(Private, Base):
    """What a Lab works on for a time: one challenge, in phases."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    challenge: Mapped[str] = mapped_column(String(300), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ProgrammeState] = mapped_column(default=ProgrammeState.DRAFT)
    sort: Mapped[int] = mapped_column(default=0)
    edited_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Running and closed ones; drafts for organisers."""
        return _programmes(cls, viewer)


def _programmes(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    if viewer.can_organise:
        return true()
    return among(row.state, (ProgrammeState.RUNNING, ProgrammeState.CLOSED))


class OfProgramme(Private):
    """A row that is seen by whoever sees its programme."""

    @declared_attr
    def programme_id(cls) -> Mapped[int]:
        """Whose row it is."""
        return mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Rows of programmes that are open to the viewer."""
        row = Programme.__table__.alias()
        seen = select(row.c.id).where(_programmes(row.c, viewer))
        found: ColumnElement[bool] = cls.programme_id.in_(seen)
        return found


class ProgrammePhase(OfProgramme, Base):
    """A phase of a programme: its name and days are those of the vocabulary."""

    __tablename__ = "programme_phase"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    aim: Mapped[str] = mapped_column(String(300), default="")
    summary: Mapped[str] = mapped_column(Text, default="")


class ProgrammeArea(OfProgramme, Base):
    """A challenge area of a programme; nested problems follow from the vocabulary."""

    __tablename__ = "programme_area"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)


class PartnerRole(StrEnum):
    """What an organisation is to a programme."""

    LEAD = "lead"
    FUNDER = "funder"
    PARTNER = "partner"
    EVALUATOR = "evaluator"
    SURVEY = "survey"


class ProgrammePartner(OfProgramme, Base):
    """An organisation that carries a programme; by name, for it need not be here."""

    __tablename__ = "programme_partner"
    __table_args__ = (UniqueConstraint("programme_id", "name", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    role: Mapped[PartnerRole]
    address: Mapped[str] = mapped_column(String(2000), default="")
    sort: Mapped[int] = mapped_column(default=0)


class ProgrammeMilestone(OfProgramme, Base):
    """Something that happened, or will; `day_words` where less is known than a day."""

    __tablename__ = "programme_milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    happens_on: Mapped[date]
    day_words: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(160))
    words: Mapped[str] = mapped_column(String(600), default="")
    source: Mapped[str] = mapped_column(String(2000), default="")
