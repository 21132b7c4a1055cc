"""Teams, places and events of somebody erased: given back, passed on, put away."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update

from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.programme import attending
from community.programme.models import Attendance, Event
from community.projects import places
from community.projects.leaving import tell_organisers_of
from community.projects.models import Membership, Need, Project, ProjectState
from community.projects.team import settle_leads

WHY = "erasing"
UNSEEN = (ProjectState.DRAFT, ProjectState.IN_REVIEW, ProjectState.WITHDRAWN)
"""The states in which nobody but its team has seen a project."""

OPEN = (ProjectState.PUBLISHED, ProjectState.PAUSED, ProjectState.FINISHED)


@dataclass(frozen=True)
class Teams:
    """What somebody was part of, to be put right once they are gone."""

    projects: tuple[int, ...] = ()
    needs: tuple[int, ...] = ()
    events: tuple[int, ...] = ()


def before(member: int | None) -> Teams:
    """Hold the projects that somebody is part of; delete drafts that were theirs."""
    if member is None:
        return Teams()
    rows = db.session.execute(
        unscoped(WHY, Membership.project_id, Membership.need_id)
        .where(Membership.member_id == member)
        .where(Membership.until.is_(None))
    ).all()
    projects = sorted({row.project_id for row in rows})
    held = unscoped(WHY, Project.id).where(Project.id.in_(projects))
    db.session.execute(held.order_by(Project.id).with_for_update())
    coming = unscoped(WHY, Attendance.event_id).where(Attendance.member_id == member)
    events = db.session.scalars(coming.order_by(Attendance.event_id)).all()
    drafts = _theirs_alone(member, projects, UNSEEN)
    _forget(drafts)
    return Teams(
        tuple(one for one in projects if one not in drafts),
        tuple(sorted({row.need_id for row in rows if row.need_id})),
        tuple(events),
    )


def _theirs_alone(
    member: int, projects: list[int], states: tuple[ProjectState, ...]
) -> list[int]:
    """Return those projects in some states that nobody else ever was part of."""
    team = Membership.__table__.alias()
    others = select(team.c.project_id).where(team.c.member_id != member)
    found = unscoped(WHY, Project.id).where(
        Project.id.in_(projects), Project.state.in_(states), Project.id.not_in(others)
    )
    return list(db.session.scalars(found))


def _forget(projects: list[int]) -> None:
    """Delete projects and their events, which nobody else was to see without them."""
    gone = (Event.project_id.in_(projects), Project.id.in_(projects))
    for entity, where in zip((Event, Project), gone, strict=True):
        statement = delete(entity).where(where)
        db.session.execute(statement.execution_options(synchronize_session=False))


def after(teams: Teams) -> None:
    """Pass places on, let projects look for a lead, archive what nobody is part of."""
    for need in teams.needs:
        if _is_there(need):
            places.recount(need)
    for number in teams.events:
        row = db.session.scalar(unscoped(WHY, Event).where(Event.id == number))
        if row is not None:
            attending.tidy(row)
    tell_organisers_of(settle_leads(teams.projects))
    _archive(teams.projects)


def _is_there(need: int) -> bool:
    found = unscoped(WHY, Need.id).where(Need.id == need)
    return db.session.scalar(found) is not None


def _archive(projects: tuple[int, ...]) -> None:
    """Archive projects without anybody: nobody answers there any more."""
    team = Membership.__table__.alias()
    there = select(team.c.project_id).where(team.c.until.is_(None))
    db.session.execute(
        update(Project)
        .where(Project.id.in_(projects), Project.id.not_in(there))
        .where(Project.state.in_(OPEN))
        .values(
            state=ProjectState.ARCHIVED, updated_at=clock.now(),
            version=Project.version + 1,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
