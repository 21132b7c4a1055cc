"""Words for events: when they are, whom they are for, what came from them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.core.access import Audience
from community.core.clock import BRITAIN
from community.programme.models import Attendees, Origin
from community.programme.queries import Began
from community.programme.times import Timed, begins, ends, last_day
from community.web.words import weekday

ORIGINS = {
    Origin.EVENT: _l("Events"),
    Origin.INTRODUCTION: _l("Introductions"),
    Origin.SUGGESTION: _l("Suggestions"),
    Origin.COFFEE: _l("Coffee rounds"),
    Origin.DIRECT: _l("People by themselves"),
    Origin.IMPORT: _l("Brought along from before"),
}


@dataclass(frozen=True)
class BeganWords:
    """Where a project began, as a sentence, and the event where it was one."""

    words: str
    slug: str = ""


def began_words(began: Began | None) -> BeganWords | None:
    """Put in words where a project began; None where nobody said it to the viewer."""
    if began is None:
        return None
    said = {
        Origin.EVENT: _("Began at %(event)s", event=began.title),
        Origin.INTRODUCTION: _("Began with an introduction"),
        Origin.SUGGESTION: _("Began with a suggestion here"),
        Origin.COFFEE: _("Began over a coffee"),
        Origin.DIRECT: _("Began among people who found each other by themselves"),
    }
    at_event = began.origin is Origin.EVENT
    return BeganWords(said[began.origin], began.slug if at_event else "")


# ---------------------------------------------------------------- when an event is
def when_words(event: Timed) -> str:
    """Say when an event is: in British time, and in its own where that differs."""
    if event.begins_time is None:
        return _days(event.begins_on, last_day(event))
    british = _span(event, BRITAIN)
    zone = ZoneInfo(event.zone)
    there = _span(event, zone)
    if there == british:
        return british
    place = event.zone.rpartition("/")[2].replace("_", " ")
    words = _(
        "%(british)s British time (%(there)s in %(place)s)",
        british=british, there=there, place=place,
    )  # fmt: skip
    return str(words)


def _days(first: date, last: date) -> str:
    if last == first:
        return weekday(first)
    return str(_("%(first)s to %(last)s", first=weekday(first), last=weekday(last)))


def _span(event: Timed, zone: ZoneInfo) -> str:
    """Return from when to when, as clocks in a zone show it."""
    first = begins(event).astimezone(zone)
    if event.ends_time is None:
        return _hour(first)
    last = ends(event).astimezone(zone)
    same = first.date() == last.date()
    until = f"{last:%H:%M}" if same else _hour(last)
    return str(_("%(first)s to %(last)s", first=_hour(first), last=until))


def _hour(moment: datetime) -> str:
    return f"{weekday(moment.date())}, {moment:%H:%M}"


ZONES = (
    "Europe/London", "Europe/Dublin", "Europe/Paris", "Europe/Athens",
    "Europe/Moscow", "Africa/Lagos", "Africa/Johannesburg", "Africa/Nairobi",
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/Toronto", "America/Halifax", "America/Sao_Paulo", "Asia/Dubai",
    "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Singapore", "Asia/Shanghai",
    "Asia/Tokyo", "Australia/Perth", "Australia/Sydney", "Pacific/Auckland", "UTC",
)  # fmt: skip
"""Whose clocks one can choose."""


def zone_label(zone: str) -> str:
    """Return what a zone is called in a list."""
    if zone == BRITAIN.key:
        return str(_("Britain"))
    part, _slash, city = zone.rpartition("/")
    name = city.replace("_", " ")
    return f"{name} ({part.replace('_', ' ')})" if part else name


def audience_label(audience: str) -> str:
    """Return whom an event is for."""
    found = {
        Audience.PROJECTS: _("The project’s team"),
        Audience.MEMBERS: _("Members of this community"),
        Audience.PUBLIC: _("Anyone on the internet"),
    }[Audience(audience)]
    return str(found)


def attendees_label(attendees: str) -> str:
    """Return who may see who comes."""
    found = {
        Attendees.MEMBERS: _("Members who see the event"),
        Attendees.COMING: _("Those who come"),
        Attendees.HOSTS: _("Those who hold it, nobody else"),
    }[Attendees(attendees)]
    return str(found)
