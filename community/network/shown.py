"""Exactly what is on screen: the part of a map that a view leaves.

The drawing, the tables and the files are made of this, so that they never differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from community.core.text import folded
from community.network import layers
from community.network.figures import Link, MapThing
from community.network.fitting import fitting
from community.network.layers import Thing
from community.network.maps import Network
from community.network.view import FILTERS, USUAL_LAYERS, View

THINGS = ("projects", "tags", "organisations")


@dataclass(frozen=True)
class Shown:
    """The nodes and links that a view leaves, in the order of the map.

    `network` is that part: its people, projects, crowds, tags and organisations, and
    its links, numbered through in this order. `kept` are the places of the people,
    projects and crowds in the whole map; `holders` the places there of the people who
    hold each tag and then each organisation. `faint` are the numbers of the nodes that
    a view dims instead of leaving them out: the tables do not list them. `of` is the
    map that it is a part of, where it is not all of it.
    """

    network: Network
    view: View
    kept: tuple[int, ...]
    holders: tuple[tuple[int, ...], ...] = ()
    faint: frozenset[int] = frozenset()
    of: Network | None = None

    @property
    def whole(self) -> Network:
        """The map that this is a part of."""
        return self.network if self.of is None else self.of


def shown(network: Network, view: View) -> Shown:
    """Return what `view` leaves of `network`, a map of its own."""
    if _all(view):
        return Shown(network, view, tuple(range(network.size)))
    found = _part(network, view, fitting(network, view))
    if not view.dim:
        return found
    strong = set(found.network.keys)
    whole = _part(network, _undimmed(view), set(range(len(network.people))))
    faint = (n for n, key in enumerate(whole.network.keys) if key not in strong)
    return replace(whole, view=view, faint=frozenset(faint))


def _all(view: View) -> bool:
    usual = set(view.layers) == set(USUAL_LAYERS) and not view.projected
    return usual and not _filters(view) and not view.q.strip()


def _undimmed(view: View) -> View:
    return View(layers=view.layers, projected=view.projected)


def _part(network: Network, view: View, fits: set[int]) -> Shown:
    people = sorted(fits)
    held = [
        thing
        for layer in THINGS
        if layer in view.layers
        for thing in layers.things(network, layer, people)
        if _thing_fits(network, view, thing)
    ]
    held += _found_by_title(network, view, held)
    if "people" not in view.layers:
        return _things_alone(network, view, tuple(held))
    crowds = _crowds(network, view)
    if view.projected:
        return _folded(network, view, (*people, *crowds), held)
    return _two_mode(network, view, people, crowds, held)


def _thing_fits(network: Network, view: View, thing: Thing) -> bool:
    if thing.layer == "projects" and view.phase:
        project = network.projects[thing.place - len(network.people)]
        return project.phase.code in view.phase
    if thing.layer == "tags" and view.tag:
        return thing.slug in view.tag
    if thing.layer == "organisations" and view.organisation:
        return thing.slug in view.organisation
    return True


def _found_by_title(network: Network, view: View, held: list[Thing]) -> list[Thing]:
    """Return projects that the words name though nobody who is left works on them."""
    words = folded(view.q).split()
    if not words or "projects" not in view.layers or _filters(view):
        return []
    known = {thing.place for thing in held}
    return [
        Thing("projects", one.slug, one.title, place, ())
        for place, one in enumerate(network.projects, len(network.people))
        if place not in known and all(word in folded(one.title) for word in words)
    ]


def _filters(view: View) -> bool:
    return any(getattr(view, name) for name in FILTERS)


def _crowds(network: Network, view: View) -> list[int]:
    """Return the places of the crowds: whole, or not at all.

    A crowd is told by its kind alone; what fits another filter among people without
    names is nobody's to see.
    """
    if view.q.strip() or any(getattr(view, name) for name in FILTERS[1:]):
        return []
    first = len(network.people) + len(network.projects)
    return [
        place
        for place, one in enumerate(network.crowds, first)
        if not view.shape or str(max(0, one.shape)) in view.shape
    ]


def _two_mode(
    network: Network,
    view: View,
    people: list[int],
    crowds: list[int],
    held: list[Thing],
) -> Shown:
    projects = sorted(thing.place for thing in held if thing.place >= 0)
    kept = (*people, *projects, *crowds)
    place = {node: number for number, node in enumerate(kept)}
    extra = [thing for thing in held if thing.place < 0]
    links = [*_kept_links(network, place)]
    for number, thing in enumerate(extra, len(kept)):
        links += [Link(place[who], number, kind) for who, kind in thing.holders]
    return _made(network, view, kept, extra, links)


def _folded(
    network: Network, view: View, kept: tuple[int, ...], held: Iterable[Thing]
) -> Shown:
    place = {node: number for number, node in enumerate(kept)}
    shared = layers.shared_by_people(held)
    links = [
        *_kept_links(network, place),
        *(Link(place[one.a], place[one.b], one.kind, one.number) for one in shared),
    ]
    return _made(network, view, kept, [], links)


def _things_alone(network: Network, view: View, held: tuple[Thing, ...]) -> Shown:
    ordered = tuple(sorted(held, key=lambda thing: (thing.place < 0, thing.place)))
    kept = tuple(thing.place for thing in ordered if thing.place >= 0)
    extra = [thing for thing in ordered if thing.place < 0]
    return _made(network, view, kept, extra, layers.sharing_people(ordered))


def _kept_links(network: Network, place: Mapping[int, int]) -> list[Link]:
    return [
        Link(place[one.a], place[one.b], one.kind, one.number)
        for one in network.links
        if one.a in place and one.b in place
    ]


def _made(
    network: Network,
    view: View,
    kept: tuple[int, ...],
    extra: list[Thing],
    links: Iterable[Link],
) -> Shown:
    first = len(network.people)
    last = first + len(network.projects)
    part = replace(
        network,
        people=tuple(network.people[one] for one in kept if one < first),
        projects=tuple(
            network.projects[one - first] for one in kept if first <= one < last
        ),
        crowds=tuple(network.crowds[one - last] for one in kept if one >= last),
        links=tuple(links),
        tags=_things(extra, "tags"),
        organisations=_things(extra, "organisations"),
    )
    holders = tuple(thing.people for thing in extra)
    return Shown(part, view, kept, holders, of=network)


def _things(extra: Iterable[Thing], layer: str) -> tuple[MapThing, ...]:
    return tuple(
        MapThing(thing.slug, thing.label, len(thing.people))
        for thing in extra
        if thing.layer == layer
    )
