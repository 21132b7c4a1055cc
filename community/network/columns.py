"""The map as columns of numbers: what the drawing fetches, small enough for a phone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from community.network.maps import Network

SQUARE = 4095
"""Places are whole numbers from 0 to this."""


@dataclass(frozen=True)
class Columns:
    """The nodes of a map in their order, people, projects, crowds, and their links.

    `names` and `slugs` are those of people and projects; `kinds` lists (label, shape)
    once each and `kind` says for every person which; `crowds` are (shape, about how
    many). Node number n has links to the next `links[n]` numbers of `ends`; those of
    crowds stand at the person or project. Each end is written as what has to be added
    to the end before it, the first of each node to the node's own number.
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


def columns(network: Network, places: NDArray[np.float64]) -> Columns:
    """Return the columns of a map whose nodes stand at `places`."""
    kinds = sorted({(one.kind, one.shape) for one in network.people})
    number = {kind: place for place, kind in enumerate(kinds)}
    links, ends = _links(network)
    across, down = (np.rint(places * SQUARE).astype(int)).T.tolist()
    return Columns(
        people=len(network.people),
        projects=len(network.projects),
        names=[
            *(one.name for one in network.people),
            *(one.title for one in network.projects),
        ],
        slugs=[
            *(one.slug for one in network.people),
            *(one.slug for one in network.projects),
        ],
        kinds=kinds,
        kind=[number[one.kind, one.shape] for one in network.people],
        crowds=[(one.shape, one.people) for one in network.crowds],
        x=across,
        y=down,
        links=links,
        ends=ends,
    )


def _links(network: Network) -> tuple[list[int], list[int]]:
    found: list[list[int]] = [[] for _ in range(network.size)]
    for link in network.links:
        low, high = sorted((link.a, link.b))
        found[low].append(high)
    steps = []
    for place, others in enumerate(found):
        last = place
        for other in sorted(others):
            steps.append(other - last)
            last = other
    return [len(others) for others in found], steps
