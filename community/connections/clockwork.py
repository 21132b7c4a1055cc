"""The clock of requests: reminders on days 3 and 7, the end on day 21, one letter."""

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from community.connections import letters
from community.connections.models import ConnectionRequest, RequestKind
from community.connections.queries import QUIET, REMINDED
from community.connections.states import move as move_requests
from community.core import clock, journal
from community.core.access import VISITOR
from community.core.db import db
from community.core.listed import is_listed
from community.core.states import RequestState
from community.core.visible import unscoped
from community.members.hearing import reads_of
from community.members.models import Member
from community.notices.commands import tell
from community.programme.models import Origin

WHY = "ties"
DAY = timedelta(days=1)
REMINDER, ENDED = "hello-reminder", "hello-ended"
SENT, LAPSED, NOT_NOW = RequestState.SENT, RequestState.LAPSED, RequestState.NOT_NOW


def move() -> int:
    """Let requests end, remind of those that wait, tell who asked; return how many.

    What is late is done once, and what was done is not done again: each step takes the
    rows that nobody else works on, and changes them by guarded updates.
    """
    _hold_until_both_joined()
    ended, reminded, told = _let_end(), _remind(), _tell()
    db.session.flush()
    return ended + reminded + told


def _due(*where: Any) -> list[Any]:
    """Return requests to work on, each for one process alone."""
    found = unscoped(
        WHY,
        ConnectionRequest.id,
        ConnectionRequest.kind,
        ConnectionRequest.asker_id,
        ConnectionRequest.asked_id,
        ConnectionRequest.asked_at,
    ).where(*where)
    found = found.order_by(ConnectionRequest.id).with_for_update(skip_locked=True)
    return list(db.session.execute(found))


def _hold_until_both_joined() -> None:
    """Let the days of an imported request begin when both have joined, not before.

    Nobody can answer earlier; of a tie that was brought along nothing would be left.
    """
    asked, now = ConnectionRequest, clock.now()
    absent = select(Member.id).where(~Member.joined)
    held = _due(
        asked.state == SENT,
        asked.origin == Origin.IMPORT,
        asked.asked_at <= now - DAY,
        or_(asked.asker_id.in_(absent), asked.asked_id.in_(absent)),
    )
    db.session.execute(
        update(asked)
        .where(is_listed(asked.id, [row.id for row in held]))
        .values(asked_at=now)
        .execution_options(synchronize_session=False)
    )


def _let_end() -> int:
    asked = ConnectionRequest
    due = _due(asked.state == SENT, asked.asked_at <= clock.now() - QUIET)
    ids = [row.id for row in due]
    return len(move_requests(VISITOR, LAPSED, asked.id.in_(ids))) if ids else 0


# ---------------------------------------------------------------- reminders
def _remind() -> int:
    """Remind of hellos that wait; of two missed reminders one is sent."""
    asked, now = ConnectionRequest, clock.now()
    done = 0
    for number, after in reversed(list(enumerate(REMINDED, 1))):
        due = _due(
            asked.state == SENT,
            asked.kind == RequestKind.HELLO,
            asked.nudges < number,
            asked.asked_at <= now - after,
            asked.asked_at > now - QUIET,
        )
        done += sum(_remind_of(row, number) for row in due)
    return done


def _remind_of(row: Any, number: int) -> bool:
    if not _mark(row.id, ConnectionRequest.nudges < number, nudges=number):
        return False
    if reads_of(row.asked_id, row.asker_id):
        key = letters.key(REMINDER, row.id, row.asked_at, number)
        link = letters.REQUESTS
        tell(row.asked_id, REMINDER, key, person=row.asker_id, link=link)
    journal.record(VISITOR, journal.Act.CONNECTION, "request", row.id, "reminded")
    return True


# ---------------------------------------------------------------- the end
def _tell() -> int:
    """Tell whoever asked of an end without a yes: all of them in the same moment."""
    asked = ConnectionRequest
    due = _due(
        asked.state.in_((LAPSED, NOT_NOW)),
        asked.told_at.is_(None),
        asked.asked_at <= clock.now() - QUIET,
    )
    return sum(_tell_of(row) for row in due)


def _tell_of(row: Any) -> bool:
    if not _mark(row.id, ConnectionRequest.told_at.is_(None), told_at=clock.now()):
        return False
    if row.kind is RequestKind.HELLO:
        link = f"/connections/requests/{row.id}/ended"
        key = letters.key(ENDED, row.id, row.asked_at)
        tell(row.asker_id, ENDED, key, link=link)
    journal.record(VISITOR, journal.Act.CONNECTION, "request", row.id, "told")
    return True


def _mark(request: int, still: Any, **values: Any) -> bool:
    """Write down that a step was done, unless it was."""
    done = db.session.execute(
        update(ConnectionRequest)
        .where(ConnectionRequest.id == request, still)
        .values(**values)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
