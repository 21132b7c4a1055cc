"""The places of a need: taken, given back, and passed to whoever waits longest.

All of it goes in the transaction of its cause. A place is taken by a guarded update, so
that of two who take the last one, one gets it.
"""

from sqlalchemy import update

from community.core import clock, journal
from community.core.access import VISITOR
from community.core.db import db
from community.core.visible import unscoped
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
from community.projects.team import add_membership, default_audience

WHY = "circles"
FREE = "place-free"


def take(need_id: int) -> bool:
    """Take a place if one is left, and tell whether there was one."""
    done = db.session.execute(
        update(Need)
        .where(Need.id == need_id, Need.taken < Need.places)
        .values(taken=Need.taken + 1, version=Need.version + 1)
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
    db.session.execute(
        update(Need)
        .where(Need.id == need_id, Need.taken > 0)
        .values(taken=Need.taken - 1, version=Need.version + 1)
        .execution_options(synchronize_session="fetch")
    )
    fill(need_id)
    left = (Need.id == need_id, Need.taken < Need.places)
    _turn(NeedState.OPEN, *left, Need.state == NeedState.FILLED)


def _turn(state: NeedState, *where: object) -> None:
    db.session.execute(
        update(Need)
        .where(*where)  # type: ignore[arg-type]
        .values(state=state)
        .execution_options(synchronize_session="fetch")
    )


def fill(need_id: int) -> int:
    """Let in those who wait for a need while places are left; return how many."""
    found = (
        unscoped(WHY, JoinRequest)
        .join(Project, Project.id == JoinRequest.project_id)
        .where(JoinRequest.need_id == need_id)
        .where(JoinRequest.state == JoinState.WAITING)
        .where(Project.state == ProjectState.PUBLISHED)
        .order_by(JoinRequest.waits_since, JoinRequest.id)
        .with_for_update(of=JoinRequest)
    )
    done = 0
    for row in db.session.scalars(found).all():
        if not take(need_id):
            break
        done += _let_in(row)
    return done


def _let_in(row: JoinRequest) -> bool:
    moved = db.session.execute(
        update(JoinRequest)
        .where(JoinRequest.id == row.id, JoinRequest.state == JoinState.WAITING)
        .values(state=JoinState.ACCEPTED, answered_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )
    project = db.session.scalar(
        unscoped(WHY, Project).where(Project.id == row.project_id)
    )
    inside = unscoped(WHY, Membership.id).where(
        Membership.project_id == row.project_id,
        Membership.member_id == row.member_id,
        Membership.until.is_(None),
    )
    assert project is not None
    if moved.rowcount != 1 or db.session.scalar(inside) is not None:  # type: ignore[attr-defined]
        return False
    shown = default_audience(project.id)
    add_membership(project, row.member_id, TeamRole.MEMBER, shown, need_id=row.need_id)
    journal.record(VISITOR, journal.Act.PROJECT, "join_request", row.id, "let in")
    key, link = f"{FREE}:{row.id}", f"/projects/{project.slug}"
    tell(row.member_id, FREE, key, project=project.id, link=link)
    return True
