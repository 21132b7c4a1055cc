"""Pictures of essays: added with their words, and taken out again."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import Refused
from community.core.text import N_
from community.essays import commands, figures
from community.web import photos
from community.web.door import MEGABYTE, door, editors_only
from community.web.essays import pages
from community.web.essays_edit import edit_page, saved
from community.web.respond import told


@pages.post("/essays/<essay>/figures")
@door("editor", deferred=True, body=10 * MEGABYTE)
def add_figure(viewer: Viewer, essay: str) -> ResponseReturnValue:
    """Put a picture beside an essay's text, with the words that stand for it."""
    commands.of(viewer, essay)
    sent = request.files.get("picture")
    alt, caption = request.form.get("alt", ""), request.form.get("caption", "")
    name, where = "", "alt"
    try:
        figures.check(alt, caption)
        where = "picture"
        if sent is None or not sent.filename:
            raise Refused(N_("Choose a picture"))
        name, size = photos.store_whole(sent)
        start_writing()
        row = commands.of(viewer, essay)
        made = figures.add(viewer, row, name, size, alt, caption)
    except Refused as error:
        db.session.rollback()
        if name:
            photos.forget(name)
        return edit_page(
            viewer, essay, 422, figure_problem=(where, told(error)), typed_alt=alt,
            typed_caption=caption,
        )  # fmt: skip
    place = f"figure-{made.number}"
    message = _("The picture is in. The text calls it %(place)s.", place=place)
    return saved(message, essay)


@pages.post("/essays/<essay>/figures/<name>/remove")
@editors_only
def remove_figure(viewer: Viewer, essay: str, name: str) -> ResponseReturnValue:
    """Take a picture out of an essay."""
    row = commands.of(viewer, essay)
    try:
        figures.remove(viewer, row, name)
    except Refused as error:
        db.session.rollback()
        return edit_page(viewer, essay, 422, refused=told(error))
    photos.forget(name)
    return saved(_("The picture is taken out."), essay)
