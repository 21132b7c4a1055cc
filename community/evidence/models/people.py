"""What joins resources to projects and to people."""

from datetime import datetime

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
from community.core.access import Viewer
from community.core.db import Base
from community.core.held import not_held
from community.core.visible import Private
from community.evidence.models.resources import resources_seen_by
from community.members.models import OfMember
from community.projects.models import projects_seen_by


class ResourceUse(Private, Base):
    """A project that uses a resource, and for what; said by its team."""

    __tablename__ = "resource_use"
    __table_args__ = (UniqueConstraint("resource_id", "project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(
        ForeignKey("resource.id", ondelete="CASCADE"), index=True
    )
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(String(300), default="")
    added_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Where both the resource and the project are seen."""
        return and_(
            cls.resource_id.in_(resources_seen_by(viewer)),
            cls.project_id.in_(projects_seen_by(viewer)),
        )


class ResourceTalker(OfMember, Base):
    """A member who is happy to talk about a resource; members see it at most."""

    __tablename__ = "resource_talker"
    __table_args__ = (UniqueConstraint("resource_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(
        ForeignKey("resource.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(String(200), default="")
    since: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """As any row of a member, where the resource is seen."""
        seen = cls.resource_id.in_(resources_seen_by(viewer))
        own = cls.member_id == viewer.member_id if viewer.is_member else ~true()
        shown = or_(own, not_held("talk", cls.id))
        return and_(seen, shown, super().for_viewer(viewer))
