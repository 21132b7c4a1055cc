"""Second factors: an app that shows codes, and recovery codes on paper."""

import io
from dataclasses import dataclass, field

import segno
from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired

from community.accounts import factors as mine
from community.accounts import limits, recovery, totp
from community.accounts.models import Account
from community.core.access import Role, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.web import sessions
from community.web.account import pages
from community.web.door import door, signed_in
from community.web.forms import Form, done, posted, typed
from community.web.passkeys import site
from community.web.respond import respond

WRONG = N_("That code did not fit. Wait until your app shows the next one")


class CodeForm(Form):
    """The first code of an app."""

    code = StringField(
        _l("The six digits that your app shows"),
        [InputRequired(_l("Enter the code that your app shows"))],
    )


@dataclass(frozen=True)
class FactorsPage:
    """What is set up; `asleep` are roles that wait for it."""

    asleep: tuple[Role, ...]
    passkeys_here: bool
    factors: mine.Factors


@dataclass(frozen=True)
class AppPage:
    """A secret that waits for its first code."""

    secret: str
    address: str
    form: Form = field(metadata={"api": False})


@dataclass(frozen=True)
class CodesPage:
    """New recovery codes, which are shown this once."""

    codes: tuple[str, ...]


def account_of(viewer: Viewer) -> int:
    """Return the account of somebody who came through a door for accounts."""
    assert viewer.account_id is not None
    return viewer.account_id


@pages.get("/factors")
@signed_in
def factors(viewer: Viewer) -> ResponseReturnValue:
    """Show what is set up beside the password."""
    page = FactorsPage(
        tuple(sorted(viewer.asleep)),
        site() is not None,
        mine.of(account_of(viewer)),
    )
    return respond("account/factors.html", page)


# ---------------------------------------------------------------- an app
@pages.post("/factors/app")
@door("signed in", sudo=True)
def begin_app(viewer: Viewer) -> ResponseReturnValue:
    """Make a secret for an app."""
    totp.begin(account_of(viewer))
    return redirect(url_for("account.app"))


@pages.get("/factors/app")
@door("signed in", sudo=True)
def app(viewer: Viewer) -> ResponseReturnValue:
    """Show the secret that waits, as a picture and as words."""
    secret = totp.waiting(account_of(viewer))
    if secret is None:
        return redirect(url_for("account.factors"))
    return _app(viewer, secret, CodeForm())


def _app(viewer: Viewer, secret: str, form: Form) -> ResponseReturnValue:
    page = AppPage(secret, _address(viewer, secret), form)
    return respond("account/app.html", page, 422 if form.problems else 200)


def _address(viewer: Viewer, secret: str) -> str:
    email = db.session.get_one(Account, viewer.account_id).email
    return totp.address_of(secret, email, current_app.config["SETTINGS"].name)


@pages.get("/factors/app.svg")
@door("signed in", sudo=True)
def app_picture(viewer: Viewer) -> ResponseReturnValue:
    """Draw the waiting secret as a QR code."""
    secret = totp.waiting(account_of(viewer))
    if secret is None:
        raise NotFound("secret")
    drawn = io.BytesIO()
    code = segno.make(_address(viewer, secret), error="m")
    code.save(drawn, kind="svg", scale=5, border=4, light="#fff", omitsize=False)
    return drawn.getvalue(), 200, {"Content-Type": "image/svg+xml"}


@pages.post("/factors/app/confirm")
@door("signed in", sudo=True)
def confirm_app(viewer: Viewer) -> ResponseReturnValue:
    """Let the app count, by its first code."""
    account_id, form = account_of(viewer), CodeForm()
    secret = totp.waiting(account_id)
    if secret is None:
        return redirect(url_for("account.factors"))
    if not posted(form):
        return _app(viewer, secret, form)
    limits.check("second factor", account=str(account_id))
    if not mine.confirm_app(account_id, typed(form.code), sessions.here()):
        form.refuse(Refused(WRONG), "code")
        return _app(viewer, secret, form)
    return added(viewer, _("Your app is set up."))


def added(viewer: Viewer, words: str) -> ResponseReturnValue:
    """Wake the roles of somebody who set a factor up, and give them recovery codes."""
    sessions.renew(second=True)
    if recovery.left(account_of(viewer)):
        return done(words, "account.factors")
    return _show(mine.new_codes(account_of(viewer)))


@pages.post("/factors/app/remove")
@door("signed in", sudo=True)
def remove_app(viewer: Viewer) -> ResponseReturnValue:
    """Remove the app."""
    mine.remove_app(account_of(viewer), sessions.here())
    return removed(viewer, _("Your app is removed."))


def removed(viewer: Viewer, words: str) -> ResponseReturnValue:
    """Say so; without any factor roles sleep again."""
    sessions.renew(second=None if mine.has_some(account_of(viewer)) else False)
    return done(words, "account.factors")


# ---------------------------------------------------------------- recovery codes
@pages.post("/factors/codes")
@door("signed in", sudo=True)
def new_codes(viewer: Viewer) -> ResponseReturnValue:
    """Make ten new recovery codes, and show them once; those before end."""
    if not mine.has_some(account_of(viewer)):
        return redirect(url_for("account.factors"))
    return _show(mine.new_codes(account_of(viewer)))


def _show(codes: tuple[str, ...]) -> ResponseReturnValue:
    return respond("account/codes.html", CodesPage(codes))


@pages.post("/factors/codes.txt")
@door("signed in", sudo=True)
def codes_file(viewer: Viewer) -> ResponseReturnValue:
    """Give the codes that are on the page as a file; nobody else's, no others."""
    codes = request.form.get("codes", "").split()[: recovery.NUMBER]
    if not codes or not recovery.own(account_of(viewer), codes):
        raise NotFound("codes")
    name = current_app.config["SETTINGS"].name
    said = _("Recovery codes for %(name)s. Each works once.", name=name)
    words = "\n".join((said, "", *codes, ""))
    return (
        words,
        200,
        {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Disposition": 'attachment; filename="recovery-codes.txt"',
        },
    )
