"""Bringing files of references in: the dry run, what comes, and taking it out again."""

from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import FileField, SelectField

from community.core.access import Permission, Viewer, require
from community.core.db import db, start_writing
from community.core.errors import NotFound, Refused
from community.core.visible import Page, find
from community.evidence import imports, imports_plan
from community.evidence import imports_queries as queries
from community.evidence.imports_files import MOST, Opened, opened
from community.evidence.imports_queries import SORTS, Batch, ImportCard
from community.evidence.models import ResourceImport, ResourceType
from community.evidence.references.reading import ROWS, Problem
from community.web.door import curators_only, door
from community.web.evidence import pages
from community.web.evidence_words import resource_part, type_label
from community.web.forms import Form, done, options, posted
from community.web.respond import respond, told


@pages.app_template_filter("import_problem")
def import_problem(problem: Problem) -> str:
    """Return what is wrong with a row, in the reader's language."""
    message, values = problem
    if "name" in values:
        values = {**values, "name": resource_part(values["name"])}
    return told(Refused(message, **values))


@pages.app_template_filter("import_sort")
def import_sort(sort: str) -> str:
    """Return what becomes of a row."""
    found = {
        "new": _("New"),
        "here": _("Here already"),
        "twice": _("Twice in this file"),
        "wrong": _("Can’t come in"),
    }[sort]
    return str(found)


@pages.app_template_filter("import_state")
def import_state(state: str) -> str:
    """Return where a file stands."""
    found = {
        "dry run": _("Waits for your decision"),
        "applied": _("Brought in"),
        "undone": _("Taken out again"),
    }[state]
    return str(found)


class UploadForm(Form):
    """A file, and what its rows are that do not say it."""

    file = FileField(_l("The file"))
    kind = SelectField(_l("What kind of thing a row is that does not say so"))

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self.kind.choices = options(
            *((one.value, type_label(one)) for one in ResourceType)
        )


# ---------------------------------------------------------------- all files
@dataclass(frozen=True)
class ImportsPage:
    """The files that were brought in, and a form for one more."""

    files: Page[ImportCard]
    form: UploadForm = field(metadata={"api": False})
    most: int = ROWS


@pages.get("/evidence/import/")
@curators_only
def imports_index(viewer: Viewer) -> ResponseReturnValue:
    """List the files that were brought in, with a form for one more."""
    return _index(viewer, UploadForm(formdata=None))


def _index(viewer: Viewer, form: UploadForm) -> ResponseReturnValue:
    found = queries.files(viewer, request.args.get("page", 1, type=int))
    status = 422 if form.errors or form.form_errors else 200
    return respond("evidence/imports.html", ImportsPage(found, form), status)


@pages.post("/evidence/import/")
@door("curator", deferred=True, body=MOST + 100_000)
def bring_file(viewer: Viewer) -> ResponseReturnValue:
    """Read a file and keep what it would bring; the hub stays as it is."""
    require(viewer, Permission.EVIDENCE_CURATE)
    form = UploadForm()
    if not posted(form):
        return _index(viewer, form)
    try:
        file = _opened(form)
    except Refused as error:
        form.refuse(error, "file")
        return _index(viewer, form)
    start_writing()
    made = imports_plan.dry_run(viewer, file)
    return done(
        _("The file is read. Nothing of it is in the hub yet: look at it first."),
        "evidence.import_file",
        import_id=made.id,
    )


def _opened(form: UploadForm) -> Opened:
    """Read the file before the database is held: that may take seconds."""
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    return opened(
        sent.filename or "" if sent else "", data, ResourceType(form.kind.data)
    )


# ---------------------------------------------------------------- one file
@dataclass(frozen=True)
class ImportPage:
    """One file: what it would bring, or what it brought."""

    batch: Batch
    sort: str
    sorts: tuple[str, ...]
    titles: dict[str, str]


@pages.get("/evidence/import/<int:import_id>")
@curators_only
def import_file(viewer: Viewer, import_id: int) -> ResponseReturnValue:
    """Show what a file would bring, what is here already, and what is wrong."""
    sort = request.args.get("show", "")
    if sort and sort not in SORTS:
        raise NotFound("part")
    page = request.args.get("page", 1, type=int)
    batch = queries.batch(viewer, import_id, sort, page)
    same = {line.same_as for line in batch.rows.items if line.same_as}
    found = ImportPage(batch, sort, SORTS, queries.titles(viewer, same))
    return respond("evidence/import.html", found)


def _reach(viewer: Viewer, import_id: int) -> ResourceImport:
    found: ResourceImport = find(viewer, ResourceImport, ResourceImport.id == import_id)
    return found


@pages.post("/evidence/import/<int:import_id>/bring")
@curators_only
def bring_in(viewer: Viewer, import_id: int) -> ResponseReturnValue:
    """Make records of what is new: out at once, or in the queue."""
    batch = _reach(viewer, import_id)
    published = request.form.get("as", "") != "queue"
    try:
        many = imports.bring(viewer, batch, published)
    except Refused as error:
        return _refused(error, import_id)
    said = ngettext("%(num)s reference came in.", "%(num)s references came in.", many)
    return done(said, "evidence.import_file", import_id=import_id)


@pages.post("/evidence/import/<int:import_id>/undo")
@curators_only
def take_out(viewer: Viewer, import_id: int) -> ResponseReturnValue:
    """Take out again what a file brought and nobody has touched."""
    try:
        gone, kept = imports.undo(viewer, _reach(viewer, import_id))
    except Refused as error:
        return _refused(error, import_id)
    said = ngettext("%(num)s is taken out again.", "%(num)s are taken out again.", gone)
    if kept:
        said += " " + ngettext(
            "%(num)s stays: somebody has worked on it.",
            "%(num)s stay: somebody has worked on them.",
            kept,
        )
    return done(said, "evidence.import_file", import_id=import_id)


@pages.post("/evidence/import/<int:import_id>/forget")
@curators_only
def forget_file(viewer: Viewer, import_id: int) -> ResponseReturnValue:
    """Throw a dry run away."""
    try:
        imports.throw_away(viewer, _reach(viewer, import_id))
    except Refused as error:
        return _refused(error, import_id)
    return done(_("Thrown away: nothing of it came in."), "evidence.imports_index")


def _refused(error: Refused, import_id: int) -> ResponseReturnValue:
    db.session.rollback()
    return done(told(error), "evidence.import_file", import_id=import_id)
