"""The organisers' map with its table and files, one's own network, the public map."""

from dataclasses import dataclass, field

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core import clock, journal, limits
from community.core.access import Permission, Viewer, require
from community.core.visible import Page
from community.matching import ego_drawing
from community.matching.ego import FurtherLine, MyNetwork, my_network
from community.network import columns, maps, table
from community.network import graphml as graphml_file
from community.network.around import Around, around
from community.network.figures import (
    MEMBERSHIP,
    TIE,
    Figures,
    MapPerson,
    MapProject,
)
from community.network.maps import Network, network_for
from community.network.public_map import PublicMap, public_map
from community.web import exports, network_words
from community.web.door import door, organisers_only
from community.web.respond import API, respond

pages = Blueprint("network", __name__)

DAY = 86_400
MOST_EXPORTS = 20


@dataclass(frozen=True)
class NetworkPage:
    """The organisers' map: what it adds up to, its table, and for programs the drawing.

    `few` says that too few people agreed to draw one.
    """

    few: bool
    figures: Figures
    summary: tuple[str, ...]
    asked: table.Asked
    sentence: str
    people: Page[MapPerson] | None
    projects: Page[MapProject] | None
    around: Around | None
    drawing: columns.Columns | None
    legend: tuple[network_words.Shape, ...] = field(metadata={"api": False})

    @property
    def rows(self) -> Page[MapPerson] | Page[MapProject] | None:
        """The page of the table that is shown."""
        return self.people or self.projects


@pages.get("/network/")
@door("organiser", record=NetworkPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show organisers who is linked to whom, as figures, a table and a drawing."""
    network, asked = network_for(viewer), _asked()
    people, projects = _table(network, asked)
    page = NetworkPage(
        few=network.few,
        figures=network.figures,
        summary=network_words.summary(network),
        asked=asked,
        sentence=network_words.sentence(asked, people or projects),
        people=people,
        projects=projects,
        around=around(network, asked.person) if asked.person else None,
        drawing=_drawing(network) if request.path.startswith(API) else None,
        legend=network_words.legend(asked),
    )
    return respond("network/index.html", page)


def _asked() -> table.Asked:
    show = "projects" if request.args.get("show") == "projects" else "people"
    sort = request.args.get("sort", "name")
    shapes = {value for value in request.args.getlist("shape") if value.isdecimal()}
    chosen = tuple(shape for shape in table.SHAPES if str(shape) in shapes)
    return table.Asked(
        q=request.args.get("q", "").strip()[:100],
        show=show,
        sort=sort if sort.removeprefix("-") in table.sorts(show) else "name",
        shapes=() if len(chosen) == len(table.SHAPES) else chosen,
        person=request.args.get("person", "")[:80],
        page=request.args.get("page", 1, type=int),
    )


def _table(
    network: Network, asked: table.Asked
) -> tuple[Page[MapPerson] | None, Page[MapProject] | None]:
    if asked.show == "projects":
        found = table.projects(network, asked)
        return None, table.page_from(found, asked.page)
    return table.page_from(table.people(network, asked), asked.page), None


def _drawing(network: Network) -> columns.Columns | None:
    if network.few:
        return None
    folder = current_app.config["SETTINGS"].data_dir / "maps"
    return columns.columns(network, maps.positions(network, folder))


# ---------------------------------------------------------------- files to take away
@pages.get("/network/people.csv")
@organisers_only
def people_csv(viewer: Viewer) -> Response:
    """Give the people of the map as CSV, and write it into the audit trail."""
    network = _exported(viewer, "map people")
    head = (
        _("Name"), _("Kind"), _("Connections"), _("Projects"),
        _("People within two steps"), _("Group"),
    )  # fmt: skip
    rows = (
        (one.name, one.kind, one.ties, one.projects, one.reach, one.group or "")
        for one in network.people
    )
    return exports.csv_file(_named("people", "csv"), head, rows)


@pages.get("/network/links.csv")
@organisers_only
def links_csv(viewer: Viewer) -> Response:
    """Give the links of the map as CSV, and write it into the audit trail."""
    network = _exported(viewer, "map links")
    names = network_words.names(network)
    kinds = {TIE: _("connection"), MEMBERSHIP: _("works on")}
    head = (_("From"), _("To"), _("Link"), _("About how many"))
    rows = (
        (names[link.a], names[link.b], kinds[link.kind], link.number)
        for link in network.links
    )
    return exports.csv_file(_named("links", "csv"), head, rows)


@pages.get("/network/network.graphml")
@organisers_only
def graphml(viewer: Viewer) -> Response:
    """Give the map as GraphML, and write it into the audit trail."""
    network = _exported(viewer, "map")
    facts = {
        "generated": clock.now().isoformat(timespec="minutes"),
        "generated_for": viewer.name,
    }
    text = graphml_file.graphml(network, network_words.names(network), facts)
    return exports.download(
        _named("network", "graphml"), text, "application/graphml+xml"
    )


def _exported(viewer: Viewer, what: str) -> Network:
    """Check and count an export, note it in the audit trail, and return the map."""
    require(viewer, Permission.EXPORT_PEOPLE)
    limits.check("export", str(viewer.account_id), MOST_EXPORTS, DAY)
    journal.aside(
        lambda: journal.record(viewer, journal.Act.EXPORT, "network", note=what)
    )
    return network_for(viewer)


def _named(what: str, kind: str) -> str:
    return f"{what}-{clock.today().isoformat()}.{kind}"


# ---------------------------------------------------------------- my own network
@dataclass(frozen=True)
class MyNetworkPage:
    """The viewer's own part of the network, as a list and as a drawing."""

    sentence: str
    network: MyNetwork
    drawing: ego_drawing.Drawing = field(metadata={"api": False})

    @property
    def empty(self) -> bool:
        """Whether there is nobody and nothing yet."""
        return not self.network.ties and not self.network.work

    def people_to(self, line: FurtherLine) -> list[str]:
        """Return the names of those who know somebody one step further."""
        known = {tie.card.id: tie.card.name for tie in self.network.ties}
        return [known[one] for one in line.people if one in known]

    def projects_to(self, line: FurtherLine) -> list[str]:
        """Return the titles of the projects that lead to somebody."""
        titles = {work.project_id: work.title for work in self.network.work}
        return [titles[one] for one in line.projects if one in titles]


@pages.get("/my-network/")
@door("member", record=MyNetworkPage)
def mine(viewer: Viewer) -> ResponseReturnValue:
    """Show whom the viewer knows, what they work on, who is one step further."""
    found = my_network(viewer)
    sentence = network_words.mine(found)
    drawing = ego_drawing.drawing(found, _("You"))
    return respond("network/mine.html", MyNetworkPage(sentence, found, drawing))


# ---------------------------------------------------------------- the public map
@dataclass(frozen=True)
class PublicMapPage:
    """How many of each kind are where, in round numbers."""

    map: PublicMap
    kinds: tuple[str, ...]


@pages.get("/map/")
@door("anyone", record=PublicMapPage)
def public(viewer: Viewer) -> ResponseReturnValue:
    """Show everybody how many of each kind are where, and nobody in particular."""
    found = public_map()
    kinds = tuple(network_words.shape_label(line.shape) for line in found.lines)
    return respond("network/public.html", PublicMapPage(found, kinds))
