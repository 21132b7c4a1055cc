"""Notices: what somebody is told of, and how they want to be told."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    or_,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private


class How(StrEnum):
    """How a sort of notice reaches somebody by mail; on the page all are there."""

    INSTANT = "instant"
    DIGEST = "digest"
    OFF = "off"


class Notice(Private, Base):
    """That something happened which one member is told of.

    `person_id` and `project_id` are whom and what it is about. Both may be hidden from
    the reader by now: whoever shows or sends a notice looks at them again first
    (`digests.seen`). `told_at` is when a letter or a digest with it went; what came
    while its reader wanted no mail of its kind goes in none, whatever they choose then.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("member_id", "key"),
        Index("ix_notice_member_id_read_at", "member_id", "read_at"),
        Index("ix_notice_member_id_at", "member_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(100))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    project_id: Mapped[int | None] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    link: Mapped[str] = mapped_column(String(200), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]

    def note_how(self, how: How) -> None:
        """Keep whether its reader wants it by mail, as they chose when it came."""
        rest = {name: fact for name, fact in self.facts.items() if name != How.OFF}
        self.facts = rest | ({How.OFF.value: True} if how is How.OFF else {})

    @property
    def came_while_off(self) -> bool:
        """Whether its reader wanted no mail of it when it came."""
        return How.OFF.value in self.facts

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; that their moment has come is for the reads to ask."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()


def leads_to(path: str) -> ColumnElement[bool]:
    """State that a notice leads to a page, or to a part of it."""
    part = Notice.link.startswith(f"{path}#", autoescape=True)
    return or_(Notice.link == path, part)


class NoticeChoice(Private, Base):
    """How somebody wants to be told of one kind of event, where it is not the usual."""

    __tablename__ = "notice_choice"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    how: Mapped[How]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()
