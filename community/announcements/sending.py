"""Announcements on their way: fifty readers at a time, each once."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from community.accounts.models import Account, State
from community.accounts.roles import held
from community.announcements import checks
from community.announcements.clockwork import WHY, ask
from community.announcements.models import (
    MOVES,
    Announcement,
    AnnouncementState,
    Reader,
)
from community.announcements.recipients import next_ones
from community.core import clock, journal
from community.core.access import VISITOR, Role
from community.core.db import db
from community.core.errors import Refused
from community.core.outbox import Job
from community.core.states import before
from community.core.visible import unscoped
from community.notices import commands as notices

BATCH = 50
"""So many readers in one transaction; the next ones are work of their own."""
LOUD, WEEK = 2, timedelta(days=7)
"""So many announcements in so long come to somebody at once; more go into digests."""
KIND = "announcement"


def send(job: Job) -> None:
    """Tell the next readers, and leave the others to the job after this one.

    One that was taken back meanwhile, or scheduled anew, is another version: it does
    not go by this job.
    """
    row = _taken(job.facts["announcement"], job.facts["version"])
    if row is None:
        return
    found = next_ones(row, job.facts["after"], BATCH)
    enough = _had_enough({person.id for person in found})
    for person in found:
        _tell(row, person.id, person.shown, quiet=person.id in enough)
    db.session.flush()
    if len(found) == BATCH:
        ask(row, after=found[-1].id)
    else:
        _go_on(row, AnnouncementState.SENT)


def _taken(announcement_id: int, version: int) -> Announcement | None:
    """Return the announcement if it is to go out, from here on not to be taken back."""
    this = unscoped(WHY, Announcement).where(
        Announcement.id == announcement_id, Announcement.version == version
    )
    locked = this.with_for_update().execution_options(populate_existing=True)
    row: Announcement | None = db.session.scalar(locked)
    if row is None or row.state is AnnouncementState.SENDING:
        return row
    if not (_is_answered_for(row) and _may_be_said(row)):
        _go_on(row, AnnouncementState.DRAFT)
        return None
    return row if _go_on(row, AnnouncementState.SENDING) else None


def _is_answered_for(row: Announcement) -> bool:
    """Tell whether who let it go is an organiser still; else others look at it anew."""
    found = select(Account.state).where(Account.id == row.author_id)
    active = db.session.scalar(found) is State.ACTIVE
    return active and Role.ORGANISER in held(row.author_id)


def _may_be_said(row: Announcement) -> bool:
    """Tell whether its words may go still: one may have become sensitive meanwhile."""
    try:
        checks.check_title(row.title)
        checks.check_words(row.words)
    except Refused:
        return False
    return True


def _go_on(row: Announcement, state: AnnouncementState) -> bool:
    """Go on to a state; the version stays, as that of the words and their jobs.

    Only a draft again is another version: what was asked for it is over.
    """
    back = state is AnnouncementState.DRAFT
    values: dict[str, Any] = {"sent_at": clock.now()}
    if back:
        values = {"due_at": None}
    done = db.session.execute(
        update(Announcement)
        .where(Announcement.id == row.id, Announcement.state.in_(before(MOVES, state)))
        .values(state=state, version=Announcement.version + int(back), **values)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(row)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    act = journal.Act.ANNOUNCEMENT
    journal.record(VISITOR, act, "announcement", row.id, state.value)
    return True


def _had_enough(members: Collection[int]) -> set[int]:
    """Return those to whom two announcements came at once in the last seven days."""
    if not members:
        return set()
    loud = unscoped(WHY, Reader.member_id).where(
        Reader.member_id.in_(members), Reader.quiet.is_(False),
        Reader.at > clock.now() - WEEK,
    )  # fmt: skip
    found = loud.group_by(Reader.member_id).having(func.count() >= LOUD)
    return set(db.session.scalars(found))


def _tell(row: Announcement, member: int, shown: bool, quiet: bool) -> None:
    db.session.add(
        Reader(announcement_id=row.id, member_id=member, shown=shown, quiet=quiet)
    )
    key, link = f"announcement:{row.id}", f"/announcements/{row.id}"
    notices.tell(member, KIND, key, link=link, quiet=quiet, announcement=row.id)
