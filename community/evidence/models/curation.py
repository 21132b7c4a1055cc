"""What curators keep: versions of each record, collections, files brought in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    and_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private, word
from community.evidence.models.resources import resources_seen_by


class OfCurators(Private):
    """A row that curators alone see."""

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """All of them, for curators."""
        return true() if viewer.can_curate else ~true()


class ResourceVersion(OfCurators, Base):
    """What a record said after a change: all that a form of it holds, and why."""

    __tablename__ = "resource_version"
    __table_args__ = (UniqueConstraint("resource_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(
        ForeignKey("resource.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    why: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)


class ImportState(StrEnum):
    """Where a file that was brought in stands."""

    DRY_RUN = "dry run"
    APPLIED = "applied"
    UNDONE = "undone"


class ResourceImport(OfCurators, Base):
    """A file of references: what its rows say, and what is wrong with each.

    `rows` is a list of {"row": int, "facts": {...} or None, "same_as": slug or "",
    "problems": [...]}; it is emptied when the file is applied or thrown away.
    """

    __tablename__ = "resource_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    format: Mapped[str] = mapped_column(String(10))
    state: Mapped[ImportState] = mapped_column(default=ImportState.DRY_RUN)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    brought: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class CollectionState(StrEnum):
    """Whether a collection is out."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Collection(Private, Base):
    """Resources that a curator put together, in their order, with words to each."""

    __tablename__ = "collection"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    intro: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[CollectionState] = mapped_column(default=CollectionState.DRAFT)
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Those that are out; drafts for curators."""
        return _collections(cls, viewer)


def _collections(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    out: ColumnElement[bool] = row.state == word(CollectionState.PUBLISHED)
    return true() if viewer.can_curate else out


class CollectionItem(Private, Base):
    """A resource in a collection, and why it is there."""

    __tablename__ = "collection_item"
    __table_args__ = (UniqueConstraint("collection_id", "resource_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(
        ForeignKey("collection.id", ondelete="CASCADE"), index=True
    )
    resource_id: Mapped[int] = mapped_column(
        ForeignKey("resource.id", ondelete="CASCADE"), index=True
    )
    rank: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(String(300), default="")

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Where both the collection and the resource are seen."""
        row = Collection.__table__.alias()
        seen = select(row.c.id).where(_collections(row.c, viewer))
        return and_(
            cls.collection_id.in_(seen), cls.resource_id.in_(resources_seen_by(viewer))
        )
