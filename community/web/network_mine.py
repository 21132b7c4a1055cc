"""One's own network, and the public map."""

from dataclasses import dataclass, field

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.matching import ego_drawing
from community.matching.ego import FurtherLine, MyNetwork, my_network
from community.network.public_map import PublicMap, public_map
from community.web import network_words
from community.web.door import door
from community.web.network import pages
from community.web.respond import respond

__all__ = ["pages"]


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
