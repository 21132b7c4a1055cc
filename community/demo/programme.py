"""The demo's second programme, which runs today, after the Lab's first one."""

from datetime import date, timedelta
from typing import Any

from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import db
from community.demo.people import Loaded
from community.programme import programmes, programmes_areas, programmes_parts
from community.programme.models import PartnerRole, Programme
from community.programme.programmes_phases import PhaseSaid, add_phase
from community.projects.models import ProjectArea


def load(
    facts: dict[str, Any], ids: dict[str, Loaded], projects: dict[str, int]
) -> None:
    """Make it as an organiser would, open it, and file projects under its problems."""
    organiser = _organiser(ids["p004"])
    said = programmes.Said(facts["title"], facts["challenge"], facts["summary"])
    row = programmes.make(organiser, said)
    for phase in facts["phases"]:
        starts, ends = _day(phase["from"]), _day(phase["to"])
        kept = PhaseSaid(phase["label"], starts, ends, phase["aim"], phase["summary"])
        add_phase(organiser, row, kept)
    codes = _areas(organiser, row, facts["areas"])
    for partner in facts["partners"]:
        role = PartnerRole(partner["role"])
        kept_as = programmes_parts.PartnerSaid(partner["name"], role)
        programmes_parts.add_partner(organiser, row, kept_as)
    for one in facts["milestones"]:
        happened = programmes_parts.MilestoneSaid(
            one["title"], _day(one["days"]), words=one["words"]
        )
        programmes_parts.add_milestone(organiser, row, happened)
    programmes.open_programme(organiser, row)
    db.session.add_all(
        ProjectArea(project_id=projects[one["project"]], code=codes[one["under"]])
        for one in facts["filed"]
    )
    db.session.flush()


def _organiser(one: Loaded) -> Viewer:
    roles = frozenset({Role.ORGANISER})
    return Viewer(one.member_id, one.account_id, roles=roles, state="active")


def _day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _areas(
    organiser: Viewer, row: Programme, areas: list[dict[str, Any]], parent: str = ""
) -> dict[str, str]:
    """Add areas with what lies in them; return the codes by what they are called."""
    codes = {}
    for area in areas:
        said = programmes_areas.AreaSaid(area["label"], area["words"], parent)
        term = programmes_areas.add_area(organiser, row, said)
        codes[area["label"]] = term.code
        codes |= _areas(organiser, row, area.get("under", []), term.code)
    return codes
