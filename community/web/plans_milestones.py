"""One milestone of a plan, for the leads of its project."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.visible import find
from community.plans import milestones
from community.plans.models import Milestone
from community.projects.models import Project
from community.web.both_texts import Both, both_texts
from community.web.door import members_only
from community.web.forms import Form, done, posted, typed
from community.web.plans import pages
from community.web.projects_edit import lead
from community.web.respond import respond


class MilestoneForm(Form):
    """Something that a project wants to reach."""

    title = StringField(
        _l("What you want to reach"),
        [
            InputRequired(_l("Say what you want to reach")),
            Length(max=160, message=_l("Use 160 letters or fewer")),
        ],
    )
    due_on = DateField(_l("By when"), [Optional()])
    version = IntegerField(widget=HiddenInput())

    def facts(self) -> milestones.MilestoneFacts:
        """Return what was typed as the command takes it."""
        return milestones.MilestoneFacts(typed(self.title), self.due_on.data)


@dataclass(frozen=True)
class MilestonePage:
    """A milestone to add, or one to change or delete."""

    slug: str
    title: str
    milestone_id: int | None
    form: MilestoneForm = field(metadata={"api": False})
    both: tuple[Both, ...] = ()
    overtaken: bool = False


def _page(
    project: Project,
    number: int | None,
    form: MilestoneForm,
    both: tuple[Both, ...] | None = None,
) -> ResponseReturnValue:
    over = both is not None
    page = MilestonePage(project.slug, project.title, number, form, both or (), over)
    status = 409 if over else 422 if form.problems else 200
    return respond("plans/milestone.html", page, status)


@pages.route("/milestones/new", methods=["GET", "POST"])
@members_only
def new_milestone(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Say what the project wants to reach next."""
    project, _standing = lead(viewer, slug)
    form = MilestoneForm()
    if posted(form):
        try:
            milestones.add_milestone(viewer, project, form.facts())
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "title")
            project, _standing = lead(viewer, slug)
        else:
            return done(_("Added."), "plans.of_project", slug=slug)
    return _page(project, None, form)


def _row(viewer: Viewer, project: Project, milestone_id: int) -> Milestone:
    found: Milestone = find(
        viewer,
        Milestone,
        Milestone.id == milestone_id,
        Milestone.project_id == project.id,
    )
    return found


@pages.route("/milestones/<int:milestone_id>", methods=["GET", "POST"])
@members_only
def milestone(viewer: Viewer, slug: str, milestone_id: int) -> ResponseReturnValue:
    """Change what a milestone says."""
    project, _standing = lead(viewer, slug)
    form = MilestoneForm(obj=_row(viewer, project, milestone_id))
    if posted(form):
        facts, version = form.facts(), form.version.data or 0
        try:
            milestones.edit_milestone(viewer, project, milestone_id, facts, version)
        except Conflict:
            return _conflict(viewer, slug, milestone_id, form)
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "title")
            project, _standing = lead(viewer, slug)
        else:
            return done(_("Saved."), "plans.of_project", slug=slug)
    return _page(project, milestone_id, form)


def _conflict(
    viewer: Viewer, slug: str, milestone_id: int, form: MilestoneForm
) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    project, _standing = lead(viewer, slug)
    row = _row(viewer, project, milestone_id)
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    both = both_texts(form, MilestoneForm(None, obj=row))
    return _page(project, milestone_id, form, both)


@pages.post("/milestones/<int:milestone_id>/done")
@members_only
def reached(viewer: Viewer, slug: str, milestone_id: int) -> ResponseReturnValue:
    """Say that a milestone is reached; with `undo` that it is not."""
    project, _standing = lead(viewer, slug)
    undo = request.form.get("undo") == "yes"
    milestones.finish(viewer, project, milestone_id, done=not undo)
    if undo:
        return done(_("It is ahead of you again."), "plans.of_project", slug=slug)
    message = _("Well done, all of you. Do you want to note what changed?")
    return done(message, "plans.of_project", slug=slug, _anchor="reached")


@pages.post("/milestones/<int:milestone_id>/remove")
@members_only
def remove_milestone(
    viewer: Viewer, slug: str, milestone_id: int
) -> ResponseReturnValue:
    """Take a milestone away for good."""
    project, _standing = lead(viewer, slug)
    milestones.remove_milestone(viewer, project, milestone_id)
    return done(_("Deleted. Its tasks stay."), "plans.of_project", slug=slug)
