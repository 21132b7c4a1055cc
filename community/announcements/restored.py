"""Announcements after a restore: none goes out by itself, for most went since."""

from typing import Any

from sqlalchemy import update

from community.announcements.clockwork import WHY, WORK
from community.announcements.models import Announcement, AnnouncementState
from community.core import clock, journal
from community.core.access import VISITOR
from community.core.db import db
from community.core.outbox import Job, JobState
from community.core.visible import unscoped

WAITS = (AnnouncementState.SCHEDULED, AnnouncementState.SENDING)
DRAFT = AnnouncementState.DRAFT


def make_drafts() -> int:
    """Make drafts of what has its day or is on its way; return how many.

    What a backup holds can have gone since, in other words, or have been taken back.
    Each is a new version, so that no work of before is for it. One that had begun keeps
    `sent_at` and its readers: its words stay, and sent anew it goes to the others.
    """
    found = unscoped(WHY, Announcement.id).where(Announcement.state.in_(WAITS))
    numbers = db.session.scalars(found.order_by(Announcement.id)).all()
    new: dict[str, Any] = {"state": DRAFT, "due_at": None}
    db.session.execute(
        update(Announcement)
        .where(Announcement.id.in_(numbers))
        .values(version=Announcement.version + 1, **new)
        .execution_options(synchronize_session=False)
    )
    for number in numbers:
        act = journal.Act.ANNOUNCEMENT
        journal.record(VISITOR, act, "announcement", number, DRAFT.value)
    _put_work_away()
    db.session.expire_all()
    return len(numbers)


def _put_work_away() -> None:
    """Put away what waits, and what failed: nobody is to try that again."""
    open_ = Job.state.in_((JobState.QUEUED, JobState.FAILED))
    away = {"state": JobState.SUPPRESSED, "done_at": clock.now()}
    db.session.execute(update(Job).where(Job.work == WORK, open_).values(**away))
