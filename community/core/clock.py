"""The one clock, so that tests can set it."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

BRITAIN: Final = ZoneInfo("Europe/London")
"""Where the people are who read and choose times here."""

Moment = TypeVar("Moment", bound=date)

_source: list[Callable[[], datetime]] = [lambda: datetime.now(UTC)]


def now() -> datetime:
    """Return the moment, in UTC."""
    return _source[-1]()


def today() -> date:
    """Return the day, in UTC."""
    return now().date()


def british(day: date, hour: int) -> datetime:
    """Return the moment at which clocks in Britain show an hour of a day, in UTC.

    One that the clocks skip comes as they do; of one that comes twice it is the first.
    """
    return datetime.combine(day, time(hour), BRITAIN).astimezone(UTC)


def british_day(moment: datetime) -> date:
    """Return the day of a moment as people here read it: by clocks in Britain."""
    return moment.astimezone(BRITAIN).date()


def first_day_after(moment: datetime) -> date:
    """Return the first day in Britain of which no hour comes before a moment."""
    day = british_day(moment)
    return day if moment == british(day, 0) else day + timedelta(days=1)


def months_before(moment: Moment, months: int) -> Moment:
    """Return the same day so many months earlier, or the last of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def set_source(source: Callable[[], datetime] | None) -> None:
    """Read the time from `source` from here on; None goes back to the real clock."""
    del _source[1:]
    if source is not None:
        _source.append(source)
