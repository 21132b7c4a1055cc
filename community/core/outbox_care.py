"""The outbox as administrators look after it: what waits, what failed, what is old.

They see which work it was and how it went; never to whom it was, or with what facts.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    delete,
    func,
    null,
    or_,
    select,
    update,
)

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound
from community.core.outbox import Job, JobState
from community.core.timetable import Task
from community.core.visible import Page, page_of

FACTS = timedelta(days=7)
"""How long what is done keeps its facts and its address."""
ROWS = timedelta(days=30)
"""How long what is done is kept, and what failed waits for somebody to look at it."""
_ended = func.coalesce(Job.done_at, Job.due_at)


@dataclass(frozen=True)
class Waiting:
    """How much is due and how much is for later, and since when the oldest is due."""

    due: int
    later: int
    oldest: datetime | None


@dataclass(frozen=True)
class FailedCard:
    """One piece of work that failed; `problem` is the class of an exception."""

    id: int
    work: str
    kind: str
    made_at: datetime
    due_at: datetime
    tries: int
    problem: str


@dataclass(frozen=True)
class TaskCard:
    """One task of the timetable: the last time, the next, and what went wrong."""

    name: str
    last_at: datetime | None
    seconds: float
    due_at: datetime
    problem: str


def waiting(viewer: Viewer) -> Waiting:
    """Return how much waits in the outbox."""
    require(viewer, Permission.OUTBOX_KEEP)
    due = Job.due_at <= clock.now()
    numbers = select(
        func.count().filter(due), func.count().filter(~due),
        func.min(Job.due_at).filter(due),
    ).where(Job.state == JobState.QUEUED)  # fmt: skip
    return Waiting(*db.session.execute(numbers).one())


def failed(viewer: Viewer, number: int = 1) -> Page[FailedCard]:
    """Return a page of what failed, the newest first."""
    require(viewer, Permission.OUTBOX_KEEP)
    columns = [getattr(Job, one.name) for one in fields(FailedCard)]
    found = select(*columns).where(Job.state == JobState.FAILED)
    return page_of(found.order_by(Job.due_at.desc(), Job.id.desc()), FailedCard, number)


def timetable(viewer: Viewer) -> tuple[TaskCard, ...]:
    """Return the tasks that are done again and again, by name."""
    require(viewer, Permission.OUTBOX_KEEP)
    found = select(Task.name, Task.last_at, Task.seconds, Task.due_at, Task.problem)
    rows = db.session.execute(found.order_by(Task.name)).mappings()
    return tuple(TaskCard(**row) for row in rows)


def try_again(viewer: Viewer, job_id: int | None = None) -> int:
    """Let what failed be tried anew, one or all; return how many."""
    again = {"state": JobState.QUEUED, "tries": 0, "due_at": clock.now()}
    return _change(viewer, job_id, "tried again", **again, problem="")


def put_away(viewer: Viewer, job_id: int | None = None) -> int:
    """Put what failed away, one or all: it will not be done; return how many.

    Its facts go: they may hold a link that lets in.
    """
    away = {"state": JobState.SUPPRESSED, "done_at": clock.now(), "facts": {}}
    return _change(viewer, job_id, "put away", **away)


def _change(viewer: Viewer, job_id: int | None, note: str, **values: Any) -> int:
    require(viewer, Permission.OUTBOX_KEEP)
    which = [Job.state == JobState.FAILED]
    if job_id is not None:
        which.append(Job.id == job_id)
    number = _count(update(Job).where(*which).values(**values))
    if job_id is not None and not number:
        raise NotFound("job")
    if number:
        words = note if job_id is not None else f"{number} {note}"
        journal.record(viewer, journal.Act.OUTBOX, "job", job_id, words)
    db.session.flush()
    return number


def forget_old() -> int:
    """Empty and remove what was done long ago; return how many rows changed.

    What failed and nobody looked at is put away like what is done: a letter of last
    month helps nobody.
    """
    gone = _count(delete(Job).where(_long_over()))
    return gone + _count(update(Job).where(_full()).values(to=null(), facts={}))


def old() -> int:
    """Return how many rows `forget_old` would change."""
    found = select(func.count(Job.id)).where(or_(_long_over(), _full()))
    return db.session.scalar(found) or 0


def _long_over() -> ColumnElement[bool]:
    return and_(Job.state != JobState.QUEUED, _ended <= clock.now() - ROWS)


def _full() -> ColumnElement[bool]:
    """State that what is over for a while still holds facts, or an address."""
    closed = Job.state.in_([JobState.DONE, JobState.SUPPRESSED])
    holds = or_(Job.to.is_not(None), _has_facts())
    return and_(closed, _ended <= clock.now() - FACTS, holds)


def _has_facts() -> ColumnElement[bool]:
    return func.length(Job.facts.cast(String)) > 2


def _count(statement: Any) -> int:
    done: Any = db.session.execute(statement)
    return int(done.rowcount)
