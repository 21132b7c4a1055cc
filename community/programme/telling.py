"""What those who come to an event are told: a change, a place, the day, and after."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import func

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import muted_by, unscoped, visible
from community.notices.commands import tell
from community.programme import times
from community.programme.models import Answer, Attendance, Event

WHY = "events"
CHANGED, PLACE = "event-changed", "event-place"
SOON, MET = "event-soon", "event-met"
LATE = timedelta(days=14)
"""So long after an event nobody is asked any more whom they met there."""


def when_and_where(row: Event) -> tuple[Any, ...]:
    """Return what those who come must know when it changes."""
    days, hours = (row.begins_on, row.ends_on), (row.begins_time, row.ends_time)
    return *days, *hours, row.zone, row.place, row.online


def _told(row: Event, *where: Any) -> list[int]:
    """Return those who said that they come, while they see the event."""
    found = unscoped(WHY, Attendance.member_id).where(
        Attendance.event_id == row.id, *where
    )
    people = db.session.scalars(found.order_by(Attendance.member_id)).all()
    return [one for one in people if sees(one, row)]


def sees(member: int, row: Event) -> bool:
    """Tell whether a member may open the page of an event."""
    they = Viewer(member, state="active")
    found = visible(they, Event.id).where(Event.id == row.id)
    return db.session.scalar(found) is not None


def changed(viewer: Viewer, row: Event, how: str, *, again: bool = False) -> None:
    """Tell those who would come or wait of a change; of the same sort once a day."""
    key = f"{CHANGED}:{row.id}:{how}:{clock.today()}"
    for member in _told(row, Attendance.member_id != viewer.member_id):
        tell(member, CHANGED, key, link=_page(row), again=again)


def place(row: Event, member: int, attendance: int) -> None:
    """Tell somebody who waited that they have a place."""
    tell(member, PLACE, f"{PLACE}:{attendance}", link=_page(row))


def soon(row: Event) -> int:
    """Remind those who come, and return how many."""
    key = f"{SOON}:{row.id}:{row.begins_on}:{row.begins_time or ''}"
    coming = _told(row, Attendance.answer == Answer.YES)
    return _tell(coming, SOON, key, _page(row))


def who_met(row: Event) -> int:
    """Ask those who were there and show it whom they met, and return how many."""
    there = _told(
        row, Attendance.answer == Answer.YES, Attendance.audience == Audience.MEMBERS
    )
    met = [one for one in there if _saw_others(one, row)]
    until = (times.last_day(row) + LATE).isoformat()
    return _tell(met, MET, f"{MET}:{row.id}", f"{_page(row)}/met", until=until)


def _saw_others(member: int, row: Event) -> bool:
    """Tell whether somebody can know of anybody else who was there."""
    they = Viewer(member, state="active")
    others = visible(they, func.count(Attendance.id)).where(
        Attendance.event_id == row.id,
        Attendance.member_id != member,
        Attendance.member_id.not_in(muted_by(they)),
    )
    return bool(db.session.scalar(others))


def _tell(people: Iterable[int], kind: str, key: str, link: str, **facts: Any) -> int:
    return sum(tell(member, kind, key, link=link, **facts) for member in people)


def _page(row: Event) -> str:
    return f"/events/{row.slug}"
