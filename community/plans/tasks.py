"""Changes of a team's tasks: anyone in the team adds, takes, gives and ticks them."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, update
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.notices.commands import tell
from community.plans.models import Milestone, TeamTask
from community.projects.life import alive
from community.projects.models import Membership, Project
from community.projects.standing import stands
from community.projects.team import seen_by

FASTER = N_("Somebody of the team changed it a moment ago: look at what it says now")
MOST = 200
"""So many tasks of one project can be open at once."""

SOON = timedelta(days=2)
"""So long before its day whoever has a task is reminded of it."""


@dataclass(frozen=True)
class TaskFacts:
    """What there is to say of a task; without a person it is nobody's yet."""

    title: str
    member_id: int | None = None
    due_on: date | None = None
    milestone_id: int | None = None


def add_task(viewer: Viewer, project: Project, facts: TaskFacts) -> TeamTask:
    """Put something to do on the team's list; whoever it is given to is told."""
    require(viewer, Permission.PROJECT_PLAN, stands(viewer, project.id))
    row = TeamTask(project_id=project.id, made_by_id=viewer.member_id)
    _check(viewer, row, facts)
    number = visible(viewer, func.count(TeamTask.id)).where(
        TeamTask.project_id == project.id, TeamTask.done_at.is_(None)
    )
    if (db.session.scalar(number) or 0) >= MOST:
        raise Refused(
            N_("%(most)s tasks are open: finish or delete some first"), most=MOST
        )
    _write(row, facts)
    db.session.add(row)
    db.session.flush()
    _tell(viewer, project, row)
    alive(project)
    return row


def edit_task(
    viewer: Viewer, project: Project, task_id: int, facts: TaskFacts, version: int
) -> None:
    """Change a task; whoever has it now is told, and reminded anew of a new day."""
    row = _task(viewer, project, task_id)
    if row.version != version:
        raise Conflict(FASTER)
    _check(viewer, row, facts)
    before = row.member_id
    _write(row, facts)
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None
    if row.member_id != before:
        _tell(viewer, project, row)
    alive(project)


def tick(viewer: Viewer, project: Project, task_id: int, *, done: bool) -> None:
    """Say that a task is done, or that it is not; of two at once both are right."""
    row = _task(viewer, project, task_id)
    other = TeamTask.done_at.is_(None) if done else TeamTask.done_at.is_not(None)
    moved = db.session.execute(
        update(TeamTask)
        .where(TeamTask.id == row.id, other)
        .values(done_at=clock.now() if done else None, version=TeamTask.version + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(row)
    if moved.rowcount:  # type: ignore[attr-defined]
        alive(project)


def remove_task(viewer: Viewer, project: Project, task_id: int) -> None:
    """Take a task off the list for good."""
    db.session.delete(_task(viewer, project, task_id))
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None


def _task(viewer: Viewer, project: Project, task_id: int) -> TeamTask:
    require(viewer, Permission.PROJECT_PLAN, stands(viewer, project.id))
    found: TeamTask = find(
        viewer, TeamTask, TeamTask.id == task_id, TeamTask.project_id == project.id
    )
    return found


def _check(viewer: Viewer, row: TeamTask, facts: TaskFacts) -> None:
    """Refuse what makes no sense; whoever has it already may keep it, seen or not."""
    if not facts.title.strip():
        raise Refused(N_("Say what there is to do"))
    if facts.milestone_id is not None:
        find(
            viewer,
            Milestone,
            Milestone.id == facts.milestone_id,
            Milestone.project_id == row.project_id,
        )
    if facts.member_id in (None, row.member_id):
        return
    inside = visible(viewer, Membership.id).where(
        Membership.project_id == row.project_id,
        Membership.member_id == facts.member_id,
        Membership.until.is_(None),
    )
    if db.session.scalar(inside) is None:
        raise Refused(N_("Choose somebody of the team"))


def _write(row: TeamTask, facts: TaskFacts) -> None:
    """Write a task down; of a day that is near already nobody is reminded."""
    if (row.member_id, row.due_on) != (facts.member_id, facts.due_on) or not row.id:
        day = facts.due_on
        row.reminded = day is not None and day <= clock.today() + SOON
    row.title, row.member_id = facts.title.strip(), facts.member_id
    row.due_on, row.milestone_id = facts.due_on, facts.milestone_id


def _tell(viewer: Viewer, project: Project, row: TeamTask) -> None:
    """Tell whoever was given a task, once for each time; not of what one takes."""
    if row.member_id is None or row.member_id == viewer.member_id:
        return
    tell(
        row.member_id,
        "task-given",
        f"task-given:{row.id}:{row.version}",
        person=seen_by(row.member_id, viewer.member_id),
        project=project.id,
        link=f"/projects/{project.slug}/plan",
    )
