"""The first message to somebody, its answer, and the conversation of a team."""

from dataclasses import dataclass, field
from datetime import date

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.connections.queries import QUIET
from community.core import clock
from community.core.access import Viewer
from community.core.errors import NotFound, Refused, TooMany
from community.core.visible import find
from community.introductions import asking as introductions
from community.members.models import Member
from community.members.queries import MemberCard, cards
from community.messages import commands, first, team
from community.projects.models import Project
from community.web.conversations import MessageForm, check_often, pages
from community.web.door import members_only
from community.web.forms import done, posted, typed
from community.web.respond import respond


@dataclass(frozen=True)
class FirstPage:
    """The form for a first message; to a stranger it is a request until `ends_on`."""

    person: MemberCard
    request: bool
    ends_on: date
    letters: int
    form: MessageForm = field(metadata={"api": False})


@pages.route("/to/<slug>", methods=["GET", "POST"])
@members_only
def to(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Lead to the conversation with somebody, or ask for the first message of it."""
    other: Member = find(viewer, Member, Member.slug == slug)
    if other.id == viewer.member_id:
        raise NotFound("oneself")
    form, status = MessageForm(), 200
    if posted(form):
        try:
            return _begun(viewer, other, form)
        except Refused as error:
            form.refuse(error, "words")
            status = 429 if isinstance(error, TooMany) else 422
    elif request.method == "POST":
        status = 422 if form.errors else 200
    else:
        there = first.open_with(viewer, other.id)
        if there is not None:
            return _go_to(there.id)
    return respond("conversations/first.html", _page(viewer, other, form), status)


def _go_to(conversation_id: int) -> ResponseReturnValue:
    there = "conversations.show"
    return redirect(url_for(there, conversation_id=conversation_id, _anchor="end"))


def _begun(viewer: Viewer, other: Member, form: MessageForm) -> ResponseReturnValue:
    stranger = first.is_first_contact(viewer, other.id)
    check_often(viewer, stranger)
    also = introductions.begun_lately(viewer)
    talk = first.begin(viewer, other, typed(form.words), also=also)
    waits = talk.asked_by_id == viewer.member_id and talk.accepted_at is None
    said = _("Your message is on its way to %(name)s.", name=other.name)
    return done(
        said if waits else _("Sent."), "conversations.show", conversation_id=talk.id,
        _anchor="end",
    )  # fmt: skip


def _page(viewer: Viewer, other: Member, form: MessageForm) -> FirstPage:
    return FirstPage(
        cards(viewer, [other.id])[other.id],
        first.is_first_contact(viewer, other.id),
        clock.british_day(clock.now() + QUIET),
        commands.LETTERS,
        form,
    )


# ---------------------------------------------------------------- its answer
@pages.post("/<int:message_request_id>/accept")
@members_only
def accept(viewer: Viewer, message_request_id: int) -> ResponseReturnValue:
    """Say yes to somebody who would like to write with the viewer."""
    first.accept(viewer, message_request_id)
    said = _("You can write to each other now.")
    number = message_request_id
    return done(said, "conversations.show", conversation_id=number, _anchor="end")


@pages.post("/<int:message_request_id>/ignore")
@members_only
def ignore(viewer: Viewer, message_request_id: int) -> ResponseReturnValue:
    """Put a request away; nobody is told."""
    first.ignore(viewer, message_request_id)
    said = _("It is put away. They are not told, and you can accept it later.")
    return done(said, "conversations.index")


@pages.post("/<int:message_request_id>/withdraw")
@members_only
def withdraw(viewer: Viewer, message_request_id: int) -> ResponseReturnValue:
    """Take one's own request back."""
    first.withdraw(viewer, message_request_id)
    return done(_("It is taken back."), "conversations.index")


# ---------------------------------------------------------------- a team's
@pages.post("/team/projects/<slug>")
@members_only
def enter(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Lead to the conversation of a team; the first who comes begins it."""
    project: Project = find(viewer, Project, Project.slug == slug)
    return _go_to(team.enter(viewer, project.id))
