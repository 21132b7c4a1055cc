"""Exactly what is on screen: the part of a map that a view leaves.

The drawing, the tables and the files are made of this, so that they never differ.
"""

from dataclasses import dataclass, replace

from community.core.text import folded
from community.network.figures import Link, MapPerson, MapProject
from community.network.maps import Network
from community.network.view import View


@dataclass(frozen=True)
class Shown:
    """The nodes and links that a view leaves, in the order of the map.

    `kept` are their places in the whole map: people, projects, crowds. Links are
    numbered by what is shown, not by the whole map.
    """

    network: Network
    view: View
    kept: tuple[int, ...]


def shown(network: Network, view: View) -> Shown:
    """Return what `view` leaves of `network`, a map of its own."""
    words = folded(view.q).split()
    people = {
        place
        for place, one in enumerate(network.people)
        if _fits(one, view) and all(word in one.folded for word in words)
    }
    first = len(network.people)
    projects = {
        link.b
        for link in network.links
        if link.a in people and first <= link.b < first + len(network.projects)
    }
    crowds = range(first + len(network.projects), network.size) if not words else ()
    return _part(network, view, (*sorted(people), *sorted(projects), *crowds))


def _fits(person: MapPerson, view: View) -> bool:
    return not view.shape or str(person.shape) in view.shape


def _part(network: Network, view: View, kept: tuple[int, ...]) -> Shown:
    place = {node: number for number, node in enumerate(kept)}
    first = len(network.people)
    last = first + len(network.projects)
    links = tuple(
        Link(place[one.a], place[one.b], one.kind, one.number)
        for one in network.links
        if one.a in place and one.b in place
    )
    people: tuple[MapPerson, ...] = tuple(
        network.people[one] for one in kept if one < first
    )
    projects: tuple[MapProject, ...] = tuple(
        network.projects[one - first] for one in kept if first <= one < last
    )
    crowds = tuple(network.crowds[one - last] for one in kept if one >= last)
    part = replace(
        network, people=people, projects=projects, crowds=crowds, links=links
    )
    return Shown(part, view, kept)
