"""What changed: noted by members, checked by organisers, tied to what caused it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.connections.models import Connection
from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.held import not_held
from community.core.states import Moves
from community.core.visible import Private, among, circles_of, word
from community.evidence.models import resources_seen_by
from community.projects.models import projects_seen_by


class ImpactState(StrEnum):
    """How far a record has come; of what is withdrawn there is no row."""

    NOTED = "noted"
    CHECKED = "checked"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


_S = ImpactState
MOVES: Moves[ImpactState] = {
    _S.NOTED: frozenset({_S.CHECKED, _S.DECLINED, _S.WITHDRAWN}),
    _S.CHECKED: frozenset({_S.PUBLISHED, _S.NOTED, _S.WITHDRAWN}),
    _S.PUBLISHED: frozenset({_S.CHECKED, _S.WITHDRAWN}),
    _S.DECLINED: frozenset({_S.NOTED, _S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset(),
}
"""An organiser checks what was noted: members read it then, all once published."""

COUNTED = (ImpactState.CHECKED, ImpactState.PUBLISHED)


class ImpactRecord(Private, Base):
    """One thing that changed, under one of the four areas of the Lab's impact model.

    Without a project it is of the whole community. `answer` is what the organiser who
    checked it said to whoever noted it; `for_everybody` that whoever noted it agreed
    that everybody may read it.
    """

    __tablename__ = "impact_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int | None] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    milestone_id: Mapped[int | None] = mapped_column(
        ForeignKey("milestone.id", ondelete="SET NULL"), unique=True
    )
    area: Mapped[str] = mapped_column(String(40))
    what_changed: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[date]
    claimed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[ImpactState] = mapped_column(default=ImpactState.NOTED, index=True)
    checked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    checked_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(600), default="")
    for_everybody: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own, one's team's; all, for organisers; what was checked, by state."""
        return impact_rule(cls, viewer)


def impact_rule(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State which rows of `row` (the class or an alias) are visible."""
    shown = not_held("impact", row.id)
    own = row.claimed_by_id == viewer.member_id if viewer.is_member else ~true()
    if viewer.can_organise:
        return or_(own, shown)
    placed = or_(row.project_id.is_(None), row.project_id.in_(projects_seen_by(viewer)))
    if not viewer.is_member:
        return and_(row.state == word(ImpactState.PUBLISHED), placed, shown)
    in_my_team = row.project_id.in_(circles_of(viewer))
    read = or_(in_my_team, and_(among(row.state, COUNTED), placed))
    return or_(own, and_(read, shown))


def _records_seen_by(viewer: Viewer) -> Any:
    row = ImpactRecord.__table__.alias()
    return select(row.c.id).where(impact_rule(row.c, viewer))


class ImpactEvidence(Private, Base):
    """A resource that what changed rests upon, or led to."""

    __tablename__ = "impact_evidence"
    __table_args__ = (UniqueConstraint("record_id", "resource_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(
        ForeignKey("impact_record.id", ondelete="CASCADE"), index=True
    )
    resource_id: Mapped[int] = mapped_column(
        ForeignKey("resource.id", ondelete="CASCADE"), index=True
    )

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Where both the record and the resource are seen."""
        return and_(
            cls.record_id.in_(_records_seen_by(viewer)),
            cls.resource_id.in_(resources_seen_by(viewer)),
        )


class ImpactTie(Private, Base):
    """A tie of two people from which something came; the two of them see it alone.

    Its origin (a suggestion, an introduction, a coffee, an event) is the tie's own; in
    figures it is a count among many.
    """

    __tablename__ = "impact_tie"
    __table_args__ = (UniqueConstraint("record_id", "connection_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(
        ForeignKey("impact_record.id", ondelete="CASCADE"), index=True
    )
    connection_id: Mapped[int] = mapped_column(
        ForeignKey("connection.id", ondelete="CASCADE"), index=True
    )

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """For the two whom the tie joins, where the record is seen."""
        row = Connection.__table__.alias()
        own = select(row.c.id).where(
            or_(row.c.a_id == viewer.member_id, row.c.b_id == viewer.member_id)
        )
        if not viewer.is_member:
            own = own.where(~true())
        return and_(
            cls.record_id.in_(_records_seen_by(viewer)), cls.connection_id.in_(own)
        )
