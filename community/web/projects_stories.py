"""What people say of a project: telling one's own story, reading those of others."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from community.core import limits
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.visible import Page
from community.projects import stories as told
from community.projects.models import SHOWN, Project, StoryState, Teller
from community.projects.stories import OwnStory, StoryLine
from community.web import bell
from community.web.door import door, members_only
from community.web.forms import Form, done, posted, typed
from community.web.projects import pages, reach
from community.web.projects_words import teller_label
from community.web.respond import respond

DAY = 86_400


class StoryForm(Form):
    """What somebody says of a project."""

    told_as = RadioField(
        _l("Who you are to it"), [InputRequired(_l("Choose who you are to it"))]
    )
    words = TextAreaField(
        _l("Your story"),
        [
            InputRequired(_l("Tell it in a few sentences")),
            Length(max=told.LONGEST, message=_l("Use 1,000 letters or fewer")),
        ],
    )
    agreed = BooleanField(
        _l("I agree that it is shown on the project’s page, without my name"),
        [InputRequired(_l("Say that you agree, or keep your story"))],
    )

    def offer_choices(self) -> None:
        """Fill the list of who one can be to a project."""
        self.told_as.choices = [(one.value, teller_label(one)) for one in Teller]


@dataclass(frozen=True)
class StoryPage:
    """The form to tell a story of a project, and what came of one's own."""

    slug: str
    title: str
    public: bool
    own: OwnStory | None
    form: StoryForm = field(metadata={"api": False})


@pages.route("/<slug>/story", methods=["GET", "POST"])
@members_only
def story(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Tell a story of a project, or change one's own while nobody has read it."""
    project = reach(viewer, slug)
    own = told.own_story(viewer, project.id)
    form = _form(own)
    if not posted(form):
        bell.read_here(viewer)
        return _page(project, own, form, 422 if form.errors else 200)
    limits.check("story", str(viewer.account_id), 20, DAY)
    waits = own is not None and own.state is StoryState.SENT
    save = told.change_story if waits else told.tell_story
    try:
        save(viewer, project, Teller(form.told_as.data), typed(form.words))
    except Refused as error:
        db.session.rollback()
        form.refuse(error, "words")
        project = reach(viewer, slug)
        return _page(project, told.own_story(viewer, project.id), form, 422)
    message = _("Thank you. An organiser reads it first, and never sees whose it is.")
    return done(message, "projects.story", slug=slug)


@pages.post("/<slug>/story/take-back")
@members_only
def take_back_story(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Take one's story back; nobody is told."""
    told.take_back(viewer, reach(viewer, slug))
    return done(_("Your story is taken back."), "projects.story", slug=slug)


def _form(own: OwnStory | None) -> StoryForm:
    if own is not None and own.state is StoryState.SENT:
        form = StoryForm(told_as=own.told_as.value, words=own.words, agreed=True)
    else:
        form = StoryForm()
    form.offer_choices()
    return form


def _page(
    project: Project, own: OwnStory | None, form: StoryForm, status: int
) -> ResponseReturnValue:
    public = project.audience is Audience.PUBLIC
    page = StoryPage(project.slug, project.title, public, own, form)
    return respond("projects/story.html", page, status)


@dataclass(frozen=True)
class StoriesPage:
    """What people say of a project."""

    slug: str
    title: str
    stories: Page[StoryLine]
    tells: bool = field(metadata={"api": False})


@pages.get("/<slug>/stories")
@door("anyone", record=StoriesPage)
def stories(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """List what people say of a project, the newest first."""
    project = reach(viewer, slug)
    number = request.args.get("page", 1, type=int)
    found = told.published(viewer, project.id, number)
    bell.read_here(viewer)
    tells = viewer.is_member and project.state in SHOWN
    page = StoriesPage(project.slug, project.title, found, tells)
    return respond("projects/stories.html", page)
