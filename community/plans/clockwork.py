"""The clock of plans: it frees what was left behind, and reminds of what is due."""

from sqlalchemy import select, update

from community.core import clock
from community.core.db import db
from community.core.visible import circle_member, unscoped
from community.notices.commands import tell
from community.plans.models import TeamTask
from community.plans.tasks import SOON
from community.projects.models import Project, ProjectState

WHY = "plans"
GOING_ON = (ProjectState.DRAFT, ProjectState.IN_REVIEW, ProjectState.PUBLISHED)
"""Nobody is reminded while a project rests or after its end."""


def move() -> int:
    """Do what is due, however late, and return how many tasks it was about."""
    return _free() + _remind()


def _free() -> int:
    """Make the open tasks of those who left nobody's, for the team to see."""
    there = select(circle_member.c.member_id).where(
        circle_member.c.circle_id == TeamTask.project_id,
        circle_member.c.member_id == TeamTask.member_id,
    )
    done = db.session.execute(
        update(TeamTask)
        .where(TeamTask.member_id.is_not(None), TeamTask.done_at.is_(None))
        .where(~there.exists())
        .values(member_id=None, reminded=False, version=TeamTask.version + 1)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _remind() -> int:
    """Remind people of what is due within two days or was due: once for each day."""
    due = (
        unscoped(WHY, TeamTask, Project.slug)
        .join(Project, Project.id == TeamTask.project_id)
        .where(TeamTask.due_on <= clock.today() + SOON)
        .where(TeamTask.done_at.is_(None), TeamTask.member_id.is_not(None))
        .where(TeamTask.reminded.is_(False), Project.state.in_(GOING_ON))
        .order_by(TeamTask.id)
        .with_for_update(skip_locked=True, of=TeamTask)
    )
    rows = db.session.execute(due).all()
    for row, slug in rows:
        tell(
            row.member_id,
            "task-due",
            f"task-due:{row.id}:{row.member_id}:{row.due_on}",
            project=row.project_id,
            link=f"/projects/{slug}/plan",
        )
    db.session.execute(
        update(TeamTask)
        .where(TeamTask.id.in_([row.id for row, _slug in rows]))
        .values(reminded=True)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    return len(rows)
