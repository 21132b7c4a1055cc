"""Taking a break, the one page there is meanwhile, and coming back."""

from dataclasses import dataclass, field
from datetime import date

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField
from wtforms.validators import InputRequired, Optional

from community.accounts.models import State
from community.core import limits
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.members import resting
from community.projects import absence
from community.web.account import pages
from community.web.door import members_only, signed_in
from community.web.forms import Form, done, options, posted
from community.web.respond import respond

DAY = 86_400
A_DAY = 5
NO_DAY = N_("Choose the day on which you want to be back")


class BreakForm(Form):
    """How long somebody wants to be away."""

    how_long = RadioField(
        _l("How long?"),
        [InputRequired(_l("Choose how long you want to be away"))],
        default="day",
        choices=options(
            ("day", _l("Until a day")), ("open", _l("Until I come back by myself"))
        ),
    )
    until = DateField(_l("Back on"), [Optional()])

    def day(self) -> date | None:
        """Return the day that was chosen, or None for an open end."""
        if self.how_long.data == "open":
            return None
        chosen: date | None = self.until.data
        if chosen is None:
            raise Refused(NO_DAY)
        return chosen


@dataclass(frozen=True)
class BreakPage:
    """What a break means, and the projects that nobody would lead meanwhile."""

    led_alone: tuple[absence.Led, ...]
    form: BreakForm = field(metadata={"api": False})


@dataclass(frozen=True)
class AwayPage:
    """The one page while one rests."""

    until: date | None


@pages.get("/break")
@signed_in
def rest(viewer: Viewer) -> ResponseReturnValue:
    """Ask how long; to somebody who rests, say until when and offer to come back."""
    if viewer.state == State.RESTING:
        return respond("account/away.html", AwayPage(resting.until_when(viewer)))
    if not viewer.is_member:
        return redirect(url_for("sign_in.waiting"))
    return _asked(viewer, BreakForm())


def _asked(viewer: Viewer, form: BreakForm) -> ResponseReturnValue:
    page = BreakPage(absence.led_alone(viewer), form)
    return respond("account/break.html", page, 422 if form.problems else 200)


@pages.post("/break")
@members_only
def begin_rest(viewer: Viewer) -> ResponseReturnValue:
    """Take a break."""
    form = BreakForm()
    if not posted(form):
        return _asked(viewer, form)
    limits.check("rest", str(viewer.account_id), A_DAY, DAY)
    try:
        absence.take_a_break(viewer, form.day())
    except Refused as error:
        db.session.rollback()
        form.refuse(error, "until" if form.how_long.data == "day" else None)
        return _asked(viewer, form)
    return done(_("Your break has begun. Take care."), "account.rest")


@pages.post("/break/end")
@signed_in
def come_back(viewer: Viewer) -> ResponseReturnValue:
    """Come back from a break; all is as it was."""
    if resting.come_back(viewer):
        return done(_("Welcome back. All is as you left it."), "suggestions.index")
    return redirect(url_for("account.rest"))
