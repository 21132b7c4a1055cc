"""Writing news: words, pictures, when they come out, taking them back."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core import limits
from community.core.access import Permission, Viewer, require
from community.core.db import db, start_writing
from community.core.errors import Conflict, NotFound, Refused
from community.core.text import N_
from community.programme import updates, updates_images
from community.programme import updates_queries as queries
from community.programme.models import Update, UpdateState
from community.projects.models import Project
from community.web import photos
from community.web.both_texts import both_texts
from community.web.door import MEGABYTE, door, members_only, organisers_only
from community.web.forms import done, posted
from community.web.projects import reach
from community.web.respond import respond, told
from community.web.updates import pages
from community.web.updates_forms import (
    OutForm,
    UpdateForm,
    WritePage,
    out_form,
    update_form,
)
from community.web.updates_words import moved

MANY, DAY = 30, 86_400
"""So many are published by one person on a day at most."""


def _next(message: str, update: str) -> ResponseReturnValue:
    return done(message, "updates.edit", update=update)


# ---------------------------------------------------------------- new ones
@pages.route("/projects/<slug>/updates/new", methods=["GET", "POST"])
@members_only
def write(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Write news of a project: a draft that only its leads see."""
    project = reach(viewer, slug)
    updates.require_writer(viewer, project.id)
    return _begin(viewer, project)


@pages.route("/news/new", methods=["GET", "POST"])
@organisers_only
def write_news(viewer: Viewer) -> ResponseReturnValue:
    """Write news of the Lab: a draft that only organisers see."""
    require(viewer, Permission.NEWS_WRITE)
    return _begin(viewer, None)


def _begin(viewer: Viewer, project: Project | None) -> ResponseReturnValue:
    form = update_form(None, project)
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
    page = WritePage(*names, form, out_form(None))
    return respond("updates/write.html", page, 422 if form.errors else 200)


# ---------------------------------------------------------------- one of them
def _page(
    viewer: Viewer,
    slug: str,
    status: int = 200,
    form: UpdateForm | None = None,
    out: OutForm | None = None,
    **rest: Any,
) -> ResponseReturnValue:
    """Show news to change; `rest` holds the other parts of the page."""
    row = updates.of(viewer, slug)
    project = updates.project_of(viewer, row)
    page = WritePage(
        project=project.title if project else "",
        project_slug=project.slug if project else "",
        form=form or update_form(row, project),
        out=out or out_form(row),
        update=queries.one(viewer, slug),
        overtaken=status == 409,
        **rest,
    )
    return respond("updates/write.html", page, status)


@pages.route("/updates/<update>/edit", methods=["GET", "POST"])
@members_only
def edit(viewer: Viewer, update: str) -> ResponseReturnValue:
    """Show news to change, as their readers have them; a POST changes the words."""
    row = updates.of(viewer, update)
    form = update_form(row, updates.project_of(viewer, row))
    if not posted(form):
        return _page(viewer, update, 422 if form.errors else 200, form)
    try:
        updates.edit(viewer, row, form.said(), form.version.data or 0)
    except Conflict:
        return _conflict(viewer, update, form)
    except Refused as error:
        db.session.rollback()
        form.refuse(error, form.place)
        return _page(viewer, update, 422, form)
    return _next(_("Saved."), update)


def _conflict(viewer: Viewer, slug: str, form: UpdateForm) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    row = updates.of(viewer, slug)
    saved = update_form(row, updates.project_of(viewer, row), formdata=None)
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    return _page(viewer, slug, 409, form, both=both_texts(form, saved))


@pages.post("/updates/<update>/publish")
@members_only
def publish(viewer: Viewer, update: str) -> ResponseReturnValue:
    """Publish a draft at once, or give it its day and hour."""
    row = updates.of(viewer, update)
    out, later = out_form(row, sent=True), request.form.get("when") == "later"
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
        out = out_form(updates.of(viewer, update))
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
    name, where = "", "alt"
    try:
        updates_images.check_alt(alt)
        where = "picture"
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
        problem = (where, told(error))
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
