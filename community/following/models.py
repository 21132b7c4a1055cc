"""What somebody follows, and searches that they keep; seen by themselves alone."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private


class TopicFollow(Private, Base):
    """That somebody follows a tag, or a challenge area by its code.

    One of `tag_id` and `topic` is set. That a project is followed is a row of
    `projects`; people are not followed.
    """

    __tablename__ = "topic_follow"
    __table_args__ = (
        UniqueConstraint("member_id", "tag_id"),
        UniqueConstraint("member_id", "topic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    tag_id: Mapped[int | None] = mapped_column(
        ForeignKey("tag.id", ondelete="CASCADE"), index=True
    )
    topic: Mapped[str | None] = mapped_column(String(40), index=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own, and in no count of others."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()


class SearchOf(StrEnum):
    """What a kept search looks for."""

    PEOPLE = "people"
    PROJECTS = "projects"


class SavedSearch(Private, Base):
    """A search that somebody keeps, to hear of what is new in it.

    `query` holds the filters of the directory as lists of words by name. That of
    people holds tags, kinds and places, never names or sensitive tags. `seen` are the
    ids that the search has brought, up to when it was looked at last.
    """

    __tablename__ = "saved_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    of: Mapped[SearchOf]
    query: Mapped[dict[str, Any]] = mapped_column(JSON)
    seen: Mapped[list[int]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    looked_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()
