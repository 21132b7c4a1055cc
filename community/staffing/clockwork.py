"""The clock of staffing: reminders on days 3 and 7, organisers on day 10, the end.

What is late is done once, and what was done is not done again: each step takes the rows
that nobody else works on, and changes them by guarded updates.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from community.core import clock
from community.core.access import VISITOR, Viewer
from community.core.db import db
from community.core.visible import unscoped, visible
from community.members.organisers import organisers
from community.notices.commands import tell
from community.projects import places
from community.projects.models import (
    JOIN_OPEN,
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    NeedState,
    Project,
    ProjectState,
)
from community.projects.team import leads, seen_by
from community.staffing.needs import turn_away
from community.staffing.requests import NUDGES, OVERDUE
from community.staffing.states import move as move_requests
from community.staffing.telling import REQUESTS, tell_of_end

WHY = "joining"
BOARD = "/organise/projects/health"
STOPPED = (ProjectState.FINISHED, ProjectState.ARCHIVED, ProjectState.WITHDRAWN)
"""The states of a project in which nobody can come in any more."""
SENT = JoinState.SENT


def move() -> int:
    """Pass places on, close needs, end requests, remind; return how many."""
    done = _pass_on() + _close_needs() + _let_end() + _remind() + _tell_organisers()
    done += _forget_who_left()
    db.session.flush()
    return done


# ---------------------------------------------------------------- needs and places
def _close_needs() -> int:
    """Close what is past its last day, and tell the leads how to look again.

    Those who wait for a place of it are told, as when a lead stops looking; a full
    one that nobody waits for stays as it is.
    """
    waits = select(JoinRequest.need_id).where(JoinRequest.state == JoinState.WAITING)
    full = and_(Need.state == NeedState.FILLED, Need.id.in_(waits))
    found = (
        unscoped(WHY, Need.id, Need.closes_on, Project.id, Project.slug)
        .join(Project, Project.id == Need.project_id)
        .where(or_(Need.state == NeedState.OPEN, full))
        .where(Need.closes_on < clock.today())
        .order_by(Need.id)
    )
    rows = db.session.execute(found).all()
    return sum(_close(*row) for row in rows)


def _close(need: int, day: date, project: int, slug: str) -> bool:
    """Close a need whose last day is over, unless somebody did or chose another day."""
    places.hold(need)
    still = (Need.id == need, Need.state != NeedState.CLOSED, Need.closes_on == day)
    if not _mark(Need, and_(*still), state=NeedState.CLOSED):
        return False
    key, link = f"need-closed:{need}:{day}", f"/projects/{slug}/needs"
    for lead in leads(project):
        tell(lead, "need-closed", key, project=project, link=link)
    turn_away(VISITOR, need)
    return True


def _pass_on() -> int:
    """Let in whoever waits where places are left: after a pause, break or erasure."""
    waits = select(JoinRequest.need_id).where(JoinRequest.state == JoinState.WAITING)
    free = and_(Need.taken < Need.places, Need.id.in_(waits))
    found = unscoped(WHY, Need.id).where(or_(free, Need.taken != places.held()))
    needs = db.session.scalars(found.order_by(Need.id)).all()
    return sum(places.recount(need) for need in needs)


def _forget_who_left() -> int:
    """Send nobody with a question to somebody who is in the team no more."""
    part = Membership.__table__.alias()
    inside = select(part.c.id).where(
        part.c.project_id == Need.project_id,
        part.c.member_id == Need.contact_id,
        part.c.until.is_(None),
    )
    gone = and_(Need.contact_id.is_not(None), ~inside.exists())
    return _mark(Need, gone, contact_id=None)


# ---------------------------------------------------------------- requests
def _due(*where: ColumnElement[bool]) -> list[JoinRequest]:
    """Return requests to work on, each for one process alone."""
    found = (
        unscoped(WHY, JoinRequest)
        .join(Project, Project.id == JoinRequest.project_id)
        .where(*where)
        .order_by(JoinRequest.id)
        .with_for_update(of=JoinRequest, skip_locked=True)
    )
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def _let_end() -> int:
    """End what is past its date or whose project has stopped, and say sorry."""
    over = JoinRequest.due_at <= clock.now()
    due = _due(JoinRequest.state.in_(JOIN_OPEN), or_(over, Project.state.in_(STOPPED)))
    for row in due:
        move_requests(VISITOR, JoinState.LAPSED, JoinRequest.id == row.id)
        tell_of_end(row)
    return len(due)


def _remind() -> int:
    """Remind of what waits for an answer; of two missed reminders one is sent."""
    asked, done = JoinRequest, 0
    for number, after in reversed(list(enumerate(NUDGES, 1))):
        due = _due(
            asked.state == SENT,
            asked.nudges < number,
            asked.asked_at <= clock.now() - after,
            asked.due_at > clock.now(),
        )
        for row in due:
            _mark(asked, asked.id == row.id, nudges=number)
            _remind_of(row, number)
        done += len(due)
    return done


def _remind_of(row: JoinRequest, number: int) -> None:
    project = row.project_id
    if row.kind is JoinKind.INVITATION:
        kind, told = "invitation-reminder", [row.member_id] if _finds(row) else []
    else:
        asker = Viewer(row.member_id, state="active")
        kind, told = "offer-reminder", leads(project, asker)
    for member in told:
        person = seen_by(member, row.asked_by_id)
        if person is None and row.kind is JoinKind.OFFER:
            continue
        key = f"{kind}:{row.id}:{number}"
        tell(member, kind, key, person=person, project=project, link=REQUESTS)


def _finds(row: JoinRequest) -> bool:
    """Tell whether whoever is invited finds it: not while they are kept apart."""
    they = Viewer(row.member_id, state="active")
    found = visible(they, JoinRequest.id).where(JoinRequest.id == row.id)
    return db.session.scalar(found) is not None


def _tell_organisers() -> int:
    """Tell the organisers once of an offer that nobody has answered for ten days."""
    asked = JoinRequest
    due = _due(
        asked.state == SENT,
        asked.kind == JoinKind.OFFER,
        ~asked.organisers_told,
        asked.asked_at <= clock.now() - OVERDUE,
        asked.due_at > clock.now(),
    )
    told = organisers() if due else []
    due = [row for row in due if _is_seen(row)]
    for row in due:
        _mark(asked, asked.id == row.id, organisers_told=True)
        key = f"offer-overdue:{row.id}"
        for one in told:
            if one.member_id not in (None, row.member_id):
                project = row.project_id
                tell(one.member_id, "offer-overdue", key, project=project, link=BOARD)
    return len(due)


def _is_seen(row: JoinRequest) -> bool:
    """Tell whether a lead can read an offer; where nobody leads, somebody else must."""
    there = leads(row.project_id)
    return not there or any(seen_by(lead, row.member_id) for lead in there)


def _mark(table: type[Any], which: ColumnElement[bool], **values: Any) -> int:
    """Write down that a step was done, on rows that are ours; return how many."""
    done = db.session.execute(
        update(table)
        .where(which)
        .values(**values)
        .execution_options(synchronize_session="fetch")
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
