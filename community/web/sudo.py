"""Sensitive steps: whoever takes one has proven in the last minutes who they are.

A door with `sudo` asks for that. What somebody had typed is kept in the question, but
for secrets and files, and goes to the same address with the proof.
"""

from dataclasses import dataclass, field

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField

from community.accounts import factors, limits, passkeys
from community.accounts.models import Account
from community.accounts.passwords import matches
from community.core.access import Viewer
from community.core.db import db, read_only, start_writing
from community.core.errors import Refused, TooMany
from community.web import sessions
from community.web.forms import Form, typed
from community.web.passkeys import site
from community.web.respond import API, respond, told

PROOF = "sure-"
SECRET = frozenset({"password", "fresh", "current", "code", "csrf_token"})
"""Fields that are never kept in a page."""
ABOUT = "sudo"


class SureForm(Form):
    """Proof of who somebody is: one of these."""

    class Meta:
        """The form's token was looked at before the door."""

        csrf = False

    password = PasswordField(_l("Your password"))
    code = StringField(_l("Or a code from your app, or one of your recovery codes"))
    passkey = HiddenField()

    @property
    def given(self) -> bool:
        """Whether any proof was given."""
        return any(typed(one) for one in (self.password, self.code, self.passkey))


@dataclass(frozen=True)
class SurePage:
    """The question, by what it can be answered, and what was typed before it."""

    action: str
    kept: tuple[tuple[str, str], ...]
    has_password: bool
    has_codes: bool
    has_passkeys: bool
    form: SureForm = field(metadata={"api": False})


def ask(viewer: Viewer) -> ResponseReturnValue | None:
    """Return the question who this is; None for whoever has answered it lately."""
    if sessions.is_sure():
        return None
    if request.path.startswith(API):
        return {"error": "confirm that it is you at /account/sure first"}, 403
    if request.method in ("GET", "HEAD"):
        there = request.full_path.rstrip("?")
        return redirect(url_for("account.sure", next=there))
    form = SureForm(prefix=PROOF)
    if form.given and proven(viewer, form):
        return None
    return question(viewer, form, request.full_path.rstrip("?"), _kept())


def question(
    viewer: Viewer, form: SureForm, action: str, kept: tuple[tuple[str, str], ...]
) -> ResponseReturnValue:
    """Return the page that asks for proof; nothing was done yet."""
    account = db.session.get_one(Account, viewer.account_id)
    mine = factors.of(account.id)
    if not form.given and any(name.startswith(PROOF) for name in request.form):
        form.form_errors.append(_("Nothing was entered. It tells us that it is you"))
    page = SurePage(
        action,
        kept,
        account.password_hash is not None,
        mine.app_since is not None or mine.codes_left > 0,
        bool(mine.passkeys) and site() is not None,
        form,
    )
    refused = 200 if request.method == "GET" else 403
    return respond("account/sure.html", page, 422 if form.problems else refused)


def _kept() -> tuple[tuple[str, str], ...]:
    """Return what was typed, without secrets."""
    return tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in SECRET and not name.startswith(PROOF)
    )


def proven(viewer: Viewer, form: SureForm) -> bool:
    """Tell whether the proof is right; then the session has a new secret, for a while.

    This is committed by itself: what follows may be refused.
    """
    account_id = viewer.account_id or 0
    limits.check("sudo", account=str(account_id))
    try:
        good = _is_right(account_id, form)
    except TooMany:
        raise
    except Refused as error:
        good = False
        form.form_errors.append(told(error))
    if good:
        db.session.commit()
    read_only()
    db.session.rollback()
    return good


def _is_right(account_id: int, form: SureForm) -> bool:
    password, code = typed(form.password), typed(form.code)
    if password:
        account = db.session.get_one(Account, account_id)
        right = matches(account.password_hash, password)
        start_writing()
    elif code:
        start_writing()
        right = factors.check_code(account_id, code)
    else:
        start_writing()
        asked = site()
        if asked is None:
            raise Refused(passkeys.NO)
        about = passkeys.about(ABOUT, sessions.here())
        passkeys.answer(asked, about, typed(form.passkey), account_id)
        right = True
    if not right:
        form.form_errors.append(_("That did not fit. Try again."))
        return False
    sessions.renew(second=None if password else True)
    return True
