"""What changed when a milestone was reached: noted by the team, kept by its leads."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.core.visible import find
from community.impact import notes as impact
from community.impact.models import ImpactRecord
from community.plans.models import Milestone
from community.projects.models import Project
from community.projects.standing import stands
from community.vocabulary.models import IMPACT_AREAS
from community.vocabulary.queries import terms
from community.web.both_texts import Both, both_texts
from community.web.door import members_only
from community.web.forms import Form, done, options, posted, typed
from community.web.plans import pages
from community.web.projects import reach
from community.web.projects_edit import lead
from community.web.respond import respond


class ChangeForm(Form):
    """What changed, where, and when."""

    area = RadioField(
        _l("What it helped with"), [InputRequired(_l("Choose what it helped with"))]
    )
    what_changed = TextAreaField(
        _l("What changed"),
        [
            InputRequired(_l("Say what changed")),
            Length(max=2000, message=_l("Use 2,000 letters or fewer")),
        ],
    )
    happened_on = DateField(
        _l("When"), [InputRequired(_l("Choose the day, or one near it"))]
    )
    for_everybody = BooleanField(_l("It may be read by everybody"))
    version = IntegerField(widget=HiddenInput())

    def offer(self) -> None:
        """Fill the list of areas: one statement."""
        areas = ((one.code, one.label) for one in terms(IMPACT_AREAS))
        self.area.choices = options(*areas)

    def facts(self) -> impact.ImpactFacts:
        """Return what was typed as the command takes it."""
        day: date = self.happened_on.data or date.min
        agreed = self.for_everybody is not None and bool(self.for_everybody.data)
        return impact.ImpactFacts(
            typed(self.area), typed(self.what_changed), day, agreed
        )

    def keep_agreement(self, viewer: Viewer, row: ImpactRecord) -> None:
        """Ask whether everybody may read it of whoever noted it, of nobody else."""
        if row.claimed_by_id != viewer.member_id:
            del self.for_everybody


@dataclass(frozen=True)
class ChangePage:
    """What changed, to note or to change; `milestone` is what was reached."""

    slug: str
    title: str
    milestone: str
    impact_id: int | None
    form: ChangeForm = field(metadata={"api": False})
    both: tuple[Both, ...] = ()
    overtaken: bool = False


def _page(
    project: Project, milestone: str, form: ChangeForm, **rest: Any
) -> ResponseReturnValue:
    rest.setdefault("impact_id", None)
    page = ChangePage(project.slug, project.title, milestone, form=form, **rest)
    status = 409 if page.overtaken else 422 if form.problems else 200
    return respond("plans/change.html", page, status)


def _reached(viewer: Viewer, slug: str, milestone_id: int) -> tuple[Project, Milestone]:
    """Return a milestone that somebody of the team has reached."""
    project = reach(viewer, slug)
    require(viewer, Permission.PROJECT_PLAN, stands(viewer, project.id))
    row: Milestone = find(
        viewer,
        Milestone,
        Milestone.id == milestone_id,
        Milestone.project_id == project.id,
    )
    if row.done_on is None:
        raise NotFound("milestone")
    return project, row


@pages.route("/milestones/<int:milestone_id>/changed", methods=["GET", "POST"])
@members_only
def note_change(viewer: Viewer, slug: str, milestone_id: int) -> ResponseReturnValue:
    """Note what changed when a milestone was reached, once."""
    project, row = _reached(viewer, slug, milestone_id)
    form = ChangeForm(happened_on=row.done_on)
    form.offer()
    if posted(form):
        try:
            impact.note(viewer, project, milestone_id, form.facts())
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "what_changed")
            project, row = _reached(viewer, slug, milestone_id)
        else:
            message = _("Noted. Your team and the organisers read it.")
            return done(message, "plans.of_project", slug=slug, _anchor="changes")
    return _page(project, row.title, form)


@pages.route("/changes/<int:impact_id>", methods=["GET", "POST"])
@members_only
def change(viewer: Viewer, slug: str, impact_id: int) -> ResponseReturnValue:
    """Change what was noted, as a lead."""
    project, _standing = lead(viewer, slug)
    row = impact.impact_of(viewer, project, impact_id)
    form = ChangeForm(obj=row)
    form.offer()
    form.keep_agreement(viewer, row)
    if posted(form):
        facts, version = form.facts(), form.version.data or 0
        try:
            impact.edit(viewer, project, impact_id, facts, version)
        except Conflict:
            return _conflict(viewer, slug, impact_id, form)
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "what_changed")
            project, _standing = lead(viewer, slug)
            row = impact.impact_of(viewer, project, impact_id)
        else:
            return done(_("Saved."), "plans.of_project", slug=slug, _anchor="changes")
    return _page(project, _title(viewer, row), form, impact_id=impact_id)


def _title(viewer: Viewer, row: ImpactRecord) -> str:
    """Return what was reached, or nothing where that milestone is gone."""
    if row.milestone_id is None:
        return ""
    found: Milestone = find(viewer, Milestone, Milestone.id == row.milestone_id)
    return found.title


def _conflict(
    viewer: Viewer, slug: str, impact_id: int, form: ChangeForm
) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    project, _standing = lead(viewer, slug)
    row = impact.impact_of(viewer, project, impact_id)
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    saved = ChangeForm(None, obj=row)
    saved.offer()
    saved.keep_agreement(viewer, row)
    told = {"impact_id": impact_id, "both": both_texts(form, saved), "overtaken": True}
    return _page(project, _title(viewer, row), form, **told)


@pages.post("/changes/<int:impact_id>/remove")
@members_only
def forget_change(viewer: Viewer, slug: str, impact_id: int) -> ResponseReturnValue:
    """Take back what was noted, as a lead."""
    project, _standing = lead(viewer, slug)
    impact.remove(viewer, project, impact_id)
    return done(_("Deleted."), "plans.of_project", slug=slug)
