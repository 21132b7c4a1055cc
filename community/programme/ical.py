"""Events as a calendar reads them (RFC 5545), written by the icalendar library.

Clock times stand in the event's own zone, with the rules of that zone beside them; an
event without a time is a matter of whole days. A time that comes twice is written in
UTC: readers do not agree which of the two they take; we take the first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, vDuration
from icalendar import Event as Entry

from community.programme import times
from community.programme.models import EventState

PRODUCT = "-//Common Thread//Events//EN"
EVERY = timedelta(hours=12)
"""How often programs should look again."""
STATUS = {EventState.PUBLISHED: "CONFIRMED", EventState.CANCELLED: "CANCELLED"}


@dataclass(frozen=True)
class EventLine:
    """What a calendar says of an event; `link` only in that of somebody who comes."""

    slug: str
    title: str
    summary: str
    begins_on: date
    ends_on: date | None
    begins_time: time | None
    ends_time: time | None
    zone: str
    place: str
    online: bool
    access_notes: str
    state: EventState
    sequence: int
    changed_at: datetime
    link: str = ""


@dataclass(frozen=True)
class Words:
    """The words of a calendar that are ours: its name, and those for three facts."""

    name: str
    online: str
    link: str
    access: str


def file_of(
    lines: Iterable[EventLine], words: Words, address: Callable[[str], str]
) -> bytes:
    """Return a calendar of events; `address` gives the page of a slug."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("x-wr-calname", words.name)
    found.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", vDuration(EVERY))
    lines = tuple(lines)
    for line in lines:
        found.add_component(_entry(line, words, address(line.slug)))
    if lines:
        years = [line.begins_on.year for line in lines]
        years += [times.last_day(line).year for line in lines]
        first, last = date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1)
        found.add_missing_timezones(first_date=first, last_date=last)
    return bytes(found.to_ical())


def uid(slug: str) -> str:
    """Return what an event is called among all calendars, for ever."""
    return str(uuid5(NAMESPACE_URL, f"event:{slug}"))


def _entry(line: EventLine, words: Words, address: str) -> Entry:
    made = Entry()
    made.add("uid", uid(line.slug))
    made.add("dtstamp", line.changed_at)
    made.add("last-modified", line.changed_at)
    made.add("sequence", line.sequence)
    made.add("status", STATUS[line.state])
    made.add("summary", clean(line.title))
    begins, ends = span(line)
    made.add("dtstart", begins)
    if ends is not None:
        made.add("dtend", ends)
    where = ", ".join(filter(None, (line.place, words.online if line.online else "")))
    if where:
        made.add("location", clean(where))
    said = clean(_description(line, words))
    if said:
        made.add("description", said)
    made.add("url", address)
    return made


def span(line: EventLine) -> tuple[date | datetime, date | datetime | None]:
    """Return when an event begins and ends, as a calendar counts it.

    The end of whole days is the day after; that of an hour nobody named is left open.
    """
    last = times.last_day(line)
    if line.begins_time is None:
        return line.begins_on, last + times.DAY
    begins = _plain(line.begins_on, line.begins_time, line.zone)
    if line.ends_time is None:
        return begins, None
    return begins, _plain(last, line.ends_time, line.zone)


def _plain(day: date, hour: time, zone: str) -> datetime:
    """Return a moment so that every reader takes the same."""
    shown = datetime.combine(day, hour, ZoneInfo(zone))
    comes_twice = shown.utcoffset() != shown.replace(fold=1).utcoffset()
    return times.moment(day, hour, zone) if comes_twice else shown


def _description(line: EventLine, words: Words) -> str:
    access = f"{words.access} {line.access_notes}" if line.access_notes else ""
    link = f"{words.link} {line.link}" if line.link else ""
    return "\n\n".join(filter(None, (line.summary, access, link)))


def clean(words: str) -> str:
    """Return words without what no calendar can hold, such as control signs."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or (ord(c) >= 32 and ord(c) != 127))
