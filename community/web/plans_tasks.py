"""One task of a plan: what there is to do, who does it, by when."""

from dataclasses import dataclass, field
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.visible import find
from community.plans import tasks
from community.plans.models import TeamTask
from community.web.both_texts import Both, both_texts
from community.web.door import members_only
from community.web.forms import done, posted
from community.web.plans import SAME, Plan, TaskForm, pages, planned, unseen
from community.web.respond import respond


@dataclass(frozen=True)
class TaskPage:
    """One task, to change or delete."""

    slug: str
    title: str
    task_id: int
    form: TaskForm = field(metadata={"api": False})
    both: tuple[Both, ...] = ()
    overtaken: bool = False


def _task(viewer: Viewer, plan: Plan, task_id: int) -> TeamTask:
    found: TeamTask = find(
        viewer,
        TeamTask,
        TeamTask.id == task_id,
        TeamTask.project_id == plan.project.id,
    )
    return found


def _task_form(viewer: Viewer, plan: Plan, row: TeamTask, **how: Any) -> TaskForm:
    whose = row.member_id if row.member_id in plan.team.inside else None
    form = TaskForm(
        title=row.title,
        member=SAME if unseen(row, plan.team) else str(whose or ""),
        due_on=row.due_on,
        milestone=str(row.milestone_id or ""),
        version=row.version,
        **how,
    )
    form.offer(viewer, plan, row)
    return form


@pages.route("/tasks/<int:task_id>", methods=["GET", "POST"])
@members_only
def task(viewer: Viewer, slug: str, task_id: int) -> ResponseReturnValue:
    """Change what there is to do, who does it, and by when."""
    plan = planned(viewer, slug)
    row = _task(viewer, plan, task_id)
    form = _task_form(viewer, plan, row)
    if posted(form):
        facts, version = form.facts(row), form.version.data or 0
        try:
            tasks.edit_task(viewer, plan.project, task_id, facts, version)
        except Conflict:
            return _conflict(viewer, slug, task_id, form)
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "title")
            plan = planned(viewer, slug)
        else:
            return done(_("Saved."), "plans.of_project", slug=slug)
    page = TaskPage(slug, plan.project.title, task_id, form)
    return respond("plans/task.html", page, 422 if form.problems else 200)


def _conflict(
    viewer: Viewer, slug: str, task_id: int, form: TaskForm
) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    plan = planned(viewer, slug)
    row = _task(viewer, plan, task_id)
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    both = both_texts(form, _task_form(viewer, plan, row, formdata=None))
    page = TaskPage(slug, plan.project.title, task_id, form, both, overtaken=True)
    return respond("plans/task.html", page, 409)
