"""The plan of a project: its milestones for whoever sees it, its tasks for the team."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.impact import queries as impact
from community.plans import queries, tasks
from community.plans.models import TeamTask
from community.projects.models import Project
from community.projects.standing import Mine, stands
from community.web import bell
from community.web.door import anyone, members_only
from community.web.forms import Form, done, options, posted, typed
from community.web.projects import reach
from community.web.respond import respond

pages = Blueprint("plans", __name__, url_prefix="/projects/<slug>/plan")

SAME = "same"
"""The choice that leaves a task with somebody whom the viewer does not see."""


class TaskForm(Form):
    """Something to do."""

    title = StringField(
        _l("What there is to do"),
        [
            InputRequired(_l("Say what there is to do")),
            Length(max=200, message=_l("Use 200 letters or fewer")),
        ],
    )
    member = SelectField(_l("Who does it"))
    due_on = DateField(_l("By when"), [Optional()])
    milestone = SelectField(_l("Part of"))
    version = IntegerField(widget=HiddenInput())

    def offer(self, viewer: Viewer, plan: "Plan", row: TeamTask | None = None) -> None:
        """Fill the lists to choose from; what `row` has already can stay."""
        names = dict(plan.team.names)
        own = names.pop(viewer.member_id or 0, None)
        people = [("", _("Nobody yet"))]
        if row is not None and unseen(row, plan.team):
            people.append((SAME, _("A member")))
        if own is not None:
            people.append((str(viewer.member_id), _("Me")))
        people += [(str(number), name) for number, name in names.items()]
        self.member.choices = options(*people)
        chosen = row.milestone_id if row else None
        ahead = [
            (str(one.id), one.title)
            for one in plan.milestones
            if one.done_on is None or one.id == chosen
        ]
        self.milestone.choices = options(("", _("Nothing in particular")), *ahead)

    def facts(self, row: TeamTask | None = None) -> tasks.TaskFacts:
        """Return what was typed as the command takes it."""
        same = row is not None and self.member.data == SAME
        who, part_of = typed(self.member), typed(self.milestone)
        return tasks.TaskFacts(
            title=typed(self.title),
            member_id=row.member_id if row and same else int(who) if who else None,
            due_on=self.due_on.data,
            milestone_id=int(part_of) if part_of else None,
        )


def unseen(row: TeamTask, team: queries.Team) -> bool:
    """Tell whether somebody of the team has a task whom the viewer does not see."""
    return row.member_id in team.inside and row.member_id not in team.names


@dataclass(frozen=True)
class Plan:
    """A project with what its plan is made of, for forms and pages."""

    project: Project
    standing: Mine
    milestones: tuple[queries.MilestoneLine, ...]
    team: queries.Team


def plan_of(viewer: Viewer, slug: str) -> Plan:
    """Return the plan of a project that the viewer sees."""
    project = reach(viewer, slug)
    standing = stands(viewer, project.id)
    nobody = queries.Team({}, frozenset())
    return Plan(
        project,
        standing,
        queries.milestones_of(viewer, project.id),
        queries.team(viewer, project.id) if standing.inside else nobody,
    )


def planned(viewer: Viewer, slug: str) -> Plan:
    """Return the plan of a project in whose team the viewer is."""
    plan = plan_of(viewer, slug)
    require(viewer, Permission.PROJECT_PLAN, plan.standing)
    return plan


# ---------------------------------------------------------------- the page
@dataclass(frozen=True)
class PlanPage:
    """The plan of a project; `tasks` and `form` are the team's alone.

    `undo` is a task that was ticked a moment ago, `noted` are the milestones of which
    it is noted already what changed.
    """

    slug: str
    title: str
    inside: bool
    leads: bool
    waiting: int
    milestones: tuple[queries.MilestoneLine, ...]
    impacts: tuple[impact.ImpactLine, ...]
    noted: frozenset[int | None]
    tasks: queries.Sorted | None = None
    form: TaskForm | None = None
    undo: queries.TaskLine | None = None


def _page(
    viewer: Viewer, plan: Plan, form: TaskForm | None = None
) -> ResponseReturnValue:
    project, standing = plan.project, plan.standing
    inside = standing.inside
    impacts = impact.impacts_of(viewer, project.id)
    lines = queries.tasks_of(viewer, project.id, plan.team) if inside else ()
    ticked = request.args.get("ticked", 0, type=int)
    if inside and form is None:
        form = TaskForm(formdata=None)
        form.offer(viewer, plan)
    page = PlanPage(
        slug=project.slug,
        title=project.title,
        inside=inside,
        leads=standing.leads,
        waiting=standing.waiting,
        milestones=plan.milestones,
        impacts=impacts,
        noted=frozenset(one.milestone_id for one in impacts),
        tasks=queries.in_order(lines) if inside else None,
        form=form,
        undo=next((one for one in lines if one.id == ticked and one.done_at), None),
    )
    bell.read_here(viewer)
    wrong = form is not None and form.problems
    return respond("plans/index.html", page, 422 if wrong else 200)


@pages.get("")
@anyone
def of_project(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Show the milestones of a project, and to its team what there is to do."""
    return _page(viewer, plan_of(viewer, slug))


@pages.post("/tasks")
@members_only
def add_task(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Put something to do on the list."""
    plan = planned(viewer, slug)
    form = TaskForm()
    form.offer(viewer, plan)
    if posted(form):
        try:
            tasks.add_task(viewer, plan.project, form.facts())
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "title")
            plan = planned(viewer, slug)
        else:
            return done(_("Added."), "plans.of_project", slug=slug)
    return _page(viewer, plan, form)


@pages.post("/tasks/<int:task_id>/done")
@members_only
def tick(viewer: Viewer, slug: str, task_id: int) -> ResponseReturnValue:
    """Say that a task is done; with `undo` that it is not."""
    project = reach(viewer, slug)
    undo = request.form.get("undo") == "yes"
    tasks.tick(viewer, project, task_id, done=not undo)
    if undo:
        return done(_("It is on the list again."), "plans.of_project", slug=slug)
    here = url_for("plans.of_project", slug=slug, ticked=task_id, _anchor="undo")
    return redirect(here)


@pages.post("/tasks/<int:task_id>/remove")
@members_only
def remove_task(viewer: Viewer, slug: str, task_id: int) -> ResponseReturnValue:
    """Take a task off the list for good."""
    tasks.remove_task(viewer, reach(viewer, slug), task_id)
    return done(_("Deleted."), "plans.of_project", slug=slug)
