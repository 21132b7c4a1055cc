"""Shortest paths between two nodes of a graph that is read as far as it is needed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

Read = Callable[[Collection[Any]], Iterable[tuple[Any, Any]]]
Onwards = dict[Any, set[Any]]


@dataclass(frozen=True)
class Between:
    """All shortest paths between two nodes, as the links that they are made of.

    `onwards` holds for each node of such a path, but for the end, where it leads on to;
    it is empty where there is no path, and where start and end are one.
    """

    start: Any
    end: Any
    onwards: Onwards

    @property
    def inner(self) -> frozenset[Any]:
        """The nodes between the two ends."""
        return frozenset(self.onwards) - {self.start}

    @cached_property
    def number(self) -> int:
        """How many paths there are."""
        counts: dict[Any, int] = {self.end: 1}

        def count(node: Any) -> int:
            if node not in counts:
                counts[node] = sum(map(count, self.onwards.get(node, ())))
            return counts[node]

        return count(self.start)

    def first(self, most: int, key: Callable[[Any], Any]) -> list[tuple[Any, ...]]:
        """Return the first paths, both ends in them.

        They compare by the keys of their nodes; the first node that differs counts. No
        two nodes may have equal keys.
        """

        def follow(node: Any) -> Iterator[tuple[Any, ...]]:
            if node == self.end:
                yield (node,)
            for other in sorted(self.onwards.get(node, ()), key=key):
                yield from ((node, *rest) for rest in follow(other))

        return list(islice(follow(self.start), most))


@dataclass
class _Side:
    """What is known of the graph from one end: how far away from it each node is."""

    distance: dict[Any, int]
    edge: set[Any]
    depth: int = 0

    def grow(self, neighbours: Onwards) -> None:
        """Take the nodes one link further than those at the edge."""
        self.depth += 1
        beyond = {other for node in self.edge for other in neighbours[node]}
        self.edge = beyond - self.distance.keys()
        self.distance |= dict.fromkeys(self.edge, self.depth)

    def nearer(self, node: Any, neighbours: Onwards) -> set[Any]:
        """Return the neighbours of a node that are one link nearer to the end."""
        near = self.distance[node] - 1
        return {one for one in neighbours[node] if self.distance.get(one) == near}


def between(start: Any, end: Any, read: Read, longest: int) -> Between:
    """Return the shortest paths between two nodes that have at most `longest` links.

    The search grows from both ends, a whole level at a time, always where fewer nodes
    wait, until the two sides meet [1]_: so few nodes are read, and few times.

    Parameters
    ----------
    start, end : hashable
        Two nodes. A node has one path to itself, without a link.
    read : callable
        Returns all edges of some nodes, in any order and direction; called for both
        ends at once, then for each level, with no node twice.
    longest : int
        A path has at most so many links.

    Returns
    -------
    Between
        All shortest paths; none where every path is longer.

    References
    ----------
    .. [1] I. Pohl, Bi-directional search, Machine Intelligence 6 (1971), 127-140.
    """
    neighbours: Onwards = defaultdict(set)
    here, there = _Side({start: 0}, {start}), _Side({end: 0}, {end})
    _take(read({start, end}), neighbours)
    while not here.distance.keys() & there.distance.keys():
        if here.depth + there.depth == longest or not (here.edge and there.edge):
            return Between(start, end, {})
        side = min(here, there, key=lambda one: (one.depth > 0, len(one.edge)))
        if side.depth:
            _take(read(side.edge), neighbours)
        side.grow(neighbours)
    return Between(start, end, _onwards(here, there, neighbours))


def _take(edges: Iterable[tuple[Any, Any]], neighbours: Onwards) -> None:
    for one, other in edges:
        neighbours[one].add(other)
        neighbours[other].add(one)


def _onwards(here: _Side, there: _Side, neighbours: Onwards) -> Onwards:
    """Walk from where the sides met to both ends, and note where each node leads on."""
    found: Onwards = defaultdict(set)
    behind = ahead = here.edge & there.edge
    while behind:
        steps = [(node, here.nearer(node, neighbours)) for node in behind]
        for node, nearer in steps:
            for one in nearer:
                found[one].add(node)
        behind = {one for _node, nearer in steps for one in nearer}
    while ahead:
        steps = [(node, there.nearer(node, neighbours)) for node in ahead]
        found |= {node: nearer for node, nearer in steps if nearer}
        ahead = {one for _node, nearer in steps for one in nearer}
    return dict(found)
