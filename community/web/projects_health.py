"""Is it still going? And who could take it over: what leads and others can say."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from community.core import clock, limits
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.projects.models import Project
from community.projects.standing import Mine, stands
from community.stewardship import queries, silence, taking_over
from community.stewardship.queries import OwnOffer, ProjectHealth, TakeOver
from community.stewardship.silence import Going
from community.web import bell
from community.web.door import members_only
from community.web.forms import Form, done, posted, typed
from community.web.projects import pages, reach
from community.web.projects_edit import lead
from community.web.respond import respond, told

DAY = 86_400


# ---------------------------------------------------------------- "Still going?"
@dataclass(frozen=True)
class StillGoingPage:
    """The question to a lead, and why it is asked."""

    slug: str
    title: str
    state: str
    waiting: int
    health: ProjectHealth
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})


@pages.route("/<slug>/still-going", methods=["GET", "POST"])
@members_only
def still_going(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Ask a lead whether a project goes on; a POST is the answer."""
    project, standing = lead(viewer, slug)
    if request.method == "POST":
        try:
            return _answered(viewer, project)
        except Refused as error:
            db.session.rollback()
            project, standing = lead(viewer, slug)
            return _still_going(viewer, project, standing, told(error))
    bell.read_here(viewer)
    return _still_going(viewer, project, standing)


def _still_going(
    viewer: Viewer, project: Project, standing: Mine, problem: str = ""
) -> ResponseReturnValue:
    page = StillGoingPage(
        slug=project.slug,
        title=project.title,
        state=project.state.value,
        waiting=standing.waiting,
        health=queries.health_of(viewer, project),
        problems=(("", problem),) if problem else (),
    )
    return respond("projects/still_going.html", page, 422 if problem else 200)


def _answered(viewer: Viewer, project: Project) -> ResponseReturnValue:
    wanted = request.form.get("going", "")
    if wanted not in list(Going):
        raise NotFound("going")
    going = Going(wanted)
    silence.answer(viewer, project, going)
    message = {
        Going.YES: _("Good to hear. Everybody sees that it goes on."),
        Going.PAUSED: _("It rests. Start it again whenever you like."),
        Going.FINISHED: _("It is finished. Thank you for all that you did."),
        Going.SOMEBODY_ELSE: _(
            "Its page says that it looks for a lead, and organisers know. You still "
            "lead it until somebody else does."
        ),
    }[going]
    return done(message, "projects.show", slug=project.slug)


# ---------------------------------------------------------------- taking over
class OfferForm(Form):
    """A message with an offer to take a project over."""

    message = TextAreaField(
        _l("Your message"),
        [
            InputRequired(_l("Write a sentence or two")),
            Length(max=taking_over.MOST, message=_l("Use 600 letters or fewer")),
        ],
    )


@dataclass(frozen=True)
class TakeOverPage:
    """Offers to take a project over: to make one's own, and for its leads to answer."""

    slug: str
    title: str
    leads: bool
    waiting: int
    health: ProjectHealth
    organisers_from: datetime
    due_at: datetime
    own: OwnOffer | None
    offers: tuple[TakeOver, ...]
    form: OfferForm = field(metadata={"api": False})
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})


@pages.route("/<slug>/take-over", methods=["GET", "POST"])
@members_only
def take_over(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Offer to take a project over, see what comes of it, or as a lead answer."""
    project, form = reach(viewer, slug), OfferForm()
    if posted(form):
        limits.check("offer", str(viewer.account_id), 20, DAY)
        try:
            taking_over.offer(viewer, project, typed(form.message))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
            project = reach(viewer, slug)
        else:
            message = _("Your offer is on its way. Here you see what happens next.")
            return done(message, "projects.take_over", slug=slug)
    elif request.method == "GET":
        bell.read_here(viewer)
    return _take_over(viewer, project, form)


def _take_over(
    viewer: Viewer, project: Project, form: OfferForm, problem: str = ""
) -> ResponseReturnValue:
    standing, now = stands(viewer, project.id), clock.now()
    health = queries.health_of(viewer, project)
    leads = standing.leads
    page = TakeOverPage(
        slug=project.slug,
        title=project.title,
        leads=leads,
        waiting=standing.waiting,
        health=health,
        organisers_from=taking_over.organisers_from(health, now),
        due_at=now + taking_over.LAPSES,
        own=None if leads else queries.own_offer(viewer, project.id),
        offers=queries.take_overs(viewer, project.id) if leads else (),
        form=form,
        problems=(*form.problems, *((("", problem),) if problem else ())),
    )
    return respond("projects/take_over.html", page, 422 if page.problems else 200)


@pages.post("/<slug>/take-over/withdraw")
@members_only
def withdraw_take_over(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Take one's own offer back."""
    project = reach(viewer, slug)
    try:
        taking_over.withdraw(viewer, project)
    except Refused as error:
        db.session.rollback()
        return _take_over(viewer, reach(viewer, slug), OfferForm(None), told(error))
    return done(_("You have taken your offer back."), "projects.take_over", slug=slug)


@pages.post("/<slug>/take-over/<int:take_over_id>")
@members_only
def answer_take_over(
    viewer: Viewer, slug: str, take_over_id: int
) -> ResponseReturnValue:
    """Say yes, or not now, to whoever offers to take over a project that one leads."""
    project, _standing = lead(viewer, slug)
    taking_over.offered_to(viewer, project, take_over_id)
    try:
        message = say(viewer, take_over_id)
    except Refused as error:
        db.session.rollback()
        return _take_over(viewer, reach(viewer, slug), OfferForm(None), told(error))
    return done(message, "projects.show", slug=slug)


def say(viewer: Viewer, take_over_id: int) -> str:
    """Answer an offer as the form says; return what came of it, in words."""
    if request.form.get("answer") == "yes":
        back = request.form.get("step_back") == "yes"
        taking_over.accept(viewer, take_over_id, step_back=back)
        return str(_("They lead the project from now on, and are told."))
    taking_over.decline(viewer, take_over_id, request.form.get("words", ""))
    return str(_("They are told, in your words."))
