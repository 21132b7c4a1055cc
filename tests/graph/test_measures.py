import networkx as nx
import numpy as np
import pytest

from community.graph import measure
from community.graph.measures import MOST_BRIDGES


def drawn(number):
    random = np.random.default_rng(number)
    size = int(random.integers(2, 40))
    people = int(random.integers(1, size + 1))
    pairs = random.integers(0, size, (int(random.integers(0, 2 * size)), 2))
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pair for pair in pairs.tolist() if pair[0] != pair[1])
    return size, people, pairs, graph


@pytest.mark.parametrize("number", range(10))
def test_reach_counts_the_people_two_steps_away_or_less(number):
    size, people, pairs, graph = drawn(number)
    found = measure(size, people, pairs).reach
    for node in range(size):
        near = nx.single_source_shortest_path_length(graph, node, cutoff=2)
        assert found[node] == sum(other < people for other in near if other != node)


@pytest.mark.parametrize("number", range(10))
def test_parts_are_the_connected_ones_with_people(number):
    size, people, pairs, graph = drawn(number)
    found = measure(size, people, pairs)
    parts = [part for part in nx.connected_components(graph) if len(part) > 1]
    inside = [sum(node < people for node in part) for part in parts]
    assert found.parts == sum(count > 0 for count in inside)
    assert found.largest_part == max(inside, default=0)
    assert found.alone == sum(graph.degree[node] == 0 for node in range(people))


@pytest.mark.parametrize("number", range(10))
def test_bridges_are_the_people_with_most_shortest_paths(number):
    size, people, pairs, graph = drawn(number)
    found = measure(size, people, pairs).bridges
    between = nx.betweenness_centrality(graph)
    ranked = sorted(range(people), key=lambda node: (-between[node], node))
    assert list(found) == [node for node in ranked[:MOST_BRIDGES] if between[node] > 0]


def test_groups_are_found_and_numbered_from_the_largest():
    large, small = nx.complete_graph(9), nx.complete_graph(range(9, 14))
    graph = nx.compose(large, small)
    graph.add_edge(0, 13)
    found = measure(15, 14, np.array(graph.edges)).groups
    assert found.tolist() == [1] * 9 + [2] * 5 + [0]


def test_the_order_of_links_changes_nothing():
    graph = nx.gnm_random_graph(400, 900, seed=4)
    pairs = np.array(graph.edges)
    mixed = np.random.default_rng(1).permutation(pairs)[:, ::-1]
    first, again = measure(400, 300, pairs), measure(400, 300, mixed)
    assert (first.groups == again.groups).all()
    assert first.bridges == again.bridges


def test_a_sample_finds_who_links_two_halves():
    halves = nx.disjoint_union(
        nx.gnm_random_graph(200, 800, seed=1), nx.gnm_random_graph(200, 800, seed=2)
    )
    halves.add_edges_from((400, node) for node in [*range(40), *range(200, 240)])
    assert measure(401, 401, np.array(halves.edges)).bridges[0] == 400


def test_nobody_and_wrong_links():
    nothing = measure(0, 0, np.empty((0, 2), dtype=np.int64))
    assert (nothing.parts, nothing.largest_part, nothing.bridges) == (0, 0, ())
    with pytest.raises(ValueError, match="do not exist"):
        measure(2, 2, np.array([[0, 2]]))
    with pytest.raises(ValueError, match="people are some"):
        measure(2, 3, np.array([[0, 1]]))
