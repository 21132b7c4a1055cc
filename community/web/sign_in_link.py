"""Links by mail: to sign in, to confirm an address, to choose a new password."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from community.accounts import asking, commands, factors
from community.accounts.models import Account, Purpose
from community.accounts.passwords import hash_password, is_short, matches
from community.core.access import Viewer
from community.core.db import start_writing
from community.core.errors import Refused
from community.core.text import N_
from community.members import confirming, joining
from community.vocabulary.queries import setting
from community.web import sessions
from community.web.door import anyone, door
from community.web.errors import page as error_page
from community.web.forms import Form, done, posted, typed
from community.web.respond import respond
from community.web.sign_in import (
    FormPage,
    come_in,
    may_come_in,
    note_refusal,
    pages,
    throttle,
    throttle_password,
)

RESET_SENT = _l(
    "If that address has an account here, a link is on its way. "
    "It holds for 30 minutes."
)
LINK_SENT = _l(
    "If that address has an account here, a link is on its way. "
    "It holds for 10 minutes."
)
NOT_THE_ONE = N_(
    "That is not the password that was chosen for this address. Try again, or choose a "
    "new one"
)
PASSWORD_ENDED = N_(
    "Your address is confirmed. The password that was chosen before does not hold any "
    "more: you can choose a new one under Account."
)


class AddressForm(Form):
    """Whose account."""

    email = EmailField(_l("E-mail"), [InputRequired(_l("Enter your e-mail address"))])


class ButtonForm(Form):
    """A button alone: programs that read mail open links, people press buttons."""


def with_link(token: str, purpose: Purpose) -> Account | None:
    """Return the account behind a link by mail; None for a link that has ended."""
    try:
        return commands.token_row(token, purpose)[1]
    except Refused:
        return None


def ended(again: str) -> ResponseReturnValue:
    """Say that a link has ended, and lead to the page that sends a new one."""
    return error_page(410, _(commands.ENDED), again=url_for(again))


def _open_to_all() -> bool:
    return setting("join_mode", "invitation") == "open"


def _ask(what: str, kind: str, template: str, sent: str) -> ResponseReturnValue:
    """Ask for a letter: the same answer and the same work for every address."""
    form = AddressForm()
    if posted(form):
        throttle(what, typed(form.email))
        try:
            asking.ask(kind, typed(form.email))
        except Refused as error:
            form.refuse(error, "email")
        else:
            flash(str(sent))
            return redirect(url_for("sign_in.index"))
    return respond(template, FormPage(form), 422 if form.problems else 200)


# ---------------------------------------------------------------- signing in by mail
@pages.route("/sign-in/link", methods=["GET", "POST"])
@anyone
def link(_viewer: Viewer) -> ResponseReturnValue:
    """Send a link that signs in."""
    kind, page = asking.SIGN_IN, "sign_in/link.html"
    return _ask("sign-in link", kind, page, str(LINK_SENT))


@pages.route("/sign-in/link/<token>", methods=["GET", "POST"])
@anyone
def by_link(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Sign in by a link, which is one factor: to open it changes nothing."""
    account = with_link(token, Purpose.SIGN_IN)
    if account is None or not may_come_in(account):
        return ended("sign_in.link")
    form = ButtonForm()
    if not posted(form):
        return respond("sign_in/by_link.html", FormPage(form))
    first = not commands.is_confirmed(account)
    confirming.sign_in(token, _open_to_all())
    if first:
        flash(_(PASSWORD_ENDED))
    return come_in(account.id, keep=False)


# ---------------------------------------------------------------- confirming
class ConfirmForm(Form):
    """The password that was chosen: whoever asked to join with an address knows it."""

    password = PasswordField(
        _l("Your password"), [InputRequired(_l("Enter the password that you chose"))]
    )


@pages.route("/confirm/<token>", methods=["GET", "POST"])
@door("anyone", deferred=True)
def confirm(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Confirm an address and sign in, so that nobody else's password opens it.

    Whoever chose none, or forgot it, chooses a new one by this same letter.
    """
    account = with_link(token, Purpose.CONFIRM)
    if account is None or not may_come_in(account):
        return ended("sign_in.waiting")  # by way of signing in
    if request.method == "POST" and "anew" in request.form:
        return _choose_anew(token)
    form = ConfirmForm()
    if not posted(form):
        page = FormPage(form)
        return respond("sign_in/confirm.html", page, 422 if form.errors else 200)
    waits = throttle_password(account.email, token)
    number, checked = account.id, account.password_hash
    if not matches(checked, typed(form.password)):
        note_refusal(account)
        if waits is not None:
            raise waits
        form.refuse(Refused(NOT_THE_ONE), "password")
        return respond("sign_in/confirm.html", FormPage(form), 422)
    start_writing()
    confirming.confirm(token, checked, _open_to_all())
    flash(_("Thank you. Your address is confirmed."))
    return come_in(number, keep=False)


def _choose_anew(token: str) -> ResponseReturnValue:
    start_writing()
    account = commands.token_row(token, Purpose.CONFIRM)[1]
    return redirect(url_for("sign_in.reset", token=commands.make_reset(account)))


# ---------------------------------------------------------------- a forgotten password
@pages.route("/forgotten", methods=["GET", "POST"])
@anyone
def forgotten(_viewer: Viewer) -> ResponseReturnValue:
    """Send a link for a new password."""
    kind, page = asking.RESET, "sign_in/forgotten.html"
    return _ask("reset", kind, page, str(RESET_SENT))


class PasswordForm(Form):
    """A new password."""

    password = PasswordField(
        _l("New password"), [InputRequired(_l("Choose a password"))]
    )


@dataclass(frozen=True)
class ResetPage(FormPage):
    """A new password, and how short it may be."""

    with_factor: bool = False


@pages.route("/reset/<token>", methods=["GET", "POST"])
@door("anyone", deferred=True)
def reset(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Set a new password by a link."""
    account = with_link(token, Purpose.RESET)
    if account is None:
        return ended("sign_in.forgotten")
    beside = commands.is_confirmed(account) and factors.has_some(account.id)
    form = PasswordForm()
    page = ResetPage(form, with_factor=beside)
    if not posted(form):
        return respond("sign_in/reset.html", page, 422 if form.errors else 200)
    chosen = typed(form.password)
    try:
        member = joining.member_of(account)
        name = member.name if member is not None else ""
        commands.check_password(chosen, account.email, name, with_factor=beside)
    except Refused as error:
        form.refuse(error, "password")
        return respond("sign_in/reset.html", page, 422)
    fresh = hash_password(chosen)
    start_writing()
    confirming.reset(token, fresh, _open_to_all(), short=is_short(chosen))
    sessions.know_here(account.id)
    return done(_("Your new password holds. Sign in with it."), "sign_in.index")
