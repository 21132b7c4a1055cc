"""One's own account: address, password, sessions, consents."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from community.accounts import asking, bounces, commands, factors, limits, queries
from community.accounts.models import Account, Purpose
from community.accounts.passwords import hash_password, is_short
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import Refused
from community.web import sessions
from community.web.door import anyone, door, signed_in
from community.web.errors import page as error_page
from community.web.forms import Form, back, done, posted, typed
from community.web.respond import respond, told

pages = Blueprint("account", __name__, url_prefix="/account")


class EmailForm(Form):
    """A new address."""

    email = EmailField(
        _l("New e-mail address"), [InputRequired(_l("Enter the new address"))]
    )


class PasswordForm(Form):
    """A new password."""

    fresh = PasswordField(_l("New password"), [InputRequired(_l("Choose a password"))])


@dataclass(frozen=True)
class AccountPage:
    """What one's account holds; `comes_back` is since when mail to it does."""

    email: str
    comes_back: datetime | None
    here: int
    sign_ins: tuple[queries.SignInCard, ...]
    consents: tuple[queries.ConsentCard, ...]
    beside: factors.Factors


@pages.get("/")
@signed_in
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show the account."""
    assert viewer.account_id is not None
    account = db.session.get_one(Account, viewer.account_id)
    page = AccountPage(
        account.email,
        bounces.comes_back_since(account.id),
        sessions.here(),
        queries.sign_ins(account.id),
        queries.consents(account.id),
        factors.of(account.id),
    )
    return respond("account/index.html", page)


@pages.post("/mail-works")
@signed_in
def mail_works(viewer: Viewer) -> ResponseReturnValue:
    """Let mail go to one's address again."""
    assert viewer.account_id is not None
    bounces.clear_own(viewer.account_id)
    return back(_("Thank you. Letters go to your address again."), "/account/")


@dataclass(frozen=True)
class FormPage:
    """A page around one form; beside a second factor a shorter password does."""

    email: str
    form: Form = field(metadata={"api": False})
    with_factor: bool = False


@pages.route("/email", methods=["GET", "POST"])
@door("signed in", sudo=True)
def email(viewer: Viewer) -> ResponseReturnValue:
    """Ask for another address."""
    account = db.session.get_one(Account, viewer.account_id)
    form = EmailForm()
    page = FormPage(account.email, form)
    if not posted(form):
        return respond("account/email.html", page, 422 if form.problems else 200)
    limits.check("change e-mail", account=str(account.id))
    try:
        asking.ask_to_change_email(account, typed(form.email))
    except Refused as error:
        form.refuse(error, "email")
        return respond("account/email.html", page, 422)
    return done(
        _("A link is on its way to the new address. It holds for 30 minutes."),
        "account.index",
    )


class ConfirmForm(Form):
    """A button alone."""


@pages.route("/email/<token>", methods=["GET", "POST"])
@anyone
def change_email(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Take over a new address by the link sent to it."""
    form = ConfirmForm()
    try:
        row, _account = commands.token_row(token, Purpose.CHANGE)
        if not posted(form):
            return respond("account/change_email.html", FormPage(row.bound_to, form))
        commands.change_email(token)
    except Refused as error:
        return error_page(410, told(error), again=url_for("account.email"))
    return done(_("Your address has changed. Sign in with it."), "sign_in.index")


@pages.route("/password", methods=["GET", "POST"])
@door("signed in", deferred=True, sudo=True)
def password(viewer: Viewer) -> ResponseReturnValue:
    """Set another password."""
    account = db.session.get_one(Account, viewer.account_id)
    form, beside = PasswordForm(), factors.has_some(account.id)
    page = FormPage(account.email, form, beside)
    if not posted(form):
        return respond("account/password.html", page, 422 if form.problems else 200)
    chosen = typed(form.fresh)
    try:
        commands.check_password(chosen, account.email, viewer.name, with_factor=beside)
    except Refused as error:
        form.refuse(error, "fresh")
        return respond("account/password.html", page, 422)
    fresh = hash_password(chosen)
    start_writing()
    commands.change_password(
        db.session.get_one(Account, viewer.account_id), fresh,
        short=is_short(chosen), keep=sessions.here(),
    )  # fmt: skip
    sessions.renew()
    return done(
        _("Your password has changed. Other devices are signed out."), "account.index"
    )


@pages.post("/sessions/end")
@signed_in
def end_sessions(viewer: Viewer) -> ResponseReturnValue:
    """End one session, or all others."""
    assert viewer.account_id is not None
    number = request.form.get("session", type=int)
    if number:
        commands.end_session(viewer.account_id, number)
    else:
        commands.end_sessions(viewer.account_id, keep=sessions.here())
    if number == sessions.here():
        return redirect(url_for("sign_in.index"))
    return done(_("Signed out there."), "account.index")
