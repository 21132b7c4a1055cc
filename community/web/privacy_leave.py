"""Leaving: what it means, one more question, and the one page of the days after."""

from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.accounts.models import Account, State
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.privacy import leaving
from community.web import sessions
from community.web.door import door, signed_in
from community.web.forms import Form, done, posted
from community.web.respond import respond

pages = Blueprint("privacy_leave", __name__, url_prefix="/account/privacy/leave")


class LeaveForm(Form):
    """A button alone: the page around it says what it does."""


@dataclass(frozen=True)
class LeavePage:
    """What leaving means, what must be done first, and on which day all is erased."""

    day: date
    led_alone: tuple[leaving.LedAlone, ...]
    can_rest: bool
    form: Form = field(metadata={"api": False})


@dataclass(frozen=True)
class GoingPage:
    """The one page while one leaves."""

    day: date | None


@pages.get("")
@signed_in
def index(viewer: Viewer) -> ResponseReturnValue:
    """Say what leaving means; to somebody who leaves, offer to keep the account."""
    if viewer.state == State.LEAVING:
        return respond("privacy/going.html", GoingPage(leaving.goes_on(viewer)))
    return _page(viewer, "privacy/leave.html", LeaveForm())


def _page(viewer: Viewer, template: str, form: Form) -> ResponseReturnValue:
    page = LeavePage(
        clock.today() + leaving.GRACE, leaving.must_hand_over(viewer),
        viewer.is_member, form,
    )  # fmt: skip
    return respond(template, page, 422 if form.problems else 200)


@pages.get("/sure")
@door("signed in", sudo=True)
def sure(viewer: Viewer) -> ResponseReturnValue:
    """Ask once more, with the day."""
    if viewer.state == State.LEAVING or leaving.must_hand_over(viewer):
        return redirect(url_for("privacy_leave.index"))
    return _page(viewer, "privacy/leave_sure.html", LeaveForm())


@pages.post("/sure")
@door("signed in", sudo=True)
def leave(viewer: Viewer) -> ResponseReturnValue:
    """Go: hidden and signed out everywhere from this moment."""
    form = LeaveForm()
    if not posted(form):
        return _page(viewer, "privacy/leave_sure.html", form)
    try:
        day = leaving.leave(viewer)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _page(viewer, "privacy/leave_sure.html", form)
    response = make_response(render_template("privacy/gone.html", page=GoingPage(day)))
    return sessions.forget_cookie(response)


@pages.post("/keep")
@signed_in
def keep(viewer: Viewer) -> ResponseReturnValue:
    """Keep the account; all is as it was, but for what moderators decided since."""
    if leaving.keep(viewer):
        account = db.session.get_one(Account, viewer.account_id)
        if account.state is State.SUSPENDED:
            return redirect(url_for("safeguarding.own_measures"))
        return done(_("Welcome back. All is as you left it."), "suggestions.index")
    return redirect(url_for("privacy_leave.index"))
