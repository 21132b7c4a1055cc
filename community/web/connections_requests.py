"""Requests: hellos and ties that others name, their answers, and how they end."""

from dataclasses import dataclass, field
from datetime import date, datetime

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from community.connections import hellos, queries
from community.connections.models import How, TieAudience
from community.connections.replies import usual_reply
from community.core import clock
from community.core.access import Viewer
from community.core.errors import NotFound, Refused, TooMany
from community.core.visible import find
from community.introductions import asking as introductions
from community.matching.linked import Linked, linked_with
from community.members.models import Member
from community.members.queries import MemberCard, cards
from community.messages import first
from community.programme.models import Origin
from community.web import bell
from community.web.connections import pages
from community.web.door import door, members_only
from community.web.forms import Form, done, options, posted
from community.web.months import MonthField
from community.web.respond import respond

ORIGINS = (Origin.DIRECT, Origin.SUGGESTION)


@pages.app_template_filter()
def brief_day(value: date | datetime) -> str:
    """Return a day near now, as "4 September"."""
    return str(format_date(value, "d MMMM"))


class HelloForm(Form):
    """One sentence to somebody, and how the two know each other."""

    careful = ("message",)
    message = TextAreaField(
        _l("Your sentence"),
        [
            InputRequired(_l("Write a sentence: what makes you say hello?")),
            Length(max=hellos.LETTERS, message=_l("Use 280 letters or fewer")),
        ],
    )
    how = RadioField(
        _l("How do you know each other?"),
        choices=options(
            (How.OTHER.value, _l("We have not met yet")),
            (How.MET.value, _l("We have met")),
            (How.ADVICE.value, _l("One of us advised the other")),
            (How.WORKED_TOGETHER.value, _l("We worked together")),
        ),
        default=How.OTHER.value,
    )
    since = MonthField(_l("Since when? You can leave this empty"))
    origin = HiddenField(default="direct")


@dataclass(frozen=True)
class HelloPage:
    """The form to say hello to somebody, and what happens when after it is sent.

    `usual` is within how many days people here usually answer, where that is known.
    """

    person: MemberCard
    linked: Linked
    letters: int
    usual: int | None
    reminded: tuple[date, ...]
    released: date
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
        try:
            _send(viewer, other, form)
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
    return respond("connections/hello.html", _hello_page(viewer, other, form), status)


def _send(viewer: Viewer, other: Member, form: HelloForm) -> None:
    origin = next((one for one in ORIGINS if one == form.origin.data), ORIGINS[0])
    hellos.say_hello(
        viewer,
        other,
        form.message.data or "",
        origin,
        how=How(form.how.data),
        since=form.since.day,
        also=introductions.begun_lately(viewer) + first.begun_lately(viewer),
        got=first.got_lately(other.id),
    )


def _hello_page(viewer: Viewer, other: Member, form: HelloForm) -> HelloPage:
    now = clock.now()
    return HelloPage(
        person=cards(viewer, [other.id])[other.id],
        linked=linked_with(viewer, other.id),
        letters=hellos.LETTERS,
        usual=usual_reply(),
        reminded=queries.reminded(now),
        released=clock.british_day(now + queries.QUIET),
        form=form,
    )


# ---------------------------------------------------------------- what waits, was sent
@dataclass(frozen=True)
class InboxPage:
    """Requests to answer, requests sent; `met` is whom the viewer just said yes to.

    `known` are people who say that they and the viewer know each other, `folded` the
    hellos of people whom the viewer muted.
    """

    to_answer: tuple[queries.HelloCard, ...]
    folded: tuple[queries.HelloCard, ...]
    known: tuple[queries.KnownCard, ...]
    sent: tuple[queries.SentCard, ...]
    met: MemberCard | None = field(default=None, metadata={"api": False})


@pages.get("/requests/")
@door("member", record=InboxPage)
def inbox(viewer: Viewer) -> ResponseReturnValue:
    """Show the requests that wait for an answer, and those that the viewer sent."""
    found = queries.hellos(viewer)
    page = InboxPage(
        found.to_answer, found.folded, found.known, found.sent, _met(viewer)
    )
    bell.read_here(viewer)
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


# ---------------------------------------------------------------- answers
@pages.post("/<int:request_id>/answer")
@members_only
def answer(viewer: Viewer, request_id: int) -> ResponseReturnValue:
    """Say yes, which makes the tie, or not now, which tells nobody."""
    if request.form.get("answer") == "yes":
        other = hellos.accept(viewer, request_id, _audience())
        return redirect(url_for("connections.inbox", met=other.id, _anchor="met"))
    hellos.not_now(viewer, request_id)
    return done(_("Not now, then. They are not told."), "connections.inbox")


@pages.post("/requests/known")
@members_only
def answer_known(viewer: Viewer) -> ResponseReturnValue:
    """Say yes to one or all of those who named the viewer, or no to one."""
    refused = request.form.get("no", 0, type=int)
    if refused:
        hellos.not_now(viewer, refused)
        return done(_("Left out, then. They are not told."), "connections.inbox")
    audience = _audience()
    one = request.form.get("yes", 0, type=int)
    if one:
        met = hellos.accept(viewer, one, audience)
        words = _("You and %(name)s are linked now.", name=met.name)
        return done(words, "connections.inbox", _anchor="known")
    shown = set(request.form.getlist("shown", type=int)[: queries.MOST])
    number = hellos.accept_all(viewer, shown, audience)
    words = ngettext(
        "You are linked with %(num)s person now.",
        "You are linked with %(num)s people now.",
        number,
    )
    return done(words, "connections.inbox")


@pages.post("/<int:request_id>/withdraw")
@members_only
def withdraw(viewer: Viewer, request_id: int) -> ResponseReturnValue:
    """Take one's own request back."""
    hellos.withdraw(viewer, request_id)
    return done(_("It is taken back."), "connections.inbox", _anchor="sent")
