"""Whether the audit trail is whole, and letting go of its oldest part.

Each entry holds the hash of the one before, so that whatever is changed, taken out or
put in between shows. The end alone can be cut without a trace in what remains: the
hash of the newest entry is therefore printed and logged, to be kept elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select

from community.core import clock, vault
from community.core.db import db
from community.core.errors import CommunityError
from community.core.journal import AuditCheckpoint, AuditEvent, hash_of
from community.core.text import N_

AT_ONCE = 1000
"""So many entries are read with one statement."""

CHANGED = N_("what it says is not what its hash was made of")
BROKEN = N_("it does not follow the one before: something was taken out or put in")
FORGED = N_("its signature is not ours")
BACKWARDS = N_("it goes back before the one before it")
CUT = N_("no entry has the hash that was kept: the end was cut off, or it is newer")


@dataclass(frozen=True)
class Problem:
    """The first thing that does not fit: in which table, its id, and why."""

    where: str
    id: int | None
    why: str


@dataclass(frozen=True)
class Verdict:
    """What came of looking at the whole trail.

    `let_go` counts entries that retention removed; `head` is the hash of the newest one
    that fits.
    """

    entries: int
    checkpoints: int
    let_go: int
    head: str
    newest: int | None
    at: datetime | None
    problem: Problem | None

    @property
    def whole(self) -> bool:
        """Whether everything fits."""
        return self.problem is None


def verify(kept: str = "") -> Verdict:
    """Look at every checkpoint and every entry; `kept` is a hash from elsewhere."""
    found = Walk(kept)
    problem = found.checkpoints() or found.entries() or found.kept_hash()
    last = found.last
    return Verdict(
        found.number, found.signed, found.let_go, found.head,
        last.id if last else None, last.at if last else None, problem,
    )  # fmt: skip


class Walk:
    """A walk from the first checkpoint to the newest entry."""

    def __init__(self, kept: str = "") -> None:
        self.number = self.signed = self.let_go = 0
        self.head = ""
        self.last: Row[Any] | None = None
        self._up_to = 0
        self._kept, self._met = kept, not kept

    def checkpoints(self) -> Problem | None:
        """Look at the checkpoints; the last one must be signed by a key that is here.

        Of older ones the key may have been put away since: the last vouches for them.
        """
        rows = list(_checkpoints())
        for row in rows:
            if row.up_to_id < self._up_to:
                return Problem("audit_checkpoint", row.id, BACKWARDS)
            self._up_to, self.head = row.up_to_id, row.hash
            self.signed, self.let_go = self.signed + 1, self.let_go + row.entries
            self._meet(row.hash)
        if rows and not vault.is_signed(words_of(rows[-1]), rows[-1].signature):
            return Problem("audit_checkpoint", rows[-1].id, FORGED)
        return None

    def entries(self) -> Problem | None:
        """Look at the entries; none is left of what the last checkpoint let go."""
        for row in _entries():
            if row.previous != self.head or row.id <= self._up_to:
                return Problem("audit_event", row.id, BROKEN)
            if hash_of(facts_of(row), row.previous) != row.hash:
                return Problem("audit_event", row.id, CHANGED)
            self.number, self.head, self.last = self.number + 1, row.hash, row
            self._meet(row.hash)
        return None

    def kept_hash(self) -> Problem | None:
        """Look for the hash that was kept elsewhere."""
        return None if self._met else Problem("audit_event", None, CUT)

    def _meet(self, there: str) -> None:
        self._met = self._met or there == self._kept


def facts_of(row: Row[Any]) -> dict[str, object]:
    """Return what the hash of an entry is made of, beside the one before."""
    names = (
        "at", "act", "actor", "object_kind", "object_id", "outcome", "note",
        "request_id",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def words_of(row: AuditCheckpoint) -> str:
    """Return what the signature of a checkpoint is made of."""
    at = row.at.isoformat(timespec="microseconds")
    return f"checkpoint {at} {row.up_to_id} {row.entries} {row.hash}"


def head() -> tuple[int, str]:
    """Return the id and the hash of the newest entry; 0 and nothing of an empty one."""
    newest = select(AuditEvent.id, AuditEvent.hash).order_by(AuditEvent.id.desc())
    row = db.session.execute(newest.limit(1)).first()
    return (row.id, row.hash) if row else (0, "")


def _checkpoints() -> Iterator[AuditCheckpoint]:
    yield from db.session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.id))


def _entries() -> Iterator[Row[Any]]:
    """Return all entries, a part at a time."""
    table, after = AuditEvent.__table__, 0
    while True:
        found = select(table).where(table.c.id > after).order_by(table.c.id)
        rows = db.session.execute(found.limit(AT_ONCE)).all()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].id


# ---------------------------------------------------------------- letting go
def older_than(moment: datetime) -> int:
    """Return how many entries are from before `moment`."""
    found = select(func.count(AuditEvent.id)).where(AuditEvent.id <= _last(moment))
    return db.session.scalar(found) or 0


def let_go(moment: datetime) -> int:
    """Sign that the trail was whole until `moment`, then remove what is older.

    Nothing goes from a trail that is not whole. The database lets nothing go that no
    checkpoint covers.
    """
    up_to = _last(moment)
    if not up_to:
        return 0
    verdict = verify()
    if not verdict.whole:
        raise BrokenTrail
    last = db.session.get_one(AuditEvent, up_to)
    number = older_than(moment)
    _sign(up_to, number, last.hash)
    db.session.execute(delete(AuditEvent).where(AuditEvent.id <= up_to))
    return number


class BrokenTrail(CommunityError):
    """The audit trail is not whole: nothing is removed from it."""


def sign_anew() -> bool:
    """Sign the last checkpoint with the first key too; tell whether that was new."""
    rows = list(_checkpoints())
    if not rows or vault.is_signed(words_of(rows[-1]), rows[-1].signature, anew=True):
        return False
    if not verify().whole:
        raise BrokenTrail
    _sign(rows[-1].up_to_id, 0, rows[-1].hash)
    return True


def _last(moment: datetime) -> int:
    """Return the id of the last entry before which, and at which, all are older.

    Entries stand in the order of their commits, moments need not quite.
    """
    younger = select(func.min(AuditEvent.id)).where(AuditEvent.at >= moment)
    first = db.session.scalar(younger)
    found = select(func.max(AuditEvent.id))
    if first is not None:
        found = found.where(AuditEvent.id < first)
    return db.session.scalar(found) or 0


def _sign(up_to: int, number: int, last: str) -> None:
    row = AuditCheckpoint(at=clock.now(), up_to_id=up_to, entries=number, hash=last)
    row.signature = vault.signature(words_of(row))
    db.session.add(row)
    db.session.flush()
