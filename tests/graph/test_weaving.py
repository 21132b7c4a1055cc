"""Whom to introduce: each part of a gain is true, and the order is by gain and fit."""

import networkx as nx
import numpy as np
import pytest

from community.graph.measures import measure
from community.graph.weaving import EACH, EACH_GROUPS, rank_pairs
from tests.graph.networks import drawn


def all_may(pairs):
    return np.ones(len(pairs), dtype=np.bool_)


def all_fit(pairs):
    return np.full(len(pairs), 0.5)


def suggest(network, kinds=None, may=all_may, fit=all_fit, **more):
    measured = measure(network.size, network.people, network.links)
    if kinds is None:
        kinds = np.random.default_rng(1).integers(0, 4, network.people)
    found = rank_pairs(
        network.size, network.people, network.ties, network.links,
        kinds, measured.group, measured.between, may, fit, **more,
    )  # fmt: skip
    return found, measured, kinds


@pytest.mark.parametrize("seed", range(20))
def test_each_part_of_a_gain_is_true(seed):
    network = drawn(seed)
    found, measured, kinds = suggest(network)
    whole, known = network.graph, network.known
    group = measured.group
    for one in found:
        a, b, gain = one.a, one.b, one.gain
        assert a < b
        assert not known.has_edge(a, b)
        joined = nx.has_path(whole, a, b)
        assert gain.joins == (not joined)
        assert gain.steps == (nx.shortest_path_length(whole, a, b) if joined else 0)
        assert gain.alone == tuple(x for x in (a, b) if whole.degree[x] == 0)
        differ = group[a] != group[b] and group[a] and group[b]
        assert gain.groups == ((group[a], group[b]) if differ else None)
        crosses = kinds[a] != kinds[b] and kinds[a] and kinds[b]
        assert gain.kinds == ((kinds[a], kinds[b]) if crosses else None)
        if crosses:
            ends = {kinds[a], kinds[b]}
            ties = sum({kinds[c], kinds[d]} == ends for c, d in known.edges)
            assert gain.ties == ties
        if gain.relieves is not None:
            assert gain.relieves in measured.brokers
            assert set(nx.common_neighbors(whole, a, b)) == {gain.relieves}
        assert one.score == pytest.approx(gain.total * one.fit)
        assert gain.total > 0


@pytest.mark.parametrize("seed", range(20))
def test_the_links_between_two_groups_are_ties_and_shared_projects(seed):
    network = drawn(seed)
    found, measured, _ = suggest(network)
    whole, group, people = network.graph, measured.group, network.people
    for one in found:
        if one.gain.groups is None:
            continue
        first, second = one.gain.groups
        ties = sum(
            {group[c], group[d]} == {first, second} for c, d in network.known.edges
        )
        shared = sum(
            {first, second} <= {group[who] for who in whole[project] if who < people}
            for project in range(people, network.size)
        )
        assert one.gain.links == ties + shared


@pytest.mark.parametrize("seed", range(10))
def test_the_best_come_first_and_nobody_too_often(seed):
    network = drawn(seed, people=60)
    fits = np.random.default_rng(seed).random((60, 60))
    found, *_ = suggest(network, fit=lambda pairs: fits[pairs[:, 0], pairs[:, 1]])
    order = [(-one.score, one.a, one.b) for one in found]
    assert order == sorted(order)
    people = [who for one in found for who in (one.a, one.b)]
    assert max(people.count(who) for who in people) <= EACH
    groups = [one.gain.groups and tuple(sorted(one.gain.groups)) for one in found]
    assert max(groups.count(both) for both in groups if both) <= EACH_GROUPS
    again, *_ = suggest(network, fit=lambda pairs: fits[pairs[:, 0], pairs[:, 1]])
    assert found == again


def test_only_those_who_may_and_who_fit():
    network = drawn(7, people=40)
    found, *_ = suggest(network, may=lambda pairs: (pairs % 2 == 0).all(axis=1))
    assert found
    assert all(one.a % 2 == one.b % 2 == 0 for one in found)
    assert suggest(network, fit=lambda pairs: np.zeros(len(pairs)))[0] == []
    assert suggest(network, may=lambda pairs: np.zeros(len(pairs), np.bool_))[0] == []
    assert len(suggest(network, limit=3)[0]) == 3


def test_given_pairs_are_ranked_alone_however_often_somebody_comes():
    network = drawn(4, people=40)
    asked = np.array([[0, one] for one in range(1, 40)])
    found, *_ = suggest(network, pairs=asked[:, ::-1])
    untied = {(0, one) for one in range(1, 40)} - {
        tuple(sorted(tie)) for tie in network.known.edges
    }
    assert {(one.a, one.b) for one in found} == untied


def test_who_is_alone_is_reached_and_parts_are_joined():
    halves = nx.disjoint_union(nx.complete_graph(6), nx.complete_graph(6))
    halves.add_node(12)
    pairs = np.array(halves.edges)
    measured = measure(13, 13, pairs)
    found = rank_pairs(
        13, 13, pairs, pairs, np.zeros(13, np.int64), measured.group,
        measured.between, all_may, all_fit,
    )  # fmt: skip
    assert found[0].gain.joins
    assert found[0].gain.groups
    assert any(one.gain.alone == (12,) for one in found)


def test_a_large_network_is_looked_at_in_part(monkeypatch):
    monkeypatch.setattr("community.graph.gains.MOST", 50)
    network = drawn(7, people=200)
    found, *_ = suggest(network)
    assert found
    assert len({who for one in found for who in (one.a, one.b)}) <= 50
    assert found == suggest(network)[0]


def test_nobody_to_introduce():
    nothing = np.empty((0, 2), dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    assert (
        rank_pairs(0, 0, nothing, nothing, none, none, np.zeros(0), all_may, all_fit)
        == []
    )
    both = np.array([[0, 1]])
    two = np.zeros(2, dtype=np.int64)
    assert rank_pairs(2, 2, both, both, two, two, np.zeros(2), all_may, all_fit) == []
