"""Writing news: words, pictures, when they come out, taking them back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from community.core import clock, limits
from community.core.access import Permission, Viewer, require
from community.core.db import db, start_writing
from community.core.errors import Conflict, NotFound, Refused
from community.core.text import N_
from community.core.visible import find
from community.programme import updates, updates_images
from community.programme import updates_queries as queries
from community.programme.models import Readers, Update, UpdateState
from community.programme.updates_queries import UpdateFacts
from community.projects.models import Project
from community.web import photos
from community.web.door import MEGABYTE, door, members_only, organisers_only
from community.web.events_fields import Day
from community.web.forms import Form, done, options, posted, typed
from community.web.respond import respond, told
from community.web.updates import pages
from community.web.updates_words import READERS, moved

MANY, DAY = 30, 86_400
"""So many are published by one person on a day at most."""


class UpdateForm(Form):
    """What news say, and whom they are for."""

    title = StringField(
        _l("Title"),
        [
            InputRequired(_l("Enter a title")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    body = TextAreaField(
        _l("What is new"),
        [
            InputRequired(_l("Write what is new")),
            Length(max=20_000, message=_l("Use 20,000 letters or fewer")),
        ],
    )
    readers = RadioField(
        _l("Who may read it"), [InputRequired(_l("Choose who may read it"))]
    )
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    @property
    def place(self) -> str:
        """Where a refusal by the command stands: empty words, or wrong readers."""
        empty = (name for name in ("title", "body") if not typed(self[name]).strip())
        return next(empty, "readers")

    def said(self) -> updates.Said:
        """Return what was typed as the command takes it."""
        return updates.Said(
            typed(self.title), typed(self.body), Readers(self.readers.data)
        )


class OutForm(Form):
    """When news come out, and whether the team or followers are told."""

    tells = BooleanField(_l("Tell them: it comes with their digest"), default=True)
    day = Day(_l("Day"), [Optional()])
    hour = SelectField(_l("Hour, in Britain"))
    looked_at = IntegerField(validators=[Optional()], widget=HiddenInput())

    def due(self) -> datetime:
        """Return the moment that was chosen; the end of time where there is none."""
        chosen: date | None = self.day.data
        if chosen is None:
            raise Refused(N_("Choose a day"))
        try:
            return clock.british(chosen, int(typed(self.hour)))
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Theirs:
    """What somebody else saved meanwhile."""

    title: str
    body: str


@dataclass(frozen=True)
class WritePage:
    """News to write, as their readers will have them, and what comes next.

    New ones have no `update`; those of the Lab no project.
    """

    project: str
    project_slug: str
    form: UpdateForm
    out: OutForm
    update: UpdateFacts | None = None
    theirs: Theirs | None = None
    picture_problem: str = ""
    typed_alt: str = ""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every problem of the page's forms, for the summary above them."""
        found = self.form.problems + self.out.problems
        if self.picture_problem:
            found.append(("picture", self.picture_problem))
        return found


def _form(row: Update | None, project: Project | None) -> UpdateForm:
    offered = updates.choices(project)
    facts: dict[str, object] = {"readers": offered[-1].value}
    if row is not None:
        facts = {"title": row.title, "body": row.body, "version": row.version}
        facts["readers"] = row.readers.value
    form = UpdateForm(data=facts)
    form.readers.choices = [(one.value, str(READERS[one])) for one in offered]
    return form


def _out_form(row: Update | None, *, sent: bool = False) -> OutForm:
    """Return the form of their day, which proposes tomorrow at ten, or as it was sent.

    Where another form was sent, its ticks say nothing here.
    """
    tomorrow = clock.now().astimezone(clock.BRITAIN).date() + timedelta(days=1)
    version = row.version if row else 0
    proposed = {"day": tomorrow, "hour": "10", "looked_at": version}
    form = OutForm(data=proposed) if sent else OutForm(None, data=proposed)
    form.hour.choices = options(*((str(one), f"{one:02}:00") for one in range(24)))
    return form


def _next(message: str, update: str) -> ResponseReturnValue:
    return done(message, "updates.edit", update=update)


