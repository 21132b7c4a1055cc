"""Tags, their families and the names that people know them by."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.db import Base


class Family(StrEnum):
    """What a tag is about."""

    SKILL = "skill"
    APPROACH = "approach"
    CONDITION = "condition"
    POPULATION = "population"
    SETTING = "setting"
    CHALLENGE = "challenge"


class TagState(StrEnum):
    """Where a tag stands; only approved tags are found, counted and matched."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    MERGED = "merged"


class Tag(Base):
    """One thing to offer, seek, learn or be interested in."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    label: Mapped[str] = mapped_column(String(80))
    family: Mapped[Family | None]
    broader_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"), index=True)
    sensitive: Mapped[bool] = mapped_column(default=False)
    state: Mapped[TagState] = mapped_column(default=TagState.APPROVED, index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class TagName(Base):
    """A word that means a tag: its label or a synonym, in folded form."""

    __tablename__ = "tag_name"
    __table_args__ = (UniqueConstraint("folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(
        ForeignKey("tag.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(80))
