"""The map as columns of numbers: what the drawing fetches, small enough for a phone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from community.network.column_fields import Field, Size, fields_of, sizes_of
from community.network.maps import Network
from community.network.shown import Shown
from community.network.view import View

SQUARE = 4095
"""Places are whole numbers from 0 to this."""


@dataclass(frozen=True)
class Columns:
    """The nodes of a map in their order, and their links.

    First come the people, then the projects, the crowds, the tags, the organisations.
    `names` and `slugs` are those of people and projects; of a slug that begins like the
    name only "~" and what comes after that is there. `kinds` lists (label, shape) once
    each and `kind` says for every person which; `crowds` are (shape, about how many);
    `tags` and `organisations` are (slug, label, people). `faint` are the numbers of the
    nodes to dim. `fields` are those that the view colours, shapes or clusters by,
    beside the kind.

    Node number n has links to the next `links[n]` numbers of `ends`; those of crowds
    stand at the person or project. Each end is written as what has to be added to the
    end before it, the first of each node to the node's own number. For each end `sort`
    says which of `sorts` its link is, and `weight` about how many links it stands for.
    """

    people: int
    projects: int
    names: list[str]
    slugs: list[str]
    kinds: list[tuple[str, int]]
    kind: list[int]
    crowds: list[tuple[int, int]]
    x: list[int]
    y: list[int]
    links: list[int]
    ends: list[int]
    sorts: list[str]
    sort: list[int]
    weight: list[int]
    tags: list[tuple[str, str, int]]
    organisations: list[tuple[str, str, int]]
    faint: list[int]
    fields: list[Field]
    sizes: list[Size]


def columns(
    shown: Shown, places: NDArray[np.float64], names: Mapping[int, str] | None = None
) -> Columns:
    """Return the columns of what is shown; `places` are those of the whole map.

    `names` are those of groups by their number; without one a group is its number.
    """
    network = shown.network
    kinds = sorted({(one.kind, one.shape) for one in network.people})
    number = {kind: place for place, kind in enumerate(kinds)}
    links, ends, sorts, sort, weight = _links(network)
    across, down = (np.rint(_places(shown, places) * SQUARE).astype(int)).T.tolist()
    people, projects = network.people, network.projects
    return Columns(
        people=len(people),
        projects=len(projects),
        names=[*(one.name for one in people), *(one.title for one in projects)],
        slugs=[
            *(short_slug(one.slug, one.name) for one in people),
            *(short_slug(one.slug, one.title) for one in projects),
        ],
        kinds=kinds,
        kind=[number[one.kind, one.shape] for one in people],
        crowds=[(one.shape, one.people) for one in network.crowds],
        x=across,
        y=down,
        links=links,
        ends=ends,
        sorts=sorts,
        sort=sort,
        weight=weight,
        tags=[(one.slug, one.label, one.people) for one in network.tags],
        organisations=[
            (one.slug, one.label, one.people) for one in network.organisations
        ],
        faint=sorted(shown.faint),
        fields=fields_of(people, projects, names or {}, _wanted(shown.view)),
        sizes=sizes_of(people, projects),
    )


def _wanted(view: View) -> set[str]:
    """Return the fields that a view uses: others would only make the map heavy."""
    return {view.colour, view.mark, view.cluster}


def short_slug(slug: str, name: str) -> str:
    """Return a slug without the plain letters of the name that it begins with."""
    begins = "-".join(re.findall("[a-z0-9]+", name.lower()))
    if not name.isascii() or not begins:
        return slug
    if slug.startswith(begins + "-"):
        return "~" + slug.removeprefix(begins + "-")
    return "~" if slug == begins else slug


def _places(shown: Shown, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where each node stands: tags and organisations amid their people."""
    found = np.full((shown.network.size, 2), 0.5)
    found[: len(shown.kept)] = places[list(shown.kept)]
    for number, holders in enumerate(shown.holders, len(shown.kept)):
        if holders:
            found[number] = places[list(holders)].mean(axis=0)
    return _apart(found, len(shown.kept))


def _apart(places: NDArray[np.float64], first: int) -> NDArray[np.float64]:
    """Move the nodes from `first` a little, by the golden angle, off each other."""
    turn = np.arange(len(places) - first) * np.pi * (3 - np.sqrt(5))
    moved = places.copy()
    moved[first:] += 0.02 * np.column_stack([np.cos(turn), np.sin(turn)])
    return np.clip(moved, 0, 1)


def _links(
    network: Network,
) -> tuple[list[int], list[int], list[str], list[int], list[int]]:
    sorts = sorted({link.kind for link in network.links})
    number = {kind: place for place, kind in enumerate(sorts)}
    found: list[list[tuple[int, int, int]]] = [[] for _ in range(network.size)]
    for link in network.links:
        low, high = sorted((link.a, link.b))
        found[low].append((high, number[link.kind], link.number))
    steps = []
    for place, others in enumerate(found):
        others.sort()
        last = place
        for other, *_ in others:
            steps.append(other - last)
            last = other
    flat = [one for others in found for one in others]
    return (
        [len(others) for others in found],
        steps,
        sorts,
        [one for _, one, _ in flat],
        [one for _, _, one in flat],
    )
