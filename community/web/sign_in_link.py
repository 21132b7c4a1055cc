"""Links by mail: to sign in, to confirm an address, to choose a new password."""

from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from community.accounts import asking, commands, factors
from community.accounts.models import Account, Purpose
from community.accounts.passwords import hash_password, is_short
from community.core.access import Viewer
from community.core.db import start_writing
from community.core.errors import Refused
from community.members import joining
from community.vocabulary.queries import setting
from community.web.door import anyone, door
from community.web.errors import page as error_page
from community.web.forms import Form, done, posted, typed
from community.web.respond import respond
from community.web.sign_in import FormPage, come_in, may_come_in, pages, throttle

RESET_SENT = _l(
    "If that address has an account here, a link is on its way. "
    "It holds for 30 minutes."
)
LINK_SENT = _l(
    "If that address has an account here, a link is on its way. "
    "It holds for 10 minutes."
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
    commands.use_sign_in_link(token)
    return come_in(account.id, keep=False)


# ---------------------------------------------------------------- confirming
@pages.route("/confirm/<token>", methods=["GET", "POST"])
@anyone
def confirm(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Confirm an address."""
    if with_link(token, Purpose.CONFIRM) is None:
        return ended("sign_in.waiting")  # by way of signing in
    form = ButtonForm()
    if not posted(form):
        return respond("sign_in/confirm.html", FormPage(form))
    joining.confirm(token, setting("join_mode", "invitation") == "open")
    return done(_("Thank you. Your address is confirmed: sign in."), "sign_in.index")


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
    form, beside = PasswordForm(), factors.has_some(account.id)
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
    commands.reset_password(token, fresh, short=is_short(chosen))
    return done(_("Your new password holds. Sign in with it."), "sign_in.index")
