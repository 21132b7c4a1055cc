"""One's part in a project: until when, how it goes, leaving, and who was in it."""

from dataclasses import dataclass, field
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Refused
from community.projects import history as past
from community.projects import leaving, team
from community.projects.models import Project, TeamRole
from community.projects.standing import Mine, stands
from community.stewardship import asked, checking_in, commitments
from community.stewardship.models import Going
from community.web import bell
from community.web.door import members_only
from community.web.forms import Form, done, options, posted, typed
from community.web.projects import pages, reach
from community.web.respond import respond

_WORDS = Length(max=200, message=_l("Use 200 letters or fewer"))


# ---------------------------------------------------------------- who was in it
@dataclass(frozen=True)
class HistoryPage:
    """Who is and was in a project, as far as the viewer may know.

    The `choices` are those for the viewer's own parts that have ended.
    """

    slug: str
    title: str
    mine: Mine
    parts: tuple[past.PartLine, ...]
    choices: tuple[Audience, ...]


@pages.get("/<slug>/history")
@members_only
def history(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """List who is and was in a project, in which role, from when until when."""
    project = reach(viewer, slug)
    standing = stands(viewer, project.id)
    parts = past.history(viewer, project, standing)
    own = any(part.own for part in parts)
    sensitive = own and team.is_sensitive(project.id)
    choices = team.choices(sensitive=sensitive, ended=True) if own else ()
    page = HistoryPage(project.slug, project.title, standing, parts, choices)
    bell.read_here(viewer)
    return respond("projects/history.html", page)


# ---------------------------------------------------------------- leaving
class LeaveForm(Form):
    """A word in parting; the last lead says that nobody leads it then."""

    why = StringField(_l("A word to whoever leads it"), [_WORDS])
    unled = BooleanField(_l("I leave it although nobody leads it then"))


@dataclass(frozen=True)
class LeavePage:
    """What it means to leave; the last lead is asked for a hand-over first."""

    slug: str
    title: str
    last_lead: bool
    asked: tuple[asked.HandoverLine, ...]
    form: LeaveForm = field(metadata={"api": False})


@pages.route("/<slug>/leave", methods=["GET", "POST"])
@members_only
def leave(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Leave a project at once; the last lead is asked for a hand-over first."""
    project = reach(viewer, slug)
    form = LeaveForm()
    if posted(form):
        try:
            leaving.leave(viewer, project, typed(form.why), unled=bool(form.unled.data))
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "unled")
            project = reach(viewer, slug)
        else:
            return done(_("You have left the project."), "projects.mine")
    part = commitments.own_part(viewer, project)
    leads = part.role is TeamRole.LEAD
    last = leads and leaving.number_of_leads(project.id) < 2
    waits = asked.of_project(viewer, project.id) if last else ()
    page = LeavePage(project.slug, project.title, last, waits, form)
    return respond("projects/leave.html", page, 422 if form.problems else 200)


# ---------------------------------------------------------------- until when
class RenewForm(Form):
    """Whether somebody goes on, and until when."""

    choice = RadioField(
        _l("Do you go on?"),
        [InputRequired(_l("Choose whether you go on"))],
        choices=options(
            ("3", _l("Yes, for three months")),
            ("6", _l("Yes, for six months")),
            ("day", _l("Yes, until a day")),
            ("open", _l("Yes, without a last day")),
            ("conclude", _l("No, I have done my part")),
        ),
    )
    day = DateField(
        _l("Until which day"), [Optional()], render_kw={"autocomplete": "off"}
    )
    why = StringField(_l("A word to whoever leads it"), [_WORDS])


@dataclass(frozen=True)
class RenewPage:
    """The viewer's part: since when, until when, and the choices."""

    slug: str
    title: str
    since: date
    ends_on: date | None
    form: RenewForm = field(metadata={"api": False})


@pages.route("/<slug>/commitment", methods=["GET", "POST"])
@members_only
def renew(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Say until when one takes part, or conclude."""
    project = reach(viewer, slug)
    part = commitments.own_part(viewer, project)
    form = RenewForm(data={"day": part.ends_on})
    if posted(form):
        try:
            return _renewed(viewer, project, form)
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "day" if form.choice.data == "day" else "choice")
            project = reach(viewer, slug)
            part = commitments.own_part(viewer, project)
    page = RenewPage(project.slug, project.title, part.since, part.ends_on, form)
    bell.read_here(viewer)
    return respond("projects/renew.html", page, 422 if form.problems else 200)


def _renewed(viewer: Viewer, project: Project, form: RenewForm) -> ResponseReturnValue:
    choice = typed(form.choice)
    if choice == "conclude":
        commitments.conclude(viewer, project, typed(form.why))
        message = _("Your part is concluded. Thank you for what you did.")
        return done(message, "projects.mine")
    until = commitments.in_months(int(choice)) if choice in ("3", "6") else None
    if choice == "day":
        until = form.day.data or date.min
    row = commitments.renew(viewer, project, until)
    if row.ends_on is None:
        message = _("You take part without a last day.")
    else:
        message = _("Thank you. A week before your last day we ask you again.")
    return done(message, "projects.show", slug=project.slug)


# ---------------------------------------------------------------- how it goes
class GoingForm(Form):
    """How it goes, in two minutes."""

    going = RadioField(
        _l("How is it going?"),
        [InputRequired(_l("Choose how it is going"))],
        choices=options(
            (Going.WELL.value, _l("Well")),
            (Going.MIXED.value, _l("Some things well, some not")),
            (Going.BADLY.value, _l("Not well")),
        ),
    )
    words = TextAreaField(
        _l("A few words, if you like"),
        [Length(max=600, message=_l("Use 600 letters or fewer"))],
    )
    to_leads = BooleanField(_l("Whoever leads the project"))
    to_organisers = BooleanField(_l("The organisers"))


@dataclass(frozen=True)
class GoingPage:
    """What somebody said of how it goes, while they can change it as a form."""

    slug: str
    title: str
    can_change: bool
    answered: bool
    form: GoingForm = field(metadata={"api": False})


@pages.route("/<slug>/going", methods=["GET", "POST"])
@members_only
def going(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Say how it goes, and who may read it: only oneself, unless one ticks more."""
    project = reach(viewer, slug)
    row = checking_in.own(viewer, project)
    if request.method == "POST" and "alone" in request.form:
        checking_in.keep_to_oneself(viewer, project)
        return done(_("Only you read it from now on."), "projects.going", slug=slug)
    form = GoingForm(obj=row)
    if posted(form):
        said = checking_in.Answer(
            Going(form.going.data),
            typed(form.words),
            bool(form.to_leads.data),
            bool(form.to_organisers.data),
        )
        try:
            checking_in.answer(viewer, project, said)
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "going")
            project = reach(viewer, slug)
            row = checking_in.own(viewer, project)
        else:
            message = _("Thank you. You can change it for seven days.")
            return done(message, "projects.show", slug=slug)
    answered = row.answered_at is not None
    page = GoingPage(
        project.slug, project.title, checking_in.can_change(row), answered, form
    )
    bell.read_here(viewer)
    return respond("projects/going.html", page, 422 if form.problems else 200)
