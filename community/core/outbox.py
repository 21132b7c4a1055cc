"""Mail as rows: written in the transaction of the change, sent after it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String, Text, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.db import Base, db

AT_ONCE = timedelta(0)


class MailState(StrEnum):
    """Where a letter stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class OutboxMail(Base):
    """One letter to one address; `kind` names its template, `facts` fill it.

    Facts hold ids and links, never what people wrote to each other.
    """

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    to: Mapped[str] = mapped_column(String(254))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[MailState] = mapped_column(default=MailState.QUEUED, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[str | None] = mapped_column(String(80), unique=True)


def post(
    kind: str,
    to: str,
    key: str | None = None,
    after: timedelta = AT_ONCE,
    **facts: Any,
) -> None:
    """Put a letter into the outbox, in the caller's transaction; it goes `after` that.

    A letter whose `key` was used before raises IntegrityError at the flush.
    """
    due = clock.now() + after
    db.session.add(OutboxMail(kind=kind, to=to, facts=facts, key=key, due_at=due))


def post_once(
    kind: str, to: str, key: str, after: timedelta = AT_ONCE, **facts: Any
) -> bool:
    """Put a letter into the outbox unless its `key` was used; tell whether it was new.

    Of two that are written in the same moment one is kept.
    """
    there = select(OutboxMail.id).where(OutboxMail.key == key)
    if db.session.scalar(there) is not None:
        return False
    try:
        with db.session.begin_nested():
            post(kind, to, key, after, **facts)
    except IntegrityError:
        return False
    return True


def call_back(keys: Collection[str]) -> None:
    """Take letters that did not go yet out of the outbox, as if never written."""
    waits = (OutboxMail.key.in_(keys), OutboxMail.state == MailState.QUEUED)
    db.session.execute(delete(OutboxMail).where(*waits))
