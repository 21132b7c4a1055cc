"""When updates go: on a Thursday morning in Britain, the same hour all year."""

from datetime import date, datetime, timedelta
from typing import Final

from community.core.clock import british, british_day
from community.subscriptions.models import Every

THURSDAY, HOUR = 3, 8
WEEK: Final = timedelta(days=7)
STEP: Final = {Every.WEEK: WEEK, Every.FORTNIGHT: 2 * WEEK}
"""The time between two letters."""


def last_morning(now: datetime) -> datetime:
    """Return the last moment until `now` at which letters go."""
    here = british_day(now)
    day = here - timedelta(days=(here.weekday() - THURSDAY) % 7)
    found = british(day, HOUR)
    return found if found <= now else british(day - WEEK, HOUR)


def next_morning(every: Every, now: datetime) -> datetime:
    """Return the first moment after `now` at which somebody's letter may go."""
    day = _day(last_morning(now)) + WEEK
    if not _is_for(every, day):
        day += WEEK
    return british(day, HOUR)


def rhythms_of(morning: datetime) -> tuple[Every, ...]:
    """Return who may get a letter on a morning: every week, or all of them.

    Every fortnight is the same fortnight for everybody, so that it is gathered once.
    """
    return tuple(every for every in Every if _is_for(every, _day(morning)))


def _day(morning: datetime) -> date:
    return british_day(morning)


def _is_for(every: Every, day: date) -> bool:
    return every is Every.WEEK or day.toordinal() // 7 % 2 == 1
