"""What a restore ends, because a backup can't know what was taken back since.

Sessions and links, ways in that somebody was given, and letters that waited: most of
them went since. Whoever needs a way in makes a new one.
"""

from typing import Any

from sqlalchemy import delete, update

from community.accounts import asking as accounts
from community.accounts.models import Challenge, Invitation, MailToken, SignIn
from community.core import clock
from community.core.db import db
from community.core.outbox import LETTER, Job, JobState
from community.members import asking as members
from community.network.models import MapEmbed
from community.programme.models import CalendarKey
from community.subscriptions import asking as updates
from community.subscriptions import restored

LETTERS = (LETTER, accounts.WORK, members.WORK, updates.WORK)
"""Letters, and what answers an address by one."""


def end_links() -> None:
    """End sessions, and the links of letters."""
    for table in (SignIn, MailToken, Challenge):
        db.session.execute(delete(table))
    restored.end_asking()


def end_ways_in() -> int:
    """End invitations, addresses of calendars and maps on other sites; how many."""
    now = clock.now()
    waits = (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
    invitations = update(Invitation).where(*waits, Invitation.ends_at > now)
    maps = update(MapEmbed).where(MapEmbed.ended_at.is_(None))
    ends = (
        invitations.values(revoked_at=now),
        maps.values(ended_at=now),
        delete(CalendarKey),
    )
    return sum(_rows(one) for one in ends)


def put_letters_away() -> int:
    """Put away the letters that waited; return how many."""
    waits = Job.state == JobState.QUEUED, Job.work.in_(LETTERS)
    away = {"state": JobState.SUPPRESSED, "done_at": clock.now()}
    return _rows(update(Job).where(*waits).values(**away))


def _rows(statement: Any) -> int:
    done: Any = db.session.execute(statement)
    return int(done.rowcount)
