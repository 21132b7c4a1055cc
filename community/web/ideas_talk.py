"""What members say to an idea: comments, answers, offers of help."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Refused
from community.ideas import commands, talking
from community.ideas.models import TALKED_ABOUT
from community.ideas.threads import TEN_MINUTES
from community.web.door import members_only
from community.web.forms import Form, done, posted, typed
from community.web.ideas import CommentForm, HelpForm, pages, wrong
from community.web.respond import respond

HERE = "ideas.show"


@pages.post("/<idea>/comments")
@members_only
def comment(viewer: Viewer, idea: str) -> ResponseReturnValue:
    """Say something to an idea, or answer a comment."""
    form = CommentForm()
    if not posted(form):
        return wrong(viewer, idea, comment=form)
    try:
        row = talking.comment(viewer, idea, typed(form.comment), form.answered)
    except Refused as error:
        form.refuse(error, "comment")
        return wrong(viewer, idea, comment=form)
    number = request.args.get("page", 0, type=int)
    there = {"page": number, "_anchor": f"c{row.id}"}
    return done(_("Your comment is here."), HERE, idea=idea, **there)


class RewordForm(Form):
    """One's own comment, said otherwise."""

    careful = ("words",)
    words = TextAreaField(
        _l("Your comment"),
        [
            InputRequired(_l("Write something first")),
            Length(max=talking.LETTERS, message=_l("Use 2,000 letters or fewer")),
        ],
    )


@dataclass(frozen=True)
class CommentPage:
    """One's own comment: to say otherwise while that can be, to take away."""

    slug: str
    title: str
    comment_id: int
    words: str
    can_edit: bool
    form: RewordForm = field(metadata={"api": False})


@pages.route("/<idea>/comments/<int:comment_id>", methods=["GET", "POST"])
@members_only
def own_comment(viewer: Viewer, idea: str, comment_id: int) -> ResponseReturnValue:
    """Show one's own comment; a POST says it otherwise, within ten minutes."""
    row = commands.reach(viewer, idea)
    said = talking.my_comment(viewer, row, comment_id)
    words, form = said.words, RewordForm(words=said.words)
    if posted(form):
        try:
            talking.reword(viewer, idea, comment_id, typed(form.words))
            return done(_("Changed."), HERE, idea=idea, _anchor=f"c{comment_id}")
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "words")
            row = commands.reach(viewer, idea)
            said = talking.my_comment(viewer, row, comment_id)
    young = clock.now() < said.made_at + TEN_MINUTES and row.state in TALKED_ABOUT
    page = CommentPage(row.slug, row.title, comment_id, words, young, form)
    return respond("ideas/comment.html", page, 422 if form.problems else 200)


@pages.post("/<idea>/comments/<int:comment_id>/delete")
@members_only
def delete_comment(viewer: Viewer, idea: str, comment_id: int) -> ResponseReturnValue:
    """Take one's own comment away."""
    talking.remove(viewer, idea, comment_id)
    return done(_("Your comment is deleted."), HERE, idea=idea, _anchor="comments")


@pages.post("/<idea>/help")
@members_only
def offer_help(viewer: Viewer, idea: str) -> ResponseReturnValue:
    """Say that one would help, and with what."""
    form = HelpForm()
    if not posted(form):
        return wrong(viewer, idea, help=form)
    try:
        chosen = Audience(form.audience.data)
        talking.offer(viewer, idea, typed(form.help), chosen)
    except Refused as error:
        form.refuse(error, "help")
        return wrong(viewer, idea, help=form)
    message = _("Thank you. The author reads that you would help.")
    return done(message, HERE, idea=idea, _anchor="helpers")


@pages.post("/<idea>/help/withdraw")
@members_only
def withdraw_help(viewer: Viewer, idea: str) -> ResponseReturnValue:
    """Take one's offer of help back."""
    talking.take_back(viewer, idea)
    return done(
        _("It is taken back. Nobody is told."), HERE, idea=idea, _anchor="helpers"
    )
