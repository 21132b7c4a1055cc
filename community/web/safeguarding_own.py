"""What was decided about oneself: a warning to read, each measure, and appealing."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired

from community.core.access import Viewer
from community.core.errors import Refused
from community.safeguarding import appeals, measures, own
from community.web import bell
from community.web.door import signed_in
from community.web.forms import Form, at_most, done, posted, safe_next, typed
from community.web.respond import respond
from community.web.safeguarding import pages


class ReadForm(Form):
    """That somebody has read a warning."""

    read = BooleanField(
        _l("I have read this, and I will keep to the house rules"),
        [InputRequired(_l("Tick the box once you have read it"))],
    )


@dataclass(frozen=True)
class WarningPage:
    """A warning that its reader must acknowledge before they go on."""

    warning: own.OwnMeasure
    next: str
    form: ReadForm = field(metadata={"api": False})


@pages.route("/account/warning", methods=["GET", "POST"])
@signed_in
def warning(viewer: Viewer) -> ResponseReturnValue:
    """Show the oldest warning that waits; a POST says that it is read."""
    waiting, there = own.unread_warning(viewer), safe_next(url_for("home.index"))
    if waiting is None:
        return redirect(there)
    form = ReadForm()
    if not posted(form):
        page = WarningPage(waiting, there, form)
        bell.read_here(viewer)
        return respond("safeguarding/warning.html", page, 422 if form.errors else 200)
    measures.acknowledge(viewer, waiting.id)
    return redirect(there)


@dataclass(frozen=True)
class MeasuresPage:
    """What was decided about the viewer; until when they are suspended, if they are.

    Without `until` no day ends it; `pending` says that a rule did it and moderators
    have not looked yet.
    """

    measures: tuple[own.OwnMeasure, ...]
    suspended: bool
    until: datetime | None
    pending: bool


@pages.get("/account/measures")
@signed_in
def own_measures(viewer: Viewer) -> ResponseReturnValue:
    """List what was decided about the viewer."""
    found = own.mine(viewer)
    holding = [one for one in found if one.suspends and one.holds]
    ends = [one.until for one in holding if one.until is not None]
    bounded = len(ends) == len(holding)
    page = MeasuresPage(
        found, viewer.state == "suspended", max(ends) if ends and bounded else None,
        bool(holding) and all(one.by_rule for one in holding),
    )  # fmt: skip
    return respond("safeguarding/own_measures.html", page)


class AppealForm(Form):
    """Why somebody else should look again."""

    text = TextAreaField(
        _l("Why should somebody else look at it again?"),
        [InputRequired(_l("Write why it should be decided anew")), at_most(2000)],
    )


@dataclass(frozen=True)
class OwnMeasurePage:
    """One measure about the viewer."""

    measure: own.OwnMeasure
    form: AppealForm = field(metadata={"api": False})


@pages.route("/account/measures/<int:measure_id>", methods=["GET", "POST"])
@signed_in
def own_measure(viewer: Viewer, measure_id: int) -> ResponseReturnValue:
    """Show one measure about the viewer; a POST appeals against it."""
    page = OwnMeasurePage(own.one(viewer, measure_id), AppealForm())
    form = page.form
    if not posted(form):
        bell.read_here(viewer)
        status = 422 if form.errors else 200
        return respond("safeguarding/own_measure.html", page, status)
    try:
        appeals.appeal(viewer, measure_id, typed(form.text))
    except Refused as error:
        form.refuse(error, "text")
        return respond("safeguarding/own_measure.html", page, 422)
    words = _("Another moderator will decide. You get a letter with the answer.")
    return done(words, "safeguarding.own_measures")
