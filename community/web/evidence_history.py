"""Changing what a record says, what it said before, and bringing that back."""

from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.evidence import commands, history
from community.evidence.commands import Known
from community.evidence.history import Deed, VersionLine
from community.evidence.models import Resource
from community.evidence.record import facts_of, reach
from community.expertise.queries import TagCard
from community.web.both_texts import Both, both_texts
from community.web.door import curators_only
from community.web.evidence import pages
from community.web.evidence_forms import RecordForm, filled, topics
from community.web.evidence_suggest import Twin
from community.web.evidence_words import deed_label, resource_part, said_lines
from community.web.forms import done, posted, typed
from community.web.respond import respond


# ---------------------------------------------------------------- changing it
@dataclass(frozen=True)
class EditPage:
    """A record to change; `both` holds what it says otherwise by now."""

    slug: str
    title: str
    known_tags: tuple[TagCard, ...]
    form: RecordForm = field(metadata={"api": False})
    twin: Twin | None = None
    both: tuple[Both, ...] = ()
    overtaken: bool = False


def _form(viewer: Viewer, row: Resource, **how: Any) -> RecordForm:
    facts = facts_of(viewer, row)
    form = RecordForm(**filled(facts), version=row.version, **how)
    form.offer(facts.tags)
    return form


@pages.route("/evidence/curate/<resource>/edit", methods=["GET", "POST"])
@curators_only
def edit(viewer: Viewer, resource: str) -> ResponseReturnValue:
    """Change what a record says; what it said before stays."""
    row = reach(viewer, resource)
    form = _form(viewer, row)
    if not posted(form):
        return _edit_page(row, form)
    try:
        version = form.version.data or 0
        commands.edit(viewer, row, form.facts(), typed(form.why), version)
    except Conflict:
        return _conflict(viewer, resource, form)
    except Known as error:
        db.session.rollback()
        form.refuse(error, "doi")
        twin = Twin(error.there, error.same_doi)
        return _edit_page(reach(viewer, resource), form, twin=twin)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _edit_page(reach(viewer, resource), form)
    return done(_("Saved."), "evidence.review", resource=resource)


def _conflict(viewer: Viewer, slug: str, form: RecordForm) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what the record says by now."""
    db.session.rollback()
    row = reach(viewer, slug)
    saved = _form(viewer, row, formdata=None)
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    form.offer([*facts_of(viewer, row).tags, *(saved.tags.data or ())])
    both = both_texts(form, saved, ("why",))
    return _edit_page(row, form, both=both, overtaken=True)


def _edit_page(row: Resource, form: RecordForm, **more: Any) -> ResponseReturnValue:
    page = EditPage(row.slug, row.title, topics(), form, **more)
    wrong = 422 if form.problems else 200
    return respond("evidence/edit.html", page, 409 if page.overtaken else wrong)


# ---------------------------------------------------------------- what it said before
@dataclass(frozen=True)
class Difference:
    """A part of a record that says something else in another version."""

    part: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryPage:
    """The versions of a record, two of them compared, and who did what with it."""

    slug: str
    title: str
    version: int
    versions: tuple[VersionLine, ...]
    deeds: tuple[tuple[Deed, str], ...]
    one: int = 0
    two: int = 0
    differences: tuple[Difference, ...] = ()


@pages.get("/evidence/curate/<resource>/history")
@curators_only
def past(viewer: Viewer, resource: str) -> ResponseReturnValue:
    """Show what a record said before, and who did what with it."""
    row = reach(viewer, resource)
    versions = history.versions(viewer, row)
    newest = versions[0].number if versions else 0
    two = request.args.get("two", newest, type=int)
    one = request.args.get("one", max(1, two - 1), type=int)
    page = HistoryPage(
        row.slug, row.title, row.version, versions,
        tuple((deed, deed_label(deed.what)) for deed in history.deeds(viewer, row)),
        one, two, _differences(viewer, row, one, two) if one != two else (),
    )  # fmt: skip
    return respond("evidence/history.html", page)


def _differences(
    viewer: Viewer, row: Resource, one: int, two: int
) -> tuple[Difference, ...]:
    before, after = (history.said_in(viewer, row, number) for number in (one, two))
    words = [{said.part: said.words for said in said_lines(x)} for x in (before, after)]
    return tuple(
        Difference(resource_part(name), words[0].get(name, ""), words[1].get(name, ""))
        for name in history.differing(before, after)
    )


@pages.post("/evidence/curate/<resource>/history")
@curators_only
def bring_back(viewer: Viewer, resource: str) -> ResponseReturnValue:
    """Let a record say again what it said in a version."""
    row = reach(viewer, resource)
    number = request.form.get("number", 0, type=int)
    version = request.form.get("version", 0, type=int)
    if number not in {one.number for one in history.versions(viewer, row)}:
        raise NotFound("version")
    why = _("Brought back version %(n)s", n=number)
    commands.bring_back(viewer, row, number, str(why), version)
    said = _("It says again what version %(n)s said.", n=number)
    return done(said, "evidence.past", resource=resource)
