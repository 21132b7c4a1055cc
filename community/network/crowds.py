"""Those who agreed to be on the map without their name, as crowds, never one by one.

A crowd holds eight people or more of one colour; whoever is left over joins "other
members", from eight again. Links to a crowd are drawn when they are eight or more and
eight or more of its people have one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from community.matching.small_numbers import LEAST, rounded

OTHERS = -1
"""The shape that stands for "other members"."""


@dataclass(frozen=True)
class Crowd:
    """A neutral node: the shape of its kind (-1 others), and about how many."""

    shape: int
    people: int


@dataclass(frozen=True)
class CrowdLink:
    """About how many links there are between a crowd and another node."""

    crowd: int
    kind: str
    other: int
    number: int


def crowds_of(
    unnamed: Iterable[int], shapes: Mapping[int, int]
) -> tuple[tuple[Crowd, ...], dict[int, int]]:
    """Return the crowds, and the place of each unnamed person's crowd among them.

    `shapes` gives the shape of the first kind of those who show one.
    """
    people = sorted(unnamed)
    sizes = Counter(shapes.get(person, 0) for person in people)
    kept = sorted(shape for shape, size in sizes.items() if shape and size >= LEAST)
    left = sum(size for shape, size in sizes.items() if shape not in kept)
    order = [*kept, OTHERS] if left >= LEAST else kept
    sizes[OTHERS] = left
    places = {shape: place for place, shape in enumerate(order)}
    crowd_of = {}
    for person in people:
        place = places.get(shapes.get(person, 0), places.get(OTHERS))
        if place is not None:
            crowd_of[person] = place
    return tuple(Crowd(shape, rounded(sizes[shape]) or 0) for shape in order), crowd_of


def crowd_links(
    kind: str,
    pairs: Iterable[tuple[int, int]],
    crowd_of: Mapping[int, int],
    place_of: Mapping[int, int],
) -> tuple[CrowdLink, ...]:
    """Return the links from crowds to single nodes that are many enough to be drawn.

    `pairs` are (member, other end); an other end in `place_of` is a node of its own.
    """
    inside: dict[tuple[int, int], set[int]] = defaultdict(set)
    for one, other in pairs:
        if one in crowd_of and other in place_of:
            inside[crowd_of[one], place_of[other]].add(one)
    return tuple(
        CrowdLink(crowd, kind, other, rounded(len(people)) or 0)
        for (crowd, other), people in sorted(inside.items())
        if len(people) >= LEAST
    )


def between_crowds(
    pairs: Iterable[tuple[int, int]], crowd_of: Mapping[int, int]
) -> tuple[tuple[int, int, int], ...]:
    """Return (crowd, crowd, about how many ties) where both sides have eight people."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for one, other in pairs:
        if one in crowd_of and other in crowd_of and crowd_of[one] != crowd_of[other]:
            one, other = sorted((one, other), key=lambda person: crowd_of[person])
            found[crowd_of[one], crowd_of[other]].append((one, other))
    return tuple(
        (*ends, rounded(len(ties)) or 0)
        for ends, ties in sorted(found.items())
        if min(len({a for a, _ in ties}), len({b for _, b in ties})) >= LEAST
    )
