"""Narrow ways between kinds are smallest cuts of people, checked against networkx."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from community.graph.narrow import KINDS, LEAST, narrow_ways


def random_map(seed):
    random = np.random.default_rng(seed)
    people, size = int(random.integers(12, 28)), 34
    number = int(random.integers(10, 45))
    links = random.integers(0, size, size=(number, 2))
    links = links[(links[:, 0] != links[:, 1]) & (links.min(axis=1) < people)]
    return size, people, links, random.integers(0, 4, size=people)


def cut(size, people, links, ends):
    """The number of ways that share no person, counted by networkx."""
    graph = nx.DiGraph()
    for node in range(size):
        room = {"capacity": 1} if node < people else {}
        graph.add_edge(("in", node), ("out", node), **room)
    for a, b in links.tolist():
        graph.add_edge(("out", a), ("in", b))
        graph.add_edge(("out", b), ("in", a))
    for node in ends[0]:
        graph.add_edge("source", ("in", node))
    for node in ends[1]:
        graph.add_edge(("out", node), "sink")
    return nx.maximum_flow_value(graph, "source", "sink")


@pytest.mark.parametrize("seed", range(50))
def test_they_are_the_smallest_cuts(seed):
    size, people, links, kinds = random_map(seed)
    found = {
        (one.a, one.b): one.people
        for one in narrow_ways(size, people, links, kinds, most=4)
    }
    sizes = np.bincount(kinds, minlength=4)
    for a, b in combinations(range(1, 4), 2):
        if min(sizes[a], sizes[b]) < LEAST:
            assert (a, b) not in found
            continue
        ends = np.flatnonzero(kinds == a), np.flatnonzero(kinds == b)
        number = cut(size, people, links, ends)
        if number > 4 or number >= min(sizes[a], sizes[b]):
            assert (a, b) not in found
        else:
            over = found[a, b]
            assert len(over) == number
            assert max(over, default=-1) < people
            left = nx.Graph(links.tolist())
            left.remove_nodes_from(over)
            ways = [
                (one, other)
                for one in set(ends[0].tolist()) & set(left)
                for other in set(ends[1].tolist()) & set(left)
                if nx.has_path(left, one, other)
            ]
            assert not ways


def test_the_narrowest_come_first_and_the_largest_of_these():
    kinds = np.repeat([1, 2, 3], [9, 5, 9])
    links = [(n, n + 1) for n in range(8)] + [(n, n + 1) for n in range(9, 13)]
    links += [(n, n + 1) for n in range(14, 22)] + [(8, 9)]
    found = narrow_ways(23, 23, np.array(links), kinds)
    assert [(one.a, one.b, len(one.people)) for one in found] == [
        (1, 3, 0), (2, 3, 0), (1, 2, 1),
    ]  # fmt: skip
    assert found[2].people[0] in (8, 9)


def test_nobody_tells_a_kind_and_nothing_is_linked():
    nothing = np.empty((0, 2), dtype=np.int64)
    assert narrow_ways(5, 5, nothing, np.zeros(5, dtype=np.int64)) == ()
    assert narrow_ways(0, 0, nothing, np.zeros(0, dtype=np.int64)) == ()


def test_only_the_largest_kinds_are_compared():
    kinds = np.repeat(np.arange(1, KINDS + 3), LEAST)
    found = narrow_ways(len(kinds), len(kinds), np.empty((0, 2), np.int64), kinds)
    assert len(found) == KINDS * (KINDS - 1) // 2


def test_wrong_links_are_refused():
    with pytest.raises(ValueError, match="links"):
        narrow_ways(3, 3, np.array([(0, 3)]), np.zeros(3, dtype=np.int64))
