"""The organisers' map: a summary, figures, filters, tables, and what is drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from community.core.access import Viewer
from community.core.visible import Page
from community.network import columns, days, facets, maps, table
from community.network.around import Around, around
from community.network.asked import group_names, network_asked
from community.network.days import Day
from community.network.figures import Figures, MapPerson, MapProject
from community.network.shown import Shown, shown
from community.network.since import number_new
from community.network.table import GroupRow, LinkRow, Node
from community.network.view import Args, View
from community.web import network_facets, network_words
from community.web import network_figures_words as figure_words
from community.web.door import door
from community.web.respond import API, respond

pages = Blueprint("network", __name__)


@dataclass(frozen=True)
class GroupName:
    """A group of this map by its number, and what organisers call it."""

    group: int
    name: str


@dataclass(frozen=True)
class NetworkPage:
    """The organisers' map: what it adds up to, its tables, for programs the drawing.

    `few` says that too few people agreed to draw one, `stale` that a large map is
    worked out anew and `building` how far that is, from 0 to 1. `asked` is what stands
    behind the "?" of the address. `said` are the figures in words; `days` those on
    which the map can be seen as it was. `new` says how many ties are new since the day
    that was asked for. One of the tables is there.
    """

    few: bool
    stale: bool
    building: float | None
    figures: Figures
    summary: tuple[str, ...]
    said: tuple[figure_words.Said, ...]
    asked: View
    sentence: str
    people: Page[MapPerson] | None
    links: Page[LinkRow] | None
    projects: Page[MapProject] | None
    groups: Page[GroupRow] | None
    around: Around | None
    names: tuple[GroupName, ...]
    days: tuple[Day, ...]
    new: int | None
    drawing: columns.Columns | None
    last: str = field(metadata={"api": False})
    legend: tuple[network_words.Shape, ...] = field(metadata={"api": False})
    facets: tuple[network_facets.Facet, ...] = field(metadata={"api": False})

    @property
    def rows(self) -> Page[Any]:
        """The page of the table that is shown."""
        found = self.people or self.links or self.projects or self.groups
        assert found is not None
        return found

    def node_name(self, node: Node) -> str:
        """Return the name of the end of a link."""
        return network_words.node_name(node)

    def link_name(self, kind: str) -> str:
        """Return what joins two nodes."""
        return network_words.link_name(kind)

    def group(self, number: int) -> str:
        """Return how a group is called."""
        names = {one.group: one.name for one in self.names}
        return network_words.group_label(number, names)


@pages.get("/network/")
@door("organiser", record=NetworkPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """Show organisers who is linked to whom: in words, figures, tables, drawn."""
    page = _page(viewer, View.read(request.args))
    return respond("network/index.html", page)


def _page(viewer: Viewer, view: View) -> NetworkPage:
    kept, network = days.kept(viewer), network_asked(viewer, view)
    names, part = group_names(network, kept.names), shown(network, view)
    filters = network_facets.facets(facets.choices(network, view), names)
    rows, last = _rows(part), None if view.on else kept.last
    return NetworkPage(
        few=network.few,
        stale=network.stale,
        building=network.building,
        figures=network.figures,
        summary=network_words.summary(network),
        said=figure_words.said(network.figures, last),
        asked=view,
        sentence=network_words.sentence(
            view, rows.total, network_facets.chosen(filters)
        ),
        **_table(view, rows),
        around=around(network, view.person, view.steps) if view.person else None,
        names=tuple(GroupName(*one) for one in sorted(names.items())),
        days=kept.days,
        new=number_new(network) if view.since else None,
        drawing=_drawing(part, names),
        last=figure_words.day_of(last) if last else "",
        legend=network_words.legend(view),
        facets=filters,
    )


TABLES: dict[str, Callable[[Shown], list[Any]]] = {
    "people": table.people,
    "ties": table.links,
    "projects": table.projects,
    "groups": table.groups,
}


def _rows(part: Shown) -> Page[Any]:
    return table.page_from(TABLES[part.view.show](part), part.view.page)


def _table(view: View, rows: Page[Any]) -> dict[str, Page[Any] | None]:
    fields = {"people": "people", "ties": "links"}
    shown = fields.get(view.show, view.show)
    return {
        name: rows if name == shown else None
        for name in ("people", "links", "projects", "groups")
    }


def looked_at(viewer: Viewer, args: Args) -> Shown:
    """Return what is on screen at an address; files and pictures are made of it."""
    view = View.read(args)
    return shown(network_asked(viewer, view), view)


def drawn(part: Shown, names: Mapping[int, str] | None = None) -> columns.Columns:
    """Return what is shown as columns; `names` are those of groups."""
    folder = current_app.config["SETTINGS"].data_dir / "maps"
    return columns.columns(part, maps.positions(part.whole, folder), names)


def _drawing(part: Shown, names: Mapping[int, str]) -> columns.Columns | None:
    """Return the drawing for programs; people get the page, which fetches it."""
    if part.network.few or not request.path.startswith(API):
        return None
    return drawn(part, names)
