"""Block, report, and the moderators' queue."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from community.core import limits
from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.core.visible import find
from community.ideas.models import Idea
from community.members.models import Member
from community.programme.models import Event, Update
from community.projects.models import Project
from community.safeguarding import commands, muting, queries
from community.safeguarding.events import reported_event
from community.safeguarding.ideas import reported_comment, reported_idea
from community.safeguarding.messages import reported_message
from community.safeguarding.models import Report, ReportReason, ReportState
from community.safeguarding.news import reported_update
from community.safeguarding.stories import reported_story
from community.web import bell
from community.web.door import members_only, moderators_only, signed_in
from community.web.forms import Form, done, options, posted, safe_next, typed
from community.web.respond import respond

pages = Blueprint("safeguarding", __name__)

DAY = 86_400


@dataclass(frozen=True)
class BlockPage:
    """The question before a block."""

    slug: str
    name: str


@dataclass(frozen=True)
class BlocksPage:
    """Whom the viewer blocked, and whom they see less of."""

    blocks: tuple[queries.BlockCard, ...]
    mutes: tuple[queries.MuteCard, ...]


@pages.route("/members/<slug>/block", methods=["GET", "POST"])
@members_only
def block(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Ask, then block somebody."""
    other: Member = find(viewer, Member, Member.slug == slug)
    if other.id == viewer.member_id:
        raise NotFound
    if request.method == "GET":
        return respond("safeguarding/block.html", BlockPage(slug, other.name))
    commands.block(viewer, other)
    flash(_("You will not see each other any more. Nobody is told."))
    return redirect(url_for("safeguarding.blocks"))


@pages.get("/account/blocks")
@members_only
def blocks(viewer: Viewer) -> ResponseReturnValue:
    """List whom the viewer blocked or muted."""
    page = BlocksPage(queries.my_blocks(viewer), queries.my_mutes(viewer))
    return respond("safeguarding/blocks.html", page)


@pages.post("/account/blocks/<int:block_id>/end")
@members_only
def unblock(viewer: Viewer, block_id: int) -> ResponseReturnValue:
    """Take a block back."""
    commands.unblock(viewer, block_id)
    return done(_("The block has ended."), "safeguarding.blocks")


@dataclass(frozen=True)
class MutePage:
    """What it means to see less of somebody."""

    slug: str
    name: str
    muted: bool


