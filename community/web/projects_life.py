"""The words of a project, and the steps of its life."""

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.expertise.models import TagState
from community.projects import commands
from community.web import projects_words as said
from community.web.door import members_only
from community.web.forms import done
from community.web.members_edit_tags import tag_named
from community.web.projects import pages
from community.web.projects_edit import edit_page, lead
from community.web.respond import respond, told


@pages.post("/<slug>/tags")
@members_only
def add_tag(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Say what a project is about; a new word becomes a proposal."""
    project, _standing = lead(viewer, slug)
    words = request.form.get("tag", "")
    try:
        tag = tag_named(viewer, words)
        narrowed = commands.add_tag(viewer, project, tag)
    except Refused as error:
        db.session.rollback()
        project, standing = lead(viewer, slug)
        problem = {"tag_problem": told(error), "typed_tag": words}
        page = edit_page(viewer, project, standing, **problem)
        return respond("projects/edit.html", page, 422)
    if tag.state is not TagState.APPROVED:
        message = _(
            "“%(tag)s” is new here. Organisers will look at it; until then only leads "
            "of the project see it.",
            tag=tag.label,
        )
    elif narrowed:
        message = _(
            "Added %(tag)s. It may say something about people’s health, so from now on "
            "only people in this project see who is in it. Leads stay named; everybody "
            "else may choose again.",
            tag=tag.label,
        )
    else:
        message = _("Added %(tag)s.", tag=tag.label)
    return done(message, "projects.edit", slug=slug, _anchor="tags")


@pages.post("/<slug>/tags/<int:tag_id>/remove")
@members_only
def remove_tag(viewer: Viewer, slug: str, tag_id: int) -> ResponseReturnValue:
    """Take a word away."""
    project, _standing = lead(viewer, slug)
    commands.remove_tag(viewer, project, tag_id)
    return done(_("Removed."), "projects.edit", slug=slug, _anchor="tags")


@pages.post("/<slug>/step")
@members_only
def step(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Submit, pause, resume, finish, archive, withdraw or redraft a project."""
    project, _standing = lead(viewer, slug)
    name = request.form.get("step", "")
    if name != "submit":
        commands.move(viewer, project, name)
        return done(said.step_done(name), "projects.show", slug=slug)
    review = current_app.config["SETTINGS"].project_review
    commands.submit(viewer, project, review=review)
    if review:
        message = _(
            "The organisers have it. They publish it, or say what should change."
        )
    else:
        message = _("It is published.")
    return done(message, "projects.show", slug=slug)
