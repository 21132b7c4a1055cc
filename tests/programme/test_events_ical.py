"""Events as calendars read them: other libraries read back what was written."""

import io
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from community.programme import ical, times
from community.programme.ical import EventLine
from community.programme.models import EventState
from community.web.events_words import ZONES

WORDS = ical.Words("Events", "Online", "Get in here:", "Access:")
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
LAST_OF_LONDON = 2037
"""The rules in a file are those of its years. Where a zone is UTC in winter, vobject,
which compares the years 2000 to 2020, takes them for UTC, forgets them, and asks a list
that knows no summer after 2037. dateutil reads what stands there, in all years."""


def address(slug: str) -> str:
    return f"https://example.org/events/{slug}"


def line(day: date = date(2027, 3, 28), **facts) -> EventLine:
    usual = {
        "slug": "walk-abc", "title": "A walk", "summary": "", "begins_on": day,
        "ends_on": None, "begins_time": None, "ends_time": None,
        "zone": "Europe/London", "place": "", "online": False, "access_notes": "",
        "state": EventState.PUBLISHED, "sequence": 0, "changed_at": NOON,
    }  # fmt: skip
    return EventLine(**{**usual, **facts})


def written(*lines: EventLine) -> bytes:
    return ical.file_of(lines, WORDS, address)


def entries(body: bytes):
    return list(Calendar.from_ical(body).walk("VEVENT"))


def entry(one: EventLine):
    (found,) = entries(written(one))
    return found


texts = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n"),
    max_size=200,
)


@st.composite
def lines(draw) -> EventLine:
    """An event as the form lets one be: no time that clocks skip."""
    day = draw(st.dates(date(2000, 1, 1), date(2099, 1, 1)))
    zone = draw(st.sampled_from(ZONES))
    hours = st.times(max_value=time(23, 59)).map(lambda one: time(one.hour, one.minute))
    begins = draw(st.none() | hours)
    ends_on = draw(st.none() | st.just(day + timedelta(days=draw(st.integers(1, 9)))))
    ends = draw(hours) if begins and (ends_on or draw(st.booleans())) else None
    if begins and times.is_skipped(day, begins, zone):
        begins = ends = ends_on = None
    if ends and times.is_skipped(ends_on or day, ends, zone):
        ends = ends_on = None
    if begins and ends and not ends_on and ends <= begins:
        ends = None
    return line(
        day, title=draw(texts), summary=draw(texts), place=draw(texts),
        access_notes=draw(texts), ends_on=ends_on, begins_time=begins, ends_time=ends,
        zone=zone, online=draw(st.booleans()), sequence=draw(st.integers(0, 99)),
        state=draw(st.sampled_from([EventState.PUBLISHED, EventState.CANCELLED])),
        link=draw(st.sampled_from(["", "https://example.org/a,b;c?d=e#f"])),
        changed_at=NOON + timedelta(seconds=draw(st.integers(0, 10**9))),
    )  # fmt: skip


def said_by(one: EventLine) -> dict[str, object]:
    """What a calendar should read, from what was put in, by other means."""
    last = one.ends_on or one.begins_on
    zone = ZoneInfo(one.zone)
    if one.begins_time is None:
        begins, ends = one.begins_on, last + timedelta(days=1)
    else:
        begins = datetime.combine(one.begins_on, one.begins_time, zone)
        ends = one.ends_time and datetime.combine(last, one.ends_time, zone)
    place = [one.place] if one.place else []
    said = [one.summary] if one.summary else []
    said += [f"Access: {one.access_notes}"] if one.access_notes else []
    said += [f"Get in here: {one.link}"] if one.link else []
    return {
        "summary": one.title, "begins": begins, "ends": ends or None,
        "location": ", ".join(place + (["Online"] if one.online else [])),
        "description": "\n\n".join(said), "url": address(one.slug),
        "status": "CANCELLED" if one.state is EventState.CANCELLED else "CONFIRMED",
        "sequence": one.sequence, "uid": ical.uid(one.slug), "changed": one.changed_at,
    }  # fmt: skip


def by_icalendar(body: bytes) -> dict[str, object]:
    (one,) = entries(body)
    ends = one.get("dtend")
    return {
        **{name: str(one.get(name, "")) for name in ("summary", "location", "url")},
        "description": str(one.get("description", "")),
        "begins": one.decoded("dtstart"), "ends": ends.dt if ends else None,
        "status": str(one["status"]), "sequence": int(one["sequence"]),
        "uid": str(one["uid"]), "changed": one.decoded("dtstamp"),
    }  # fmt: skip


def by_vobject(body: bytes) -> dict[str, object]:
    """Read a file as somebody does who has read no other before."""
    known = vars(vobject.icalendar)["__tzidMap"]
    for name in set(known) - {"UTC"}:
        del known[name]
    one = vobject.readOne(body.decode()).vevent

    def value(name: str, usual: object = "") -> object:
        return getattr(one, name).value if hasattr(one, name) else usual

    return {
        **{name: value(name) for name in ("summary", "location", "url", "description")},
        "begins": value("dtstart"), "ends": value("dtend", None),
        "status": value("status"), "sequence": int(value("sequence")),
        "uid": value("uid"), "changed": value("dtstamp"),
    }  # fmt: skip


