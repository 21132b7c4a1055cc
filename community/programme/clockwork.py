"""The clock of events: it reminds those who come, and asks afterwards whom they met."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, update

from community.core import clock
from community.core.db import db
from community.core.held import not_held
from community.core.visible import unscoped
from community.programme import attending, telling, times
from community.programme.models import Event, EventState

WHY = "events"
MORNING = 9
"""At this hour in Britain people are told."""
AROUND = timedelta(days=2)
"""No zone is further than this from our days."""


def move() -> int:
    """Do what is due, however late, and return how many things changed.

    The day before an event those who come are reminded; the day after those who were
    there and show it are asked whom they met. What is done is not done again.
    """
    return _tidy() + _remind() + _ask_who_met()


def _found(*where: Any) -> Sequence[Event]:
    """Return the events to work on, each for one process alone."""
    found = unscoped(WHY, Event).where(Event.state == EventState.PUBLISHED, *where)
    found = found.order_by(Event.id).with_for_update(skip_locked=True)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def _note(row: Event, **done: bool) -> None:
    """Note what was done; whoever edits the event at that moment need not know."""
    db.session.execute(
        update(Event)
        .where(Event.id == row.id)
        .values(**done)
        .execution_options(synchronize_session="fetch")
    )


def _tidy() -> int:
    """Pass on the places of those who are gone, of events to come."""
    ahead = _found(Event.begins_on >= clock.today() - AROUND)
    now = clock.now()
    return sum(attending.tidy(row) for row in ahead if times.begins(row) > now)


def _remind() -> int:
    today, done = clock.today(), 0
    near = (Event.begins_on >= today - AROUND, Event.begins_on <= today + AROUND)
    for row in _found(Event.reminded.is_(False), _not_held(), *near):
        first, _last = times.british_days(row)
        due = clock.british(first - times.DAY, MORNING)
        if due <= clock.now() < times.begins(row):
            _note(row, reminded=True)
            done += telling.soon(row)
    return done


def _not_held() -> ColumnElement[bool]:
    """State that nothing holds an event back: they are told once they see it again."""
    of_none, number = Event.project_id.is_(None), func.coalesce(Event.project_id, 0)
    alone = or_(of_none, not_held("project", number))
    return and_(not_held("event", Event.id), alone)


def _ask_who_met() -> int:
    last, today, done = func.coalesce(Event.ends_on, Event.begins_on), clock.today(), 0
    gone = (last >= today - telling.LATE - AROUND, last <= today)
    for row in _found(Event.asked_who_met.is_(False), _not_held(), *gone):
        _first, over = times.british_days(row)
        due = clock.british(over + times.DAY, MORNING)
        if due <= clock.now() < due + telling.LATE:
            _note(row, asked_who_met=True)
            done += telling.who_met(row)
    return done
