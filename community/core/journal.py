"""What is remembered of changes: the audit trail, and side records after a request.

An entry names nobody: whoever acted stands in it by a mark (`Pseudonym`), which goes
when their account is erased. Entries are written last, just before the commit, each
with the hash of the one before; the database refuses to change or delete them.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    Connection,
    ForeignKey,
    String,
    event,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.session import SessionTransaction

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base, db, say, start_writing


class Act(StrEnum):
    """What is written into the audit trail."""

    ACCOUNT_STATE = "account state"
    ADDRESSES_SEEN = "addresses seen"
    ANNOUNCEMENT = "announcement"
    AUDIENCE = "audience"
    BLOCK = "block"
    BREAK_GLASS = "break glass"
    COFFEE = "coffee"
    CONNECTION = "connection"
    CONSENT = "consent"
    DENIED = "denied"
    EMAIL_CHANGED = "e-mail changed"
    ERASURE = "erasure"
    ESSAY = "essay"
    EVENT = "event"
    EVIDENCE = "evidence"
    EXPORT = "export"
    FACTOR = "second factor"
    HANDOVER = "hand-over"
    IDEA = "idea"
    IMPACT = "impact"
    IMPORT = "import"
    INTRODUCTION = "introduction"
    INVITATION = "invitation"
    MODERATION = "moderation"
    NETWORK = "network"
    OUTBOX = "outbox"
    PASSWORD_CHANGED = "password changed"  # noqa: S105 (a name of an act)
    PROGRAMME = "programme"
    PROJECT = "project"
    PROJECT_REVIEW = "project review"
    REPORT = "report"
    REST = "rest"
    RESTORE = "restore"
    RETENTION = "retention"
    ROLE = "role"
    SETTING = "setting"
    SIGN_IN = "sign-in"
    STORY = "story"
    SURVEY = "survey"
    TAG = "tag"
    UPDATE = "update"


class Pseudonym(Base):
    """By which mark an account stands in the audit trail; erasing deletes the row."""

    __tablename__ = "pseudonym"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    mark: Mapped[str] = mapped_column(String(24), unique=True)


class AuditEvent(Base):
    """One act, by whom and on what: marks and ids only, never names, texts, addresses.

    `hash` is SHA-256 over the entry and `previous`, the hash of the one before it. No
    two entries follow the same one.
    """

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    act: Mapped[Act]
    actor: Mapped[str] = mapped_column(String(24), default="", index=True)
    object_kind: Mapped[str] = mapped_column(default="")
    object_id: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(12), default="ok")
    note: Mapped[str] = mapped_column(default="")
    request_id: Mapped[str] = mapped_column(String(32), default="")
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class AuditCheckpoint(Base):
    """That the trail was whole up to an entry: what is older may be let go of then.

    `signature` is an HMAC by the key of the vault over the other facts.
    """

    __tablename__ = "audit_checkpoint"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    up_to_id: Mapped[int]
    entries: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(64))


# ---------------------------------------------------------------- append-only
APPEND_ONLY = {
    "sqlite": (
        (
            "CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event "
            "WHEN old.id > coalesce((SELECT max(up_to_id) FROM audit_checkpoint), 0) "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_checkpoint_stays BEFORE UPDATE ON audit_checkpoint "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_checkpoint_kept BEFORE DELETE ON audit_checkpoint "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN "
            "IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_event' THEN "
            "IF old.id <= coalesce((SELECT max(up_to_id) FROM audit_checkpoint), 0) "
            "THEN RETURN old; END IF; END IF; "
            "RAISE EXCEPTION 'the audit trail is append-only'; END $$"
        ),
        (
            "CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE ON audit_event "
            "FOR EACH ROW EXECUTE FUNCTION audit_stays()"
        ),
        (
            "CREATE TRIGGER audit_event_whole BEFORE TRUNCATE ON audit_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
        ),
        (
            "CREATE TRIGGER audit_checkpoint_stays BEFORE UPDATE OR DELETE "
            "ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION audit_stays()"
        ),
        (
            "CREATE TRIGGER audit_checkpoint_whole BEFORE TRUNCATE ON audit_checkpoint "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
        ),
    ),
}
"""How each database refuses to change the trail; migrations say the same."""


@event.listens_for(Base.metadata, "after_create")
def _make_append_only(_tables: Any, connection: Connection, **given: Any) -> None:
    if AuditEvent.__table__ in given["tables"]:
        for words in APPEND_ONLY[connection.dialect.name]:
            say(connection, words)


# ---------------------------------------------------------------- writing
PENDING, BEFORE, LOCK = "audit", "audit before", 4_121_801
"""Where a session keeps what is to be written, and how much of it there was before each
savepoint; which lock of PostgreSQL holds the end of the trail."""

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Which request this is; entries name it, and so does the log."""


@dataclass(frozen=True)
class _Entry:
    act: Act
    account: int | None
    kind: str
    thing: int | None
    note: str
    outcome: str
    at: datetime


