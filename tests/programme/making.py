"""Events and who was there, for tests."""

from datetime import date

from community.core.access import Audience
from community.core.db import db
from community.programme.models import Answer, Attendance, Event, EventState
from tests.cast import CAST

MEMBERS, ME = Audience.MEMBERS, Audience.ME


def event(
    title: str = "July workshop", day: date = date(2017, 7, 19), **facts: object
) -> Event:
    """Put an event into the database."""
    row = Event(slug=f"event-{title[:3].lower()}", title=title, begins_on=day, **facts)
    row.taken = 0
    db.session.add(row)
    db.session.flush()
    return row


def there(
    row: Event, *who: str, audience: Audience = MEMBERS, answer: Answer = Answer.YES
) -> None:
    """Let people have been at an event, come to it, or wait for a place."""
    for name in who:
        made = Attendance(event_id=row.id, member_id=CAST[name].id, audience=audience)
        made.answer = answer
        db.session.add(made)
    row.taken += len(who) if answer is Answer.YES else 0
    db.session.flush()


def workshop(*who: str) -> Event:
    """Return an event that all of `who` show to have been at."""
    row = event()
    there(row, *who)
    return row


def cancel(row: Event) -> None:
    """Call an event off."""
    row.state = EventState.CANCELLED
    db.session.flush()
