"""For the leads of a project: its offers, kind answers, and people to invite."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from community.core import journal
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.visible import find
from community.matching.answers import PersonSuggestion, Role, helpers_of
from community.members.availability import Free, free_time
from community.projects import team
from community.projects.models import JoinKind, JoinState, Project, ProjectState, Reason
from community.staffing import answering
from community.staffing import requests as reads
from community.staffing.welcome import unknown_of
from community.web import bell
from community.web.door import members_only
from community.web.forms import Form, done, posted, typed
from community.web.projects import pages
from community.web.projects_edit import lead
from community.web.projects_reasons import FILTERS, reason_label, reason_words
from community.web.respond import respond, told

for name, function in FILTERS.items():
    pages.add_app_template_filter(function, name)

MOST = 12
"""So many people are proposed at once."""


@dataclass(frozen=True)
class OffersPage:
    """The offers to a project and the invitations into it, for its lead.

    `queue` are those who wait for a place; `unknown` whom the viewer may greet.
    """

    slug: str
    title: str
    waiting: int
    offers: tuple[reads.RequestLine, ...]
    invitations: tuple[reads.RequestLine, ...]
    queue: tuple[reads.RequestLine, ...]
    past: tuple[reads.RequestLine, ...]
    shown_to: Audience
    unknown: frozenset[int] = field(default=frozenset(), metadata={"api": False})
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})


def _offers(viewer: Viewer, slug: str, problem: str = "") -> ResponseReturnValue:
    project, standing = lead(viewer, slug)
    found = reads.requests(viewer, project.id)
    sent = [one for one in found if one.state is JoinState.SENT]
    came = [one.person for one in found if one.state is JoinState.ACCEPTED]
    page = OffersPage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        offers=tuple(one for one in sent if one.kind is JoinKind.OFFER),
        invitations=tuple(one for one in sent if one.kind is JoinKind.INVITATION),
        queue=tuple(one for one in found if one.state is JoinState.WAITING),
        past=tuple(one for one in found if not one.open),
        shown_to=team.default_audience(project.id),
        unknown=unknown_of(viewer, [one for one in came if one is not None]),
        problems=(("", problem),) if problem else (),
    )
    note_seen(found)
    bell.read_here(viewer)
    return respond("projects/offers.html", page, 422 if problem else 200)


def note_seen(lines: tuple[reads.RequestLine, ...]) -> None:
    """Let those who asked know that their requests were seen."""
    fresh = reads.unseen(lines)
    if fresh:
        journal.aside(lambda: reads.mark_seen(fresh), may_fail=True)


def show_offers(viewer: Viewer, number: int, problem: str) -> ResponseReturnValue:
    """Show the offers to a project once more, with what was refused."""
    project: Project = find(viewer, Project, Project.id == number)
    return _offers(viewer, project.slug, problem)


@pages.get("/<slug>/requests")
@members_only
def offers(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """List the offers to a project to its lead."""
    return _offers(viewer, slug)


# ---------------------------------------------------------------- not now, kindly
class DeclineForm(Form):
    """Why not now, in words that are ready or one's own."""

    reason = RadioField(_l("Why?"), [InputRequired(_l("Choose a reason"))])
    words = TextAreaField(
        _l("Your own words"),
        [Length(max=600, message=_l("Use 600 letters or fewer"))],
    )

    def offer_reasons(self) -> None:
        """Fill the list of reasons."""
        self.reason.choices = [(one.value, reason_label(one)) for one in Reason]

    @property
    def answer(self) -> str:
        """What is sent: one's own words, or those that are ready for the reason."""
        return typed(self.words).strip() or reason_words(typed(self.reason))


@dataclass(frozen=True)
class DeclinePage:
    """The form to say not now to one offer."""

    slug: str
    title: str
    waiting: int
    line: reads.RequestLine
    form: DeclineForm = field(metadata={"api": False})


@pages.route("/<slug>/requests/<int:request_id>/not-now", methods=["GET", "POST"])
@members_only
def not_now(viewer: Viewer, slug: str, request_id: int) -> ResponseReturnValue:
    """Say not now to an offer, or to somebody who waits, with a kind reason."""
    project, standing = lead(viewer, slug)
    form = DeclineForm()
    form.offer_reasons()
    if posted(form):
        reason = Reason(typed(form.reason))
        try:
            answering.decline(viewer, request_id, form.answer, reason)
        except Refused as error:
            db.session.rollback()
            return show_offers(viewer, project.id, told(error))
        message = _(
            "We tell them, kindly, in an hour. Until then you can take it back."
        )
        return done(message, "projects.offers", slug=slug)
    page = DeclinePage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        line=_to_decline(viewer, project, request_id),
        form=form,
    )
    return respond("projects/not_now.html", page, 422 if form.problems else 200)


def _to_decline(viewer: Viewer, project: Project, number: int) -> reads.RequestLine:
    for line in reads.requests(viewer, project.id):
        if line.id == number and (line.to_answer or line.turn):
            return line
    raise NotFound("request")


# ---------------------------------------------------------------- people to invite
@dataclass(frozen=True)
class HelpersPage:
    """People who could help a project, or with one `need` of it, each with reasons."""

    slug: str
    title: str
    waiting: int
    open: bool
    needs: tuple[Role, ...]
    need: Role | None
    people: tuple[PersonSuggestion, ...]
    free: dict[int, Free] = field(default_factory=dict, metadata={"api": False})


@pages.get("/<slug>/people")
@members_only
def helpers(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Suggest people who could help, to the lead."""
    project, standing = lead(viewer, slug)
    wanted = request.args.get("need", type=int)
    found = helpers_of(viewer, project.id, MOST, wanted)
    page = HelpersPage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        open=project.state is ProjectState.PUBLISHED,
        needs=found.roles,
        need=next((one for one in found.roles if one.id == wanted), None),
        people=found.people,
        free=free_time(viewer, [one.card.id for one in found.people]),
    )
    return respond("projects/helpers.html", page)
