"""The tables that say what the map draws: people, links, projects, groups; sorted.

They are made of what is shown, as the drawing and the files are, without what a view
only dims.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from community.core.errors import NotFound
from community.core.text import folded
from community.core.visible import Page
from community.network.figures import NEW, TIE, MapPerson, MapProject, MapThing
from community.network.maps import Network
from community.network.shown import Shown

SIZE = 50


@dataclass(frozen=True)
class Node:
    """An end of a link. `type` is person, project, crowd, tag or organisation.

    A crowd has no name, but the shape of its kind (-1 others) and about how many.
    """

    type: str
    slug: str = ""
    name: str = ""
    shape: int = 0
    people: int = 0
    folded: str = field(default="", metadata={"api": False})


@dataclass(frozen=True)
class LinkRow:
    """A line of the drawing; `across` says of two who show their kind if it differs."""

    a: Node
    b: Node
    kind: str
    number: int
    across: bool | None


@dataclass(frozen=True)
class GroupRow:
    """A group as far as it is shown: who is in it, and its ties inside and to others.

    `kind` and `shape` are those of most people in it.
    """

    group: int
    people: int
    projects: int
    inside: int
    outside: int
    kind: str
    shape: int


Row = TypeVar("Row", MapPerson, MapProject, LinkRow, GroupRow)
Keys = dict[str, Callable[[Any], Any]]

_PEOPLE: Keys = {
    "name": lambda one: one.folded,
    "kind": lambda one: (one.kind == "", one.kind),
    "place": lambda one: (not one.about.place, one.about.place.label),
    "ties": lambda one: one.ties,
    "projects": lambda one: one.projects,
    "reach": lambda one: one.reach,
    "between": lambda one: one.between,
    "closeness": lambda one: one.closeness,
    "constraint": lambda one: one.constraint or 0.0,
    "clustering": lambda one: one.clustering,
    "core": lambda one: one.core,
    "group": lambda one: (one.group == 0, one.group),
}
_PROJECTS: Keys = {
    "name": lambda one: folded(one.title),
    "people": lambda one: one.people,
    "phase": lambda one: (not one.phase, one.phase.rank, one.phase.label),
    "group": lambda one: (one.group == 0, one.group),
}
_LINKS: Keys = {
    "name": lambda one: (one.a.folded, one.b.folded),
    "to": lambda one: (one.b.folded, one.a.folded),
    "link": lambda one: (one.kind != NEW, one.kind),
    "number": lambda one: one.number,
    "across": lambda one: (one.across is None, one.across is False),
}
_GROUPS: Keys = {
    "name": lambda one: one.group,
    "people": lambda one: one.people,
    "projects": lambda one: one.projects,
    "inside": lambda one: one.inside,
    "outside": lambda one: one.outside,
    "kind": lambda one: (one.kind == "", one.kind),
}
_KEYS = {"people": _PEOPLE, "projects": _PROJECTS, "ties": _LINKS, "groups": _GROUPS}


def sorts(show: str) -> tuple[str, ...]:
    """Return the columns that a table can be sorted by, the usual one first."""
    return tuple(_KEYS[show])


def people(shown: Shown) -> list[MapPerson]:
    """Return the people who are shown, in the order that was asked for."""
    found = enumerate(shown.network.people)
    rows = [one for number, one in found if number not in shown.faint]
    return _sorted(rows, shown, "people")


def projects(shown: Shown) -> list[MapProject]:
    """Return the projects that are shown, in the order that was asked for."""
    found = enumerate(shown.network.projects, len(shown.network.people))
    rows = [one for number, one in found if number not in shown.faint]
    return _sorted(rows, shown, "projects")


def links(shown: Shown) -> list[LinkRow]:
    """Return all lines that are shown, in the order that was asked for."""
    node = nodes(shown.network)
    rows = [
        LinkRow(
            node[one.a], node[one.b], one.kind, one.number,
            _across(node[one.a], node[one.b]),
        )
        for one in shown.network.links
        if one.a not in shown.faint and one.b not in shown.faint
    ]  # fmt: skip
    return _sorted(rows, shown, "ties")


def groups(shown: Shown) -> list[GroupRow]:
    """Return the groups of the people who are shown, in the order asked for."""
    group = {one.slug: one.group for one in people(shown)}
    kinds: defaultdict[int, Counter[tuple[str, int]]] = defaultdict(Counter)
    for one in people(shown):
        if one.group:
            kinds[one.group][one.kind, one.shape] += 1
    teams = Counter(one.group for one in projects(shown))
    inside, outside = _inside(shown, group)
    rows = [
        GroupRow(
            number, kinds[number].total(), teams[number],
            inside[number], outside[number], *_most(kinds[number]),
        )
        for number in kinds
    ]  # fmt: skip
    return _sorted(rows, shown, "groups")


def _inside(shown: Shown, group: dict[str, int]) -> tuple[Counter[int], Counter[int]]:
    """Count the ties of each group inside it, and to people of others."""
    inside: Counter[int] = Counter()
    outside: Counter[int] = Counter()
    everybody = shown.network.people
    for link in shown.network.links:
        if link.kind in (TIE, NEW) and max(link.a, link.b) < len(everybody):
            ends = [group.get(everybody[one].slug, 0) for one in (link.a, link.b)]
            if ends[0] == ends[1]:
                inside[ends[0]] += 1
            elif all(ends):
                outside.update(ends)
    return inside, outside


def _most(kinds: Counter[tuple[str, int]]) -> tuple[str, int]:
    told = [(number, kind) for kind, number in kinds.items() if kind[0]]
    return max(told, key=lambda one: (one[0], one[1][0]))[1] if told else ("", 0)


def nodes(network: Network) -> list[Node]:
    """Return each node of a map as the end of a link."""
    return [
        *(
            Node("person", one.slug, one.name, one.shape, 0, one.folded)
            for one in network.people
        ),
        *(
            Node("project", one.slug, one.title, 0, one.people, folded(one.title))
            for one in network.projects
        ),
        *(Node("crowd", "", "", one.shape, one.people) for one in network.crowds),
        *(_thing("tag", one) for one in network.tags),
        *(_thing("organisation", one) for one in network.organisations),
    ]


def _thing(type_: str, one: MapThing) -> Node:
    return Node(type_, one.slug, one.label, 0, one.people, folded(one.label))


def _across(a: Node, b: Node) -> bool | None:
    told = a.type == b.type == "person" and a.shape and b.shape
    return a.shape != b.shape if told else None


def _sorted(rows: list[Row], shown: Shown, show: str) -> list[Row]:
    """Sort rows as asked; what is equal stays in the order of the usual column."""
    keys = _KEYS[show]
    rows.sort(key=keys["name"])
    column = shown.view.column if shown.view.show == show else "name"
    rows.sort(key=keys.get(column, keys["name"]), reverse=shown.view.down)
    return rows


def page_from(found: list[Any], number: int) -> Page[Any]:
    """Return page `number` of a list; raise `NotFound` beyond the end."""
    page: Page[Any] = Page((), number, SIZE, len(found))
    if not 1 <= number <= page.pages:
        raise NotFound("page")
    first = (number - 1) * SIZE
    return Page(tuple(found[first : first + SIZE]), number, SIZE, len(found))
