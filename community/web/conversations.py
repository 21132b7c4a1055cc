"""Conversations: the viewer's, one with what is said, writing, and leaving."""

from dataclasses import dataclass, field
from datetime import datetime

from babel.dates import format_datetime, get_timezone
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from community.core import journal, limits
from community.core.access import Viewer
from community.core.errors import Refused, TooMany
from community.introductions.queries import Opening, opening_of
from community.messages import commands, queries
from community.web.door import door, members_only
from community.web.forms import Form, done, posted, typed
from community.web.respond import respond

pages = Blueprint("conversations", __name__, url_prefix="/conversations")

AN_HOUR, HOUR = 20, 3600
"""So many messages an hour are plenty."""


def moment(value: datetime) -> str:
    """Return a moment as "4 September 2017, 13:30", as clocks in Britain show it."""
    here, words = get_timezone("Europe/London"), "d MMMM yyyy, HH:mm"
    return format_datetime(value, words, tzinfo=here, locale=get_locale())


pages.add_app_template_filter(moment, "moment")


@dataclass(frozen=True)
class ConversationsPage:
    """The viewer's conversations, that with the newest word first."""

    conversations: tuple[queries.ConversationCard, ...]


@pages.get("/")
@door("member", record=ConversationsPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List the viewer's conversations."""
    page = ConversationsPage(queries.conversations(viewer))
    return respond("conversations/index.html", page)


class MessageForm(Form):
    """What somebody writes to the others."""

    words = TextAreaField(
        _l("Your message"),
        [
            InputRequired(_l("Write something first")),
            Length(max=commands.LETTERS, message=_l("Use 2000 letters or fewer")),
        ],
    )


@dataclass(frozen=True)
class ConversationPage:
    """One conversation: how it began, who is in it, what is said."""

    talk: queries.Talk
    opening: Opening | None
    letters: int
    form: MessageForm = field(metadata={"api": False})


@pages.get("/<int:conversation_id>")
@door("member", record=ConversationPage)
def show(viewer: Viewer, conversation_id: int) -> ResponseReturnValue:
    """Show a conversation, and note that the viewer has read it."""
    response = _shown(viewer, conversation_id, MessageForm(), 200)
    journal.aside(lambda: queries.mark_read(viewer, conversation_id))
    return response


def _shown(
    viewer: Viewer, conversation_id: int, form: MessageForm, status: int
) -> ResponseReturnValue:
    number = request.args.get("page", 0, type=int)
    talk = queries.talk(viewer, conversation_id, number)
    opening = opening_of(viewer, talk.id, talk.cards)
    page = ConversationPage(talk, opening, commands.LETTERS, form)
    return respond("conversations/show.html", page, status)


@pages.post("/<int:conversation_id>")
@members_only
def write(viewer: Viewer, conversation_id: int) -> ResponseReturnValue:
    """Write to the others; what could not be sent stays in the form."""
    form = MessageForm()
    if not posted(form):
        return _shown(viewer, conversation_id, form, 422)
    try:
        limits.check("message", str(viewer.account_id), AN_HOUR, HOUR)
        commands.write(viewer, conversation_id, typed(form.words))
    except Refused as error:
        form.refuse(error, "words")
        status = 429 if isinstance(error, TooMany) else 422
        return _shown(viewer, conversation_id, form, status)
    return done(
        _("Sent."), "conversations.show", conversation_id=conversation_id, _anchor="end"
    )


@pages.post("/<int:conversation_id>/leave")
@members_only
def leave(viewer: Viewer, conversation_id: int) -> ResponseReturnValue:
    """Go out of a conversation for good."""
    commands.leave(viewer, conversation_id)
    return done(_("You have left the conversation."), "conversations.index")
