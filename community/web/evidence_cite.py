"""Citing a resource, and taking references away: one, or all that a search finds."""

from dataclasses import dataclass

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core import clock
from community.core.access import Viewer
from community.evidence import queries, taking
from community.evidence.record import facts_of, reach
from community.evidence.references.cite import Run, apa, harvard
from community.web.door import anyone, door
from community.web.evidence import asked, pages
from community.web.exports import download
from community.web.respond import respond

KINDS = {
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
    "csv": "text/csv",
}


@dataclass(frozen=True)
class CitedAs:
    """A reference in one style: runs of words to show, the plain ones to copy."""

    style: str
    name: str
    runs: tuple[Run, ...]
    plain: str


@dataclass(frozen=True)
class CitePage:
    """How a resource is cited; `unknown` names what its record does not say."""

    slug: str
    title: str
    cited: tuple[CitedAs, ...]
    unknown: tuple[str, ...]


@pages.get("/evidence/<slug>/cite")
@door("anyone", record=CitePage)
def cite(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Show how to cite a resource."""
    row = reach(viewer, slug)
    facts = facts_of(viewer, row)
    here, there = harvard(facts, clock.today()), apa(facts)
    cited = (
        CitedAs("harvard", _("Harvard"), here.runs, here.plain),
        CitedAs("apa", _("APA, 7th edition"), there.runs, there.plain),
    )
    missing = (
        (_("its authors"), facts.authors),
        (_("its year"), facts.year),
        (_("who published it"), facts.publisher),
    )
    unknown = tuple(str(words) for words, known in missing if not known)
    page = CitePage(row.slug, row.title, cited, unknown)
    return respond("evidence/cite.html", page)


# ---------------------------------------------------------------- files
@pages.get("/evidence/<slug>.ris")
@anyone
def one_ris(viewer: Viewer, slug: str) -> Response:
    """Give a reference to a reference manager."""
    return _one(viewer, slug, "ris")


@pages.get("/evidence/<slug>.bib")
@anyone
def one_bib(viewer: Viewer, slug: str) -> Response:
    """Give a reference to those who write in LaTeX."""
    return _one(viewer, slug, "bib")


@pages.get("/evidence.ris")
@anyone
def list_ris(viewer: Viewer) -> Response:
    """Give what a search finds to a reference manager."""
    return _list(viewer, "ris")


@pages.get("/evidence.bib")
@anyone
def list_bib(viewer: Viewer) -> Response:
    """Give what a search finds to those who write in LaTeX."""
    return _list(viewer, "bib")


@pages.get("/evidence.csv")
@anyone
def list_csv(viewer: Viewer) -> Response:
    """Give what a search finds to a spreadsheet."""
    return _list(viewer, "csv")


def _one(viewer: Viewer, slug: str, ending: str) -> Response:
    row = reach(viewer, slug)
    text = taking.file(viewer, [row.id], ending)
    return download(f"{row.slug}.{ending}", text, KINDS[ending])


def _list(viewer: Viewer, ending: str) -> Response:
    numbers = queries.listed(viewer, asked())
    text = taking.file(viewer, numbers, ending)
    return download(f"evidence.{ending}", text, KINDS[ending])
