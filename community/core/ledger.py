"""The access ledger: who, of those with a role, looked at what of somebody, and why.

A row is for the one whom it is about. Whatever shows an organiser, a moderator or an
administrator more of a person than any member sees writes one.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import Base, db


class Looked(StrEnum):
    """What somebody with a role looked at."""

    ADDRESS = "address"
    APPLICATION = "application"
    CASE = "case"
    EXPORT = "export"
    PRIVATE = "private"


class LedgerEntry(Base):
    """That somebody with a role looked at something of `about_id`.

    `by_id` is whoever looked, as long as they are here; `role` as what. They who it is
    about read it from `shown_from` on.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (Index("ix_ledger_entry_about_id_at", "about_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    role: Mapped[str] = mapped_column(String(24), default="")
    what: Mapped[Looked]
    why: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    shown_from: Mapped[datetime] = mapped_column(default=clock.now)


def note(
    viewer: Viewer,
    about: list[int],
    what: Looked,
    why: str = "",
    *,
    role: str = "",
    later: timedelta = timedelta(0),
) -> None:
    """Write down, aside, that `viewer` looked at something of the accounts `about`.

    One's own things are not noted. `why` is a message id (`text.N_`) or what the
    viewer typed; `later` is how long they whom it is about are not told yet.
    """
    moment = clock.now()
    rows = [
        {
            "about_id": one,
            "by_id": viewer.account_id,
            "role": role or _role(viewer),
            "what": what,
            "why": why[:200],
            "at": moment,
            "shown_from": moment + later,
        }
        for one in sorted(set(about) - {viewer.account_id or 0})
    ]
    if rows:
        journal.aside(lambda: db.session.execute(insert(LedgerEntry), rows))


def _role(viewer: Viewer) -> str:
    return min((role.value for role in viewer.roles), default="")
