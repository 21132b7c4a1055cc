"""When an event is: days and clock times in its own zone, and the moments they are."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from community.core import clock

DAY = timedelta(days=1)


class Timed(Protocol):
    """What says when something is; without a time it takes whole days."""

    @property
    def begins_on(self) -> date:
        """Its first day."""

    @property
    def ends_on(self) -> date | None:
        """Its last day, where that is another."""

    @property
    def begins_time(self) -> time | None:
        """What clocks in its zone show when it begins."""

    @property
    def ends_time(self) -> time | None:
        """What they show when it ends."""

    @property
    def zone(self) -> str:
        """Whose clocks."""


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Return the names of all zones."""
    return frozenset(available_timezones())


def moment(day: date, hour: time, zone: str) -> datetime:
    """Return the moment at which clocks show that, in UTC; of two the first."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def is_skipped(day: date, hour: time, zone: str) -> bool:
    """Tell whether clocks go forward over a time, so that it never comes."""
    shown = moment(day, hour, zone).astimezone(ZoneInfo(zone))
    return shown.replace(tzinfo=None) != datetime.combine(day, hour)


def last_day(event: Timed) -> date:
    """Return the last day of an event, in its zone."""
    return event.ends_on or event.begins_on


def begins(event: Timed) -> datetime:
    """Return the moment at which an event begins."""
    if event.begins_time is None:
        return datetime.combine(event.begins_on, time(), UTC)
    return moment(event.begins_on, event.begins_time, event.zone)


def ends(event: Timed) -> datetime:
    """Return the moment at which an event ends; where nobody said it, its last day."""
    if event.begins_time is None:
        return datetime.combine(last_day(event), time(), UTC) + DAY
    if event.ends_time is None:
        return moment(last_day(event) + DAY, time(), event.zone)
    return moment(last_day(event), event.ends_time, event.zone)


def british_days(event: Timed) -> tuple[date, date]:
    """Return the first and the last day of an event as they are in Britain."""
    if event.begins_time is None:
        return event.begins_on, last_day(event)
    first = clock.british_day(begins(event))
    last = clock.british_day(ends(event) - timedelta(microseconds=1))
    return first, max(first, last)
