"""The figures beside the map equal a full recomputation with networkx."""

import networkx as nx
import pytest

from community.network import maps
from community.network.around import around
from community.network.rows import Kind, MapRows, Named
from tests.network.test_crowds import rows


def oracle(network):
    """The map as a graph in which nothing leads through a crowd."""
    single = len(network.people) + len(network.projects)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(network.people)))
    for number, link in enumerate(network.links):
        if link.a < single:
            graph.add_edge(link.a, link.b if link.b < single else f"crowd {number}")
    return graph


@pytest.mark.parametrize("seed", range(12))
def test_parts_people_alone_and_links_are_right(seed):
    community = rows(seed)
    network = maps.network_of(community)
    graph, people = oracle(network), range(len(network.people))
    parts = [part for part in nx.connected_components(graph) if len(part) > 1]
    in_parts = [len(part & set(people)) for part in parts]
    figures = network.figures
    assert figures.people == len(community.named)
    assert figures.parts == sum(number > 0 for number in in_parts)
    assert figures.largest_part == max(in_parts, default=0)
    assert figures.alone == sum(graph.degree(one) == 0 for one in people)
    named = {one.id for one in community.named}
    assert figures.ties == sum(a in named and b in named for a, b in community.ties)
    assert figures.memberships == sum(who in named for who, _ in community.memberships)


@pytest.mark.parametrize("seed", range(12))
def test_the_table_counts_what_is_drawn(seed):
    network = maps.network_of(rows(seed))
    graph, people = oracle(network), set(range(len(network.people)))
    projects = {len(people) + place for place in range(len(network.projects))}
    for place, one in enumerate(network.people):
        near = set(graph[place])
        assert one.ties == len(near & people)
        assert one.projects == len(near & projects)
        within = nx.single_source_shortest_path_length(graph, place, cutoff=2)
        assert one.reach == len(set(within) & people) - 1
    assert sum(one.ties for one in network.people) == 2 * network.figures.ties


@pytest.mark.parametrize("seed", range(6))
def test_what_is_around_somebody_is_what_is_drawn(seed):
    network = maps.network_of(rows(seed))
    graph, people = oracle(network), set(range(len(network.people)))
    for place, one in enumerate(network.people[:10]):
        found = around(network, one.slug)
        assert len(found.people) == one.ties
        assert len(found.projects) == one.projects
        for step, number in enumerate(found.within, 1):
            within = nx.single_source_shortest_path_length(graph, place, cutoff=step)
            assert number == len(set(within) & people) - 1
        assert found.within[1] == one.reach
    assert around(network, "nobody") is None


def test_ties_across_kinds_are_a_share_of_those_that_show_a_kind():
    names = tuple(Named(n, f"p-{n}", f"N {n}", f"n {n}") for n in range(1, 10))
    kinds = {1: Kind("Carer", 1), 2: Kind("Carer", 1), 3: Kind("Clinician", 2)}
    ties = ((1, 2), (1, 3), (2, 3), (3, 4))
    figures = maps.network_of(
        MapRows(names, frozenset(), 0, kinds, ties, {}, ())
    ).figures
    assert (figures.across, figures.told, figures.ties) == (2, 3, 4)


def test_groups_are_numbered_from_the_largest():
    network = maps.network_of(rows(3))
    sizes = [
        sum(one.group == number for one in network.people)
        for number in range(1, network.figures.groups + 1)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == network.figures.largest_group
    assert all(one.group for one in network.people if one.ties or one.projects)
