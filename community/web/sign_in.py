"""Signing in and out, and what an account that is not active waits for."""

from dataclasses import dataclass, field

from flask import Blueprint, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired

from community.accounts import commands, factors, limits, queries
from community.accounts.models import Account, State
from community.accounts.passwords import hash_password, is_outdated, matches
from community.core import journal, outbox
from community.core.access import VISITOR, Viewer
from community.core.db import db, start_writing
from community.core.errors import TooMany
from community.web import known, passkeys, sessions
from community.web.door import anyone, door, signed_in
from community.web.forms import Form, done, posted, safe_next, typed
from community.web.net import client_net
from community.web.respond import respond

pages = Blueprint("sign_in", __name__)


class SignInForm(Form):
    """Who comes."""

    email = EmailField(_l("E-mail"), [InputRequired(_l("Enter your e-mail address"))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password"))])
    keep = BooleanField(_l("Keep me signed in on this device"))


class PasskeyForm(Form):
    """What a device signed; whose it is, it says itself."""

    passkey = HiddenField()


@dataclass(frozen=True)
class FormPage:
    """A page around one form."""

    form: Form = field(metadata={"api": False})
    next: str = ""
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SignInPage:
    """Ways to sign in; `passkeys` says whether browsers make any for this address."""

    next: str
    passkeys: bool
    form: Form = field(metadata={"api": False})
    passkey: Form = field(metadata={"api": False})


def throttle(what: str, email: str) -> None:
    """Count a try per account (known or not), per network and overall."""
    limits.check(what, account=_key(email), network=client_net())


def _key(email: str) -> str:
    return commands.hash_of(email.strip().lower())[:32]


def throttle_password(email: str, by: str) -> TooMany | None:
    """Count a try of a password, as `limits.check_password` does.

    `by` is what whoever comes may be known by: what their browser has, or a letter.
    """
    key = _key(email)
    mine = commands.hash_of(f"{by} {key}")[:32] if by else ""
    return limits.check_password(account=key, network=client_net(), known=mine)


def _page(form: SignInForm, status: int) -> ResponseReturnValue:
    page = SignInPage(
        safe_next(""), passkeys.site() is not None, form, PasskeyForm(formdata=None)
    )
    return respond("sign_in/index.html", page, status)


@pages.route("/sign-in", methods=["GET", "POST"])
@door("anyone", deferred=True)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Sign somebody in.

    While strangers have used up the tries for an address, a browser that is known to
    its account gets in by the right password, and is told what others are by a wrong
    one. Any that is known to some account takes the same steps for every address.
    """
    if viewer.is_member and request.method == "GET":
        return redirect(safe_next(url_for("suggestions.index")))
    form = SignInForm()
    if not posted(form):
        return _page(form, 422 if form.errors else 200)
    email, password = typed(form.email), typed(form.password)
    waits = throttle_password(email, known.here())
    account = commands.account_by_email(email)
    heard = waits is None or known.is_known(account.id if account else 0)
    good = matches(account.password_hash if account and heard else None, password)
    if account is None or not good or not may_come_in(account):
        return _refuse(form, account, waits)
    number, checked = account.id, account.password_hash or ""
    fresh = hash_password(password) if is_outdated(checked) else checked
    start_writing()
    found = db.session.get(
        Account, number, with_for_update=True, populate_existing=True
    )
    if found is None or found.password_hash != checked:
        return _refuse(form, found, waits)  # another one was set meanwhile
    found.password_hash = fresh
    return come_in(number, keep=form.keep.data)


def _refuse(
    form: SignInForm, account: Account | None, waits: TooMany | None
) -> ResponseReturnValue:
    note_refusal(account)
    if waits is not None:
        raise waits
    form.form_errors.append(_("That e-mail and password do not match. Try again."))
    return _page(form, 422)


def note_refusal(account: Account | None) -> None:
    """Write down that a password was refused."""
    number = account.id if account is not None else None
    journal.aside(
        lambda: journal.record(
            VISITOR, journal.Act.SIGN_IN, "account", number, outcome="refused"
        )
    )


def may_come_in(account: Account) -> bool:
    """Tell whether an account may be used here: the demo's only in the demo."""
    demo: bool = current_app.config["SETTINGS"].demo
    return demo or not account.demo


def come_in(account_id: int, *, keep: bool) -> ResponseReturnValue:
    """Let somebody in who has given one factor, or ask for the second one."""
    if not factors.has_some(account_id):
        return let_in(account_id, keep=keep, second=False)
    sessions.begin_half(account_id, keep)
    return redirect(url_for("sign_in.second", next=safe_next("") or None))


def let_in(account_id: int, *, keep: bool, second: bool) -> ResponseReturnValue:
    """Sign somebody in, and lead them to where they were going.

    Whoever holds a role and gave no second factor is led to setting one up.
    """
    account = db.session.get_one(Account, account_id)
    _tell_of_device(account)
    sessions.begin(account_id, keep=keep, second=second)
    by = Viewer(account_id=account_id)
    note = "two factors" if second else "one factor"
    journal.record(by, journal.Act.SIGN_IN, "account", account_id, note)
    active = account.state is State.ACTIVE
    if active and not second and queries.holds_a_role(account_id):
        return redirect(url_for("account.factors", next=safe_next("") or None))
    first = active and not account.first_visit_done
    there = url_for("welcome.index" if first else "suggestions.index")
    return redirect(safe_next(there))


def _tell_of_device(account: Account) -> None:
    """Write to somebody who comes with another device than lately.

    Not during their first visit: there every device is new.
    """
    device = sessions.device_here()
    if account.first_visit_done and not queries.came_with(account.id, device):
        outbox.post("new-device", account.email, device=sessions.in_words(device))


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
    if viewer.state == State.LEAVING:
        return redirect(url_for("privacy_leave.index"))
    if viewer.state == State.SUSPENDED:
        return redirect(url_for("safeguarding.own_measures"))
    return respond("sign_in/waiting.html", WaitingPage(viewer.state))


@pages.post("/waiting/mail")
@signed_in
def confirm_again(viewer: Viewer) -> ResponseReturnValue:
    """Send the link that confirms an address once more."""
    limits.check("confirm", account=str(viewer.account_id))
    account = db.session.get_one(Account, viewer.account_id)
    if account.state is State.UNCONFIRMED:
        commands.ask_to_confirm(account)
    return done(_("A new link is on its way."), "sign_in.waiting")
