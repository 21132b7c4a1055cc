"""Joining: by an invitation, or by asking where the community allows it."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from community.accounts import commands, invitations, limits
from community.accounts.models import Invitation, InvitationKind
from community.accounts.passwords import hash_password
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import Refused
from community.members import asking, joining
from community.vocabulary.queries import setting
from community.web.door import door
from community.web.errors import page as error_page
from community.web.forms import Form, done, posted, typed
from community.web.net import client_net
from community.web.respond import respond, told
from community.web.sign_in import FormPage, WaitingPage, pages


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
        limits.check("join", network=client_net())
    if not _good_to_join(form, row.email if row is not None else ""):
        return respond("sign_in/join.html", page, 422)
    hashed = hash_password(typed(form.password))
    joiner = joining.Joiner(typed(form.name), typed(form.email), hashed)
    number = row.id if row is not None else None
    start_writing()
    if trusted:
        joining.join(joiner, db.session.get(Invitation, number))
        return done(_("You are in. Sign in with your new password."), "sign_in.index")
    asking.ask(joiner, number)
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
