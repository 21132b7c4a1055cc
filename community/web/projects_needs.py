"""Whom a project looks for: a list for its leads, each need to change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.visible import find
from community.expertise import queries as tags
from community.expertise.queries import TagCard
from community.members.queries import MemberCard
from community.projects import facts
from community.projects.models import Need, Project
from community.staffing import needs
from community.web import bell
from community.web.both_texts import Both, both_texts
from community.web.door import members_only
from community.web.forms import Form, at_most, done, posted, typed
from community.web.members_edit_tags import tag_named
from community.web.projects import pages
from community.web.projects_edit import lead
from community.web.respond import respond

SHOWN = 3
"""So many of the tags of a need stand in its form; any more stay as they are."""


class NeedForm(Form):
    """Somebody that a project looks for."""

    role = StringField(
        _l("Who you look for"),
        [
            InputRequired(_l("Say whom you look for, as in: a facilitator")),
            at_most(80),
        ],
    )
    what_for = TextAreaField(_l("What for"), [at_most(400)])
    first_task = StringField(_l("The first task"), [at_most(200)])
    hours = StringField(_l("How much time"), [at_most(60)])
    places = IntegerField(
        _l("How many people"),
        [
            InputRequired(_l("Enter how many people: 1 to 50")),
            NumberRange(1, 50, _l("Enter how many people: 1 to 50")),
        ],
        default=1,
    )
    closes_on = DateField(_l("Last day to offer"), [Optional()])
    remote = BooleanField(_l("It can be done from anywhere"), default=True)
    place = StringField(_l("Where"), [at_most(120)])
    contact = SelectField(_l("Who answers questions about it"), default="")
    tag_1 = StringField(_l("What they should bring"))
    tag_2 = StringField(_l("What else"))
    tag_3 = StringField(_l("And what else"))
    version = IntegerField(widget=HiddenInput())

    def validate_closes_on(self, field: DateField) -> None:
        """Refuse a last day that is over: nobody would ever see it."""
        if field.data and field.data < clock.today():
            raise ValidationError(_("Choose today or a later day, or leave it empty"))

    def offer_team(self, team: Iterable[MemberCard]) -> None:
        """Fill the list of whom to ask: the team, as far as the viewer sees it."""
        nobody = ("", _("Nobody in particular"))
        self.contact.choices = [nobody, *((str(one.id), one.name) for one in team)]

    @property
    def words(self) -> list[str]:
        """The tags that were typed."""
        typed_words = [typed(self[name]) for name in ("tag_1", "tag_2", "tag_3")]
        return [words for words in typed_words if words.strip()]

    def facts(self, viewer: Viewer, kept: Sequence[str] = ()) -> needs.NeedFacts:
        """Return what was typed as the command takes it, with the tags to be `kept`."""
        remote = bool(self.remote.data)
        words = (*self.words, *kept)
        return needs.NeedFacts(
            role=typed(self.role).strip(),
            what_for=typed(self.what_for).strip(),
            first_task=typed(self.first_task).strip(),
            hours=typed(self.hours).strip(),
            places=self.places.data or 0,
            remote=remote,
            place="" if remote else typed(self.place).strip(),
            closes_on=self.closes_on.data,
            contact_id=int(self.contact.data) if self.contact.data else None,
            tag_ids=tuple(tag_named(viewer, one).id for one in words),
        )


@dataclass(frozen=True)
class NeedsPage:
    """Whom a project looks for, to change; `need` is the one that the form is about."""

    slug: str
    title: str
    waiting: int
    needs: tuple[facts.NeedLine, ...]
    known_tags: tuple[TagCard, ...]
    form: NeedForm = field(metadata={"api": False})
    need: facts.NeedLine | None = None
    people: dict[int, MemberCard] = field(default_factory=dict)
    both: tuple[Both, ...] = ()
    overtaken: bool = False


def _team(viewer: Viewer, project: Project) -> dict[int, MemberCard]:
    return {one.card.id: one.card for one in facts.team_of(viewer, project.id)}


def _needs(
    viewer: Viewer,
    slug: str,
    form: NeedForm,
    team: dict[int, MemberCard],
    need: int | None = None,
    *,
    lines: tuple[facts.NeedLine, ...] | None = None,
    both: tuple[Both, ...] | None = None,
) -> ResponseReturnValue:
    project, standing = lead(viewer, slug)
    if lines is None:
        lines = facts.needs_of(viewer, project.id, closed=True)
    page = NeedsPage(
        slug=project.slug,
        title=project.title,
        waiting=standing.waiting,
        needs=lines,
        known_tags=tags.approved(),
        form=form,
        need=next((line for line in lines if line.id == need), None),
        people=team,
        both=both or (),
        overtaken=both is not None,
    )
    bell.read_here(viewer)
    status = 409 if page.overtaken else 422 if form.problems else 200
    return respond("projects/needs.html", page, status)


@pages.route("/<slug>/needs", methods=["GET", "POST"])
@members_only
def needs_list(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """List whom a project looks for, and add somebody."""
    project, _standing = lead(viewer, slug)
    form, team = NeedForm(), _team(viewer, project)
    form.offer_team(team.values())
    if posted(form):
        try:
            needs.add_need(viewer, project, form.facts(viewer))
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "role")
        else:
            return done(_("Added."), "projects.needs_list", slug=slug)
    return _needs(viewer, slug, form, team)


@pages.route("/<slug>/needs/<int:need_id>", methods=["GET", "POST"])
@members_only
def need(viewer: Viewer, slug: str, need_id: int) -> ResponseReturnValue:
    """Change somebody that a project looks for."""
    project, _standing = lead(viewer, slug)
    row: Need = find(viewer, Need, Need.id == need_id, Need.project_id == project.id)
    lines = facts.needs_of(viewer, project.id, closed=True)
    team = _team(viewer, project)
    form = _need_form(viewer, row, team)
    if posted(form):
        version = form.version.data or 0
        kept = needs.words_of(viewer, row)[SHOWN:]
        try:
            needs.edit_need(viewer, project, row, form.facts(viewer, kept), version)
        except Conflict:
            return _conflict(viewer, slug, form, team, need_id)
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "places")
        else:
            return done(_("Saved."), "projects.needs_list", slug=slug)
    return _needs(viewer, slug, form, team, need_id, lines=lines)


def _need_form(
    viewer: Viewer, row: Need, team: dict[int, MemberCard], **options: Any
) -> NeedForm:
    words = needs.words_of(viewer, row)
    kept = {f"tag_{n}": label for n, label in enumerate(words[:SHOWN], 1)}
    contact = str(row.contact_id) if row.contact_id in team else ""
    form = NeedForm(obj=row, data={**kept, "contact": contact}, **options)
    form.offer_team(team.values())
    return form


def _conflict(
    viewer: Viewer, slug: str, form: NeedForm, team: dict[int, MemberCard], need_id: int
) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    project, _standing = lead(viewer, slug)
    row: Need = find(viewer, Need, Need.id == need_id, Need.project_id == project.id)
    lines = facts.needs_of(viewer, project.id, closed=True)
    both = both_texts(form, _need_form(viewer, row, team, formdata=None))
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    return _needs(viewer, slug, form, team, need_id, lines=lines, both=both)


@pages.post("/<slug>/needs/<int:need_id>/state")
@members_only
def need_state(viewer: Viewer, slug: str, need_id: int) -> ResponseReturnValue:
    """Stop looking, or look again."""
    project, _standing = lead(viewer, slug)
    if request.form.get("open") == "yes":
        needs.open_need(viewer, project, need_id)
        return done(_("You look again."), "projects.needs_list", slug=slug)
    told = needs.close_need(viewer, project, need_id)
    message = _("You do not look any more.")
    if told:
        message += " " + ngettext(
            "%(num)s person waited for a place. We tell them, kindly.",
            "%(num)s people waited for a place. We tell them, kindly.",
            told,
        )
    return done(message, "projects.needs_list", slug=slug)
