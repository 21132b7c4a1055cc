"""One's own offers and invitations, their answers, and how they end."""

from dataclasses import dataclass, field

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.visible import find
from community.matching import feedback
from community.matching.alternatives import Alternatives, alternatives
from community.members.queries import MemberCard
from community.projects import team
from community.projects.models import JoinKind, JoinRequest, JoinState, Project
from community.staffing import answering, ended, replies
from community.staffing import requests as reads
from community.staffing.welcome import leads_to_greet
from community.web import bell
from community.web.door import door, members_only
from community.web.forms import done
from community.web.projects import pages
from community.web.projects_offers import note_seen, show_offers
from community.web.respond import respond, told


@dataclass(frozen=True)
class RequestsPage:
    """The viewer's offers and invitations, and where offers wait for them.

    `usual` says how long answers take, by project; `leads` are whom one may greet.
    """

    waiting: tuple[reads.Waiting, ...]
    invitations: tuple[reads.RequestLine, ...]
    sent: tuple[reads.RequestLine, ...]
    past: tuple[reads.RequestLine, ...]
    choices: tuple[Audience, ...]
    sensitive: frozenset[int]
    usual: dict[int, replies.Usual]
    leads: dict[int, tuple[MemberCard, ...]] = field(default_factory=dict)
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})


def _requests(viewer: Viewer, problem: str = "") -> ResponseReturnValue:
    found = reads.requests(viewer)
    invitations = tuple(one for one in found if one.to_answer)
    sent = tuple(one for one in found if one.open and not one.to_answer)
    unanswered = {one.project_id for one in sent if one.state is JoinState.SENT}
    joined = [one for one in found if one.state is JoinState.ACCEPTED][:3]
    page = RequestsPage(
        waiting=reads.waiting_offers(viewer),
        invitations=invitations,
        sent=sent,
        past=tuple(one for one in found if not one.open),
        choices=team.CHOICES,
        sensitive=_sensitive(invitations),
        usual=replies.usual_replies(unanswered) if unanswered else {},
        leads=leads_to_greet(viewer, {one.project_id for one in joined}),
        problems=(("", problem),) if problem else (),
    )
    note_seen(found)
    bell.read_here(viewer)
    return respond("projects/requests.html", page, 422 if problem else 200)


def _sensitive(lines: tuple[reads.RequestLine, ...]) -> frozenset[int]:
    ids = {one.project_id for one in lines}
    return team.sensitive_ones(ids) if ids else frozenset()


@pages.get("/requests/")
@door("member", record=RequestsPage)
def requests(viewer: Viewer) -> ResponseReturnValue:
    """List one's offers, and the invitations to answer."""
    return _requests(viewer)


# ---------------------------------------------------------------- the answer
@pages.post("/requests/<int:request_id>/answer")
@members_only
def answer(viewer: Viewer, request_id: int) -> ResponseReturnValue:
    """Say yes, or not now, to an invitation or, as a lead, to an offer."""
    row: JoinRequest = find(viewer, JoinRequest, JoinRequest.id == request_id)
    invited, number = row.kind is JoinKind.INVITATION, row.project_id
    try:
        if request.form.get("answer") != "yes":
            answering.decline(viewer, request_id, request.form.get("words", ""))
            return done(_("We tell them: not now."), "projects.requests")
        row = answering.accept(viewer, request_id, _audience())
    except Refused as error:
        db.session.rollback()
        if invited:
            return _requests(viewer, told(error))
        return show_offers(viewer, number, told(error))
    project: Project = find(viewer, Project, Project.id == number)
    if not invited:
        return done(_accepted(row), "projects.offers", slug=project.slug)
    if row.state is JoinState.WAITING:
        message = _(
            "You are on the waiting list. The next place that comes free is yours."
        )
        return done(message, "projects.requests")
    message = _("Welcome. You are in “%(title)s” now.", title=project.title)
    return done(message, "projects.show", slug=project.slug)


def _audience() -> Audience | None:
    chosen = request.form.get("audience", "")
    return Audience(chosen) if chosen in set(Audience) else None


def _accepted(row: JoinRequest) -> str:
    if row.state is JoinState.WAITING:
        words = _(
            "All places are taken, so they are on the waiting list. The next place "
            "that comes free is theirs. We tell them."
        )
        return str(words)
    return str(_("They are in. We tell them."))


@pages.post("/requests/<int:request_id>/withdraw")
@members_only
def withdraw(viewer: Viewer, request_id: int) -> ResponseReturnValue:
    """Take one's own offer or invitation back, or leave a waiting list."""
    row: JoinRequest = find(viewer, JoinRequest, JoinRequest.id == request_id)
    mine, number = row.member_id == viewer.member_id, row.project_id
    waited = row.waits_since is not None
    try:
        answering.withdraw(viewer, request_id)
    except Refused as error:
        db.session.rollback()
        if mine:
            return _requests(viewer, told(error))
        return show_offers(viewer, number, told(error))
    if mine:
        message = (
            _("You are not on the waiting list any more.")
            if waited
            else _("You have taken your offer back.")
        )
        return done(message, "projects.requests")
    project: Project = find(viewer, Project, Project.id == number)
    message = _("You have taken the invitation back.")
    return done(message, "projects.offers", slug=project.slug)


@pages.post("/requests/<int:request_id>/undo")
@members_only
def undo(viewer: Viewer, request_id: int) -> ResponseReturnValue:
    """Take a "not now" back that one has just said."""
    row: JoinRequest = find(viewer, JoinRequest, JoinRequest.id == request_id)
    mine, number = row.member_id == viewer.member_id, row.project_id
    try:
        answering.take_back(viewer, request_id)
    except Refused as error:
        db.session.rollback()
        if mine:
            return _requests(viewer, told(error))
        return show_offers(viewer, number, told(error))
    message = _("It waits for an answer again. Nobody was told.")
    if mine:
        return done(message, "projects.requests")
    project: Project = find(viewer, Project, Project.id == number)
    return done(message, "projects.offers", slug=project.slug)


# ---------------------------------------------------------------- the end
@dataclass(frozen=True)
class EndedPage:
    """A request that came to no yes, what happened, and three other projects."""

    request: ended.EndedRequest
    others: Alternatives
    back: str = field(default="", metadata={"api": False})


@pages.get("/requests/<int:ended_id>/ended")
@door("member", record=EndedPage)
def over(viewer: Viewer, ended_id: int) -> ResponseReturnValue:
    """Say sorry that it came to no yes, and which other projects there are."""
    found = ended.ended(viewer, ended_id)
    others = alternatives(viewer, found.project_id)
    feedback.keep_shown(viewer, list(others.showings))
    bell.read_here(viewer)
    page = EndedPage(found, others, url_for("projects.requests"))
    return respond("projects/ended.html", page)
