"""What one has lived through: kept sealed, for oneself unless one shows it."""

from dataclasses import dataclass, field

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.expertise import queries as tags
from community.lived import commands, queries
from community.web.door import members_only
from community.web.forms import done
from community.web.respond import respond, told

pages = Blueprint("lived", __name__, url_prefix="/account/lived")


@dataclass(frozen=True)
class LivedPage:
    """What the viewer keeps, or the question before anything is kept."""

    agreed: bool
    wording: str
    lines: tuple[queries.LivedLine, ...]
    tags: tuple[tags.TagCard, ...]
    tag: str = field(default="", metadata={"api": False})
    words: str = field(default="", metadata={"api": False})
    problem: str = field(default="", metadata={"api": False})


@pages.get("")
@members_only
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show what one keeps, or ask first."""
    return _page(viewer)


def _page(
    viewer: Viewer, tag: str = "", words: str = "", problem: str = ""
) -> ResponseReturnValue:
    agreed = queries.has_agreed(viewer)
    known = tags.approved() if agreed else ()
    page = LivedPage(
        agreed=agreed,
        wording=commands.KEEPING,
        lines=queries.mine(viewer),
        tags=tuple(one for one in known if one.family in commands.FAMILIES),
        tag=tag,
        words=words,
        problem=problem,
    )
    return respond("privacy/lived.html", page, 422 if problem else 200)


@pages.post("/agree")
@members_only
def agree(viewer: Viewer) -> ResponseReturnValue:
    """Agree that it is kept."""
    if "agreed" not in request.form:
        return _page(viewer, problem=_("Tick that you agree first"))
    commands.agree(viewer)
    return done(_("Thank you. You can add something now."), "lived.index")


@pages.post("")
@members_only
def add(viewer: Viewer) -> ResponseReturnValue:
    """Keep one thing, for oneself."""
    tag, words = request.form.get("tag", ""), request.form.get("words", "")
    try:
        commands.add(viewer, tag, words)
    except Refused as error:
        db.session.rollback()
        return _page(viewer, tag, words, told(error))
    return done(_("Kept, sealed. Only you see it."), "lived.index")


@dataclass(frozen=True)
class ShowPage:
    """The question to whom one thing shows, and the words to agree to."""

    line: queries.LivedLine
    choices: tuple[tuple[str, str], ...]
    problem: str = field(default="", metadata={"api": False})
    chosen: str = field(default="", metadata={"api": False})


def _line(viewer: Viewer, row_id: int) -> queries.LivedLine:
    for line in queries.mine(viewer):
        if line.id == row_id and not line.locked:
            return line
    raise NotFound("lived experience")


@pages.get("/<int:row_id>")
@members_only
def show(viewer: Viewer, row_id: int) -> ResponseReturnValue:
    """Ask to whom one thing shows."""
    return _ask(_line(viewer, row_id))


def _ask(
    line: queries.LivedLine, problem: str = "", chosen: str = ""
) -> ResponseReturnValue:
    choices = tuple(
        (audience.value, _(words, what=line.words))
        for audience, words in commands.SHOWING.items()
    )
    page = ShowPage(line, choices, problem, chosen)
    return respond("privacy/lived_show.html", page, 422 if problem else 200)


@pages.post("/<int:row_id>")
@members_only
def choose(viewer: Viewer, row_id: int) -> ResponseReturnValue:
    """Show one thing to fewer people at once, to more once the viewer agreed."""
    line = _line(viewer, row_id)
    chosen = request.form.get("audience", "")
    try:
        to = Audience(chosen)
    except ValueError:
        return _ask(line, _("Choose who may see it from the list"))
    try:
        commands.show(viewer, row_id, to, agreed="agreed" in request.form)
    except Refused as error:
        db.session.rollback()
        return _ask(line, told(error), chosen)
    return done(_("Saved. It counts from now on."), "lived.index")


@pages.post("/<int:row_id>/remove")
@members_only
def remove(viewer: Viewer, row_id: int) -> ResponseReturnValue:
    """Delete one thing."""
    commands.remove(viewer, row_id)
    return done(_("Deleted."), "lived.index")


@pages.post("/take-back")
@members_only
def take_back(viewer: Viewer) -> ResponseReturnValue:
    """Take the consent back: all is deleted."""
    commands.take_back(viewer)
    return done(_("Taken back, and all of it is deleted."), "lived.index")
