"""One's passkeys: add several, name them, remove them."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from community.accounts import factors, passkeys
from community.accounts.models import Account
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.web import sessions
from community.web.account import pages
from community.web.account_factors import account_of, added, removed
from community.web.door import door
from community.web.forms import Form, at_most, done, posted, typed
from community.web.passkeys import site
from community.web.respond import respond

ADD = "add"


class PasskeyForm(Form):
    """What a device made, and how its owner calls it."""

    name = StringField(
        _l("What you want to call it"),
        [InputRequired(_l("Enter a name, such as My phone")), at_most(60)],
    )
    passkey = HiddenField()


@dataclass(frozen=True)
class NewPasskeyPage:
    """The form around adding a passkey."""

    form: Form = field(metadata={"api": False})


def _site() -> passkeys.Site:
    asked = site()
    if asked is None:
        raise NotFound("passkeys")
    return asked


def _about() -> str:
    return passkeys.about(ADD, sessions.here())


@pages.post("/factors/passkeys/ask")
@door("signed in", sudo=True)
def ask_passkey(viewer: Viewer) -> ResponseReturnValue:
    """Say what a device needs to make a passkey."""
    account = db.session.get_one(Account, viewer.account_id)
    words = passkeys.ask_to_add(_site(), account, _about())
    return words, 200, {"Content-Type": "application/json"}


@pages.route("/factors/passkeys", methods=["GET", "POST"])
@door("signed in", sudo=True)
def add_passkey(viewer: Viewer) -> ResponseReturnValue:
    """Keep a passkey that a device made."""
    form, asked, account_id = PasskeyForm(), _site(), account_of(viewer)
    if not posted(form):
        return _page(form)
    try:
        made, name = typed(form.passkey), typed(form.name)
        passkeys.add(asked, account_id, _about(), made, name)
    except Refused as error:
        form.refuse(error)
        return _page(form)
    factors.tell(account_id, "passkey added", sessions.here())
    return added(viewer, _("Your passkey is set up."))


def _page(form: Form) -> ResponseReturnValue:
    page = NewPasskeyPage(form)
    return respond("account/passkey.html", page, 422 if form.problems else 200)


def _chosen() -> int:
    number = request.form.get("passkey", type=int)
    if number is None or number >= 2**31:
        raise NotFound("passkey")
    return number


@pages.post("/factors/passkeys/name")
@door("signed in", sudo=True)
def rename_passkey(viewer: Viewer) -> ResponseReturnValue:
    """Give a passkey another name."""
    name = request.form.get("name", "")[:60]
    factors.rename_passkey(account_of(viewer), _chosen(), name)
    return done(_("Saved."), "account.factors")


@pages.post("/factors/passkeys/remove")
@door("signed in", sudo=True)
def remove_passkey(viewer: Viewer) -> ResponseReturnValue:
    """Remove a passkey."""
    factors.remove_passkey(account_of(viewer), _chosen(), sessions.here())
    return removed(viewer, _("The passkey is removed."))
