"""Whom somebody may name under "Who do you know here?": reads.

People who share an active project with the viewer, or an event that has begun, as far
as both show it; who take requests, would see the viewer's name, and are neither tied
nor muted. Blocked people are never found, as everywhere.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from community.connections.models import ConnectionRequest, RequestKind
from community.connections.queries import QUIET, waits
from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import CONNECTED, MUTED, OPEN, tie, unscoped, visible
from community.members.models import Member
from community.programme.models import Answer, Attendance, Event, EventState, Origin
from community.projects.models import Membership, Project, ProjectState

WHY = "ties"
A_DAY, DAY = 30, timedelta(days=1)
TWICE = 2
"""Whoever was named and taken back can be named once more, then not for 21 days."""


@dataclass(frozen=True)
class Nameable:
    """Somebody whom the viewer may name, and the titles of what the two share."""

    id: int
    slug: str = ""
    folded: str = ""
    projects: tuple[str, ...] = ()
    events: tuple[str, ...] = ()

    @property
    def shares(self) -> tuple[str, ...]:
        """What the two share: projects first."""
        return self.projects + self.events


@dataclass(frozen=True)
class Choice:
    """Whom the viewer may name, and how many more today.

    `seen` tells whether somebody new could see the viewer's name at all.
    """

    people: tuple[Nameable, ...]
    left: int
    seen: bool


def choice(viewer: Viewer, event_id: int | None = None) -> Choice:
    """Return whom the viewer may name, most shared first: four statements.

    With `event_id` only people of that event.
    """
    past = past_of(viewer)
    found, seen = open_to(viewer, sharing(viewer, event_id))
    barred = past.quiet | past.to_answer.keys()
    people = [one for one in found if one.id not in barred]
    people.sort(key=lambda one: (-len(one.shares), one.shares, one.folded, one.id))
    return Choice(tuple(people), past.left, seen)


# ---------------------------------------------------------------- what two people share
def sharing(viewer: Viewer, event_id: int | None = None) -> dict[int, Nameable]:
    """Return who shares a project or event with the viewer, by id: one statement."""
    parts = [_at_events(viewer, event_id)]
    if event_id is None:
        parts.append(_in_projects(viewer))
    rows = union_all(*parts).subquery()
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    ordered = visible(viewer, *rows.c).order_by(rows.c.title)
    for member, what, title in db.session.execute(ordered):
        if title not in found[member][what]:
            found[member][what].append(title)
    return {
        member: Nameable(member, "", "", tuple(by["project"]), tuple(by["event"]))
        for member, by in found.items()
    }


def _in_projects(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    own = aliased(Membership)
    mine = select(own.project_id).where(
        own.member_id == viewer.member_id, own.until.is_(None)
    )
    return (
        select(Membership.member_id, literal("project").label("what"), Project.title)
        .join(Project, Project.id == Membership.project_id)
        .where(
            Membership.until.is_(None),
            Membership.member_id != viewer.member_id,
            Membership.project_id.in_(mine),
            Project.state != ProjectState.WITHDRAWN,
        )
    )


def _at_events(viewer: Viewer, event_id: int | None) -> Select[*tuple[Any, ...]]:
    """Select who was where the viewer was, as far as both show it."""
    own = aliased(Attendance)
    mine = select(own.event_id).where(
        own.member_id == viewer.member_id,
        own.audience.in_(OPEN),
        own.answer == Answer.YES,
    )
    found = (
        select(Attendance.member_id, literal("event").label("what"), Event.title)
        .join(Event, Event.id == Attendance.event_id)
        .where(
            Attendance.member_id != viewer.member_id,
            Attendance.event_id.in_(mine),
            Event.state == EventState.PUBLISHED,
            Event.begins_on <= clock.today(),
        )
    )
    return found if event_id is None else found.where(Event.id == event_id)


# ---------------------------------------------------------------- who is open to it
def open_to(viewer: Viewer, shared: dict[int, Nameable]) -> tuple[list[Nameable], bool]:
    """Return those of `shared` who may be named: two statements.

    And whether somebody new sees the viewer's name at all; else there is nobody.
    """
    apart = unscoped(WHY, tie.c.other_id).where(
        tie.c.member_id == viewer.member_id, tie.c.kind.in_([CONNECTED, MUTED])
    )
    left_out = set(db.session.scalars(apart))
    open_ = and_(Member.joined, Member.taking_requests)
    rows = db.session.execute(
        visible(viewer, Member.id, Member.slug, Member.folded, Member.audience)
        .where(Member.id.in_([*shared, viewer.member_id]))
        .where(or_(open_, Member.id == viewer.member_id))
    ).all()
    own = next((row.audience for row in rows if row.id == viewer.member_id), None)
    found = [
        replace(shared[row.id], slug=row.slug, folded=row.folded)
        for row in rows
        if row.id in shared and row.id not in left_out
    ]
    if own is Audience.PROJECTS:
        return [one for one in found if one.projects], True
    return (found, True) if own in OPEN else ([], False)


# ---------------------------------------------------------------- what was asked before
@dataclass(frozen=True)
class Past:
    """What lies between the viewer and others from the last weeks.

    `quiet` are those whom the viewer asked already, whatever came of it; `to_answer`
    the requests that wait for the viewer, by who asks; `left` how many more people the
    viewer may name today.
    """

    quiet: frozenset[int] = frozenset()
    to_answer: dict[int, int] = field(default_factory=dict)
    left: int = A_DAY


def past_of(viewer: Viewer) -> Past:
    """Return what was asked between the viewer and others: one statement.

    Declined, ignored and accepted are alike in `quiet`, so that it tells nothing.
    """
    ask, now = ConnectionRequest, clock.now()
    mine = and_(ask.asker_id == viewer.member_id, ask.asked_at > now - QUIET)
    to_me = and_(ask.asked_id == viewer.member_id, waits())
    rows = db.session.execute(
        visible(viewer, ask.id, ask.asker_id, ask.asked_id, ask.state)
        .add_columns(ask.kind, ask.asked_at, ask.origin)
        .where(or_(mine, to_me))
    ).all()
    asked: dict[int, list[RequestState]] = defaultdict(list)
    for row in rows:
        if row.asker_id == viewer.member_id:
            asked[row.asked_id].append(row.state)
    return Past(
        frozenset(who for who, states in asked.items() if _is_quiet(states)),
        {row.asker_id: row.id for row in rows if row.asked_id == viewer.member_id},
        max(0, A_DAY - sum(_is_of_today(viewer, row, now) for row in rows)),
    )


def _is_quiet(states: Collection[RequestState]) -> bool:
    withdrawn = all(one is RequestState.WITHDRAWN for one in states)
    return not withdrawn or len(states) >= TWICE


def _is_of_today(viewer: Viewer, row: Any, now: datetime) -> bool:
    mine = row.asker_id == viewer.member_id and row.kind is RequestKind.KNOWN
    return mine and row.origin is not Origin.IMPORT and row.asked_at > now - DAY
