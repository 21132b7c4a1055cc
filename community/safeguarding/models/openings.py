"""Break-glass: somebody trusted opened what is private, for a reason and a while."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, or_, true
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private


class Opening(Private, Base):
    """That one account opened the private fields of one member, read-only, for a while.

    The member is told at `told_from`; `kept_quiet_by_id` is the second administrator
    who agreed that it be later (a safeguarding hold).
    """

    __tablename__ = "opening"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    why: Mapped[str] = mapped_column(String(300))
    case_number: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime]
    told_from: Mapped[datetime]
    told_at: Mapped[datetime | None]
    quiet_asked_at: Mapped[datetime | None]
    kept_quiet_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; administrators see all but those about themselves."""
        if not (viewer.can_moderate or viewer.is_admin):
            return ~true()
        own = cls.by_id == viewer.account_id
        if not viewer.is_admin:
            return own
        return or_(own, cls.about_id.is_distinct_from(viewer.account_id))
