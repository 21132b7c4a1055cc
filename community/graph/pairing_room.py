"""The graph of those who may meet in a round, and the best tables of two in it."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import networkx as nx

Pair = tuple[int, int]
Likeness = Callable[[int, int], int]

DRAWS = 64
"""So many random values decide between pairs that are alike in worth."""
KEPT = 6
"""Of each degree of likeness so many pairs a person are looked at first."""


def ordered(one: int, two: int) -> Pair:
    """Return two people, the lower number first."""
    return (one, two) if one < two else (two, one)


@dataclass(frozen=True, eq=False)
class Room:
    """Who may meet whom: the worth of each pair, its likeness, and who comes first."""

    ids: tuple[int, ...]
    worth: Mapping[Pair, int]
    likeness: Mapping[Pair, int]
    others: Mapping[int, frozenset[int]]
    first: frozenset[int]

    @cached_property
    def bonus(self) -> int:
        """More than the worth of all the pairs that fit into one round."""
        return 1 + max(self.worth.values(), default=0) * len(self.ids)

    def value(self, two: Pair) -> int:
        """Return the worth of a pair, far more where it holds who comes first."""
        return self.worth[two] + self.bonus * len(self.first & set(two))


def room_of(
    ids: list[int],
    closed: set[Pair],
    likeness: Likeness,
    seed: int,
    first: frozenset[int],
) -> Room:
    """Return who of `ids` may meet whom; what `likeness` and `seed` say is the worth.

    Raises ValueError if a likeness is negative.
    """
    alike = {two: likeness(*two) for two in combinations(ids, 2) if two not in closed}
    if min(alike.values(), default=0) < 0:
        raise ValueError("likeness is 0 or more")
    most, step = max(alike.values(), default=0) + 1, DRAWS * max(1, len(ids))
    drawn = random.Random(seed)  # noqa: S311 (nothing secret: it breaks ties)
    worth = {
        two: (most - like) * step + drawn.randrange(DRAWS)
        for two, like in alike.items()
    }
    others: dict[int, set[int]] = {person: set() for person in ids}
    for one, two in alike:
        others[one].add(two)
        others[two].add(one)
    kept = {person: frozenset(them) for person, them in others.items()}
    return Room(tuple(ids), worth, alike, kept, first)


# ---------------------------------------------------------------- in twos
def best_pairs(room: Room, ids: Iterable[int]) -> Iterator[Pair]:
    """Find the best pairs among `ids`; in a thin graph, if that lets as many meet."""
    inside = set(ids)
    edges = [two for two in room.worth if inside.issuperset(two)]
    thin = _thinned(room, edges)
    found = _matched(room, thin)
    if len(thin) < len(edges) and len(found) < _hoped(inside, edges):
        found = _matched(room, edges)
    return iter(found)


def _thinned(room: Room, edges: list[Pair]) -> list[Pair]:
    """Keep for each person the best pairs of each degree of likeness."""
    kept: set[Pair] = set()
    seen: dict[tuple[int, int], int] = defaultdict(int)
    for two in sorted(edges, key=lambda two: -room.worth[two]):
        for person in two:
            place = (person, room.likeness[two])
            seen[place] += 1
            if seen[place] <= KEPT:
                kept.add(two)
    return [two for two in edges if two in kept]


def _hoped(inside: set[int], edges: list[Pair]) -> int:
    """Return a number of pairs that cannot be exceeded: half of each part, whole."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(inside)
    graph.add_edges_from(edges)
    return sum(len(part) // 2 for part in nx.connected_components(graph))


def _matched(room: Room, edges: Iterable[Pair]) -> list[Pair]:
    graph: nx.Graph[int] = nx.Graph()
    for one, two in edges:
        graph.add_edge(one, two, weight=room.value((one, two)))
    found = nx.max_weight_matching(graph, maxcardinality=True)
    return sorted(ordered(*two) for two in found)
