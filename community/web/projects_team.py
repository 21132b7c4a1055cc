"""Who a project looks for, and who is in it."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.visible import find
from community.expertise import queries as tags
from community.expertise.queries import TagCard
from community.projects import absence, facts, leaving, team
from community.projects.models import Need, Project
from community.staffing import needs
from community.web.door import members_only
from community.web.forms import Form, done, posted, typed
from community.web.members_edit_tags import tag_named
from community.web.projects import pages, reach
from community.web.projects_edit import lead
from community.web.respond import respond, told


class NeedForm(Form):
    """Somebody that a project looks for."""

    role = StringField(
        _l("Who you look for"),
        [
            InputRequired(_l("Say whom you look for, as in: a facilitator")),
            Length(max=80, message=_l("Use 80 letters or fewer")),
        ],
    )
    what_for = TextAreaField(
        _l("What for"), [Length(max=400, message=_l("Use 400 letters or fewer"))]
    )
    first_task = StringField(
        _l("The first task"),
        [Length(max=200, message=_l("Use 200 letters or fewer"))],
    )
    hours = StringField(
        _l("How much time"), [Length(max=60, message=_l("Use 60 letters or fewer"))]
    )
    places = IntegerField(
        _l("How many people"),
        [
            InputRequired(_l("Enter how many people: 1 to 50")),
            NumberRange(1, 50, _l("Enter how many people: 1 to 50")),
        ],
        default=1,
    )
    closes_on = DateField(_l("Last day to offer"), [Optional()])
    remote = BooleanField(_l("It can be done from anywhere"), default=True)
    tag_1 = StringField(_l("What they should bring"))
    tag_2 = StringField(_l("And"))
    tag_3 = StringField(_l("And also"))

    @property
    def words(self) -> list[str]:
        """The tags that were typed."""
        typed_words = [typed(self[name]) for name in ("tag_1", "tag_2", "tag_3")]
        return [words for words in typed_words if words.strip()]

    def facts(self, viewer: Viewer) -> needs.NeedFacts:
        """Return what was typed as the command takes it."""
        return needs.NeedFacts(
            role=typed(self.role).strip(),
            what_for=typed(self.what_for).strip(),
            first_task=typed(self.first_task).strip(),
            hours=typed(self.hours).strip(),
            places=self.places.data or 0,
            remote=bool(self.remote.data),
            closes_on=self.closes_on.data,
            tag_ids=tuple(tag_named(viewer, words).id for words in self.words),
        )


@dataclass(frozen=True)
class NeedsPage:
    """Whom a project looks for, to change; `need` is the one that the form is about."""

    slug: str
    title: str
    waiting: int
    needs: tuple[facts.NeedLine, ...]
    known_tags: tuple[TagCard, ...]
    form: NeedForm = field(metadata={"api": False})
    need: facts.NeedLine | None = None


def _needs(
    viewer: Viewer, slug: str, form: NeedForm, need: int | None = None
) -> ResponseReturnValue:
    project, standing = lead(viewer, slug)
    lines = facts.needs_of(viewer, project.id, closed=True)
    page = NeedsPage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        needs=lines,
        known_tags=tags.approved(),
        form=form,
        need=next((line for line in lines if line.id == need), None),
    )
    return respond("projects/needs.html", page, 422 if form.problems else 200)


@pages.route("/<slug>/needs", methods=["GET", "POST"])
@members_only
def needs_list(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """List whom a project looks for, and add somebody."""
    form = NeedForm()
    if posted(form):
        try:
            project, _standing = lead(viewer, slug)
            needs.add_need(viewer, project, form.facts(viewer))
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "role")
        else:
            return done(_("Added."), "projects.needs_list", slug=slug)
    return _needs(viewer, slug, form)


@pages.route("/<slug>/needs/<int:need_id>", methods=["GET", "POST"])
@members_only
def need(viewer: Viewer, slug: str, need_id: int) -> ResponseReturnValue:
    """Change somebody that a project looks for."""
    project, _standing = lead(viewer, slug)
    row: Need = find(viewer, Need, Need.id == need_id, Need.project_id == project.id)
    form = _need_form(viewer, project, row)
    if posted(form):
        try:
            needs.edit_need(viewer, project, row, form.facts(viewer))
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "places")
        else:
            return done(_("Saved."), "projects.needs_list", slug=slug)
    return _needs(viewer, slug, form, need_id)


def _need_form(viewer: Viewer, project: Project, row: Need) -> NeedForm:
    chips = needs_tags(viewer, project.id, row.id)
    brought = {f"tag_{n}": label for n, label in enumerate(chips[:3], 1)}
    return NeedForm(obj=row, data=brought)


def needs_tags(viewer: Viewer, project: int, need_id: int) -> list[str]:
    """Return the tags of one need, by label."""
    lines = facts.needs_of(viewer, project, closed=True)
    return [tag.label for one in lines if one.id == need_id for tag in one.tags]


@pages.post("/<slug>/needs/<int:need_id>/state")
@members_only
def need_state(viewer: Viewer, slug: str, need_id: int) -> ResponseReturnValue:
    """Stop looking, or look again."""
    project, _standing = lead(viewer, slug)
    if request.form.get("open") == "yes":
        needs.open_need(viewer, project, need_id)
        return done(_("You look again."), "projects.needs_list", slug=slug)
    needs.close_need(viewer, project, need_id)
    return done(_("You do not look any more."), "projects.needs_list", slug=slug)


# ---------------------------------------------------------------- the team
@dataclass(frozen=True)
class TeamPage:
    """The people of a project, for its lead."""

    slug: str
    title: str
    waiting: int
    own_membership: int | None
    team: tuple[facts.PersonLine, ...]
    others: absence.Unnamed = absence.ALL_NAMED
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})


def _team(viewer: Viewer, slug: str, problem: str = "") -> ResponseReturnValue:
    project, standing = lead(viewer, slug)
    page = TeamPage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        own_membership=standing.membership_id,
        team=facts.team_of(viewer, project.id),
        others=absence.around(viewer, project.id, standing).unnamed,
        problems=(("", problem),) if problem else (),
    )
    return respond("projects/team.html", page, 422 if problem else 200)


@pages.get("/<slug>/team")
@members_only
def team_list(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """List the people of a project to its lead."""
    return _team(viewer, slug)


@pages.post("/<slug>/team/<int:membership_id>/lead")
@members_only
def make_lead(viewer: Viewer, slug: str, membership_id: int) -> ResponseReturnValue:
    """Make somebody a lead beside oneself."""
    project, _standing = lead(viewer, slug)
    leaving.make_lead(viewer, project, membership_id)
    return done(_("They lead it too now."), "projects.team_list", slug=slug)


@pages.post("/<slug>/team/<int:membership_id>/end")
@members_only
def end(viewer: Viewer, slug: str, membership_id: int) -> ResponseReturnValue:
    """End somebody's part in a project, with kind words."""
    project, _standing = lead(viewer, slug)
    words = request.form.get("why", "")
    try:
        leaving.end_membership(viewer, project, membership_id, words)
    except Refused as error:
        db.session.rollback()
        return _team(viewer, slug, told(error))
    message = _("They are not in the project any more. We tell them your words.")
    return done(message, "projects.team_list", slug=slug)


@pages.post("/<slug>/membership")
@members_only
def membership(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Choose who may see that one is in a project, or leave it."""
    project = reach(viewer, slug)
    number = request.form.get("membership", 0, type=int)
    if request.form.get("leave") == "yes":
        leaving.end_membership(viewer, project, number)
        return done(_("You have left the project."), "projects.mine")
    try:
        audience = Audience(request.form.get("audience", ""))
    except ValueError:
        raise NotFound("audience") from None
    team.show_membership(viewer, project, number, audience)
    return done(_("Saved."), "projects.show", slug=slug)
