"""What a notice is about may be over: a filled need, a past event, a closed project."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func

from community.connections.models import ConnectionRequest
from community.connections.queries import waits
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.digests.seen import NoticeLine
from community.introductions.waiting import TO_ANSWER, waiting
from community.notices.kinds import Topic
from community.programme.models import Event
from community.programme.telling import MET
from community.projects.models import Need, Project, ProjectState
from community.projects.queries import is_open

GOES_ON = (ProjectState.PUBLISHED, ProjectState.PAUSED)
ASKED = ("hello", "hello-reminder")


def to_come(viewer: Viewer, found: Iterable[NoticeLine]) -> tuple[NoticeLine, ...]:
    """Return those of the lines whose matter is not over.

    What nobody can act on any more is on the page of notices still; a letter with it
    would come too late.
    """
    found = tuple(found)
    needs = _open_needs(viewer, _named(found, "need"))
    events = _events_to_come(viewer, found)
    projects = _projects_on(viewer, found)
    askers = _who_waits(viewer, found)
    introductions = _introductions(viewer, found)
    return tuple(
        line
        for line in found
        if (line.facts.get("need") is None or line.facts["need"] in needs)
        and (_event_of(line) is None or _event_of(line) in events)
        and (not _follows(line) or line.project is None or line.project.id in projects)
        and (line.kind.name not in ASKED or _asker(line) in askers)
        and (line.kind.name not in TO_ANSWER or line.link in introductions)
        and not _is_past(line.facts.get("until"))
    )


def _named(found: Iterable[NoticeLine], fact: str) -> set[Any]:
    return {line.facts[fact] for line in found if line.facts.get(fact) is not None}


def _follows(line: NoticeLine) -> bool:
    """Tell whether a line is over with its project; what was written is read later."""
    return line.kind.topic is Topic.FOLLOWING and "update" not in line.facts


def _asker(line: NoticeLine) -> int | None:
    return line.person.id if line.person else None


def _is_past(day: Any) -> bool:
    return isinstance(day, str) and day[:10] < clock.today().isoformat()


def _open_needs(viewer: Viewer, ids: set[Any]) -> set[int]:
    if not ids:
        return set()
    found = visible(viewer, Need.id).where(Need.id.in_(ids), is_open())
    return set(db.session.scalars(found))


def _event_of(line: NoticeLine) -> Any:
    """Return the event to come of a line, by id or address; None without one."""
    if line.kind.name == MET:
        return None
    if line.facts.get("event") is not None:
        return line.facts["event"]
    part, _slash, slug = line.link.removeprefix("/").partition("/")
    return slug.partition("#")[0].strip("/") or None if part == "events" else None


def _events_to_come(viewer: Viewer, found: Iterable[NoticeLine]) -> set[Any]:
    named = {one for line in found if (one := _event_of(line)) is not None}
    if not named:
        return set()
    today: date = clock.today()
    last = func.coalesce(Event.ends_on, Event.begins_on)
    ids, slugs = (
        {one for one in named if isinstance(one, kind)} for kind in (int, str)
    )
    rows = db.session.execute(
        visible(viewer, Event.id, Event.slug).where(
            last >= today, Event.id.in_(ids) | Event.slug.in_(slugs)
        )
    )
    return {one for row in rows for one in row}


def _projects_on(viewer: Viewer, found: Iterable[NoticeLine]) -> set[int]:
    ids = {line.project.id for line in found if line.project and _follows(line)}
    if not ids:
        return set()
    going = visible(viewer, Project.id).where(
        Project.id.in_(ids), Project.state.in_(GOES_ON)
    )
    return set(db.session.scalars(going))


def _who_waits(viewer: Viewer, found: Iterable[NoticeLine]) -> set[int | None]:
    """Return whose hellos wait for the viewer; a reminder names nobody else."""
    if not any(line.kind.name in ASKED for line in found):
        return set()
    asked = visible(viewer, ConnectionRequest.asker_id).where(
        ConnectionRequest.asked_id == viewer.member_id, waits()
    )
    return set(db.session.scalars(asked))


def _introductions(viewer: Viewer, found: Iterable[NoticeLine]) -> frozenset[str]:
    """Return where the introductions are that wait for the viewer, if any is told."""
    told = any(line.kind.name in TO_ANSWER for line in found)
    return waiting(viewer) if told else frozenset()
