"""What stands on the organisers' map beside the drawing: people, projects, figures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from community.graph.measures import Measures
from community.matching.small_numbers import rounded
from community.network.rows import Kind, MapRows

TIE, MEMBERSHIP = "tie", "membership"
NO_KIND = Kind("", 0)


@dataclass(frozen=True)
class MapPerson:
    """Somebody on the map by name.

    `ties` and `projects` count what is drawn; `reach` how many people on the map are
    at most two steps away; `group` is the number of their group, the largest is 1, and
    0 for whoever has no link.
    """

    id: int = field(metadata={"api": False})
    slug: str
    name: str
    folded: str
    kind: str
    shape: int
    ties: int
    projects: int
    reach: int
    group: int


@dataclass(frozen=True)
class MapProject:
    """A project on the map, and how many of the people shown work on it."""

    id: int = field(metadata={"api": False})
    slug: str
    title: str
    people: int
    group: int


@dataclass(frozen=True)
class Link:
    """A line between two nodes, by their places; for crowds about `number` links."""

    a: int
    b: int
    kind: str
    number: int = 1


@dataclass(frozen=True)
class Figures:
    """What the map adds up to. None stands for "fewer than 8".

    `across` counts the ties between people of different kinds among the `told` ties
    whose both ends show a kind.
    """

    people: int
    not_shown: int | None
    projects: int
    ties: int
    memberships: int
    parts: int
    largest_part: int
    alone: int
    groups: int
    largest_group: int
    across: int
    told: int


def people(
    rows: MapRows, links: list[Link], measured: Measures
) -> tuple[MapPerson, ...]:
    """Return the people of a map, by name."""
    number = len(rows.named)
    ties = _ends(link for link in links if link.kind == TIE and link.b < number)
    joined = Counter(link.a for link in links if link.kind == MEMBERSHIP)
    found = []
    for place, one in enumerate(rows.named):
        kind = rows.kinds.get(one.id, NO_KIND)
        found.append(
            MapPerson(
                one.id, one.slug, one.name, one.folded, kind.label, kind.shape,
                ties[place], joined[place],
                int(measured.reach[place]), int(measured.groups[place]),
            )
        )  # fmt: skip
    return tuple(found)


def _ends(links: Iterable[Link]) -> Counter[int]:
    found: Counter[int] = Counter()
    for link in links:
        found[link.a] += 1
        found[link.b] += 1
    return found


def projects(
    rows: MapRows,
    places: Mapping[int, int],
    links: list[Link],
    measured: Measures,
) -> tuple[MapProject, ...]:
    """Return the projects of a map; `places` gives the node of each."""
    last = len(rows.named) + len(places)
    team = Counter(
        link.b for link in links if link.kind == MEMBERSHIP and link.b < last
    )
    return tuple(
        MapProject(
            number, *rows.projects[number], team[place], int(measured.groups[place])
        )
        for number, place in places.items()
    )


def figures(rows: MapRows, links: list[Link], measured: Measures) -> Figures:
    """Return what the map adds up to."""
    number = len(rows.named)
    shapes = [rows.kinds.get(one.id, NO_KIND).shape for one in rows.named]
    ties = [link for link in links if link.kind == TIE and link.b < number]
    work = [link for link in links if link.kind == MEMBERSHIP and link.a < number]
    told = [link for link in ties if shapes[link.a] and shapes[link.b]]
    return Figures(
        people=number,
        not_shown=rounded(len(rows.unnamed) + rows.absent),
        projects=len({link.b for link in work}),
        ties=len(ties),
        memberships=len(work),
        parts=measured.parts,
        largest_part=measured.largest_part,
        alone=measured.alone,
        groups=int(measured.groups.max(initial=0)),
        largest_group=int(np.sum(measured.groups[:number] == 1)),
        across=sum(shapes[link.a] != shapes[link.b] for link in told),
        told=len(told),
    )
