"""Posting an idea, changing it for all to see, closing it."""

from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.expertise import queries as tags
from community.expertise.queries import TagCard
from community.ideas import commands, queries
from community.ideas.models import Idea, IdeaState
from community.web.both_texts import Both, both_texts
from community.web.door import members_only
from community.web.forms import Form, at_most, done, posted, typed
from community.web.ideas import nation_choices, pages
from community.web.respond import respond

TAGS = ("tag_1", "tag_2", "tag_3")


class IdeaForm(Form):
    """What an idea says."""

    careful = ("title", "challenge", "body", "wanted")
    title = StringField(_l("Title"), [InputRequired(_l("Enter a title")), at_most(120)])
    challenge = TextAreaField(
        _l("The challenge"),
        [InputRequired(_l("Say what the challenge is")), at_most(4000)],
    )
    body = TextAreaField(
        _l("Your idea"), [InputRequired(_l("Say what your idea is")), at_most(6000)]
    )
    wanted = TextAreaField(_l("What would help"), [at_most(400)])
    tag_1 = StringField(_l("What it is about"))
    tag_2 = StringField(_l("And"))
    tag_3 = StringField(_l("And also"))
    nation = SelectField(_l("Nation"))

    def offer_choices(self) -> None:
        """Fill the nations to choose from: one statement."""
        self.nation.choices = [("", _("Not said")), *nation_choices()]

    def said(self) -> commands.Said:
        """Return what was typed as the command takes it."""
        return commands.Said(
            **{name: typed(self[name]) for name in (*commands.PARTS, "nation")},
            tags=tuple(typed(self[name]) for name in TAGS),
        )


class EditForm(IdeaForm):
    """What an idea says from now on, and why it changed."""

    why = StringField(
        _l("What you changed, and why"),
        [InputRequired(_l("Say in a line what you changed and why")), at_most(200)],
    )
    version = IntegerField(widget=HiddenInput())


@dataclass(frozen=True)
class WritePage:
    """An idea to write or to change; `both` holds what it says otherwise by now."""

    known_tags: tuple[TagCard, ...]
    form: IdeaForm = field(metadata={"api": False})
    slug: str = ""
    title: str = ""
    both: tuple[Both, ...] = ()
    overtaken: bool = False


def _at_fault(error: Refused) -> str:
    """Return the field that a refusal is about."""
    return "tag_1" if "word" in error.values else "title"


@pages.route("/new", methods=["GET", "POST"])
@members_only
def new(viewer: Viewer) -> ResponseReturnValue:
    """Post an idea for members to read."""
    form = IdeaForm()
    form.offer_choices()
    if posted(form):
        try:
            row = commands.post(viewer, form.said())
        except Refused as error:
            db.session.rollback()
            form.refuse(error, _at_fault(error))
        else:
            said = _("Your idea is here. Members can comment and offer to help.")
            return done(said, "ideas.show", idea=row.slug)
    page = WritePage(tags.approved(), form)
    return respond("ideas/write.html", page, 422 if form.problems else 200)


def _form(viewer: Viewer, row: Idea, **how: Any) -> EditForm:
    chips = queries.tags_of(viewer, [row.id]).get(row.id, ())
    words = dict(zip(TAGS, (chip.label for chip in chips), strict=False))
    said = {name: getattr(row, name) for name in (*commands.PARTS, "nation", "version")}
    form = EditForm(**how, **said, **words)
    form.offer_choices()
    return form


@pages.route("/<idea>/edit", methods=["GET", "POST"])
@members_only
def edit(viewer: Viewer, idea: str) -> ResponseReturnValue:
    """Change an idea; what it said before stays to be read."""
    row = commands.own(viewer, idea)
    if request.method == "GET" and row.state is not IdeaState.OPEN:
        message = _("Open it again first, then you can change it.")
        return done(message, "ideas.show", idea=idea)
    form = _form(viewer, row)
    if not posted(form):
        return _edit_page(row, form)
    try:
        version = form.version.data or 0
        commands.edit(viewer, row, form.said(), typed(form.why), version)
    except Conflict:
        return _conflict(viewer, idea, form)
    except Refused as error:
        db.session.rollback()
        form.refuse(error, _at_fault(error))
        return _edit_page(commands.own(viewer, idea), form)
    message = _("Saved. What it said before can still be read.")
    return done(message, "ideas.show", idea=idea)


def _conflict(viewer: Viewer, slug: str, form: EditForm) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what the idea says by now."""
    db.session.rollback()
    row = commands.own(viewer, slug)
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    saved = _form(viewer, row, formdata=None)
    return _edit_page(row, form, both_texts(form, saved, ("why",)))


def _edit_page(
    row: Idea, form: EditForm, both: tuple[Both, ...] | None = None
) -> ResponseReturnValue:
    over = both is not None
    status = 409 if over else 422 if form.problems else 200
    page = WritePage(tags.approved(), form, row.slug, row.title, both or (), over)
    return respond("ideas/write.html", page, status)


@pages.post("/<idea>/state")
@members_only
def state(viewer: Viewer, idea: str) -> ResponseReturnValue:
    """Close an idea of one's own, or open it again."""
    row = commands.own(viewer, idea)
    try:
        to = IdeaState(request.form.get("state", ""))
    except ValueError:
        raise NotFound("state") from None
    commands.step(viewer, row, to)
    said = {
        IdeaState.OPEN: _("It is open. Members can comment and offer to help."),
        IdeaState.CLOSED: _("It is closed. You can open it again at any time."),
    }
    return done(said[to], "ideas.show", idea=idea)
