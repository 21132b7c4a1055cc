"""What organisers say to a part of the community, and who got it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    Text,
    and_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.states import Moves
from community.core.visible import Private
from community.members.models import is_seen_by


class ToWhom(StrEnum):
    """Which part of the community is spoken to."""

    EVERYBODY = "everybody"
    PHASE = "phase"
    KIND = "kind"
    PROJECT = "project"


class AnnouncementState(StrEnum):
    """Where an announcement stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


_S = AnnouncementState
MOVES: Moves[AnnouncementState] = {
    _S.DRAFT: frozenset({_S.SCHEDULED, _S.WITHDRAWN}),
    _S.SCHEDULED: frozenset({_S.DRAFT, _S.SENDING, _S.WITHDRAWN}),
    _S.SENDING: frozenset({_S.SENT}),
    _S.SENT: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
"""Taken back it is a draft again; what has begun to go out cannot be taken back.

Only a restore makes a draft of that too (`restored`): it keeps its `sent_at`.
"""


class Announcement(Private, Base):
    """A title and words in Markdown; `value` is the phase, kind or project's slug.

    `author_id` is who wrote it, and from when it has its day who gave it that.
    """

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
    to_whom: Mapped[ToWhom]
    value: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[AnnouncementState] = mapped_column(
        default=AnnouncementState.DRAFT, index=True
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Organisers all, members those that they got."""
        if not viewer.is_member:
            return ~true()
        reader = Reader.__table__.alias()
        got = select(reader.c.announcement_id).where(
            reader.c.member_id == viewer.member_id
        )
        return true() if viewer.can_organise else cls.id.in_(got)


class Reader(Private, Base):
    """That somebody got an announcement.

    `shown` says that every organiser could know so: nothing hidden brought it to them.
    `quiet` is one that came without a letter of its own, after others in that week.
    """

    __tablename__ = "announcement_reader"

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)
    shown: Mapped[bool] = mapped_column(default=False)
    quiet: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; organisers those of people whom they see, where nothing is hidden.

        So how many an announcement reached is a number of rows to look at.
        """
        if not viewer.is_member:
            return ~true()
        own = cls.member_id == viewer.member_id
        if not viewer.can_organise:
            return own
        return or_(own, and_(cls.shown, is_seen_by(viewer, cls.member_id)))  # type: ignore[arg-type]
