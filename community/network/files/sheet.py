"""What a file holds: the nodes and links on screen, and for whom it was made."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from community.network.about import Value
from community.network.columns import SQUARE, Columns
from community.network.figures import MapPerson
from community.network.shown import Shown

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Flat = str | int | float | bool
Fact = Flat | list[str]
PERSON, PROJECT, CROWD = "person", "project", "crowd"
TAG, ORGANISATION = "tag", "organisation"


@dataclass(frozen=True)
class Made:
    """For whom a file was made and when, and the sentence that says so in it."""

    by: str
    at: str
    words: str


@dataclass(frozen=True)
class Node:
    """A node: a key that says no more than its address does, and its facts.

    `x` and `y` are its place in the drawing, from 0 to 1, down and to the right;
    `faint` says that the view dims it.
    """

    key: str
    label: str
    layer: str
    facts: dict[str, Fact]
    x: float
    y: float
    faint: bool


@dataclass(frozen=True)
class Edge:
    """A line between two nodes, by their numbers; for `number` links, about."""

    a: int
    b: int
    kind: str
    number: int


@dataclass(frozen=True)
class Sheet:
    """All that is on screen, in the order of the drawing."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    made: Made


def sheet_of(shown: Shown, drawn: Columns, names: Sequence[str], made: Made) -> Sheet:
    """Return what `shown` holds; `drawn` are its columns, `names` those of its nodes.

    Letters that XML forbids are left out, in every kind of file.
    """
    network = shown.network
    rows = [
        *((f"person {one.slug}", PERSON, _of_person(one)) for one in network.people),
        *(
            (f"project {one.slug}", PROJECT, _whole(people=one.people, group=one.group,
             phase=one.phase.label))
            for one in network.projects
        ),
        *(
            (f"crowd {number}", CROWD, _whole(people=one.people))
            for number, one in enumerate(network.crowds, 1)
        ),
        *((f"tag {one.slug}", TAG, _whole(people=one.people)) for one in network.tags),
        *(
            (f"organisation {one.slug}", ORGANISATION, _whole(people=one.people))
            for one in network.organisations
        ),
    ]  # fmt: skip
    nodes = (
        Node(key, clean(name), layer, facts, x / SQUARE, y / SQUARE, n in shown.faint)
        for n, ((key, layer, facts), name, x, y) in enumerate(
            zip(rows, names, drawn.x, drawn.y, strict=True)
        )
    )
    edges = (Edge(one.a, one.b, one.kind, one.number) for one in network.links)
    return Sheet(tuple(nodes), tuple(edges), made)


def clean(words: str) -> str:
    """Return `words` without the letters that XML forbids."""
    return NOT_XML.sub("", words)


def _of_person(one: MapPerson) -> dict[str, Fact]:
    return _whole(
        kind=clean(one.kind),
        place=clean(one.about.place.label),
        phases=_labels(one.about.phases),
        organisations=_labels(one.about.organisations),
        offers=_labels(one.about.offers),
        seeks=_labels(one.about.seeks),
        connections=one.ties,
        projects=one.projects,
        within_two_steps=one.reach,
        group=one.group,
        betweenness=round(one.between, 6),
        closeness=round(one.closeness, 6),
        constraint=round(one.constraint, 6),
        clustering=round(one.clustering, 6),
        core=one.core,
        cut=one.cut,
    )


def _whole(**facts: Fact) -> dict[str, Fact]:
    return facts


def _labels(values: Iterable[Value]) -> list[str]:
    return [clean(one.label) for one in values]


def flat(facts: dict[str, Fact]) -> dict[str, Flat]:
    """Return facts with each list as one text, for formats that know no lists."""
    return {
        name: "|".join(fact) if isinstance(fact, list) else fact
        for name, fact in facts.items()
    }
