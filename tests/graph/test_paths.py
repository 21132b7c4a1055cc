"""Shortest paths, read level by level, against networkx."""

import networkx as nx
import pytest

from community.graph.paths import between


def graph_of(seed: int) -> nx.Graph:
    many = 4 + seed % 30
    made = nx.gnp_random_graph(many, 2.2 / many, seed=seed)
    return nx.relabel_nodes(made, {n: (n * 7) % 31 + 100 * (n // 31) for n in made})


class Reader:
    """Gives the edges of nodes, and counts how often it was asked."""

    def __init__(self, graph: nx.Graph) -> None:
        self.graph, self.seen, self.calls = graph, [], 0

    def __call__(self, nodes):
        self.seen += nodes
        self.calls += 1
        return [(b, a) if (a + b) % 2 else (a, b) for a, b in self.graph.edges(nodes)]


@pytest.mark.parametrize("seed", range(60))
def test_are_those_of_networkx(seed):
    graph = graph_of(seed)
    nodes = sorted(graph)
    for start, end in ((nodes[0], nodes[-1]), (nodes[1], nodes[2]), (nodes[3],) * 2):
        for longest in (1, 3, 6):
            read = Reader(graph)
            found = between(start, end, read, longest)
            paths = sorted(
                tuple(path)
                for path in nx.all_simple_paths(graph, start, end, longest)
            ) if start != end else [(start,)]  # fmt: skip
            least = min(map(len, paths), default=0)
            paths = [path for path in paths if len(path) == least]
            assert found.first(1000, lambda n: n) == paths
            assert found.number == len(paths)
            assert found.first(3, lambda n: n) == paths[:3]
            assert found.inner == {node for path in paths for node in path[1:-1]}
            assert len(read.seen) == len(set(read.seen))
            assert read.calls <= max(1, longest - 1)


def test_the_key_orders_paths():
    graph = nx.Graph([(0, 1), (0, 2), (0, 3), (1, 9), (2, 9), (3, 9)])
    found = between(0, 9, Reader(graph), 6)
    assert found.first(2, lambda n: -n) == [(0, 3, 9), (0, 2, 9)]


def test_counts_many_paths_without_following_them():
    layers = nx.Graph()
    for layer in range(5):
        layers.add_edges_from(
            (100 * layer + a, 100 * (layer + 1) + b) for a in range(20)
            for b in range(20)
        )  # fmt: skip
    layers.add_edges_from((-1, a) for a in range(20))
    found = between(-1, 500, Reader(layers), 6)
    assert found.number == 20**5
    assert len(found.first(3, lambda n: n)) == 3
