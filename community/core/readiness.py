"""Whether the place can do its work: what a monitor asks, and administrators read."""

import os
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, column, func, or_, select, table

from community.core import clock, files
from community.core.db import db
from community.core.outbox import Job, JobState
from community.core.timetable import Task

VERSIONS = table("alembic_version", column("version_num"))
"""Where migrations say how far they came; no table of ours."""
ROOM = 0.05
"""Which part of the disk has to be free."""
WAITS = timedelta(minutes=60)
"""How long work may be due: then no worker does it, or the mail server is away."""
SILENT = timedelta(minutes=15)
"""After this time without a task of the timetable no worker seems to run."""


@dataclass(frozen=True)
class Readiness:
    """What was looked at, and how it stands; the database answered if there is one."""

    migrated: bool
    room: bool
    outbox: bool
    worker: bool

    @property
    def ready(self) -> bool:
        """Whether all of it is well."""
        return self.migrated and self.room and self.outbox and self.worker


def look(head: str | None) -> Readiness:
    """Return how it stands, where `head` is the version that the tables should have."""
    return Readiness(_revision() == head, _has_room(), _is_quick(), _is_worked())


def _revision() -> str | None:
    """Return the version of the tables."""
    found: str | None = db.session.scalar(select(func.max(VERSIONS.c.version_num)))
    return found


def _has_room() -> bool:
    disk = os.statvfs(files.folder())
    return disk.f_bavail >= ROOM * disk.f_blocks


def _is_quick() -> bool:
    late = clock.now() - WAITS
    found = select(func.count()).where(Job.state == JobState.QUEUED, Job.due_at < late)
    return not db.session.scalar(found.where(_is_free()))


def _is_free() -> ColumnElement[bool]:
    return or_(Job.taken_until.is_(None), Job.taken_until < clock.now())


def _is_worked() -> bool:
    last = db.session.scalar(select(func.max(Task.last_at)))
    return last is not None and last >= clock.now() - SILENT
