"""What is done again and again, by one worker at a time, however many there are."""

import secrets
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import IntegrityError

from community.core import clock
from community.core.db import db, read_only, start_writing
from community.core.timetable import Task
from community.jobs.handlers import named

log = structlog.get_logger("timetable")

EVERY = 2.0
"""Seconds between two looks at what is due."""
OFTEN = timedelta(minutes=5)
SOON = timedelta(minutes=10)
"""How long to wait at most after a failure."""
LEASE, LONG = timedelta(minutes=5), timedelta(minutes=20)
"""How long a task may take before another worker takes it for left behind."""


@dataclass(frozen=True)
class Entry:
    """One task: what does it, and how often.

    One with `waits` is taken only when that says so. One of its `own` transactions
    commits by itself; any other's changes are committed with the note that it is done.
    """

    name: str
    does: str
    every: timedelta = OFTEN
    waits: str = ""
    own: bool = False

    @property
    def lease(self) -> timedelta:
        """How long it is taken for; what thinks without a lock may think for long."""
        return LONG if self.own else LEASE


ENTRIES = (
    Entry("breaks", "community.members.resting:move"),
    Entry("requests", "community.connections.clockwork:move"),
    Entry("introductions", "community.introductions.clockwork:move"),
    Entry("coffee", "community.coffee.clockwork:move"),
    Entry("messages", "community.messages.clockwork:move"),
    Entry("staffing", "community.staffing.clockwork:move"),
    Entry("projects", "community.stewardship.clockwork:move"),
    Entry("plans", "community.plans.clockwork:move"),
    Entry("ideas", "community.ideas.clockwork:move"),
    Entry("digests", "community.digests.clockwork:move"),
    Entry("updates", "community.subscriptions.clockwork:move"),
    Entry("searches", "community.following.clockwork:move"),
    Entry(
        "announcements", "community.announcements.clockwork:move", timedelta(minutes=1)
    ),
    Entry("news", "community.programme.updates_clock:move", timedelta(minutes=1)),
    Entry("events", "community.programme.clockwork:move"),
    Entry("evidence", "community.evidence.clockwork:move"),
    Entry("safeguarding", "community.safeguarding.clockwork:move"),
    Entry("openings", "community.safeguarding.openings_clock:move"),
    Entry(
        "retention", "community.privacy.retention:move", timedelta(days=1), own=True
    ),
    Entry("leaving", "community.privacy.clockwork:move", timedelta(hours=1), own=True),
    Entry(
        "learn", "community.jobs.tasks:learn_if_due", SOON,
        "community.jobs.tasks:learning_is_due", own=True,
    ),
    Entry("network", "community.network.clockwork:move", own=True),
    Entry(
        "reports", "community.jobs.tasks:make_asked_for", timedelta(0),
        "community.jobs.tasks:report_is_asked_for", own=True,
    ),
    Entry(
        "map", "community.jobs.tasks:work_out_map", timedelta(0),
        "community.jobs.tasks:map_is_waited_for", own=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What came of a task: how much it changed, or the class of its problem."""

    name: str
    number: int = 0
    problem: str = ""


def run(app: Flask, stop: threading.Event, every: float = EVERY) -> None:
    """Do what is due until `stop` is set; outlives a database that is away."""
    while not stop.is_set():
        try:
            run_due(app, stop=stop)
        except Exception as problem:
            log.error("timetable", problem=type(problem).__name__)
        stop.wait(every)


def run_due(app: Flask, stop: threading.Event | None = None) -> list[Outcome]:
    """Do what is due now, one task after the other; return what came of each.

    One that fails holds up none of the others, and is tried again before long.
    """
    me = secrets.token_hex(8)
    done = []
    with app.app_context():
        for entry in _due():
            if stop is not None and stop.is_set():
                break
            if _take(entry, me):
                done.append(_do(entry, me))
    return done


def _due() -> list[Entry]:
    """Return what is due and free. Looking holds no lock."""
    read_only()
    db.session.rollback()
    known = set(db.session.scalars(select(Task.name)))
    missing = [entry.name for entry in ENTRIES if entry.name not in known]
    if missing:
        _write_down(missing)
    found = set(db.session.scalars(select(Task.name).where(*_free())))
    db.session.rollback()
    return [
        entry
        for entry in ENTRIES
        if entry.name in found and (not entry.waits or named(entry.waits)())
    ]


def _free() -> tuple[ColumnElement[bool], ...]:
    now = clock.now()
    return Task.due_at <= now, or_(Task.taken_until.is_(None), Task.taken_until <= now)


def _write_down(names: list[str]) -> None:
    """Put tasks into the timetable that it did not know; they are due at once."""
    start_writing()
    for name in names:
        try:
            with db.session.begin_nested():
                db.session.add(Task(name=name))
        except IntegrityError:  # another worker was faster
            continue
    db.session.commit()
    read_only()


def _take(entry: Entry, me: str) -> bool:
    """Take a task for a while; of two workers in the same moment one does."""
    start_writing()
    taken = update(Task).where(Task.name == entry.name, *_free())
    values = {"taken_by": me, "taken_until": clock.now() + entry.lease}
    done: Any = db.session.execute(taken.values(**values))
    db.session.commit()
    return bool(done.rowcount)


def _do(entry: Entry, me: str) -> Outcome:
    began = time.perf_counter()
    try:
        (read_only if entry.own else start_writing)()
        number = int(named(entry.does)() or 0)  # type: ignore[call-overload]
        if entry.own:
            start_writing()
        _note(entry, me, time.perf_counter() - began)
        return Outcome(entry.name, number)
    except Exception as problem:
        name = type(problem).__name__
        log.error("task", what=entry.name, problem=name)
        start_writing()
        _note(entry, me, time.perf_counter() - began, name)
        return Outcome(entry.name, problem=name)


def _note(entry: Entry, me: str, seconds: float, problem: str = "") -> None:
    """Note how it went and when it is due next, and commit what it changed.

    Nothing is committed where the lease is over and somebody else has the task.
    """
    wait = min(entry.every, SOON) if problem else entry.every
    now = clock.now()
    still = update(Task).where(Task.name == entry.name, Task.taken_by == me)
    values = {
        "due_at": now + wait, "last_at": now, "seconds": round(seconds, 2),
        "problem": problem, "taken_by": "", "taken_until": None,
    }  # fmt: skip
    done: Any = db.session.execute(still.values(**values))
    if done.rowcount:
        db.session.commit()
    else:
        db.session.rollback()
