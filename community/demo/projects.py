"""The demo's projects, their needs and their teams."""

from datetime import date, timedelta
from typing import Any

from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.text import folded, slug_of
from community.demo.people import Loaded, moment, organisation_id, tag_ids
from community.organisations import queries as organisations
from community.projects import commands
from community.projects.models import (
    SHOWN,
    Ending,
    Membership,
    Need,
    NeedTag,
    Project,
    ProjectArea,
    ProjectOrganisation,
    ProjectState,
    ProjectTag,
    Stage,
    TeamRole,
)
from community.stewardship.commitments import BEFORE
from community.stewardship.silence import ASKED_AFTER


def load(projects: list[dict[str, Any]], ids: dict[str, Loaded]) -> dict[str, int]:
    """Load the projects with their needs and teams; return their ids."""
    tags = tag_ids()
    known = organisations.ids_by_name()
    found = {}
    for number, facts in enumerate(projects):
        project = _project(facts, number)
        found[facts["id"]] = project.id
        for slug in facts["tags"]:
            db.session.add(ProjectTag(project_id=project.id, tag_id=tags[slug]))
        for code in facts["challenge_areas"]:
            db.session.add(ProjectArea(project_id=project.id, code=code))
        for name in facts["organisations"]:
            number = organisation_id(name, "", known)
            db.session.add(
                ProjectOrganisation(project_id=project.id, organisation_id=number)
            )
        for need in facts["needs"]:
            _need(project.id, need, tags, ids)
        _team(project.id, facts["team"], ids)
    db.session.flush()
    commands.rebuild_circles()
    return found


def _project(facts: dict[str, Any], number: int) -> Project:
    began, state = moment(facts["started"]), ProjectState(facts["state"])
    words = f"{facts['title']} {facts['summary']} {facts['story']}"
    signs = _signs(facts.get("silent_days", 1 + number * 5 % 24))
    running = state is ProjectState.PUBLISHED
    project = Project(
        slug=slug_of(facts["title"]),
        title=facts["title"],
        summary=facts["summary"],
        story=facts["story"],
        folded=folded(words)[:4000],
        stage=Stage(facts["stage"]),
        state=state,
        audience=Audience(facts["audience"]),
        orphaned=not any(_leads(person) for person in facts["team"]),
        phase=facts["phase"],
        nation=facts["nation"],
        region=facts.get("region", ""),
        created_at=began,
        published_at=began if state in SHOWN else None,
        updated_at=signs["alive_at"] if running else moment(facts["updated"]),
        **signs,
        **_form(facts["form"]),
    )
    db.session.add(project)
    db.session.flush()
    return project


def _signs(days: int) -> dict[str, Any]:
    """Return the last sign of life so many days ago, and how often leads were asked."""
    now = clock.now()
    alive_at = now - timedelta(days=days)
    asked = [after for after in ASKED_AFTER if alive_at <= now - after]
    last = alive_at + max(asked) if asked else None
    return {
        "alive_at": alive_at, "still_asked": len(asked), "still_asked_at": last,
    }  # fmt: skip


def _form(form: dict[str, str]) -> dict[str, str]:
    return {("led_by" if name == "lead" else name): word for name, word in form.items()}


def _leads(person: dict[str, Any]) -> bool:
    return person["role"] == TeamRole.LEAD and "until" not in person


def _need(
    project: int,
    facts: dict[str, Any],
    tags: dict[str, int],
    ids: dict[str, Loaded],
) -> None:
    need = Need(
        project_id=project,
        role=facts["role"],
        what_for=facts["what_for"],
        first_task=facts["first_task"],
        hours=facts["hours"],
        remote=facts["remote"],
        place=facts.get("place", ""),
        places=facts["places"],
        closes_on=_closes(facts),
        contact_id=ids[facts["contact"]].member_id if "contact" in facts else None,
    )
    db.session.add(need)
    db.session.flush()
    for slug in facts["tags"]:
        db.session.add(NeedTag(project_id=project, need_id=need.id, tag_id=tags[slug]))


def _closes(facts: dict[str, Any]) -> date | None:
    if "closes_in_days" in facts:
        return clock.today() + timedelta(days=facts["closes_in_days"])
    return date.fromisoformat(facts["closes"]) if facts["closes"] else None


def _team(project: int, team: list[dict[str, Any]], ids: dict[str, Loaded]) -> None:
    for person in team:
        until, ends = person.get("until"), person.get("ends_in_days")
        ends_on = clock.today() + timedelta(days=ends) if ends else None
        db.session.add(
            Membership(
                project_id=project,
                member_id=ids[person["person"]].member_id,
                role=TeamRole(person["role"]),
                audience=Audience(person["audience"]),
                since=date.fromisoformat(person["since"]),
                until=date.fromisoformat(until) if until else None,
                ended_how=Ending.LEFT if until else None,
                ended_because=person.get("because", ""),
                ends_on=ends_on,
                asked_to_renew=ends_on is not None
                and ends_on <= clock.today() + BEFORE,
            )
        )
