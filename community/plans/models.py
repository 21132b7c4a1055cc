"""The tasks of a team, and the milestones of its project."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, String, true
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private, circles_of
from community.projects.models import OfProject


class Milestone(OfProject, Base):
    """Something that a project wants to reach; seen by whoever sees the project."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(160))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class TeamTask(Private, Base):
    """Something to do, by somebody of the team; the team's alone.

    `reminded` says that whoever has it was told that its day is near.
    """

    __tablename__ = "team_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    milestone_id: Mapped[int | None] = mapped_column(
        ForeignKey("milestone.id", ondelete="SET NULL")
    )
    title: Mapped[str] = mapped_column(String(200))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    reminded: Mapped[bool] = mapped_column(default=False)
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Whoever is in the team."""
        if not viewer.is_member:
            return ~true()
        return cls.project_id.in_(circles_of(viewer))
