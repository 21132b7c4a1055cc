"""Offers of help, invitations, and their answers."""

from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from community.core import limits
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.visible import find
from community.members.models import Member
from community.projects import absence, facts, team
from community.projects.models import JoinKind, JoinRequest, Project, ProjectState
from community.projects.standing import Mine, stands
from community.staffing import joining
from community.staffing import requests as reads
from community.web import bell
from community.web.door import door, members_only
from community.web.forms import Form, done, posted, typed
from community.web.projects import pages, reach
from community.web.projects_edit import lead
from community.web.respond import respond, told

DAY = 86_400


class AskForm(Form):
    """A message that comes with an offer or an invitation."""

    need = RadioField(_l("What for?"), [InputRequired(_l("Choose what for"))])
    message = TextAreaField(
        _l("Your message"),
        [
            InputRequired(_l("Write a sentence or two")),
            Length(max=joining.MOST, message=_l("Use 600 letters or fewer")),
        ],
    )

    def offer_needs(self, lines: tuple[facts.NeedLine, ...], general: str) -> None:
        """Fill the choices: each need that has places left, or in general."""
        choices = [*((str(line.id), line.role) for line in lines), ("0", general)]
        self.need.choices = choices
        if not self.is_submitted():
            wanted, known = request.args.get("need", ""), dict(choices)
            self.need.data = wanted if wanted in known else choices[0][0]

    @property
    def need_id(self) -> int | None:
        """The need that was chosen; None for help in general."""
        return int(self.need.data) or None


@dataclass(frozen=True)
class OfferPage:
    """The form to offer help, and what will happen."""

    slug: str
    title: str
    needs: tuple[facts.NeedLine, ...]
    shown_to: Audience
    form: AskForm = field(metadata={"api": False})
    away: absence.Away | None = None


@pages.route("/<slug>/offer", methods=["GET", "POST"])
@members_only
def offer(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Offer help to a project."""
    project = reach(viewer, slug)
    standing = stands(viewer, project.id)
    if request.method == "GET" and (why := _closed(project, standing)):
        return done(why, "projects.show", slug=slug)
    lines = facts.needs_of(viewer, project.id)
    form = AskForm()
    form.offer_needs(lines, _("Help in general"))
    if posted(form):
        limits.check("offer", str(viewer.account_id), 20, DAY)
        try:
            joining.offer(viewer, project, form.need_id, typed(form.message))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
            project = reach(viewer, slug)
        else:
            message = _(
                "Your offer is on its way. We tell you when there is an answer."
            )
            return done(message, "projects.requests")
    shown_to = team.default_audience(project.id)
    away = absence.around(viewer, project.id, standing).nobody_answers
    page = OfferPage(slug, project.title, lines, shown_to, form, away)
    return respond("projects/offer.html", page, 422 if form.problems else 200)


def _closed(project: Project, standing: Mine) -> str:
    """Say why nobody can offer help now; nothing where one can."""
    taking = project.state is ProjectState.PUBLISHED and not project.orphaned
    reasons = [
        (standing.inside, _("You are in this project already.")),
        (standing.asked, _("There is a request already that waits for an answer.")),
        (not taking, _("This project takes nobody at the moment.")),
    ]
    return next((str(words) for is_so, words in reasons if is_so), "")


# ---------------------------------------------------------------- the viewer's own
@dataclass(frozen=True)
class RequestsPage:
    """The viewer's offers and invitations, and where offers wait for them."""

    waiting: tuple[reads.Waiting, ...]
    invitations: tuple[reads.RequestLine, ...]
    sent: tuple[reads.RequestLine, ...]
    past: tuple[reads.RequestLine, ...]
    choices: tuple[Audience, ...]
    sensitive: frozenset[int]
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})


def _requests(viewer: Viewer, problem: str = "") -> ResponseReturnValue:
    found = reads.requests(viewer)
    invitations = tuple(one for one in found if one.to_answer)
    page = RequestsPage(
        waiting=reads.waiting_offers(viewer),
        invitations=invitations,
        sent=tuple(one for one in found if one.can_withdraw),
        past=tuple(one for one in found if not (one.to_answer or one.can_withdraw)),
        choices=team.CHOICES,
        sensitive=team.sensitive_ones({one.project_id for one in invitations}),
        problems=(("", problem),) if problem else (),
    )
    bell.read_here(viewer)
    return respond("projects/requests.html", page, 422 if problem else 200)


@pages.get("/requests/")
@door("member", record=RequestsPage)
def requests(viewer: Viewer) -> ResponseReturnValue:
    """List one's offers, and the invitations to answer."""
    return _requests(viewer)


