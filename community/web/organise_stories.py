"""Stories to read first: an organiser publishes each, or says kindly why not."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.projects import story_reviews
from community.projects.story_reviews import ToRead
from community.web.door import organisers_only
from community.web.forms import Form, done, posted, typed
from community.web.organise import pages
from community.web.respond import respond


class AnswerForm(Form):
    """What an organiser says to whoever told a story, and which words they read."""

    answer = TextAreaField(
        _l("A word to whoever told it"),
        [Length(max=600, message=_l("Use 600 letters or fewer"))],
    )
    read = HiddenField()

    def when(self) -> datetime:
        """Return when the words came that were read."""
        try:
            return datetime.fromisoformat(typed(self.read))
        except ValueError:
            raise Refused(N_("Read the story again, then answer")) from None


@dataclass(frozen=True)
class StoriesToReadPage:
    """The stories that wait."""

    stories: tuple[ToRead, ...]


@pages.get("/stories/")
@organisers_only
def stories(viewer: Viewer) -> ResponseReturnValue:
    """List the stories that wait to be read, the longest waiting first."""
    page = StoriesToReadPage(story_reviews.waiting(viewer))
    return respond("organise/stories.html", page)


@dataclass(frozen=True)
class StoryToReadPage:
    """One story, and the answers to it."""

    story: ToRead
    form: AnswerForm = field(metadata={"api": False})


@pages.route("/stories/<int:story_id>", methods=["GET", "POST"])
@organisers_only
def read_story(viewer: Viewer, story_id: int) -> ResponseReturnValue:
    """Show a story; a POST publishes it or says why not."""
    found = story_reviews.to_read(viewer, story_id)
    form = AnswerForm()
    if not posted(form):
        return _page(found, form, 422 if form.problems else 200)
    try:
        words = _answer(viewer, found, form)
    except Refused as error:
        db.session.rollback()
        form.refuse(error, "answer")
        try:
            found = story_reviews.to_read(viewer, story_id)
        except NotFound:
            return done(_("It was answered or taken back."), "organise.stories")
        return _page(found, form, 422)
    return done(words, "organise.stories")


def _answer(viewer: Viewer, story: ToRead, form: AnswerForm) -> str:
    if request.form.get("answer_is") == "publish":
        story_reviews.publish(viewer, story, form.when())
        return str(_("It is published with its project."))
    story_reviews.decline(viewer, story, form.when(), typed(form.answer))
    return str(_("It is not published. Whoever told it reads your words."))


def _page(story: ToRead, form: AnswerForm, status: int) -> ResponseReturnValue:
    form.read.data, form.read.raw_data = story.sent_at.isoformat(), None
    return respond("organise/story.html", StoryToReadPage(story, form), status)
