"""Essays to read: the series, one of them, how it changed, its pictures, the feed."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, current_app, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import VISITOR, Permission, Viewer, can
from community.core.errors import NotFound
from community.core.visible import find
from community.essays import authors, queries, working
from community.essays.cards import (
    EssayView,
    FeedEntry,
    SeriesCard,
    VersionCard,
    WorkCard,
)
from community.essays.changes import Piece
from community.essays.models import Essay, EssayState
from community.essays.parts import Heading
from community.web import atom
from community.web.door import anyone, door, members_only
from community.web.essays_words import LABELS, changes_of, html_of_essay, marked
from community.web.forms import done
from community.web.respond import respond

pages = Blueprint("essays", __name__)

for words, label in LABELS.items():
    pages.add_app_template_filter(label, words)

SOON = 300
"""So many seconds may a picture that anybody sees be kept."""


def edits(viewer: Viewer) -> bool:
    """Tell whether the editors' pages open to the viewer."""
    return viewer.is_member and can(viewer, Permission.ESSAY_EDIT)


@dataclass(frozen=True)
class EssaysPage:
    """All series, with what is out and what is planned."""

    series: tuple[SeriesCard, ...]
    edits: bool = field(metadata={"api": False})
    work: tuple[WorkCard, ...] = field(default=(), metadata={"api": False})


@pages.get("/essays/")
@door("anyone", record=EssaysPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List the essays of each series, in their order, planned ones as due."""
    edit = edits(viewer)
    work = working.in_hand(viewer) if edit else ()
    return respond("essays/index.html", EssaysPage(queries.index(viewer), edit, work))


@dataclass(frozen=True)
class EssayPage:
    """An essay, as its readers have it."""

    essay: EssayView
    headings: tuple[Heading, ...]
    html: Any = field(metadata={"api": False})
    edits: bool = field(metadata={"api": False})


@pages.get("/essays/<essay>")
@door("anyone", record=EssayPage)
def show(viewer: Viewer, essay: str) -> ResponseReturnValue:
    """Show an essay; of a planned one what it will be about, and when."""
    one = queries.one(viewer, essay)
    text = html_of_essay(one.slug, one.body, one.figures)
    page = EssayPage(one, text.headings, marked(text), edits(viewer))
    return respond("essays/show.html", page)


@dataclass(frozen=True)
class VersionsPage:
    """The versions of an essay that were out, and what differs between two of them."""

    slug: str
    title: str
    versions: tuple[VersionCard, ...]
    older: VersionCard | None
    newer: VersionCard | None
    changes: tuple[Piece, ...]


@pages.get("/essays/<essay>/versions")
@door("anyone", record=VersionsPage)
def versions(viewer: Viewer, essay: str) -> ResponseReturnValue:
    """Show what an essay said over time; two versions can be compared."""
    row = _published(viewer, essay)
    found = queries.out(viewer, row.id)
    older, newer = _compared(found)
    changes: tuple[Piece, ...] = ()
    if older and newer:
        before = queries.body_of(viewer, row.id, older.number)
        changes = changes_of(before, queries.body_of(viewer, row.id, newer.number))
    page = VersionsPage(row.slug, row.title, found, older, newer, changes)
    return respond("essays/versions.html", page)


def _published(viewer: Viewer, slug: str) -> Essay:
    out = Essay.state == EssayState.PUBLISHED
    row: Essay = find(viewer, Essay, Essay.slug == slug, out)
    return row


def _compared(
    found: tuple[VersionCard, ...],
) -> tuple[VersionCard | None, VersionCard | None]:
    """Return the two editions that were asked for, else the last two."""
    by = {one.edition: one for one in found}
    newest = len(found)
    newer = by.get(request.args.get("newer", newest, type=int))
    older = by.get(request.args.get("older", newest - 1, type=int))
    if older and newer and older.edition > newer.edition:
        return newer, older
    return (older, newer) if older is not newer else (None, newer)


@pages.get("/essays/<essay>/figures/<name>")
@anyone
def figure(viewer: Viewer, essay: str, name: str) -> Any:
    """Give a picture to whoever may read its essay."""
    public = queries.is_figure(VISITOR, essay, name)
    if not public and not queries.is_figure(viewer, essay, name):
        raise NotFound("figure")
    folder = current_app.config["SETTINGS"].data_dir / "photos"
    found = send_from_directory(folder, name, mimetype="image/webp")
    kept = f"public, max-age={SOON}" if public else "no-store"
    found.headers["Cache-Control"] = kept
    return found


@pages.post("/essays/<essay>/untie")
@members_only
def untie(viewer: Viewer, essay: str) -> ResponseReturnValue:
    """Take one's own profile away from the name in an essay."""
    row: Essay = find(viewer, Essay, Essay.slug == essay)
    authors.untie(viewer, row)
    message = _("The essay does not lead to your profile any more.")
    return done(message, "essays.show", essay=essay)


@pages.get("/essays.atom")
@door("anyone", cookieless=True)
def feed(_viewer: Viewer) -> ResponseReturnValue:
    """Give the essays that can be read here, the newest first, whoever asks."""
    site = current_app.config["SETTINGS"].name
    own, page = url_for("essays.feed"), url_for("essays.index")
    title = str(_("Essays of %(site)s", site=site))
    about = atom.Feed(atom.whole(own), title, site, own, page)
    return atom.answer(about, [_entry(one) for one in queries.feed()])


def _entry(one: FeedEntry) -> atom.Entry:
    html = html_of_essay(one.slug, one.body, one.figures, whole=True).html
    page = url_for("essays.show", essay=one.slug)
    moments = one.published_at, one.changed_at
    return atom.Entry(f"essay {one.slug}", one.title, page, *moments, html, one.authors)
