"""What came of it all, for anyone: figures, the rows behind each, one record."""

from dataclasses import dataclass, field

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.core.visible import Page
from community.impact import queries
from community.impact.asked import ImpactAsked
from community.impact.lists import ImpactRow, texts
from community.impact.trace import Trace, trace
from community.network.impact import lists
from community.network.impact.figures import Impact, impact
from community.web import bell
from community.web.door import door
from community.web.impact_words import Words, asked, state_label, words
from community.web.respond import respond

pages = Blueprint("impact", __name__, url_prefix="/impact")
pages.add_app_template_filter(state_label, "impact_state")


@dataclass(frozen=True)
class ImpactPage:
    """What began between people, and what changed, as far as the viewer may know it.

    `open` is how many of something the viewer can open one by one, `more` about how
    many others there are: rounded, null for fewer than 8. `newest` are the last records
    of each area, `stories` what people say of projects.
    """

    asked: ImpactAsked
    impact: Impact
    newest: tuple[ImpactRow, ...]
    stories: tuple[queries.StoryCard, ...]
    words: Words = field(metadata={"api": False})


@pages.get("/")
@door("anyone", record=ImpactPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show what began when and from where, and what changed."""
    found = impact(viewer, asked())
    page = ImpactPage(
        asked(),
        found,
        texts(viewer, list(found.newest)),
        queries.stories(viewer),
        words(found),
    )
    return respond("impact/index.html", page)


@dataclass(frozen=True)
class ImpactListPage:
    """The rows behind one figure that the viewer may open, newest first."""

    name: str
    asked: ImpactAsked
    rows: Page[ImpactRow]
    words: Words = field(metadata={"api": False})


@pages.get("/rows")
@door("anyone", record=ImpactListPage)
def rows(viewer: Viewer) -> ResponseReturnValue:
    """List what one figure counts, as far as the viewer may open it."""
    return respond("impact/rows.html", rows_page(viewer))


def rows_page(viewer: Viewer) -> ImpactListPage:
    """Return the list that the address asks for."""
    name, page = request.args.get("of", lists.CHANGES), request.args.get("page", 1, int)
    found = lists.rows(viewer, name, asked(), page)
    return ImpactListPage(name, asked(), found, words())


@dataclass(frozen=True)
class ImpactRecordPage:
    """One record, and how it came about, as far as the viewer may see each step."""

    record: queries.RecordFacts
    trace: Trace


@pages.get("/<int:impact_id>")
@door("anyone", record=ImpactRecordPage)
def show(viewer: Viewer, impact_id: int) -> ResponseReturnValue:
    """Show one record with its thread."""
    row = queries.record(viewer, impact_id)
    page = ImpactRecordPage(queries.facts(viewer, row), trace(viewer, row))
    bell.read_here(viewer)
    return respond("impact/show.html", page)
