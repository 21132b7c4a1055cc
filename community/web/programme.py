"""Programmes: what a Lab works on, its phases, its areas and what came of it."""

from dataclasses import dataclass, field

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.visible import Page
from community.programme import programmes_filed as filed
from community.programme import programmes_queries as queries
from community.programme.models import Programme
from community.programme.programmes_filed import AreaFacts, Named
from community.programme.programmes_queries import ProgrammeCard, ProgrammeFacts
from community.projects import directory
from community.projects.queries import ProjectCard
from community.web.door import door
from community.web.programme_words import FILTERS
from community.web.respond import respond

pages = Blueprint("programme", __name__, url_prefix="/programme")

for words, name in FILTERS.items():
    pages.add_app_template_filter(words, name)


@dataclass(frozen=True)
class Output:
    """Something that came of a programme, or comes of it, and where it is."""

    title: str
    words: str
    address: str


def outputs() -> tuple[Output, ...]:
    """Return what programmes leave to everybody, in this place."""
    told = (
        (_("Essays"), _("What was learned, told in a series."), "essays.index"),
        (
            _("Surveys"),
            _("What matters to people when they decide for peer support, or not."),
            "surveys.index",
        ),
        (
            _("Evidence Hub"),
            _("Studies, guides and tools on peer support in one place."),
            "evidence.index",
        ),
        (
            _("Connections"),
            _("People who met and now work together, as a map without names."),
            "network.public",
        ),
        (_("Impact"), _("What has changed, and where it began."), "impact.index"),
    )
    return tuple(
        Output(title, words, url_for(endpoint)) for title, words, endpoint in told
    )


@dataclass(frozen=True)
class ProgrammesPage:
    """All programmes, those that run first; `only` is the one, where there is one."""

    programmes: tuple[ProgrammeCard, ...]
    only: ProgrammeFacts | None
    outputs: tuple[Output, ...] = field(default=(), metadata={"api": False})


@pages.get("/")
@door("anyone", record=ProgrammesPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List the programmes; where there is one alone, show it."""
    found = queries.programmes(viewer)
    if len(found) != 1:
        return respond("programme/index.html", ProgrammesPage(found, None))
    only = queries.programme(viewer, Programme.id == found[0].id)
    return respond("programme/show.html", ProgrammesPage(found, only, outputs()))


@dataclass(frozen=True)
class ProgrammePage:
    """A programme, whole."""

    only: ProgrammeFacts
    outputs: tuple[Output, ...] = field(metadata={"api": False})


@pages.get("/<programme>")
@door("anyone", record=ProgrammePage)
def show(viewer: Viewer, programme: str) -> ResponseReturnValue:
    """Show a programme: its question, phases, milestones, partners and areas."""
    found = queries.programme(viewer, Programme.slug == programme)
    return respond("programme/show.html", ProgrammePage(found, outputs()))


@dataclass(frozen=True)
class AreaPage:
    """An area or a problem, and the projects under it that the viewer can list."""

    facts: AreaFacts
    projects: Page[ProjectCard]
    people: tuple[Named, ...]


@pages.get("/areas/<area>")
@door("anyone", record=AreaPage)
def area(viewer: Viewer, area: str) -> ResponseReturnValue:
    """Show an area or a problem: what it lies in, what lies in it, who works on it."""
    facts = filed.area_facts(viewer, area)
    number = request.args.get("page", 1, type=int)
    asked = directory.Asked(area=(area,), page=number)
    page = AreaPage(
        facts,
        directory.projects_page(viewer, asked),
        filed.who_works_on(viewer, area),
    )
    return respond("programme/area.html", page)
