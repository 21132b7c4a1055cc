"""The demo's past: what its map would have been at the end of each month."""

from datetime import date, datetime, time, timedelta
from typing import Any

from community.connections.models import Connection
from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member
from community.network.models import Fact, Reason
from community.network.snapshots.facts import Known, facts_now
from community.network.snapshots.taking import keep, prepare
from community.projects.models import Membership, Project
from community.vocabulary.models import PHASES
from community.vocabulary.queries import TermCard, terms

HOUR = time(3)


def load() -> None:
    """Take a snapshot for the first of each month of the phases that are over.

    The oldest first, those before the first phase among them.
    Whoever joined, tied or began later is left out; all else is as it is today.
    """
    today, facts = facts_now(), _began()
    over = [one for one in terms(PHASES) if one.ends and one.ends < clock.today()]
    ends = {one.ends + timedelta(days=1): one.code for one in over if one.ends}
    first = min((one.starts for one in over if one.starts), default=date.max)
    for day in _firsts(min(facts.values()), max(ends, default=date.min)):
        if day > first and not _is_in_one(over, day):
            continue
        then = frozenset(one for one in today if _there(one, facts, day))
        phase = ends.get(day, "")
        reason = Reason.PHASE if phase else Reason.NIGHTLY
        row = keep(prepare(then), reason, phase=phase)
        row.taken_at = datetime.combine(day, HOUR, clock.BRITAIN)
        db.session.flush()


def _is_in_one(phases: list[TermCard], day: date) -> bool:
    """Tell whether the day before was of a phase: between programmes little changes."""
    before = day - timedelta(days=1)
    return any(
        one.starts and one.ends and one.starts <= before <= one.ends for one in phases
    )


Began = dict[tuple[Any, ...], date]


def _began() -> Began:
    """Return the day on which each person, project, tie and place in a team began."""
    people = unscoped("demo", Member.id, Member.created_at)
    projects = unscoped("demo", Project.id, Project.created_at)
    ties = unscoped("demo", Connection.a_id, Connection.b_id, Connection.since)
    team = unscoped(
        "demo", Membership.member_id, Membership.project_id, Membership.since
    ).where(Membership.until.is_(None))
    run = db.session.execute
    return {
        **{("m", one): at.date() for one, at in run(people)},
        **{("p", one): at.date() for one, at in run(projects)},
        **{("t", a, b): since for a, b, since in run(ties)},
        **{("w", who, what): since for who, what, since in run(team)},
    }


def _there(one: Known, began: Began, day: date) -> bool:
    """Tell whether all that a fact is about had begun before a day."""
    keys: list[tuple[Any, ...]] = [("m", who) for who in (one.a, one.b) if who]
    if one.project:
        keys.append(("p", one.project))
    if one.fact == Fact.TIE:
        keys.append(("t", one.a, one.b))
    if one.fact == Fact.MEMBERSHIP:
        keys.append(("w", one.a, one.project))
    return all(began.get(key, date.min) < day for key in keys)


def _firsts(start: date, end: date) -> list[date]:
    """Return the first days of the months after `start` until `end`."""
    found: list[date] = []
    day = start
    while True:
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        if day > end:
            return found
        found.append(day)
