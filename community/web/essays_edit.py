"""Essays in hand: planned, written, looked at before they are saved."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.essays import authors, commands, working
from community.web.both_texts import both_texts
from community.web.door import editors_only
from community.web.essays import pages
from community.web.essays_forms import (
    EditPage,
    NewPage,
    PlanForm,
    TextForm,
    new_form,
    plan_form,
    read_authors,
    text_form,
)
from community.web.essays_words import html_of_essay, marked
from community.web.forms import done, posted
from community.web.respond import respond


def saved(message: str, essay: str) -> ResponseReturnValue:
    """Say what was done, on the page of an essay in hand."""
    return done(message, "essays.edit", essay=essay)


# ---------------------------------------------------------------- new ones
@pages.route("/essays/write", methods=["GET", "POST"])
@editors_only
def write(viewer: Viewer) -> ResponseReturnValue:
    """Plan an essay: readers see that it is due."""
    form = new_form(viewer, request.args.get("series", ""))
    if posted(form):
        try:
            names = read_authors(form)
            row = commands.plan(viewer, form.plan(), form.said())
            authors.set_authors(viewer, row, names, row.version)
        except Refused as error:
            db.session.rollback()
            form.put(error)
        else:
            return saved(_("It is planned. Readers see when it is due."), row.slug)
    return respond("essays/new.html", NewPage(form), 422 if form.errors else 200)


# ---------------------------------------------------------------- one of them
def edit_page(
    viewer: Viewer,
    essay: str,
    status: int = 200,
    form: TextForm | None = None,
    plan: PlanForm | None = None,
    **rest: Any,
) -> ResponseReturnValue:
    """Show an essay in hand; `rest` holds the other parts of the page."""
    one = working.draft(viewer, essay)
    body = form.said().body if form and rest.get("typed") else one.body
    page = EditPage(
        essay=one,
        form=form or text_form(one, formdata=None),
        plan=plan or plan_form(viewer, one, formdata=None),
        html=marked(html_of_essay(one.slug, body, one.figures)),
        overtaken=status == 409,
        **rest,
    )
    return respond("essays/edit.html", page, status)


@pages.route("/essays/<essay>/edit", methods=["GET", "POST"])
@editors_only
def edit(viewer: Viewer, essay: str) -> ResponseReturnValue:
    """Show an essay to write; a POST saves its words, or only shows how they look."""
    row = commands.of(viewer, essay)
    if request.method == "GET":
        return edit_page(viewer, essay)
    form = text_form(working.draft(viewer, essay))
    if not posted(form):
        return edit_page(viewer, essay, 422, form)
    try:
        if "look" in request.form:
            commands.checked(form.said())
            return edit_page(viewer, essay, 200, form, typed=True)
        commands.save(viewer, row, form.said(), form.version.data or 0)
    except Conflict:
        return _conflict(viewer, essay, form)
    except Refused as error:
        db.session.rollback()
        form.refuse(error, "body")
        return edit_page(viewer, essay, 422, form)
    return saved(_("Saved. Readers have it once you publish it."), essay)


def _conflict(viewer: Viewer, essay: str, form: TextForm) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    db.session.expire_all()
    one = working.draft(viewer, essay)
    form.version.data, form.version.raw_data = one.version, [str(one.version)]
    both = both_texts(form, text_form(one, formdata=None))
    return edit_page(viewer, essay, 409, form, both=both)


@pages.post("/essays/<essay>/plan")
@editors_only
def plan(viewer: Viewer, essay: str) -> ResponseReturnValue:
    """Change what is known of an essay beside its words."""
    row = commands.of(viewer, essay)
    form = plan_form(viewer, working.draft(viewer, essay))
    if not posted(form):
        return edit_page(viewer, essay, 422, plan=form)
    try:
        names = read_authors(form)
        commands.change_plan(viewer, row, form.plan(), form.version.data or 0)
        authors.set_authors(viewer, row, names, row.version)
    except Conflict:
        return _plan_conflict(viewer, essay, form)
    except Refused as error:
        db.session.rollback()
        form.put(error)
        return edit_page(viewer, essay, 422, plan=form)
    return saved(_("Saved."), essay)


def _plan_conflict(viewer: Viewer, essay: str, form: PlanForm) -> ResponseReturnValue:
    db.session.rollback()
    db.session.expire_all()
    one = working.draft(viewer, essay)
    form.version.data, form.version.raw_data = one.version, [str(one.version)]
    both = both_texts(form, plan_form(viewer, one, formdata=None))
    return edit_page(viewer, essay, 409, plan=form, both=both)
