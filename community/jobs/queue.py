"""Rows of the outbox as workers take them: one at a time, each for one worker.

Whatever becomes of a row is written only while it is still taken by whoever writes: a
worker that was away for longer than its lease changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import aliased

from community.core import clock
from community.core.db import Utc, db, read_only, start_writing
from community.core.outbox import LETTER, Job, JobState

LEASE = timedelta(minutes=5)
"""How long work may take before another worker takes it for left behind."""
WAITS = (1, 5, 30, 120, 720)
"""Minutes to wait after each failure; after the last one the work has failed."""
LEFT = "LeftBehind"
"""The problem of work whose worker ended while it was at it."""


@dataclass(frozen=True)
class Taken:
    """What was taken: enough to do it and to say how it went.

    One that `forgets` has facts that are for nothing once it is over.
    """

    id: int
    work: str
    kind: str
    me: str
    notice: int | None
    forgets: bool = False


def take(
    me: str, lease: timedelta = LEASE, letters: bool = True, look: bool = True
) -> Taken | None:
    """Take the next piece of work that is due for `me`; None where nothing is.

    To `look` first holds no lock. Without `letters` they wait, and hold up nothing.
    """
    now = {"now": clock.now()}
    if look and not _is_there(letters, now):
        return None
    start_writing()
    row = db.session.scalar(_next(letters).with_for_update(skip_locked=True), now)
    found = None if row is None else _lease(row, me, lease)
    db.session.commit()
    given_up = row is not None and found is None
    return take(me, lease, letters, look) if given_up else found


def _is_there(letters: bool, now: dict[str, datetime]) -> bool:
    read_only()
    found = db.session.scalar(_next(letters).with_only_columns(Job.id), now)
    db.session.rollback()
    return found is not None


@lru_cache
def _next(letters: bool) -> Select[Any]:
    """Select the work that is due and free, and the first of its lane; built once."""
    now, ahead = bindparam("now", type_=Utc()), aliased(Job)
    begun = or_(ahead.due_at <= now, ahead.tries > 0, ahead.taken_until > now)
    waits_for = exists().where(
        and_(ahead.lane == Job.lane, ahead.id < Job.id),
        and_(ahead.state == JobState.QUEUED, begun),
    )
    found = (
        select(Job)
        .where(Job.state == JobState.QUEUED, Job.due_at <= now)
        .where(or_(Job.taken_until.is_(None), Job.taken_until <= now))
        .where(or_(Job.lane.is_(None), ~waits_for))
        .order_by(Job.due_at, Job.id)
        .limit(1)
    )
    return found if letters else found.where(Job.work != LETTER)


def _lease(row: Job, me: str, lease: timedelta) -> Taken | None:
    """Give a row to `me`. What its last worker left behind costs it a try.

    Work that ends its worker would otherwise end one after the other.
    """
    if row.taken_by:
        _count(row, LEFT)
        if row.state is JobState.FAILED:
            return None
    row.taken_by, row.taken_until = me, clock.now() + lease
    to_address = row.work == LETTER and row.member_id is None
    notice = row.facts.get("notice")
    return Taken(row.id, row.work, row.kind, me, notice, forgets=to_address)


def mine(taken: Taken) -> Job | None:
    """Return the row of what was taken, unless somebody else has it or it is gone."""
    row = db.session.get(Job, taken.id, populate_existing=True)
    if row is None or row.state is not JobState.QUEUED:
        return None
    return row if row.taken_by == taken.me else None


def end(taken: Taken, state: JobState) -> bool:
    """Note in the transaction of its effect that work is done, or is not to be.

    Tell whether it was still taken; otherwise the caller rolls its effect back. The
    facts of a letter to an address go with it: they may hold a link that lets in.
    """
    ended = {"state": state, "done_at": clock.now(), "problem": ""}
    facts: dict[str, Any] = {"facts": {}} if taken.forgets else {}
    return _set(taken, **ended, **facts, taken_by="", taken_until=None)


def release(taken: Taken) -> None:
    """Give work back as it was."""
    start_writing()
    _set(taken, taken_by="", taken_until=None)
    db.session.commit()


def _set(taken: Taken, **values: Any) -> bool:
    still = (Job.id == taken.id, Job.taken_by == taken.me)
    done = db.session.execute(
        update(Job).where(*still, Job.state == JobState.QUEUED).values(**values)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def fail(taken: Taken, problem: str, for_good: bool = False) -> None:
    """Note that work went wrong: it is tried again later, or has failed `for_good`."""
    start_writing()
    row = mine(taken)
    if row is not None:
        _count(row, problem)
        row.taken_by, row.taken_until = "", None
        if for_good:
            row.state = JobState.FAILED
    db.session.commit()


def _count(row: Job, problem: str) -> None:
    row.tries += 1
    row.problem = problem
    if row.tries > len(WAITS):
        row.state, row.taken_by, row.taken_until = JobState.FAILED, "", None
    elif problem != LEFT:
        row.due_at = clock.now() + timedelta(minutes=WAITS[row.tries - 1])
