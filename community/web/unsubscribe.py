"""Stopping one kind of mail by the link of a letter, signed in or not.

The token is the authority, and all that it can do is to stop the letters of its kind to
its member, and to take that back. It never ends: an old letter's link still works.
"""

from dataclasses import dataclass

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import unscoped
from community.digests import commands as digests
from community.digests.models import Every
from community.members.models import Member
from community.notices import commands as notices
from community.notices.kinds import KINDS
from community.notices.models import How
from community.subscriptions import choosing
from community.web import subscriptions_links
from community.web.door import anyone, door
from community.web.errors import page as error_page
from community.web.respond import respond

pages = Blueprint("unsubscribe", __name__, url_prefix="/unsubscribe")

DIGEST = "digest"


def link(member_id: int, kind: str) -> str:
    """Return the path that stops a kind of mail to a member."""
    return f"{pages.url_prefix}/{_signer().dumps([member_id, kind])}"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="unsubscribe")


@dataclass(frozen=True)
class StopPage:
    """Which mail the link of a letter is about, and what came of it.

    `done` is "" when it only asks, else stopped or back; `was` how it came before.
    """

    token: str
    label: str
    done: str = ""
    was: How | Every = How.INSTANT


def _meant(token: str) -> tuple[int, str]:
    """Return the member and the kind of a token; NotFound for one that is wrong."""
    try:
        member, kind = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        raise NotFound("token") from None
    there = unscoped("letters", Member.id).where(Member.id == member)
    known = kind == DIGEST or (kind in KINDS and not KINDS[kind].fixed)
    if not known or db.session.scalar(there) is None:
        raise NotFound("token")
    return member, kind


def _wrong() -> ResponseReturnValue:
    return error_page(
        404,
        _(
            "This link is not whole. Copy all of it from the letter, "
            "or sign in and choose what you get on your notices page."
        ),
    )


def _label(kind: str) -> str:
    if kind == DIGEST:
        return str(_("The digest of what is new"))
    return str(_(KINDS[kind].label))


@pages.route("/<token>", methods=["GET", "POST"])
@door("anyone", foreign=True)
def index(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Ask whether to stop a kind of mail; stop it when that is sent (RFC 8058)."""
    mark = subscriptions_links.mark_in(token)
    if mark is not None:
        return _updates(token, mark)
    try:
        member, kind = _meant(token)
    except NotFound:
        return _wrong()
    if request.method != "POST":
        return respond("sign_in/unsubscribe.html", StopPage(token, _label(kind)))
    was = _stop(member, kind)
    found = StopPage(token, _label(kind), "stopped", was)
    return respond("sign_in/unsubscribe.html", found)


@dataclass(frozen=True)
class StopUpdatesPage:
    """Whether to stop updates to an address without an account; `comes` if any do."""

    token: str
    comes: bool


def _updates(token: str, mark: str) -> ResponseReturnValue:
    """Ask whether to stop updates, or stop them: then nothing is kept of an address."""
    if request.method == "POST":
        choosing.stop(mark)
    page = StopUpdatesPage(token, choosing.chosen(mark) is not None)
    return respond("subscriptions/stop.html", page)


@pages.post("/<token>/undo")
@anyone
def undo(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Let a kind of mail that was stopped come again, as it did before."""
    try:
        member, kind = _meant(token)
    except NotFound:
        return _wrong()
    was = request.form.get("was")
    if kind == DIGEST:
        fortnight = was == Every.FORTNIGHT.value
        digests.start_again(member, Every.FORTNIGHT if fortnight else Every.WEEK)
    else:
        how = How(was) if was in (How.INSTANT, How.DIGEST) else KINDS[kind].usual
        notices.choose_for(member, kind, how)
    return respond("sign_in/unsubscribe.html", StopPage(token, _label(kind), "back"))


def _stop(member: int, kind: str) -> How | Every:
    """Stop a kind of mail, and return how it came until now."""
    if kind == DIGEST:
        return digests.stop(member)
    was = notices.how_for(member, kind)
    notices.choose_for(member, kind, How.OFF)
    return was
