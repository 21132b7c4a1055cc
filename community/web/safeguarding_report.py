"""Report something to the moderators, and see what one has reported."""

from dataclasses import dataclass, field

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from community.core import limits
from community.core.access import Viewer
from community.core.errors import Refused
from community.safeguarding import commands, queries, reporting
from community.safeguarding.models import ReportReason
from community.safeguarding.things import reported
from community.web.crisis import numbers
from community.web.door import signed_in
from community.web.forms import Form, at_most, options, posted, safe_next, typed
from community.web.respond import respond
from community.web.safeguarding import pages
from community.web.safeguarding_report_words import ALONG, REASONS, heading

A_DAY, DAY = 20, 86_400


class ReportForm(Form):
    """What is wrong."""

    reason = RadioField(
        _l("What is wrong?"),
        [InputRequired(_l("Choose what is wrong"))],
        choices=options(*((one.value, words) for one, words in REASONS.items())),
    )
    text = TextAreaField(
        _l("What should we know?"),
        [at_most(2000)],
    )
    block = BooleanField(
        _l("Block them too: signed in, we do not see each other any more")
    )


@dataclass(frozen=True)
class ReportPage:
    """The form to report something; `whom` can be blocked in the same step."""

    kind: str
    heading: str
    along: str
    help: tuple[str, ...]
    whom: str
    next: str
    form: ReportForm = field(metadata={"api": False})


@pages.route("/report/<kind>/<slug>", methods=["GET", "POST"])
@signed_in
def report(viewer: Viewer, kind: str, slug: str) -> ResponseReturnValue:
    """Report somebody, or something that somebody made, to the moderators."""
    thing, name = reported(viewer, kind, slug)
    maker = queries.to_block(viewer, thing)
    form = ReportForm()
    page = ReportPage(
        thing.kind, heading(thing.kind, name), str(ALONG.get(kind, "")),
        tuple(numbers().values()), maker.name if maker else "",
        safe_next(url_for("home.index")), form,
    )  # fmt: skip
    if not posted(form):
        return respond("safeguarding/report.html", page, 422 if form.errors else 200)
    limits.check("report", str(viewer.account_id), A_DAY, DAY)
    reason = ReportReason(form.reason.data)
    try:
        receipt = reporting.report(viewer, thing, reason, typed(form.text))
    except Refused as error:
        form.refuse(error, "text")
        return respond("safeguarding/report.html", page, 422)
    if form.block.data and maker is not None:
        commands.block(viewer, maker)
    flash(
        _(
            "Thank you. The moderators have it. Your receipt number is %(n)s.",
            n=receipt,
        )
    )
    there = "pages.urgent_help" if reason.harm else "safeguarding.my_reports"
    return redirect(url_for(there))


@dataclass(frozen=True)
class MyReportsPage:
    """What the viewer has reported, newest first."""

    reports: tuple[reporting.MyReport, ...]


@pages.get("/account/reports")
@signed_in
def my_reports(viewer: Viewer) -> ResponseReturnValue:
    """List what the viewer has reported: the receipts, and what is still open."""
    page = MyReportsPage(reporting.my_reports(viewer))
    return respond("safeguarding/my_reports.html", page)
