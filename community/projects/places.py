"""The places of a need: taken, given back, and passed to whoever waits longest.

All of it goes in the transaction of its cause. A place is taken by a guarded update, so
that of two who take the last one, one gets it. Whoever takes, gives back or passes on
holds the need until the end (`hold`), so that nobody begins to wait for a place that
comes free in the same moment.
"""

from typing import Any

from sqlalchemy import func, select, update

from community.accounts.models import Account, State
from community.core import clock, journal
from community.core.access import VISITOR, Audience
from community.core.db import db
from community.core.visible import BLOCKED, tie, unscoped, word
from community.members.models import Member
from community.notices.commands import tell
from community.projects.models import (
    JoinRequest,
    JoinState,
    Membership,
    Need,
    NeedState,
    Project,
    ProjectState,
    TeamRole,
)
from community.projects.team import add_membership, default_audience, leads

WHY = "circles"
FREE, CAME_IN = "place-free", "place-given"


def hold(need_id: int) -> None:
    """Keep the places of a need from changing until the end of the transaction.

    The project first, and after it the need, as whoever leaves a team does it: of two
    who hold one each neither would get on.
    """
    whose = unscoped(WHY, Need.project_id).where(Need.id == need_id)
    project = unscoped(WHY, Project.id).where(Project.id == db.session.scalar(whose))
    db.session.execute(project.with_for_update())
    need = unscoped(WHY, Need.id).where(Need.id == need_id)
    db.session.execute(need.with_for_update())


def take(need_id: int) -> bool:
    """Take a place if one is left, and tell whether there was one."""
    done = db.session.execute(
        update(Need)
        .where(Need.id == need_id, Need.taken < Need.places)
        .values(taken=Need.taken + 1)
        .execution_options(synchronize_session="fetch")
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    full = (Need.id == need_id, Need.taken >= Need.places)
    _turn(NeedState.FILLED, *full, Need.state == NeedState.OPEN)
    return True


def give_back(need_id: int | None) -> None:
    """Give a place back; whoever waits longest for it has it at once."""
    if need_id is None:
        return
    hold(need_id)
    db.session.execute(
        update(Need)
        .where(Need.id == need_id, Need.taken > 0)
        .values(taken=Need.taken - 1)
        .execution_options(synchronize_session="fetch")
    )
    _pass_on(need_id)


def recount(need_id: int) -> int:
    """Count the places of a need anew, as after an erasure; return who came in."""
    hold(need_id)
    db.session.execute(
        update(Need)
        .where(Need.id == need_id)
        .values(taken=held())
        .execution_options(synchronize_session="fetch")
    )
    return _pass_on(need_id)


def held() -> Any:
    """Select how many people have a place of `Need`."""
    part, need = Membership.__table__.alias(), Need.__table__
    number = select(func.count(part.c.id)).where(
        part.c.need_id == need.c.id, part.c.until.is_(None)
    )
    return number.correlate(need).scalar_subquery()


def _pass_on(need_id: int) -> int:
    done = fill(need_id)
    left = (Need.id == need_id, Need.taken < Need.places)
    _turn(NeedState.OPEN, *left, Need.state == NeedState.FILLED)
    return done


def _turn(state: NeedState, *where: object) -> None:
    db.session.execute(
        update(Need)
        .where(*where)  # type: ignore[arg-type]
        .values(state=state)
        .execution_options(synchronize_session="fetch")
    )


# ---------------------------------------------------------------- the waiting list
def fill(need_id: int) -> int:
    """Let in those who wait for a need while places are left; return how many.

    Whoever takes a break, or is parted by a block from a lead, keeps their turn.
    """
    hold(need_id)
    done = 0
    for row in db.session.scalars(_turns(need_id)).all():
        if _is_inside(row):
            continue
        if not take(need_id):
            break
        _let_in(row)
        done += 1
    return done


def _turns(need_id: int) -> Any:
    """Select those who wait for a need and can come in now, in order."""
    lead = Membership.__table__.alias()
    apart = (
        select(tie.c.other_id)
        .join(lead, lead.c.member_id == tie.c.member_id)
        .where(lead.c.project_id == JoinRequest.project_id, lead.c.until.is_(None))
        .where(lead.c.role == TeamRole.LEAD)
        .where(tie.c.kind == word(BLOCKED))
        .correlate(JoinRequest)
    )
    return (
        unscoped(WHY, JoinRequest)
        .join(Project, Project.id == JoinRequest.project_id)
        .join(Member, Member.id == JoinRequest.member_id)
        .join(Account, Account.id == Member.account_id)
        .where(JoinRequest.need_id == need_id)
        .where(JoinRequest.state == JoinState.WAITING)
        .where(JoinRequest.due_at > clock.now())
        .where(Project.state == ProjectState.PUBLISHED)
        .where(Account.state == State.ACTIVE, JoinRequest.member_id.not_in(apart))
        .order_by(JoinRequest.waits_since, JoinRequest.id)
        .with_for_update(of=JoinRequest)
        .execution_options(populate_existing=True)
    )


def _is_inside(row: JoinRequest) -> bool:
    inside = unscoped(WHY, Membership.id).where(
        Membership.project_id == row.project_id,
        Membership.member_id == row.member_id,
        Membership.until.is_(None),
    )
    return db.session.scalar(inside) is not None


def _let_in(row: JoinRequest) -> None:
    """Give a place that was taken for somebody to them, and tell them and the leads."""
    project = db.session.scalars(
        unscoped(WHY, Project).where(Project.id == row.project_id)
    ).one()
    row.state, row.answered_at = JoinState.ACCEPTED, clock.now()
    shown = audience_for(project.id, row.audience)
    add_membership(project, row.member_id, TeamRole.MEMBER, shown, need_id=row.need_id)
    act = journal.Act.PROJECT
    journal.record(VISITOR, act, "join_request", row.id, row.state.value)
    key, page = f"{FREE}:{row.id}", f"/projects/{project.slug}"
    tell(row.member_id, FREE, key, project=project.id, link=page)
    for lead in leads(project.id):
        key, there = f"{CAME_IN}:{row.id}", f"{page}/requests"
        tell(lead, CAME_IN, key, project=project.id, link=there)


def audience_for(project: int, chosen: Audience | None) -> Audience:
    """Return who sees a new membership: no more than chose who waited for it."""
    usual = default_audience(project)
    if chosen is None or usual is Audience.PROJECTS:
        return usual
    return chosen
