"""Report something to the moderators."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from community.core import limits
from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.core.visible import find
from community.members.models import Member
from community.projects.models import Project
from community.safeguarding import commands
from community.safeguarding.events import reported_event
from community.safeguarding.ideas import reported_comment, reported_idea
from community.safeguarding.messages import reported_message
from community.safeguarding.models import ReportReason
from community.safeguarding.news import reported_update
from community.safeguarding.stories import reported_story
from community.web.door import signed_in
from community.web.forms import Form, at_most, done, options, posted, safe_next
from community.web.respond import respond
from community.web.safeguarding import pages

DAY = 86_400

REPORTED: dict[str, Callable[[Viewer, str], tuple[commands.Reported, str]]] = {
    "comment": reported_comment,
    "event": reported_event,
    "idea": reported_idea,
    "message": reported_message,
    "story": reported_story,
    "update": reported_update,
}
"""How what is reported is found, as far as whoever reports it sees it."""


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
        [at_most(2000)],
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
    """Report somebody, or something that somebody made, to the moderators."""
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
    if kind in REPORTED:
        return REPORTED[kind](viewer, slug)
    if kind == "project":
        project: Project = find(viewer, Project, Project.slug == slug)
        excerpt = f"{project.title}: {project.summary}"
        return commands.Reported(kind, project.id, None, excerpt), project.title
    raise NotFound(kind)
