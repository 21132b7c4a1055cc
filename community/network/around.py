"""What is around one person on the map, in words: the drawing's selection as a list."""

from collections import defaultdict
from dataclasses import dataclass

from community.network.figures import MapPerson, MapProject
from community.network.maps import Network

STEPS = 3


@dataclass(frozen=True)
class Around:
    """Somebody on the map with whoever and whatever is linked to them.

    `within` counts the people at most one, two and three steps away.
    """

    person: MapPerson
    people: tuple[MapPerson, ...]
    projects: tuple[MapProject, ...]
    within: tuple[int, ...]


def around(network: Network, slug: str) -> Around | None:
    """Return what is around the person `slug`, or nothing when not on the map."""
    places = (n for n, one in enumerate(network.people) if one.slug == slug)
    centre = next(places, None)
    if centre is None:
        return None
    people = len(network.people)
    near = _neighbours(network)
    linked = sorted(near[centre])
    return Around(
        person=network.people[centre],
        people=tuple(network.people[one] for one in linked if one < people),
        projects=tuple(
            network.projects[one - people] for one in linked if one >= people
        ),
        within=_within(near, centre, people),
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


def _within(near: dict[int, set[int]], centre: int, people: int) -> tuple[int, ...]:
    known, edge = {centre}, {centre}
    counts = []
    for _ in range(STEPS):
        edge = {other for one in edge for other in near.get(one, ())} - known
        known |= edge
        counts.append(sum(one < people for one in known) - 1)
    return tuple(counts)
