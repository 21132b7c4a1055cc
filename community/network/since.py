"""The ties of a map that are new since a day in the past: links of a kind of their own.

So the drawing, the tables and the files tell them apart alike.
"""

from dataclasses import replace

from community.core.access import Viewer
from community.network.figures import NEW, TIE, Link
from community.network.maps import Network
from community.network.snapshots.added_up import facts_at
from community.network.snapshots.comparing import drawn
from community.network.snapshots.past import snapshot_of


def since(viewer: Viewer, network: Network, day: int) -> Network:
    """Return a map in which ties that could not be drawn on a day are of kind `NEW`.

    `day` is the number of a snapshot; raises `NotFound` where there is none. Ties with
    crowds stay as they are: nobody knows whose they are.
    """
    old = drawn(facts_at(snapshot_of(viewer, day).id))
    people = network.people

    def told(link: Link) -> Link:
        if link.kind != TIE or max(link.a, link.b) >= len(people):
            return link
        a, b = sorted((people[link.a].id, people[link.b].id))
        return link if (a, b) in old else replace(link, kind=NEW)

    return replace(network, links=tuple(told(link) for link in network.links))


def number_new(network: Network) -> int:
    """Return how many ties of a map are marked as new."""
    return sum(link.kind == NEW for link in network.links)
