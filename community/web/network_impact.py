"""The figures of impact beside the map: the same as everybody's page, for organisers.

The numbers and rows are those of `/impact/`; here stands what organisers do with them.
"""

from dataclasses import dataclass, field

from flask import Blueprint
from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.impact.asked import ImpactAsked
from community.impact.checking import number_waiting
from community.network.impact.figures import Impact, impact
from community.web.door import door
from community.web.impact import ImpactListPage, rows_page
from community.web.impact_words import Words, asked, words
from community.web.respond import respond

pages = Blueprint("network_impact", __name__, url_prefix="/network/impact")


@dataclass(frozen=True)
class NetworkImpactPage:
    """New ties and teamwork by phase and origin, and what changed.

    `open` is how many of them the viewer can open one by one, `more` about how many
    others there are: rounded, null for fewer than 8. `waiting` are notes to check.
    """

    asked: ImpactAsked
    impact: Impact
    waiting: int
    words: Words = field(metadata={"api": False})


@pages.get("/")
@door("organiser", record=NetworkImpactPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show organisers what began when and from where, and what changed."""
    found = impact(viewer, asked())
    page = NetworkImpactPage(asked(), found, number_waiting(viewer), words(found))
    return respond("network/impact.html", page)


@pages.get("/rows")
@door("organiser", record=ImpactListPage)
def rows(viewer: Viewer) -> ResponseReturnValue:
    """List what one figure counts, as far as the viewer may open it."""
    return respond("network/impact_rows.html", rows_page(viewer))
