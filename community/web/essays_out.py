"""How an essay comes out: looked at once more, then published; and the ways back."""

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.essays import commands, publishing, queries, working
from community.essays.changes import Piece
from community.essays.models import Essay, EssayState
from community.essays.working import Draft
from community.web import photos
from community.web.door import editors_only
from community.web.essays import pages
from community.web.essays_edit import edit_page, saved
from community.web.essays_forms import OutForm, OutPage
from community.web.essays_words import changes_of, html_of_essay, marked, moved
from community.web.forms import done, posted, typed
from community.web.respond import respond, told

Move = Callable[[Viewer, Essay, int], None]
MOVES: dict[EssayState, Move] = {
    EssayState.PLANNED: publishing.announce,
    EssayState.DRAFT: publishing.withdraw,
    EssayState.IN_REVIEW: publishing.send_to_review,
}


@pages.route("/essays/<essay>/publish", methods=["GET", "POST"])
@editors_only
def publish(viewer: Viewer, essay: str) -> ResponseReturnValue:
    """Ask once more, showing what readers will have; a POST brings it out."""
    row = commands.of(viewer, essay)
    form = OutForm(data={"looked_at": row.version})
    if not posted(form):
        return _ask(viewer, essay, form, 422 if form.errors else 200)
    version = form.looked_at.data or 0
    try:
        publishing.publish(viewer, row, version, typed(form.why))
    except Conflict:
        db.session.rollback()
        db.session.expire_all()
        now = commands.of(viewer, essay).version
        form.looked_at.data, form.looked_at.raw_data = now, [str(now)]
        return _ask(viewer, essay, form, 409)
    except Refused as error:
        db.session.rollback()
        form.refuse(error, "why")
        return _ask(viewer, essay, form, 422)
    return done(_("It is published."), "essays.show", essay=essay)


def _ask(viewer: Viewer, essay: str, form: OutForm, status: int) -> ResponseReturnValue:
    one = working.draft(viewer, essay)
    html = marked(html_of_essay(one.slug, one.body, one.figures))
    page = OutPage(one, form, html, _changes(viewer, one), status == 409)
    return respond("essays/publish.html", page, status)


def _changes(viewer: Viewer, one: Draft) -> tuple[Piece, ...]:
    """Return what differs from the version that was out last."""
    if one.out is None or not one.newer:
        return ()
    row = commands.of(viewer, one.slug)
    return changes_of(queries.body_of(viewer, row.id, one.out.number), one.body)


@pages.post("/essays/<essay>/move")
@editors_only
def move(viewer: Viewer, essay: str) -> ResponseReturnValue:
    """Send an essay to review, withdraw it, show it as planned, or delete it."""
    row = commands.of(viewer, essay)
    version = request.form.get("version", 0, type=int)
    try:
        state = EssayState(request.form.get("state", ""))
        if state is EssayState.DELETED:
            return _delete(viewer, row, version)
        MOVES[state](viewer, row, version)
    except (ValueError, KeyError):
        raise NotFound("state") from None
    except Refused as error:
        return _refused(viewer, essay, error)
    return saved(moved(state), essay)


def _refused(viewer: Viewer, essay: str, error: Refused) -> ResponseReturnValue:
    db.session.rollback()
    db.session.expire_all()
    return edit_page(viewer, essay, 422, refused=told(error))


def _delete(viewer: Viewer, row: Essay, version: int) -> ResponseReturnValue:
    for name in publishing.discard(viewer, row, version):
        photos.forget(name)
    return done(moved(EssayState.DELETED), "essays.index")


@pages.post("/essays/<essay>/put-back")
@editors_only
def put_back(viewer: Viewer, essay: str) -> ResponseReturnValue:
    """Make the newest words those of an old version; a publish brings them out."""
    row = commands.of(viewer, essay)
    number = request.form.get("number", 0, type=int)
    try:
        version = request.form.get("version", 0, type=int)
        commands.put_back(viewer, row, number, version)
    except Refused as error:
        return _refused(viewer, essay, error)
    return saved(_("Its old words are the newest now. Publish them next."), essay)
