"""Files of exactly what the network map shows, to take away.

They take the same "?" as the page. Each says for whom it was made and when, is noted in
the audit trail, and counts against the limit of a day.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _
from markupsafe import Markup

from community.core import clock, journal, ledger, limits
from community.core.access import Permission, Role, Viewer, require
from community.members import standing
from community.network import days, maps
from community.network.asked import group_names, network_asked
from community.network.columns import Columns, columns
from community.network.files.blueprint import blueprint
from community.network.files.gexf import gexf
from community.network.files.graphml import graphml
from community.network.files.picture import picture_of
from community.network.files.sheet import Made, Sheet, sheet_of
from community.network.files.svg import svg
from community.network.maps import Network
from community.network.shown import Shown, shown
from community.network.view import View
from community.web import exports
from community.web import network_files_words as words
from community.web.door import door, organisers_only
from community.web.network import pages
from community.web.network_words import names
from community.web.respond import respond

DAY = 86_400
MOST_EXPORTS = 20
MOST_ROWS = 500
"""So many people stand in the table on paper; the CSV has all."""


@dataclass(frozen=True)
class Taken:
    """What is taken away: what is shown of which map, its drawing, names, for whom."""

    whole: Network
    shown: Shown
    drawn: Columns
    names: list[str]
    groups: Mapping[int, str]
    made: Made

    @property
    def sheet(self) -> Sheet:
        """The nodes and links of a file."""
        return sheet_of(self.shown, self.drawn, self.names, self.made)


def _noted(viewer: Viewer, what: str) -> None:
    """Check and count an export, and note it in the audit trail."""
    require(viewer, Permission.EXPORT_PEOPLE)
    limits.check("export", str(viewer.account_id), MOST_EXPORTS, DAY)
    journal.aside(
        lambda: journal.record(viewer, journal.Act.EXPORT, "network", note=what)
    )


def _taken(viewer: Viewer, what: str) -> Taken:
    _noted(viewer, what)
    view = View.read(request.args)
    network = network_asked(viewer, view)
    found = shown(network, view)
    _tell_of(viewer, found)
    places = np.empty((0, 2))
    if not network.few:
        folder = current_app.config["SETTINGS"].data_dir / "maps"
        places = maps.positions(network, folder)
    called = group_names(network, days.kept(viewer).names)
    drawn = columns(found, places, called)
    return Taken(network, found, drawn, names(found.network), called, _made(viewer))


def _tell_of(viewer: Viewer, found: Shown) -> None:
    """Note for each person in a file that it was taken along."""
    whose = standing.accounts_of(one.id for one in found.network.people)
    ledger.note(viewer, whose, ledger.Looked.EXPORT, role=Role.ORGANISER)


def _made(viewer: Viewer) -> Made:
    now = clock.now()
    when = format_datetime(now, "d MMMM yyyy, HH:mm")
    said = _(
        "Made for %(name)s on %(when)s. Not to be passed on.",
        name=viewer.name, when=when,
    )  # fmt: skip
    return Made(viewer.name, now.isoformat(timespec="minutes"), str(said))


def _named(what: str, kind: str) -> str:
    return f"{what}-{clock.today().isoformat()}.{kind}"


# ---------------------------------------------------------------- tables
def _csv(
    viewer: Viewer,
    what: str,
    head: Iterable[str],
    rows: Callable[[Shown, Mapping[int, str]], Iterable[tuple[object, ...]]],
) -> Response:
    _noted(viewer, f"map {what}")
    view = View.read(request.args)
    network, made = network_asked(viewer, view), _made(viewer)
    called = group_names(network, days.kept(viewer).names)
    found = shown(network, view)
    _tell_of(viewer, found)
    marked = ((*row, made.words) for row in rows(found, called))
    return exports.csv_file(_named(what, "csv"), (*head, _("Note")), marked)


@pages.get("/network/people.csv")
@door("organiser", sudo=True)
def people_csv(viewer: Viewer) -> Response:
    """Give the table of people as CSV, row for row."""
    return _csv(viewer, "people", words.people_head(), words.people_rows)


@pages.get("/network/links.csv")
@door("organiser", sudo=True)
def links_csv(viewer: Viewer) -> Response:
    """Give the table of links as CSV, row for row."""
    return _csv(viewer, "links", words.links_head(), words.links_rows)


# ---------------------------------------------------------------- for programs
@pages.get("/network/network.graphml")
@door("organiser", sudo=True)
def graphml_file(viewer: Viewer) -> Response:
    """Give the map as GraphML."""
    text = graphml(_taken(viewer, "map as graphml").sheet)
    kind = "application/graphml+xml"
    return exports.download(_named("network", "graphml"), text, kind)


@pages.get("/network/network.gexf")
@door("organiser", sudo=True)
def gexf_file(viewer: Viewer) -> Response:
    """Give the map as GEXF."""
    text = gexf(_taken(viewer, "map as gexf").sheet)
    return exports.download(_named("network", "gexf"), text, "application/gexf+xml")


@pages.get("/network/network.json")
@door("organiser", sudo=True)
def json_file(viewer: Viewer) -> Response:
    """Give the map as elements and connections, in JSON that Kumu reads."""
    text = blueprint(_taken(viewer, "map as json").sheet)
    return exports.download(_named("network", "json"), text, "application/json")


# ---------------------------------------------------------------- pictures
def _svg(taken: Taken) -> str:
    picture = picture_of(taken.shown, taken.drawn, taken.names)
    site = current_app.config["SETTINGS"].name
    return svg(picture, words.of_picture(taken.shown, picture, site), taken.made)


@pages.get("/network/network.svg")
@organisers_only
def svg_file(viewer: Viewer) -> Response:
    """Give the map as a picture of lines, for print and posters."""
    text = _svg(_taken(viewer, "map as svg"))
    return exports.download(_named("network", "svg"), text, "image/svg+xml")


@dataclass(frozen=True)
class PrintPage:
    """The map on paper: its summary, its picture, its table of people.

    `more` is how many people the table leaves out.
    """

    summary: tuple[str, ...]
    sentence: str
    made: str
    args: dict[str, object] = field(metadata={"api": False})
    picture: Markup = field(metadata={"api": False})
    head: tuple[str, ...] = field(metadata={"api": False})
    rows: tuple[tuple[object, ...], ...] = field(metadata={"api": False})
    more: int = field(metadata={"api": False})


@pages.get("/network/print")
@organisers_only
def on_paper(viewer: Viewer) -> ResponseReturnValue:
    """Show the map as it comes out of a printer, or as a PDF."""
    taken = _taken(viewer, "map for print")
    rows = tuple(words.people_rows(taken.shown, taken.groups))
    page = PrintPage(
        summary=words.summary(taken.whole),
        sentence=words.says(taken.shown),
        made=taken.made.words,
        args=taken.shown.view.args(),
        picture=Markup(_svg(taken)),  # noqa: S704  # nosec B704
        head=words.people_head(),
        rows=rows[:MOST_ROWS],
        more=max(0, len(rows) - MOST_ROWS),
    )
    return respond("network/print.html", page)


@pages.post("/network/picture")
@organisers_only
def picture(viewer: Viewer) -> ResponseReturnValue:
    """Note that a picture of the drawing is taken: the browser makes it by itself."""
    _noted(viewer, "map as png")
    return "", 204
