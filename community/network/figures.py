"""What stands on the organisers' map beside the drawing: people, projects, figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from community.graph.measures import Help, Measures, Share, across
from community.matching.small_numbers import rounded
from community.network.about import NOTHING, Value
from community.network.facts import NO_FACTS, About, abouts
from community.network.measuring import help_of, pairs_of, share_across
from community.network.rows import Kind, MapRows

TIE, MEMBERSHIP = "tie", "membership"
NEW = "new"
"""A tie that is new since a day that somebody asked for (since.py)."""
NO_KIND = Kind("", 0)
UNTOLD, NO_HELP = Share(0, 0), Help(0, 0, 0, 0)


@dataclass(frozen=True)
class MapPerson:
    """Somebody on the map by name.

    `ties` and `projects` count what is drawn; `reach` how many people on the map are
    at most two steps away; `group` is the number of their group, the largest is 1, and
    0 for whoever has no link. `between`, `closeness`, `constraint`, `clustering`,
    `core` and `cut` are the measures of those names; `about` is what people have in
    common with others.
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
    between: float = 0.0
    closeness: float = 0.0
    constraint: float = 0.0
    clustering: float = 0.0
    core: int = 0
    cut: bool = False
    about: About = NO_FACTS


@dataclass(frozen=True)
class MapProject:
    """A project on the map, and how many of the people shown work on it."""

    id: int = field(metadata={"api": False})
    slug: str
    title: str
    people: int
    group: int
    phase: Value = NOTHING


@dataclass(frozen=True)
class MapThing:
    """A tag or an organisation on the map, and how many of the people shown have it."""

    slug: str
    label: str
    people: int


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
    whose both ends show a kind; the other shares count ties between people who have no
    place, no organisation or no phase of a project in common. `help` says what people
    who know each other offer and seek. `diameter` and `mean_path` are None where
    nothing joins two people, or a large map is not worked out yet.
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
    bridges: int = 0
    cut_people: int = 0
    density: float = 0.0
    mean_degree: float = 0.0
    mean_clustering: float = 0.0
    diameter: int | None = None
    mean_path: float | None = None
    across_places: Share = UNTOLD
    across_organisations: Share = UNTOLD
    across_phases: Share = UNTOLD
    help: Help = NO_HELP


def people(
    rows: MapRows, links: list[Link], measured: Measures
) -> tuple[MapPerson, ...]:
    """Return the people of a map, by name."""
    about = abouts(rows)
    found = []
    for one, count, numbers in zip(
        rows.named, _joined(links, len(rows.named)), _numbers(measured), strict=True
    ):
        kind = rows.kinds.get(one.id, NO_KIND)
        found.append(
            MapPerson(
                id=one.id,
                slug=one.slug,
                name=one.name,
                folded=one.folded,
                kind=kind.label,
                shape=kind.shape,
                projects=count,
                about=about[one.id],
                **numbers,
            )
        )
    return tuple(found)


def _joined(links: list[Link], people: int) -> list[int]:
    joined = Counter(link.a for link in links if link.kind == MEMBERSHIP)
    return [joined[place] for place in range(people)]


def _numbers(measured: Measures) -> list[dict[str, Any]]:
    """Return the measures of each person by their names in `MapPerson`."""
    columns = {
        "ties": measured.degree,
        "reach": measured.reach,
        "group": measured.group[: measured.people],
        "between": measured.between,
        "closeness": measured.closeness,
        "constraint": measured.constraint,
        "clustering": measured.clustering,
        "core": measured.core,
        "cut": measured.cut,
    }
    values = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in values]


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
            number,
            *rows.projects[number],
            team[place],
            int(measured.group[place]),
            rows.phases.get(number, NOTHING),
        )
        for number, place in places.items()
    )


def figures(
    rows: MapRows, links: list[Link], people: Sequence[MapPerson], measured: Measures
) -> Figures:
    """Return what the map of these people adds up to."""
    number = len(people)
    ties = pairs_of(link for link in links if link.kind == TIE and link.b < number)
    work = [link for link in links if link.kind == MEMBERSHIP and link.a < number]
    kinds = across(ties, np.array([one.shape for one in people], dtype=np.int64))
    about = [one.about for one in people]
    return Figures(
        people=number,
        not_shown=rounded(len(rows.unnamed) + rows.absent),
        projects=len({link.b for link in work}),
        ties=measured.ties,
        memberships=len(work),
        parts=measured.parts,
        largest_part=measured.largest_part,
        alone=measured.alone,
        groups=measured.groups,
        largest_group=int(np.bincount(measured.group[:number])[1:].max(initial=0)),
        across=kinds.across,
        told=kinds.told,
        bridges=len(measured.bridges),
        cut_people=measured.cut_people,
        density=measured.density,
        mean_degree=measured.mean_degree,
        mean_clustering=measured.mean_clustering,
        diameter=measured.diameter,
        mean_path=measured.mean_path,
        across_places=share_across(
            ties, [[one.place] if one.place else [] for one in about]
        ),
        across_organisations=share_across(ties, [one.organisations for one in about]),
        across_phases=share_across(ties, [one.phases for one in about]),
        help=help_of(ties, [one.offers for one in about], [one.seeks for one in about]),
    )
