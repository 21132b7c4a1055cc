"""Signing in and out, joining, confirming, and a forgotten password."""

import ipaddress
from dataclasses import dataclass, field

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from community.accounts import commands, invitations
from community.accounts.models import (
    Account,
    Invitation,
    InvitationKind,
    Purpose,
    State,
)
from community.accounts.passwords import hash_password, is_outdated, matches
from community.core import journal, limits
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import Refused
from community.members import joining
from community.vocabulary.queries import setting
from community.web import sessions
from community.web.door import anyone, door, signed_in
from community.web.errors import page as error_page
from community.web.forms import Form, done, posted, safe_next, typed
from community.web.respond import respond, told

pages = Blueprint("sign_in", __name__)

FIVE_MINUTES, HALF_HOUR, DAY = 300, 1800, 86_400
SENT = _l(
    "If that address has an account here, a link is on its way. "
    "It holds for 30 minutes."
)


class SignInForm(Form):
    """Who comes."""

    email = EmailField(_l("E-mail"), [InputRequired(_l("Enter your e-mail address"))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password"))])
    keep = BooleanField(_l("Keep me signed in on this device"))


@dataclass(frozen=True)
class FormPage:
    """A page around one form."""

    form: Form = field(metadata={"api": False})
    next: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def client_net() -> str:
    """Return the address that a request comes from; for IPv6 its /64."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def throttle(what: str, email: str, per_account: tuple[int, int], per_net: int) -> None:
    """Count a try per account (known or not), per network and overall."""
    key = commands.hash_of(email.strip().lower())[:32]
    limits.check(f"{what} account", key, *per_account)
    limits.check(f"{what} address", client_net(), per_net, FIVE_MINUTES)
    limits.check(f"{what} all", "", 1000, FIVE_MINUTES)


@pages.route("/sign-in", methods=["GET", "POST"])
@door("anyone", deferred=True)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Sign somebody in."""
    if viewer.is_member and request.method == "GET":
        return redirect(safe_next(url_for("suggestions.index")))
    form = SignInForm()
    page = FormPage(form, safe_next(""))
    if not posted(form):
        return respond("sign_in/index.html", page, 422 if form.errors else 200)
    email, password = typed(form.email), typed(form.password)
    throttle("sign-in", email, (10, FIVE_MINUTES), 30)
    account = commands.account_by_email(email)
    good = matches(account.password_hash if account else None, password)
    if account is None or not good or not _may_come_in(account):
        form.form_errors.append(_("That e-mail and password do not match. Try again."))
        return respond("sign_in/index.html", page, 422)
    return _let_in(account.id, form)


def _may_come_in(account: Account) -> bool:
    """Tell whether an account may be used here: the demo's only in the demo."""
    demo: bool = current_app.config["SETTINGS"].demo
    return account.state is not State.SUSPENDED and (demo or not account.demo)


def _let_in(account_id: int, form: SignInForm) -> ResponseReturnValue:
    account = db.session.get_one(Account, account_id)
    stale = is_outdated(account.password_hash or "")
    fresh = hash_password(typed(form.password)) if stale else None
    start_writing()
    account = db.session.get_one(Account, account_id)
    if fresh:
        account.password_hash = fresh
    sessions.begin(account.id, form.keep.data)
    journal.record(
        Viewer(account_id=account.id), journal.Act.SIGN_IN, "account", account.id
    )
    first = account.state is State.ACTIVE and not account.first_visit_done
    there = url_for("welcome.index" if first else "suggestions.index")
    return redirect(safe_next(there))


@pages.post("/sign-out")
@anyone
def sign_out(_viewer: Viewer) -> ResponseReturnValue:
    """End this browser's session."""
    sessions.end_here()
    return sessions.forget_cookie(make_response(redirect(url_for("home.index"))))


@dataclass(frozen=True)
class WaitingPage:
    """Why an account can't do anything yet."""

    state: str


@pages.get("/waiting")
@signed_in
def waiting(viewer: Viewer) -> ResponseReturnValue:
    """Say what an account that is not active waits for."""
    if viewer.is_member:
        return redirect(url_for("suggestions.index"))
    if viewer.state == State.RESTING:
        return redirect(url_for("account.rest"))
    return respond("sign_in/waiting.html", WaitingPage(viewer.state))


@pages.post("/waiting/mail")
@signed_in
def confirm_again(viewer: Viewer) -> ResponseReturnValue:
    """Send the link that confirms an address once more."""
    limits.check("confirm", str(viewer.account_id), 5, DAY)
    account = db.session.get_one(Account, viewer.account_id)
    if account.state is State.UNCONFIRMED:
        commands.ask_to_confirm(account)
    return done(_("A new link is on its way."), "sign_in.waiting")


class JoinForm(Form):
    """What somebody gives to join."""

    name = StringField(
        _l("Your name, as others should see it"),
        [
            InputRequired(_l("Enter your name")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    email = EmailField(_l("E-mail"), [InputRequired(_l("Enter your e-mail address"))])
    password = PasswordField(
        _l("Choose a password"), [InputRequired(_l("Choose a password"))]
    )
    rules = BooleanField(
        _l("I accept the house rules"),
        [InputRequired(_l("Read and accept the house rules to join"))],
    )
    adult = BooleanField(
        _l("I am 18 or older"), [InputRequired(_l("You must be 18 or older to join"))]
    )


@pages.route("/join", methods=["GET", "POST"])
@door("anyone", deferred=True)
def join(_viewer: Viewer) -> ResponseReturnValue:
    """Ask to join without an invitation, where the community allows it."""
    mode = setting("join_mode", "invitation")
    if mode == "invitation":
        return respond("sign_in/by_invitation.html", WaitingPage(mode))
    return _join(None, mode)


@pages.route("/join/<token>", methods=["GET", "POST"])
@door("anyone", deferred=True)
def join_by(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Join by an invitation."""
    try:
        row = invitations.invitation(token)
    except Refused as error:
        return error_page(410, told(error))
    return _join(row, row.kind.value)


def _join(row: Invitation | None, mode: str) -> ResponseReturnValue:
    form = JoinForm()
    trusted = row is not None and row.kind is InvitationKind.TRUSTED
    if row is not None and request.method == "GET" and row.email:
        form.email.data = row.email
    page = FormPage(form, facts={"mode": mode})
    if not posted(form):
        return respond("sign_in/join.html", page, 422 if form.errors else 200)
    if not trusted:  # a trusted invitation is a limit in itself
        limits.check("join", client_net(), 5, HALF_HOUR)
    if not _good_to_join(form, row.email if row is not None else ""):
        return respond("sign_in/join.html", page, 422)
    hashed = hash_password(typed(form.password))
    joiner = joining.Joiner(typed(form.name), typed(form.email), hashed)
    number = row.id if row is not None else None
    start_writing()
    joining.join(joiner, db.session.get(Invitation, number) if number else None)
    if trusted:
        return done(_("You are in. Sign in with your new password."), "sign_in.index")
    return respond("sign_in/check_mail.html", WaitingPage("unconfirmed"))


def _good_to_join(form: JoinForm, invited: str) -> bool:
    """Check what the form alone can't: the address and the password."""
    try:
        email = commands.clean_email(typed(form.email))
        if invited and email != invited:
            raise Refused(joining.WRONG_ADDRESS)
    except Refused as error:
        form.refuse(error, "email")
        return False
    try:
        commands.check_password(typed(form.password), email, typed(form.name))
    except Refused as error:
        form.refuse(error, "password")
    return not form.problems


def with_link(token: str, purpose: Purpose) -> Account | None:
    """Return the account behind a link by mail; None for a link that has ended."""
    try:
        return commands.token_row(token, purpose)[1]
    except Refused:
        return None


def ended() -> ResponseReturnValue:
    """Say that a link has ended."""
    return error_page(410, _(commands.ENDED))


class ConfirmForm(Form):
    """A button alone: programs that read mail open links, people press buttons."""


@pages.route("/confirm/<token>", methods=["GET", "POST"])
@anyone
def confirm(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Confirm an address."""
    if with_link(token, Purpose.CONFIRM) is None:
        return ended()
    form = ConfirmForm()
    if not posted(form):
        return respond("sign_in/confirm.html", FormPage(form))
    joining.confirm(token, setting("join_mode", "invitation") == "open")
    return done(_("Thank you. Your address is confirmed: sign in."), "sign_in.index")


class ForgottenForm(Form):
    """Whose password."""

    email = EmailField(_l("E-mail"), [InputRequired(_l("Enter your e-mail address"))])


@pages.route("/forgotten", methods=["GET", "POST"])
@anyone
def forgotten(_viewer: Viewer) -> ResponseReturnValue:
    """Send a link for a new password."""
    form = ForgottenForm()
    if not posted(form):
        return respond(
            "sign_in/forgotten.html", FormPage(form), 422 if form.errors else 200
        )
    throttle("reset", typed(form.email), (5, DAY), 25)
    commands.ask_to_reset(typed(form.email))
    flash(str(SENT))
    return redirect(url_for("sign_in.index"))


class PasswordForm(Form):
    """A new password."""

    password = PasswordField(
        _l("New password"), [InputRequired(_l("Choose a password"))]
    )


@pages.route("/reset/<token>", methods=["GET", "POST"])
@door("anyone", deferred=True)
def reset(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Set a new password by a link."""
    account = with_link(token, Purpose.RESET)
    if account is None:
        return ended()
    form = PasswordForm()
    if not posted(form):
        return respond(
            "sign_in/reset.html", FormPage(form), 422 if form.errors else 200
        )
    try:
        commands.check_password(typed(form.password), account.email, "")
    except Refused as error:
        form.refuse(error, "password")
        return respond("sign_in/reset.html", FormPage(form), 422)
    fresh = hash_password(typed(form.password))
    start_writing()
    commands.reset_password(token, fresh)
    return done(_("Your new password holds. Sign in with it."), "sign_in.index")
