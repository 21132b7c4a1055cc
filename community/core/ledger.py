"""The access ledger: who, of those with a role, looked at what of somebody, and why.

A row is for the one whom it is about. Whatever shows an organiser, a moderator or an
administrator more of a person than any member sees writes one.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    column,
    exists,
    insert,
    literal,
    select,
    table,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import Base, db


class Looked(StrEnum):
    """What somebody with a role looked at."""

    ACCOUNT = "account"
    ADDRESS = "address"
    APPLICATION = "application"
    CASE = "case"
    EXPORT = "export"
    PRIVATE = "private"


_account = table("account", column("id"))
SAME = ("by_id", "role", "what", "why")
"""What makes two looks at somebody the same."""


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

    One's own things are not noted, and the same look once a day. `why` is a message id
    (`text.N_`) or what the viewer typed; `later` is how long they whom it is about are
    not told yet.
    """
    moment = clock.now()
    facts = {
        "by_id": viewer.account_id, "role": role or _role(viewer), "what": what,
        "why": why[:200], "at": moment, "shown_from": moment + later,
    }  # fmt: skip
    wanted = set(about) - {viewer.account_id or 0}
    if wanted:
        journal.aside(lambda: _write(wanted, facts))


def _write(about: set[int], facts: dict[str, Any]) -> None:
    """Write a look for each of those who have not the same of today, shown as early."""
    today = facts["at"].replace(hour=0, minute=0, second=0, microsecond=0)
    there = LedgerEntry.__table__.alias()
    same = exists().where(
        there.c.about_id == _account.c.id,
        *(there.c[name] == facts[name] for name in SAME),
        there.c.at >= today,
        there.c.shown_from <= facts["shown_from"],
    )
    columns = LedgerEntry.__table__.c
    values = [literal(value, columns[name].type) for name, value in facts.items()]
    new = select(_account.c.id, *values).where(_account.c.id.in_(about), ~same)
    db.session.execute(
        insert(LedgerEntry).from_select(
            ["about_id", *facts], new.order_by(_account.c.id)
        )
    )


def _role(viewer: Viewer) -> str:
    return min((role.value for role in viewer.roles), default="")
