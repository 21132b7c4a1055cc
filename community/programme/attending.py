"""Who comes to an event: places, and the list of those who wait for one.

Whoever takes, gives back or adds a place holds the event's row until their transaction
ends, so that nobody waits while a place is free. A place itself is taken by a guarded
update: of two who take the last one, one gets it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from community.accounts.models import Account, State
from community.core import clock, journal
from community.core.access import VISITOR, Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import circle_member, unscoped, visible
from community.members.models import Member
from community.programme import telling, times
from community.programme.models import Answer, Attendance, Event, EventState

WHY = "events"
SHOWS = (Audience.MEMBERS, Audience.ME)
"""Who may know that somebody was at an event, as they choose it."""


def hold(event_id: int) -> None:
    """Keep others from an event's places until this transaction ends."""
    held = unscoped(WHY, Event.id).where(Event.id == event_id).with_for_update()
    db.session.execute(held)


def attend(viewer: Viewer, row: Event, audience: Audience) -> Answer:
    """Say that one comes or was there, and who may know; return whether one waits.

    Who was there needs no place. While it goes on one does: a place lets people in.
    """
    if not viewer.is_member or audience not in SHOWS:
        raise NotFound("audience")
    hold(row.id)
    db.session.refresh(row)
    if row.state is not EventState.PUBLISHED:
        raise Refused(N_("This event does not take place"))
    begun, mine = times.begins(row) <= clock.now(), _own(viewer, row)
    if mine is None:
        answer = Answer.YES if row.over or _take(row.id) else Answer.WAITING
        mine = Attendance(event_id=row.id, member_id=viewer.member_id, answer=answer)
        db.session.add(mine)
    elif row.over or (begun and mine.answer is Answer.WAITING and _take(row.id)):
        mine.answer = Answer.YES
    mine.audience = audience
    journal.record(viewer, journal.Act.EVENT, "attendance", row.id, audience.value)
    db.session.flush()
    return mine.answer


def show(viewer: Viewer, number: int, audience: Audience) -> None:
    """Choose who may know of one of the viewer's events, past and called off ones too.

    No place changes hands.
    """
    if audience not in SHOWS:
        raise NotFound("audience")
    mine = (Attendance.id == number, Attendance.member_id == viewer.member_id)
    done = db.session.execute(update(Attendance).where(*mine).values(audience=audience))
    if not done.rowcount:  # type: ignore[attr-defined]
        raise NotFound("attendance")
    journal.record(viewer, journal.Act.AUDIENCE, "attendance", number, audience.value)


def stay_away(viewer: Viewer, row: Event) -> None:
    """Take back that one comes or was there; whoever waits longest has the place."""
    hold(row.id)
    mine = _own(viewer, row)
    if mine is None:
        return
    _remove(mine)
    journal.record(viewer, journal.Act.EVENT, "attendance", row.id, "taken back")
    db.session.flush()
    fill(row.id)


def _own(viewer: Viewer, row: Event) -> Attendance | None:
    found: Attendance | None = db.session.scalar(
        visible(viewer, Attendance)
        .where(Attendance.event_id == row.id, Attendance.member_id == viewer.member_id)
        .execution_options(populate_existing=True)
    )
    return found


def _remove(one: Attendance) -> None:
    had_a_place = one.answer is Answer.YES
    db.session.execute(delete(Attendance).where(Attendance.id == one.id))
    if had_a_place:
        _count(one.event_id, Event.taken - 1, Event.taken > 0)


# ---------------------------------------------------------------- places
def _take(event_id: int) -> bool:
    """Take a place if one is left, and tell whether there was one."""
    left = or_(Event.capacity.is_(None), Event.taken < Event.capacity)
    return _count(event_id, Event.taken + 1, left)


def _count(event_id: int, taken: Any, *where: Any) -> bool:
    """Set how many places are taken; whoever edits the event need not know of it."""
    done = db.session.execute(
        update(Event)
        .where(Event.id == event_id, *where)
        .values(taken=taken)
        .execution_options(synchronize_session="fetch")
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def fill(event_id: int) -> int:
    """Let in those who wait while places are left; return how many. The row is held.

    Who does not see the event now keeps their turn until they do.
    """
    row = db.session.scalar(unscoped(WHY, Event).where(Event.id == event_id))
    gone = row is None or times.begins(row) <= clock.now()
    if row is None or gone or row.state is not EventState.PUBLISHED:
        return 0
    done = 0
    for one in _waiting(event_id):
        if not telling.sees(one.member_id, row):
            continue
        if not _take(event_id):
            break
        one.answer = Answer.YES
        db.session.flush()
        journal.record(VISITOR, journal.Act.EVENT, "attendance", row.id, "let in")
        telling.place(row, one.member_id, one.id)
        done += 1
    return done


def _waiting(event_id: int) -> Sequence[Attendance]:
    """Return those who wait and are here, the longest first."""
    found = (
        unscoped(WHY, Attendance)
        .join(Member, Member.id == Attendance.member_id)
        .join(Account, Account.id == Member.account_id)
        .where(Attendance.event_id == event_id, Attendance.answer == Answer.WAITING)
        .where(Account.state == State.ACTIVE)
        .order_by(Attendance.made_at, Attendance.id)
    )
    return db.session.scalars(found).all()


def tidy(row: Event) -> int:
    """Count the places of an event anew, and pass on those of people who are gone.

    Whoever is erased leaves by themselves; whoever left the team that alone was asked
    has no place any more. Returns how many people were let in.
    """
    hold(row.id)
    if row.audience is Audience.PROJECTS:
        team = select(circle_member.c.member_id).where(
            circle_member.c.circle_id == row.project_id
        )
        db.session.execute(
            delete(Attendance).where(
                Attendance.event_id == row.id, Attendance.member_id.not_in(team)
            )
        )
    places = unscoped(WHY, func.count(Attendance.id)).where(
        Attendance.event_id == row.id, Attendance.answer == Answer.YES
    )
    number = db.session.scalar(places) or 0
    if number != row.taken:
        _count(row.id, number)
    return fill(row.id)
