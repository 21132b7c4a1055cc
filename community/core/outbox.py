"""Mail as rows: written in the transaction of the change, sent after it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.db import Base, db


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


def post(kind: str, to: str, key: str | None = None, **facts: Any) -> None:
    """Put a letter into the outbox, in the caller's transaction.

    A letter whose `key` was used before raises IntegrityError at the flush.
    """
    db.session.add(OutboxMail(kind=kind, to=to, facts=facts, key=key))
