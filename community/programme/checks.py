"""What an event must be before it is kept; refusals say what to do, and where."""

from datetime import date, time
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy import select

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import circle_member, unscoped
from community.programme import times
from community.programme.models import Attendance, Attendees, Event
from community.projects.models import SHOWN, Project
from community.projects.standing import stands

WHY = "events"
MOST = 5000
AUDIENCES = (Audience.PROJECTS, Audience.MEMBERS, Audience.PUBLIC)
"""Whom an event may be for: the project's team, members, anyone."""


class Wrong(Refused):
    """What an event cannot be; `where` names the fact that has to be another."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where


class Facts(times.Timed, Protocol):
    """What is looked at."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def capacity(self) -> int | None:
        """How many places there are; None where as many as come."""

    @property
    def audience(self) -> Audience:
        """Whom it is for."""

    @property
    def attendees(self) -> Attendees:
        """Who may see who comes."""

    @property
    def link(self) -> str:
        """How to get in online."""


def check(
    viewer: Viewer, facts: Facts, project: Project | None, row: Event | None = None
) -> None:
    """Refuse what an event cannot be; `row` is the event as it was."""
    if not facts.title.strip():
        raise Wrong("title", N_("Enter a title"))
    _check_times(facts)
    if facts.capacity is not None and not 1 <= facts.capacity <= MOST:
        raise Wrong(
            "capacity", N_("Enter a number of places from 1 to 5,000, or nothing")
        )
    if facts.link and not is_address(facts.link):
        raise Wrong("link", N_("Enter a whole address that begins with https://"))
    _check_audience(viewer, facts, project, row)


def is_address(words: str) -> bool:
    """Tell whether some words are the address of a page."""
    try:
        parts = urlsplit(words)
    except ValueError:
        return False
    plain = not any(c.isspace() or ord(c) < 32 for c in words)
    return plain and parts.scheme in ("https", "http") and bool(parts.hostname)


def _check_times(facts: Facts) -> None:
    if facts.ends_on is not None and facts.ends_on < facts.begins_on:
        raise Wrong("ends_on", N_("Choose a last day that is not before the first"))
    if facts.zone not in times.zones():
        raise Wrong("zone", N_("Choose whose clocks from the list"))
    if facts.begins_time is None:
        if facts.ends_time is not None:
            raise Wrong("begins_time", N_("Enter the time at which it begins as well"))
        return
    several = times.last_day(facts) > facts.begins_on
    if facts.ends_time is None and several:
        raise Wrong("ends_time", N_("Enter the time at which it ends on its last day"))
    _check_skipped("begins_time", facts.begins_on, facts.begins_time, facts.zone)
    _check_skipped("ends_time", times.last_day(facts), facts.ends_time, facts.zone)
    if times.ends(facts) <= times.begins(facts):
        raise Wrong("ends_time", N_("Choose an end that comes after the beginning"))


def _check_skipped(where: str, day: date, hour: time | None, zone: str) -> None:
    if hour is not None and times.is_skipped(day, hour, zone):
        raise Wrong(
            where,
            N_("Clocks go forward over that time on that day. Choose another time"),
        )


def _check_audience(
    viewer: Viewer, facts: Facts, project: Project | None, row: Event | None
) -> None:
    if facts.audience not in AUDIENCES:
        raise Wrong("audience", N_("Choose who may see it from the list"))
    if facts.audience is Audience.PUBLIC and project is not None:
        shown = project.audience is Audience.PUBLIC and project.state in SHOWN
        if not shown:
            raise Wrong(
                "audience",
                N_("The page of its project is not for everybody. Choose members"),
            )
    if facts.audience is not Audience.PROJECTS:
        return
    if project is None or not stands(viewer, project.id).inside:
        raise Wrong(
            "audience", N_("Only somebody of a project’s team can ask that team alone")
        )
    if row is not None and _outsiders(row, project.id):
        raise Wrong(
            "audience",
            N_("People who are not in the team come already. Leave it open to members"),
        )


def _outsiders(row: Event, project: int) -> bool:
    """Tell whether somebody comes or waits who is not in a team."""
    team: Any = select(circle_member.c.member_id).where(
        circle_member.c.circle_id == project
    )
    found = unscoped(WHY, Attendance.id).where(
        Attendance.event_id == row.id, Attendance.member_id.not_in(team)
    )
    return db.session.scalar(found.limit(1)) is not None