STAMP = re.compile(rb"^(DTSTART|DTEND);TZID=[^:]+:(\d{8}T\d{6})$", re.M)


def by_dateutil(body: bytes) -> dict[str, object]:
    """Read the clock times of a file by the rules of the zone that stand in it."""
    found = STAMP.findall(unfolded(body))
    if not found:
        return {}
    zone = tzical(io.StringIO(unfolded(body).decode())).get()
    names = {b"DTSTART": "begins", b"DTEND": "ends"}
    return {
        names[name]: datetime.strptime(at.decode(), "%Y%m%dT%H%M%S").replace(
            tzinfo=zone
        )
        for name, at in found
    }


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(lines())
def test_three_libraries_read_back_every_fact(one):
    body, wanted = written(one), moments(said_by(one))
    assert moments(by_icalendar(body)) == wanted
    assert wanted | moments(by_dateutil(body)) == wanted
    if one.zone != "Europe/London" or one.begins_on.year <= LAST_OF_LONDON:
        assert moments(by_vobject(body)) == wanted


def moments(facts: dict[str, object]) -> dict[str, object]:
    """Return facts with their moments in UTC, however they are written."""
    return {
        name: one.astimezone(UTC) if isinstance(one, datetime) else one
        for name, one in facts.items()
    }


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.lists(lines(), max_size=5))
def test_every_file_is_well_formed(some):
    body = written(*some)
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(one) <= 75 for one in body.split(b"\r\n"))
    assert len(entries(body)) == len(some)
    zones = {str(one["tzid"]) for one in Calendar.from_ical(body).walk("VTIMEZONE")}
    assert zones <= {one.zone for one in some if one.begins_time} - {"UTC"}
    used = re.findall(rb"^DT(?:START|END);TZID=([^:]+):", unfolded(body), re.M)
    assert zones == {one.decode() for one in used}
    assert written(*some) == body, "the same events are the same file"


def unfolded(body: bytes) -> bytes:
    return body.replace(b"\r\n ", b"").replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    ("day", "hour", "offset"),
    [
        (date(2027, 3, 27), time(9), 0), (date(2027, 3, 28), time(9), 1),
        (date(2027, 3, 28), time(0, 59), 0), (date(2027, 3, 28), time(2), 1),
        (date(2026, 10, 24), time(9), 1), (date(2026, 10, 25), time(9), 0),
        (date(2026, 10, 25), time(0, 59), 1),
        (date(2026, 10, 25), time(1, 30), 1),  # comes twice: the first
        (date(2026, 10, 25), time(2), 0),
    ],
)  # fmt: skip
def test_the_clock_on_the_wall_is_right_when_clocks_change(day, hour, offset):
    one = line(day, begins_time=hour)
    moment = times.begins(one)
    assert moment == datetime.combine(day, hour, UTC) - timedelta(hours=offset)
    body = written(one)
    for found in (by_icalendar(body), by_vobject(body)):
        assert found["begins"].astimezone(UTC) == moment
        there = found["begins"].astimezone(ZoneInfo("Europe/London"))
        assert there.replace(tzinfo=None) == datetime.combine(day, hour)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "skipped"),
    [
        (date(2027, 3, 28), time(1), "Europe/London", True),
        (date(2027, 3, 28), time(1, 59), "Europe/London", True),
        (date(2027, 3, 28), time(2), "Europe/London", False),
        (date(2027, 3, 28), time(0, 59), "Europe/London", False),
        (date(2026, 10, 25), time(1, 30), "Europe/London", False),
        (date(2027, 3, 14), time(2, 30), "America/New_York", True),
        (date(2027, 3, 28), time(1, 30), "UTC", False),
    ],
)
def test_an_hour_that_clocks_skip_never_comes(day, hour, zone, skipped):
    assert times.is_skipped(day, hour, zone) is skipped


def test_an_event_keeps_its_name_and_tells_a_change():
    first, second = entry(line()), entry(line(title="Other", sequence=3))
    assert first["uid"] == second["uid"]
    assert entry(line(slug="other"))["uid"] != first["uid"]
    assert (int(first["sequence"]), int(second["sequence"])) == (0, 3)


def test_signs_that_no_calendar_holds_are_left_out():
    found = entry(line(title="A\x07 walk\x00", summary="One\r\ntwo\rthree"))
    assert str(found["summary"]) == "A walk"
    assert str(found["description"]) == "One\ntwo\nthree"


def test_whole_days_end_the_day_after_the_last():
    found = entry(line(date(2027, 3, 28), ends_on=date(2027, 3, 29)))
    assert found.decoded("dtstart") == date(2027, 3, 28)
    assert found.decoded("dtend") == date(2027, 3, 30)
    assert found["dtstart"].params["VALUE"] == "DATE"
