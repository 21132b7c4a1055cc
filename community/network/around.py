"""What is around one person on the map, in words: the drawing's selection as a list."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from operator import or_

from community.network.figures import MapPerson, MapProject
from community.network.maps import Network

STEPS, MOST = 3, 50


@dataclass(frozen=True)
class Around:
    """Somebody on the map with whoever and whatever is linked to them.

    `within` counts the people at most one, two and three steps away. `further` are
    those two steps away, and three, as far as was asked, at most `MOST` of each.
    """

    person: MapPerson
    people: tuple[MapPerson, ...]
    projects: tuple[MapProject, ...]
    within: tuple[int, ...]
    further: tuple[tuple[MapPerson, ...], ...] = ()


def around(network: Network, slug: str, steps: int = 1) -> Around | None:
    """Return what is `steps` around the person `slug`; nothing when not on the map."""
    places = (n for n, one in enumerate(network.people) if one.slug == slug)
    centre = next(places, None)
    if centre is None:
        return None
    people = len(network.people)
    near = _neighbours(network)
    linked = sorted(near[centre])
    rings = _rings(near, centre, people)
    return Around(
        person=network.people[centre],
        people=tuple(network.people[one] for one in linked if one < people),
        projects=tuple(
            network.projects[one - people] for one in linked if one >= people
        ),
        within=tuple(len(ring) for ring in _added_up(rings)),
        further=tuple(
            tuple(network.people[one] for one in sorted(ring)[:MOST])
            for ring in rings[1:steps]
        ),
    )


def _neighbours(network: Network) -> dict[int, set[int]]:
    """Return who is linked to whom; nothing leads through a crowd."""
    single = len(network.people) + len(network.projects)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for link in network.links:
        if link.a < single and link.b < single:
            found[link.a].add(link.b)
            found[link.b].add(link.a)
    return found


def _rings(near: dict[int, set[int]], centre: int, people: int) -> list[set[int]]:
    """Return the people exactly one, two and three steps away."""
    known, edge = {centre}, {centre}
    rings = []
    for _ in range(STEPS):
        edge = {other for one in edge for other in near.get(one, ())} - known
        known |= edge
        rings.append({one for one in edge if one < people})
    return rings


def _added_up(rings: list[set[int]]) -> list[set[int]]:
    return list(accumulate(rings, or_))
