"""Groups are found as well as networkx finds them, and stay themselves over time."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.graph.groups import match_groups, numbered
from community.graph.links import simple
from community.graph.louvain import louvain, modularity
from community.graph.measures import measure
from tests.graph.networks import drawn, graph


def sets(group):
    found = {}
    for node, number in enumerate(group):
        found.setdefault(int(number), set()).add(node)
    return list(found.values())


@pytest.mark.parametrize("seed", range(20))
def test_groups_are_as_good_as_those_of_networkx(seed):
    network = drawn(seed, people=60)
    links = simple("links", network.size, network.links)
    found = louvain(network.size, links)
    ours = modularity(links, found)
    assert ours == pytest.approx(nx.community.modularity(network.graph, sets(found)))
    theirs = nx.community.louvain_communities(network.graph, seed=1)
    assert ours > nx.community.modularity(network.graph, theirs) - 0.02


@pytest.mark.parametrize("seed", range(20))
def test_a_group_is_connected(seed):
    network = drawn(seed)
    links = simple("links", network.size, network.links)
    for group in sets(louvain(network.size, links)):
        assert nx.is_connected(network.graph.subgraph(group))


def test_planted_groups_are_found_and_numbered_from_the_largest():
    large, small = nx.complete_graph(9), nx.complete_graph(range(9, 14))
    both = nx.compose(large, small)
    both.add_edge(0, 13)
    found = measure(15, 14, np.array(both.edges))
    assert found.group.tolist() == [1] * 9 + [2] * 5 + [0]
    assert found.groups == 2


def planted(seed, extra=0):
    """Six groups of twenty, with some links astray."""
    made = nx.planted_partition_graph(6, 20, 0.4, 0.01, seed=seed)
    random = np.random.default_rng(seed)
    return np.concatenate([np.array(made.edges), random.integers(0, 120, (extra, 2))])


@pytest.mark.parametrize("seed", range(8))
def test_the_last_groups_are_kept_while_links_speak_for_them(seed):
    first = simple("links", 120, planted(seed))
    before = numbered(120, 120, first)
    assert (numbered(120, 120, first, before) == before).all()
    later = simple("links", 120, planted(seed, extra=8))
    kept = numbered(120, 120, later, before)
    assert np.mean(kept == before) > 0.9


def test_groups_that_fell_apart_are_not_kept():
    halves = graph(20, np.array([*nx.complete_graph(10).edges]))
    halves.add_edges_from(nx.complete_graph(range(10, 20)).edges)
    before = np.ones(20, dtype=np.int64)
    found = numbered(20, 20, np.array(halves.edges), before)
    assert found.tolist() == [1] * 10 + [2] * 10


def test_links_within_many_steps_move_no_faster_than_they_must():
    ring = np.array([[one, (one + 1) % 3000] for one in range(3000)])
    found = louvain(3000, simple("links", 3000, ring))
    assert modularity(simple("links", 3000, ring), found) > 0.95


labels = st.dictionaries(st.integers(0, 12), st.integers(0, 5), max_size=13)


@given(labels, labels)
def test_a_group_goes_on_as_at_most_one(before, now):
    found = match_groups(before, now)
    assert list(found) == sorted(set(now.values()) - {0})
    kept = [old for old in found.values() if old is not None]
    assert len(kept) == len(set(kept))
    for group, old in found.items():
        if old is not None:
            assert any(
                now.get(node) == group for node, was in before.items() if was == old
            )


@given(labels)
def test_unchanged_groups_keep_themselves(labels):
    found = match_groups(labels, labels)
    assert found == {group: group for group in sorted(set(labels.values()) - {0})}


def test_the_larger_overlap_keeps_the_name():
    before = {"a": 7, "b": 7, "c": 7, "d": 8}
    now = {"a": 1, "b": 1, "c": 2, "d": 3, "e": 4}
    assert match_groups(before, now) == {1: 7, 2: None, 3: 8, 4: None}
