"""Announcements written, given their day and sent, for tests."""

from datetime import timedelta

from sqlalchemy import select

from community.announcements import clockwork, commands, sending
from community.announcements.commands import Said
from community.announcements.models import Announcement, Reader, ToWhom
from community.core import clock
from community.core.db import db
from community.core.outbox import Job, JobState
from community.core.visible import unscoped
from tests.cast import CAST

OLU = CAST["olu"].viewer
WORDS = "Come and see what others made. **Bring a cup.**"


def said(
    to_whom: ToWhom = ToWhom.EVERYBODY, value: str = "", title: str = "An open day"
) -> Said:
    return Said(title, WORDS, to_whom, value)


def draft(to_whom: ToWhom = ToWhom.EVERYBODY, value: str = "") -> Announcement:
    return commands.draft(OLU, said(to_whom, value))


def scheduled(days: float = 1) -> Announcement:
    row = draft()
    due = clock.now() + timedelta(days=days)
    commands.schedule(OLU, row.id, due, row.version)
    return row


def work() -> int:
    """Do all the work of announcements that is due, as a worker would; count it."""
    done = 0
    clockwork.move()
    while jobs := _due():
        for job in jobs:
            sending.send(job)
            job.state = JobState.DONE
            done += 1
        db.session.flush()
    return done


def _due() -> list[Job]:
    found = select(Job).where(
        Job.work == clockwork.WORK, Job.state == JobState.QUEUED,
        Job.due_at <= clock.now(),
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(Job.id)))


def send(to_whom: ToWhom = ToWhom.EVERYBODY, value: str = "") -> Announcement:
    """Let an announcement go out at once."""
    row = draft(to_whom, value)
    commands.send_now(OLU, row.id, row.version)
    work()
    return row


def readers(row: Announcement) -> set[str]:
    """Return who got it, by their first names in the cast."""
    found = unscoped("test", Reader.member_id).where(Reader.announcement_id == row.id)
    names = {person.id: who for who, person in CAST.items()}
    return {names.get(number, str(number)) for number in db.session.scalars(found)}
