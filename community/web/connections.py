"""Hellos: one passed-on sentence, its answer, and the tie that a yes makes."""

from dataclasses import dataclass, field

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from community.connections import commands, queries
from community.connections.models import TieAudience
from community.core.access import Viewer
from community.core.errors import NotFound, Refused, TooMany
from community.core.visible import find
from community.matching.linked import Linked, linked_with
from community.members.models import Member
from community.members.queries import MemberCard, cards
from community.web.door import door, members_only
from community.web.forms import Form, back, done, posted
from community.web.respond import respond

pages = Blueprint("connections", __name__, url_prefix="/connections")

ORIGINS = ("direct", "suggestion", "profile", "network")


class HelloForm(Form):
    """One sentence to somebody."""

    message = TextAreaField(
        _l("Your sentence"),
        [
            InputRequired(_l("Write a sentence: what makes you say hello?")),
            Length(max=commands.LETTERS, message=_l("Use 280 letters or fewer")),
        ],
    )
    origin = HiddenField(default="direct")


@dataclass(frozen=True)
class HelloPage:
    """The form to say hello to somebody."""

    person: MemberCard
    linked: Linked
    letters: int
    form: HelloForm = field(metadata={"api": False})


@pages.route("/hello/<slug>", methods=["GET", "POST"])
@members_only
def hello(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Ask for one sentence, and pass it on."""
    other: Member = find(viewer, Member, Member.slug == slug)
    if other.id == viewer.member_id:
        raise NotFound("oneself")
    form = HelloForm(origin=request.args.get("from", "direct"))
    status = 200
    if posted(form):
        origin = form.origin.data if form.origin.data in ORIGINS else "direct"
        try:
            commands.say_hello(viewer, other, form.message.data or "", origin)
            return done(
                _("Your hello is on its way to %(name)s.", name=other.name),
                "connections.inbox",
                _anchor="sent",
            )
        except Refused as error:
            form.refuse(error, "message")
            status = 429 if isinstance(error, TooMany) else 422
    elif form.errors:
        status = 422
    page = HelloPage(
        person=cards(viewer, [other.id])[other.id],
        linked=linked_with(viewer, other.id),
        letters=commands.LETTERS,
        form=form,
    )
    return respond("connections/hello.html", page, status)


@dataclass(frozen=True)
class InboxPage:
    """Hellos to answer, hellos sent; `met` is whom the viewer just said yes to."""

    to_answer: tuple[queries.HelloCard, ...]
    sent: tuple[queries.SentCard, ...]
    met: MemberCard | None = field(default=None, metadata={"api": False})


@pages.get("/")
@door("member", record=InboxPage)
def inbox(viewer: Viewer) -> ResponseReturnValue:
    """Show the hellos that wait for an answer, and those that the viewer sent."""
    found = queries.hellos(viewer)
    page = InboxPage(found.to_answer, found.sent, _met(viewer))
    return respond("connections/inbox.html", page)


def _met(viewer: Viewer) -> MemberCard | None:
    number = request.args.get("met", 0, type=int)
    if not number or not queries.knows(viewer, number):
        return None
    return cards(viewer, [number], tags=0).get(number)


def _audience(name: str = "audience") -> TieAudience:
    try:
        return TieAudience(request.form.get(name, TieAudience.NEAR))
    except ValueError:
        raise NotFound(name) from None


@pages.post("/<int:request_id>/answer")
@members_only
def answer(viewer: Viewer, request_id: int) -> ResponseReturnValue:
    """Say yes, which makes the tie, or not now, which tells nobody."""
    if request.form.get("answer") == "yes":
        other = commands.accept(viewer, request_id, _audience())
        return redirect(url_for("connections.inbox", met=other.id, _anchor="met"))
    commands.not_now(viewer, request_id)
    return done(_("Not now, then. They are not told."), "connections.inbox")


@pages.post("/<int:request_id>/withdraw")
@members_only
def withdraw(viewer: Viewer, request_id: int) -> ResponseReturnValue:
    """Take one's own hello back."""
    commands.withdraw(viewer, request_id)
    return done(_("Your hello is taken back."), "connections.inbox")


@pages.post("/ties/<int:tie_id>")
@members_only
def tie(viewer: Viewer, tie_id: int) -> ResponseReturnValue:
    """Choose who may see one's end of a tie, or end the tie."""
    mine = url_for("network.mine")
    if request.form.get("audience") == "remove":
        commands.remove_tie(viewer, tie_id)
        return back(_("The tie has ended. Nobody is told."), mine)
    commands.show_tie(viewer, tie_id, _audience())
    return back(_("Saved."), mine)
