"""What helps people decide about a project: its guide, its factors, stories of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
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
from community.core.visible import Private, among, word
from community.projects.models.project import OfProject, projects_seen_by


class ProjectGuide(OfProject, Base):
    """What whoever would refer, recommend or come wants to know; empty is unknown."""

    __tablename__ = "project_guide"
    __table_args__ = (UniqueConstraint("project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offers: Mapped[str] = mapped_column(Text, default="")
    for_whom: Mapped[str] = mapped_column(Text, default="")
    times: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[str] = mapped_column(Text, default="")
    referral: Mapped[str] = mapped_column(Text, default="")
    by_oneself: Mapped[str] = mapped_column(Text, default="")
    run_by: Mapped[str] = mapped_column(Text, default="")
    training: Mapped[str] = mapped_column(Text, default="")
    safety: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ProjectFactor(OfProject, Base):
    """What a project says to one of the factors by which people decide."""

    __tablename__ = "project_factor"
    __table_args__ = (UniqueConstraint("project_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)
    words: Mapped[str] = mapped_column(String(300), default="")


class Teller(StrEnum):
    """As what somebody tells a story; their name stays with them."""

    TOOK_PART = "took part"
    CARER = "carer"
    REFERRED = "referred"
    WORKED = "worked with it"


class StoryState(StrEnum):
    """Where a story stands."""

    SENT = "sent"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STORY_OPEN = (StoryState.SENT, StoryState.PUBLISHED)
"""The states in which somebody has told their story of a project."""


class Story(Private, Base):
    """What somebody says of a project, read by an organiser before others read it.

    Who wrote it is told to nobody: `author_id` never leaves for another reader.
    """

    __tablename__ = "project_story"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    told_as: Mapped[Teller]
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[StoryState] = mapped_column(default=StoryState.SENT, index=True)
    answer: Mapped[str] = mapped_column(String(600), default="")
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; published ones with their project; those to review."""
        own = cls.author_id == viewer.member_id if viewer.is_member else ~true()
        shown = and_(
            cls.state == word(StoryState.PUBLISHED),
            cls.project_id.in_(projects_seen_by(viewer)),
        )
        if viewer.can_organise:
            shown = or_(shown, cls.state == word(StoryState.SENT))
        return or_(own, and_(shown, not_held("story", cls.id)))


Index(
    "uq_project_story_open",
    Story.project_id,
    Story.author_id,
    unique=True,
    sqlite_where=among(Story.state, STORY_OPEN),
    postgresql_where=among(Story.state, STORY_OPEN),
)
