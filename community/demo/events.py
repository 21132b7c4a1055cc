"""The demo's events, who was there, and which projects began where."""

from datetime import date, time, timedelta
from typing import Any

from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.demo.people import Loaded, moment
from community.programme.models import (
    Answer,
    Attendance,
    Attendees,
    Event,
    EventLink,
    Origin,
    ProjectOrigin,
)

KNOWN_BEFORE = timedelta(days=30)
"""So long before its day an event is on the page."""


def load(
    events: list[dict[str, Any]], ids: dict[str, Loaded], projects: dict[str, int]
) -> dict[str, int]:
    """Load the events with those who were there; return their ids."""
    found = {}
    for facts in events:
        event = _event(facts, ids, projects)
        found[facts["id"]] = event.id
        _people(event, facts, ids)
        if "link" in facts:
            db.session.add(EventLink(event_id=event.id, link=facts["link"]))
    db.session.flush()
    return found


def _people(event: Event, facts: dict[str, Any], ids: dict[str, Loaded]) -> None:
    """Let people have been there or come, and some wait for a place."""
    quietly = set(facts["quietly"])
    answers = dict.fromkeys(facts["there"], Answer.YES)
    answers |= dict.fromkeys(facts.get("waiting", ()), Answer.WAITING)
    for person, answer in answers.items():
        db.session.add(
            Attendance(
                event_id=event.id,
                member_id=ids[person].member_id,
                answer=answer,
                audience=Audience.ME if person in quietly else Audience.MEMBERS,
                made_at=event.created_at,
            )
        )


def _event(
    facts: dict[str, Any], ids: dict[str, Loaded], projects: dict[str, int]
) -> Event:
    begins = _day(facts)
    event = Event(
        slug=facts["id"],
        title=facts["title"],
        summary=facts["summary"],
        begins_on=begins,
        ends_on=date.fromisoformat(facts["ends"]) if "ends" in facts else None,
        place=facts["place"],
        online=facts["online"],
        begins_time=_hour(facts, "begins_time"),
        ends_time=_hour(facts, "ends_time"),
        access_notes=facts.get("access_notes", ""),
        capacity=facts.get("capacity"),
        taken=len(facts["there"]),
        audience=Audience(facts.get("audience", Audience.MEMBERS)),
        attendees=Attendees(facts.get("attendees", Attendees.MEMBERS)),
        asked_who_met="begins" in facts,
        project_id=projects.get(facts.get("project", "")),
        made_by_id=ids[facts["made_by"]].member_id,
        created_at=min(moment((begins - KNOWN_BEFORE).isoformat()), clock.now()),
    )
    db.session.add(event)
    db.session.flush()
    return event


def _hour(facts: dict[str, Any], name: str) -> time | None:
    return time.fromisoformat(facts[name]) if name in facts else None


def _day(facts: dict[str, Any]) -> date:
    """Return the day that the file says, or one that is still to come."""
    if "begins" in facts:
        return date.fromisoformat(facts["begins"])
    return clock.today() + timedelta(days=facts["in_days"])


def load_origins(
    origins: list[dict[str, Any]],
    ids: dict[str, Loaded],
    projects: dict[str, int],
    events: dict[str, int],
) -> None:
    """Load where projects began, as somebody of their teams told."""
    for facts in origins:
        db.session.add(
            ProjectOrigin(
                project_id=projects[facts["project"]],
                origin=Origin(facts["origin"]),
                event_id=events.get(facts.get("event", "")),
                told_by_id=ids[facts["told_by"]].member_id,
                told_at=moment(facts["told"]),
            )
        )
    db.session.flush()
