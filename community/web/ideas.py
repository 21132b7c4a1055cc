"""Ideas: their list, one with what is said to it, what it said before."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import Page
from community.ideas import commands, queries, reading, talking
from community.ideas.queries import Asked, IdeaCard
from community.ideas.threads import CommentCard
from community.members.queries import TagChip
from community.messages.words import pieces
from community.vocabulary.models import NATIONS
from community.vocabulary.queries import of, terms
from community.web import bell
from community.web.door import door, members_only
from community.web.forms import Form, options
from community.web.ideas_words import idea_part, idea_state
from community.web.respond import respond

pages = Blueprint("ideas", __name__, url_prefix="/ideas")
for function in (idea_state, idea_part, pieces):
    pages.add_app_template_filter(function, function.__name__)


# ---------------------------------------------------------------- the list
@dataclass(frozen=True)
class IdeasPage:
    """A page of ideas, and what one may choose from."""

    asked: Asked
    ideas: Page[IdeaCard]
    tags: tuple[TagChip, ...] = field(metadata={"api": False})
    nations: tuple[tuple[str, str], ...] = field(metadata={"api": False})
    states: tuple[tuple[str, str], ...] = field(metadata={"api": False})


def _asked() -> Asked:
    given = {
        name: request.args.get(name, "").strip()[:100]
        for name in ("q", "tag", "nation", "state")
    }
    sort = request.args.get("sort", "newest")
    return Asked(
        **given,
        sort=sort if sort in queries.SORTS else "newest",
        page=request.args.get("page", 1, type=int),
    )


@pages.get("/")
@door("member", record=IdeasPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List ideas, narrowed by words, a tag, a nation and where they stand."""
    asked, nations = _asked(), nation_choices()
    page = IdeasPage(
        asked,
        queries.ideas_page(viewer, asked, dict(nations)),
        queries.tags_in_use(viewer),
        nations,
        (
            ("open", _("Open")),
            ("project", _("Became a project")),
            ("closed", _("Closed")),
        ),
    )
    return respond("ideas/index.html", page)


def nation_choices() -> tuple[tuple[str, str], ...]:
    """Return the nations by code and name: one statement."""
    cards = of(terms(NATIONS), NATIONS)
    return tuple((card.code, card.label) for card in cards)


# ---------------------------------------------------------------- one idea
class CommentForm(Form):
    """What somebody says to an idea, or answers to a comment."""

    careful = ("comment",)
    comment = TextAreaField(
        _l("Your comment"),
        [
            InputRequired(_l("Write something first")),
            Length(max=talking.LETTERS, message=_l("Use 2,000 letters or fewer")),
        ],
    )
    answers = HiddenField()

    @property
    def answered(self) -> int | None:
        """The number of the comment that is answered."""
        typed = str(self.answers.data or "")
        number = typed.isascii() and typed.isdigit() and len(typed) < 10
        return int(typed) if number else None


class HelpForm(Form):
    """What somebody would help with, and who may know."""

    help = TextAreaField(
        _l("What would you help with?"),
        [
            InputRequired(_l("Say in a line what you would help with")),
            Length(max=talking.HELP_LETTERS, message=_l("Use 400 letters or fewer")),
        ],
    )
    audience = RadioField(
        _l("Who sees that you would help?"),
        choices=options(
            (Audience.MEMBERS.value, _l("Members who see my name")),
            (Audience.ME.value, _l("Only the author of the idea")),
        ),
        default=Audience.MEMBERS.value,
    )


@dataclass(frozen=True)
class IdeaPage:
    """One idea, what is said to it, who would help."""

    idea: reading.IdeaView
    answers: CommentCard | None = field(default=None, metadata={"api": False})
    comment: CommentForm | None = field(default=None, metadata={"api": False})
    help: HelpForm | None = field(default=None, metadata={"api": False})

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of its forms, for the summary above them."""
        forms = (one for one in (self.help, self.comment) if one is not None)
        return [problem for form in forms for problem in form.problems]


def idea_page(viewer: Viewer, slug: str, number: int = 1, **forms: Any) -> IdeaPage:
    """Return the page of an idea; `forms` are those that were sent and are wrong."""
    view = reading.idea_view(viewer, slug, number)
    mine = view.my_help
    comment = forms.get("comment") or CommentForm(
        formdata=None, answers=request.args.get("answer", "")
    )
    offered = forms.get("help") or HelpForm(
        formdata=None,
        help=mine.words if mine else "",
        audience=mine.audience.value if mine else Audience.MEMBERS.value,
    )
    return IdeaPage(view, _answered(view, comment.answered), comment, offered)


def _answered(view: reading.IdeaView, number: int | None) -> CommentCard | None:
    """Return the comment that is about to be answered, if it is to be seen."""
    for thread in view.comments.items:
        for one in (thread, *thread.answers):
            if one.id == number and not one.absent:
                return one
    return None


@pages.get("/<idea>")
@door("member", record=IdeaPage)
def show(viewer: Viewer, idea: str) -> ResponseReturnValue:
    """Show an idea, what is said to it and who would help."""
    number = request.args.get("page", 1, type=int)
    page = idea_page(viewer, idea, number)
    bell.read_here(viewer)
    return respond("ideas/show.html", page)


def wrong(viewer: Viewer, slug: str, **forms: Any) -> ResponseReturnValue:
    """Show an idea again, with a form of its page that is wrong and what it holds."""
    db.session.rollback()
    page = idea_page(viewer, slug, request.args.get("page", 1, type=int), **forms)
    return respond("ideas/show.html", page, 422)


@dataclass(frozen=True)
class VersionsPage:
    """What an idea said before it was changed, the newest change first."""

    slug: str
    title: str
    changes: tuple[reading.Change, ...]


@pages.get("/<idea>/versions")
@members_only
def versions(viewer: Viewer, idea: str) -> ResponseReturnValue:
    """Show how an idea changed, and why."""
    row = commands.reach(viewer, idea)
    page = VersionsPage(row.slug, row.title, reading.changes(viewer, row))
    return respond("ideas/versions.html", page)
