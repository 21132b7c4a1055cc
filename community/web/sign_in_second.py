"""The second step of signing in, and signing in by a passkey, which is both steps."""

from dataclasses import dataclass, field

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from community.accounts import factors, limits, passkeys, queries
from community.accounts.models import Account
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import Refused, TooMany
from community.core.text import N_
from community.web import sessions
from community.web.door import anyone, door
from community.web.forms import Form, posted, safe_next, typed
from community.web.net import client_net
from community.web.passkeys import site
from community.web.respond import respond, told
from community.web.sign_in import (
    PasskeyForm,
    let_in,
    may_come_in,
    pages,
)

ALONE, SECOND = "sign in:0", "second"
WRONG = N_("That code did not fit. Wait for the next one, and try again")


class SecondForm(Form):
    """A code, or what a passkey signed."""

    code = StringField(_l("Code"))
    passkey = HiddenField()


@dataclass(frozen=True)
class SecondPage:
    """What the second step can be."""

    next: str
    has_app: bool
    has_passkeys: bool
    form: Form = field(metadata={"api": False})


@pages.route("/sign-in/second", methods=["GET", "POST"])
@door("anyone", deferred=True)
def second(_viewer: Viewer) -> ResponseReturnValue:
    """Ask for the second factor, and sign in with it."""
    half = sessions.half()
    if half is None:
        return _anew()
    form = SecondForm()
    if not posted(form):
        return _asked(half, form, 422 if form.errors else 200)
    limits.check("second factor", account=str(half.account_id))
    start_writing()
    if sessions.half() is None:  # ended meanwhile, as by a new password
        return _anew()
    try:
        good = _is_right(half, form)
    except TooMany:
        raise
    except Refused as error:
        form.refuse(error)
        return _asked(half, form, 422)
    if not good:
        form.refuse(Refused(WRONG), "code")
        return _asked(half, form, 422)
    return let_in(half.account_id, keep=half.keeps, second=True)


def _anew() -> ResponseReturnValue:
    flash(_("That took longer than ten minutes. Sign in again."))
    return redirect(url_for("sign_in.index", next=safe_next("") or None))


def _asked(half: queries.Half, form: Form, status: int) -> ResponseReturnValue:
    mine = factors.of(half.account_id)
    passkeys_here = bool(mine.passkeys) and site() is not None
    page = SecondPage(safe_next(""), mine.app_since is not None, passkeys_here, form)
    return respond("sign_in/second.html", page, status)


def _is_right(half: queries.Half, form: SecondForm) -> bool:
    if not typed(form.passkey):
        return factors.check_code(half.account_id, typed(form.code))
    asked = site()
    if asked is None:
        raise Refused(passkeys.NO)
    about = passkeys.about(SECOND, half.sign_in_id)
    passkeys.answer(asked, about, typed(form.passkey), half.account_id)
    return True


def _json(words: str) -> ResponseReturnValue:
    return words, 200, {"Content-Type": "application/json"}


@pages.post("/sign-in/second/passkey")
@anyone
def second_passkey(_viewer: Viewer) -> ResponseReturnValue:
    """Say what a passkey has to sign as the second step."""
    half, asked = sessions.half(), site()
    if half is None or asked is None:
        raise Refused(passkeys.NO)
    limits.check("passkey", network=client_net())
    about = passkeys.about(SECOND, half.sign_in_id)
    return _json(passkeys.ask(asked, about, half.account_id))


@pages.post("/sign-in/passkey/ask")
@anyone
def passkey_ask(_viewer: Viewer) -> ResponseReturnValue:
    """Say what a passkey has to sign to sign in; the same for everybody."""
    asked = site()
    if asked is None:
        raise Refused(passkeys.NO)
    limits.check("passkey", network=client_net())
    return _json(passkeys.ask(asked, ALONE))


@pages.post("/sign-in/passkey")
@anyone
def passkey(_viewer: Viewer) -> ResponseReturnValue:
    """Sign in by a passkey alone."""
    form, asked = PasskeyForm(), site()
    posted(form)
    limits.check("passkey", network=client_net())
    try:
        if asked is None:
            raise Refused(passkeys.NO)
        account_id = passkeys.answer(asked, ALONE, typed(form.passkey))
        if not may_come_in(db.session.get_one(Account, account_id)):
            raise Refused(passkeys.NO)
    except Refused as error:
        flash(told(error), "error")
        return redirect(url_for("sign_in.index", next=request.form.get("next") or None))
    return let_in(account_id, keep=False, second=True)
