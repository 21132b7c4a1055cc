"""Noting what changed: one's own notes, how they stand, and what they are tied to."""

from dataclasses import dataclass, field
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from community.core import clock, limits
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.visible import Page, find
from community.impact import notes, queries
from community.impact.models import ImpactRecord
from community.projects.models import Project
from community.vocabulary.models import IMPACT_AREAS
from community.vocabulary.queries import terms
from community.web import bell
from community.web.both_texts import Both, both_texts
from community.web.door import door, members_only
from community.web.forms import Form, at_most, done, options, posted, typed
from community.web.impact import pages
from community.web.respond import respond

DAY = 86_400
MOST_A_DAY = 30


class NoteForm(Form):
    """What changed, where, when, through which project, and who may read it."""

    area = RadioField(
        _l("What it helped with"), [InputRequired(_l("Choose what it helped with"))]
    )
    what_changed = TextAreaField(
        _l("What changed"),
        [InputRequired(_l("Say what changed")), at_most(notes.LONGEST)],
    )
    happened_on = DateField(
        _l("When"), [InputRequired(_l("Choose the day, or one near it"))]
    )
    project = SelectField(_l("Through which project"))
    for_everybody = BooleanField(_l("It may be read by everybody"))
    version = IntegerField(widget=HiddenInput())

    def offer(self, viewer: Viewer, project: str = "", title: str = "") -> None:
        """Fill the lists; a project that the note has already can stay."""
        areas = ((one.code, one.label) for one in terms(IMPACT_AREAS))
        self.area.choices = options(*areas)
        known = queries.own_projects(viewer)
        if project:
            known.setdefault(project, title)
        self.project.choices = options(("", _("Through none")), *known.items())

    def facts(self) -> notes.ImpactFacts:
        """Return what was typed as the command takes it."""
        return notes.ImpactFacts(
            typed(self.area),
            typed(self.what_changed),
            self.happened_on.data or date.min,
            bool(self.for_everybody.data),
        )

    def filed(self, viewer: Viewer) -> Project | None:
        """Return the project that was chosen."""
        slug = typed(self.project)
        return find(viewer, Project, Project.slug == slug) if slug else None


@dataclass(frozen=True)
class NotePage:
    """What changed, to note or to change; `milestone` says that a plan asked for it."""

    impact_id: int | None
    milestone: bool
    form: NoteForm = field(metadata={"api": False})
    both: tuple[Both, ...] = ()
    overtaken: bool = False


@pages.route("/new", methods=["GET", "POST"])
@members_only
def new(viewer: Viewer) -> ResponseReturnValue:
    """Note what changed."""
    asked = request.args.get("project", "")[:80]
    form = NoteForm(happened_on=clock.today(), project=asked)
    form.offer(viewer)
    if posted(form):
        try:
            limits.check("impact", str(viewer.account_id), MOST_A_DAY, DAY)
            row = notes.note_freely(viewer, form.facts(), form.filed(viewer))
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "what_changed")
        else:
            message = _("Noted. An organiser reads it. What does it rest upon?")
            return done(message, "impact.ties", impact_id=row.id)
    page = NotePage(None, False, form)
    return respond("impact/note.html", page, 422 if form.problems else 200)


@pages.route("/<int:impact_id>/edit", methods=["GET", "POST"])
@members_only
def edit(viewer: Viewer, impact_id: int) -> ResponseReturnValue:
    """Change what one noted, while nobody has checked it."""
    row = notes.own(viewer, impact_id)
    if row.state not in notes.OPEN:
        return done(_(notes.CHECKED), "impact.show", impact_id=impact_id)
    form = _form(viewer, row)
    if posted(form):
        facts, version = form.facts(), form.version.data or 0
        try:
            notes.edit_own(viewer, impact_id, facts, form.filed(viewer), version)
        except Conflict:
            return _conflict(viewer, impact_id, form)
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "what_changed")
            row = notes.own(viewer, impact_id)
        else:
            return done(_("Saved."), "impact.show", impact_id=impact_id)
    page = NotePage(impact_id, row.milestone_id is not None, form)
    return respond("impact/note.html", page, 422 if form.problems else 200)


def _form(viewer: Viewer, row: ImpactRecord, plain: bool = False) -> NoteForm:
    """Return the form of a note; a `plain` one takes nothing that was sent."""
    slug, title = queries.project_of(viewer, row)
    said = {
        "area": row.area,
        "what_changed": row.what_changed,
        "happened_on": row.happened_on,
        "project": slug,
        "for_everybody": row.for_everybody,
        "version": row.version,
    }
    form = NoteForm(None, **said) if plain else NoteForm(**said)
    form.offer(viewer, slug, title)
    return form


def _conflict(viewer: Viewer, impact_id: int, form: NoteForm) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    row = notes.own(viewer, impact_id)
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    both = both_texts(form, _form(viewer, row, plain=True))
    page = NotePage(impact_id, row.milestone_id is not None, form, both, overtaken=True)
    return respond("impact/note.html", page, 409)


@pages.post("/<int:impact_id>/withdraw")
@members_only
def withdraw(viewer: Viewer, impact_id: int) -> ResponseReturnValue:
    """Take back for good what one noted."""
    notes.withdraw(viewer, impact_id)
    return done(_("Taken back."), "impact.mine")


@pages.post("/<int:impact_id>/agree")
@members_only
def agree(viewer: Viewer, impact_id: int) -> ResponseReturnValue:
    """Say whether everybody may read what one noted."""
    yes = request.form.get("yes") == "yes"
    notes.agree(viewer, impact_id, yes=yes)
    said = _("An organiser may publish it now.") if yes else _("It stays with members.")
    return done(said, "impact.show", impact_id=impact_id)


@dataclass(frozen=True)
class MyImpactPage:
    """What one noted, and how each stands."""

    notes: Page[queries.OwnNote]


@pages.get("/mine")
@door("member", record=MyImpactPage)
def mine(viewer: Viewer) -> ResponseReturnValue:
    """List what one noted, the newest first."""
    found = queries.mine(viewer, request.args.get("page", 1, int))
    bell.read_here(viewer)
    return respond("impact/mine.html", MyImpactPage(found))
