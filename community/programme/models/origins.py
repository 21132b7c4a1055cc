"""Where ties and projects came from."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.db import Base
from community.projects.models import OfProject


class Origin(StrEnum):
    """Where a tie or a project came from, so that impact can be counted later."""

    DIRECT = "direct"
    SUGGESTION = "suggestion"
    INTRODUCTION = "introduction"
    EVENT = "event"
    COFFEE = "coffee"
    IMPORT = "import"


class ProjectOrigin(OfProject, Base):
    """Where a project began, as somebody of its team told."""

    __tablename__ = "project_origin"
    __table_args__ = (UniqueConstraint("project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[Origin]
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="SET NULL"), index=True
    )
    told_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    told_at: Mapped[datetime] = mapped_column(default=clock.now)
