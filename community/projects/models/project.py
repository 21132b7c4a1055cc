"""Projects, what they are about, and the addresses that they had."""

from datetime import datetime
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
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import Base
from community.core.held import not_held
from community.core.visible import OPEN, Private, among, circles_of, word


class Stage(StrEnum):
    """How far along a project is."""

    IDEA = "idea"
    DEVELOPING = "developing"
    TESTING = "testing"
    RUNNING = "running"
    SHARING = "sharing"
    FINISHED = "finished"


class ProjectState(StrEnum):
    """Where a project's page stands."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    PUBLISHED = "published"
    PAUSED = "paused"
    FINISHED = "finished"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


SHOWN = (
    ProjectState.PUBLISHED,
    ProjectState.PAUSED,
    ProjectState.FINISHED,
    ProjectState.ARCHIVED,
)
"""The states in which people outside the team see a project."""

LISTED = (ProjectState.PUBLISHED, ProjectState.PAUSED, ProjectState.FINISHED)
"""The states that the directory lists."""


class Project(Private, Base):
    """Something that people do together; its audience is members or public.

    `alive_at` is its last sign of life by its team: a change, a word, an answer. Its
    leads have been asked `still_asked` times since whether it goes on, the last time at
    `still_asked_at`. `orphaned` says that nobody answers for it: it has no lead, or
    none who gave a sign for long, or its lead looks for another (`seeks_lead`).
    """

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(4000), default="")
    summary: Mapped[str] = mapped_column(String(140), default="")
    story: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.IDEA, index=True)
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.DRAFT, index=True)
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS)
    phase: Mapped[str] = mapped_column(String(40), default="", index=True)
    nation: Mapped[str] = mapped_column(String(40), default="", index=True)
    region: Mapped[str] = mapped_column(String(40), default="")
    format: Mapped[str] = mapped_column(String(20), default="")
    channel: Mapped[str] = mapped_column(String(20), default="")
    led_by: Mapped[str] = mapped_column(String(20), default="")
    formality: Mapped[str] = mapped_column(String(20), default="")
    orphaned: Mapped[bool] = mapped_column(default=False)
    review_note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    alive_at: Mapped[datetime] = mapped_column(default=clock.now)
    still_asked: Mapped[int] = mapped_column(default=0)
    still_asked_at: Mapped[datetime | None]
    seeks_lead: Mapped[bool] = mapped_column(default=False)
    import_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    import_batch_id: Mapped[int | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Shown ones by their audience; all of one's own; those to review."""
        return project_rule(cls, viewer)


def project_rule(project: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State which rows of `project` (the class or an alias) are visible."""
    wide = OPEN if viewer.is_member else (Audience.PUBLIC,)
    shown = and_(among(project.state, SHOWN), among(project.audience, wide))
    rules = [and_(shown, not_held("project", project.id))]
    if viewer.is_member:
        rules.append(project.id.in_(circles_of(viewer)))
    if viewer.can_organise:
        rules.append(project.state == word(ProjectState.IN_REVIEW))
    return or_(*rules)


def projects_seen_by(viewer: Viewer) -> Any:
    """Select the ids of the projects that `viewer` may see, over core tables."""
    project = Project.__table__.alias()
    return select(project.c.id).where(project_rule(project.c, viewer))


class OfProject(Private):
    """A row that is seen by whoever sees its project."""

    @declared_attr
    def project_id(cls) -> Mapped[int]:
        """Whose row it is."""
        return mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Rows of projects that are open to the viewer."""
        found: ColumnElement[bool] = cls.project_id.in_(projects_seen_by(viewer))
        return found


class ProjectTag(OfProject, Base):
    """What a project is about."""

    __tablename__ = "project_tag"
    __table_args__ = (UniqueConstraint("project_id", "tag_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)


class ProjectArea(OfProject, Base):
    """A challenge area that a project is filed under."""

    __tablename__ = "project_area"
    __table_args__ = (UniqueConstraint("project_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)


class ProjectOrganisation(OfProject, Base):
    """An organisation that takes part in a project."""

    __tablename__ = "project_organisation"
    __table_args__ = (UniqueConstraint("project_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )


class ProjectSlug(Base):
    """An address that a project had before it was renamed."""

    __tablename__ = "project_slug"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