@pages.post("/requests/<int:request_id>/answer")
@members_only
def answer(viewer: Viewer, request_id: int) -> ResponseReturnValue:
    """Say yes, or not now, to an invitation or, as a lead, to an offer."""
    row: JoinRequest = find(viewer, JoinRequest, JoinRequest.id == request_id)
    invited, number = row.kind is JoinKind.INVITATION, row.project_id
    yes = request.form.get("answer") == "yes"
    try:
        project = _answered(viewer, request_id, yes)
    except Refused as error:
        db.session.rollback()
        if invited:
            return _requests(viewer, told(error))
        project = find(viewer, Project, Project.id == number)
        return _offers(viewer, project.slug, told(error))
    if not invited:
        message = _("They are in. We tell them.") if yes else _("We tell them, kindly.")
        return done(message, "projects.offers", slug=project.slug)
    if yes:
        message = _("Welcome to %(title)s.", title=project.title)
        return done(message, "projects.show", slug=project.slug)
    return done(_("We tell them: not now."), "projects.requests")


def _answered(viewer: Viewer, request_id: int, yes: bool) -> Project:
    if not yes:
        return joining.decline(viewer, request_id, request.form.get("words", ""))
    chosen = request.form.get("audience", "")
    audience = Audience(chosen) if chosen in set(Audience) else None
    return joining.accept(viewer, request_id, audience)


@pages.post("/requests/<int:request_id>/withdraw")
@members_only
def withdraw(viewer: Viewer, request_id: int) -> ResponseReturnValue:
    """Take one's own offer or invitation back."""
    row = joining.withdraw(viewer, request_id)
    if row.kind is JoinKind.OFFER:
        return done(_("You have taken your offer back."), "projects.requests")
    project: Project = find(viewer, Project, Project.id == row.project_id)
    message = _("You have taken the invitation back.")
    return done(message, "projects.offers", slug=project.slug)


# ---------------------------------------------------------------- for leads
@dataclass(frozen=True)
class OffersPage:
    """The offers to a project and the invitations into it, for its lead."""

    slug: str
    title: str
    waiting: int
    offers: tuple[reads.RequestLine, ...]
    invitations: tuple[reads.RequestLine, ...]
    past: tuple[reads.RequestLine, ...]
    shown_to: Audience
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})


def _offers(viewer: Viewer, slug: str, problem: str = "") -> ResponseReturnValue:
    project, standing = lead(viewer, slug)
    found = reads.requests(viewer, project.id)
    open_ = [one for one in found if one.state == "sent"]
    page = OffersPage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        offers=tuple(one for one in open_ if one.kind is JoinKind.OFFER),
        invitations=tuple(one for one in open_ if one.kind is JoinKind.INVITATION),
        past=tuple(one for one in found if one.state != "sent"),
        shown_to=team.default_audience(project.id),
        problems=(("", problem),) if problem else (),
    )
    bell.read_here(viewer)
    return respond("projects/offers.html", page, 422 if problem else 200)


@pages.get("/<slug>/requests")
@members_only
def offers(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """List the offers to a project to its lead."""
    return _offers(viewer, slug)


@dataclass(frozen=True)
class HelpersPage:
    """People who could help a project, each with the reasons."""

    slug: str
    title: str
    waiting: int
    open: bool
    people: tuple[Any, ...]


@pages.get("/<slug>/people")
@members_only
def helpers(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Suggest people who could help, to the lead."""
    from community.matching.answers import people_who_could_help

    project, standing = lead(viewer, slug)
    page = HelpersPage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        open=project.state is ProjectState.PUBLISHED,
        people=tuple(people_who_could_help(viewer, project.id, 12)),
    )
    return respond("projects/helpers.html", page)


@dataclass(frozen=True)
class InvitePage:
    """The form to invite somebody into a project."""

    slug: str
    title: str
    waiting: int
    person: str
    name: str
    back: str
    form: AskForm = field(metadata={"api": False})


@pages.route("/<slug>/invite/<member>", methods=["GET", "POST"])
@members_only
def invite(viewer: Viewer, slug: str, member: str) -> ResponseReturnValue:
    """Invite somebody into a project that one leads."""
    project, standing = lead(viewer, slug)
    person: Member = find(viewer, Member, Member.slug == member)
    form = AskForm()
    form.offer_needs(facts.needs_of(viewer, project.id), _("Joining in general"))
    name = person.name
    if posted(form):
        limits.check("invite", str(viewer.account_id), 20, DAY)
        try:
            words = typed(form.message)
            joining.invite(viewer, project, person, form.need_id, words)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
            project, standing = lead(viewer, slug)
        else:
            message = _("%(name)s has your invitation.", name=name)
            return done(message, "projects.offers", slug=slug)
    page = InvitePage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        person=member,
        name=name,
        back=url_for("projects.helpers", slug=project.slug),
        form=form,
    )
    return respond("projects/invite.html", page, 422 if form.problems else 200)
