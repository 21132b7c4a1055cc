"""Conversations: the viewer's, one with what is said, writing, and leaving."""

from dataclasses import dataclass, field
from datetime import datetime

from babel.dates import format_datetime
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from community.core import journal, limits
from community.core.access import Viewer
from community.core.clock import BRITAIN
from community.core.errors import Refused, TooMany
from community.introductions.queries import Opening, opening_of
from community.matching.linked import NOTHING, Linked, linked_with
from community.messages import commands, first, own, queries, reading
from community.messages.company import Standing
from community.messages.models import ConversationKind
from community.notices import commands as notices
from community.web.door import door, members_only
from community.web.forms import Form, done, posted, typed
from community.web.respond import respond

pages = Blueprint("conversations", __name__, url_prefix="/conversations")

AN_HOUR, HOUR = 20, 3600
"""So many messages an hour are plenty."""
A_DAY, DAY = 20, 86_400
"""So many a day to people whom one does not know."""


def moment(value: datetime) -> str:
    """Return a moment as "4 September 2017, 13:30", as clocks in Britain show it."""
    words = "d MMMM yyyy, HH:mm"
    return format_datetime(value, words, tzinfo=BRITAIN, locale=get_locale())


pages.add_app_template_filter(moment, "moment")


@dataclass(frozen=True)
class ConversationsPage:
    """Requests to the viewer, and their conversations, the newest word first.

    `folded` are requests that they ignored, and those of people whom they muted.
    """

    requests: tuple[queries.RequestCard, ...]
    folded: tuple[queries.RequestCard, ...]
    conversations: tuple[queries.ConversationCard, ...]


@pages.get("/")
@door("member", record=ConversationsPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List who would like to write with the viewer, and the viewer's conversations."""
    asked = queries.requests(viewer)
    page = ConversationsPage(
        tuple(one for one in asked if not one.folded),
        tuple(one for one in asked if one.folded),
        queries.conversations(viewer),
    )
    return respond("conversations/index.html", page)


class MessageForm(Form):
    """What somebody writes to the others."""

    careful = ("words",)
    words = TextAreaField(
        _l("Your message"),
        [
            InputRequired(_l("Write something first")),
            Length(max=commands.LETTERS, message=_l("Use 2,000 letters or fewer")),
        ],
    )


@dataclass(frozen=True)
class ConversationPage:
    """One conversation: how it began, who is in it, what is said.

    `deleted` is the message that the viewer just deleted for themselves, or 0.
    """

    talk: reading.Talk
    opening: Opening | None
    letters: int
    linked: Linked = field(metadata={"api": False})
    deleted: int = field(metadata={"api": False})
    form: MessageForm = field(metadata={"api": False})


@pages.get("/<int:conversation_id>")
@door("member", record=ConversationPage)
def show(viewer: Viewer, conversation_id: int) -> ResponseReturnValue:
    """Show a conversation, and note that the viewer has read what stands there."""
    page = _page(viewer, conversation_id, MessageForm())
    response = respond("conversations/show.html", page)
    journal.aside(lambda: _note_read(viewer, page.talk), may_fail=True)
    return response


def _note_read(viewer: Viewer, talk: reading.Talk) -> None:
    """Note how far the viewer has read; who has more to read is told of it still."""
    if own.mark_read(viewer, talk.id, talk.read_until):
        notices.read_about(viewer, f"/conversations/{talk.id}")


def _page(viewer: Viewer, conversation_id: int, form: MessageForm) -> ConversationPage:
    number = request.args.get("page", 0, type=int)
    talk = reading.talk(viewer, conversation_id, number)
    return ConversationPage(
        talk, _opening(viewer, talk), commands.LETTERS, _linked(viewer, talk),
        _deleted(viewer), form,
    )  # fmt: skip


def _opening(viewer: Viewer, talk: reading.Talk) -> Opening | None:
    brought = talk.kind is ConversationKind.INTRODUCTION
    return opening_of(viewer, talk.id, talk.cards) if brought else None


def _linked(viewer: Viewer, talk: reading.Talk) -> Linked:
    """Return how the viewer is linked to somebody who would like to write."""
    for part in talk.others:
        if talk.standing is Standing.TO_ANSWER and part.person is not None:
            return linked_with(viewer, part.person.id)
    return NOTHING


def _deleted(viewer: Viewer) -> int:
    number = request.args.get("deleted", 0, type=int)
    return number if number and own.is_hidden(viewer, number) else 0


@pages.post("/<int:conversation_id>")
@members_only
def write(viewer: Viewer, conversation_id: int) -> ResponseReturnValue:
    """Write to the others; what could not be sent stays in the form."""
    form = MessageForm()
    if not posted(form):
        page = _page(viewer, conversation_id, form)
        return respond("conversations/show.html", page, 422)
    try:
        check_often(viewer, first.is_among_strangers(viewer, conversation_id))
        commands.write(viewer, conversation_id, typed(form.words))
    except Refused as error:
        form.refuse(error, "words")
        status = 429 if isinstance(error, TooMany) else 422
        page = _page(viewer, conversation_id, form)
        return respond("conversations/show.html", page, status)
    return done(
        _("Sent."), "conversations.show", conversation_id=conversation_id, _anchor="end"
    )


def check_often(viewer: Viewer, to_strangers: bool) -> None:
    """Refuse more messages than are good for an hour, and to strangers for a day."""
    limits.check("message", str(viewer.account_id), AN_HOUR, HOUR)
    if to_strangers:
        limits.check("message-new", str(viewer.account_id), A_DAY, DAY)


@pages.post("/<int:conversation_id>/leave")
@members_only
def leave(viewer: Viewer, conversation_id: int) -> ResponseReturnValue:
    """Go out of a conversation."""
    commands.leave(viewer, conversation_id)
    return done(_("You have left the conversation."), "conversations.index")
