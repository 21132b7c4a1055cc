"""Whom a project looks for."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base
from community.projects.models.project import OfProject


class NeedState(StrEnum):
    """Whether a need still looks for somebody."""

    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


class Need(OfProject, Base):
    """Somebody that a project looks for; `taken` of its `places` are taken.

    `contact_id` is whom to ask about it, somebody of the team.
    """

    __tablename__ = "need"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(80))
    what_for: Mapped[str] = mapped_column(String(400), default="")
    first_task: Mapped[str] = mapped_column(String(200), default="")
    hours: Mapped[str] = mapped_column(String(60), default="")
    remote: Mapped[bool] = mapped_column(default=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    places: Mapped[int] = mapped_column(default=1)
    taken: Mapped[int] = mapped_column(default=0)
    closes_on: Mapped[date | None]
    state: Mapped[NeedState] = mapped_column(default=NeedState.OPEN)
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class NeedTag(OfProject, Base):
    """What somebody for a need should bring."""

    __tablename__ = "need_tag"
    __table_args__ = (UniqueConstraint("need_id", "tag_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(
        ForeignKey("need.id", ondelete="CASCADE"), index=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)
