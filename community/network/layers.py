"""The layers of a map: projects, tags and organisations as what people have in common.

Each thing of a layer is held by people. It is drawn as a node of its own (a two-mode
map), or folded: people who hold the same thing are joined directly, or things that the
same people hold.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from community.network.about import BELONGS, OFFERS, SEEKS
from community.network.figures import MEMBERSHIP, Link, MapPerson
from community.network.maps import Network

SHARED = "shared"
MOST_HOLDERS = 40
"""A thing that more people hold joins nobody directly: it tells them apart too little,
and would draw a line for each two of them."""


@dataclass(frozen=True)
class Thing:
    """Something that people have in common, and who holds it how, by their places.

    `place` is that of a project in the whole map, and -1 for what has none.
    """

    layer: str
    slug: str
    label: str
    place: int
    holders: tuple[tuple[int, str], ...]

    @property
    def people(self) -> tuple[int, ...]:
        """The places of those who hold it, each once."""
        return tuple(dict.fromkeys(place for place, _ in self.holders))


def things(network: Network, layer: str, people: Iterable[int]) -> tuple[Thing, ...]:
    """Return what `people`, by place, hold of one layer, by name."""
    if layer == "projects":
        return _projects(network, set(people))
    held: defaultdict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for place in people:
        for kind, value in _held(network.people[place], layer):
            held[value].append((place, kind))
    return tuple(
        Thing(layer, slug, label, -1, tuple(holders))
        for (label, slug), holders in sorted(held.items())
    )


def _held(person: MapPerson, layer: str) -> list[tuple[str, tuple[str, str]]]:
    about = person.about
    if layer == "organisations":
        return [(BELONGS, (one.label, one.code)) for one in about.organisations]
    offers = [(OFFERS, (one.label, one.code)) for one in about.offers]
    return offers + [(SEEKS, (one.label, one.code)) for one in about.seeks]


def _projects(network: Network, people: set[int]) -> tuple[Thing, ...]:
    first = len(network.people)
    held: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for link in network.links:
        if link.kind == MEMBERSHIP and link.a in people:
            held[link.b].append((link.a, MEMBERSHIP))
    return tuple(
        Thing("projects", one.slug, one.title, place, tuple(held[place]))
        for place, one in enumerate(network.projects, first)
        if place in held
    )


def shared_by_people(things: Iterable[Thing]) -> tuple[Link, ...]:
    """Return links between people, by place, with how many things they share."""
    found: Counter[tuple[int, int]] = Counter()
    for thing in things:
        people = sorted(thing.people)
        if len(people) <= MOST_HOLDERS:
            found.update(combinations(people, 2))
    return tuple(Link(a, b, SHARED, number) for (a, b), number in sorted(found.items()))


def sharing_people(things: tuple[Thing, ...]) -> tuple[Link, ...]:
    """Return links between things, by their order, with how many people they share.

    Between different layers where there are more than one, else inside the one.
    """
    one_layer = len({thing.layer for thing in things}) == 1
    held: defaultdict[int, list[int]] = defaultdict(list)
    for number, thing in enumerate(things):
        for place in thing.people:
            held[place].append(number)
    found: Counter[tuple[int, int]] = Counter()
    for numbers in held.values():
        found.update(
            (a, b)
            for a, b in combinations(numbers, 2)
            if one_layer or things[a].layer != things[b].layer
        )
    return tuple(Link(a, b, SHARED, number) for (a, b), number in sorted(found.items()))
