"""The clock of digests: it asks for those that are due, and makes each of them once.

To make one is to read much and to write little. What is read holds no lock; what is
written looks once more at what was told meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from community.accounts.models import Account, State
from community.connections.models import Subject
from community.core import clock, outbox
from community.core.access import Viewer
from community.core.db import db
from community.core.outbox import Job
from community.core.visible import unscoped
from community.digests.compose import Digest, compose
from community.digests.instant import addressee
from community.digests.models import Every, Rhythm, Suggested
from community.digests.picks import Pick, ids_of
from community.digests.reader import reader_of
from community.digests.rhythm import USUAL, first, following
from community.matching.feedback import Showing, keep_shown
from community.matching.models import Slot
from community.members.models import Member
from community.notices.models import Notice

WHY = "worker"
WORK = KIND = "digest"
BATCH, MANY = 500, 1000
"""So many are asked for, and begin, at once; the next move takes the next ones."""


# ---------------------------------------------------------------- who is due
def move() -> int:
    """Ask for the digests that are due, and return how many; each once, however late.

    Who rests is passed over: what happened meanwhile waits for the digest after it.
    """
    _begin_with_everybody()
    due = db.session.execute(_due()).all()
    asked = [_asked(row) for row, state in due if state is State.ACTIVE]
    if asked:
        db.session.execute(_insert_new(Job), asked)
    for row, _state in due:
        row.next_at = following(
            row.every, row.weekday, row.hour, row.next_at, clock.now()
        )
    db.session.flush()
    return len(asked)


def _begin_with_everybody() -> None:
    """Give the usual rhythm to active members who have none yet."""
    every, weekday, hour = USUAL
    due = first(every, weekday, hour, clock.now())
    new = unscoped(WHY, Member.id).join(Account, Account.id == Member.account_id)
    has = exists().where(Rhythm.member_id == Member.id)
    new = new.where(Account.state == State.ACTIVE, ~has).order_by(Member.id)
    usual = {"every": every, "weekday": weekday, "hour": hour, "next_at": due}
    members = db.session.scalars(new.limit(MANY)).all()
    if members:
        rows = [{"member_id": member, **usual} for member in members]
        db.session.execute(_insert_new(Rhythm), rows)


def _insert_new(entity: Any) -> Any:
    """Return an INSERT that leaves out what somebody else wrote meanwhile."""
    named = db.session.get_bind().dialect.name
    made = postgresql.insert if named == "postgresql" else sqlite.insert
    return made(entity.__table__).on_conflict_do_nothing()


def _due() -> Select[Any]:
    found = unscoped(WHY, Rhythm, Account.state)
    found = found.join(Member, Member.id == Rhythm.member_id)
    found = found.join(Account, Account.id == Member.account_id)
    found = found.where(Rhythm.next_at <= clock.now())
    found = found.order_by(Rhythm.next_at, Rhythm.member_id).limit(BATCH)
    found = found.with_for_update(skip_locked=True, of=Rhythm)
    return found.execution_options(populate_existing=True)


def _asked(row: Rhythm) -> dict[str, Any]:
    """Return the work that makes one digest, as a row: many are written at once.

    It has no lane: one that fails holds up no letter to its member.
    """
    assert row.next_at is not None
    return {
        "work": WORK,
        "key": f"{WORK}:{row.member_id}:{row.next_at:%Y%m%d%H}",
        "member_id": row.member_id,
        "facts": {"every": row.every.value, "moment": row.next_at.isoformat()},
    }


# ---------------------------------------------------------------- making one
@dataclass(frozen=True)
class Plan:
    """What a digest is to say, read before anything is written."""

    reader: Viewer
    every: Every
    digest: Digest


def plan(job: Job) -> Plan | None:
    """Read what the digest of a job says; None where it says nothing to nobody."""
    reader = reader_of(job.member_id)
    if reader is None or addressee(reader.member_id or 0, KIND) is None:
        return None
    every, due = Every(job.facts["every"]), datetime.fromisoformat(job.facts["moment"])
    digest = compose(reader, every, due)
    return None if digest.is_empty else Plan(reader, every, digest)


def keep(job: Job, made: Plan | None) -> None:
    """Write down what a digest tells, and leave its letter to the outbox."""
    if made is None or job.member_id is None:
        return
    notices = _mark_told(made.digest.ids)
    picked = _mark_suggested(made.reader, made.digest.suggested)
    if not notices and not picked:
        return
    outbox.ask(
        outbox.LETTER,
        f"digest-letter:{(job.key or '').removeprefix('digest:')}",
        kind=KIND,
        member=job.member_id,
        lane=f"member:{job.member_id}",
        every=made.every.value,
        notices=notices,
        more=made.digest.more,
        suggested=[ids_of(one) for one in picked],
    )


def _mark_told(ids: Sequence[int]) -> list[int]:
    """Note that notices go out now; return those that nobody told or read meanwhile."""
    told = (
        update(Notice)
        .where(Notice.id.in_(ids), Notice.told_at.is_(None), Notice.read_at.is_(None))
        .values(told_at=clock.now())
        .returning(Notice.id)
        .execution_options(unscoped=WHY, synchronize_session=False)
    )
    return sorted(db.session.scalars(told))


def _mark_suggested(reader: Viewer, found: Sequence[Pick]) -> list[Pick]:
    """Note what is suggested; return what was not suggested meanwhile."""
    own = unscoped(WHY, Suggested.kind, Suggested.thing_id)
    rows = db.session.execute(own.where(Suggested.member_id == reader.member_id))
    there = {(row.kind, row.thing_id) for row in rows}
    new = [one for one in found if (one.subject.value, one.id) not in there]
    if not new:
        return []
    mine = {"member_id": reader.member_id, "at": clock.now()}
    rows_of = [{**mine, "kind": one.subject.value, "thing_id": one.id} for one in new]
    db.session.execute(insert(Suggested), rows_of)
    keep_shown(reader, [_showing(new, one) for one in new])
    return new


def _showing(all_of_it: Sequence[Pick], one: Pick) -> Showing:
    """Return that a letter showed a suggestion, for what comes of it."""
    beside = [each for each in all_of_it if each.subject is one.subject]
    slot = Slot.BRIDGE if one.bridge else Slot.USUAL
    return Showing(Subject(one.subject), one.id, slot, beside.index(one) + 1)