@pages.route("/members/<slug>/mute", methods=["GET", "POST"])
@members_only
def mute(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Say what it means, then see less of somebody."""
    other: Member = find(viewer, Member, Member.slug == slug)
    if other.id == viewer.member_id:
        raise NotFound
    if request.method == "GET":
        muted = queries.is_muted(viewer, other.id)
        return respond("safeguarding/mute.html", MutePage(slug, other.name, muted))
    muting.mute(viewer, other)
    message = _("You see less of %(name)s. Nobody is told.", name=other.name)
    return done(message, "safeguarding.blocks")


@pages.post("/account/mutes/<int:mute_id>/end")
@members_only
def unmute(viewer: Viewer, mute_id: int) -> ResponseReturnValue:
    """See somebody in lists again."""
    muting.unmute(viewer, mute_id)
    return done(_("You see them in lists again."), "safeguarding.blocks")


class ReportForm(Form):
    """What is wrong."""

    reason = RadioField(
        _l("What is wrong?"),
        [InputRequired(_l("Choose what is wrong"))],
        choices=options(
            (ReportReason.SAFETY.value, _l("I am worried about somebody’s safety")),
            (ReportReason.HARASSMENT.value, _l("Harassment or unkindness")),
            (ReportReason.PRIVATE.value, _l("It shows somebody’s private information")),
            (ReportReason.SPAM.value, _l("It sells or advertises something")),
            (ReportReason.OTHER.value, _l("Something else")),
        ),
    )
    text = TextAreaField(
        _l("What should we know?"),
        [Length(max=2000, message=_l("Use 2,000 letters or fewer"))],
    )


@dataclass(frozen=True)
class ReportPage:
    """The form to report something."""

    kind: str
    slug: str
    name: str
    next: str
    form: ReportForm = field(metadata={"api": False})


@pages.route("/report/<kind>/<slug>", methods=["GET", "POST"])
@signed_in
def report(viewer: Viewer, kind: str, slug: str) -> ResponseReturnValue:
    """Report a person, a project, a message, an idea or a comment to the moderators."""
    thing, name = _reported(viewer, kind, slug)
    form = ReportForm()
    page = ReportPage(kind, slug, name, safe_next(url_for("home.index")), form)
    if not posted(form):
        return respond("safeguarding/report.html", page, 422 if form.errors else 200)
    limits.check("report", str(viewer.account_id), 20, DAY)
    try:
        reason = ReportReason(form.reason.data)
        receipt = commands.report(viewer, thing, reason, form.text.data or "")
    except Refused as error:
        form.refuse(error, "text")
        return respond("safeguarding/report.html", page, 422)
    return done(
        _(
            "Thank you. The moderators have it. Your receipt number is %(n)s.",
            n=receipt,
        ),
        "pages.urgent_help" if reason is ReportReason.SAFETY else "home.index",
    )


def _reported(viewer: Viewer, kind: str, slug: str) -> tuple[commands.Reported, str]:
    if kind == "person":
        member: Member = find(viewer, Member, Member.slug == slug)
        return commands.Reported(kind, member.id, member.account_id, ""), member.name
    if kind == "message":
        return reported_message(viewer, slug)
    if kind == "idea":
        return reported_idea(viewer, slug)
    if kind == "comment":
        return reported_comment(viewer, slug)
    if kind == "update":
        return reported_update(viewer, slug)
    if kind == "story":
        return reported_story(viewer, slug)
    if kind == "project":
        project: Project = find(viewer, Project, Project.slug == slug)
        excerpt = f"{project.title}: {project.summary}"
        return commands.Reported(kind, project.id, None, excerpt), project.title
    if kind == "event":
        return reported_event(viewer, slug)
    raise NotFound(kind)


@dataclass(frozen=True)
class ReportsPage:
    """The moderators' queue."""

    state: ReportState
    reports: tuple[queries.ReportCard, ...]


@pages.get("/moderate/")
@moderators_only
def queue(viewer: Viewer) -> ResponseReturnValue:
    """List the reports in one state."""
    try:
        state = ReportState(request.args.get("state", ReportState.NEW))
    except ValueError:
        raise NotFound("state") from None
    return respond(
        "safeguarding/queue.html", ReportsPage(state, queries.reports(viewer, state))
    )


class OutcomeForm(Form):
    """What came of a report."""

    outcome = TextAreaField(
        _l("What came of it?"),
        [InputRequired(_l("Write what came of it, in a sentence"))],
    )


@dataclass(frozen=True)
class CasePage:
    """One report, and what can be done."""

    report: queries.ReportCard
    subject: str
    link: str
    form: OutcomeForm = field(metadata={"api": False})


@pages.route("/moderate/<int:report_id>", methods=["GET", "POST"])
@moderators_only
def case(viewer: Viewer, report_id: int) -> ResponseReturnValue:
    """Show one report; a POST closes it."""
    row = queries.report(viewer, report_id)
    form = OutcomeForm()
    if posted(form):
        try:
            commands.close(viewer, row, typed(form.outcome))
            return done(_("The report is closed."), "safeguarding.queue")
        except Refused as error:
            form.refuse(error, "outcome")
    card = queries.ReportCard(
        **{name: getattr(row, name) for name in queries.ReportCard.__dataclass_fields__}
    )
    page = CasePage(card, *_subject(viewer, row), form)
    bell.read_here(viewer)
    return respond("safeguarding/case.html", page, 422 if form.errors else 200)


_PAGES: dict[str, tuple[type[Any], str, str]] = {
    "project": (Project, "projects.show", "slug"),
    "story": (Project, "projects.stories", "slug"),
    "idea": (Idea, "ideas.show", "idea"),
    "update": (Update, "updates.show", "update"),
    "event": (Event, "events.show", "event"),
}
"""Where reported things are read; for all others it is the page of a person."""


def _subject(viewer: Viewer, row: Report) -> tuple[str, str]:
    """Return what a report is about, and its page if the moderator may open it."""
    name, slug = queries.subject(viewer, row)
    person = (Member, "members.profile", "slug")
    entity, endpoint, argument = _PAGES.get(row.subject_kind, person)
    try:
        find(viewer, entity, entity.slug == slug)
        values: dict[str, Any] = {argument: slug}
        return name, url_for(endpoint, **values)
    except NotFound:
        return name or _("a member"), ""


@pages.post("/moderate/<int:report_id>/take-up")
@moderators_only
def take_up(viewer: Viewer, report_id: int) -> ResponseReturnValue:
    """Say that somebody looks into it."""
    commands.take_up(viewer, queries.report(viewer, report_id))
    return done(_("It is yours now."), "safeguarding.case", report_id=report_id)
