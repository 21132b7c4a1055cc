"""One's own words and view of a conversation: edit, delete for me, mute, read marks."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from community.core.access import Viewer
from community.core.errors import Refused
from community.messages import commands, own
from community.web.conversations import MessageForm, pages
from community.web.door import door, members_only
from community.web.forms import Form, done, posted, typed
from community.web.respond import respond

HERE = "conversations.show"


@dataclass(frozen=True)
class EditPage:
    """The form to say one's own message otherwise."""

    conversation_id: int
    message_id: int
    letters: int
    form: MessageForm = field(metadata={"api": False})


@pages.route(
    "/<int:conversation_id>/messages/<int:message_id>", methods=["GET", "POST"]
)
@members_only
def edit(viewer: Viewer, conversation_id: int, message_id: int) -> ResponseReturnValue:
    """Say one's own message otherwise, within ten minutes."""
    said = own.mine(viewer, conversation_id, message_id)
    form, status = MessageForm(words=said.words), 200
    if posted(form):
        try:
            own.edit(viewer, conversation_id, message_id, typed(form.words))
            return done(
                _("Changed."), HERE, conversation_id=conversation_id, _anchor="end"
            )
        except Refused as error:
            form.refuse(error, "words")
            status = 422
    elif form.errors:
        status = 422
    page = EditPage(conversation_id, message_id, commands.LETTERS, form)
    return respond("conversations/edit.html", page, status)


@pages.post("/<int:conversation_id>/messages/<int:message_id>/delete")
@members_only
def delete(
    viewer: Viewer, conversation_id: int, message_id: int
) -> ResponseReturnValue:
    """Delete a message for oneself, or have it back."""
    here = {"conversation_id": conversation_id}
    if request.form.get("undo") == "yes":
        own.show_again(viewer, conversation_id, message_id)
        return done(_("It is back."), HERE, **here, _anchor="end")
    own.hide(viewer, conversation_id, message_id)
    said = _("Deleted for you. The others keep it.")
    return done(said, HERE, **here, deleted=message_id)


@pages.post("/<int:conversation_id>/mute")
@members_only
def mute(viewer: Viewer, conversation_id: int) -> ResponseReturnValue:
    """Hear nothing of a conversation any more, or hear of it again."""
    on = request.form.get("on") == "yes"
    own.mute(viewer, conversation_id, on=on)
    said = _("Muted. You can still read it here.") if on else _("You hear of it again.")
    return done(said, HERE, conversation_id=conversation_id)


class ChoicesForm(Form):
    """One switch."""

    read_marks = BooleanField(_l("Show when I have read, and see it of others"))


@dataclass(frozen=True)
class ChoicesPage:
    """How the viewer wants conversations to be."""

    read_marks: bool
    form: ChoicesForm = field(metadata={"api": False})


@pages.route("/choices", methods=["GET", "POST"])
@door("member", record=ChoicesPage)
def choices(viewer: Viewer) -> ResponseReturnValue:
    """Show the switch of read marks; a POST turns it."""
    shows = own.shows_read_marks(viewer)
    form = ChoicesForm(read_marks=shows)
    if posted(form):
        own.choose(viewer, read_marks=bool(form.read_marks.data))
        return done(_("Saved."), "conversations.choices")
    return respond("conversations/choices.html", ChoicesPage(shows, form))
