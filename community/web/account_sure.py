"""The page that asks whoever is here to confirm who they are, and what it needs."""

from dataclasses import dataclass, field

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.accounts import commands, factors, limits, passkeys
from community.accounts.models import Account, Purpose
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.web import sessions, sudo
from community.web.account import pages
from community.web.door import door, signed_in
from community.web.errors import page as error_page
from community.web.forms import Form, back, done, posted, safe_next
from community.web.passkeys import site
from community.web.respond import respond, told


@pages.route("/sure", methods=["GET", "POST"])
@door("signed in", deferred=True)
def sure(viewer: Viewer) -> ResponseReturnValue:
    """Ask for proof, then go on to the page that wants it."""
    there = safe_next(url_for("account.index"))
    form = sudo.SureForm(prefix=sudo.PROOF)
    if sessions.is_sure() or (form.given and sudo.proven(viewer, form)):
        return redirect(there)
    return sudo.question(viewer, form, url_for("account.sure", next=there), ())


@pages.post("/sure/passkey")
@signed_in
def sure_passkey(viewer: Viewer) -> ResponseReturnValue:
    """Say what a passkey has to sign as proof."""
    asked = site()
    if asked is None:
        raise Refused(passkeys.NO)
    limits.check("sudo", account=str(viewer.account_id))
    about = passkeys.about(sudo.ABOUT, sessions.here())
    words = passkeys.ask(asked, about, viewer.account_id)
    return words, 200, {"Content-Type": "application/json"}


@pages.post("/sure/link")
@signed_in
def sure_link(viewer: Viewer) -> ResponseReturnValue:
    """Send a link that is proof, to somebody who has nothing else to show."""
    account = db.session.get_one(Account, viewer.account_id)
    if account.password_hash is not None or factors.has_some(account.id):
        return redirect(url_for("account.sure"))
    limits.check("sudo link", account=str(account.id))
    commands.send_sure_link(account)
    return done(_("A link is on its way. It holds for 10 minutes."), "account.index")


class ButtonForm(Form):
    """A button alone."""


@dataclass(frozen=True)
class ByLinkPage:
    """The question behind such a link."""

    form: Form = field(metadata={"api": False})


@pages.route("/sure/<token>", methods=["GET", "POST"])
@signed_in
def sure_by_link(viewer: Viewer, token: str) -> ResponseReturnValue:
    """Confirm who one is by the link, in the browser that asked."""
    try:
        row, account = commands.token_row(token, Purpose.SURE)
        if account.id != viewer.account_id:
            raise Refused(commands.ENDED)
    except Refused as error:
        return error_page(410, told(error), again=url_for("account.sure"))
    form = ButtonForm()
    if not posted(form):
        return respond("account/sure_by_link.html", ByLinkPage(form))
    commands.use_token(row)
    sessions.renew()
    words = _("Thank you. Go back to the page where you were, and go on.")
    return back(words, url_for("account.index"))
