"""What came of it all: figures of impact, and the rows behind each."""

from dataclasses import dataclass, field

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.visible import Page
from community.network.impact import lists
from community.network.impact.figures import ORIGINS, Impact, ImpactAsked, impact
from community.network.impact.phases import AFTER, BEFORE
from community.network.impact.teamwork import NOT_TOLD
from community.vocabulary.models import IMPACT_AREAS, PHASES
from community.vocabulary.queries import of, terms
from community.web.door import door
from community.web.events_words import ORIGINS as ORIGIN_WORDS
from community.web.respond import respond

pages = Blueprint("network_impact", __name__, url_prefix="/network/impact")


@dataclass(frozen=True)
class ImpactPage:
    """New ties and teamwork by phase and origin, and what projects say has changed.

    `open` is how many of them the viewer can open one by one, `more` about how many
    others there are: rounded, null for fewer than 8.
    """

    asked: ImpactAsked
    impact: Impact
    words: dict[str, dict[str, str]] = field(metadata={"api": False})


@pages.get("/")
@door("organiser", record=ImpactPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show organisers what began when and from where, and what changed."""
    asked = _asked()
    page = ImpactPage(asked, impact(viewer, asked), _words())
    return respond("network/impact.html", page)


@dataclass(frozen=True)
class ImpactRowsPage:
    """The rows behind one figure that the viewer may open, newest first."""

    name: str
    asked: ImpactAsked
    rows: Page[lists.ImpactRow]
    words: dict[str, dict[str, str]] = field(metadata={"api": False})


@pages.get("/rows")
@door("organiser", record=ImpactRowsPage)
def rows(viewer: Viewer) -> ResponseReturnValue:
    """List what one figure counts, as far as the viewer may open it."""
    name, asked = request.args.get("of", lists.TIES), _asked()
    found = lists.rows(viewer, name, asked, request.args.get("page", 1, type=int))
    page = ImpactRowsPage(name, asked, found, _words())
    return respond("network/impact_rows.html", page)


def _asked() -> ImpactAsked:
    return ImpactAsked(
        *(request.args.get(name, "")[:40] for name in ("phase", "origin", "area"))
    )


def _words() -> dict[str, dict[str, str]]:
    """Return the words of phases, origins, areas and lists by their codes."""
    cards = terms(PHASES, IMPACT_AREAS)
    phases = {one.code: one.label for one in of(cards, PHASES)}
    told = {origin.value: str(label) for origin, label in ORIGIN_WORDS.items()}
    told[NOT_TOLD] = _("Nobody has said how")
    return {
        "phase": {
            BEFORE: _("Before the first phase"),
            **phases,
            AFTER: _("After the last phase"),
        },
        "origin": {code: told[code] for code in ORIGINS},
        "area": {one.code: one.label for one in of(cards, IMPACT_AREAS)},
        "list": {
            lists.TIES: _("New connections"),
            lists.WORK: _("People who began to work together"),
            lists.PROJECTS: _("Projects by how they began"),
            lists.CHANGES: _("What changed"),
        },
    }
