"""The moderators' queue, and one report in it."""

from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from community.core.access import Viewer
from community.core.errors import NotFound, Refused
from community.core.visible import find
from community.ideas.models import Idea
from community.members.models import Member
from community.programme.models import Event, Update
from community.projects.models import Project
from community.safeguarding import commands, queries
from community.safeguarding.models import Case, CaseState
from community.web import bell
from community.web.door import moderators_only
from community.web.forms import Form, done, posted, typed
from community.web.respond import respond
from community.web.safeguarding import pages


@dataclass(frozen=True)
class ReportsPage:
    """The moderators' queue."""

    state: CaseState
    cases: tuple[queries.CaseCard, ...]


@pages.get("/moderate/")
@moderators_only
def queue(viewer: Viewer) -> ResponseReturnValue:
    """List the reports in one state."""
    try:
        state = CaseState(request.args.get("state", CaseState.OPEN))
    except ValueError:
        raise NotFound("state") from None
    return respond(
        "safeguarding/queue.html", ReportsPage(state, queries.cases(viewer, state))
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

    case: queries.CaseCard
    reports: tuple[queries.ReportCard, ...]
    subject: str
    link: str
    form: OutcomeForm = field(metadata={"api": False})


@pages.route("/moderate/<int:case_id>", methods=["GET", "POST"])
@moderators_only
def case(viewer: Viewer, case_id: int) -> ResponseReturnValue:
    """Show one report; a POST closes it."""
    row = queries.case(viewer, case_id)
    form = OutcomeForm()
    if posted(form):
        try:
            commands.close(viewer, row, typed(form.outcome))
            return done(_("The report is closed."), "safeguarding.queue")
        except Refused as error:
            form.refuse(error, "outcome")
    card = queries.CaseCard(
        **{name: getattr(row, name) for name in queries.CaseCard.__dataclass_fields__}
    )
    told = queries.reports(viewer, row.id)
    page = CasePage(card, told, *_subject(viewer, row), form)
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


def _subject(viewer: Viewer, row: Case) -> tuple[str, str]:
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


@pages.post("/moderate/<int:case_id>/take-up")
@moderators_only
def take_up(viewer: Viewer, case_id: int) -> ResponseReturnValue:
    """Say that somebody looks into it."""
    commands.take_up(viewer, queries.case(viewer, case_id))
    return done(_("It is yours now."), "safeguarding.case", case_id=case_id)
