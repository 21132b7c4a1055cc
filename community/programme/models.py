"""Events, who was there, and where a project began."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    or_,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import Base
from community.core.visible import OPEN, Private, among
from community.members.models import is_seen_by
from community.projects.models import OfProject


class Origin(StrEnum):
    """Where a tie or a project came from, so that impact can be counted later."""

    DIRECT = "direct"
    SUGGESTION = "suggestion"
    INTRODUCTION = "introduction"
    EVENT = "event"
    COFFEE = "coffee"
    IMPORT = "import"


class EventState(StrEnum):
    """Whether an event takes place."""

    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Event(Private, Base):
    """Something that took or takes place on a day; members see all of them."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(280), default="")
    begins_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    online: Mapped[bool] = mapped_column(default=False)
    state: Mapped[EventState] = mapped_column(default=EventState.PUBLISHED)
    project_id: Mapped[int | None] = mapped_column(
        ForeignKey("project.id", ondelete="SET NULL"), index=True
    )
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return (self.ends_on or self.begins_on) < clock.today()

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Every participant sees every event; nobody else does."""
        return true() if viewer.is_member else ~true()


class Attendance(Private, Base):
    """That somebody says they were at an event, and who may know."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("event_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; else what people whom the viewer sees show to all members."""
        if not viewer.is_member:
            return ~true()
        shown = and_(
            among(cls.audience, OPEN),
            is_seen_by(viewer, cls.member_id),  # type: ignore[arg-type]
        )
        return or_(cls.member_id == viewer.member_id, shown)


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
