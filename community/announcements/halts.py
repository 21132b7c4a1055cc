"""Announcements that do not go on: their work failed, or was put away."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from community.announcements.clockwork import WORK, lane, of_version
from community.announcements.models import Announcement, AnnouncementState
from community.core import clock
from community.core.db import db
from community.core.outbox import Job, JobState

_S = AnnouncementState


class Halt(StrEnum):
    """Why an announcement does not go on: it could be tried again, or was put away."""

    STUCK = "stuck"
    STOPPED = "stopped"


def halts(rows: Iterable[Announcement]) -> dict[int, Halt]:
    """Return which of some announcements do not go on, and why.

    Each that has begun has one piece of work that waits; that of one whose moment has
    come may have failed before it began.
    """
    going = [row for row in rows if row.state is _S.SENDING or _is_due(row)]
    if not going:
        return {}
    found = select(Job.key, Job.state).where(
        Job.lane.in_([lane(row.id) for row in going]), Job.work == WORK,
        Job.state.in_((JobState.QUEUED, JobState.FAILED)),
    )  # fmt: skip
    jobs = db.session.execute(found).all()
    known = {row.id: _halt(row, jobs) for row in going}
    return {number: halt for number, halt in known.items() if halt is not None}


def _is_due(row: Announcement) -> bool:
    due = row.due_at is not None and row.due_at <= clock.now()
    return row.state is _S.SCHEDULED and due


def _halt(row: Announcement, jobs: Sequence[Any]) -> Halt | None:
    states = {job.state for job in jobs if job.key.startswith(of_version(row))}
    if JobState.FAILED in states:
        return Halt.STUCK
    begun = row.state is _S.SENDING
    return Halt.STOPPED if begun and JobState.QUEUED not in states else None
