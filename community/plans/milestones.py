"""Changes of a project's milestones, by its leads."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, update
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.plans.models import Milestone
from community.projects.life import alive
from community.projects.models import Project
from community.projects.standing import led

FASTER = N_("Another lead changed it a moment ago: look at what it says now")
MOST = 30
"""So many milestones of one project can be ahead at once."""


@dataclass(frozen=True)
class MilestoneFacts:
    """What there is to say of a milestone."""

    title: str
    due_on: date | None = None


def add_milestone(viewer: Viewer, project: Project, facts: MilestoneFacts) -> Milestone:
    """Say what the project wants to reach, for all who see it."""
    require(viewer, Permission.PROJECT_EDIT, led(viewer, project.id))
    _check(facts)
    ahead = visible(viewer, func.count(Milestone.id)).where(
        Milestone.project_id == project.id, Milestone.done_on.is_(None)
    )
    if (db.session.scalar(ahead) or 0) >= MOST:
        raise Refused(
            N_("%(most)s milestones are ahead: reach or delete some first"), most=MOST
        )
    row = Milestone(
        project_id=project.id, title=facts.title.strip(), due_on=facts.due_on
    )
    db.session.add(row)
    db.session.flush()
    alive(project)
    return row


def edit_milestone(
    viewer: Viewer,
    project: Project,
    milestone_id: int,
    facts: MilestoneFacts,
    version: int,
) -> None:
    """Change what a milestone says."""
    row = _milestone(viewer, project, milestone_id)
    if row.version != version:
        raise Conflict(FASTER)
    _check(facts)
    row.title, row.due_on = facts.title.strip(), facts.due_on
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None
    alive(project)


def finish(viewer: Viewer, project: Project, milestone_id: int, *, done: bool) -> None:
    """Say that a milestone is reached, or that it is not; once of two at once."""
    row = _milestone(viewer, project, milestone_id)
    other = Milestone.done_on.is_(None) if done else Milestone.done_on.is_not(None)
    moved = db.session.execute(
        update(Milestone)
        .where(Milestone.id == row.id, other)
        .values(done_on=clock.today() if done else None, version=Milestone.version + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(row)
    if not moved.rowcount:  # type: ignore[attr-defined]
        return
    note = "reached" if done else "not reached"
    journal.record(viewer, journal.Act.PROJECT, "milestone", row.id, note)
    alive(project)
    db.session.flush()


def remove_milestone(viewer: Viewer, project: Project, milestone_id: int) -> None:
    """Take a milestone away; its tasks and what changed through it stay."""
    row = _milestone(viewer, project, milestone_id)
    journal.record(viewer, journal.Act.PROJECT, "milestone", row.id, "removed")
    db.session.delete(row)
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None


def _milestone(viewer: Viewer, project: Project, milestone_id: int) -> Milestone:
    require(viewer, Permission.PROJECT_EDIT, led(viewer, project.id))
    found: Milestone = find(
        viewer,
        Milestone,
        Milestone.id == milestone_id,
        Milestone.project_id == project.id,
    )
    return found


def _check(facts: MilestoneFacts) -> None:
    if not facts.title.strip():
        raise Refused(N_("Say what you want to reach"))
