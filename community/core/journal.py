"""What is remembered of changes: the audit trail, and side records after a request."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base, db, start_writing


class Act(StrEnum):
    """What is written into the audit trail."""

    ACCOUNT_STATE = "account state"
    ADDRESSES_SEEN = "addresses seen"
    ANNOUNCEMENT = "announcement"
    BLOCK = "block"
    COFFEE = "coffee"
    CONNECTION = "connection"
    CONSENT = "consent"
    EMAIL_CHANGED = "e-mail changed"
    ESSAY = "essay"
    EVENT = "event"
    EVIDENCE = "evidence"
    EXPORT = "export"
    HANDOVER = "hand-over"
    IDEA = "idea"
    IMPACT = "impact"
    IMPORT = "import"
    INTRODUCTION = "introduction"
    INVITATION = "invitation"
    NETWORK = "network"
    OUTBOX = "outbox"
    PASSWORD_CHANGED = "password changed"  # noqa: S105 (a name of an act)
    PROGRAMME = "programme"
    PROJECT = "project"
    PROJECT_REVIEW = "project review"
    REPORT = "report"
    REST = "rest"
    ROLE = "role"
    SETTING = "setting"
    SIGN_IN = "sign-in"
    STORY = "story"
    SURVEY = "survey"
    TAG = "tag"
    UPDATE = "update"


class AuditEvent(Base):
    """One act, by whom and on what: ids only, never names, texts or addresses."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    act: Mapped[Act]
    actor_id: Mapped[int | None]
    object_kind: Mapped[str] = mapped_column(default="")
    object_id: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")


def record(
    viewer: Viewer, act: Act, kind: str = "", thing: int | None = None, note: str = ""
) -> None:
    """Write `act` into the audit trail, in the caller's transaction."""
    db.session.add(
        AuditEvent(
            act=act,
            actor_id=viewer.account_id,
            object_kind=kind,
            object_id=thing,
            note=note,
        )
    )


def latest(act: Act, most: int) -> list[AuditEvent]:
    """Return the last events of one act, newest first."""
    found = select(AuditEvent).where(AuditEvent.act == act)
    return list(db.session.scalars(found.order_by(AuditEvent.id.desc()).limit(most)))


_aside: ContextVar[list[Callable[[], Any]] | None] = ContextVar("aside", default=None)


def aside(write: Callable[[], Any]) -> None:
    """Run `write` in a short transaction of its own, after the main one.

    Limits, the access ledger and read marks go this way, whatever came of the
    request. Outside a request `write` runs at once.
    """
    waiting = _aside.get()
    if waiting is None:
        write()
    else:
        waiting.append(write)


def begin_aside() -> None:
    """Start collecting side records for this request."""
    _aside.set([])


def write_aside() -> None:
    """Write the side records that this request collected."""
    waiting = _aside.get()
    _aside.set(None)
    if not waiting:
        return
    start_writing()
    for write in waiting:
        write()
    db.session.commit()