# ---------------------------------------------------------------- new ones
@pages.route("/projects/<slug>/updates/new", methods=["GET", "POST"])
@members_only
def write(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Write news of a project: a draft that only its leads see."""
    project: Project = find(viewer, Project, Project.slug == slug)
    updates.require_writer(viewer, project.id)
    return _begin(viewer, project)


@pages.route("/news/new", methods=["GET", "POST"])
@organisers_only
def write_news(viewer: Viewer) -> ResponseReturnValue:
    """Write news of the Lab: a draft that only organisers see."""
    require(viewer, Permission.NEWS_WRITE)
    return _begin(viewer, None)


def _begin(viewer: Viewer, project: Project | None) -> ResponseReturnValue:
    form = _form(None, project)
    names = (project.title, project.slug) if project else ("", "")
    if posted(form):
        try:
            row = updates.write(viewer, project, form.said())
        except Refused as error:
            db.session.rollback()
            form.refuse(error, form.place)
        else:
            return _next(
                _("Kept as a draft. Look at it as its readers will."), row.slug
            )
    page = WritePage(*names, form, _out_form(None))
    return respond("updates/write.html", page, 422 if form.errors else 200)


# ---------------------------------------------------------------- one of them
def _page(
    viewer: Viewer,
    slug: str,
    status: int = 200,
    form: UpdateForm | None = None,
    out: OutForm | None = None,
    **rest: str,
) -> ResponseReturnValue:
    """Show news to change; `rest` holds what was refused of a picture."""
    row = updates.of(viewer, slug)
    project = updates.project_of(viewer, row)
    page = WritePage(
        project=project.title if project else "",
        project_slug=project.slug if project else "",
        form=form or _form(row, project),
        out=out or _out_form(row),
        update=queries.one(viewer, slug),
        theirs=Theirs(row.title, row.body) if status == 409 else None,
        **rest,
    )
    return respond("updates/write.html", page, status)


@pages.route("/updates/<update>/edit", methods=["GET", "POST"])
@members_only
def edit(viewer: Viewer, update: str) -> ResponseReturnValue:
    """Show news to change, as their readers have them; a POST changes the words."""
    row = updates.of(viewer, update)
    form = _form(row, updates.project_of(viewer, row))
    if not posted(form):
        return _page(viewer, update, 422 if form.errors else 200, form)
    try:
        updates.edit(viewer, row, form.said(), form.version.data or 0)
    except Conflict:
        db.session.rollback()
        now = updates.of(viewer, update).version
        form.version.data, form.version.raw_data = now, [str(now)]
        return _page(viewer, update, 409, form)
    except Refused as error:
        db.session.rollback()
        form.refuse(error, form.place)
        return _page(viewer, update, 422, form)
    return _next(_("Saved."), update)


@pages.post("/updates/<update>/publish")
@members_only
def publish(viewer: Viewer, update: str) -> ResponseReturnValue:
    """Publish a draft at once, or give it its day and hour."""
    row = updates.of(viewer, update)
    out, later = _out_form(row, sent=True), request.form.get("when") == "later"
    if later and not posted(out):
        return _page(viewer, update, 422, out=out)
    limits.check("update", str(viewer.account_id), MANY, DAY)
    version, tells = out.looked_at.data or 0, bool(out.tells.data)
    try:
        if later:
            updates.schedule(viewer, row, out.due(), version, tells=tells)
            return _next(_("It comes out then, by itself."), update)
        updates.publish(viewer, row, version, tells=tells)
    except Refused as error:
        db.session.rollback()
        out.refuse(error, "day" if later else None)
        return _page(viewer, update, 422, out=out)
    return done(_("It is published."), "updates.show", update=update)


@pages.post("/updates/<update>/move")
@members_only
def move(viewer: Viewer, update: str) -> ResponseReturnValue:
    """Withdraw news, put them back, make a draft of them again, or delete them."""
    row = updates.of(viewer, update)
    chosen = request.form.get("state", "")
    if chosen == UpdateState.DELETED:
        return _delete(viewer, row)
    moves = {
        UpdateState.DRAFT: updates.unschedule,
        UpdateState.PUBLISHED: updates.put_back,
        UpdateState.WITHDRAWN: updates.withdraw,
    }
    if chosen not in moves:
        raise NotFound("state")
    state = UpdateState(chosen)
    try:
        moves[state](viewer, row)
    except Refused as error:
        db.session.rollback()
        out = _out_form(updates.of(viewer, update))
        out.refuse(error)
        return _page(viewer, update, 422, out=out)
    return _next(moved(state), update)


def _delete(viewer: Viewer, row: Update) -> ResponseReturnValue:
    project = updates.project_of(viewer, row)
    for name in updates.discard(viewer, row):
        photos.forget(name)
    message = moved(UpdateState.DELETED)
    if project is None:
        return done(message, "updates.news")
    return done(message, "updates.of_project", slug=project.slug)


# ---------------------------------------------------------------- pictures
@pages.post("/updates/<update>/pictures")
@door("member", deferred=True, body=10 * MEGABYTE)
def add_picture(viewer: Viewer, update: str) -> ResponseReturnValue:
    """Put a picture into news, with the words for whoever does not see it."""
    updates.of(viewer, update)
    sent, alt = request.files.get("picture"), request.form.get("alt", "")
    name = ""
    try:
        updates_images.check_alt(alt)
        if sent is None or not sent.filename:
            raise Refused(N_("Choose a picture"))
        name, size = photos.store_whole(sent)
        start_writing()
        row = updates.of(viewer, update)
        updates_images.add_image(viewer, row, name, alt, size)
    except Refused as error:
        db.session.rollback()
        if name:
            photos.forget(name)
        problem = told(error)
        return _page(viewer, update, 422, picture_problem=problem, typed_alt=alt)
    return _next(_("The picture is in."), update)


@pages.post("/updates/<update>/pictures/<name>/remove")
@members_only
def remove_picture(viewer: Viewer, update: str, name: str) -> ResponseReturnValue:
    """Take a picture out of news."""
    row = updates.of(viewer, update)
    updates_images.remove_image(viewer, row, name)
    photos.forget(name)
    return _next(_("The picture is taken out."), update)