def record(
    viewer: Viewer,
    act: Act,
    kind: str = "",
    thing: int | None = None,
    note: str = "",
    outcome: str = "ok",
) -> None:
    """Write `act` into the audit trail as the caller's transaction commits."""
    entry = _Entry(act, viewer.account_id, kind, thing, note, outcome, clock.now())
    session = db.session()
    if not session.in_transaction():
        session.begin()  # so that a rollback takes it along
    session.info.setdefault(PENDING, []).append(entry)


def settle() -> None:
    """Write what is recorded by now, in the caller's transaction.

    The end of the trail is held until the commit, so this comes last (it does by
    itself before each commit).
    """
    _write(db.session())


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    """Write what waits; not yet when it is a savepoint alone that ends."""
    if session.info.get(PENDING) and not session.in_nested_transaction():
        _write(session)


@event.listens_for(Session, "after_transaction_create")
def _count_before(session: Session, begun: SessionTransaction) -> None:
    if begun.nested:
        waits = len(session.info.get(PENDING, ()))
        session.info.setdefault(BEFORE, WeakKeyDictionary())[begun] = waits


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    """Forget what was recorded since the beginning of what is undone.

    A flush that fails undoes the savepoint that it is in, or all.
    """
    undone = previous
    while not undone.nested and undone.parent is not None:
        undone = undone.parent
    before = session.info.get(BEFORE, {}).get(undone, 0) if undone.nested else 0
    del session.info.get(PENDING, [])[before:]


def _write(session: Session) -> None:
    entries: list[_Entry] = session.info.pop(PENDING, [])
    if not entries:
        return
    session.flush()
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    marks, last = _marks_and_end(connection, {one.account for one in entries})
    rows = []
    for one in entries:
        facts = {
            "at": one.at,
            "act": one.act,
            "actor": marks[one.account],
            "object_kind": one.kind,
            "object_id": one.thing,
            "outcome": one.outcome,
            "note": one.note,
            "request_id": request_id.get(),
        }
        mine = hash_of(facts, last)
        rows.append({**facts, "previous": last, "hash": mine})
        last = mine
    connection.execute(insert(AuditEvent), rows)


def hash_of(facts: dict[str, Any], previous: str) -> str:
    """Return the hash of an entry's facts and of the one before it."""
    said = {
        **facts,
        "at": facts["at"].isoformat(timespec="microseconds"),
        "act": str(facts["act"]),
        "previous": previous,
    }
    words = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def _marks_and_end(
    connection: Connection, accounts: Iterable[int | None]
) -> tuple[dict[int | None, str], str]:
    """Return the mark of each account, made for whoever has none, and the last hash.

    Of an empty trail it is the hash that it was cut at.
    """
    wanted = sorted({one for one in accounts if one})
    newest = select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)
    cut = select(AuditCheckpoint.hash).order_by(AuditCheckpoint.id.desc()).limit(1)
    end = func.coalesce(newest.scalar_subquery(), cut.scalar_subquery(), "")
    found = select(Pseudonym.account_id, Pseudonym.mark)
    both = found.where(Pseudonym.account_id.in_(wanted)).union_all(
        select(literal(0), end)
    )
    known: dict[int | None, str] = {
        row.account_id: row.mark for row in connection.execute(both)
    }
    last = known[0]
    known |= {0: "", None: ""}
    for number in wanted:
        if number not in known:
            known[number] = secrets.token_hex(8)
            made = insert(Pseudonym).values(account_id=number, mark=known[number])
            connection.execute(made)
    return known, last


# ---------------------------------------------------------------- reading
def latest(act: Act, most: int) -> list[AuditEvent]:
    """Return the last entries of one act, newest first."""
    found = select(AuditEvent).where(AuditEvent.act == act)
    return list(db.session.scalars(found.order_by(AuditEvent.id.desc()).limit(most)))


def accounts_behind(marks: Iterable[str]) -> dict[str, int]:
    """Return the accounts that marks stand for; none for who was erased."""
    found = select(Pseudonym.mark, Pseudonym.account_id)
    wanted = found.where(Pseudonym.mark.in_(sorted(set(marks))))
    return dict(db.session.execute(wanted).all())


# ---------------------------------------------------------------- side records
Write = Callable[[], Any]
_aside: ContextVar[list[tuple[Write, bool]] | None] = ContextVar("aside", default=None)


def aside(write: Write, *, may_fail: bool = False) -> None:
    """Run `write` in a short transaction of its own, after the main one.

    Limits, the access ledger and read marks go this way, whatever came of the
    request. Outside a request `write` runs at once. A page whose side records all
    `may_fail` is shown although the database takes nothing now: what was read waits
    again, but without its limit or its line in the ledger nothing is shown.
    """
    waiting = _aside.get()
    if waiting is None:
        write()
    else:
        waiting.append((write, may_fail))


def begin_aside() -> None:
    """Start collecting side records for this request."""
    _aside.set([])


def write_aside() -> None:
    """Write the side records that this request collected."""
    waiting = _aside.get()
    _aside.set(None)
    if not waiting:
        return
    try:
        start_writing()
        for write, _may_fail in waiting:
            write()
        db.session.commit()
    except OperationalError:
        if not all(may_fail for _write, may_fail in waiting):
            raise
        db.session.rollback()
