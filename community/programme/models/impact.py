"""What changed because of a project: noted by its team, checked later."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, String, Text, or_, true
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private, circles_of


class ImpactState(StrEnum):
    """How far a record has come."""

    NOTED = "noted"


class ImpactRecord(Private, Base):
    """One thing that changed, under one of the four areas of the Lab's impact model."""

    __tablename__ = "impact_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    milestone_id: Mapped[int | None] = mapped_column(
        ForeignKey("milestone.id", ondelete="SET NULL"), unique=True
    )
    area: Mapped[str] = mapped_column(String(40))
    what_changed: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[date]
    claimed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    state: Mapped[ImpactState] = mapped_column(default=ImpactState.NOTED)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """The project's team, and organisers."""
        if not viewer.is_member:
            return ~true()
        inside = cls.project_id.in_(circles_of(viewer))
        return or_(inside, true()) if viewer.can_organise else inside
